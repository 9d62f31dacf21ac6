//! `report` and `report serve`, and calendars as an output format.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use works_partner_sandbox::{Resource as Kept, State};

use crate::support::{Run, Served, works_partner};

fn swept(served: &Served, store: &Path) {
    let line = served.arguments(&format!("sweep --store {}", store.display()));
    Run::of(&mut works_partner(&line)).succeeded();
}

fn ask(store: &Path, question: &str) -> Run {
    let store = store.display();
    Run::of(&mut works_partner(&format!("{question} --store {store}")))
}

#[test]
fn a_report_is_one_page_in_either_language() {
    let served = Served::demo();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("partner.db");
    swept(&served, &store);
    let page = ask(&store, "report").succeeded().stdout;
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
    assert!(page.len() < 1_000_000, "{}", page.len());
    let file = folder.path().join("report.html");
    let written = ask(
        &store,
        &format!("report --lang ja --file {}", file.display()),
    );
    assert_eq!(written.succeeded().stdout, "");
    let japanese = std::fs::read_to_string(&file).unwrap();
    assert!(japanese.contains("<html lang=\"ja\">"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "it names all customers");
    }
    let one = ask(&store, "report --customer 10000001").succeeded().stdout;
    assert!(one.len() < page.len() && one.contains("\"narrowed\":[\"10000001\"]"));
}

#[test]
fn a_calendar_is_a_format_of_upcoming_and_deadlines_alone() {
    let served = Served::demo();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("partner.db");
    swept(&served, &store);
    let days = "--from 2027-01-01 --to 2027-01-31";
    let upcoming = ask(&store, &format!("upcoming -o ics {days}")).succeeded();
    let calendar = ask(&store, &format!("calendar {days}")).succeeded();
    assert_eq!(upcoming.stdout, calendar.stdout);
    let deadlines = ask(&store, &format!("deadlines -o ics --alarm 2 {days}")).succeeded();
    assert!(deadlines.stdout.contains("SUMMARY:Last day to "));
    let events = deadlines.stdout.matches("BEGIN:VEVENT").count();
    assert_eq!(events, deadlines.stdout.matches("BEGIN:VALARM").count());
    for refused in ["totals -o ics", "deadlines -o ics --undecided"] {
        ask(&store, refused).failed(2);
    }
}

/// Whoever names a company writes into spreadsheets, calendars and pages of others.
#[test]
fn a_hostile_name_is_harmless_in_every_format() {
    const NAMES: [&str; 3] = [
        "A,B;C\n<script>alert(1)</script>",
        "=HYPERLINK(\"http://evil.example\")\r\nEND:VCALENDAR",
        "\t@SUM(1)|'!A0 \u{202e}\u{1b}[31m\"quoted\"",
    ];
    let mut state = State::empty();
    for (domain_id, name) in (1..).zip(NAMES) {
        let domain = format!("c{domain_id}.example.com");
        let customer = json!({"domainId": domain_id, "domain": domain, "companyName": name});
        state.put(domain_id, Kept::Customer, customer);
        let task = json!({"subscriptionId": domain_id * 10, "optionProductId": "ACV2", "subOptionId": "ACV201",
                          "type": "APPLY", "quantity": null, "applyDate": "2099-12-15"});
        state.put_option_product_order(domain_id, task);
    }
    let served = Served::with(state);
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("partner.db");
    swept(&served, &store);

    let json = ask(&store, "upcoming -o json").succeeded().stdout;
    let rows: Vec<Value> = serde_json::from_str(&json).unwrap();
    let told = rows.iter().map(|row| row["companyName"].as_str().unwrap());
    assert_eq!(told.collect::<Vec<_>>(), NAMES);

    for spreadsheet in ["", " --spreadsheet"] {
        let text = ask(&store, &format!("upcoming -o csv{spreadsheet}"))
            .succeeded()
            .stdout;
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), NAMES.len());
        for field in rows.iter().flatten() {
            let first = field.trim_start().chars().next();
            assert!(!matches!(first, Some('=' | '+' | '@')), "{field:?}");
            assert!(
                !field.contains(['\n', '\r', '\u{1b}', '\u{202e}']),
                "{field:?}"
            );
        }
    }
    let table = ask(&store, "upcoming").succeeded().stdout;
    assert!(
        !table.contains(['\u{1b}', '\u{202e}']) && table.contains("<script>"),
        "{table}"
    );

    let calendar = ask(&store, "upcoming -o ics").succeeded().stdout;
    let lines = |line: &str| calendar.lines().filter(|other| *other == line).count();
    assert_eq!(
        (lines("BEGIN:VEVENT"), lines("END:VCALENDAR")),
        (3, 1),
        "{calendar}"
    );
    let unfolded = calendar.replace("\r\n ", "");
    assert!(unfolded.contains(r"A\,B\;C\n<script>"), "{unfolded}");

    let page = ask(&store, "report").succeeded().stdout;
    assert!(!page.contains("<script>alert") && page.matches("</script>").count() == 2);
}

#[test]
fn a_report_tells_what_is_foreseen_and_what_was_changed_from_here() {
    let served = Served::without_limits(State::demo_on(jiff::Zoned::now().date()));
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("partner.db");
    let journal = folder.path().join("journal.db");
    let with_journal = |line: &str| {
        let mut command = works_partner(line);
        Run::of(command.env("WORKS_PARTNER_JOURNAL", &journal)).succeeded()
    };
    swept(&served, &store);
    with_journal(&served.arguments("option cancel 10000036 DRV --yes"));
    swept(&served, &store);
    let page = |more: &str| {
        let page = with_journal(&format!("report {more} --store {}", store.display())).stdout;
        let (_, rest) = page.split_once("id=\"data\">").unwrap();
        serde_json::from_str::<Value>(rest.split_once("</script>").unwrap().0).unwrap()
    };
    let data = page("--forecast 60d");
    let causes: Vec<&Value> = data["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row[5])
        .collect();
    assert_eq!(causes, ["us"]);
    let forecast = &data["forecast"];
    let events = forecast["events"].as_array().unwrap();
    assert!(events.iter().any(|event| event[7] == true), "{forecast}");
    assert!(!forecast["assumptions"].as_array().unwrap().is_empty());
    assert_eq!(page("")["forecast"], Value::Null);
}

/// A report that is served until the test ends.
struct Serving {
    child: Child,
    host: String,
    path: String,
}

impl Serving {
    fn start(store: &Path) -> Self {
        let line = format!("report serve -o jsonl --store {}", store.display());
        let mut child = works_partner(&line).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let url = told["url"].as_str().unwrap();
        let (host, path) = url
            .strip_prefix("http://")
            .unwrap()
            .split_once('/')
            .unwrap();
        Self {
            child,
            host: host.to_owned(),
            path: format!("/{path}"),
        }
    }

    fn send(&self, method: &str, path: &str, host: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        stream
    }

    fn answer(&self, method: &str, path: &str, host: &str) -> String {
        let mut text = String::new();
        self.send(method, path, host)
            .read_to_string(&mut text)
            .unwrap();
        text
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_served_report_answers_to_its_token_and_its_host_and_tells_of_changes() {
    let served = Served::demo();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("partner.db");
    swept(&served, &store);
    let report = Serving::start(&store);
    assert!(report.host.starts_with("127.0.0.1:") && report.path.len() >= 34);

    let page = report.answer("GET", &report.path, &report.host);
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    for header in [
        "content-security-policy: default-src 'none'; script-src 'sha256-",
        "frame-ancestors 'none'",
        "cache-control: no-store",
        "referrer-policy: no-referrer",
    ] {
        assert!(page.contains(header), "{header}");
    }
    let status = |method: &str, path: &str, host: &str| {
        let answer = report.answer(method, path, host);
        answer.split(' ').nth(1).unwrap().to_owned()
    };
    let port = report.host.rsplit(':').next().unwrap();
    let data = format!("{}data.json", report.path);
    assert_eq!(status("GET", &data, &format!("localhost:{port}")), "200");
    assert_eq!(status("GET", "/", &report.host), "404");
    assert_eq!(status("GET", "/0123456789abcdef/", &report.host), "404");
    assert_eq!(status("POST", &report.path, &report.host), "405");
    for host in ["evil.example", "evil.example:80", "127.0.0.1", "[::1]"] {
        assert_eq!(status("GET", &report.path, host), "421", "{host}");
    }

    let events = report.send("GET", &format!("{}events", report.path), &report.host);
    swept(&served, &store);
    let mut lines = BufReader::new(events).lines();
    assert!(lines.any(|line| line.unwrap() == "event: changed"));
}
