//! `customer`, `subscription`, `option`: what is only read.

use works_partner_sandbox::{Fault, ResponseTemplate};

use crate::company::{self, ANNUAL, TRIAL};
use crate::support::{Run, Served, Stub, snapshot, works_partner};

#[test]
fn every_form_of_what_a_customer_has() {
    let served = Served::with(company::state());
    for (name, what) in [
        ("customer-list", "customer list".to_owned()),
        ("customer-get", format!("customer get {ANNUAL}")),
        ("subscription-list", format!("subscription list {ANNUAL}")),
        (
            "subscription-get",
            format!("subscription get {ANNUAL} 20101"),
        ),
        (
            "subscription-get-odd",
            format!("subscription get {ANNUAL} 20111"),
        ),
        ("option-list", format!("option list {ANNUAL}")),
    ] {
        for format in ["table", "json", "jsonl", "csv"] {
            let run = served.run(&format!("{what} -o {format}")).succeeded();
            snapshot(&format!("{name}-{format}"), run);
        }
    }
}

#[test]
fn nothing_is_said_to_be_nothing() {
    let served = Served::with(company::state());
    let run = served.run(&format!("option list {TRIAL}")).succeeded();
    assert_eq!(run.stdout, "");
    assert_eq!(run.stderr, "customer 10000102 has no options\n");
    for what in ["customer list", "subscription list 1", "option list 1"] {
        let run = Stub::json("{}").run(what).succeeded();
        assert_eq!(run.stdout, "", "{what}");
        assert_eq!(run.stderr.lines().count(), 1, "{what}");
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let served = Served::with(company::state());
    served.run("customer get 99999999").failed(4);
    served
        .run(&format!("subscription get {ANNUAL} 1"))
        .failed(3);
    served
        .run(&format!("subscription get {ANNUAL} x"))
        .failed(2);
}

fn ids(run: &Run) -> Vec<i64> {
    let lines = run.stdout.lines();
    let ids = lines.map(|line| {
        let customer: serde_json::Value = serde_json::from_str(line).unwrap();
        customer["domainId"].as_i64().unwrap()
    });
    ids.collect()
}

/// The cursor that a run said to go on with.
fn cursor(run: &Run) -> String {
    let (_, cursor) = run.stderr.split_once("--cursor ").unwrap();
    cursor.lines().next().unwrap().to_owned()
}

#[test]
fn all_customers_come_page_by_page() {
    let served = Served::with(company::customers(65));
    let all: Vec<i64> = (10_000_001..=10_000_065).collect();
    let run = served.run("customer list -o jsonl").succeeded();
    assert_eq!(ids(&run), all);
    assert_eq!(run.stderr, "");
    assert_eq!(served.sandbox.requests().len(), 3);

    let csv = served.run("customer list --count 7 -o csv").succeeded();
    assert_eq!(csv.stdout.lines().count(), 66);
    assert_eq!(served.sandbox.requests().len(), 3 + 10);

    let json = served.run("customer list -o json").succeeded();
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["customers"].as_array().unwrap().len(), 65);

    // In a pipe a table is of any width, so it is one; on a terminal, its pages follow each other.
    let whole = served.run("customer list").succeeded().stdout;
    let url = served.sandbox.base_url();
    let mut command = works_partner(&format!("customer list --base-url {url}"));
    let paged = Run::of(command.env("COLUMNS", "100")).succeeded().stdout;
    for table in [&whole, &paged] {
        assert_eq!(table.lines().count(), 66, "{table}");
        assert_eq!(table.matches("COMPANY").count(), 1, "{table}");
    }
}

#[test]
fn a_limit_says_where_the_rest_begins() {
    let served = Served::with(company::customers(65));
    let mut seen = Vec::new();
    let mut more = String::new();
    for count in [40, 25] {
        let run = served
            .run(&format!("customer list --limit 40 -o jsonl {more}"))
            .succeeded();
        assert_eq!(ids(&run).len(), count);
        seen.extend(ids(&run));
        if count == 40 {
            more = format!("--cursor {}", cursor(&run));
        }
    }
    assert_eq!(seen, (10_000_001..=10_000_065).collect::<Vec<i64>>());
    let run = served.run("customer list --limit 65").succeeded();
    assert_eq!(run.stderr, "");
    let json = served.run("customer list --limit 40 -o json").succeeded();
    let json: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["customers"].as_array().unwrap().len(), 40);
    for wrong in ["--limit 0", "--count 0", "--count 31", "--limit x"] {
        served.run(&format!("customer list {wrong}")).failed(2);
    }
}

/// A page of customers with these ids, and a cursor for the next.
fn page(ids: &[u8], cursor: Option<&str>) -> String {
    let customers: Vec<String> = ids
        .iter()
        .map(|id| {
            format!(
                r#"{{"tenantId":{id},"domainId":{id},"domain":"d","companyName":"c","phoneNumber":"1","timeZone":"Asia/Tokyo","locale":"ja_JP","enableActiveMxrecord":true,"enableActiveDomain":true,"domainType":"GROUP"}}"#
            )
        })
        .collect();
    let cursor = serde_json::to_string(&cursor).unwrap();
    format!(
        r#"{{"customers":[{}],"responseMetaData":{{"nextCursor":{cursor}}}}}"#,
        customers.join(",")
    )
}

/// Whatever page the server sends, no more is shown than was asked for, and none is passed over.
#[test]
fn a_server_that_sends_too_many_is_cut() {
    let stub = Stub::json(&page(&[1, 2], None));
    let run = stub
        .run("customer list --limit 1 -o jsonl --cursor abc")
        .succeeded();
    assert_eq!(ids(&run), [1]);
    assert_eq!(cursor(&run), "abc");
}

/// A sandbox that answers the first request for customers with two, and has trouble from then on.
fn troubled(fault: Fault) -> Served {
    let served = Served::with(company::customers(65));
    let faults = served.sandbox.faults();
    let first = ResponseTemplate::new(200)
        .header("content-type", "application/json")
        .body(page(&[1, 2], Some("further+/=")));
    faults.push_for("list_customers", Fault::Response(first));
    faults.always_for("list_customers", fault);
    served
}

#[test]
fn a_list_that_fails_on_the_way_says_where_to_go_on() {
    for format in ["jsonl", "json", "csv", "table"] {
        let served = troubled(Fault::InternalServerError);
        let run = served.run(&format!("customer list -o {format}"));
        assert_eq!(run.code, 6, "{run}");
        let hint = "2 customers were listed; go on with --cursor further+/=";
        assert!(run.stderr.contains(hint), "{run}");
        assert!(!run.stdout.is_empty(), "{run}");
        // Now nothing is listed, and nothing can be gone on with.
        let run = served.run(&format!("customer list -o {format}")).failed(6);
        assert!(!run.stderr.contains("--cursor"), "{run}");
    }
}

#[cfg(unix)]
#[test]
fn a_list_that_is_stopped_says_where_to_go_on() {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::{Command, Stdio};

    let served = troubled(Fault::StallBeforeHeaders);
    let url = served.sandbox.base_url();
    let mut child = works_partner(&format!("customer list -o jsonl --base-url {url}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..2 {
        stdout.read_line(&mut String::new()).unwrap();
    }
    // The second request is recorded when it is being stalled.
    while served.sandbox.requests().len() < 2 {
        std::thread::yield_now();
    }
    let pid = child.id().to_string();
    Command::new("kill").args(["-INT", &pid]).status().unwrap();
    let mut stderr = String::new();
    let mut pipe = child.stderr.take().unwrap();
    pipe.read_to_string(&mut stderr).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{stderr}");
    let error: serde_json::Value = serde_json::from_str(&stderr).unwrap();
    assert_eq!(error["error"]["kind"], "cancelled");
    assert_eq!(
        error["error"]["hint"],
        "2 customers were listed; go on with --cursor further+/="
    );
}
