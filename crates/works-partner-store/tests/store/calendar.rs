//! The calendar, as text.

use serde_json::json;
use works_partner_sandbox::State;
use works_partner_store::{Calendar, Filter};

use crate::support::{Partner, customer, order, subscription};

fn state(name: &str, apply_date: Option<&str>) -> State {
    let mut state = State::empty();
    customer(&mut state, 1, name);
    subscription(&mut state, 1, json!({}));
    if let Some(apply_date) = apply_date {
        order(&mut state, 1, json!({ "applyDate": apply_date }));
    }
    state
}

/// The lines of the one event of a scheduled task, unfolded.
fn task(calendar: &str) -> Vec<String> {
    let unfolded = calendar.replace("\r\n ", "");
    let event = unfolded
        .split("BEGIN:VEVENT")
        .find(|event| event.contains("UID:option-order"))
        .unwrap();
    event.lines().map(ToOwned::to_owned).collect()
}

fn value<'a>(event: &'a [String], name: &str) -> &'a str {
    let line = event
        .iter()
        .find(|line| line.starts_with(name))
        .unwrap_or_else(|| panic!("{name} of {event:?}"));
    line.split_once(':').unwrap().1
}

#[tokio::test]
async fn an_event_keeps_its_uid_and_counts_its_moves() {
    let partner = Partner::start("2026-11-28", state("Kita", Some("2026-12-15"))).await;
    partner.swept().await;
    let calendar = || {
        Calendar::new()
            .of(&partner.store(), &Filter::new())
            .unwrap()
    };
    let first = calendar();
    assert_eq!(calendar(), first);
    let event = task(&first);
    assert_eq!(value(&event, "DTSTART;VALUE=DATE"), "20261215");
    assert_eq!(
        (value(&event, "SEQUENCE"), value(&event, "DTSTAMP")),
        ("0", "20261128T030000Z")
    );
    assert!(!first.contains("DTEND"));

    partner.swept_on("2026-11-29").await;
    assert_eq!(calendar(), first, "nothing happened");

    partner.sandbox.set_state(state("Kita", Some("2026-12-20")));
    partner.swept_on("2026-11-30").await;
    let moved = task(&calendar());
    assert_eq!(value(&moved, "UID"), value(&event, "UID"));
    assert_eq!(
        (value(&moved, "SEQUENCE"), value(&moved, "LAST-MODIFIED")),
        ("1", "20261130T030000Z")
    );
    assert_eq!(value(&moved, "DTSTART;VALUE=DATE"), "20261220");

    partner.sandbox.set_state(state("Kita", None));
    partner.swept_on("2026-12-01").await;
    let withdrawn = task(&calendar());
    assert_eq!(
        (value(&withdrawn, "STATUS"), value(&withdrawn, "SEQUENCE")),
        ("CANCELLED", "2")
    );
    assert_eq!(value(&withdrawn, "UID"), value(&event, "UID"));
}

#[tokio::test]
async fn a_name_writes_no_line_of_its_own() {
    let partner = Partner::start(
        "2026-11-28",
        state("A,B;C\nBEGIN:VALARM\r\u{7}<script>", Some("2026-12-15")),
    )
    .await;
    partner.swept().await;
    let calendar = Calendar::new()
        .alarm_days_before(2)
        .of(&partner.store(), &Filter::new())
        .unwrap();
    let alarms = calendar
        .lines()
        .filter(|line| *line == "BEGIN:VALARM")
        .count();
    let events = calendar
        .lines()
        .filter(|line| *line == "BEGIN:VEVENT")
        .count();
    assert_eq!((events, alarms), (2, 2));
    assert_eq!(
        value(&task(&calendar), "SUMMARY"),
        r"APPLY ACV2 ACV201: A\,B\;C\nBEGIN:VALARM<script>"
    );
    assert!(calendar.lines().all(|line| line.len() <= 75), "{calendar}");
    assert!(
        calendar.contains("TRIGGER;RELATED=START:-PT172800S\r\n"),
        "{calendar}"
    );
    let again = Calendar::new()
        .alarm_days_before(2)
        .of(&partner.store(), &Filter::new())
        .unwrap();
    assert_eq!(again, calendar, "nothing comes from the clock");
}
