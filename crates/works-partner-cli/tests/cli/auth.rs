//! Getting tokens by an account: service accounts, logins, and what is kept of them.

use std::fs;
use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use works_partner_sandbox::State;

use crate::support::{Run, Served, snapshot, works_partner};

/// A person with a home, and a sandbox to call.
struct Person {
    served: Served,
    home: TempDir,
}

impl Person {
    fn new() -> Self {
        Self {
            served: Served::with(State::demo()),
            home: TempDir::new().unwrap(),
        }
    }

    /// The program, with an app in the environment.
    fn command(&self, arguments: &str) -> Command {
        let sandbox = &self.served.sandbox;
        let mut command = works_partner(arguments);
        command
            .env_remove("WORKS_PARTNER_ACCESS_TOKEN")
            .env("HOME", self.home.path())
            .env("XDG_CONFIG_HOME", self.home.path().join("config"))
            .env("XDG_STATE_HOME", self.home.path().join("state"))
            .env("WORKS_PARTNER_BASE_URL", sandbox.base_url())
            .env("WORKS_PARTNER_AUTH_URL", sandbox.auth_url())
            .env("WORKS_PARTNER_CLIENT_ID", sandbox.client_id())
            .env("WORKS_PARTNER_CLIENT_SECRET", sandbox.client_secret());
        command
    }

    /// The program, with a service account in the environment.
    fn service_account(&self, arguments: &str) -> Command {
        let mut command = self.command(arguments);
        command
            .env(
                "WORKS_PARTNER_SERVICE_ACCOUNT",
                self.served.sandbox.service_account(),
            )
            .env("WORKS_PARTNER_PRIVATE_KEY_FILE", self.key(0o600));
        command
    }

    /// The program, with nothing but a configuration file.
    fn with_profile(&self, config: &str, arguments: &str) -> Command {
        self.write("config/works-partner/config.toml", config, 0o644);
        let mut command = self.command(arguments);
        for name in ["BASE_URL", "AUTH_URL", "CLIENT_ID", "CLIENT_SECRET"] {
            command.env_remove(format!("WORKS_PARTNER_{name}"));
        }
        command
    }

    fn key(&self, mode: u32) -> PathBuf {
        self.write("key.pem", self.served.sandbox.private_key_pem(), mode)
    }

    fn write(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = self.home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        set_mode(&path, mode);
        path
    }

    /// Runs it, and looks for secrets in what it says.
    fn run(&self, mut command: Command) -> Run {
        let run = Run::of(&mut command);
        self.assert_no_secret(&run.stdout);
        self.assert_no_secret(&run.stderr);
        run
    }

    fn assert_no_secret(&self, text: &str) {
        let sandbox = &self.served.sandbox;
        let key = sandbox.private_key_pem().lines().nth(1).unwrap();
        assert!(!text.contains(sandbox.client_secret()), "{text}");
        assert!(!text.contains(key), "{text}");
        for token in self.stored_tokens() {
            assert!(!text.contains(&token), "{text}");
        }
    }

    fn token_files(&self) -> Vec<PathBuf> {
        let Ok(entries) = fs::read_dir(self.home.path().join("state/works-partner/tokens")) else {
            return Vec::new();
        };
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .collect()
    }

    fn stored_tokens(&self) -> Vec<String> {
        let mut tokens = Vec::new();
        for path in self.token_files() {
            let file: serde_json::Value =
                serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
            for name in ["access_token", "refresh_token"] {
                tokens.extend(file[name].as_str().map(str::to_owned));
            }
        }
        tokens
    }

    /// Without what differs from run to run.
    fn shown(&self, run: &Run) -> String {
        let sandbox = &self.served.sandbox;
        let mut text = run.to_string();
        for (what, name) in [
            (sandbox.base_url(), "<base-url>"),
            (sandbox.auth_url(), "<auth-url>"),
            (sandbox.client_id(), "<client-id>"),
            (sandbox.service_account(), "<service-account>"),
            (self.home.path().to_str().unwrap(), "<home>"),
        ] {
            text = text.replace(what, name);
        }
        let left = "23 h 59 min left";
        text.replace("24 h 0 min left", left)
    }

    /// Logs in without a browser, by what a browser would have done.
    fn log_in_by_stdin(&self, arguments: &str, answer: impl Fn(&str) -> String) -> Run {
        let mut command = self.command(&format!("auth login --no-browser {arguments}"));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let url = url_in(&mut stderr);
        let answer = answer(&location(&url));
        let mut stdin = child.stdin.take().unwrap();
        writeln!(stdin, "{answer}").unwrap();
        drop(stdin);
        let mut rest = String::new();
        stderr.read_to_string(&mut rest).unwrap();
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: rest,
        }
    }
}

#[cfg(unix)]
fn set_mode(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &std::path::Path, _: u32) {}

/// The first line that is a URL.
fn url_in(stderr: &mut impl std::io::BufRead) -> String {
    loop {
        let mut line = String::new();
        assert!(stderr.read_line(&mut line).unwrap() > 0, "no URL");
        if line.trim().starts_with("http") {
            return line.trim().to_owned();
        }
    }
}

/// The answer to a GET, as a browser asks.
fn get(url: &str) -> String {
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Where a GET is sent on to.
fn location(url: &str) -> String {
    let answer = get(url);
    let mut lines = answer.lines();
    let line = lines.find_map(|line| line.strip_prefix("location: "));
    line.unwrap_or_else(|| panic_with(&answer)).to_owned()
}

fn panic_with(answer: &str) -> &str {
    assert_eq!(answer, "a redirect");
    answer
}

const GET: &str = "option-order get 10000001 ACV2";

#[test]
fn a_service_account_in_the_environment_gets_one_token_for_many_runs() {
    let person = Person::new();
    for _ in 0..3 {
        let run = person.run(person.service_account(&format!("{GET} -v")));
        assert!(run.succeeded().stdout.contains("ACV201"));
    }
    assert_eq!(person.served.sandbox.token_requests(), 1);
}

#[test]
fn a_service_account_in_a_profile() {
    let person = Person::new();
    let sandbox = &person.served.sandbox;
    person.key(0o600);
    // As editors of Windows write files.
    let secret = format!("\u{feff}{}\r\n", sandbox.client_secret());
    person.write("config/works-partner/secret", &secret, 0o600);
    let config = format!(
        "\u{feff}default_profile = \"mine\"\n\n[profiles.mine]\nbase_url = \"{}\"\nauth_url = \"{}\"\n\
         client_id = \"{}\"\nclient_secret_file = \"secret\"\nservice_account = \"{}\"\n\
         private_key_file = \"~/key.pem\"\nscope = \"partner.read\"\nrate_limit = 100\n\
         concurrency = 2\nallowed_hosts = [\"example.com\"]\noutput = \"jsonl\"\n",
        sandbox.base_url(),
        sandbox.auth_url(),
        sandbox.client_id(),
        sandbox.service_account(),
    );
    let run = person.run(person.with_profile(&config, GET)).succeeded();
    assert!(run.stdout.starts_with("{\"subscriptionId\":0,"), "{run}");
    let run = person.run(person.with_profile(&config, "auth status -o table"));
    snapshot("auth-status-profile", person.shown(&run.succeeded()));
    assert_eq!(sandbox.token_requests(), 1);
}

#[test]
fn a_service_account_is_tried_shown_and_logged_out() {
    let person = Person::new();
    let run = person
        .run(person.service_account("auth status"))
        .succeeded();
    snapshot("auth-status-no-token", person.shown(&run));
    assert_eq!(person.served.sandbox.token_requests(), 0);

    let run = person.run(person.service_account("auth login --service-account"));
    snapshot("auth-login-service-account", person.shown(&run.succeeded()));
    let run = person
        .run(person.service_account("auth status -o json"))
        .succeeded();
    let status: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(status["kind"], "serviceAccount");
    assert!(status["secondsLeft"].as_i64().unwrap() > 86_000, "{run}");
    person
        .run(person.service_account("auth status -o csv"))
        .succeeded();

    let token = Run::of(&mut person.service_account("auth token")).succeeded();
    assert_eq!(person.stored_tokens(), [token.stdout.trim_end()]);
    let json = Run::of(&mut person.service_account("auth token -o json")).succeeded();
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["accessToken"], token.stdout.trim_end());
    assert_eq!(person.served.sandbox.token_requests(), 1);

    let run = person
        .run(person.service_account("auth logout"))
        .succeeded();
    snapshot("auth-logout", person.shown(&run));
    assert!(person.token_files().is_empty());
    let mut command = person.command(GET);
    for name in ["CLIENT_ID", "CLIENT_SECRET"] {
        command.env_remove(format!("WORKS_PARTNER_{name}"));
    }
    command.env("WORKS_PARTNER_ACCESS_TOKEN", token.stdout.trim_end());
    person.run(command).failed(4);
    let run = person
        .run(person.service_account("auth logout"))
        .succeeded();
    snapshot("auth-logout-twice", person.shown(&run));
}

#[cfg(unix)]
#[test]
fn tokens_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let person = Person::new();
    person.run(person.service_account(GET)).succeeded();
    let files = person.token_files();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(files.len(), 1);
    assert_eq!(mode(&files[0]), 0o600);
    assert_eq!(mode(files[0].parent().unwrap()), 0o700);
}

#[cfg(unix)]
#[test]
fn secrets_that_others_may_read_are_refused() {
    let person = Person::new();
    let mut command = person.service_account(GET);
    command.env("WORKS_PARTNER_PRIVATE_KEY_FILE", person.key(0o644));
    snapshot(
        "auth-key-mode",
        person.shown(&person.run(command).failed(2)),
    );

    person.write("config/works-partner/secret", "a-secret", 0o640);
    let config = "[profiles.p]\nclient_id = \"c\"\nclient_secret_file = \"secret\"\n";
    let run = person.run(person.with_profile(config, "auth status --profile p"));
    snapshot("auth-secret-mode", person.shown(&run.failed(2)));
}

/// As editors of Windows write it, and as containers mount it.
#[cfg(unix)]
#[test]
fn a_key_may_have_a_byte_order_mark_and_be_its_groups() {
    let setting = "WORKS_PARTNER_PRIVATE_KEY_GROUP_READABLE";
    let run = |mark: &str, mode: u32, is_for_group: bool| {
        let person = Person::new();
        let pem = format!("{mark}{}", person.served.sandbox.private_key_pem());
        let mut command = person.service_account(GET);
        let key = person.write("given.pem", &pem, mode);
        command.env("WORKS_PARTNER_PRIVATE_KEY_FILE", key);
        if is_for_group {
            command.env(setting, "true");
        }
        person.run(command)
    };
    run("\u{feff}", 0o600, false).succeeded();
    run("", 0o440, true).succeeded();
    let refused = run("", 0o440, false).failed(2);
    assert!(refused.stderr.contains(setting), "{refused}");
    run("", 0o444, true).failed(2);
}

#[test]
fn a_login_by_stdin_lasts_until_the_logout() {
    let person = Person::new();
    let run = person.run(person.command("auth status")).failed(4);
    snapshot("auth-status-nobody", person.shown(&run));
    person.run(person.command(GET)).failed(4);

    let run = person.log_in_by_stdin("", str::to_owned).succeeded();
    person.assert_no_secret(&run.stdout);
    person.assert_no_secret(&run.stderr);
    snapshot("auth-login-stdin", person.shown(&run));
    person.run(person.command(GET)).succeeded();
    person
        .run(person.command("auth status -o jsonl"))
        .succeeded();
    assert_eq!(person.served.sandbox.token_requests(), 1);

    person.run(person.command("auth logout")).succeeded();
    person.run(person.command(GET)).failed(4);
}

#[test]
fn a_code_alone_may_be_pasted_and_another_logins_url_may_not() {
    let person = Person::new();
    let run = person.log_in_by_stdin("", |url| url.replace("state=", "state=x"));
    snapshot("auth-login-other-state", person.shown(&run.failed(2)));
    let run = person.log_in_by_stdin("", |_| {
        "http://localhost:9876/callback?error=access_denied".to_owned()
    });
    snapshot("auth-login-denied", person.shown(&run.failed(4)));
    person.log_in_by_stdin("", |_| String::new()).failed(2);
    person
        .log_in_by_stdin("", |_| "no-such-code".to_owned())
        .failed(4);
    assert!(person.token_files().is_empty());

    let code = |url: &str| {
        let (_, query) = url.split_once("code=").unwrap();
        query.split('&').next().unwrap().to_owned()
    };
    let run = person.log_in_by_stdin("", |url| {
        code(url)
            .replace("%3D", "=")
            .replace("%2B", "+")
            .replace("%2F", "/")
    });
    run.succeeded();
}

#[test]
fn a_browser_comes_back_to_the_listener() {
    let person = Person::new();
    let mut child = person
        .command("auth login --port 0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let page = get(&location(&url_in(&mut stderr)).replace("localhost", "127.0.0.1"));
    assert!(page.contains("Logged in"), "{page}");
    assert!(child.wait_with_output().unwrap().status.success());
    person.run(person.command(GET)).succeeded();
}

/// Whichever way the folder is of no use, nothing is spent, and nobody is asked to log in.
#[cfg(unix)]
#[test]
fn no_login_succeeds_that_cannot_be_kept() {
    /// What stands in the way of the tokens.
    type Obstacle = fn(&std::path::Path);
    let obstacles: [(&str, Obstacle); 3] = [
        ("a file in the place of the folder", |state| {
            fs::create_dir_all(state).unwrap();
            fs::write(state.join("works-partner"), "").unwrap();
        }),
        ("a folder in the place of each file", |state| {
            // The name of the file is a hash: a login that succeeds shows it.
            for entry in fs::read_dir(state.join("works-partner/tokens")).unwrap() {
                let path = entry.unwrap().path();
                fs::remove_file(&path).unwrap();
                fs::create_dir(path).unwrap();
            }
        }),
        ("pipes in the place of each file", |state| {
            for entry in fs::read_dir(state.join("works-partner/tokens")).unwrap() {
                let path = entry.unwrap().path();
                fs::remove_file(&path).unwrap();
                let made = Command::new("mkfifo").arg(&path).status().unwrap();
                assert!(made.success());
            }
        }),
    ];
    for (name, put_in_the_way) in obstacles {
        for way in ["--service-account", "--no-browser", "--port 0"] {
            let person = Person::new();
            let command = || match way {
                "--service-account" => person.service_account(&format!("auth login {way}")),
                _ => person.command(&format!("auth login {way}")),
            };
            if !name.starts_with("a file") {
                match way {
                    "--service-account" => person.run(command()).succeeded(),
                    _ => person.log_in_by_stdin("", str::to_owned).succeeded(),
                };
            }
            let spent = person.served.sandbox.token_requests();
            put_in_the_way(&person.home.path().join("state"));
            let run = Run::of(command().stdin(Stdio::null())).failed(2);
            let folder = person.home.path().join("state/works-partner/tokens");
            let file = folder.to_str().unwrap();
            assert!(run.stderr.contains(file), "{name}, {way}: {run}");
            assert!(!run.stderr.contains("authorize"), "{name}, {way}: {run}");
            let requests = person.served.sandbox.token_requests();
            assert_eq!(requests, spent, "{name}, {way}: {run}");
        }
    }
    let person = Person::new();
    let mut homeless = person.service_account("auth login --service-account");
    homeless.env_remove("HOME").env_remove("XDG_STATE_HOME");
    person.run(homeless).failed(2);
    assert_eq!(person.served.sandbox.token_requests(), 0);
}

#[cfg(unix)]
#[test]
fn who_waits_for_another_process_is_told_at_once_on_a_terminal() {
    let person = Person::new();
    person.run(person.service_account(GET)).succeeded();
    let token = person.token_files().remove(0);
    fs::remove_file(&token).unwrap();
    let held = fs::File::open(token.with_extension("lock")).unwrap();
    held.lock().unwrap();
    let (mut screen, terminal) = crate::confirm::terminal();
    let child = person
        .service_account(GET)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(fs::File::options().write(true).open(terminal).unwrap())
        .spawn()
        .unwrap();
    let (mut seen, mut bytes) = (String::new(), [0; 1024]);
    while !seen.contains("waiting for another process that renews the token") {
        let count = screen.read(&mut bytes).unwrap();
        seen.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    assert_eq!(person.served.sandbox.token_requests(), 1, "{seen}");
    drop(held);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{seen}");
    assert_eq!(person.served.sandbox.token_requests(), 2);
}

/// Opening a pipe would wait for its other end.
#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_the_lock_is_refused() {
    for way in ["--service-account", "--no-browser"] {
        let person = Person::new();
        let command = || match way {
            "--service-account" => person.service_account(&format!("auth login {way}")),
            _ => person.command(&format!("auth login {way}")),
        };
        match way {
            "--service-account" => person.run(command()).succeeded(),
            _ => person.log_in_by_stdin("", str::to_owned).succeeded(),
        };
        let token = person.token_files().remove(0);
        let lock = token.with_extension("lock");
        fs::remove_file(&token).unwrap();
        fs::remove_file(&lock).unwrap();
        let made = Command::new("mkfifo").arg(&lock).status().unwrap();
        assert!(made.success());
        let run = Run::of(command().stdin(Stdio::null())).failed(2);
        assert!(run.stderr.contains(lock.to_str().unwrap()), "{run}");
        assert!(run.stderr.contains("regular file"), "{run}");
        assert_eq!(person.served.sandbox.token_requests(), 1, "{run}");
    }
}

#[test]
fn logins_that_make_no_sense_are_refused() {
    let person = Person::new();
    let run = person.run(person.service_account("auth login")).failed(2);
    snapshot("auth-login-has-service-account", person.shown(&run));
    let run = person
        .run(person.command("auth login --service-account"))
        .failed(2);
    snapshot("auth-login-no-service-account", person.shown(&run));
    let run = Run::of(&mut works_partner("auth login")).failed(2);
    snapshot("auth-login-token", run);
    Run::of(&mut works_partner("auth logout")).failed(2);
    Run::of(&mut works_partner("auth login --service-account --port 1")).failed(2);
    let run = Run::of(&mut works_partner("auth status")).succeeded();
    snapshot("auth-status-token", run);
}

#[test]
fn refusals_of_the_auth_server_are_failures_of_the_account() {
    let person = Person::new();
    let mut command = person.service_account("auth login --service-account");
    command.env("WORKS_PARTNER_CLIENT_SECRET", "not-the-secret");
    let run = person.run(command).failed(4);
    assert!(!run.stderr.contains("not-the-secret"), "{run}");
    assert!(
        run.stderr.contains("invalid_client") || run.stderr.contains("client"),
        "{run}"
    );
    assert!(person.token_files().is_empty());
}

#[test]
fn the_sandbox_has_an_account_of_its_own() {
    let person = Person::new();
    let run = person
        .run(person.command("--sandbox auth status"))
        .succeeded();
    assert!(run.stdout.contains("service account"), "{run}");
    let token = Run::of(&mut person.command("--sandbox auth token")).succeeded();
    assert!(token.stdout.len() > 20, "{token}");
    person
        .run(person.command("--sandbox auth login --service-account"))
        .succeeded();
    assert!(person.token_files().is_empty());
}

/// A key's text in the environment, with line ends of both kinds.
#[test]
fn a_private_key_may_stand_in_a_variable() {
    let person = Person::new();
    let key = person.served.sandbox.private_key_pem();
    let escaped = key.trim_end().replace('\n', "\\n");
    for text in [key, &escaped] {
        let mut command = person.service_account("customer get 10000001");
        command.env_remove("WORKS_PARTNER_PRIVATE_KEY_FILE");
        command.env("WORKS_PARTNER_PRIVATE_KEY", text);
        person.run(command).succeeded();
    }
    let mut both = person.service_account("customer get 10000001");
    both.env("WORKS_PARTNER_PRIVATE_KEY", key);
    let run = person.run(both).failed(2);
    assert!(
        run.stderr.contains("WORKS_PARTNER_PRIVATE_KEY_FILE"),
        "{run}"
    );
}

/// As `<(…)` and pipes hand it over.
#[cfg(target_os = "linux")]
#[test]
fn a_private_key_may_come_from_a_stream() {
    let person = Person::new();
    let commands = ["customer get 10000001", "auth login --service-account"];
    let places = ["-", "/dev/stdin", "/dev/fd/0"];
    let runs = commands
        .iter()
        .flat_map(|run| places.map(|path| (run, path)));
    for (arguments, path) in runs {
        let home = TempDir::new().unwrap();
        let mut command = person.service_account(arguments);
        command.env("WORKS_PARTNER_PRIVATE_KEY_FILE", path);
        command.env("XDG_STATE_HOME", home.path());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin
            .write_all(person.served.sandbox.private_key_pem().as_bytes())
            .unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments} {path}: {stderr}"
        );
    }
}
