//! The question before a change, on a terminal.

#![cfg(unix)]

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use works_partner_sandbox::Resource;

use crate::company::{self, ANNUAL};
use crate::support::{Served, works_partner};

/// What a person sees, and how it ended, after typing an answer to the question.
fn answered(served: &Served, answer: &str) -> (String, Option<i32>, String) {
    changed(served, &format!("option cancel {ANNUAL} SSTG2"), answer)
}

/// A terminal: the person's side, and the path of the program's.
pub(crate) fn terminal() -> (File, PathBuf) {
    let person = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&person).unwrap();
    unlockpt(&person).unwrap();
    let path = ptsname(&person, Vec::new()).unwrap();
    (File::from(person), PathBuf::from(path.to_str().unwrap()))
}

/// The same for any change.
fn changed(served: &Served, change: &str, answer: &str) -> (String, Option<i32>, String) {
    let (mut person, path) = terminal();
    let open = || File::options().read(true).write(true).open(&path).unwrap();
    let url = served.sandbox.base_url();
    let mut child = works_partner(&format!("{change} --base-url {url}"))
        .env("NO_COLOR", "1")
        .stdin(open())
        .stderr(open())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut keyboard = person.try_clone().unwrap();
    let (asked, question) = mpsc::channel();
    // Reading ends in an error once the program has closed its side.
    let screen = thread::spawn(move || {
        let (mut seen, mut bytes) = (Vec::new(), [0; 1024]);
        while let Ok(count @ 1..) = person.read(&mut bytes) {
            seen.extend_from_slice(&bytes[..count]);
            if seen.ends_with(b"[y/N] ") || seen.ends_with(b"to go on: ") {
                let _ = asked.send(());
            }
        }
        String::from_utf8_lossy(&seen).replace('\r', "")
    });
    question.recv().unwrap();
    keyboard.write_all(answer.as_bytes()).unwrap();
    let mut stdout = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut stdout)
        .unwrap();
    let code = child.wait().unwrap().code();
    drop(keyboard);
    (screen.join().unwrap(), code, stdout)
}

fn options(served: &Served) -> usize {
    let state = served.sandbox.state();
    state.all(ANNUAL, Resource::OptionProduct).unwrap().len()
}

#[test]
fn nothing_is_sent_without_a_yes() {
    let served = Served::with(company::state());
    // The end of the input is no answer, whatever stands before it.
    for answer in ["n\n", "\n", "yep\n", "\u{4}", "y\u{4}\u{4}"] {
        let (screen, code, stdout) = answered(&served, answer);
        assert_eq!(code, Some(130), "{screen}");
        assert!(screen.contains("costs a penalty"), "{screen}");
        assert!(screen.contains("nothing was sent"), "{screen}");
        assert_eq!(stdout, "");
        assert_eq!(options(&served), 2);
    }
}

#[test]
fn a_yes_sends_it() {
    let served = Served::with(company::state());
    let (screen, code, stdout) = answered(&served, "y\n");
    assert_eq!(code, Some(0), "{screen}");
    assert!(
        screen.contains("option SSTG2 (Shared Storage) was cancelled"),
        "{screen}"
    );
    assert_eq!(stdout, "");
    assert_eq!(options(&served), 1);
}

#[test]
fn a_contract_ends_by_its_customers_domain_alone() {
    let end = format!("customer delete {ANNUAL}");
    for (answer, code) in [("y\n", 130), ("c10000101.example.com\n", 0)] {
        let served = Served::with(company::state());
        let (screen, ended, _) = changed(&served, &end, answer);
        assert_eq!(ended, Some(code), "{screen}");
        assert!(
            screen.contains("c10000101.example.com, to go on"),
            "{screen}"
        );
    }
}
