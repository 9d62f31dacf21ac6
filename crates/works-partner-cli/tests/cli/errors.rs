//! Everything that goes wrong: one message, the right exit code, nothing on stdout.

use works_partner_sandbox::State;

use crate::support::{Run, Served, Stub, TOKEN, run, snapshot, works_partner};

const HTML: &[&str] = &["content-type: text/html; charset=utf-8"];
const JSON: &[&str] = &["content-type: application/json"];

#[test]
fn wrong_arguments() {
    let cases = [
        (
            "usage-unknown-option",
            "--sandbox option-order get 10000001 SSTG9",
        ),
        (
            "usage-sub-option",
            "--sandbox option-order get 10000001 DRV_PS",
        ),
        (
            "usage-domain-id-word",
            "--sandbox option-order get abc ACV2",
        ),
        (
            "usage-domain-id-negative",
            "--sandbox option-order get -1 ACV2",
        ),
        (
            "usage-domain-id-huge",
            "--sandbox option-order list 99999999999999999999",
        ),
        ("usage-domain-id-zero", "--sandbox option-order get 0 ACV2"),
        ("usage-both-wrong", "--sandbox option-order get abc SSTG9"),
        (
            "usage-missing-argument",
            "--sandbox option-order get 10000001",
        ),
        ("usage-unknown-command", "option-orders list 1"),
        ("usage-unknown-format", "catalog -o xml"),
        (
            "usage-two-urls",
            "option-order --sandbox list 1 --base-url http://127.0.0.1:1",
        ),
        ("usage-port", "sandbox serve --port 65536"),
        ("usage-catalog-option", "catalog nothing-like-it"),
    ];
    for (name, arguments) in cases {
        snapshot(name, run(arguments).failed(2));
        let json = run(&format!("-o json {arguments}")).failed(2);
        let document: serde_json::Value = serde_json::from_str(&json.stderr).unwrap();
        assert_eq!(document["error"]["kind"], "usage", "{json}");
        assert_eq!(document["error"]["exitCode"], 2, "{json}");
        let message = document["error"]["message"].as_str().unwrap();
        assert!(!message.is_empty() && !message.contains("Usage:"), "{json}");
    }
}

/// A number below zero is a value that is wrong, and no flag.
#[test]
fn a_number_below_zero_is_refused_as_one() {
    for (change, flag) in [
        ("option-order update 10000017 CST_S", "--quantity"),
        (
            "option-order create 10000017 CST_S --type change-quantity",
            "--quantity",
        ),
        ("subscription add 10000017 ADV", "--licenses"),
        (
            "subscription renewal 10000017 ADV --type CHANGE",
            "--licenses",
        ),
        ("usage-status set 10000017", "--max-members"),
        ("customer list", "--limit"),
    ] {
        let run = run(&format!("--sandbox {change} {flag} -5")).failed(2);
        let error = run.stderr.lines().next().unwrap();
        assert!(error.contains("-5") && error.contains(flag), "{run}");
        assert!(!run.stderr.contains("unexpected"), "{run}");
    }
}

#[test]
fn a_command_is_missing() {
    snapshot("usage-nothing", run("").failed(2));
    snapshot("usage-nothing-json", run("-o json").failed(2));
    run("option-order").failed(2);
    run("sandbox").failed(2);
}

/// Both forms of a failure, from the same server.
fn both(name: &str, code: i32, run: impl Fn(&str) -> Run) {
    snapshot(name, run("").failed(code));
    let json = run("-o json").failed(code);
    assert_eq!(json.stderr.lines().count(), 1, "{json}");
    serde_json::from_str::<serde_json::Value>(&json.stderr).unwrap();
    snapshot(&format!("{name}-json"), json);
}

#[test]
fn no_task() {
    both("no-task", 3, |more| {
        run(&format!("--sandbox option-order get 10000001 DRV {more}"))
    });
}

#[test]
fn a_customer_that_the_server_does_not_know() {
    both("unknown-customer", 4, |more| {
        run(&format!("--sandbox option-order list 99999999 {more}"))
    });
}

#[test]
fn no_credentials() {
    let without = |more: &str, token: Option<&str>| {
        let mut command = works_partner(&format!("option-order list 1 {more}"));
        match token {
            None => command.env_remove("WORKS_PARTNER_ACCESS_TOKEN"),
            Some(token) => command.env("WORKS_PARTNER_ACCESS_TOKEN", token),
        };
        Run::of(&mut command)
    };
    both("no-credentials", 4, |more| without(more, None));
    both("no-credentials", 4, |more| without(more, Some("")));
    both("no-token", 4, |more| without(more, Some("two words")));
}

#[test]
fn a_wrong_token() {
    let served = Served::with(State::demo());
    both("wrong-token", 4, |more| {
        let arguments = format!("option-order get 10000001 ACV2 {more} --base-url ");
        let mut command = works_partner(&(arguments + served.sandbox.base_url()));
        Run::of(command.env("WORKS_PARTNER_ACCESS_TOKEN", "another-token"))
    });
}

#[test]
fn hosts_that_cannot_be() {
    let hosts = [
        // Nobody listens there.
        ("host-closed-port", 7, "http://127.0.0.1:1/v1.0".to_owned()),
        ("host-plain-http", 2, "http://example.com/v1.0".to_owned()),
        (
            "host-with-password",
            2,
            format!("https://user:{TOKEN}@example.com/v1.0"),
        ),
        ("host-no-url", 2, "example".to_owned()),
    ];
    for (name, code, url) in hosts {
        both(name, code, |more| {
            run(&format!(
                "option-order get 10000001 ACV2 {more} --base-url {url}"
            ))
        });
        let mut command = works_partner("option-order get 10000001 ACV2");
        Run::of(command.env("WORKS_PARTNER_BASE_URL", &url)).failed(code);
    }
}

/// What sends nothing refuses them as well, and shows nothing secret of them.
#[test]
fn hosts_that_cannot_be_are_refused_offline() {
    const DRY_RUN: &str = "api put-subscription-memo --domain-id 10000001 --subscription-id 7 \
                           --null memo --dry-run";
    let urls = [
        format!("https://user:{TOKEN}@example.com/v1.0"),
        format!("user:{TOKEN}@example.com/v1.0"),
        format!("https://example.com/v1.0?key={TOKEN}"),
        "ftp://example.com".to_owned(),
        "example".to_owned(),
    ];
    for url in urls {
        for (variable, name) in [
            ("WORKS_PARTNER_BASE_URL", "the base URL"),
            ("WORKS_PARTNER_AUTH_URL", "the auth URL"),
        ] {
            for command in ["auth status", DRY_RUN, "audit list"] {
                for format in ["table", "json"] {
                    let mut command = works_partner(&format!("{command} -o {format}"));
                    let run = Run::of(command.env(variable, &url)).failed(2);
                    assert!(run.stderr.contains(name), "{run}");
                    assert!(run.stderr.contains("cannot be used: it "), "{run}");
                }
            }
        }
    }
    // A dry run needs no account, and a sandbox no URL.
    let mut command = works_partner(&format!(
        "{DRY_RUN} --base-url https://h.example/v1.0 -o json"
    ));
    let run = Run::of(command.env_remove("WORKS_PARTNER_ACCESS_TOKEN")).succeeded();
    assert!(
        run.stdout.contains("\"url\": \"https://h.example/v1.0/"),
        "{run}"
    );
    let mut command = works_partner("--sandbox auth status");
    Run::of(command.env("WORKS_PARTNER_BASE_URL", "example")).succeeded();
}

#[test]
fn answers_that_cannot_be_used() {
    let page = "<html><body>Oh no</body></html>";
    let truncated = r#"{"optionProductId":"DRV","subOpt"#;
    let cases = [
        (
            "answer-500-html",
            6,
            Stub::answering("500 Internal Server Error", HTML, page),
        ),
        (
            "answer-503-json",
            6,
            Stub::answering(
                "503 Service Unavailable",
                JSON,
                r#"{"code":"SERVICE_UNAVAILABLE","description":"Maintenance."}"#,
            ),
        ),
        ("answer-200-html", 6, Stub::answering("200 OK", HTML, page)),
        ("answer-200-empty", 6, Stub::answering("200 OK", JSON, "")),
        (
            "answer-200-truncated",
            6,
            Stub::answering("200 OK", JSON, truncated),
        ),
        (
            "answer-200-other-type",
            6,
            Stub::json(
                r#"{"optionProductId":7,"subOptionId":"DRV01","type":"APPLY","applyDate":"2027-01-01"}"#,
            ),
        ),
        (
            "answer-302",
            6,
            Stub::answering("302 Found", &["location: https://example.com/"], ""),
        ),
        (
            "answer-429",
            5,
            Stub::answering(
                "429 Too Many Requests",
                &["content-type: application/json", "ratelimit-reset: 3600"],
                r#"{"code":"TOO_MANY_REQUESTS","description":"Slow down."}"#,
            ),
        ),
        (
            "answer-400",
            2,
            Stub::answering(
                "400 Bad Request",
                JSON,
                r#"{"code":"INVALID_PARAMETER","description":"domainId is invalid."}"#,
            ),
        ),
        (
            "answer-404-html",
            3,
            Stub::answering("404 Not Found", HTML, page),
        ),
        (
            "answer-404-other-api",
            3,
            Stub::answering(
                "404 Not Found",
                JSON,
                r#"{"code":"NOT_FOUND","description":"Api not exists"}"#,
            ),
        ),
    ];
    for (name, code, stub) in cases {
        both(name, code, |more| {
            stub.run(&format!("option-order get 1 DRV {more}"))
        });
    }
}

#[test]
fn an_answer_of_any_length_is_not_read_to_its_end() {
    let body = format!(
        "{{\"optionProductOrders\":[],\"pad\":\"{}\"}}",
        "x".repeat(9 << 20)
    );
    let stub = Stub::answering("200 OK", JSON, &body);
    snapshot("answer-too-long", stub.run("option-order list 1").failed(6));
}

/// A server must not steer the terminal, nor get a token shown by repeating it.
#[test]
fn what_the_server_says_is_made_harmless() {
    let body = format!(
        r#"{{"code":"ODD","description":"\u001b[2J\u001b]0;owned\u0007 {}\u009b1m \u202e{TOKEN}\nline"}}"#,
        '\u{9b}'
    );
    let stub = Stub::answering("403 Forbidden", JSON, &body);
    for more in ["", "-o json", "-v", "-vv -o jsonl"] {
        let run = stub.run(&format!("option-order list 1 {more}")).failed(4);
        let controls = |text: &str| text.chars().any(|char| char.is_control() && char != '\n');
        assert!(!controls(&run.stderr), "{:?}", run.stderr);
        assert!(!run.stderr.contains('\u{202e}'), "{:?}", run.stderr);
        assert!(run.stderr.contains("[secret]"), "{run}");
    }
    snapshot("harmless-error", stub.run("option-order list 1").failed(4));
    snapshot(
        "harmless-error-json",
        stub.run("option-order list 1 -o json").failed(4),
    );

    let task = r#"{"optionProductId":"\u001b[31mDRV","subOptionId":"DRV01\u0007","type":"A\tB\nC","quantity":null,"applyDate":"\u009b2J","x\u001by":"\u001b[0m\u2028"}"#;
    let stub = Stub::json(task);
    let run = stub.run("option-order get 1 DRV").succeeded();
    assert!(
        !run.stdout.contains('\x1b') && !run.stderr.contains('\x1b'),
        "{run}"
    );
    snapshot("harmless-table", run);
    assert_eq!(
        stub.run("option-order get 1 DRV -o jsonl")
            .succeeded()
            .stdout,
        format!("{task}\n")
    );
}

/// The token follows no redirect to another host, and a redirect that nobody follows is an answer that
/// cannot be used.
#[test]
fn every_redirect_that_is_not_followed_exits_alike() {
    for status in [
        "301 Moved Permanently",
        "302 Found",
        "307 Temporary Redirect",
        "308 Permanent Redirect",
    ] {
        let stub = Stub::answering(status, &["location: https://elsewhere.example/v1.0"], "");
        stub.run("customer get 1").failed(6);
    }
}
