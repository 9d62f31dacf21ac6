//! The versions of the generator, as `Cargo.lock` pins them.

use crate::workspace::root;

/// `progenitor 0.15.1`, or the bare name where the lock file does not know it.
pub(crate) fn pinned(package: &str) -> String {
    std::fs::read_to_string(root().join("Cargo.lock"))
        .ok()
        .and_then(|text| version(&text, package))
        .map_or_else(
            || package.to_owned(),
            |version| format!("{package} {version}"),
        )
}

fn version(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines();
    lines.find(|line| *line == format!("name = \"{package}\""))?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}
