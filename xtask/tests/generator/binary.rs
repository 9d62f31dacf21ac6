//! `xtask` as a maintainer runs it: a program that writes files, prints, and exits.

use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) const DOCUMENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents");

/// What a run of `xtask` left behind.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `xtask` among the small documents, so that no message depends on where the project lies.
pub(crate) fn xtask(arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .current_dir(DOCUMENTS)
        .env("RUST_BACKTRACE", "1")
        .output()
        .expect("xtask runs");
    let run = Run {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    };
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    assert!(!run.stderr.contains("backtrace"), "{}", run.stderr);
    run
}

/// The small documents of a folder, by name.
pub(crate) fn documents(folder: &str) -> Vec<String> {
    let entries =
        std::fs::read_dir(Path::new(DOCUMENTS).join(folder)).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let documents = paths.filter(|path| path.extension().is_some_and(|kind| kind == "yaml"));
    let name = |path: PathBuf| {
        path.file_stem()
            .and_then(|name| name.to_str())
            .map(str::to_owned)
    };
    let mut names: Vec<String> = documents.filter_map(name).collect();
    names.sort();
    names
}
