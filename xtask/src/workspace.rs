//! Where the project is.

use std::env;
use std::path::{Path, PathBuf};

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
