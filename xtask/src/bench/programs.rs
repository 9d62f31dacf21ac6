//! The programs that make calls: this build's, an earlier build's, and another generator's.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::processes::output;
use super::server::Server;
use super::trees::{Trees, make_folder, read, write};

/// A program that makes calls by one of its clients.
#[derive(Clone)]
pub(super) struct Program {
    path: PathBuf,
    client: String,
}

/// How many calls a round of CPU time makes.
const TIMED: u32 = 1000;

impl Program {
    fn new(path: PathBuf) -> Self {
        let client = String::new();
        Self { path, client }
    }

    pub(super) fn client(&self, client: &str) -> Self {
        Self {
            client: client.to_owned(),
            ..self.clone()
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds what runs so many calls to a command.
    pub(super) fn run(&self, command: &mut Command, calls: u32, server: &Server) {
        command.arg(&self.path).arg("run").args([
            &self.client,
            &calls.to_string(),
            &server.url,
            &server.token,
        ]);
    }

    /// CPU and wall time of a call, in nanoseconds.
    pub(super) fn time(&self, server: &Server) -> Result<(f64, f64), String> {
        let mut command = Command::new("env");
        self.run(&mut command, TIMED, server);
        let printed = output(&mut command)?;
        let mut numbers = printed.split_whitespace().map(str::parse::<f64>);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(cpu)), Some(Ok(wall))) => {
                Ok((cpu / f64::from(TIMED), wall / f64::from(TIMED)))
            }
            _ => Err(format!("{}: prints no times", self.path.display())),
        }
    }
}

/// The benchmark of works-partner-ext.
pub(super) fn this_build(trees: &Trees) -> Result<Program, String> {
    let path = benchmark(trees, "calls", "bench")?;
    Ok(Program::new(path))
}

/// A benchmark of this workspace, built by a profile: as one of the whole workspace, so that all have the same
/// dependencies.
pub(super) fn benchmark(trees: &Trees, name: &str, profile: &str) -> Result<PathBuf, String> {
    let mut build = trees.cargo(&trees.root);
    build.args(["bench", "--no-run", "--workspace", "--profile", profile]);
    executable(build.args(["--bench", name]), name)
}

/// The same calls by the works-partner-ext of the build before.
pub(super) fn before(trees: &Trees) -> Result<Program, String> {
    let tree = trees.before()?;
    let benches = trees.root.join("crates/works-partner-ext/benches/calls");
    let files = [
        (
            "Cargo.toml",
            include_str!("programs/before.toml").to_owned(),
        ),
        ("src/main.rs", include_str!("programs/main.rs").to_owned()),
        ("src/client.rs", read(&benches.join("ext.rs"))?),
        ("src/measure.rs", read(&benches.join("measure.rs"))?),
    ];
    package(&tree.join("crates/calls"), &files)?;
    Ok(Program::new(build_before(trees, "calls", "bench")?))
}

/// The command of the build before, which was built for speed.
pub(super) fn command_before(trees: &Trees) -> Result<PathBuf, String> {
    before(trees)?;
    let built = build_before(trees, "works-partner", "bench")?;
    let stripped = trees.folder.join("works-partner-before");
    output(Command::new("strip").arg("-o").arg(&stripped).arg(built))?;
    Ok(stripped)
}

/// A program of the build before. Speed is measured of all that are built at once, so that they have the same
/// dependencies.
fn build_before(trees: &Trees, name: &str, profile: &str) -> Result<PathBuf, String> {
    let tree = trees.before()?;
    let benches = trees
        .root
        .join("crates/works-partner-sandbox/benches/scale");
    let state = [
        ("Cargo.toml", include_str!("programs/state.toml").to_owned()),
        ("src/main.rs", include_str!("programs/state.rs").to_owned()),
        ("src/state.rs", read(&benches.join("state.rs"))?),
    ];
    package(&tree.join("crates/state"), &state)?;
    match profile {
        "bench" => build(
            trees,
            &tree,
            &["calls", "state", "works-partner-cli"],
            name,
            profile,
        ),
        _ => build(trees, &tree, &[name], name, profile),
    }
}

/// The client that openapi-generator makes of the same document.
pub(super) fn peer(trees: &Trees) -> Result<Program, String> {
    let tree = trees.peer()?;
    let benches = trees.root.join("crates/works-partner-ext/benches/calls");
    let files = [
        ("Cargo.toml", include_str!("programs/peer.toml").to_owned()),
        ("src/main.rs", include_str!("programs/main.rs").to_owned()),
        ("src/client.rs", include_str!("programs/peer.rs").to_owned()),
        ("src/measure.rs", read(&benches.join("measure.rs"))?),
    ];
    package(&tree.join("calls"), &files)?;
    Ok(Program::new(build(
        trees,
        &tree,
        &["calls"],
        "calls",
        "bench",
    )?))
}

/// The state of this build's sandbox, by a profile.
pub(super) fn state(trees: &Trees, profile: &str) -> Result<PathBuf, String> {
    benchmark(trees, "scale", profile)
}

/// That of the build before.
pub(super) fn state_before(trees: &Trees, profile: &str) -> Result<PathBuf, String> {
    before(trees)?;
    build_before(trees, "state", profile)
}

/// Writes a package, and leaves alone what is as it should be, so that cargo does not build it again.
fn package(folder: &Path, files: &[(&str, String)]) -> Result<(), String> {
    make_folder(&folder.join("src"))?;
    for (name, text) in files {
        let file = folder.join(name);
        if !read(&file).is_ok_and(|there| there == *text) {
            write(&file, text)?;
        }
    }
    Ok(())
}

/// Builds packages of another workspace, of which a program is asked for.
fn build(
    trees: &Trees,
    tree: &Path,
    packages: &[&str],
    name: &str,
    profile: &str,
) -> Result<PathBuf, String> {
    let mut build = trees.cargo(tree);
    build.args(["build", "--profile", profile]);
    for package in packages {
        build.args(["--package", package]);
    }
    build.args(["--config", "profile.bench.debug=false"]);
    executable(&mut build, name)
}

/// Runs cargo, and finds the program that it has built.
fn executable(build: &mut Command, name: &str) -> Result<PathBuf, String> {
    let messages = output(build.args(["--message-format", "json-render-diagnostics"]))?;
    let mut paths = messages.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let is_it = message.pointer("/target/name")?.as_str()? == name;
        let path = message.get("executable")?.as_str()?;
        is_it.then(|| PathBuf::from(path))
    });
    let path = paths.next_back();
    path.ok_or_else(|| format!("cargo has built no program `{name}`"))
}
