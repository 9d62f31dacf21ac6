//! What a signal does before a change has left, and after.

#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use works_partner_sandbox::{Fault, RetryHint};

use crate::company::{self, ANNUAL};
use crate::support::{Served, TOKEN, works_partner};

/// Ends a run as Ctrl-C does, and gives its exit code with what it said.
fn stopped(child: Child) -> (Option<i32>, String) {
    stopped_by("-INT", child)
}

fn stopped_by(signal: &str, child: Child) -> (Option<i32>, String) {
    let pid = child.id().to_string();
    Command::new("kill").args([signal, &pid]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), stderr)
}

fn is_changed(served: &Served) -> bool {
    changes(served) > 0
}

/// How many requests that change something have arrived.
fn changes(served: &Served) -> usize {
    let requests = served.sandbox.requests();
    let changes = requests.iter().filter(|request| request.method() != "GET");
    changes.count()
}

pub(crate) fn nothing_was_sent_while_the_token_is_on_its_way() {
    let served = Served::with(company::state());
    let auth = TcpListener::bind("127.0.0.1:0").unwrap();
    let home = tempfile::tempdir().unwrap();
    let url = served.sandbox.base_url();
    let child = works_partner(&format!(
        "option cancel {ANNUAL} SSTG2 --yes --skip-validation --base-url {url}"
    ))
    .env_remove("WORKS_PARTNER_ACCESS_TOKEN")
    .env("HOME", home.path())
    .env(
        "WORKS_PARTNER_AUTH_URL",
        format!("http://{}", auth.local_addr().unwrap()),
    )
    .env("WORKS_PARTNER_CLIENT_ID", served.sandbox.client_id())
    .env(
        "WORKS_PARTNER_CLIENT_SECRET",
        served.sandbox.client_secret(),
    )
    .env(
        "WORKS_PARTNER_SERVICE_ACCOUNT",
        served.sandbox.service_account(),
    )
    .env(
        "WORKS_PARTNER_PRIVATE_KEY",
        served.sandbox.private_key_pem(),
    )
    .stderr(Stdio::piped())
    .spawn()
    .unwrap();
    // It asks for a token, and gets no answer.
    let (mut asking, _) = auth.accept().unwrap();
    let mut first = [0];
    asking.read_exact(&mut first).unwrap();
    let (code, stderr) = stopped(child);
    assert_eq!(code, Some(130), "{stderr}");
    assert!(stderr.contains("nothing was sent"), "{stderr}");
    assert!(!is_changed(&served));
    assert!(!stderr.contains(TOKEN));
}

pub(crate) fn nothing_was_sent_while_a_call_waits_for_its_turn() {
    let served = Served::with(company::state());
    let full = Fault::TooManyRequests(RetryHint::RetryAfterSeconds(60));
    served.sandbox.faults().push_for("get_customer", full);
    let url = served.sandbox.base_url();
    let mut child = works_partner(&format!(
        "option-order cancel {ANNUAL} ACV2 --yes -v --base-url {url}"
    ))
    .stderr(Stdio::piped())
    .spawn()
    .unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut told = String::new();
    while !told.contains("waiting for the rate limit") {
        assert!(stderr.read_line(&mut told).unwrap() > 0, "{told}");
    }
    let (code, _) = stopped(child);
    stderr.read_to_string(&mut told).unwrap();
    assert_eq!(code, Some(130), "{told}");
    assert!(told.contains("nothing was sent"), "{told}");
    assert!(!is_changed(&served));
}

pub(crate) fn what_has_left_is_told_whatever_the_signal() {
    let served = Served::with(company::state());
    let url = served.sandbox.base_url();
    for signal in ["-INT", "-TERM", "-HUP"] {
        for change in [
            format!("option cancel {ANNUAL} SSTG2"),
            format!("api delete-option-product --domain-id {ANNUAL} --option-product-id SSTG2"),
        ] {
            served
                .sandbox
                .faults()
                .push_for("delete_option_product", Fault::StallBeforeHeaders);
            let before = changes(&served);
            let child = works_partner(&format!(
                "{change} --yes --skip-validation --base-url {url}"
            ))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
            while changes(&served) == before {
                std::thread::yield_now();
            }
            let (code, stderr) = stopped_by(signal, child);
            assert_eq!(code, Some(8), "{signal} {change}: {stderr}");
            assert!(stderr.contains("it was sent once"), "{stderr}");
        }
    }
}
