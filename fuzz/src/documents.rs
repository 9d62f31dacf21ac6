//! Documents: read, refused with reasons, or generated. Panics of progenitor are caught where they happen.

use std::fs;

use xtask::{Document, Settings};

pub(crate) fn run(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let document = match Document::parse(text, "document.yaml") {
        Ok(document) => document,
        Err(error) => return drop(error.to_string()),
    };
    match xtask::generate(&document, &Settings::any("crate")) {
        Ok(generated) => assert!(!generated.files.is_empty(), "nothing is generated"),
        Err(error) => drop(error.to_string()),
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for kind in ["accepted", "refused"] {
        let folder = xtask::root().join("xtask/tests/documents").join(kind);
        let mut files: Vec<_> = fs::read_dir(&folder)
            .expect("the documents of the tests")
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|it| it == "yaml"))
            .collect();
        files.sort();
        seeds.extend(files.iter().map(|path| fs::read(path).expect("a document")));
    }
    seeds
}
