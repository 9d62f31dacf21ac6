//! Where the project is.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the workspace that the program is run in: not of the one that it was built in, since two
/// checkouts can share a target folder.
///
/// `cargo xtask` says where the manifest of `xtask` is; a program that is started by hand looks upwards
/// from the current folder.
pub fn root() -> PathBuf {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let here = manifest.or_else(|| env::current_dir().ok());
    let mut above = here.iter().flat_map(|here| here.ancestors());
    let root = above.find(|folder| is_root(folder));
    root.map_or_else(PathBuf::new, Path::to_owned)
}

fn is_root(folder: &Path) -> bool {
    folder.join("openapi").is_dir() && folder.join("xtask").join("Cargo.toml").is_file()
}

/// Where cargo builds.
pub(crate) fn target(root: &Path) -> PathBuf {
    let set = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    root.join(set.unwrap_or_else(|| "target".into()))
}

/// Names the command `works-partner` that is there already.
pub(crate) const COMMAND: &str = "XTASK_COMMAND";

/// The command `works-partner`, built for debugging.
///
/// # Errors
///
/// It does not build.
pub(crate) fn command(root: &Path) -> Result<PathBuf, String> {
    if let Some(built) = env::var_os(COMMAND) {
        return Ok(root.join(built));
    }
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--locked"]);
    cargo.args(["--package", "works-partner-cli"]);
    let status = cargo.current_dir(root).status();
    match status {
        Ok(status) if status.success() => Ok(target(root).join("debug/works-partner")),
        Ok(status) => Err(format!("the command does not build ({status})")),
        Err(error) => Err(format!("cannot run cargo: {error}")),
    }
}

/// The version that the crates of the workspace share.
///
/// # Errors
///
/// The manifest cannot be read, or has none.
pub fn version(root: &Path) -> Result<String, String> {
    let path = root.join("Cargo.toml");
    let text = std::fs::read_to_string(&path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let section = text.split("[workspace.package]").nth(1).unwrap_or_default();
    let line = section
        .lines()
        .find_map(|line| line.strip_prefix("version = "));
    let version = line.map(|value| value.trim().trim_matches('"').to_owned());
    version.ok_or_else(|| format!("{} has no version of the workspace", path.display()))
}
