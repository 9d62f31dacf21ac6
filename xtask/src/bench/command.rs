//! The command's start and size.

use std::process::Command;

use super::comparisons as names;
use super::figures::Figures;
use super::processes::{Spent, spent};
use super::programs;
use super::server;
use super::trees::{Trees, write};
use super::{Options, median, tell};

/// How often each is started: so many times in a row, so many times in turns.
const IN_A_ROW: usize = 20;
const TURNS: usize = 7;

pub(super) fn prepare(trees: &Trees) -> Result<(), String> {
    programs::this_build(trees)?;
    trees.command()?;
    programs::command_before(trees)?;
    trees.python_program("python").map(drop)
}

pub(super) fn measure(trees: &Trees, _: &Options, figures: &mut Figures) -> Result<(), String> {
    let ours = trees.command()?;
    for (subject, file) in [
        (names::BINARY, ours.clone()),
        (names::BINARY_BEFORE, programs::command_before(trees)?),
    ] {
        let metadata = file.metadata();
        let metadata = metadata.map_err(|error| format!("{}: {error}", file.display()))?;
        figures.set(subject, names::MEGABYTES, metadata.len() as f64 / 1e6);
    }

    let server = server::start(&programs::this_build(trees)?)?;
    let url = format!(
        "{}/partners/customers/10000001/option-product-orders/ACV2",
        server.url
    );
    let bearer = format!("Authorization: Bearer {}", server.token);
    let script = trees.folder.join("get.py");
    write(&script, SCRIPT)?;
    let python = trees.python_program("python")?;
    let get = || {
        let mut get = Command::new(&ours);
        get.args(["option-order", "get", "10000001", "ACV2", "-o", "json"]);
        get.env("WORKS_PARTNER_BASE_URL", &server.url);
        get.env("WORKS_PARTNER_ACCESS_TOKEN", &server.token);
        get
    };
    let curl = || {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--fail", "--header", &bearer, &url]);
        curl
    };
    let requests = || {
        let mut requests = Command::new(&python);
        requests.arg(&script).args([&url, &server.token]);
        requests
    };
    tell("starting the command, curl and Python in turns");
    let mut times = [(); 3].map(|()| Vec::new());
    for _ in 0..TURNS {
        let [ours, curls, pythons] = &mut times;
        ours.push(spent((0..IN_A_ROW).map(|_| get()))?);
        curls.push(spent((0..IN_A_ROW).map(|_| curl()))?);
        pythons.push(spent((0..IN_A_ROW / 4).map(|_| requests()))?);
    }
    for (subject, times) in [names::COLD, names::CURL, names::PYTHON]
        .into_iter()
        .zip(times)
    {
        let of = |part: fn(&Spent) -> f64| median(times.iter().map(part).collect());
        figures.set(subject, names::COLD_WALL, of(|it| it.wall * 1e3)?);
        figures.set(subject, names::COLD_CPU, of(|it| it.cpu * 1e3)?);
    }
    Ok(())
}

const SCRIPT: &str = r#"import sys
import requests

response = requests.get(sys.argv[1], headers={"Authorization": "Bearer " + sys.argv[2]}, timeout=30)
response.raise_for_status()
print(response.json())
"#;
