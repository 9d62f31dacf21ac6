//! What the judges are given: the document in the forms that they read, and how the sandbox starts.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::breakages::{Breakage, Broken};
use super::tools::Tools;
use crate::{DOCUMENT, Document, variant, workspace};

/// Redocly's exceptions name the document by this path.
const EXCEPTIONS: &str = ".redocly.lint-ignore.yaml";

pub(super) struct Stage {
    pub(super) root: PathBuf,
    /// Where everything is written, logs included.
    pub(super) folder: PathBuf,
    pub(super) tools: Tools,
    /// The command `works-partner`.
    pub(super) command: PathBuf,
    pub(super) document: Value,
    pub(super) full: bool,
    /// Whether something is broken on purpose: to see it, less is enough.
    pub(super) proving: bool,
    /// What the sandbox is started with, beside what every part needs.
    pub(super) sandbox: &'static [&'static str],
}

impl Stage {
    pub(super) fn set(root: &Path, full: bool) -> Result<Self, String> {
        let target = workspace::target(root);
        let folder = target.join("conformance");
        let tools = Tools::install(root, &folder)?;
        let document = Document::of_project(root);
        let document = document.map_err(|error| error.to_string())?.value;
        let text = read(&root.join(DOCUMENT))?;
        let stage = Self {
            root: root.to_owned(),
            folder: folder.join("intact"),
            tools,
            command: workspace::command(root)?,
            document,
            full,
            proving: false,
            sandbox: &[],
        };
        stage.write(&text)?;
        Ok(stage)
    }

    /// The same with something broken.
    pub(super) fn broken(&self, breakage: &Breakage) -> Result<Self, String> {
        let mut document = self.document.clone();
        let mut sandbox: &'static [&'static str] = &[];
        match breakage.broken {
            Broken::Sandbox(arguments) => sandbox = arguments,
            Broken::Member(pointer, json) => set(&mut document, pointer, Some(json))?,
            Broken::Both(pointer, json, arguments) => {
                set(&mut document, pointer, Some(json))?;
                sandbox = arguments;
            }
            Broken::Without(pointer) => set(&mut document, pointer, None)?,
        }
        let text = document.to_string();
        let stage = Self {
            root: self.root.clone(),
            folder: self.folder.with_file_name("broken"),
            tools: self.tools.clone(),
            command: self.command.clone(),
            document,
            full: false,
            proving: true,
            sandbox,
        };
        stage.write(&text)?;
        Ok(stage)
    }

    fn write(&self, text: &str) -> Result<(), String> {
        let _ = fs::remove_dir_all(&self.folder);
        let told = |error: std::io::Error| format!("{}: {error}", self.folder.display());
        fs::create_dir_all(self.folder.join("openapi")).map_err(told)?;
        fs::write(self.document_file(), text).map_err(told)?;
        fs::copy(self.root.join(EXCEPTIONS), self.folder.join(EXCEPTIONS)).map_err(told)?;
        for tool in variant::tools() {
            let variant = variant::document_for(tool, &self.document)?;
            fs::write(self.variant_file(tool), variant.to_string()).map_err(told)?;
        }
        Ok(())
    }

    pub(super) fn document_file(&self) -> PathBuf {
        self.folder.join(DOCUMENT)
    }

    pub(super) fn variant_file(&self, tool: &str) -> PathBuf {
        self.folder.join(format!("{tool}.json"))
    }

    /// A file of ours that a tool reads.
    pub(super) fn own(&self, name: &str) -> PathBuf {
        self.root.join("xtask/conformance").join(name)
    }
}

/// Sets a member of an object, or removes it. It must be there, unless it is set.
fn set(document: &mut Value, pointer: &str, json: Option<&str>) -> Result<(), String> {
    let unknown = || format!("the document has no {pointer} to break");
    let (parent, key) = pointer.rsplit_once('/').ok_or_else(unknown)?;
    let parent = document.pointer_mut(parent).ok_or_else(unknown)?;
    let value = json.map(serde_json::from_str).transpose();
    let value: Option<Value> = value.map_err(|error| format!("{pointer}: {error}"))?;
    match (parent, value) {
        (Value::Object(object), Some(value)) => {
            object.insert(key.replace("~1", "/"), value);
        }
        (Value::Object(object), None) => {
            object
                .shift_remove(&key.replace("~1", "/"))
                .ok_or_else(unknown)?;
        }
        _ => return Err(unknown()),
    }
    Ok(())
}

pub(super) fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}
