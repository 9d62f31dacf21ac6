//! The examples, run against the sandbox as a reader would run them.

#![allow(clippy::unwrap_used, reason = "these are tests, helpers included")]

use std::path::PathBuf;
use std::process::Command;

use works_partner_sandbox::{Sandbox, SandboxBuilder};

#[tokio::test(flavor = "multi_thread")]
async fn scheduled_tasks_of_a_customer_are_printed() {
    let printed = run("scheduled_tasks", &["10000001"], Sandbox::builder()).await;
    assert!(
        printed.contains("2019-08-24  APPLY                Archive (Talk) -> Archive (Talk)"),
        "{printed}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_option_that_is_unknown_is_kept() {
    let mut state = works_partner_sandbox::State::empty();
    state.put_option_product_order(
        10000001,
        serde_json::json!({
            "subscriptionId": 20001, "optionProductId": "ROBOT", "subOptionId": "ROBOT01", "type": "APPLY",
            "quantity": null, "applyDate": "2027-01-01", "arms": 2
        }),
    );
    let printed = run(
        "unknown_option",
        &["10000001"],
        Sandbox::builder().state(state),
    )
    .await;
    assert_eq!(printed, "ROBOT is new, with arms on 2027-01-01\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_customers_are_walked() {
    let printed = run("all_customers", &[], Sandbox::builder()).await;
    assert!(printed.lines().count() > 30, "{printed}");
    assert!(
        printed.ends_with("0 customer(s) could not be read\n"),
        "{printed}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_held_against_the_rules_before_it_leaves() {
    let refused = run(
        "schedule_change",
        &["10000001", "ACV2", "ACV201", "2019-01-01"],
        Sandbox::builder(),
    )
    .await;
    assert!(refused.contains("refused: "), "{refused}");
    assert!(!refused.contains("scheduled\n"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_account_gets_its_token() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("private.key");
    write_private(&key, sandbox.private_key_pem());
    let output = example("service_account")
        .arg(&key)
        .env("WORKS_PARTNER_CLIENT_ID", sandbox.client_id())
        .env("WORKS_PARTNER_CLIENT_SECRET", sandbox.client_secret())
        .env("WORKS_PARTNER_SERVICE_ACCOUNT", sandbox.service_account())
        .env("WORKS_PARTNER_AUTH_URL", sandbox.auth_url())
        .env("WORKS_PARTNER_BASE_URL", sandbox.base_url())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "3 customer(s) on the first page\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_are_told_apart() {
    let printed = run("handle_errors", &["999"], Sandbox::builder()).await;
    assert!(
        printed.contains("ACCESS_DENIED") || printed.contains("the token or its scope"),
        "{printed}"
    );
}

async fn run(name: &str, arguments: &[&str], sandbox: SandboxBuilder) -> String {
    let sandbox = sandbox.start().await.unwrap();
    let output = example(name)
        .args(arguments)
        .env("WORKS_PARTNER_BASE_URL", sandbox.base_url())
        .env("WORKS_PARTNER_ACCESS_TOKEN", sandbox.token())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{name}");
    assert!(output.status.success(), "{name}");
    String::from_utf8(output.stdout).unwrap()
}

/// Cargo builds examples with the tests, into the folder beside theirs; with `--test` alone, it does not.
fn example(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let folder: PathBuf = test.ancestors().nth(2).unwrap().join("examples");
    let program = folder.join(name);
    assert!(
        program.is_file(),
        "`cargo test --examples` builds {}",
        program.display()
    );
    Command::new(program)
}

fn write_private(path: &std::path::Path, text: &str) {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
}
