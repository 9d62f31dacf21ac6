//! `cargo xtask fuzz`: the targets of `fuzz/` under libFuzzer, one after the other, with what they did as a table.
//!
//! The coverage that libFuzzer needs is asked for by flags that a stable compiler knows, so that no nightly is
//! needed. There is no sanitizer: the workspace has no unsafe code, and integers are checked.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The targets' names; all where empty.
    pub only: Vec<String>,
    /// How many inputs each is given.
    pub runs: u64,
    /// How many seconds each may take at most; 0 for as long as it takes.
    pub seconds: u64,
}

/// A target uses a few times as much at most.
const MEMORY_MB: u32 = 2_048;
/// No input takes a hundredth of it.
const TIMEOUT_S: u32 = 60;

const COVERAGE: &[&str] = &[
    "--cfg=fuzzing",
    // With the checks of integers that the development profile has.
    "-Copt-level=1",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];

/// The names of the targets, as their table has them.
pub fn targets(root: &Path) -> Result<Vec<String>, String> {
    let path = root.join("fuzz/src/lib.rs");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let names = text.lines().filter_map(|line| {
        let rest = line.trim().strip_prefix("name: \"")?;
        rest.strip_suffix("\",").map(str::to_owned)
    });
    Ok(names.collect())
}

/// Runs the targets; an error names the first that found something, and where.
pub fn run(root: &Path, options: &Options) -> Result<(), String> {
    let known = targets(root)?;
    for name in &options.only {
        if !known.contains(name) {
            return Err(format!(
                "there is no target `{name}`; there are {}",
                known.join(", ")
            ));
        }
    }
    let built = build(root)?;
    tell(&format!(
        "{:<18} {:>12} {:>9} {:>9} {:>7} {:>8}",
        "target", "executions", "seconds", "coverage", "corpus", "peak MB"
    ));
    let mut sum: u64 = 0;
    for name in known
        .iter()
        .filter(|name| options.only.is_empty() || options.only.contains(name))
    {
        sum = sum.saturating_add(one(root, &built, name, options)?);
    }
    tell(&format!("{:<18} {sum:>12}", "all"));
    Ok(())
}

/// Builds the program, and returns where it is.
fn build(root: &Path) -> Result<PathBuf, String> {
    let target = root.join("target/fuzz");
    // With a target named, the flags are not those of build scripts.
    let host = host()?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--locked", "--target", &host])
        .args(["--package", "works-partner-fuzz", "--bin", "libfuzzer"])
        .args(["--features", "libfuzzer"])
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_ENCODED_RUSTFLAGS", COVERAGE.join("\u{1f}"))
        .current_dir(root)
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    match status.success() {
        true => Ok(target.join(host).join("debug/libfuzzer")),
        false => Err("libFuzzer cannot be built with the targets".to_owned()),
    }
}

fn host() -> Result<String, String> {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .map_err(|error| format!("cannot run rustc: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| "rustc does not tell its host".to_owned())
}

/// Runs a target, and returns how many inputs it was given.
fn one(root: &Path, built: &Path, name: &str, options: &Options) -> Result<u64, String> {
    let folder = root.join("target/fuzz").join(name);
    let (seeds, corpus) = (folder.join("seeds"), folder.join("corpus"));
    let _ = fs::remove_dir_all(&seeds);
    for path in [&seeds, &corpus] {
        fs::create_dir_all(path).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let written = Command::new(built)
        .env("FUZZ_TARGET", name)
        .env("FUZZ_SEEDS", &seeds)
        .status()
        .map_err(|error| format!("cannot run {}: {error}", built.display()))?;
    if !written.success() {
        return Err(format!("there are no seeds of {name}"));
    }
    let log = folder.join("log.txt");
    let stderr = fs::File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
    let findings = root.join("fuzz/findings").join(name);
    let mut program = Command::new(built);
    program
        .env("FUZZ_TARGET", name)
        .arg(format!("-runs={}", options.runs))
        .arg(format!("-rss_limit_mb={MEMORY_MB}"))
        .arg(format!("-timeout={TIMEOUT_S}"))
        .arg(format!("-max_total_time={}", options.seconds))
        .arg(format!("-artifact_prefix={}/", folder.display()))
        .args(["-print_final_stats=1", "-max_len=16384", "-seed=13"])
        .args([&corpus, &seeds])
        // libFuzzer refuses folders that are not there.
        .args(Some(findings).filter(|folder| folder.exists()))
        .current_dir(&folder)
        .stdout(Stdio::null())
        .stderr(stderr);
    let started = std::time::Instant::now();
    let status = program
        .status()
        .map_err(|error| format!("cannot run {name}: {error}"))?;
    let said = fs::read(&log).map_err(|error| format!("{}: {error}", log.display()))?;
    let said = String::from_utf8_lossy(&said);
    if !status.success() {
        let last: Vec<&str> = said.lines().rev().take(30).collect();
        let last: Vec<&str> = last.into_iter().rev().collect();
        return Err(format!(
            "{name} found something, see {}:\n{}",
            folder.display(),
            last.join("\n")
        ));
    }
    let stat = |stat: &str| {
        let line = said
            .lines()
            .find_map(|line| line.strip_prefix(&format!("stat::{stat}:")));
        line.and_then(|text| text.trim().parse::<u64>().ok())
            .unwrap_or_default()
    };
    let last = said.lines().rev().find(|line| line.contains("cov: "));
    let after = |word: &str| {
        let rest = last.and_then(|line| line.split_once(word));
        rest.and_then(|(_, rest)| rest.split([' ', '/']).next())
            .unwrap_or("?")
            .to_owned()
    };
    let executions = stat("number_of_executed_units");
    tell(&format!(
        "{name:<18} {executions:>12} {:>9} {:>9} {:>7} {:>8}",
        started.elapsed().as_secs(),
        after("cov: "),
        after("corp: "),
        stat("peak_rss_mb"),
    ));
    Ok(executions)
}

fn tell(line: &str) {
    // A closed stdout is no reason to stop.
    let _ = writeln!(std::io::stdout(), "{line}");
}
