//! The everyday commands for customers, subscriptions and usage, and the rules for all changes: shown by
//! name, confirmed by the domain where a contract ends, told in the same way as by `api`.

use serde_json::{Value, json};
use works_partner_sandbox::{Fault, Resource, ResponseTemplate};

use crate::company::{self, ANNUAL};
use crate::support::{Served, Stub, run, works_partner};

fn served() -> Served {
    let mut state = company::state();
    state.put(
        ANNUAL,
        Resource::UsageStatus,
        json!({"domainId": ANNUAL, "status": "NORMAL", "maxMemberCount": null, "memberCount": 3}),
    );
    Served::with(state)
}

fn domain(served: &Served) -> String {
    let state = served.sandbox.state();
    let customer = state.all(ANNUAL, Resource::Customer).unwrap();
    customer[0]["domain"].as_str().unwrap().to_owned()
}

fn is_changed(served: &Served) -> bool {
    let requests = served.sandbox.requests();
    requests.iter().any(|request| request.method() != "GET")
}

/// The body of the last request.
fn body(stub: &Stub) -> String {
    let seen = stub.seen();
    let (_, body) = seen.split_once("\r\n\r\n").unwrap();
    body.to_owned()
}

/// Both ways to end a contract, at once or by a date.
fn ends() -> [String; 8] {
    [
        format!("customer delete {ANNUAL}"),
        format!("api delete-customer --domain-id {ANNUAL}"),
        format!("subscription cancel {ANNUAL} 20101"),
        format!("subscription cancel {ANNUAL} 20101 --apply-date 2099-01-01"),
        format!("subscription renewal {ANNUAL} 20101 --type cancel"),
        format!("usage-status set {ANNUAL} --withdrawal-date 2099-01-01"),
        format!("api update-usage-status --domain-id {ANNUAL} --withdrawal-date 2099-01-01"),
        format!("api delete-subscription --domain-id {ANNUAL} --subscription-id 20101"),
    ]
}

#[test]
fn the_end_of_a_contract_is_confirmed_by_the_customers_domain() {
    for end in ends() {
        let served = served();
        let run = served.run(&format!("{end} --yes")).failed(2);
        assert!(run.stderr.contains("--confirm"), "{run}");
        assert!(run.stderr.contains("Annual Inc."), "{run}");
        let run = served.run(&format!("{end} --yes --confirm other.example.com"));
        assert!(run.failed(2).stderr.contains("other.example.com"));
        served
            .run(&format!("{end} --confirm {}", domain(&served)))
            .failed(2);
        assert!(!is_changed(&served), "{end}");
        let domain = domain(&served).to_uppercase();
        let run = served.run(&format!("{end} --yes --confirm {domain}"));
        assert!(is_changed(&served), "{run}");
        assert_eq!(run.code, 0, "{run}");
    }
}

#[test]
fn what_ends_no_contract_needs_no_domain() {
    let served = served();
    for change in [
        format!("subscription renewal {ANNUAL} 20101 --type stay --yes"),
        format!("usage-status set {ANNUAL} --max-members 200 --yes"),
        format!("customer update {ANNUAL} --memo hello --yes"),
        format!("option cancel {ANNUAL} SSTG2 --yes"),
    ] {
        served.run(&change).succeeded();
    }
}

#[test]
fn a_domain_that_is_given_is_the_customers_wherever_it_is_given() {
    let served = served();
    let change = format!("customer update {ANNUAL} --memo hello --yes --confirm");
    let run = served.run(&format!("{change} other.example.com")).failed(2);
    assert!(run.stderr.contains(&domain(&served)), "{run}");
    assert!(!is_changed(&served), "{run}");
    let run = served.run(&format!("{change} {}", domain(&served)));
    run.succeeded();
}

#[test]
fn every_way_shows_whom_it_concerns_and_what_comes_of_it() {
    let served = served();
    for end in ends() {
        let run = served.run(&format!("{end} --dry-run")).succeeded();
        assert!(run.stdout.contains("Annual Inc."), "{run}");
        assert!(run.stdout.contains(&domain(&served)), "{run}");
        assert!(run.stdout.contains("Warning"), "{run}");
    }
    let everyday = served.run(&format!("customer delete {ANNUAL} --dry-run -o json"));
    let api = served.run(&format!(
        "api delete-customer --domain-id {ANNUAL} --dry-run -o json"
    ));
    assert_eq!(everyday.succeeded().stdout, api.succeeded().stdout);
    assert!(!is_changed(&served));
}

#[test]
fn the_commands_send_what_they_say() {
    let stub = Stub::json("{}");
    for (change, path, body_sent) in [
        (
            "subscription upgrade 1 2 adv",
            "POST /v1.0/partners/customers/1/subscriptions/2/upgrade ",
            json!({"productId": "ADV"}),
        ),
        (
            "subscription start-paid-service 1 2 --plan monthly",
            "POST /v1.0/partners/customers/1/subscriptions/2/paid-service ",
            json!({"plan": "MONTHLY"}),
        ),
        (
            "subscription renewal 1 2 --type change --plan annual-license --licenses 9",
            "PATCH /v1.0/partners/customers/1/subscriptions/2/renewal ",
            json!({"type": "CHANGE", "plan": "ANNUAL_LICENSE", "licenseCount": 9}),
        ),
        (
            "subscription add 1 std --plan monthly --apply-date 2026-12-01",
            "POST /v1.0/partners/customers/1/subscriptions/pre-orders ",
            json!({"productId": "STD", "plan": "MONTHLY", "applyDate": "2026-12-01"}),
        ),
        (
            "subscription add 1 std_t --plan trial",
            "POST /v1.0/partners/customers/1/subscriptions ",
            json!({"productId": "STD_T", "plan": "TRIAL"}),
        ),
        (
            "usage-status set 1 --no-max-members --no-withdrawal",
            "PATCH /v1.0/partners/customers/1/usage-status ",
            json!({"maxMemberCount": null, "withdrawalDate": null}),
        ),
        (
            "customer update 1 --company-name New --customer-code C --memo M",
            "PATCH /v1.0/partners/customers/1 ",
            json!({"companyName": "New", "partnership": {"customerCode": "C", "memo": "M"}}),
        ),
        (
            "customer create new --company-name N --phone-number 1 --locale ja_jp",
            "POST /v1.0/partners/customers ",
            json!({
                "domain": "new", "companyName": "N", "phoneNumber": "1", "locale": "ja_JP",
                "timeZone": "Asia/Tokyo",
            }),
        ),
    ] {
        let run = stub.run(&format!("{change} --yes --skip-validation"));
        run.succeeded();
        assert!(stub.seen().starts_with(path), "{}", stub.seen());
        let sent: Value = serde_json::from_str(&body(&stub)).unwrap();
        assert_eq!(sent, body_sent, "{change}");
    }
    let activate = stub.run("customer activate 1 --yes --skip-validation");
    activate.succeeded();
    assert!(stub.seen().contains("/customers/1/activate "));
}

#[test]
fn reading_commands_read() {
    let served = served();
    let shown = served.run(&format!("subscription renewal {ANNUAL} 20101 -o json"));
    let renewal: Value = serde_json::from_str(&shown.succeeded().stdout).unwrap();
    assert_eq!(renewal["type"], "CHANGE");
    served.run(&format!("usage-status get {ANNUAL}"));
    // It changes nothing, and asks nobody.
    run("--sandbox api verify-customer-domain --domain somebody-new").succeeded();
}

#[test]
fn a_code_that_there_is_not_is_refused_with_what_was_meant() {
    let run = served().run(&format!("subscription upgrade {ANNUAL} 20101 ADVV"));
    assert!(run.failed(2).stderr.contains("did you mean ADV?"));
}

/// The status says that it is done, whatever the body; whichever way it was sent.
#[test]
fn a_success_is_told_as_done_by_every_way() {
    for body in ["<html>", r#"{"optionProd"#, "[1]", ""] {
        for change in [
            format!("option cancel {ANNUAL} SSTG2"),
            format!("api delete-option-product --domain-id {ANNUAL} --option-product-id SSTG2"),
        ] {
            for format in ["table", "json", "jsonl", "csv"] {
                let served = served();
                let answer = ResponseTemplate::new(200)
                    .header("content-type", "application/json")
                    .body(body);
                let faults = served.sandbox.faults();
                faults.push_for("delete_option_product", Fault::Response(answer));
                let run = served.run(&format!("{change} --yes -o {format}"));
                assert_eq!(run.code, 0, "{body} {run}");
                assert!(!run.stderr.contains("error"), "{body} {run}");
            }
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_outcome_is_told_where_stdout_is_full() {
    for change in [
        format!("option upgrade {ANNUAL} SSTG2 SSTG203"),
        format!(
            "api upgrade-option-product --domain-id {ANNUAL} --option-product-id SSTG2 \
             --sub-option-id SSTG203"
        ),
    ] {
        for format in ["table", "json"] {
            let served = served();
            let full = std::fs::File::options()
                .write(true)
                .open("/dev/full")
                .unwrap();
            let url = served.sandbox.base_url();
            let mut command =
                works_partner(&format!("{change} --yes -o {format} --base-url {url}"));
            let output = command.stdout(full).output().unwrap();
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(1), "{stderr}");
            assert!(stderr.contains("it is done, but"), "{stderr}");
            assert!(is_changed(&served));
        }
    }
}

#[cfg(unix)]
#[test]
fn signals_are_alike_and_what_has_left_is_told_from_what_has_not() {
    use std::process::{Command, Stdio};

    for signal in ["-INT", "-TERM", "-HUP"] {
        for (operation, code, told) in [
            ("get_customer", 130, "nothing was sent"),
            (
                "delete_option_product",
                8,
                "whether it is done is not known",
            ),
        ] {
            let served = served();
            let faults = served.sandbox.faults();
            faults.push_for(operation, Fault::StallBeforeHeaders);
            let url = served.sandbox.base_url();
            let change = format!("option cancel {ANNUAL} SSTG2 --yes --base-url {url}");
            let child = works_partner(&change)
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let is_there = || {
                let requests = served.sandbox.requests();
                match code {
                    8 => is_changed(&served),
                    _ => !requests.is_empty(),
                }
            };
            while !is_there() {
                std::thread::yield_now();
            }
            let pid = child.id().to_string();
            Command::new("kill").args([signal, &pid]).status().unwrap();
            let output = child.wait_with_output().unwrap();
            let stderr = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(code), "{signal} {stderr}");
            assert!(stderr.contains(told), "{stderr}");
        }
    }
}

#[test]
fn the_body_keeps_its_digits_and_no_field_is_in_it_twice() {
    let stub = Stub::json("{}");
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("body.json");
    let memo =
        "api put-subscription-memo --domain-id 1 --subscription-id 2 --yes --skip-validation";
    let send = |text: &str| {
        std::fs::write(&file, text).unwrap();
        stub.run(&format!("{memo} --json-body {}", file.display()))
    };
    let exact = r#"{"memo":"a","x":123456789012345678901234567890,"y":1.10}"#;
    send(&format!("\u{feff}{exact}")).succeeded();
    assert_eq!(body(&stub), exact);
    let twice = send(r#"{"memo":"a","z":[{"memo":1,"memo":2}]}"#).failed(2);
    assert!(twice.stderr.contains("`z[0].memo` twice"), "{twice}");

    let inline = r#"--json-body {"memo":1.50} --customer-code c"#;
    stub.run(&format!("{memo} {inline}")).succeeded();
    assert_eq!(body(&stub), r#"{"memo":1.50,"customerCode":"c"}"#);
    let secret = run(r#"--sandbox api create-customer --json-body {"domain":"a"} --dry-run"#);
    assert!(secret.failed(2).stderr.contains("--json-body -"));
}
