//! The small documents that the generator accepts, generated, so that all of them are compiled.

use std::fmt::Write as _;
use std::path::Path;

use xtask::{Document, Settings};

const ACCEPTED: &str = "../xtask/tests/documents/accepted";

/// One module for each small document.
pub(crate) fn code(out: &Path) -> String {
    println!("cargo::rerun-if-changed={ACCEPTED}");
    let mut modules = String::new();
    let mut files: Vec<_> = std::fs::read_dir(ACCEPTED)
        .expect("it is there")
        .flatten()
        .collect();
    files.sort_by_key(std::fs::DirEntry::file_name);
    for file in files {
        let path = file.path();
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("a name")
            .to_owned();
        let document = Document::load(&path, &name).expect("the document is read");
        let folder = out.join("documents").join(&name);
        let module = format!("crate::documents::{name}");
        writeln!(modules, "{}", module_of(&document, &module, &name, &folder))
            .expect("a string takes any text");
    }
    modules
}

/// The module `name`, known to others as `path`, made from a document into a folder.
pub(crate) fn module_of(document: &Document, path: &str, name: &str, folder: &Path) -> String {
    let generated = xtask::generate(document, &Settings::any(path)).expect("it generates");
    xtask::write(&generated, folder).expect("OUT_DIR can be written");
    format!(
        "#[path = {:?}] pub mod {name};\nimpl ClientHooks<Transport> for {name}::Client {{}}",
        folder.join("mod.rs")
    )
}
