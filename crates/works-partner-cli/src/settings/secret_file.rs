//! The file of a secret, which only its owner may read.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::exit::Exit;
use crate::failure::Failure;

/// More than any secret takes.
const LONGEST_FILE: u64 = 4096;

/// A file with a secret, which is read when it is needed, and once.
#[derive(Clone)]
pub(crate) struct SecretFile {
    path: PathBuf,
    secret: OnceLock<String>,
}

impl SecretFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            secret: OnceLock::new(),
        }
    }

    /// The secret; `what` it is, for messages.
    pub(crate) fn read(&self, what: &str) -> Result<&str, Failure> {
        if let Some(secret) = self.secret.get() {
            return Ok(secret);
        }
        let secret = read(&self.path, what)?;
        Ok(self.secret.get_or_init(|| secret))
    }
}

/// The secret, without the end of its line. `what` it is, for messages.
pub(crate) fn read(path: &Path, what: &str) -> Result<String, Failure> {
    let name = format!("the {what} file {}", path.display());
    let wrong = |fault: String| Failure::new(Exit::Usage, format!("{name} {fault}"));
    let unreadable = |error| wrong(format!("cannot be read: {error}"));
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(wrong("is not a file".to_owned()));
    }
    refuse_what_others_may_use(&metadata, path).map_err(wrong)?;
    if metadata.len() > LONGEST_FILE {
        return Err(wrong(format!("is too long for a {what}")));
    }
    let secret = fs::read_to_string(path).map_err(unreadable)?;
    // A byte order mark is no part of it.
    let secret = secret.strip_prefix('\u{feff}').unwrap_or(&secret);
    let secret = secret.trim_end_matches(['\r', '\n']);
    if secret.trim().is_empty() {
        return Err(wrong("is empty".to_owned()));
    }
    Ok(secret.to_owned())
}

#[cfg(unix)]
fn refuse_what_others_may_use(metadata: &fs::Metadata, path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;

    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let path = path.display().to_string().replace('\'', r"'\''");
    Err(format!(
        "may be used by others than its owner (its mode is {mode:03o}); fix it with `chmod 600 \
         '{path}'`"
    ))
}

/// Who may read a file is a matter of the folder's access list elsewhere.
#[cfg(not(unix))]
fn refuse_what_others_may_use(_: &fs::Metadata, _: &Path) -> Result<(), String> {
    Ok(())
}
