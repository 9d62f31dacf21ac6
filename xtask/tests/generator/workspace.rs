//! Two checkouts that share one target folder: each `cargo xtask` is about its own.

use std::fs;
use std::process::Command;

/// What `xtask generate --check` says of a checkout whose document tells it from all others.
fn complaint(prepare: impl FnOnce(&mut Command, &std::path::Path)) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    for (file, text) in [
        ("openapi/works-partner.yaml", "openapi: 3.0"),
        ("xtask/Cargo.toml", ""),
        ("crates/works-partner-api/Cargo.toml", ""),
    ] {
        let path = root.join(file);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["generate", "--check"]);
    prepare(&mut command, root);
    let output = command.output().expect("xtask runs");
    String::from_utf8(output.stderr).expect("UTF-8")
}

#[test]
fn cargo_says_which_checkout_it_runs_in() {
    let complaint = complaint(|command, root| {
        command.env("CARGO_MANIFEST_DIR", root.join("xtask"));
    });
    assert!(
        complaint.contains("the version 3.0 lacks its third part"),
        "{complaint}"
    );
}

#[test]
fn started_by_hand_it_looks_upwards_from_the_current_folder() {
    let complaint = complaint(|command, root| {
        command
            .env_remove("CARGO_MANIFEST_DIR")
            .current_dir(root.join("crates/works-partner-api"));
    });
    assert!(
        complaint.contains("the version 3.0 lacks its third part"),
        "{complaint}"
    );
}
