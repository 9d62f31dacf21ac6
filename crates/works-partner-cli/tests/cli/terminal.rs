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

/// What a terminal gets from a command that writes to it.
#[cfg(unix)]
fn on_a_terminal(command: &mut std::process::Command) -> String {
    use std::io::Read as _;

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

    let screen = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&screen).unwrap();
    unlockpt(&screen).unwrap();
    let path = ptsname(&screen, Vec::new()).unwrap();
    let terminal = std::fs::File::options()
        .read(true)
        .write(true)
        .open(path.to_str().unwrap())
        .unwrap();
    let mut child = command.stdout(terminal).spawn().unwrap();
    // The program's own side is closed with the command.
    command.stdout(Stdio::null());
    let mut screen = std::fs::File::from(screen);
    let (mut seen, mut bytes) = (Vec::new(), [0; 4096]);
    while let Ok(count @ 1..) = screen.read(&mut bytes) {
        seen.extend_from_slice(&bytes[..count]);
    }
    assert!(child.wait().unwrap().success());
    String::from_utf8(seen).unwrap()
}

/// JSON says the same to a terminal as to a file, without steering it.
#[cfg(unix)]
pub(crate) fn no_format_lets_foreign_text_steer_a_terminal() {
    let body = "{\"optionProductOrders\":[{\"optionProductId\":\"\u{9b}2J\u{202e}DRV\",\"subOptionId\":\"x\",\
                \"type\":\"APPLY\",\"quantity\":1,\"applyDate\":\"2027-01-01\",\"note\":\"\\u001b[2J\"}]}";
    let stub = Stub::json(body);
    let url = &stub.url;
    for format in ["json", "jsonl", "csv", "csv --raw-csv", "table"] {
        for what in [
            "option-order list 1",
            "api list-option-product-orders --domain-id 1",
        ] {
            let mut command = works_partner(&format!("{what} --base-url {url} -o {format}"));
            let shown = on_a_terminal(command.env("NO_COLOR", "1"));
            for char in ['\u{9b}', '\u{202e}', '\u{1b}', '\u{7}'] {
                assert!(!shown.contains(char), "{what} {format}: {shown:?}");
            }
            assert!(shown.contains("2J") && shown.contains("DRV"), "{shown}");
        }
    }
    let piped = stub.run("option-order list 1 -o json").succeeded().stdout;
    assert!(piped.contains('\u{9b}'), "{piped:?}");
    let mut command = works_partner(&format!("option-order list 1 --base-url {url} -o json"));
    let shown = on_a_terminal(&mut command);
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(&shown), value(&piped));
}
