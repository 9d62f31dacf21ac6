//! The programs that make calls: this build's, an earlier build's, and another generator's.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::server::Server;
use super::{cargo, output, tell};

/// The build that calls must not cost more than: before the client was held against its rules.
pub const BEFORE: &str = "118aeb0";

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
pub(super) fn this_build(root: &Path) -> Result<Program, String> {
    tell("building the benchmark");
    let mut build = cargo();
    build.current_dir(root).args(["bench", "--no-run"]);
    build.args(["--package", "works-partner-ext", "--bench", "calls"]);
    executable(build.args(["--message-format", "json-render-diagnostics"]))
}

/// The same calls by the works-partner-ext of another commit, built the same way.
pub(super) fn before(root: &Path, folder: &Path, commit: &str) -> Result<Program, String> {
    tell(&format!("building works-partner-ext of {commit}"));
    let tree = folder.join(format!("before-{commit}"));
    if !tree.join("Cargo.toml").exists() {
        std::fs::create_dir_all(&tree).map_err(|error| error.to_string())?;
        let archive = folder.join("before.tar");
        output(
            Command::new("git")
                .current_dir(root)
                .args(["archive", "--output"])
                .args([&archive, Path::new(commit)]),
        )?;
        output(
            Command::new("tar")
                .arg("xf")
                .arg(&archive)
                .arg("-C")
                .arg(&tree),
        )?;
    }
    let manifest = include_str!("programs/before.toml");
    program(&tree.join("crates/calls"), root, manifest, "ext")?;
    build(&tree)
}

/// The client that openapi-generator makes of the same document.
pub(super) fn peer(root: &Path, folder: &Path, generator: &str) -> Result<Program, String> {
    tell("generating and building openapi-generator's client");
    let tree = folder.join("peer");
    let mut words = generator.split(' ');
    let mut generate = Command::new(words.next().unwrap_or_default());
    generate
        .args(words)
        .args(["generate", "--generator-name", "rust"]);
    generate
        .arg("--input-spec")
        .arg(root.join("openapi/works-partner.yaml"))
        .arg("--output")
        .arg(tree.join("client"))
        .args([
            "--additional-properties",
            "library=reqwest,packageName=peer-client",
        ])
        .arg("--skip-validate-spec");
    output(&mut generate)?;
    std::fs::write(
        tree.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"client\", \"calls\"]\n",
    )
    .map_err(|error| error.to_string())?;
    let manifest = include_str!("programs/peer.toml");
    program(&tree.join("calls"), root, manifest, "peer")?;
    build(&tree)
}

/// Writes a program of the benchmark's own loop and one client.
fn program(folder: &Path, root: &Path, manifest: &str, client: &str) -> Result<(), String> {
    let write = |name: &str, text: String| {
        let file = folder.join(name);
        std::fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))
    };
    let benches = root.join("crates/works-partner-ext/benches/calls");
    let read = |file: &Path| {
        std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
    };
    std::fs::create_dir_all(folder.join("src")).map_err(|error| error.to_string())?;
    write("Cargo.toml", manifest.to_owned())?;
    write("src/measure.rs", read(&benches.join("measure.rs"))?)?;
    let code = match client {
        "peer" => include_str!("programs/peer.rs").to_owned(),
        _ => read(&benches.join("ext.rs"))?,
    };
    write("src/client.rs", code)?;
    write("src/main.rs", include_str!("programs/main.rs").to_owned())
}

/// Builds the program `calls` of a workspace by the profile that this one's benchmarks have.
fn build(tree: &Path) -> Result<Program, String> {
    let mut build = cargo();
    build
        .current_dir(tree)
        .args(["build", "--package", "calls"]);
    build.args([
        "--profile",
        "bench",
        "--config",
        "profile.bench.debug=false",
    ]);
    executable(build.args(["--message-format", "json-render-diagnostics"]))
}

/// Runs cargo, and finds the program that it has built.
fn executable(build: &mut Command) -> Result<Program, String> {
    let messages = output(build)?;
    let mut paths = messages.lines().filter_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let of_calls = message.pointer("/target/name")?.as_str()? == "calls";
        let path = message.get("executable")?.as_str()?;
        of_calls.then(|| PathBuf::from(path))
    });
    let path = paths
        .next_back()
        .ok_or("cargo has built no program `calls`")?;
    Ok(Program::new(path))
}
