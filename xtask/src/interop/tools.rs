//! Installs what a meeting declares, once, into `target/tools`.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

use super::{Meeting, Places, make_folder, output, tell};

/// Where the tools of a meeting are.
pub(super) struct Installed {
    pub(super) folder: PathBuf,
    pub(super) path: OsString,
    pub(super) node_modules: Option<PathBuf>,
}

/// What the machine lacks, and what would bring it.
pub(super) fn missing(meeting: &Meeting) -> Option<String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let is_here =
        |command: &String| env::split_paths(&path).any(|folder| folder.join(command).is_file());
    let mut absent = meeting
        .needs
        .iter()
        .filter(|(command, _)| !is_here(command));
    absent
        .next()
        .map(|(command, package)| format!("needs {command}: {package}"))
}

/// Meetings that declare the same packages share a folder.
pub(super) fn install(places: &Places, meeting: &Meeting) -> Result<Installed, String> {
    let declared = format!("{:?}", (&meeting.pip, &meeting.npm, &meeting.cargo));
    let digest = format!("{:x}", Sha256::digest(&declared));
    let packages = [&meeting.pip, &meeting.npm, &meeting.cargo];
    let first = packages.into_iter().flatten().next();
    let name = first.map_or("none", |name| name.trim_start_matches('@'));
    let name: String = name.chars().take_while(|c| !"=@".contains(*c)).collect();
    let name = name.replace('/', "-");
    let folder = places
        .tools
        .join(format!("{name}-{}", digest.get(..8).unwrap_or_default()));

    let complete = folder.join("complete");
    if !complete.is_file() && first.is_some() {
        let _ = fs::remove_dir_all(&folder);
        make_folder(&folder)?;
        tell(&format!(
            "installing {}",
            packages.map(|list| list.join(" ")).join(" ").trim()
        ));
        if !meeting.pip.is_empty() {
            pip(&folder, &meeting.pip)?;
        }
        if !meeting.npm.is_empty() {
            npm(&folder, &meeting.npm)?;
        }
        for package in &meeting.cargo {
            cargo(places, &folder, package)?;
        }
        fs::write(&complete, declared).map_err(|error| error.to_string())?;
    }

    let node_modules = folder.join("node_modules");
    let mut folders = vec![
        folder.join("venv/bin"),
        node_modules.join(".bin"),
        folder.join("bin"),
    ];
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    Ok(Installed {
        path: env::join_paths(folders).map_err(|error| error.to_string())?,
        node_modules: node_modules.is_dir().then_some(node_modules),
        folder,
    })
}

fn pip(folder: &Path, packages: &[String]) -> Result<(), String> {
    let venv = folder.join("venv");
    let make = ["-m", "venv"];
    output(
        Command::new("python3").args(make).arg(&venv),
        "python3 -m venv",
    )?;
    let install = ["install", "--quiet", "--disable-pip-version-check"];
    let mut pip = Command::new(venv.join("bin/pip"));
    output(pip.args(install).args(packages), "pip install").map(drop)
}

fn npm(folder: &Path, packages: &[String]) -> Result<(), String> {
    let manifest = r#"{"private":true,"type":"module"}"#;
    fs::write(folder.join("package.json"), manifest).map_err(|error| error.to_string())?;
    let install = ["install", "--no-audit", "--no-fund", "--silent"];
    let mut npm = Command::new("npm");
    output(
        npm.args(install).args(packages).current_dir(folder),
        "npm install",
    )
    .map(drop)
}

fn cargo(places: &Places, folder: &Path, package: &str) -> Result<(), String> {
    let mut cargo = Command::new("cargo");
    // A debug build does for what is run once.
    cargo.args(["install", "--quiet", "--locked", "--debug", "--root"]);
    cargo.arg(folder).arg(package);
    cargo.env("CARGO_TARGET_DIR", places.tools.join("cargo-target"));
    output(&mut cargo, "cargo install").map(drop)
}
