//! Sweeps, their answers and plans, each beside a baseline of the crate's own benchmark.

use std::process::Command;

use serde_json::Value;

use super::Options;
use super::comparisons::{Comparison, Goal};
use super::figures::Figures;
use super::processes::output;
use super::programs::benchmark;
use super::trees::Trees;

/// Packages and their benchmarks, which print an object a figure: `name`, `value`, `baseline`, and where their ratio
/// has a goal, `at_most` or `at_least`, with the `obstacle` where it is not reached.
const BENCHMARKS: [(&str, &str); 2] = [
    ("works-partner-store", "figures"),
    ("works-partner-plan", "lines"),
];

pub(super) fn prepare(trees: &Trees) -> Result<(), String> {
    for (_, name) in BENCHMARKS {
        benchmark(trees, name, "bench")?;
    }
    Ok(())
}

pub(super) fn measure(trees: &Trees, _: &Options, figures: &mut Figures) -> Result<(), String> {
    for (package, name) in BENCHMARKS {
        let lines = output(Command::new(benchmark(trees, name, "bench")?).arg("--json"))?;
        for line in lines.lines() {
            let line: Value = serde_json::from_str(line).map_err(|it| format!("{line}: {it}"))?;
            let number = |name| {
                let number = line.get(name).and_then(Value::as_f64);
                number.ok_or_else(|| format!("no {name} in {line}"))
            };
            let what = line.get("name").and_then(Value::as_str);
            let what = what.ok_or_else(|| format!("no name in {line}"))?;
            let baseline = format!("{package}'s baseline");
            figures.set(package, what, number("value")?);
            figures.set(&baseline, what, number("baseline")?);
            let goal = |name| line.get(name).and_then(Value::as_f64);
            figures.compare(&Comparison {
                unit: what,
                ours: package,
                baseline: &baseline,
                goal: match (goal("at_most"), goal("at_least")) {
                    (Some(most), _) => Goal::RatioAtMost(most),
                    (_, Some(least)) => Goal::RatioAtLeast(least),
                    _ => Goal::None,
                },
                obstacle: line.get("obstacle").and_then(Value::as_str),
            });
        }
    }
    Ok(())
}
