//! `cargo xtask conformance`: document, sandbox and client, judged by tools that we did not write.
//!
//! Each part is a function over a `Stage`, which holds the document and says how the sandbox is
//! started. `--prove` gives the parts broken ones, from the table `breakages::BREAKAGES`, and fails
//! where a part does not see it.

mod breakages;
mod linters;
mod prism;
mod processes;
mod samples;
mod schemathesis;
mod stage;
mod tools;

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use breakages::{BREAKAGES, Breakage};
pub(crate) use processes::{Running, free_port};
use stage::Stage;
pub(crate) use tools::Tools;

/// One judge. What it returns is what it counted, or what it found, line by line.
struct Part {
    name: &'static str,
    run: fn(&Stage) -> Result<String, String>,
}

const PARTS: &[Part] = &[
    Part {
        name: "redocly",
        run: linters::redocly,
    },
    Part {
        name: "spectral",
        run: linters::spectral,
    },
    Part {
        name: "openapi-spec-validator",
        run: linters::openapi_spec_validator,
    },
    Part {
        name: "openapi-3.1",
        run: linters::openapi_3_1,
    },
    Part {
        name: "prism-mock",
        run: prism::mock,
    },
    Part {
        name: "prism-proxy",
        run: prism::proxy,
    },
    Part {
        name: "schemathesis",
        run: schemathesis::run,
    },
];

/// What to run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The parts' names; all where empty.
    pub only: Vec<String>,
    /// All that schemathesis can ask: 20,000 requests rather than what continuous integration has time for.
    pub full: bool,
    /// Break document or sandbox on purpose; a part that does not see it fails.
    pub prove: bool,
}

pub fn part_names() -> Vec<&'static str> {
    PARTS.iter().map(|part| part.name).collect()
}

/// Runs the parts; an error names those that found something.
pub fn run(root: &Path, options: &Options) -> Result<(), String> {
    let stage = Stage::set(root, options.full)?;
    let chosen = |name: &str| options.only.is_empty() || options.only.iter().any(|it| it == name);
    let mut failed = Vec::new();
    if options.prove {
        for breakage in BREAKAGES.iter().filter(|it| chosen(it.part)) {
            prove(&stage, breakage, &mut failed)?;
        }
    } else {
        for part in PARTS.iter().filter(|part| chosen(part.name)) {
            let started = Instant::now();
            let outcome = (part.run)(&stage);
            let took = started.elapsed().as_secs();
            match outcome {
                Ok(counted) => tell(&format!("holds  {:<23} {took:>4} s  {counted}", part.name)),
                Err(found) => {
                    tell(&format!("FAILS  {:<23} {took:>4} s\n{found}", part.name));
                    failed.push(part.name);
                }
            }
        }
    }
    match failed.len() {
        0 => Ok(()),
        _ => Err(format!("not conformant: {}", failed.join(", "))),
    }
}

fn prove(stage: &Stage, breakage: &Breakage, failed: &mut Vec<&'static str>) -> Result<(), String> {
    let part = PARTS.iter().find(|part| part.name == breakage.part);
    let part = part.ok_or_else(|| format!("no part {}", breakage.part))?;
    let broken = stage.broken(breakage)?;
    match (part.run)(&broken) {
        // It must see what was broken, not fail for some other reason.
        Err(found) if found.contains(breakage.seen) => {
            tell(&format!("seen   {:<23} {}", breakage.part, breakage.what))
        }
        outcome => {
            let outcome = outcome.unwrap_or_else(|found| found);
            tell(&format!(
                "UNSEEN {:<23} {}: expected `{}` in\n{outcome}",
                breakage.part, breakage.what, breakage.seen
            ));
            failed.push(breakage.part);
        }
    }
    Ok(())
}

fn tell(line: &str) {
    // A closed stdout is no reason to stop.
    let _ = writeln!(std::io::stdout(), "{line}");
}
