//! A sweep of all customers and its answers, each beside a baseline of works-partner-store's own benchmark.

use std::process::Command;

use serde_json::Value;

use super::Options;
use super::figures::Figures;
use super::processes::output;
use super::programs::benchmark;
use super::trees::Trees;

pub(super) fn prepare(trees: &Trees) -> Result<(), String> {
    benchmark(trees, "works-partner-store", "figures", "bench").map(drop)
}

pub(super) fn measure(trees: &Trees, _: &Options, figures: &mut Figures) -> Result<(), String> {
    let program = benchmark(trees, "works-partner-store", "figures", "bench")?;
    let lines = output(Command::new(program).arg("--json"))?;
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).map_err(|error| format!("{line}: {error}"))?;
        let text = |name| line.get(name).and_then(Value::as_str).unwrap_or_default();
        let number = |name| {
            let number = line.get(name).and_then(Value::as_f64);
            number.ok_or_else(|| format!("no {name} in {line}"))
        };
        let (unit, ours, baseline) = (text("unit"), text("name"), text("baseline_name"));
        figures.set(ours, unit, number("value")?);
        figures.set(baseline, unit, number("baseline")?);
        figures.compare(unit, ours, baseline);
    }
    Ok(())
}
