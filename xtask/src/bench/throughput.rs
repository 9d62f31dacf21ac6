//! How many calls the sandbox answers, beside Prism's mock of the same document. wrk asks both alike.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::comparisons as names;
use super::figures::Figures;
use super::processes::{output, process};
use super::trees::{Trees, write};
use super::{Options, median, tell};
use crate::conformance::{Running, Tools, free_port};
use crate::{Document, variant};

/// In seconds.
const WARM_UP: u32 = 3;
const LOAD: u32 = 6;
const ROUNDS: usize = 3;

const PATH: &str = "/partners/customers/10000001/option-product-orders/ACV2";

pub(super) fn prepare(trees: &Trees) -> Result<(), String> {
    trees.command()?;
    prism(trees).map(drop)
}

/// Prism's program, pinned as `cargo xtask conformance` has it.
fn prism(trees: &Trees) -> Result<PathBuf, String> {
    let tools = Tools::install(&trees.root, &trees.folder.with_file_name("conformance"))?;
    Ok(tools.node_program("prism"))
}

struct Server {
    running: Running,
    url: String,
    token: String,
}

fn sandbox(trees: &Trees) -> Result<Server, String> {
    let mut command = Command::new(trees.command()?);
    command.args(["sandbox", "serve", "--no-rate-limit", "--output", "jsonl"]);
    let log = trees.folder.join("sandbox.log");
    let mut running = Running::start(&mut command, log, "the sandbox")?;
    let said: serde_json::Value = running.until(|said| {
        let line = said.lines().find(|line| line.starts_with('{'))?;
        serde_json::from_str(line).ok()
    })?;
    let text = |name: &str| {
        let text = said.get(name).and_then(serde_json::Value::as_str);
        text.map(str::to_owned)
            .ok_or_else(|| format!("the sandbox says no {name}: {said}"))
    };
    Ok(Server {
        url: text("baseUrl")?,
        token: text("accessToken")?,
        running,
    })
}

fn mock(trees: &Trees, program: &Path) -> Result<Server, String> {
    let document = Document::of_project(&trees.root).map_err(|error| error.to_string())?;
    let document = variant::document_for("prism", &document.value)?;
    let file = trees.folder.join("prism.json");
    write(&file, &document.to_string())?;
    let port = free_port()?;
    let mut command = Command::new(program);
    command
        .arg("mock")
        .arg(file)
        .args(["--port", &port.to_string()]);
    command.stdin(Stdio::null());
    let log = trees.folder.join("prism.log");
    let mut running = Running::start(&mut command, log, "Prism")?;
    let url = format!("http://127.0.0.1:{port}");
    running.until(|_| std::net::TcpStream::connect(("127.0.0.1", port)).ok())?;
    Ok(Server {
        running,
        url,
        token: "a-token".to_owned(),
    })
}

pub(super) fn measure(trees: &Trees, _: &Options, figures: &mut Figures) -> Result<(), String> {
    let servers = [sandbox(trees)?, mock(trees, &prism(trees)?)?];
    for (connections, subjects) in [
        (64, [names::SANDBOX_64, names::PRISM_64]),
        (1, [names::SANDBOX_1, names::PRISM_1]),
    ] {
        tell(&format!("{connections} connections"));
        for server in &servers {
            load(server, connections, WARM_UP)?;
        }
        let mut figures_of = [(); 2].map(|()| (Vec::new(), Vec::new()));
        for _ in 0..ROUNDS {
            for (server, (rates, cpus)) in servers.iter().zip(&mut figures_of) {
                let before = process(server.running.id())?;
                let load = load(server, connections, LOAD)?;
                rates.push(load.calls / load.seconds);
                cpus.push((process(server.running.id())? - before) / load.calls * 1e6);
            }
        }
        for (subject, (rates, cpus)) in subjects.into_iter().zip(figures_of) {
            figures.set(subject, names::RATE, median(rates)?);
            figures.set(subject, names::SERVER_CPU, median(cpus)?);
        }
    }
    Ok(())
}

struct Load {
    calls: f64,
    seconds: f64,
}

fn load(server: &Server, connections: u32, seconds: u32) -> Result<Load, String> {
    let mut wrk = Command::new("wrk");
    wrk.arg("--threads=1");
    wrk.arg(format!("--connections={connections}"));
    wrk.arg(format!("--duration={seconds}s"));
    // An answer that is late is one of a slow server, and counts.
    wrk.arg("--timeout=30s");
    wrk.arg("--header")
        .arg(format!("Authorization: Bearer {}", server.token));
    wrk.arg(format!("{}{PATH}", server.url));
    let said = output(&mut wrk).map_err(|error| format!("{error} (apt-get install wrk)"))?;
    read(&said)
}

/// `600 requests in 2.01s, 120KB read`
fn read(said: &str) -> Result<Load, String> {
    if said.contains("Non-2xx") || said.contains("Socket errors") {
        return Err(format!("not all calls were answered: {said}"));
    }
    let line = said.lines().find(|line| line.contains(" requests in "));
    let mut words = line.unwrap_or_default().split_whitespace();
    let calls = words.next().and_then(|word| word.parse().ok());
    let time = words.nth(2).map(|word| word.trim_end_matches(','));
    let seconds = time.and_then(|time| match time.strip_suffix('s') {
        Some(seconds) => seconds.parse().ok(),
        None => time
            .strip_suffix('m')?
            .parse()
            .ok()
            .map(|minutes: f64| minutes * 60.0),
    });
    match (calls, seconds) {
        (Some(calls), Some(seconds)) => Ok(Load { calls, seconds }),
        _ => Err(format!("wrk tells no number of calls: {said}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wrk_says_is_read() {
        let said =
            "Running 6s test\n  74161 requests in 6.10s, 19.87MB read\nRequests/sec:  12157.32\n";
        let load = read(said).unwrap();
        assert_eq!((load.calls, load.seconds), (74161.0, 6.1));
        assert!(read("  Non-2xx or 3xx responses: 3\n").is_err());
        assert!(read("").is_err());
    }
}
