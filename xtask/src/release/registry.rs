//! A rehearsal of publishing: the workspace goes to a registry on this machine, and a project outside
//! depends on what was published.
//!
//! The registry is the package `estuary`. It is installed into the target folder, without its own lock file,
//! which asks for an OpenSSL that systems no longer have.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::output;
use crate::workspace;

const REGISTRY: &str = "estuary";
const REGISTRY_VERSION: &str = "0.1.1";
/// How the registry is called in manifests.
const NAME: &str = "rehearsal";

/// Publishes to a registry of its own, builds and runs a program on what was published, and looks at
/// what `cargo update` makes of a release and of one that was withdrawn.
///
/// # Errors
///
/// The step that did not go as it must, with what cargo printed.
pub fn rehearse(root: &Path, tell: &mut dyn FnMut(&str)) -> Result<(), String> {
    let folder = Folder::new()?;
    let program = match install(root) {
        Ok(program) => program,
        // What others publish may stop to build; that says nothing of our crates.
        Err(error) => {
            tell(&format!(
                "not rehearsed, {REGISTRY} cannot be installed: {error}"
            ));
            return Ok(());
        }
    };
    let registry = Registry::start(&program, &folder.0)?;
    let cargo = Cargo {
        index: format!("{}/git/index", registry.url),
        // What the workspace was built with serves again where features agree.
        target: workspace::target(root),
    };

    let source = folder.0.join("source");
    copy(root, &source)?;
    let first = workspace::version(&source)?;
    publish(&cargo, &source, &first)?;
    tell(&format!("published {first}"));

    let consumer = folder.0.join("consumer");
    write_consumer(&consumer, &first)?;
    let printed = cargo.run(&consumer, &["run", "--quiet"])?;
    expect(
        "the program outside",
        printed.trim(),
        "Archive (Talk), on a day: true; ZZZ9 is kept",
    )?;
    tell("a program outside is built on it, and runs");

    let second = next_patch(&first)?;
    publish(&cargo, &source, &second)?;
    cargo.run(&consumer, &["update"])?;
    expect(
        "the lock file after a release",
        &locked(&consumer)?,
        &second,
    )?;
    tell(&format!("`cargo update` takes {second}"));

    let third = next_patch(&second)?;
    publish(&cargo, &source, &third)?;
    for name in crates(&source)? {
        cargo.run(
            &source,
            &["yank", "--registry", NAME, "--version", &third, &name],
        )?;
    }
    cargo.run(&consumer, &["update"])?;
    expect(
        "the lock file after a release that was withdrawn",
        &locked(&consumer)?,
        &second,
    )?;
    tell(&format!(
        "`cargo update` does not take {third}, which is yanked"
    ));
    Ok(())
}

fn expect(what: &str, seen: &str, expected: &str) -> Result<(), String> {
    if seen == expected {
        return Ok(());
    }
    Err(format!("{what}: expected {expected:?}, found {seen:?}"))
}

/// A temporary folder that goes away.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, String> {
        let path =
            std::env::temp_dir().join(format!("works-partner-release-{}", std::process::id()));
        std::fs::create_dir_all(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A registry that ends with this value.
struct Registry {
    process: Child,
    url: String,
}

impl Registry {
    fn start(program: &Path, folder: &Path) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("cannot start {}: {error}", program.display());
        let port = {
            let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(failed)?;
            listener.local_addr().map_err(failed)?.port()
        };
        let url = format!("http://127.0.0.1:{port}");
        let process = Command::new(program)
            .args([
                "--http-host",
                "127.0.0.1",
                "--http-port",
                &port.to_string(),
                "--base-url",
                &url,
            ])
            .arg("--index-dir")
            .arg(folder.join("index"))
            .arg("--crate-dir")
            .arg(folder.join("crates"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let registry = Self { process, url };
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            if started.elapsed() > Duration::from_secs(30) {
                return Err(format!(
                    "{} does not listen on port {port}",
                    program.display()
                ));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(registry)
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// cargo, with the registry and a target folder of its own.
struct Cargo {
    index: String,
    target: PathBuf,
}

impl Cargo {
    fn run(&self, folder: &Path, arguments: &[&str]) -> Result<String, String> {
        let output = Command::new("cargo")
            .args(arguments)
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_REGISTRIES_REHEARSAL_INDEX", &self.index)
            // The registry asks for none, and cargo for one.
            .env("CARGO_REGISTRIES_REHEARSAL_TOKEN", "none")
            .env("CARGO_NET_GIT_FETCH_WITH_CLI", "true")
            .env(
                "CARGO_PROFILE_DEV_DEBUG",
                std::env::var("CARGO_PROFILE_DEV_DEBUG")
                    .unwrap_or_else(|_| "line-tables-only".to_owned()),
            )
            .output()
            .map_err(|error| format!("cannot run cargo: {error}"))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let told = String::from_utf8_lossy(&output.stderr);
        Err(format!(
            "`cargo {}` failed ({}): {}",
            arguments.join(" "),
            output.status,
            told.trim()
        ))
    }
}

fn install(root: &Path) -> Result<PathBuf, String> {
    let tools = workspace::target(root).join("tools");
    let program = tools.join("bin").join(REGISTRY);
    if !program.exists() {
        let version = format!("{REGISTRY}@{REGISTRY_VERSION}");
        let tools = tools.display().to_string();
        output(
            root,
            "cargo",
            &["install", "--debug", "--quiet", "--root", &tools, &version],
        )?;
    }
    Ok(program)
}

/// What git tracks, with the crates of the workspace asked of the registry: else cargo would look for
/// them in its own.
fn copy(root: &Path, to: &Path) -> Result<(), String> {
    let files = output(
        root,
        "git",
        &["ls-files", "--cached", "--others", "--exclude-standard"],
    )?;
    for file in files.lines() {
        let (from, to) = (root.join(file), to.join(file));
        if !from.is_file() {
            continue;
        }
        let written = to.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = written.and_then(|()| std::fs::copy(&from, &to).map(|_| ()));
        written.map_err(|error| format!("cannot copy {file}: {error}"))?;
    }
    edit(&to.join("Cargo.toml"), |line| {
        if line.starts_with("works-partner-") {
            line.replacen("{ path", &format!("{{ registry = \"{NAME}\", path"), 1)
        } else {
            line.to_owned()
        }
    })
}

fn edit(path: &Path, line: impl Fn(&str) -> String) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(failed)?;
    let lines: Vec<String> = text.lines().map(line).collect();
    std::fs::write(path, lines.join("\n") + "\n").map_err(failed)
}

/// Sets the version of all crates, and publishes them. Whether they build is seen in the program outside.
fn publish(cargo: &Cargo, source: &Path, version: &str) -> Result<(), String> {
    let old = workspace::version(source)?;
    edit(&source.join("Cargo.toml"), |line| {
        let is_ours = line.starts_with("works-partner-") || line.starts_with("version = ");
        let (from, to) = (
            format!("version = \"{old}\""),
            format!("version = \"{version}\""),
        );
        if is_ours {
            line.replace(&from, &to)
        } else {
            line.to_owned()
        }
    })?;
    let mut arguments = vec![
        "publish",
        "--registry",
        NAME,
        "--no-verify",
        "--allow-dirty",
    ];
    let crates = crates(source)?;
    for name in &crates {
        arguments.extend(["--package", name]);
    }
    cargo.run(source, &arguments).map(|_| ())
}

/// The names of the crates that are published.
fn crates(source: &Path) -> Result<Vec<String>, String> {
    let manifest =
        std::fs::read_to_string(source.join("Cargo.toml")).map_err(|error| error.to_string())?;
    let folder = source.join("crates");
    let entries =
        std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| {
            source
                .join("crates")
                .join(name)
                .join("Cargo.toml")
                .is_file()
        })
        .collect();
    names.sort();
    if names.is_empty() || !manifest.contains("[workspace]") {
        return Err(format!("{} has no crates", folder.display()));
    }
    Ok(names)
}

fn next_patch(version: &str) -> Result<String, String> {
    let (rest, patch) = version
        .rsplit_once('.')
        .ok_or_else(|| format!("{version} is not a version"))?;
    let patch: u64 = patch
        .parse()
        .map_err(|_| format!("{version} is not a version"))?;
    Ok(format!("{rest}.{}", patch.saturating_add(1)))
}

fn locked(consumer: &Path) -> Result<String, String> {
    let lock =
        std::fs::read_to_string(consumer.join("Cargo.lock")).map_err(|error| error.to_string())?;
    let entry = lock
        .split("[[package]]")
        .find(|entry| entry.contains("name = \"works-partner-api\""));
    let version = entry.and_then(|entry| {
        entry
            .lines()
            .find_map(|line| line.strip_prefix("version = "))
    });
    Ok(version.unwrap_or("none").trim_matches('"').to_owned())
}

/// A program that knows the published crates alone: it asks the sandbox for a scheduled task.
fn write_consumer(folder: &Path, version: &str) -> Result<(), String> {
    let manifest = format!(
        r#"[package]
name = "consumer"
version = "0.0.0"
edition = "2024"

[workspace]

[dependencies]
works-partner-ext = {{ version = "{version}", registry = "{NAME}", default-features = false, features = ["client"] }}
works-partner-sandbox = {{ version = "{version}", registry = "{NAME}" }}
tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}
"#
    );
    let program = r#"use works_partner_ext::api::types::OptionProductId;
use works_partner_ext::{Client, SubOptionIdExt};
use works_partner_sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let sandbox = Sandbox::builder().start().await?;
    let client = Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.token())
        .build()?;
    let customer = "10000001".parse()?;
    let task = client.option_order(customer, OptionProductId::Acv2).await?.ok_or("nothing")?;
    let unknown: OptionProductId = "ZZZ9".parse()?;
    let is_day = task.apply_date.to_string().len() == 10;
    println!("{}, on a day: {is_day}; {unknown} is kept", task.sub_option_id.label());
    Ok(())
}
"#;
    let source = folder.join("src");
    let written = std::fs::create_dir_all(&source)
        .and_then(|()| std::fs::write(folder.join("Cargo.toml"), manifest))
        .and_then(|()| std::fs::write(source.join("main.rs"), program));
    written.map_err(|error| format!("{}: {error}", folder.display()))
}
