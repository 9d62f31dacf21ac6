//! One row an attack on whoever types a command: by a server, by a name, or by accident. Those on a program
//! that uses the client are in `works-partner-ext`, those on the emulator in `works-partner-sandbox`.

use crate::support::Stub;
use crate::{changes, output};
#[cfg(unix)]
use crate::{signals, terminal};

/// What must not happen, and the attack that would make it happen.
const ATTACKS: &[(&str, fn())] = &[
    (
        "a change that was answered oddly is told as failed",
        changes::a_success_that_is_not_as_documented_is_told,
    ),
    (
        "an answer of no known kind ends in a code of its own",
        odd_statuses,
    ),
    #[cfg(unix)]
    (
        "a change counts as sent before the token is there",
        signals::nothing_was_sent_while_the_token_is_on_its_way,
    ),
    #[cfg(unix)]
    (
        "a change counts as sent while it waits for its turn",
        signals::nothing_was_sent_while_a_call_waits_for_its_turn,
    ),
    #[cfg(unix)]
    (
        "a signal hides that a change has left",
        signals::what_has_left_is_told_whatever_the_signal,
    ),
    (
        "a refusal for the rate loses a change, or doubles it",
        changes::a_refusal_for_the_rate_is_waited_out_or_told,
    ),
    #[cfg(target_os = "linux")]
    ("a full disk hides that a change is made", full_disk),
    #[cfg(unix)]
    (
        "a name steers the terminal",
        terminal::no_format_lets_foreign_text_steer_a_terminal,
    ),
    ("a name is a formula", output::csv_steers_no_spreadsheet),
    (
        "a long word costs the square of its length",
        output::a_long_word_is_no_burden,
    ),
];

#[test]
fn no_attack_succeeds() {
    let mut succeeded = Vec::new();
    for (name, attack) in ATTACKS {
        if std::panic::catch_unwind(attack).is_err() {
            succeeded.push(*name);
        }
    }
    assert!(succeeded.is_empty(), "{succeeded:#?}");
}

/// What answers neither yes nor no to a change leaves it unknown, and is no bug of this program.
fn odd_statuses() {
    for (status, of_a_change) in [
        ("302 Found", 6),
        ("304 Not Modified", 6),
        ("600 Odd", 8),
        ("999 Odder", 8),
    ] {
        let stub = Stub::answering(status, &[], "");
        stub.run("option-order list 1").failed(6);
        for change in [
            "option cancel 1 DRV",
            "api delete-option-product --domain-id 1 --option-product-id DRV",
        ] {
            let run = stub.run(&format!("{change} --yes --skip-validation"));
            run.failed(of_a_change);
        }
    }
}

#[cfg(target_os = "linux")]
fn full_disk() {
    let stub = Stub::json(r#"{"optionProductId":"DRV"}"#);
    let url = &stub.url;
    for change in [
        "option add 1 DRV DRV01",
        "api create-option-product --domain-id 1 --option-product-id DRV",
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full");
        let line = format!("{change} --yes --skip-validation --base-url {url} -o json");
        let output = crate::support::works_partner(&line)
            .stdout(full.unwrap())
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(r#""kind":"done""#), "{stderr}");
        assert!(stderr.contains("it is done, but the output"), "{stderr}");
    }
}
