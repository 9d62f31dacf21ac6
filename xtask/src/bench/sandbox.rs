//! What the sandbox costs at size, and its states.

use std::process::Command;

use serde_json::Value;

use super::comparisons as names;
use super::figures::Figures;
use super::processes::output;
use super::programs;
use super::trees::Trees;
use super::{Options, median, tell};

const KEPT: &str = "100000";
const RESTORED: &str = "10000";
const ROUNDS: usize = 2;

pub(super) fn prepare(trees: &Trees) -> Result<(), String> {
    programs::state(trees, "bench")?;
    programs::state_before(trees, "bench").map(drop)
}

pub(super) fn measure(trees: &Trees, _: &Options, figures: &mut Figures) -> Result<(), String> {
    let bench = programs::state(trees, "bench")?;
    let lines = output(Command::new(&bench).arg("--json"))?;
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let text = |name| line.get(name).and_then(Value::as_str).unwrap_or_default();
        for (many, name) in [("100,000", "value"), ("24", "baseline")] {
            let value = line.get(name).and_then(Value::as_f64);
            let value = value.ok_or_else(|| format!("no {name} in {line}"))?;
            let subject = format!("sandbox of {many} customers, {}", text("name"));
            figures.set(&subject, text("unit"), value);
        }
    }

    tell("customers in memory");
    for (subject, program) in [
        (names::CUSTOMER, bench),
        (
            names::CUSTOMER_BEFORE,
            programs::state_before(trees, "bench")?,
        ),
    ] {
        let printed = output(Command::new(program).args(["memory", KEPT]))?;
        figures.set(subject, names::BYTES, number(&printed, 0)?);
    }
    Ok(())
}

pub(super) fn prepare_restore(trees: &Trees) -> Result<(), String> {
    programs::state(trees, "dev")?;
    programs::state_before(trees, "dev").map(drop)
}

/// In debug builds, which are what tests are.
pub(super) fn measure_restore(
    trees: &Trees,
    _: &Options,
    figures: &mut Figures,
) -> Result<(), String> {
    let subjects = [
        (names::RESTORE, programs::state(trees, "dev")?),
        (names::RESTORE_BEFORE, programs::state_before(trees, "dev")?),
    ];
    let mut times = vec![(Vec::new(), Vec::new()); subjects.len()];
    for _ in 0..ROUNDS {
        for ((_, program), (cpus, walls)) in subjects.iter().zip(&mut times) {
            let printed = output(Command::new(program).args(["restore", RESTORED]))?;
            cpus.push(number(&printed, 0)? / 1e9);
            walls.push(number(&printed, 1)? / 1e9);
        }
    }
    for ((subject, _), (cpus, walls)) in subjects.iter().zip(times) {
        figures.set(subject, names::CPU_SECONDS, median(cpus)?);
        figures.set(subject, names::WALL_SECONDS, median(walls)?);
    }
    Ok(())
}

/// The number at a place of what a program printed.
fn number(printed: &str, place: usize) -> Result<f64, String> {
    let word = printed.split_whitespace().nth(place);
    word.and_then(|word| word.parse().ok())
        .ok_or_else(|| format!("no number in {printed:?}"))
}
