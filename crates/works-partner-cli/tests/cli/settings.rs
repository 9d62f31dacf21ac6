//! The configuration file, the environment, and what contradicts what.

use std::process::Command;

use tempfile::TempDir;

use crate::support::{Run, snapshot, works_partner};

const PROFILES: &str = "\
default_profile = \"partner\"

[profiles.partner]
client_id = \"partner-app\"
service_account = \"one@example.com\"

[profiles.korea]
base_url = \"https://www.worksapis.example/kr/v1.0\"
";

/// A folder with a configuration file.
struct Configured(TempDir);

impl Configured {
    fn with(config: &str) -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("config.toml"), config).unwrap();
        Self(folder)
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = works_partner(arguments);
        command
            .env("WORKS_PARTNER_CONFIG", self.0.path().join("config.toml"))
            .env_remove("WORKS_PARTNER_ACCESS_TOKEN");
        command
    }

    fn shown(&self, run: &Run) -> String {
        run.to_string()
            .replace(self.0.path().to_str().unwrap(), "<folder>")
            .replace(std::path::MAIN_SEPARATOR, "/")
    }
}

#[test]
fn mistakes_in_the_file_are_named() {
    for (name, config) in [
        (
            "unknown-key",
            "[profiles.a]\nbase_url = \"x\"\nbase-url = \"y\"\n",
        ),
        ("unknown-top-key", "defaut_profile = \"a\"\n"),
        (
            "secret-in-file",
            "[profiles.a]\n\nclient_secret = \"hush-hush\"\n",
        ),
        ("wrong-type", "[profiles.a]\nrate_limit = \"hush-hush\"\n"),
        ("zero", "[profiles.a]\n\nrate_limit = 0\n"),
        ("below-zero", "[profiles.a]\nconcurrency = -5\n"),
        ("wrong-output", "[profiles.a]\noutput = \"xml\"\n"),
        ("not-toml", "[profiles.a\nclient_id = \"hush-hush\"\n"),
        ("unknown-default", "default_profile = \"b\"\n[profiles.a]\n"),
        (
            "wrong-scope",
            "default_profile = \"a\"\n[profiles.a]\nscope = \"a,b\"\n",
        ),
    ] {
        let configured = Configured::with(config);
        let run = Run::of(&mut configured.command("auth status")).failed(2);
        assert!(!run.stderr.contains("hush-hush"), "{run}");
        let shown = configured.shown(&run);
        // As editors of Windows write it: nothing is different for that.
        let marked = Configured::with(&format!("\u{feff}{config}"));
        let run = Run::of(&mut marked.command("auth status")).failed(2);
        assert_eq!(marked.shown(&run), shown);
        snapshot(&format!("config-{name}"), shown);
    }
}

#[test]
fn profiles_that_are_not_there_are_named() {
    let configured = Configured::with(PROFILES);
    let run = Run::of(&mut configured.command("auth status --profile japan")).failed(2);
    snapshot("config-unknown-profile", configured.shown(&run));
    let mut command = configured.command("auth status");
    let run = Run::of(command.env("WORKS_PARTNER_PROFILE", "japan")).failed(2);
    assert!(run.stderr.contains("`korea`, `partner`"), "{run}");
    let run = Run::of(&mut configured.command("auth status --config nowhere.toml"));
    assert!(run.failed(2).stderr.contains("nowhere.toml"));
    let mut command = works_partner("auth status --profile japan");
    snapshot("config-no-file", Run::of(&mut command).failed(2));
}

#[test]
fn contradictions_name_both_sides() {
    let configured = Configured::with(PROFILES);
    let mut command = configured.command("auth status");
    command
        .env("WORKS_PARTNER_ACCESS_TOKEN", "t")
        .env("WORKS_PARTNER_SERVICE_ACCOUNT", "one@example.com");
    let run = Run::of(&mut command).failed(2);
    snapshot("config-conflict-environment", configured.shown(&run));

    let mut command = configured.command("auth status --profile partner");
    command.env("WORKS_PARTNER_ACCESS_TOKEN", "t");
    let run = Run::of(&mut command).failed(2);
    snapshot("config-conflict-profile", configured.shown(&run));

    let mut command = configured.command("auth status");
    command.env("WORKS_PARTNER_ACCESS_TOKEN", "t");
    assert!(
        Run::of(&mut command)
            .succeeded()
            .stdout
            .contains("access token")
    );

    for flag in ["--profile p", "--config f", "--auth-url http://127.0.0.1:1"] {
        let run =
            crate::support::run(&format!("--sandbox option-order list 10000001 {flag}")).failed(2);
        let flag = flag.split(' ').next().unwrap();
        assert!(run.stderr.contains(flag), "{run}");
    }
}

#[test]
fn an_account_that_lacks_something_says_what() {
    let configured = Configured::with(PROFILES);
    let run = Run::of(&mut configured.command("auth status")).failed(2);
    snapshot("config-no-key", configured.shown(&run));
    let cases = [
        ("CLIENT_ID", "a client secret"),
        ("CLIENT_SECRET", "a client id"),
        ("PRIVATE_KEY_FILE", "a service account"),
        ("SERVICE_ACCOUNT", "a private key file"),
    ];
    for (name, lacks) in cases {
        let mut command = works_partner("auth status");
        command
            .env_remove("WORKS_PARTNER_ACCESS_TOKEN")
            .env(format!("WORKS_PARTNER_{name}"), "hush-hush");
        let run = Run::of(&mut command).failed(2);
        assert!(run.stderr.contains(lacks), "{run}");
        assert!(run.stderr.contains(name), "{run}");
        assert!(!run.stderr.contains("hush-hush"), "{run}");
    }
}

#[test]
fn flags_come_before_the_environment_and_that_before_the_profile() {
    let configured = Configured::with(PROFILES);
    let url = |command: &mut Command| {
        command.env("WORKS_PARTNER_ACCESS_TOKEN", "t");
        let run = Run::of(command).succeeded();
        let status: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        status["baseUrl"].as_str().unwrap().to_owned()
    };
    let status = "auth status -o json --profile korea";
    assert!(url(&mut configured.command(status)).contains("/kr/"));
    let mut command = configured.command(status);
    command.env("WORKS_PARTNER_BASE_URL", "https://environment.example");
    assert_eq!(url(&mut command), "https://environment.example");
    let mut command = configured.command(&format!("{status} --base-url https://flag.example"));
    command.env("WORKS_PARTNER_BASE_URL", "https://environment.example");
    assert_eq!(url(&mut command), "https://flag.example");
}

#[test]
fn what_calls_nobody_reads_no_settings() {
    let configured = Configured::with("this is no TOML");
    for what in [
        "catalog DRV",
        "completion bash",
        "--sandbox option-order list 10000001",
    ] {
        Run::of(&mut configured.command(what)).succeeded();
    }
}

/// A variable that is set but empty is as one that is not set.
#[test]
fn an_empty_variable_is_not_set() {
    for variable in [
        "WORKS_PARTNER_PROFILE",
        "WORKS_PARTNER_CONFIG",
        "WORKS_PARTNER_BASE_URL",
        "WORKS_PARTNER_AUTH_URL",
        "WORKS_PARTNER_CLIENT_ID",
        "WORKS_PARTNER_CLIENT_SECRET",
        "WORKS_PARTNER_SERVICE_ACCOUNT",
        "WORKS_PARTNER_PRIVATE_KEY_FILE",
        "WORKS_PARTNER_SCOPE",
        "COLUMNS",
        "HOME",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
        "NO_COLOR",
    ] {
        let with = Run::of(works_partner("auth status").env(variable, "")).succeeded();
        let without = Run::of(&mut works_partner("auth status")).succeeded();
        assert_eq!(with.stdout, without.stdout, "{variable}");
        assert_eq!(with.stderr, "", "{variable}");
        Run::of(works_partner("--sandbox customer list").env(variable, "")).succeeded();
    }
}
