//! What answers while calls are measured.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::programs::Program;

/// A server in a process of its own, which ends with this value.
pub(super) struct Server {
    process: Child,
    pub(super) url: String,
    pub(super) token: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended of itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(super) fn start(calls: &Program) -> Result<Server, String> {
    let mut process = Command::new(calls.path())
        .arg("serve")
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}", calls.path().display()))?;
    let stdout = process.stdout.take().ok_or("the server has no stdout")?;
    let mut lines = BufReader::new(stdout).lines();
    let mut next = || match lines.next() {
        Some(Ok(line)) => Ok(line),
        _ => Err("the server has not said where it is".to_owned()),
    };
    let (url, token) = (next(), next());
    let server = |url, token| Server {
        process,
        url,
        token,
    };
    Ok(server(url?, token?))
}
