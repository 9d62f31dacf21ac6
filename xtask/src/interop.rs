//! `cargo xtask interop`: what we write and serve, tried with the tools of others.
//!
//! A *meeting* is a folder of `interop/` with a `meeting.toml`, which declares the tool, its version and
//! what is expected of it, and a script that prints what it sees. Nothing here knows any tool. Every
//! meeting is run, one table is printed, and `docs/works-with.md` is rendered from what was seen.
//!
//! `--broken` spoils what is given to the tools and fails where a meeting does not notice: a test of the
//! meetings themselves.

mod inputs;
mod meeting;
mod page;
mod sandbox;
mod tools;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::workspace;

pub use meeting::{Meeting, Verdict};

/// What to run, and what to make of it.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The meetings' names; all where empty.
    pub only: Vec<String>,
    /// Only those that continuous integration runs.
    pub short: bool,
    /// Spoil what is given to the tools; a meeting that passes is then a failure.
    pub broken: bool,
    /// Write the page.
    pub page: bool,
}

/// What a run of a meeting saw; kept in the target folder for the page.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Seen {
    version: String,
    values: BTreeMap<String, String>,
}

/// Where things are.
struct Places {
    root: PathBuf,
    /// `target/interop`: inputs, what runs leave, results.
    scratch: PathBuf,
    /// `target/tools`
    tools: PathBuf,
    /// The command `works-partner`.
    command: PathBuf,
}

/// Runs the meetings; an error where one sees what is not expected.
pub fn run(root: &Path, options: &Options) -> Result<(), String> {
    let chosen = choose(Meeting::all(&root.join("interop"))?, options)?;
    let target = workspace::target(root);
    let places = Places {
        root: root.to_owned(),
        scratch: target.join("interop"),
        command: workspace::command(root)?,
        tools: target.join("tools"),
    };
    inputs::make(&places)?;

    let mut rows = Vec::new();
    let mut failed = 0_usize;
    for meeting in &chosen {
        let started = Instant::now();
        let outcome = meet(&places, meeting, options.broken);
        let (word, detail) = match &outcome {
            Outcome::AsExpected(_) if options.broken => ("NOT NOTICED", String::new()),
            Outcome::Otherwise(reasons) if options.broken => {
                ("noticed", reasons.first().cloned().unwrap_or_default())
            }
            Outcome::AsExpected(_) => ("as expected", String::new()),
            Outcome::Otherwise(reasons) => ("FAILED", reasons.join("\n    ")),
            Outcome::NotHere(reason) => ("not here", reason.clone()),
        };
        failed = failed.saturating_add(usize::from(matches!(word, "FAILED" | "NOT NOTICED")));
        let took = started.elapsed().as_secs();
        let row = format!("{:<30} {word:<12} {took:>4} s  {detail}", meeting.name);
        tell(&row);
        rows.push(row);
        if let (Outcome::AsExpected(seen), false) = (&outcome, options.broken) {
            keep(&places, meeting, seen)?;
        }
    }

    let mut stdout = std::io::stdout();
    for row in &rows {
        let _ = writeln!(stdout, "{row}");
    }
    if options.page {
        let all = Meeting::all(&root.join("interop"))?;
        page::write(root, &all, &kept(&places, &all))?;
    }
    match failed {
        0 => Ok(()),
        1 => Err("one meeting is not as expected".to_owned()),
        more => Err(format!("{more} meetings are not as expected")),
    }
}

fn choose(mut meetings: Vec<Meeting>, options: &Options) -> Result<Vec<Meeting>, String> {
    let unknown = |name: &&String| !meetings.iter().any(|meeting| meeting.name == **name);
    if let Some(name) = options.only.iter().find(unknown) {
        let names: Vec<_> = meetings.iter().map(|meeting| &*meeting.name).collect();
        return Err(format!("no meeting {name}; there are {}", names.join(", ")));
    }
    meetings.retain(|meeting| {
        let named = options.only.is_empty() || options.only.contains(&meeting.name);
        named && (meeting.short || !options.short)
    });
    Ok(meetings)
}

enum Outcome {
    AsExpected(Seen),
    /// What differs, a line each.
    Otherwise(Vec<String>),
    /// The tool is not on this machine, and how to get it.
    NotHere(String),
}

fn meet(places: &Places, meeting: &Meeting, broken: bool) -> Outcome {
    if let Some(missing) = tools::missing(meeting) {
        return Outcome::NotHere(missing);
    }
    let path = match tools::install(places, meeting) {
        Ok(path) => path,
        Err(reason) => return Outcome::Otherwise(vec![reason]),
    };
    let seen = run_script(places, meeting, &path, broken);
    let seen = match seen {
        Ok(seen) => seen,
        Err(reason) => return Outcome::Otherwise(vec![reason]),
    };
    let differences = meeting.differences(&seen.values);
    if differences.is_empty() {
        Outcome::AsExpected(seen)
    } else {
        Outcome::Otherwise(differences)
    }
}

fn run_script(
    places: &Places,
    meeting: &Meeting,
    path: &tools::Installed,
    broken: bool,
) -> Result<Seen, String> {
    let work = places.scratch.join("work").join(&meeting.name);
    let _ = fs::remove_dir_all(&work);
    copy(&meeting.folder, &work)?;
    if let Some(modules) = &path.node_modules {
        std::os::unix::fs::symlink(modules, work.join("node_modules"))
            .map_err(|error| format!("cannot link {}: {error}", modules.display()))?;
    }
    let (inputs, command_line) = if broken {
        inputs::spoil(places, meeting, &work)?
    } else {
        (places.scratch.join("inputs"), places.command.clone())
    };

    let in_place = |program: &str, minutes: u32| {
        let mut command = Command::new("timeout");
        command.arg("--kill-after=5").arg(format!("{minutes}m"));
        command.args(program.split_ascii_whitespace());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("WORKS_PARTNER") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(&work)
            .stdin(Stdio::null())
            .env("PATH", &path.path)
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .env("ROOT", &places.root)
            .env("INTEROP", places.root.join("interop"))
            .env("SHARED_TARGET", places.tools.join("cargo-target"))
            .env("TOOLS", &path.folder)
            .env("INPUTS", &inputs)
            .env("WORKS_PARTNER", &command_line)
            .env("PYTHONWARNINGS", "ignore")
            .env("PYTHONPATH", places.root.join("interop"))
            .env("XDG_STATE_HOME", work.join("xdg/state"))
            .env("XDG_CONFIG_HOME", work.join("xdg/config"));
        if broken {
            command.env("INTEROP_BREAK", &meeting.broken);
        }
        command
    };

    let version = output(in_place("bash -c", 1).arg(&meeting.version), "the version")?;
    let version = version.lines().next().unwrap_or_default().trim().to_owned();
    let mut script = in_place(meeting.interpreter()?, meeting.minutes);
    script.arg(&meeting.run);
    let spoils = broken && meeting.is_broken_by_sed();
    // Ends with this function.
    let _sandbox = if meeting.sandbox {
        let sandbox = sandbox::Sandbox::start(places, &work, spoils.then_some(meeting))?;
        script.env("BASE_URL", &sandbox.base_url);
        script.env("ACCESS_TOKEN", &sandbox.token);
        Some(sandbox)
    } else {
        None
    };
    let printed = output(&mut script, &meeting.run)?;
    let values = printed.lines().filter_map(|line| line.split_once(" = "));
    let values = values.map(|(check, value)| (check.trim().to_owned(), value.trim().to_owned()));
    Ok(Seen {
        version,
        values: values.collect(),
    })
}

/// What a command printed; its standard error is part of the message where it fails.
fn output(command: &mut Command, what: &str) -> Result<String, String> {
    let done = command
        .output()
        .map_err(|error| format!("cannot run {what}: {error}"))?;
    let stdout = String::from_utf8_lossy(&done.stdout).into_owned();
    if done.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&done.stderr).into_owned();
    let lines: Vec<_> = stdout.lines().chain(stderr.lines()).collect();
    let last = lines
        .get(lines.len().saturating_sub(12)..)
        .unwrap_or_default();
    Err(format!(
        "{what}: {}\n      {}",
        done.status,
        last.join("\n      ")
    ))
}

fn result_file(places: &Places, meeting: &Meeting) -> PathBuf {
    let name = format!("{}.json", meeting.name);
    places.scratch.join("results").join(name)
}

fn keep(places: &Places, meeting: &Meeting, seen: &Seen) -> Result<(), String> {
    let file = result_file(places, meeting);
    let text = serde_json::to_string_pretty(seen).map_err(|error| error.to_string())?;
    make_folder(file.parent().unwrap_or(&file))?;
    fs::write(&file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))
}

/// What was seen when each meeting was last run, of those that still expect the same.
fn kept(places: &Places, meetings: &[Meeting]) -> BTreeMap<String, Seen> {
    let read = |meeting: &Meeting| {
        let text = fs::read_to_string(result_file(places, meeting)).ok()?;
        let seen: Seen = serde_json::from_str(&text).ok()?;
        let holds = meeting.differences(&seen.values).is_empty();
        holds.then(|| (meeting.name.clone(), seen))
    };
    meetings.iter().filter_map(read).collect()
}

fn make_folder(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))
}

/// Copies a folder with what is in it.
fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| format!("cannot copy {}: {error}", from.display());
    make_folder(to)?;
    for entry in fs::read_dir(from).map_err(told)? {
        let entry = entry.map_err(told)?;
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(told)?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target).map_err(told)?;
        }
    }
    Ok(())
}

fn tell(line: &str) {
    // A closed stderr is no reason to stop.
    let _ = writeln!(std::io::stderr(), "{line}");
}
