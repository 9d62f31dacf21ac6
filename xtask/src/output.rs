//! Writing the generated files, and telling how the written ones differ.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use similar::TextDiff;

use crate::codegen::{Generated, MARK};
use crate::problem::GenerateError;

/// How a file on disk differs from what the document generates.
#[derive(Debug)]
pub struct Drift {
    pub file: String,
    /// A unified diff, from the file on disk to what it should be.
    pub diff: String,
}

/// Writes what changed and removes what is no longer generated; the names of the files touched.
pub fn write(generated: &Generated, folder: &Path) -> Result<Vec<String>, GenerateError> {
    let failed = |file: &Path, error: io::Error| {
        GenerateError::Output(format!("cannot write {}: {error}", file.display()))
    };
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let mut touched = Vec::new();
    for (name, text) in &generated.files {
        let path = folder.join(name);
        if read(&path).as_deref() == Some(text) {
            continue;
        }
        // Whoever reads meanwhile sees the old file or the new one.
        let partial = folder.join(format!(".{name}.partial"));
        fs::write(&partial, text).map_err(|error| failed(&partial, error))?;
        fs::rename(&partial, &path).map_err(|error| failed(&path, error))?;
        touched.push(name.clone());
    }
    for name in stale(generated, folder) {
        let path = folder.join(&name);
        fs::remove_file(&path).map_err(|error| failed(&path, error))?;
        touched.push(name);
    }
    Ok(touched)
}

/// Compares, and writes nothing.
pub fn drift(generated: &Generated, folder: &Path) -> Vec<Drift> {
    let gone = stale(generated, folder)
        .into_iter()
        .map(|name| (name, String::new()));
    let all = generated
        .files
        .iter()
        .map(|(name, text)| (name.clone(), text.clone()))
        .chain(gone);
    all.filter_map(|(name, expected)| {
        let path = folder.join(&name);
        let found = read(&path);
        if found.as_ref() == Some(&expected) {
            return None;
        }
        let diff = TextDiff::from_lines(found.as_deref().unwrap_or_default(), &expected)
            .unified_diff()
            .context_radius(3)
            .header(
                &format!("{} (on disk)", path.display()),
                &format!("{} (from the document)", path.display()),
            )
            .to_string();
        Some(Drift { file: name, diff })
    })
    .collect()
}

/// A checkout may have CRLF line ends; that is no drift.
fn read(path: &Path) -> Option<String> {
    fs::read_to_string(path)
        .ok()
        .map(|text| text.replace("\r\n", "\n"))
}

/// Files of ours that are no longer generated. What does not say that it is ours stays.
fn stale(generated: &Generated, folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| read(&entry.path()).is_some_and(|text| text.starts_with(MARK)))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !generated.files.contains_key(name))
        .collect()
}
