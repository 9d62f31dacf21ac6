//! `api`: operations by their data, against the sandbox and servers that say what a test needs.

use std::process::Stdio;

use works_partner_ext::api::OPERATIONS;

use crate::support::{Run, Stub, run, snapshot, works_partner};

const TASK: &str = "get-option-product-order --domain-id 10000001 --option-product-id ACV2";
const DELETE: &str = "delete-subscription-memo --domain-id 1 --subscription-id 2";
const ADD: &str = "create-option-product-order --domain-id 1 --option-product-id DRV \
                   --sub-option-id DRV01 --type APPLY --apply-date 2027-01-01";

#[test]
fn an_integer_that_would_be_sent_as_another_is_refused() {
    let text = "18446744073709551999";
    let run = run(&format!(
        "--sandbox api list-customers --count={text} --skip-validation"
    ))
    .failed(2);
    let expected =
        format!("invalid value '{text}' for '--count <N>': an integer of more than 64 bits");
    assert!(run.stderr.contains(&expected), "{run}");
}

#[test]
fn operations_have_help() {
    for id in [
        "get_option_product_order",
        "create_customer",
        "update_option_product_renewal",
    ] {
        let long = run(&format!("api {id} --help")).succeeded();
        assert_eq!(long.stderr, "");
        snapshot(&format!("help-api-{id}"), long.stdout);
    }
    let short = run("api create-customer -h").succeeded();
    snapshot("help-api-create_customer-short", short.stdout);
}

#[test]
fn all_operations_are_listed_with_what_they_do() {
    let listing = run("api --help").succeeded().stdout;
    let missing: Vec<&str> = OPERATIONS
        .iter()
        .filter(|operation| {
            let line = format!("  {} ", operation.id.replace('_', "-"));
            let line = listing.lines().find(|listed| listed.starts_with(&line));
            !line.is_some_and(|line| line.ends_with(operation.summary.unwrap()))
        })
        .map(|operation| operation.id)
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn a_response_is_shown_in_every_form() {
    for format in ["table", "json", "jsonl", "csv"] {
        let one = run(&format!("--sandbox api {TASK} -o {format}")).succeeded();
        snapshot(&format!("api-get-{format}"), one);
    }
    let list = "--sandbox api list_option_product_orders --domain-id";
    snapshot("api-list", run(&format!("{list} 10000002")).succeeded());
    snapshot(
        "api-list-empty",
        run(&format!("{list} 10000023")).succeeded(),
    );
    for format in ["json", "jsonl"] {
        let everyday = run(&format!("--sandbox option-order list 10000002 -o {format}"));
        let generic = run(&format!("{list} 10000002 -o {format}"));
        assert_eq!(generic.succeeded().stdout, everyday.succeeded().stdout);
    }
}

#[test]
fn a_page_tells_of_the_next() {
    let first = run("--sandbox api list-customers --count 2 -o jsonl").succeeded();
    assert_eq!(first.stdout.lines().count(), 2, "{first}");
    let table = run("--sandbox api list-customers --count 2").succeeded();
    assert!(table.stderr.contains("nextCursor"), "{table}");
    run("--sandbox api list-customers --count 31").failed(2);
}

#[test]
fn the_sandbox_does_a_change() {
    let put = "put-subscription-memo --domain-id 10000001 --subscription-id 0 --customer-code A";
    let put = format!("--sandbox api {put} --null memo --yes");
    snapshot("api-put", run(&put).succeeded());
}

#[test]
fn no_such_task() {
    let run = run(&format!("--sandbox api {}", TASK.replace("ACV2", "DRV")));
    snapshot("api-not-found", run.failed(3));
}

#[test]
fn mistakes() {
    for (name, arguments) in [
        ("operation", "get-custmer --domain-id 1"),
        ("flag", "get-customer --domian-id 1"),
        (
            "values",
            "create-option-product-order --domain-id x --option-product-id DRW --apply-date soon",
        ),
        ("missing", "get-customer"),
        (
            "path",
            "get-subscription --domain-id 1 --subscription-id .. --skip-validation",
        ),
        ("null", "get-customer --null domain-id"),
        ("json", "create-customer --json-body /nowhere"),
    ] {
        let arguments = format!("--sandbox api {arguments}");
        snapshot(&format!("api-mistake-{name}"), run(&arguments).failed(2));
        let json = run(&format!("{arguments} -o json")).failed(2);
        let document: serde_json::Value = serde_json::from_str(&json.stderr).unwrap();
        assert_eq!(document["error"]["exitCode"], 2, "{json}");
        if name == "values" {
            snapshot("api-mistake-values-json", json);
        }
    }
}

#[test]
fn an_unlisted_code_is_sent_on_purpose() {
    let stub = Stub::json("{}");
    let task = TASK.replace("ACV2", "NEW1");
    stub.run(&format!("api {task}")).failed(2);
    assert_eq!(stub.seen(), "");
    stub.run(&format!("api {task} --allow-unlisted"))
        .succeeded();
    assert!(
        stub.seen().contains("/option-product-orders/NEW1 "),
        "{}",
        stub.seen()
    );
    let wrong = task.replace("10000001", "x");
    stub.run(&format!("api {wrong} --allow-unlisted")).failed(2);
    stub.run(&format!("api {wrong} --skip-validation"))
        .succeeded();
    assert!(stub.seen().contains("/customers/x/"), "{}", stub.seen());
}

#[test]
fn a_change_is_asked_about() {
    let stub = Stub::json("{}");
    snapshot(
        "api-write-without-yes",
        stub.run(&format!("api {ADD}")).failed(2),
    );
    assert_eq!(stub.seen(), "");
    let done = stub.run(&format!("api {ADD} --yes -o json")).succeeded();
    assert_eq!(done.stdout, "{}\n");
    let outcome: serde_json::Value = serde_json::from_str(&done.stderr).unwrap();
    assert_eq!(outcome["outcome"]["kind"], "done", "{done}");
    assert_eq!(
        outcome["outcome"]["operationId"],
        "create_option_product_order"
    );
    let seen = stub.seen();
    assert!(
        seen.starts_with("POST /v1.0/partners/customers/1/option-product-orders "),
        "{seen}"
    );
    let body = r#"{"optionProductId":"DRV","subOptionId":"DRV01","type":"APPLY","applyDate":"2027-01-01"}"#;
    assert!(seen.ends_with(body), "{seen}");
}

#[test]
fn a_dry_run_sends_nothing_and_shows_no_secret() {
    let stub = Stub::json("{}");
    let directory = tempfile::tempdir().unwrap();
    let body = directory.path().join("body.json");
    let json = r#"{"administrator":{"password":"hush-hush","id":"a"},"x":1}"#;
    std::fs::write(&body, json).unwrap();
    let add = format!(
        "api create-customer --dry-run --domain example.com --company-name A --phone-number 1 \
         --time-zone Asia/Tokyo --locale ja_JP --administrator.last-name B \
         --administrator.private-email a@example.com --administrator.id admin --json-body {}",
        body.display()
    );
    let url = stub.url.clone();
    for format in ["table", "json"] {
        let run = stub.run(&format!("{add} -o {format}")).succeeded();
        assert!(!run.stdout.contains("hush"), "{run}");
        let run = run.to_string().replace(&url, "[url]");
        snapshot(&format!("api-dry-run-{format}"), run);
    }
    let wrong = stub.run(&add.replace("ja_JP", "xx"));
    assert_eq!(wrong.code, 2);
    assert!(
        wrong.stdout.contains("POST") && wrong.stderr.contains("locale"),
        "{wrong}"
    );
    assert_eq!(stub.seen(), "");
    let get = run(&format!("--sandbox api {TASK} --dry-run")).succeeded();
    let path = "GET  /partners/customers/10000001/option-product-orders/ACV2";
    assert!(get.stdout.contains(path), "{get}");
}

#[test]
fn a_secret_that_is_repeated_or_out_of_place_is_not_shown() {
    let echo = r#"{"code":"INVALID_PARAMETER","description":"password hush-hush is weak"}"#;
    let stub = Stub::answering("400 Bad Request", &["content-type: application/json"], echo);
    let directory = tempfile::tempdir().unwrap();
    let body = directory.path().join("body.json");
    let json = |text: &str| std::fs::write(&body, text).unwrap();
    let send = format!("api create-customer --yes --json-body {}", body.display());

    json(r#"{"administrator":{"password":"hush-hush"}}"#);
    let run = stub.run(&format!("{send} --skip-validation -o json"));
    assert!(run.stderr.contains("password [secret] is weak"), "{run}");

    for odd in [
        r#"{"administrator":"hush-hush"}"#,
        r#"{"administrator":["hush-hush"]}"#,
    ] {
        json(odd);
        let run = stub.run(&format!("{send} --dry-run -o json"));
        assert_eq!(run.code, 2, "{run}");
        assert!(!run.to_string().contains("hush"), "{run}");
    }
}

/// Whoever misspells a field, or puts it in another place, has not told that it is a secret.
#[test]
fn a_secret_under_another_name_is_not_shown() {
    let echo = r#"{"code":"INVALID_PARAMETER","description":"hush-hush is weak"}"#;
    let stub = Stub::answering("400 Bad Request", &["content-type: application/json"], echo);
    let directory = tempfile::tempdir().unwrap();
    let body = directory.path().join("body.json");
    let journal = directory.path().join("journal.db");
    let run = |command: &str| {
        let arguments = format!("{command} -o json --base-url {}", stub.url);
        let mut command = works_partner(&arguments);
        Run::of(command.env("WORKS_PARTNER_JOURNAL", &journal))
    };
    for (operation, odd) in [
        ("create-customer", r#"{"password":"hush-hush"}"#),
        (
            "create-customer",
            r#"{"Administrator":{"passWord":"hush-hush"}}"#,
        ),
        (
            "create-customer",
            r#"{"administrator":{"pass_word":"hush-hush"}}"#,
        ),
        (
            "create-customer",
            r#"{"administrator":{"Pass-Word 2":["hush-hush"]}}"#,
        ),
        (
            "create-customer",
            r#"{"extra":[{"client_secret":{"is":"hush-hush"}}]}"#,
        ),
        (
            "update-customer --domain-id 1",
            r#"{"privateKey":"hush-hush"}"#,
        ),
        (
            "update-customer --domain-id 1",
            r#"{"companyName":{"token":"hush-hush"}}"#,
        ),
    ] {
        std::fs::write(&body, odd).unwrap();
        let call = format!("api {operation} --json-body {}", body.display());
        for more in [
            "--dry-run",
            "--dry-run --skip-validation",
            "--yes --skip-validation",
        ] {
            let run = run(&format!("{call} {more}"));
            assert!(!run.to_string().contains("hush"), "{more} {odd}: {run}");
        }
        assert!(stub.seen().contains("hush-hush"), "{odd}");
    }
    for command in ["audit list", "audit export"] {
        let run = run(command).succeeded();
        assert!(run.stdout.contains("[secret]"), "{run}");
        assert!(!run.stdout.contains("hush"), "{run}");
    }
}

#[test]
fn a_number_that_no_field_has_room_for_is_no_broken_json() {
    let directory = tempfile::tempdir().unwrap();
    let body = directory.path().join("body.json");
    let send = format!(
        "--sandbox api update-usage-status --domain-id 10000001 --yes --json-body {}",
        body.display()
    );
    for (json, told) in [
        (
            r#"{"maxMemberCount":1e400}"#,
            "has a number that no field has room for",
        ),
        (r#"{"maxMemberCount":}"#, "is not JSON (line 1, column 19)"),
    ] {
        std::fs::write(&body, json).unwrap();
        let run = run(&send).failed(2);
        assert!(run.stderr.contains(told), "{run}");
    }
}

#[test]
fn a_secret_comes_from_stdin() {
    let stub = Stub::json("{}");
    let arguments = format!(
        "api create-customer --yes --skip-validation --administrator.password-file - --base-url {}",
        stub.url
    );
    let mut command = works_partner(&arguments);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let piped = "\u{feff}hush-hush\r\n".as_bytes();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), piped).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(!format!("{output:?}").contains("hush"), "{output:?}");
    assert!(
        stub.seen()
            .ends_with(r#"{"administrator":{"password":"hush-hush"}}"#)
    );
}

#[test]
fn what_came_of_a_change() {
    let cases = [
        ("done", 0, Stub::answering("204 No Content", &[], "")),
        (
            "page",
            0,
            Stub::answering("200 OK", &["content-type: text/html"], "<html>"),
        ),
        (
            "unknown",
            8,
            Stub::answering("500 Internal Server Error", &[], ""),
        ),
        (
            "refused",
            3,
            Stub::answering("404 Not Found", &[], r#"{"code":"NOT_FOUND"}"#),
        ),
    ];
    for (name, code, stub) in cases {
        let run: Run = stub.run(&format!("api {DELETE} -y --skip-validation"));
        assert_eq!(run.code, code, "{run}");
        let run = run.to_string().replace(&stub.url, "[url]");
        snapshot(&format!("api-change-{name}"), run);
    }
}
