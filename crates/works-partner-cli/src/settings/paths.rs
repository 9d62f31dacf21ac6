//! Where files are: the XDG base directories, or what is theirs on Windows.

use std::path::{Path, PathBuf};

/// The configuration file that is read where none is named.
pub(super) fn configuration() -> Option<PathBuf> {
    let directory = if cfg!(windows) {
        absolute("APPDATA")
    } else {
        absolute("XDG_CONFIG_HOME").or_else(|| Some(home()?.join(".config")))
    };
    Some(directory?.join("works-partner").join("config.toml"))
}

/// The folder in which tokens outlive a run.
pub(crate) fn tokens() -> Option<PathBuf> {
    Some(state()?.join("tokens"))
}

/// The file that says where the sandbox in the background serves.
pub(crate) fn sandbox() -> Option<PathBuf> {
    Some(state()?.join("sandbox.json"))
}

/// The folder for what outlives a run.
pub(crate) fn state() -> Option<PathBuf> {
    let directory = if cfg!(windows) {
        absolute("LOCALAPPDATA")
    } else {
        absolute("XDG_STATE_HOME").or_else(|| Some(home()?.join(".local").join("state")))
    };
    Some(directory?.join("works-partner"))
}

/// A path in the configuration file: `~/` is the home, what is relative is beside the file.
pub(super) fn below(file: &Path, path: &str) -> PathBuf {
    if let (Some(rest), Some(home)) = (path.strip_prefix("~/"), home()) {
        return home.join(rest);
    }
    file.parent().unwrap_or(file).join(path)
}

fn home() -> Option<PathBuf> {
    absolute(if cfg!(windows) { "USERPROFILE" } else { "HOME" })
}

/// XDG has relative paths ignored.
fn absolute(variable: &str) -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os(variable)?);
    path.is_absolute().then_some(path)
}
