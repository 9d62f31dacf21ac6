//! `sandbox serve`, and `--sandbox`.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use crate::support::{Run, run, snapshot, works_partner};

/// A served sandbox that ends with the test.
struct Serving {
    child: Child,
    stdout: BufReader<std::process::ChildStdout>,
}

impl Serving {
    fn start(arguments: &str) -> Self {
        let mut child = works_partner(&format!("sandbox serve {arguments}"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdout }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line
    }

    /// Where it serves and its access token, from its first line of `-o jsonl`.
    fn endpoint(&mut self) -> Endpoint {
        Endpoint(serde_json::from_str(&self.line()).unwrap())
    }
}

/// A sandbox that another run can ask.
struct Endpoint(serde_json::Value);

impl Endpoint {
    fn ask(&self, arguments: &str) -> Run {
        let mut command = works_partner(arguments);
        let of = |name| self.0[name].as_str().unwrap();
        Run::of(
            command
                .env("WORKS_PARTNER_BASE_URL", of("baseUrl"))
                .env("WORKS_PARTNER_ACCESS_TOKEN", of("accessToken")),
        )
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_origin_has_no_path() {
    for origin in ["localhost", "http://", "http://localhost:80/"] {
        run(&format!("sandbox serve --cors {origin}")).failed(2);
    }
}

#[test]
fn a_file_that_is_of_no_use_is_named_with_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.json");
    std::fs::write(&file, "{").unwrap();
    let (file, folder) = (file.display(), folder.path().display());
    for (arguments, wrong) in [
        (
            format!("--sandbox-state {folder} customer list"),
            "the sandbox cannot be started",
        ),
        (
            format!("--sandbox-state {file} customer list"),
            "invalid sandbox state: EOF",
        ),
        (
            format!("--sandbox-state {file} sandbox serve"),
            "invalid sandbox state: EOF",
        ),
        (format!("sandbox serve --faults {file}"), "it is not JSON"),
    ] {
        let run = run(&arguments).failed(2);
        assert!(run.stderr.contains(wrong), "{run}");
    }
}

#[test]
fn all_that_is_wrong_with_a_plan_of_faults_is_told_on_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("faults.json");
    std::fs::write(
        &file,
        r#"[{"fault": "nope"}, {"fault": "gzip", "times": 0}]"#,
    )
    .unwrap();
    let run = run(&format!("sandbox serve --faults {}", file.display())).failed(2);
    assert_eq!(run.stderr.lines().count(), 1, "{run}");
    for wrong in ["[0].fault: is \"nope\"", "; [1].times: is 0"] {
        assert!(run.stderr.contains(wrong), "{run}");
    }
}

#[test]
fn another_run_finds_the_served_sandbox() {
    let mut serving = Serving::start("-o jsonl");
    let sandbox = serving.endpoint();
    let run = sandbox.ask("option-order get 10000001 ACV2 -o jsonl");
    assert!(run.succeeded().stdout.contains("\"ACV201\""));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it() {
    let mut serving = Serving::start("");
    let mut text = serving.line();
    let url = text
        .split(' ')
        .find(|word| word.starts_with("http"))
        .unwrap()
        .to_owned();
    for _ in 0..5 {
        text += &serving.line();
    }
    let token = text
        .split("ACCESS_TOKEN=")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap()
        .to_owned();
    snapshot(
        "sandbox-serve",
        text.replace(&url, "<url>").replace(&token, "<token>"),
    );

    let id = serving.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    serving.stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[test]
fn as_many_customers_as_asked_for_are_served_without_limits() {
    let mut serving = Serving::start("-o jsonl --customers 50 --seed 7 --no-rate-limit");
    let sandbox = serving.endpoint();
    let run = sandbox.ask("customer list -o jsonl");
    assert_eq!(run.succeeded().stdout.lines().count(), 50);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let run = run(&format!("sandbox serve --port {port}")).failed(1);
    assert!(run.stderr.contains(&format!("port {port}")), "{run}");
    assert!(run.stderr.contains("--port"), "{run}");
}

#[test]
fn the_sandbox_minds_no_environment() {
    let mut command = works_partner("--sandbox option-order get 10000001 ACV2");
    let run = Run::of(
        command
            .env("WORKS_PARTNER_BASE_URL", "http://example.com")
            .env_remove("WORKS_PARTNER_ACCESS_TOKEN"),
    );
    run.succeeded();
}

#[test]
fn state_survives_on_request_and_what_does_not_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let change = "usage-status set 10000001 --max-members 77 --yes";
    let lost = run(&format!("--sandbox {change}")).succeeded();
    assert!(lost.stderr.contains("--sandbox-state FILE"), "{lost}");
    let kept = run(&format!("{change} --sandbox-state {}", file.display())).succeeded();
    assert!(!kept.stderr.contains("--sandbox-state FILE"), "{kept}");
    let shown = run(&format!(
        "usage-status get 10000001 -o json --sandbox-state {}",
        file.display()
    ));
    assert!(shown.succeeded().stdout.contains("\"maxMemberCount\": 77"));
}

#[cfg(unix)]
#[test]
fn one_in_the_background_is_found_and_ended_and_its_day_counts() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str, variables: &[(&str, &str)]| {
        let mut command = works_partner(arguments);
        command.env("XDG_STATE_HOME", folder.path());
        command.envs(variables.iter().copied());
        Run::of(&mut command)
    };
    run("sandbox status", &[]).failed(3);
    run("sandbox stop", &[]).failed(3);
    let started = run("sandbox start --clock 2031-03-05 -o json", &[]).succeeded();
    let serving: serde_json::Value = serde_json::from_str(&started.stdout).unwrap();
    let record = folder.path().join("works-partner/sandbox.json");
    let mode = std::fs::metadata(&record).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let again = run("sandbox start -o json", &[]).succeeded();
    assert_eq!(again.stdout, started.stdout);
    assert_eq!(run("sandbox status -o json", &[]).stdout, started.stdout);

    let variables = [
        (
            "WORKS_PARTNER_BASE_URL",
            serving["baseUrl"].as_str().unwrap(),
        ),
        (
            "WORKS_PARTNER_ACCESS_TOKEN",
            serving["accessToken"].as_str().unwrap(),
        ),
    ];
    let end = "usage-status set 10000001 --withdrawal-date next-month --dry-run -o json";
    let dry = run(end, &variables).succeeded();
    assert!(dry.stdout.contains("2031-04-01"), "{dry}");

    let clock = run("sandbox clock --advance 30d -o jsonl", &[]).succeeded();
    assert!(clock.stdout.contains("\"today\":\"2031-04-04\""), "{clock}");
    let odd = run("sandbox clock --advance soon", &[]).failed(2);
    assert!(
        odd.stderr
            .contains("by is invalid: expected a time such as 30d"),
        "{odd}"
    );
    let file = folder.path().join("taken.json");
    run(&format!("sandbox snapshot {}", file.display()), &[]).succeeded();
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    run("sandbox stop", &[]).succeeded();
    run("sandbox clock", &[]).failed(3);
    let again = format!("sandbox start --sandbox-state {}", file.display());
    run(&again, &[]).succeeded();
    let clock = run("sandbox clock -o jsonl", &[]).succeeded();
    assert!(clock.stdout.contains("\"today\":\"2031-04-04\""), "{clock}");
    run("sandbox stop", &[]).succeeded();
    assert!(!record.exists());
    run("sandbox status", &[]).failed(3);
}

/// A state whose clock is years ahead is one to change things in.
#[test]
fn what_is_changed_in_the_future_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let file = path.display();
    run(&format!("customer get 10000001 --sandbox-state {file}")).succeeded();
    let text = std::fs::read_to_string(&path).unwrap();
    let mut saved: serde_json::Value = serde_json::from_str(&text).unwrap();
    saved["clockAheadSeconds"] = (3 * 365 * 86_400).into();
    std::fs::write(&path, saved.to_string()).unwrap();

    let change = "usage-status set 10000001 --max-members 78 --yes";
    run(&format!("{change} --sandbox-state {file}")).succeeded();
    let show = format!("usage-status get 10000001 -o json --sandbox-state {file}");
    let shown = run(&show).succeeded();
    assert!(shown.stdout.contains("\"maxMemberCount\": 78"), "{shown}");
}

#[test]
fn things_go_wrong_as_a_file_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("faults.json");
    let file = path.display();
    let wrong = r#"[{"fault": "gatewayPage"}, {"fault": "flood"}, {"fault": "notFound", "for": "list_orders"}]"#;
    std::fs::write(&path, wrong).unwrap();
    for verb in ["serve", "start"] {
        let mut command = works_partner(&format!("sandbox {verb} --faults {file}"));
        command.env("XDG_STATE_HOME", folder.path());
        let refused = Run::of(&mut command).failed(2);
        for place in ["[0].status", "[1].fault", "[2].for"] {
            assert!(refused.stderr.contains(place), "{place}: {refused}");
        }
    }
    std::fs::write(
        &path,
        r#"[{"fault": "response", "status": 409, "body": {"code": "BUSY", "description": "later"}, "for": "get_customer"}]"#,
    )
    .unwrap();
    let mut serving = Serving::start(&format!("--faults {file} -o jsonl"));
    let sandbox = serving.endpoint();
    let ask = || sandbox.ask("customer get 10000001 -o json");
    let faulty = ask();
    assert!(
        faulty.code != 0 && faulty.stderr.contains("BUSY"),
        "{faulty}"
    );
    ask().succeeded();
}

/// What a sandbox kept goes on from a later day: what has fallen due by then is done.
#[test]
fn a_state_goes_on_from_the_day_that_the_clock_is_set_to() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let file = file.display();
    let change = "option cancel 10000001 ACV2 --yes --skip-validation";
    run(&format!("{change} --sandbox-state {file}"));
    let today = jiff::Zoned::now().date();
    let later = today.checked_add(jiff::Span::new().years(3)).unwrap();
    let mut serving = Serving::start(&format!("--sandbox-state {file} --clock {later} -o jsonl"));
    let sandbox = serving.endpoint();
    let dry = sandbox.ask("usage-status set 10000001 --withdrawal-date tomorrow --dry-run -o json");
    let year = later.year().to_string();
    assert!(dry.succeeded().stdout.contains(&year));
}

#[test]
fn wild_answers_have_what_the_document_does_not() {
    let tame = run("--sandbox option-order list 10000020 -o jsonl").succeeded();
    let wild = run("--wild option-order list 10000020 -o jsonl").succeeded();
    assert!(!tame.stdout.contains("requestedBy"), "{tame}");
    assert!(wild.stdout.contains("requestedBy"), "{wild}");
}
