//! `cargo xtask bench`: what calls cost, beside what others pay for the same, in one table.
//!
//! Instructions decide, since they repeat to 0.01 %: callgrind counts those of a program that makes
//! some calls and of the same that makes more, and the difference is that of the calls. CPU time is the
//! median of rounds in which the programs take turns.

mod callgrind;
mod command;
mod figures;
mod programs;
mod server;

use std::path::Path;
use std::process::Command;

use figures::{Figures, Row};
pub use programs::BEFORE;
use programs::Program;

/// What to measure beside the calls of this build.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The build before, by its commit.
    pub before: Option<String>,
    /// The program that generates openapi-generator's client.
    pub openapi_generator: Option<String>,
    /// The command's start and size.
    pub command: bool,
    /// Rounds of CPU time; 0 for instructions alone.
    pub rounds: u32,
    /// Tables of earlier runs to print instead of measuring.
    pub saved: Vec<std::path::PathBuf>,
}

/// Whose calls are measured: a name in the program, what the table calls it, and the row that it is
/// compared with.
const CLIENTS: &[(&str, &str, &str)] = &[
    ("hyper", "hyper, one connection", REQWEST),
    ("reqwest-bare", "reqwest by hand, without timeouts", REQWEST),
    ("reqwest", REQWEST, REQWEST),
    ("generated", "works-partner-api alone", REQWEST),
    ("ext-method", METHOD, REQWEST),
    ("ext-generated", GENERATED, REQWEST),
    ("ext-operation", OPERATION, REQWEST),
    ("reqwest-write", WRITE_BY_HAND, WRITE_BY_HAND),
    ("ext-write", WRITE, WRITE_BY_HAND),
];

const REQWEST: &str = "reqwest by hand, with timeouts";
const METHOD: &str = "works-partner-ext, a method";
const GENERATED: &str = "works-partner-ext, a generated builder";
const OPERATION: &str = "works-partner-ext, an OperationCall";
const WRITE: &str = "works-partner-ext, a validated write";
const WRITE_BY_HAND: &str = "reqwest by hand, the same write";

/// Measures, saves the figures below `target/bench`, and prints the table.
pub fn run(root: &Path, options: &Options) -> Result<String, String> {
    if !options.saved.is_empty() {
        let saved = options.saved.iter().map(|file| Figures::load(file));
        return Ok(Figures::together(saved.collect::<Result<_, _>>()?).table());
    }
    let folder = root.join("target/bench");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;

    let calls = programs::this_build(root)?;
    let mut measured: Vec<(Program, Row)> = Vec::new();
    for (client, name, baseline) in CLIENTS {
        measured.push((calls.client(client), Row::new(name, baseline)));
    }
    if let Some(commit) = &options.before {
        let before = programs::before(root, &folder, commit)?;
        for (client, name) in [
            ("ext-method", METHOD),
            ("ext-generated", GENERATED),
            ("ext-operation", OPERATION),
            ("ext-write", WRITE),
        ] {
            let row = Row::new(&format!("{name}, at {commit}"), name);
            measured.push((before.client(client), row));
        }
    }
    if let Some(generator) = &options.openapi_generator {
        let peer = programs::peer(root, &folder, generator)?;
        measured.push((
            peer.client("get"),
            Row::new("openapi-generator's client", REQWEST),
        ));
    }

    let server = server::start(&calls)?;
    let mut figures = Figures::new();
    for (program, row) in &mut measured {
        tell(&format!("counting the instructions of {}", row.name()));
        let counts = callgrind::per_call(program, &server, &folder)?;
        row.set("instructions", counts.instructions);
        row.set("allocations", counts.allocations);
    }
    let mut times: Vec<Vec<(f64, f64)>> = vec![Vec::new(); measured.len()];
    for round in 0..options.rounds {
        tell(&format!(
            "CPU time, round {} of {}",
            round + 1,
            options.rounds
        ));
        for ((program, _), times) in measured.iter().zip(&mut times) {
            times.push(program.time(&server)?);
        }
    }
    for ((_, row), times) in measured.iter_mut().zip(times) {
        let median = |of: fn(&(f64, f64)) -> f64| {
            let mut values: Vec<f64> = times.iter().map(of).collect();
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied()
        };
        if let (Some(cpu), Some(wall)) = (median(|time| time.0), median(|time| time.1)) {
            row.set("CPU µs", cpu / 1e3);
            row.set("wall µs", wall / 1e3);
        }
    }
    figures.add(measured.into_iter().map(|(_, row)| row));
    if options.command {
        let before = options.before.as_deref();
        figures.add(command::measure(root, &folder, before, &server)?);
    }
    drop(server);
    let file = figures.save(&folder)?;
    Ok(format!("{}\nsaved as {}", figures.table(), file.display()))
}

/// Runs a command to its end, and gives what it printed.
fn output(command: &mut Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|error| format!("{} cannot be run: {error}", shown(command)))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(format!("{} failed: {}", shown(command), stderr.trim()))
}

fn shown(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// The cargo that runs us, or the one on the path.
fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn tell(line: &str) {
    use std::io::Write as _;
    // A closed stderr is no reason to stop.
    let _ = writeln!(std::io::stderr(), "{line}");
}
