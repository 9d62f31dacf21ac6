//! The file that says where the sandbox in the background serves. It holds a token: it is its owner's
//! alone.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::exit::Exit;
use crate::failure::Failure;

/// A sandbox that serves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record {
    pub(super) pid: u32,
    pub(super) base_url: String,
    pub(super) auth_url: String,
    pub(super) access_token: String,
    /// What keeps its state when it ends.
    pub(super) state_file: Option<String>,
}

impl Record {
    /// `None` where there is none, or one that cannot be read.
    pub(super) fn read(path: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(path).ok()?).ok()
    }

    /// Writes it in one step.
    pub(super) fn write(&self, path: &Path) -> Result<(), Failure> {
        self.try_write(path).map_err(|error| {
            let message = format!("{} cannot be written: {error}", path.display());
            Failure::new(Exit::Unexpected, message)
        })
    }

    fn try_write(&self, path: &Path) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            create_folder(folder)?;
        }
        replace(path, serde_json::to_string(self)?.as_bytes())
    }

    /// Removes it, unless another has taken its place.
    pub(super) fn remove(&self, path: &Path) {
        if Self::read(path).is_some_and(|now| now == *self) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Puts a file that is its owner's alone in the place of one that may be there, in one step.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = path.with_extension(format!("{}.new", std::process::id()));
    let _ = fs::remove_file(&new);
    let mut file = own_file(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, path)
}

#[cfg(unix)]
fn own_file(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = File::options();
    options.write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(unix)]
fn create_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(path)
}

/// Elsewhere the folder's access list says who may read it.
#[cfg(not(unix))]
fn own_file(path: &Path) -> io::Result<File> {
    File::options().write(true).create_new(true).open(path)
}

#[cfg(not(unix))]
fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}
