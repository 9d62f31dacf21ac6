//! Columns, labels, CSV for spreadsheets and foreign text that would steer what shows it.

use std::io::Read as _;
use std::process::Stdio;

use crate::company::{self, ANNUAL};
use crate::support::{Run, Served, Stub, run, works_partner};

/// A customer whose texts are an attack.
const HOSTILE: &str = r#"{"customers":[{"tenantId":1234567890123456789,"domainId":7,"domain":"d.example",
    "companyName":"=HYPERLINK(\"http://x\",\"y\")","phoneNumber":"+81 3-1111-2222",
    "timeZone":"\u001b]0;x\u0007Asia/Tokyo","locale":"@SUM(A1)","enableActiveMxrecord":true,
    "enableActiveDomain":true,"domainType":"GROUP","note":"safe\u202etxt.exe\u009b2J",
    "administrator":{"id":"a","privateEmail":"a@example.com","lastName":"-2+3|cmd","firstName":"\t=1"}}]}"#;

fn csv(flags: &str) -> Run {
    let columns = "companyName,phoneNumber,timeZone,locale,tenantId,administrator.lastName";
    Stub::json(HOSTILE)
        .run(&format!("customer list -o csv --columns {columns} {flags}"))
        .succeeded()
}

fn second_line(run: &Run) -> &str {
    run.stdout.lines().nth(1).unwrap()
}

pub(crate) fn csv_steers_no_spreadsheet() {
    assert_eq!(
        second_line(&csv("")),
        r#""'=HYPERLINK(""http://x"",""y"")",+81 3-1111-2222,\u{1b}]0;x\u{7}Asia/Tokyo,'@SUM(A1),1234567890123456789,'-2+3|cmd"#
    );
    let whole = Stub::json(HOSTILE).run("customer list -o csv").succeeded();
    for char in ['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}', '\t'] {
        assert!(!whole.stdout.contains(char), "{whole}");
    }
    // By `api`, too.
    let api = Stub::json(HOSTILE)
        .run("api list-customers -o csv")
        .succeeded();
    assert!(api.stdout.contains("\"'=HYPERLINK("), "{api}");
    assert!(!api.stdout.contains('\u{1b}'), "{api}");
}

#[test]
fn csv_can_be_exact_or_for_spreadsheets() {
    let raw = csv("--raw-csv");
    assert!(raw.stdout.contains("\u{1b}]0;x\u{7}Asia/Tokyo"), "{raw}");
    assert!(raw.stdout.contains("\"=HYPERLINK("), "{raw}");
    let spreadsheet = csv("--spreadsheet");
    assert!(
        spreadsheet.stdout.starts_with("\u{feff}companyName,"),
        "{spreadsheet}"
    );
    let texts = r#""=""+81 3-1111-2222""","#;
    assert!(spreadsheet.stdout.contains(texts), "{spreadsheet}");
    let id = r#""=""1234567890123456789""","#;
    assert!(spreadsheet.stdout.contains(id), "{spreadsheet}");
    assert!(csv("--bom").stdout.starts_with('\u{feff}'));
    assert!(!csv("").stdout.starts_with('\u{feff}'));
    run("--sandbox customer list --raw-csv --spreadsheet").failed(2);
}

#[test]
fn ids_can_be_texts_in_json() {
    let served = Served::with(company::state());
    let list = |format: &str| {
        let command = format!("subscription list {ANNUAL} {format} --ids-as-text");
        served.run(&command).succeeded().stdout
    };
    let id = format!(r#""domainId":"{ANNUAL}""#);
    assert!(list("-o jsonl").contains(&id), "{}", list("-o jsonl"));
    let id = format!(r#""domainId": "{ANNUAL}""#);
    assert!(list("-o json").contains(&id), "{}", list("-o json"));
    let columns = list("-o jsonl --columns domainId,licenseCount");
    assert!(columns.contains(r#"","licenseCount":120}"#), "{columns}");
}

#[test]
fn objects_are_flat_in_csv() {
    let served = Served::with(company::state());
    let list = served.run("customer list -o csv").succeeded();
    let header = list.stdout.lines().next().unwrap().to_owned();
    assert!(
        header.contains(",administrator.lastName,administrator.firstName,"),
        "{header}"
    );
    assert!(list.stdout.contains(",山田,太郎,"), "{list}");
    // What no page documents stays beside it.
    assert!(
        list.stdout.contains(r#"""administrator.nickname"":""t"""#),
        "{list}"
    );
}

#[test]
fn columns_are_chosen_and_ordered_in_every_format() {
    let served = Served::with(company::state());
    let list = |format: &str| {
        let columns = "companyName,domainId,administrator.lastName,domainType";
        let flags = format!("--limit 1 --labels --columns {columns} -o {format}");
        served
            .run(&format!("customer list {flags}"))
            .succeeded()
            .stdout
    };
    assert_eq!(
        list("csv").lines().take(2).collect::<Vec<_>>(),
        [
            "companyName,domainId,administrator.lastName,domainType,domainType.label",
            "Annual Inc.,10000101,山田,DOMAIN,Domain name"
        ]
    );
    let object = r#"{"companyName":"Annual Inc.","domainId":10000101,"administrator.lastName":"山田","domainType":"DOMAIN","domainType.label":"Domain name"}"#;
    assert_eq!(list("jsonl"), format!("{object}\n"));
    let json: serde_json::Value = serde_json::from_str(&list("json")).unwrap();
    assert_eq!(
        json,
        serde_json::from_str::<serde_json::Value>(&format!("[{object}]")).unwrap()
    );
    let table = list("table");
    assert!(table.starts_with("COMPANY      CUSTOMER  "), "{table}");
    assert!(table.contains("Annual Inc.  10000101  山田"), "{table}");
}

#[test]
fn an_unknown_column_lists_those_that_there_are() {
    let served = Served::with(company::state());
    for format in ["csv", "jsonl", "json", "table"] {
        let what = format!("option list {ANNUAL} --columns optionProdctId -o {format}");
        let error = served.run(&what).failed(2).stderr;
        assert!(
            error.contains("there is no column `optionProdctId`"),
            "{error}"
        );
        assert!(error.contains("did you mean optionProductId?"), "{error}");
        assert!(error.contains("customer.companyName"), "{error}");
    }
    run("--sandbox customer list --columns a,,b").failed(2);
}

#[test]
fn labels_stand_beside_codes_without_being_asked_for_columns() {
    let served = Served::with(company::state());
    let csv = served
        .run(&format!("option list {ANNUAL} -o csv --labels"))
        .succeeded();
    assert!(
        csv.stdout
            .contains("optionProductId,optionProductId.label,"),
        "{csv}"
    );
    assert!(csv.stdout.contains(",SSTG2,Shared Storage,"), "{csv}");
    let lines = served
        .run(&format!("option list {ANNUAL} -o jsonl --labels"))
        .succeeded();
    let label = r#""optionProductId":"SSTG2","optionProductId.label":"Shared Storage""#;
    assert!(lines.stdout.contains(label), "{lines}");
}

#[test]
fn labels_and_headings_are_in_the_language_of_the_locale() {
    let table = |flags: &str, locale: &[(&str, &str)]| {
        let mut command = works_partner(&format!("catalog SSTG2 {flags}"));
        Run::of(command.envs(locale.iter().copied()))
            .succeeded()
            .stdout
    };
    for japanese in [
        table("--lang ja", &[]),
        table("", &[("LANG", "ja_JP.UTF-8")]),
        table("", &[("LC_ALL", ""), ("LC_MESSAGES", "ja_JP.UTF-8")]),
    ] {
        assert!(japanese.contains("コード"), "{japanese}");
        assert!(japanese.contains("共有ストレージ (5 TB)*"), "{japanese}");
    }
    for english in [
        table("", &[]),
        table("--lang en", &[("LANG", "ja_JP.UTF-8")]),
        table("", &[("LC_ALL", "C"), ("LANG", "ja_JP.UTF-8")]),
    ] {
        assert!(english.contains("Shared Storage (5 TB)"), "{english}");
    }
}

/// A list has a line for each customer, whatever the width; what is missing is told.
#[test]
fn a_customer_is_a_line() {
    let served = Served::with(company::customers(24));
    for width in ["60", "80", "120"] {
        let url = served.sandbox.base_url();
        let mut command = works_partner(&format!("customer list --base-url {url}"));
        let run = Run::of(command.env("COLUMNS", width)).succeeded();
        let customers = run
            .stdout
            .lines()
            .filter(|line| line.starts_with("100000"))
            .count();
        assert_eq!(customers, 24, "{run}");
        let others = run.stdout.lines().count() - customers;
        assert!(others <= 4, "{run}");
    }
}

/// One word of a megabyte costs no more than it is long.
pub(crate) fn a_long_word_is_no_burden() {
    let body = format!(
        r#"{{"domainId":7,"companyName":"{}","domain":"d","tenantId":1,"phoneNumber":"1","timeZone":"x","locale":"ja_JP","enableActiveMxrecord":true,"enableActiveDomain":true,"domainType":"GROUP"}}"#,
        "x".repeat(1_000_000)
    );
    let stub = Stub::json(&body);
    let url = &stub.url;
    let mut command = works_partner(&format!("customer get 7 --base-url {url}"));
    let mut child = command
        .env("COLUMNS", "80")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).unwrap();
        sender.send(text)
    });
    // It takes two seconds; where it takes the square of its length, more than a hundred.
    let Ok(text) = receiver.recv_timeout(std::time::Duration::from_secs(60)) else {
        child.kill().unwrap();
        panic!("it takes longer than a minute");
    };
    assert_eq!(text.matches('x').count(), 1_000_001);
    assert!(child.wait().unwrap().success());
}

#[test]
fn usage_lines_say_nothing_of_the_environment() {
    for what in [
        "customer get",
        "customer get 1 --wrong",
        "option-order create 1 DRV",
    ] {
        let mut command = works_partner(what);
        let run = Run::of(
            command
                .env("WORKS_PARTNER_BASE_URL", "https://inside.example")
                .env("WORKS_PARTNER_PROFILE", "inside"),
        )
        .failed(2);
        let usage = run
            .stderr
            .lines()
            .find(|line| line.starts_with("Usage"))
            .unwrap();
        assert!(
            !usage.contains("inside") && !usage.contains("--base-url"),
            "{run}"
        );
    }
}

#[test]
fn what_was_meant_is_told() {
    for (what, told) in [
        ("list customers", "'customer list'"),
        ("customer show 1", "'customer get'"),
        (
            "option-order get ACV2 10000001",
            "tip: works-partner option-order get 10000001 ACV2",
        ),
        (
            "option-order create 1 DRV --type apply --apply-date 2026-13-01",
            "there is no day 2026-13-01: months are 01 to 12",
        ),
    ] {
        let run = run(what).failed(2);
        assert!(run.stderr.contains(told), "{run}");
    }
}
