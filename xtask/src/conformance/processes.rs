//! Programs that are run to their end, and those that serve meanwhile.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::stage::{Stage, read};

/// A program, without what this machine's user has set for ours.
pub(super) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let program = program.as_ref();
    let cargo = std::env::var_os("CARGO").filter(|_| program == "cargo");
    let mut command = Command::new(cargo.as_deref().unwrap_or(program));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("WORKS_PARTNER") {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}

/// What it printed; an error with all of it where it fails.
pub(super) fn run(command: &mut Command, what: &str) -> Result<String, String> {
    let done = command
        .output()
        .map_err(|error| format!("cannot run {what}: {error}"))?;
    let mut text = String::from_utf8_lossy(&done.stdout).into_owned();
    if done.status.success() {
        return Ok(text);
    }
    text.push_str(&String::from_utf8_lossy(&done.stderr));
    Err(format!("{what}: {}\n{}", done.status, text.trim_end()))
}

/// A server that ends with this value.
pub(crate) struct Running {
    child: Child,
    log: PathBuf,
    what: &'static str,
}

impl Running {
    pub(crate) fn start(
        command: &mut Command,
        log: PathBuf,
        what: &'static str,
    ) -> Result<Self, String> {
        let told = |error: std::io::Error| format!("cannot start {what}: {error}");
        let file = File::create(&log).map_err(told)?;
        let child = command
            .stdout(file.try_clone().map_err(told)?)
            .stderr(file)
            .spawn()
            .map_err(told)?;
        Ok(Self { child, log, what })
    }

    /// By what the system calls it.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// All that it said until now.
    pub(super) fn said(&self) -> Result<String, String> {
        read(&self.log)
    }

    /// Waits for what it says when it serves.
    pub(crate) fn until<T>(&mut self, serves: impl Fn(&str) -> Option<T>) -> Result<T, String> {
        let begun = Instant::now();
        loop {
            let said = self.said()?;
            if let Some(found) = serves(&said) {
                return Ok(found);
            }
            let ended = self.child.try_wait().map_err(|error| error.to_string())?;
            if ended.is_some() || begun.elapsed() > Duration::from_secs(120) {
                return Err(format!("{} does not serve:\n{said}", self.what));
            }
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The sandbox, and what lets one in.
pub(super) struct Sandbox {
    pub(super) base_url: String,
    pub(super) token: String,
    _server: Running,
}

impl Sandbox {
    pub(super) fn start(stage: &Stage) -> Result<Self, String> {
        let mut command = command(&stage.command);
        command.args(["sandbox", "serve", "--output", "jsonl"]);
        if !stage.sandbox.contains(&"--rate-limit") {
            command.args(["--rate-limit", "none"]);
        }
        command.args(stage.sandbox);
        let log = stage.folder.join("sandbox.log");
        let mut server = Running::start(&mut command, log, "the sandbox")?;
        let said: Value = server.until(|said| {
            let line = said.lines().find(|line| line.starts_with('{'))?;
            serde_json::from_str(line).ok()
        })?;
        let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
        match (text("baseUrl"), text("accessToken")) {
            (Some(base_url), Some(token)) => Ok(Self {
                base_url,
                token,
                _server: server,
            }),
            _ => Err(format!("the sandbox does not say where it serves: {said}")),
        }
    }
}

/// Prism, and what it found.
pub(super) struct Prism {
    pub(super) base_url: String,
    server: Running,
}

impl Prism {
    pub(super) fn start(stage: &Stage, mode: &str, arguments: &[&str]) -> Result<Self, String> {
        let port = free_port()?;
        let document = match arguments.contains(&"--dynamic") {
            true => stage.variant_file("prism-dynamic"),
            false => stage.variant_file("prism"),
        };
        let mut command = command(stage.tools.node_program("prism"));
        command.arg(mode).arg(document).args(arguments);
        command.args(["--port", &port.to_string()]);
        let log = stage.folder.join(format!("prism-{mode}.log"));
        let mut server = Running::start(&mut command, log, "Prism")?;
        server.until(|said| said.contains("Prism is listening").then_some(()))?;
        Ok(Self {
            base_url: format!("http://127.0.0.1:{port}"),
            server,
        })
    }

    /// The violations that it has told so far.
    pub(super) fn violations(&self) -> Result<Vec<String>, String> {
        let said = self.server.said()?;
        // The second is what it says where it makes an error of one.
        let marks = ["Violation: ", "Request terminated with error: "];
        let found = said
            .lines()
            .filter_map(|line| marks.iter().find_map(|mark| line.split_once(mark)));
        Ok(found.map(|(_, violation)| violation.to_owned()).collect())
    }
}

impl Prism {
    /// The violations as soon as there are more than so many, or those that there are after a while.
    pub(super) fn violations_beyond(
        &self,
        told: usize,
        most: Duration,
    ) -> Result<Vec<String>, String> {
        let begun = Instant::now();
        loop {
            let all = self.violations()?;
            if all.len() > told || begun.elapsed() > most {
                return Ok(all);
            }
            sleep(Duration::from_millis(20));
        }
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    let address = listener.and_then(|listener| listener.local_addr());
    address
        .map(|address| address.port())
        .map_err(|error| format!("no port is free: {error}"))
}

/// The last lines of a text, for what is told of it.
pub(super) fn last_lines(text: &str, most: usize) -> String {
    let lines: Vec<_> = text.lines().collect();
    let from = lines.len().saturating_sub(most);
    lines.get(from..).unwrap_or_default().join("\n")
}

pub(super) fn exists(path: &Path) -> bool {
    path.try_exists().unwrap_or(false)
}
