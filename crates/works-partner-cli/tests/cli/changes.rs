//! Commands that change something: what they show, refuse, send and tell.

use serde_json::{Value, json};
use works_partner_sandbox::{Fault, Resource, ResponseTemplate, RetryHint, Sandbox};

use crate::company::{self, ANNUAL, ON_ORDER, TRIAL};
use crate::support::{Run, Served, snapshot, works_partner};

fn served() -> Served {
    Served::with(company::state())
}

/// What was asked of the sandbox that could change something.
fn writes(sandbox: &Sandbox) -> Vec<String> {
    let requests = sandbox.requests();
    let writes = requests.iter().filter(|request| request.method() != "GET");
    writes
        .map(|request| format!("{} {}", request.method(), request.path()))
        .collect()
}

/// How far away a day is differs from day to day.
fn timeless(run: &Run) -> String {
    let text = run.to_string();
    let mut parts = text.split(" (in ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (_, rest) = part.split_once(')').unwrap();
        format!("{text} (in N days){rest}")
    })
}

const CHANGES: &[(&str, &str)] = &[
    ("option-add", "option add ANNUAL DRV DRV01"),
    ("option-add-scheduled", "option add ANNUAL ACV2 ACV200"),
    ("option-add-trial", "option add TRIAL ACV2 ACV200"),
    ("option-upgrade", "option upgrade ANNUAL SSTG2 sstg203"),
    ("option-cancel", "option cancel ANNUAL SSTG2"),
    ("option-cancel-not-scheduled", "option cancel ANNUAL CST_S"),
    (
        "order-apply",
        "option-order create ANNUAL CST_M CST_M01 --type apply --quantity 2 --apply-date next-month",
    ),
    (
        "order-apply-on-order",
        "option-order create ON_ORDER ACV3 ACV301 --type apply --apply-date 2026-11-20",
    ),
    (
        "order-modify",
        "option-order create ANNUAL SSTG2 SSTG205 --type modify --apply-date 2026-12-24",
    ),
    (
        "order-change-quantity",
        "option-order create ANNUAL CST_S --type change-quantity --quantity 5 --apply-date next-month",
    ),
    (
        "order-cancel",
        "option-order create ANNUAL SSTG2 --type cancel --apply-date 2027-01-31",
    ),
    (
        "order-unknown-type",
        "option-order create ANNUAL CST_S --type PAUSE --apply-date tomorrow",
    ),
    (
        "order-update",
        "option-order update ANNUAL ACV2 --apply-date 2026-11-30",
    ),
    ("order-withdraw", "option-order cancel ANNUAL ACV2"),
];

fn arguments(text: &str) -> String {
    text.replace("ANNUAL", &ANNUAL.to_string())
        .replace("TRIAL", &TRIAL.to_string())
        .replace("ON_ORDER", &ON_ORDER.to_string())
}

#[test]
fn a_dry_run_shows_everything_and_sends_nothing() {
    let served = served();
    for (name, change) in CHANGES {
        let change = format!("{} --dry-run --today 2026-11-03", arguments(change));
        let run = served.run(&change).succeeded();
        assert_eq!(run.stderr, "", "{name}");
        snapshot(&format!("dry-run-{name}"), run);
        let json = served.run(&format!("{change} -o json")).succeeded();
        let document: Value = serde_json::from_str(&json.stdout).unwrap();
        assert_eq!(document["violations"], json!([]), "{name}");
        let json = json.to_string().replace(served.sandbox.base_url(), "<url>");
        snapshot(&format!("dry-run-{name}-json"), json);
    }
    let run = served.run(&format!(
        "option add {ANNUAL} DRV DRV01 --dry-run --today 2026-11-03 -o csv"
    ));
    let csv = run.succeeded().to_string();
    snapshot(
        "dry-run-csv",
        csv.replace(served.sandbox.base_url(), "<url>"),
    );
    assert_eq!(writes(&served.sandbox), [""; 0]);
}

#[test]
fn no_more_is_read_than_the_rules_need() {
    let reads = |change: &str| {
        let served = served();
        served
            .run(&format!(
                "{} --dry-run --today 2026-11-03",
                arguments(change)
            ))
            .succeeded();
        let requests = served.sandbox.requests();
        let base = format!("/v1.0/partners/customers/{ANNUAL}");
        let mut paths: Vec<String> = requests
            .iter()
            .map(|request| request.path().replace(&base, ""))
            .collect();
        paths.sort();
        paths
    };
    assert_eq!(
        reads("option add ANNUAL DRV DRV01"),
        [
            "",
            "/option-product-orders",
            "/option-products",
            "/subscriptions"
        ]
    );
    assert_eq!(
        reads("option upgrade ANNUAL SSTG2 SSTG203"),
        ["", "/option-products", "/subscriptions"]
    );
    assert_eq!(
        reads("option-order cancel ANNUAL ACV2"),
        ["", "/option-product-orders"]
    );
    assert_eq!(
        reads("option add ANNUAL DRV DRV01 --skip-validation"),
        [""; 0]
    );
    assert_eq!(
        reads("option-order create ANNUAL DRV DRV01 --type apply --apply-date tomorrow"),
        [
            "",
            "/option-product-orders",
            "/option-products",
            "/subscriptions",
            "/subscriptions/20101/reservation"
        ]
    );
}

#[test]
fn all_that_is_against_the_rules_is_told_at_once() {
    let served = served();
    let cases = [
        (
            "order",
            "option-order create ANNUAL CST_S CST_S01 --type apply --quantity 51 --apply-date 2026-11-03",
        ),
        ("trial", "option add TRIAL DRV DRV01"),
        ("product", "option add ANNUAL QTA_M2 QTA_M2_X"),
        ("upgrade", "option upgrade ANNUAL SSTG2 SSTG201"),
        ("not-in-use", "option cancel ANNUAL DRV"),
        (
            "scheduled",
            "option-order create ANNUAL ACV2 ACV201 --type APPLY --apply-date tomorrow",
        ),
        ("upgrade-not-in-use", "option upgrade ANNUAL BCT BCT02"),
    ];
    for (name, change) in cases {
        let change = arguments(change);
        let dry = served.run(&format!("{change} --dry-run --today 2026-11-03"));
        snapshot(&format!("violation-{name}"), dry);
        let json = served.run(&format!("{change} --yes -o json")).failed(2);
        let document: Value = serde_json::from_str(&json.stderr).unwrap();
        let violations = document["error"]["violations"].as_array().unwrap();
        assert!(!violations.is_empty(), "{json}");
        for key in ["field", "value", "rule", "source"] {
            assert!(violations[0][key].is_string(), "{json}");
        }
        // A dry run shows the request all the same.
        let dry = served.run(&format!("{change} --dry-run -o json"));
        assert_eq!(dry.code, 2, "{dry}");
        let document: Value = serde_json::from_str(&dry.stdout).unwrap();
        assert_eq!(document["violations"].as_array().unwrap(), violations);
    }
    let run = served.run(&format!("option-order cancel {ANNUAL} DRV --yes"));
    snapshot("withdraw-nothing", run.failed(3));
    let run = served.run(&format!(
        "option-order update {ANNUAL} DRV --quantity 2 --yes"
    ));
    snapshot("update-nothing", run.failed(3));
    assert_eq!(writes(&served.sandbox), [""; 0]);
}

#[test]
fn what_makes_no_request_is_wrong_usage() {
    let served = served();
    let cases = [
        ("pair", "option add 7 ACV2 DRV01"),
        ("unlisted", "option add 7 ACV2 ACV299"),
        (
            "no-sub-option",
            "option-order create 7 DRV --type apply --apply-date tomorrow",
        ),
        (
            "no-quantity",
            "option-order create 7 CST_S --type change-quantity --apply-date tomorrow",
        ),
        ("no-type", "option-order create 7 DRV --apply-date tomorrow"),
        ("no-change", "option-order update 7 DRV"),
        ("date", "option-order update 7 DRV --apply-date 1/12/2026"),
        (
            "time-zone",
            "option add 7 DRV DRV01 --time-zone Mars/Olympus",
        ),
        ("today", "option add 7 DRV DRV01 --today 2026-11-03"),
    ];
    for (name, change) in cases {
        snapshot(
            &format!("usage-change-{name}"),
            served.run(&format!("{change} --yes")).failed(2),
        );
    }
    let run = served.run("option add 7 ACV2 ACV299 --skip-validation --dry-run");
    snapshot("dry-run-skip-validation", run.succeeded());
    assert!(served.sandbox.requests().is_empty());
}

#[test]
fn without_a_terminal_nothing_is_sent_unasked() {
    let served = served();
    let run = served
        .run(&format!("option cancel {ANNUAL} SSTG2"))
        .failed(2);
    snapshot("no-confirmation", run);
    snapshot(
        "no-confirmation-json",
        served
            .run(&format!("option cancel {ANNUAL} SSTG2 -o json"))
            .failed(2),
    );
    assert!(served.sandbox.requests().is_empty());
}

#[test]
fn what_came_of_it_is_told() {
    let served = served();
    let run = |change: &str| served.run(&arguments(change)).succeeded();
    snapshot(
        "done-create",
        timeless(&run(
            "option-order create ANNUAL DRV DRV01 --type apply --apply-date 2099-01-05 --yes",
        )),
    );
    let json = run("option-order update ANNUAL DRV --apply-date 2099-01-06 --yes -o json");
    let outcome: Value = serde_json::from_str(&json.stderr).unwrap();
    assert_eq!(outcome["outcome"]["kind"], "done");
    let task: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(task["applyDate"], "2099-01-06");
    assert_eq!(
        served.sandbox.state().option_product_order(ANNUAL, "DRV"),
        Some(&task)
    );

    snapshot(
        "done-withdraw",
        timeless(&run("option-order cancel ANNUAL DRV -y")),
    );
    assert_eq!(
        served.sandbox.state().option_product_order(ANNUAL, "DRV"),
        None
    );

    let csv = run("option upgrade ANNUAL SSTG2 SSTG203 --yes -o csv");
    assert!(
        csv.stdout
            .starts_with("subscriptionId,optionProductId,subOptionId,"),
        "{csv}"
    );
    assert!(csv.stdout.contains("20101,SSTG2,SSTG203,"), "{csv}");
    assert!(
        csv.stderr
            .contains("Shared Storage (5 TB)  SSTG202  →  Shared Storage (10 TB)  SSTG203"),
        "{csv}"
    );

    let cancel = run("option cancel ANNUAL SSTG2 --yes -o json");
    assert_eq!(cancel.stdout, "");
    let outcome: Value = serde_json::from_str(&cancel.stderr).unwrap();
    assert_eq!(
        outcome["outcome"]["message"],
        "option SSTG2 (Shared Storage) was cancelled"
    );

    let add = run("option add ANNUAL ACV2 ACV201 --yes -o jsonl --skip-validation");
    let added: Value = serde_json::from_str(&add.stdout).unwrap();
    assert_eq!(added["subOptionId"], "ACV201");
    assert_eq!(
        served.sandbox.state().option_product_order(ANNUAL, "ACV2"),
        None
    );
    let options = served.sandbox.state();
    let options = options.all(ANNUAL, Resource::OptionProduct).unwrap();
    assert_eq!(options.len(), 2);
}

/// The client sends it once, however often it would send a read.
#[test]
fn an_unknown_outcome_is_told_and_nothing_is_sent_again() {
    for (name, operation, change) in [
        (
            "create",
            "create_option_product_order",
            "option-order create ANNUAL DRV DRV01 --type apply --apply-date 2099-01-05",
        ),
        (
            "cancel",
            "delete_option_product",
            "option cancel ANNUAL SSTG2",
        ),
    ] {
        for (kind, fault) in [
            ("reset", Fault::ResetAfterRequest),
            ("503", Fault::ServiceUnavailable),
            ("502", Fault::GatewayPage(502)),
        ] {
            let served = served();
            served.sandbox.faults().push_for(operation, fault);
            let run = served
                .run(&format!("{} --yes -o json", arguments(change)))
                .failed(8);
            assert_eq!(writes(&served.sandbox).len(), 1, "{kind}");
            let run = run.to_string().replace(
                served.sandbox.base_url().split('/').nth(2).unwrap(),
                "<host>",
            );
            snapshot(&format!("outcome-unknown-{name}-{kind}"), run);
        }
    }
}

#[test]
fn a_refusal_is_no_unknown_outcome() {
    let served = served();
    let change = arguments("option cancel ANNUAL SSTG2 --yes");
    served
        .sandbox
        .faults()
        .push_for("delete_option_product", Fault::NotFound);
    served.run(&change).failed(3);
    served
        .sandbox
        .faults()
        .push_for("delete_option_product", Fault::Forbidden);
    served.run(&change).failed(4);
}

pub(crate) fn a_refusal_for_the_rate_is_waited_out_or_told() {
    for change in [
        format!("option cancel {ANNUAL} SSTG2"),
        format!("api delete-option-product --domain-id {ANNUAL} --option-product-id SSTG2"),
    ] {
        for (seconds, code, sent) in [(1, 0, 2), (3_600, 5, 1)] {
            let served = served();
            let full = Fault::TooManyRequests(RetryHint::RetryAfterSeconds(seconds));
            served
                .sandbox
                .faults()
                .push_for("delete_option_product", full);
            let run = served.run(&format!("{change} --yes --skip-validation"));
            assert_eq!(run.code, code, "{run}");
            assert_eq!(writes(&served.sandbox).len(), sent, "{run}");
            let state = served.sandbox.state();
            let options = state.all(ANNUAL, Resource::OptionProduct).unwrap();
            assert_eq!(options.len(), if code == 0 { 1 } else { 2 }, "{run}");
            if code == 5 {
                assert!(run.stderr.contains("3600 seconds"), "{run}");
            }
        }
    }
}

pub(crate) fn a_success_that_is_not_as_documented_is_told() {
    let change = arguments(
        "option-order create ANNUAL DRV DRV01 --type apply --apply-date 2099-01-05 --yes",
    );
    let cases = [
        ("empty", 201, "", 0),
        ("object", 202, r#"{"optionProductId":"DRV","ticket":1}"#, 0),
        // The status says that it is done; that the body is odd is told beside it.
        ("list", 200, "[1]", 0),
        ("page", 200, "<html>", 0),
        ("cut", 200, r#"{"optionProductId":"DR"#, 0),
    ];
    for (name, status, body, code) in cases {
        let served = served();
        let answer = ResponseTemplate::new(status)
            .header("content-type", "application/json")
            .body(body);
        served
            .sandbox
            .faults()
            .push_for("create_option_product_order", Fault::Response(answer));
        let run = served.run(&change);
        assert_eq!(run.code, code, "{run}");
        snapshot(&format!("done-oddly-{name}"), timeless(&run));
    }
}

#[test]
fn a_read_that_fails_sends_nothing() {
    let served = served();
    let faults = served.sandbox.faults();
    faults.push_for("list_option_products", Fault::InternalServerError);
    let run = served
        .run(&format!("option cancel {ANNUAL} SSTG2 --yes"))
        .failed(6);
    snapshot("change-without-reading", run);
    assert_eq!(writes(&served.sandbox), [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_change_that_is_stopped_on_its_way_may_be_done() {
    use std::process::{Command, Stdio};

    let served = served();
    let faults = served.sandbox.faults();
    faults.push_for("delete_option_product", Fault::StallBeforeHeaders);
    let url = served.sandbox.base_url();
    let change = arguments("option cancel ANNUAL SSTG2 --yes -o json");
    let child = works_partner(&format!("{change} --base-url {url}"))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while writes(&served.sandbox).is_empty() {
        std::thread::yield_now();
    }
    let pid = child.id().to_string();
    Command::new("kill").args(["-INT", &pid]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(8));
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["error"]["kind"], "outcome_unknown");
    assert_eq!(writes(&served.sandbox).len(), 1);
}

#[test]
fn another_date_at_the_customers_place_is_told() {
    let today = |zone| {
        let zone = jiff::tz::TimeZone::get(zone).unwrap();
        jiff::Timestamp::now().to_zoned(zone).date()
    };
    let served = served();
    let change = arguments("option add ON_ORDER ACV3 ACV301 --dry-run");
    let run = served.run(&change).succeeded();
    let (here, there) = (today("Asia/Tokyo"), today("Pacific/Honolulu"));
    let line = format!("{there} in Pacific/Honolulu, the customer's time zone; here it is {here}");
    assert_eq!(run.stdout.contains(&line), here != there, "{run}");
    let run = served
        .run(&format!("{change} --time-zone Pacific/Honolulu"))
        .succeeded();
    assert!(!run.stdout.contains("time zone"), "{run}");
}

/// A dry run shows the bytes that are sent.
#[test]
fn what_a_dry_run_shows_is_what_is_sent() {
    for (change, method, path, body) in [
        ("customer delete 7", "DELETE", "/partners/customers/7", None),
        (
            "subscription cancel 7 8",
            "DELETE",
            "/partners/customers/7/subscriptions/8",
            None,
        ),
        (
            "subscription cancel 7 8 --apply-date 2099-01-01",
            "POST",
            "/partners/customers/7/subscriptions/8/reservation",
            Some(r#"{"type":"CANCEL","applyDate":"2099-01-01"}"#),
        ),
    ] {
        let stub = crate::support::Stub::json(&company::customer(7, "Seven").to_string());
        let dry = stub.run(&format!("{change} --dry-run --skip-validation -o json"));
        let shown: Value = serde_json::from_str(&dry.succeeded().stdout).unwrap();
        assert_eq!(shown["method"], method);
        assert!(shown["url"].as_str().unwrap().ends_with(path), "{shown}");
        assert_eq!(stub.seen(), "", "{change}");
        stub.run(&format!(
            "{change} --yes --confirm c7.example.com --skip-validation"
        ));
        let seen = stub.seen();
        assert!(
            seen.starts_with(&format!("{method} /v1.0{path} HTTP/1.1\r\n")),
            "{seen}"
        );
        let (_, bytes) = seen.split_once("\r\n\r\n").unwrap();
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let sent = (!bytes.is_empty()).then(|| read(bytes));
        assert_eq!(sent, body.map(read), "{change}");
        assert_eq!(shown["body"], sent.unwrap_or(Value::Null), "{change}");
    }
}
