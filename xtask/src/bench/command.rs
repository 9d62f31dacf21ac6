//! The command's start and size.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use super::figures::Row;
use super::server::Server;
use super::{cargo, output, tell};

const CURL: &str = "curl of the same URL";
const COLD: &str = "works-partner option-order get";
const SIZE: &str = "works-partner, release build";

/// How often each is started.
const STARTS: usize = 41;

/// The size of the program, and the wall time of a cold call.
pub(super) fn measure(
    root: &Path,
    folder: &Path,
    before: Option<&str>,
    server: &Server,
) -> Result<Vec<Row>, String> {
    tell("building the command");
    let command = release(root)?;
    let mut rows = Vec::new();
    let mut size = Row::new(SIZE, SIZE);
    size.set("MB", megabytes(&command)?);
    if let Some(commit) = before {
        let tree = folder.join(format!("before-{commit}"));
        let old = release(&tree)?;
        let name = format!("{SIZE}, at {commit}");
        size = Row::new(SIZE, &name);
        size.set("MB", megabytes(&command)?);
        let mut was = Row::new(&name, &name);
        was.set("MB", megabytes(&old)?);
        rows.push(was);
    }
    rows.push(size);

    let url = format!(
        "{}/partners/customers/10000001/option-product-orders/ACV2",
        server.url
    );
    let bearer = format!("Authorization: Bearer {}", server.token);
    let curl = || {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--fail", "--header", &bearer, &url]);
        curl
    };
    let ours = || {
        let mut get = Command::new(&command);
        get.args(["option-order", "get", "10000001", "ACV2", "-o", "json"])
            .env("WORKS_PARTNER_BASE_URL", &server.url)
            .env("WORKS_PARTNER_ACCESS_TOKEN", &server.token);
        get
    };
    tell("starting the command and curl in turns");
    let (mut curls, mut gets) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        curls.push(wall(curl())?);
        gets.push(wall(ours())?);
    }
    for (name, mut times) in [(CURL, curls), (COLD, gets)] {
        times.sort_by(f64::total_cmp);
        let mut row = Row::new(name, CURL);
        row.set(
            "cold, wall ms",
            times.get(STARTS / 2).copied().unwrap_or_default(),
        );
        rows.push(row);
    }
    Ok(rows)
}

fn release(tree: &Path) -> Result<PathBuf, String> {
    let mut build = cargo();
    build
        .current_dir(tree)
        .args(["build", "--release", "--quiet"]);
    build.args(["--package", "works-partner-cli"]);
    // Before, nothing was stripped by the profile.
    output(build.args(["--config", "profile.release.strip=true"]))?;
    Ok(tree.join("target/release/works-partner"))
}

fn megabytes(file: &Path) -> Result<f64, String> {
    let metadata = file
        .metadata()
        .map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(metadata.len() as f64 / 1e6)
}

/// In milliseconds, from the start to the end of a process.
fn wall(mut command: Command) -> Result<f64, String> {
    let started = Instant::now();
    output(&mut command)?;
    Ok(started.elapsed().as_secs_f64() * 1e3)
}
