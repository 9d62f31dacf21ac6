//! The sources beside ours, and the tools of others, below `target/bench`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::processes::{cargo, output};
use crate::workspace;

/// Where everything is.
pub(super) struct Trees {
    /// Ours.
    pub(super) root: PathBuf,
    /// Where this benchmark writes.
    pub(super) folder: PathBuf,
    /// The commit of the build before.
    before: String,
}

/// openapi-generator, and what a script in Python needs.
const PYTHON_PACKAGES: [&str; 2] = ["openapi-generator-cli==7.26.0", "requests==2.34.2"];

impl Trees {
    pub(super) fn new(root: &Path, before: &str) -> Result<Self, String> {
        let folder = workspace::target(root).join("bench");
        std::fs::create_dir_all(&folder)
            .map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self {
            root: root.to_owned(),
            folder,
            before: before.to_owned(),
        })
    }

    /// The project at the commit of the build before.
    pub(super) fn before(&self) -> Result<PathBuf, String> {
        self.archived("before")
    }

    /// The same in a folder of its own.
    pub(super) fn archived(&self, name: &str) -> Result<PathBuf, String> {
        let tree = self.folder.join(format!("{name}-{}", self.before));
        if !tree.join("Cargo.toml").exists() {
            self.archive(&self.before, &tree)?;
        }
        Ok(tree)
    }

    /// The project at a commit, without what git does not know.
    fn archive(&self, commit: &str, tree: &Path) -> Result<(), String> {
        let file = self.folder.join("tree.tar");
        make_folder(tree)?;
        let mut archive = Command::new("git");
        archive
            .current_dir(&self.root)
            .args(["archive", "--output"]);
        output(archive.arg(&file).arg(commit))?;
        output(Command::new("tar").arg("xf").arg(&file).arg("-C").arg(tree)).map(drop)
    }

    /// The client that openapi-generator makes of the document, as the package `peer-client`.
    pub(super) fn peer(&self) -> Result<PathBuf, String> {
        let tree = self.folder.join("peer");
        let document = std::fs::read(self.document()).map_err(|error| error.to_string())?;
        let stamp = tree.join("document.yaml");
        if std::fs::read(&stamp).is_ok_and(|made_from| made_from == document) {
            return Ok(tree);
        }
        output(&mut self.generate_peer(&tree.join("client"))?)?;
        write(
            &tree.join("Cargo.toml"),
            "[workspace]\nresolver = \"3\"\nmembers = [\"client\", \"calls\"]\n",
        )?;
        std::fs::write(&stamp, document).map_err(|error| error.to_string())?;
        Ok(tree)
    }

    /// What generates that client.
    pub(super) fn generate_peer(&self, out: &Path) -> Result<Command, String> {
        let mut generate = Command::new(self.python_program("openapi-generator-cli")?);
        generate.args([
            "generate",
            "--generator-name",
            "rust",
            "--skip-validate-spec",
        ]);
        generate.arg("--input-spec").arg(self.document());
        generate.args([
            "--additional-properties",
            "library=reqwest,packageName=peer-client",
        ]);
        generate.arg("--output").arg(out);
        Ok(generate)
    }

    pub(super) fn document(&self) -> PathBuf {
        self.root.join(crate::DOCUMENT)
    }

    /// A program of Python's packages, which are installed once.
    pub(super) fn python_program(&self, name: &str) -> Result<PathBuf, String> {
        let venv = self.folder.join("python");
        let stamp = venv.join("installed");
        let packages = PYTHON_PACKAGES.join("\n");
        if !std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == packages) {
            output(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
            let mut pip = Command::new(venv.join("bin/pip"));
            pip.args(["install", "--quiet", "--disable-pip-version-check"]);
            output(pip.args(PYTHON_PACKAGES))?;
            write(&stamp, &packages)?;
        }
        Ok(venv.join("bin").join(name))
    }

    /// cargo in a tree. Those of others have target folders of their own, even where one is set for all.
    pub(super) fn cargo(&self, tree: &Path) -> Command {
        let mut cargo = cargo();
        cargo.current_dir(tree);
        if tree != self.root {
            cargo.env("CARGO_TARGET_DIR", tree.join("target"));
        }
        cargo
    }

    /// Builds the command as it is installed.
    pub(super) fn command(&self) -> Result<PathBuf, String> {
        let mut build = self.cargo(&self.root);
        build.args(["build", "--release", "--quiet"]);
        output(build.args(["--package", "works-partner-cli"]))?;
        Ok(workspace::target(&self.root).join("release/works-partner"))
    }
}

pub(super) fn make_folder(folder: &Path) -> Result<(), String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

pub(super) fn write(file: &Path, text: &str) -> Result<(), String> {
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

pub(super) fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}
