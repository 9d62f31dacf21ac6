//! `sweep`, and the questions to the store.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Run, Served, works_partner};

fn swept(served: &Served, store: &Path, more: &str) -> Run {
    let line = served.arguments(&format!("sweep {more} --store {}", store.display()));
    Run::of(&mut works_partner(&line))
}

fn ask(store: &Path, question: &str) -> Run {
    Run::of(&mut works_partner(&format!(
        "{question} --store {}",
        store.display()
    )))
}

/// What a store holds, whatever the order in which it came.
fn held(store: &Path) -> BTreeSet<String> {
    let export = ask(store, "store export").succeeded().stdout;
    let row = |line: &str| {
        let record: Value = serde_json::from_str(line).unwrap();
        let part = |name: &str| record[name].to_string();
        ["resource", "domainId", "key", "date", "endedRun", "body"]
            .map(part)
            .join(" ")
    };
    let rows: Vec<String> = export.lines().map(row).collect();
    let set: BTreeSet<String> = rows.iter().cloned().collect();
    assert_eq!(rows.len(), set.len(), "something is stored twice");
    set
}

#[test]
fn a_sweep_answers_what_comes_next_and_by_when_to_decide() {
    let served = Served::demo();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("partner.db");
    let run = swept(&served, &store, "").succeeded();
    assert!(run.stderr.contains(" 0 failures"), "{run}");

    let before = served.sandbox.requests().len();
    let january = "--from 2027-01-01 --to 2027-01-31";
    let events = ask(&store, &format!("upcoming {january} -o csv"))
        .succeeded()
        .stdout;
    assert!(
        events.starts_with("date,domainId,companyName,kind,type,"),
        "{events}"
    );
    assert!(
        events
            .lines()
            .skip(1)
            .all(|line| line.starts_with("2027-01-")),
        "{events}"
    );
    let one = ask(
        &store,
        &format!("upcoming {january} --type option-order -o jsonl"),
    )
    .succeeded()
    .stdout;
    let order: Value = serde_json::from_str(one.lines().next().unwrap()).unwrap();
    assert_eq!(order["body"]["applyDate"], order["date"]);

    let trials = ask(
        &store,
        "deadlines --from 2026-11-28 --to 2026-12-31 --undecided -o json",
    )
    .succeeded()
    .stdout;
    let trials: Vec<Value> = serde_json::from_str(&trials).unwrap();
    assert!(!trials.is_empty());
    assert!(
        trials
            .iter()
            .all(|trial| trial["decided"] == false && trial["source"].is_string())
    );

    let calendar = ask(&store, &format!("calendar {january}"))
        .succeeded()
        .stdout;
    assert_eq!(
        calendar.matches("BEGIN:VEVENT").count(),
        events.lines().count() - 1
    );
    assert_eq!(ask(&store, &format!("calendar {january}")).stdout, calendar);
    for question in [
        "holdings --option SSTG2",
        "totals",
        "store runs",
        "store unread",
    ] {
        ask(&store, question).succeeded();
    }
    assert_eq!(
        served.sandbox.requests().len(),
        before,
        "questions ask no server"
    );
}

#[test]
fn a_sweep_that_is_killed_goes_on_where_it_was() {
    let served = Served::demo();
    let folder = tempfile::tempdir().unwrap();
    let undisturbed = folder.path().join("undisturbed.db");
    swept(&served, &undisturbed, "").succeeded();
    let expected = held(&undisturbed);

    for (round, calls) in [1, 3, 10, 40, 90, 150, 200].into_iter().enumerate() {
        let store = folder.path().join(format!("killed-{round}.db"));
        // Each sweep comes near the limit of calls a minute.
        let served = Served::demo();
        let line = served.arguments(&format!("sweep --store {}", store.display()));
        let mut child = works_partner(&line)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while served.sandbox.requests().len() < calls && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();

        let resumed = swept(&served, &store, "--resume");
        if resumed.code == 3 {
            // It had come to its end, or not to its first row.
            swept(&served, &store, "").succeeded();
        } else {
            resumed.succeeded();
        }
        assert_eq!(held(&store), expected, "killed after {calls} calls");
        assert!(
            ask(&store, "store check")
                .succeeded()
                .stderr
                .contains("sound")
        );
    }
}

#[test]
fn without_a_store_or_a_second_run_the_way_out_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.db");
    let run = ask(&missing, "upcoming").failed(3);
    assert!(run.stderr.contains("run `sweep` first"), "{run}");
    assert!(!missing.exists());

    let served = Served::demo();
    let store = folder.path().join("partner.db");
    swept(
        &served,
        &store,
        "--include option-orders --customer 10000001",
    )
    .succeeded();
    let run = ask(&store, "changes").failed(3);
    assert!(run.stderr.contains("nothing to compare"), "{run}");
    let run = ask(&store, "upcoming --from 2026-02-30").failed(2);
    assert!(run.stderr.contains("2026-12-01, today or 30d"), "{run}");
    let run = ask(&store, "upcoming --customer nobody").failed(3);
    assert!(run.stderr.contains("`nobody`"), "{run}");
    let run = swept(&served, &store, "--include letters").failed(2);
    assert!(run.stderr.contains("option-orders"), "{run}");
}
