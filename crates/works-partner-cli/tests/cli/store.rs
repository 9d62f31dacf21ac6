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

/// What an undisturbed sweep of the demo stores.
fn undisturbed(folder: &Path) -> BTreeSet<String> {
    let store = folder.join("undisturbed.db");
    swept(&Served::demo(), &store, "").succeeded();
    held(&store)
}

/// Goes on with a sweep that ended early, and holds the store against the one of an undisturbed sweep.
fn resumes(served: &Served, store: &Path, expected: &BTreeSet<String>, what: &str) {
    let resumed = swept(served, store, "--resume");
    if resumed.code == 3 {
        // It had come to its end, or not to its first row.
        swept(served, store, "").succeeded();
    } else {
        resumed.succeeded();
    }
    assert_eq!(&held(store), expected, "{what}");
    let check = ask(store, "store check").succeeded();
    assert!(check.stderr.contains("sound"), "{what}: {check}");
}

/// Kills a sweep of the demo after so many calls and so many microseconds, and goes on with it.
fn killed_and_resumed(folder: &Path, points: impl IntoIterator<Item = (usize, u64)>) {
    let expected = undisturbed(folder);
    for (round, (calls, micros)) in points.into_iter().enumerate() {
        let store = folder.join(format!("killed-{round}.db"));
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
        std::thread::sleep(std::time::Duration::from_micros(micros));
        // SIGKILL: nothing in the process has a say.
        child.kill().unwrap();
        child.wait().unwrap();
        let what = format!("killed {micros} µs after {calls} calls");
        resumes(&served, &store, &expected, &what);
    }
}

/// Points that are the same in every run: calls of a sweep of the demo, and microseconds.
fn points(count: usize) -> Vec<(usize, u64)> {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    (0..count)
        .map(|_| (usize::try_from(next(235)).unwrap(), next(5_000)))
        .collect()
}

#[test]
fn a_sweep_that_is_killed_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    killed_and_resumed(folder.path(), points(12));
}

#[test]
#[ignore = "takes minutes"]
fn a_sweep_that_is_killed_at_a_hundred_points_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    killed_and_resumed(folder.path(), points(100));
}

/// A signal is no crash: what was read is stored, with the calls that it took.
#[cfg(unix)]
#[test]
fn a_sweep_that_is_stopped_says_so_in_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let expected = undisturbed(folder.path());
    for signal in ["-INT", "-TERM", "-HUP"] {
        let store = folder.path().join(format!("stopped{signal}.db"));
        let served = Served::demo();
        let line = format!("sweep --concurrency 1 --store {}", store.display());
        let child = works_partner(&served.arguments(&line))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        while served.sandbox.requests().len() < 20 {
            std::thread::yield_now();
        }
        let mut kill = std::process::Command::new("kill");
        kill.args([signal, &child.id().to_string()])
            .status()
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains("sweep --resume"), "{signal}: {stderr}");

        let runs = ask(&store, "store runs -o json").succeeded().stdout;
        let runs: Value = serde_json::from_str(&runs).unwrap();
        assert_eq!(runs[0]["state"], "stopped", "{signal}: {runs}");
        assert!(runs[0]["calls"].as_u64() >= Some(20), "{signal}: {runs}");
        resumes(&served, &store, &expected, signal);
    }
}

/// The shell's limit of the size of a file is to SQLite what a full disk is: a write fails in the middle.
#[cfg(unix)]
#[test]
fn a_sweep_that_finds_the_disk_full_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let expected = undisturbed(folder.path());
    let mut full = 0;
    for (round, blocks) in [16, 100, 160, 220, 300].into_iter().enumerate() {
        let store = folder.path().join(format!("full-{round}.db"));
        let served = Served::demo();
        let line = served.arguments(&format!("sweep --store {}", store.display()));
        let program = works_partner(&line);
        let mut shell = std::process::Command::new("sh");
        shell
            .env_clear()
            .env("WORKS_PARTNER_ACCESS_TOKEN", crate::support::TOKEN)
            .arg("-c")
            .arg(format!(
                "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""
            ))
            .arg(program.get_program())
            .args(program.get_args());
        let run = Run::of(&mut shell);
        if run.code != 0 {
            full += 1;
            assert!(run.stderr.contains("the store "), "{run}");
        }
        resumes(&served, &store, &expected, &format!("{blocks} blocks"));
    }
    assert!(full >= 3, "the disk was full {full} times");
}

/// stderr decides: a pipe gets what is worth knowing, and no progress.
#[test]
fn a_sweep_says_before_it_starts_what_it_takes() {
    let served = Served::demo();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("partner.db");
    let run = swept(&served, &store, "").succeeded();
    assert_eq!(run.stdout, "");
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(
        lines[0],
        "→ 37 customers, 222 calls, at most 240 of each operation a minute: less than a minute"
    );
    assert!(lines[1].starts_with("run 1: 37 customers, "), "{run}");

    let list = folder.path().join("customers.txt");
    std::fs::write(
        &list,
        "\u{feff}10000001\r\n\r\n# the next\n10000002 # Aoba\n",
    )
    .unwrap();
    let some = format!(
        "-o json --include option-orders --customers {}",
        list.display()
    );
    let run = swept(&served, &store, &some).succeeded();
    let rows: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        (&rows[0]["customers"], &rows[0]["failures"]),
        (&2.into(), &0.into())
    );
    std::fs::write(&list, "10000001\nmany\n").unwrap();
    let run = swept(&served, &store, &format!("--customers {}", list.display())).failed(2);
    assert!(run.stderr.contains("customers.txt, line 2: "), "{run}");
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
    assert!(
        run.stderr
            .contains("2026-12-01, today, yesterday, 30d or -7d"),
        "{run}"
    );
    let run = ask(&store, "upcoming --customer nobody").failed(3);
    assert!(run.stderr.contains("`nobody`"), "{run}");
    let run = swept(&served, &store, "--include letters").failed(2);
    assert!(run.stderr.contains("option-orders"), "{run}");
}

#[test]
fn days_are_counted_from_today_both_ways() {
    let served = Served::demo();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("partner.db");
    swept(&served, &store, "--include option-orders").succeeded();
    for days in [
        "--from yesterday --to tomorrow",
        "--from -7d --to 1d",
        "--from today",
    ] {
        ask(&store, &format!("upcoming {days}")).succeeded();
    }
    let run = ask(&store, "upcoming --from 2027-02-01 --to 2027-01-01").failed(2);
    assert!(
        run.stderr
            .contains("--from 2027-02-01 is after --to 2027-01-01"),
        "{run}"
    );
    let run = ask(&store, "deadlines --to 2020-01-01").failed(2);
    assert!(run.stderr.contains("name the first day"), "{run}");
}

#[test]
fn a_value_of_a_filter_that_nothing_bears_is_noted() {
    let served = Served::demo();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("partner.db");
    swept(&served, &store, "--include option-orders").succeeded();
    let run = ask(&store, "upcoming --option SSTG").succeeded();
    assert!(run.stderr.contains("lists no option `SSTG`"), "{run}");
    let run = ask(&store, "upcoming --option drv").succeeded();
    assert!(!run.stderr.contains("lists no option"), "{run}");
    let run = ask(&store, "upcoming --type aply --state SUSPENDED").succeeded();
    assert!(run.stderr.contains("no type `aply` is known"), "{run}");
    assert!(run.stderr.contains("APPLY"), "{run}");
    assert!(
        run.stderr.contains("no status `SUSPENDED` is known"),
        "{run}"
    );
    let known = "upcoming --type Trial_End --type stay --state suspended-trialend";
    let run = ask(&store, known).succeeded();
    assert!(!run.stderr.contains("is known"), "{run}");
}

#[test]
fn holders_of_an_option_are_listed_with_its_size_and_in_words() {
    let served = Served::demo();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("partner.db");
    swept(
        &served,
        &store,
        "--include options --customer asahi-seiki.example",
    )
    .succeeded();
    let columns = "--columns domainId,subOptionId,terabytes,seats";
    let holders = format!("holdings --option SSTG2 {columns} --labels -o csv");
    let run = ask(&store, &holders).succeeded();
    assert_eq!(
        run.stdout.replace('\r', ""),
        "domainId,subOptionId,subOptionId.label,terabytes,seats\n\
         10000013,SSTG203,Shared Storage (10 TB),10,\n"
    );
    // An option that has no seats has no column of them.
    let table = ask(&store, "holdings --option SSTG2 --lang ja").succeeded();
    let headings = table.stdout.lines().next().unwrap();
    assert!(
        headings.contains(" TB ") && !headings.contains("席"),
        "{table}"
    );
}

#[test]
fn headings_of_all_answers_are_in_japanese() {
    let served = Served::demo();
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("partner.db");
    swept(&served, &store, "").succeeded();
    for question in ["upcoming", "deadlines", "holdings", "totals", "store runs"] {
        let run = ask(&store, &format!("{question} --lang ja")).succeeded();
        let headings = run.stdout.lines().next().unwrap().replace("TB", "");
        assert!(
            !headings.contains(|char: char| char.is_ascii_alphabetic()),
            "{run}"
        );
    }
}

#[test]
fn a_store_that_cannot_be_made_does_not_ask_for_a_sweep() {
    let served = Served::demo();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    let run = swept(&served, &file.join("partner.db"), "").failed(2);
    assert!(
        run.stderr.contains("name another file with --store"),
        "{run}"
    );
    for run in [
        swept(&served, folder.path(), ""),
        ask(folder.path(), "upcoming"),
    ] {
        let stderr = run.failed(2).stderr.to_lowercase();
        assert!(
            stderr.contains("cannot be opened: is a directory"),
            "{stderr}"
        );
    }
}
