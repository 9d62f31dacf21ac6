//! A sandbox served for a meeting.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{Meeting, Places};

/// Ends when dropped.
pub(super) struct Sandbox {
    pub(super) base_url: String,
    pub(super) token: String,
    children: Vec<Child>,
}

impl Sandbox {
    /// Serves the same customers as the inputs have. With `broken`, what it answers is spoilt on its way.
    pub(super) fn start(
        places: &Places,
        work: &Path,
        broken: Option<&Meeting>,
    ) -> Result<Self, String> {
        let state = work.join("sandbox.json");
        std::fs::copy(places.scratch.join("inputs/state.json"), &state)
            .map_err(|error| format!("cannot copy the state: {error}"))?;
        let mut serve = Command::new(&places.command);
        serve
            .args(["sandbox", "serve", "--cors", "*", "--sandbox-state"])
            .arg(&state)
            .env("XDG_STATE_HOME", work.join("xdg/state"))
            .env("XDG_CONFIG_HOME", work.join("xdg/config"));
        let mut sandbox = Self {
            base_url: String::new(),
            token: String::new(),
            children: Vec::new(),
        };
        let lines = sandbox.spawn(&mut serve, work, "sandbox.log")?;
        for line in lines {
            let line = line.map_err(|error| error.to_string())?;
            if let Some((_, url)) = line.split_once("WORKS_PARTNER_BASE_URL=") {
                url.clone_into(&mut sandbox.base_url);
            }
            if let Some((_, token)) = line.split_once("WORKS_PARTNER_ACCESS_TOKEN=") {
                token.clone_into(&mut sandbox.token);
                break;
            }
        }
        if let Some(meeting) = broken {
            let mut proxy = Command::new("python3");
            proxy
                .arg(places.root.join("interop/broken-proxy.py"))
                .arg(&sandbox.base_url)
                .arg(&meeting.broken);
            let mut lines = sandbox.spawn(&mut proxy, work, "proxy.log")?;
            if let Some(Ok(url)) = lines.next() {
                sandbox.base_url = url;
            }
        }
        if sandbox.base_url.is_empty() || sandbox.token.is_empty() {
            return Err("the sandbox does not say where it serves".to_owned());
        }
        Ok(sandbox)
    }

    fn spawn(
        &mut self,
        command: &mut Command,
        work: &Path,
        log: &str,
    ) -> Result<impl Iterator<Item = std::io::Result<String>> + use<>, String> {
        let told = |error: std::io::Error| format!("cannot serve the sandbox: {error}");
        let log = File::create(work.join(log)).map_err(told)?;
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(told)?;
        let stdout = child.stdout.take();
        self.children.push(child);
        let stdout = stdout.ok_or("the sandbox has no output")?;
        Ok(BufReader::new(stdout).lines())
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for child in &mut self.children {
            // It may have ended already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
