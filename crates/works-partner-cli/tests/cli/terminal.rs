//! Colours, widths, and streams that are closed or full.

use std::process::Stdio;

use crate::support::{Run, Served, Stub, run, snapshot, works_partner};

fn is_coloured(arguments: &str, environment: &[(&str, &str)]) -> bool {
    let mut command = works_partner(arguments);
    let run = Run::of(command.envs(environment.iter().copied()));
    let stdout = run.stdout.contains('\x1b');
    if run.stdout.is_empty() {
        run.stderr.contains('\x1b')
    } else {
        stdout
    }
}

#[test]
fn colours_come_where_they_are_wanted() {
    for what in [
        "catalog",
        "--help",
        "--sandbox option-order list 10000002",
        "--sandbox option-order get 10000001 DRV",
        "--sandbox option-order get 10000001 SSTG9",
    ] {
        let no_color = ("NO_COLOR", "1");
        let force = ("CLICOLOR_FORCE", "1");
        assert!(!is_coloured(what, &[]), "{what} in a pipe");
        assert!(is_coloured(what, &[force]), "{what}");
        assert!(!is_coloured(what, &[force, no_color]), "{what}");
        assert!(
            is_coloured(&format!("--color always {what}"), &[no_color]),
            "{what}"
        );
        assert!(
            !is_coloured(&format!("--color never {what}"), &[force]),
            "{what}"
        );
    }
}

#[test]
fn programs_get_no_colours() {
    for format in ["json", "jsonl", "csv"] {
        let arguments = format!("--color always --sandbox option-order list 10000024 -o {format}");
        assert!(!is_coloured(&arguments, &[]), "{format}");
    }
}

#[test]
fn tables_keep_to_the_width() {
    let served = Served::demo();
    let of_demo = |what| served.arguments(what);
    for (name, what) in [
        ("seed", of_demo("option-order get 10000001 ACV2")),
        ("every-option", of_demo("option-order list 10000024")),
        ("undocumented-fields", of_demo("option-order list 10000022")),
        ("catalog", "catalog".to_owned()),
    ] {
        for width in [60, 80, 120, 200] {
            let mut command = works_partner(&what);
            let run = Run::of(command.env("COLUMNS", width.to_string())).succeeded();
            for line in run.stdout.lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
                assert_eq!(line.trim_end(), line);
            }
            snapshot(&format!("width-{width}-{name}"), run.stdout);
        }
    }
}

/// Wrapping moves text, and takes none away.
#[test]
fn no_width_loses_a_character() {
    let letters = |text: &str| {
        let mut letters: Vec<char> = text.chars().filter(|char| !char.is_whitespace()).collect();
        letters.sort_unstable();
        letters
    };
    let served = Served::demo();
    let what = &served.arguments("option-order get 10000022 SSTG2");
    let whole = letters(&run(what).stdout);
    for width in ["1", "19", "20", "33", "50", "79", "1000"] {
        let run = Run::of(works_partner(what).env("COLUMNS", width)).succeeded();
        assert_eq!(letters(&run.stdout), whole, "{width}");
    }
    for nonsense in ["0", "-1", "wide", ""] {
        let run = Run::of(works_partner(what).env("COLUMNS", nonsense)).succeeded();
        assert_eq!(letters(&run.stdout), whole, "{nonsense}");
    }
}

#[test]
fn wide_characters_align() {
    let stub = Stub::json(
        r#"{"optionProductOrders":[
            {"optionProductId":"共有ストレージ","subOptionId":"新規","type":"申込","quantity":1,"applyDate":"2027-01-01","担当者":"山田 太郎"},
            {"optionProductId":"DRV","subOptionId":"DRV01","type":"APPLY","quantity":null,"applyDate":"2027-01-01"}
        ]}"#,
    );
    snapshot(
        "wide-characters",
        stub.run("option-order list 1").succeeded().stdout,
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    for what in [
        "catalog",
        "completion zsh",
        "--help",
        "--sandbox option-order list 10000024 -o json",
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = works_partner(what)
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{what}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(
            !stderr.contains("error") && !stderr.contains("panicked"),
            "{what}: {stderr}"
        );
    }
}

#[test]
fn a_closed_stderr_changes_nothing() {
    let served = Served::demo();
    let unlisted = served.arguments("-v option-order list 10000020");
    for (what, code) in [
        ("--sandbox option-order get 10000001 DRV", 3),
        ("--sandbox option-order get 10000001 SSTG9", 2),
        (&unlisted, 0),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = works_partner(what).stderr(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{what}");
        assert_eq!(output.stdout.is_empty(), code != 0, "{what}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    for what in ["catalog", "completion bash", "--help", "--version"] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = works_partner(what).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{what}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(
            stderr.starts_with("error: the output cannot be written: "),
            "{what}: {stderr}"
        );
    }
}
