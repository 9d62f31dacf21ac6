//! The tools, pinned with all that they stand on, and installed into the target folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::processes::{command, exists, run};
use super::stage::read;

#[derive(Clone, Debug)]
pub(crate) struct Tools {
    folder: PathBuf,
}

impl Tools {
    /// Installs what is not there as pinned.
    pub(crate) fn install(root: &Path, folder: &Path) -> Result<Self, String> {
        let pins = root.join("xtask/conformance");
        let tools = Self {
            folder: folder.join("tools"),
        };
        let node = tools.folder.join("node");
        tools.once(&node, &pins.join("package-lock.json"), || {
            for file in ["package.json", "package-lock.json"] {
                fs::copy(pins.join(file), node.join(file))
                    .map_err(|error| format!("cannot copy {file}: {error}"))?;
            }
            // Prism asks for a newer Node.js than it needs.
            let mut npm = command("npm");
            npm.args([
                "ci",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--loglevel=error",
            ]);
            run(npm.current_dir(&node), "npm ci").map(drop)
        })?;
        let python = tools.folder.join("python");
        let requirements = pins.join("requirements.txt");
        tools.once(&python, &requirements, || {
            let mut venv = command("python3");
            run(venv.args(["-m", "venv"]).arg(&python), "python3 -m venv")?;
            let mut pip = command(python.join("bin/pip"));
            pip.args([
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-deps",
            ]);
            run(pip.arg("--requirement").arg(&requirements), "pip install").map(drop)
        })?;
        Ok(tools)
    }

    /// Installs again where the pins are not those that it was installed by.
    fn once(
        &self,
        folder: &Path,
        pins: &Path,
        install: impl FnOnce() -> Result<(), String>,
    ) -> Result<(), String> {
        let stamp = folder.join("installed-by");
        let pinned = read(pins)?;
        if exists(&stamp) && read(&stamp)? == pinned {
            return Ok(());
        }
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder)
            .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        install()?;
        fs::write(&stamp, pinned)
            .map_err(|error| format!("cannot write {}: {error}", stamp.display()))
    }

    pub(crate) fn node_program(&self, name: &str) -> PathBuf {
        self.folder.join("node/node_modules/.bin").join(name)
    }

    pub(super) fn python_program(&self, name: &str) -> PathBuf {
        self.folder.join("python/bin").join(name)
    }
}
