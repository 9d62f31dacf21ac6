//! What `.ci/run` runs, so that a maintainer can run it before pushing.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::workspace;

struct Step {
    name: &'static str,
    environment: &'static [(&'static str, &'static str)],
    command: &'static [&'static str],
}

/// This program, as its own process.
const XTASK: &str = "xtask";

/// What cargo builds for one package has other features than the same in the whole workspace with its tests, and all
/// dependencies would be built again. Hence no step after `test` builds a package, or the command, by itself.
const STEPS: &[Step] = &[
    Step {
        name: "format",
        environment: &[],
        command: &["cargo", "fmt", "--all", "--check"],
    },
    Step {
        name: "drift",
        environment: &[],
        command: &[XTASK, "generate", "--check"],
    },
    // The README's second command.
    Step {
        name: "test",
        environment: &[],
        command: &["cargo", "test", "--workspace"],
    },
    Step {
        name: "clippy",
        environment: &[],
        command: &[
            "cargo",
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "--deny",
            "warnings",
        ],
    },
    Step {
        name: "docs",
        environment: &[("RUSTDOCFLAGS", "--deny warnings")],
        command: &["cargo", "doc", "--workspace", "--no-deps", "--locked"],
    },
    // The short part: what needs few tools and seconds.
    Step {
        name: "interop",
        environment: &[],
        command: &[XTASK, "interop", "--short"],
    },
    Step {
        name: "conformance",
        environment: &[],
        command: &[XTASK, "conformance"],
    },
    Step {
        name: "report-pages",
        environment: &[],
        command: &[
            "cargo",
            "test",
            "--quiet",
            "--workspace",
            "--test",
            "store",
            "--",
            "--ignored",
            "write_the_pages_for_the_browser",
        ],
    },
    // Both skip, and say so, where Chromium or their packages are missing.
    Step {
        name: "report-browser",
        environment: &[],
        command: &["node", "tests/report/check.mjs"],
    },
    Step {
        name: "report-calendars",
        environment: &[],
        command: &["python3", "tests/report/check_calendars.py"],
    },
    Step {
        name: "release-rehearsal",
        environment: &[],
        command: &[XTASK, "release", "--rehearse", "--no-checklist"],
    },
];

pub fn step_names() -> Vec<&'static str> {
    STEPS.iter().map(|step| step.name).collect()
}

/// Runs the named steps, or all; stops at the first that fails.
pub fn run(root: &Path, only: &[String]) -> Result<(), String> {
    let chosen = STEPS
        .iter()
        .filter(|step| only.is_empty() || only.iter().any(|name| name == step.name));
    let mut is_tested = false;
    for step in chosen {
        let started = Instant::now();
        tell(&format!("==> {}: {}", step.name, step.command.join(" ")));
        let (program, arguments) = step
            .command
            .split_first()
            .ok_or("a step without a command")?;
        // Under `cargo xtask` this is the cargo that runs us.
        let program = match *program {
            "cargo" => std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
            XTASK => std::env::current_exe()
                .map_err(|error| format!("this program is not found: {error}"))?
                .into(),
            other => other.into(),
        };
        let mut command = Command::new(&program);
        if is_tested {
            command.env(workspace::COMMAND, command_of_tests(root));
        }
        let status = command
            .args(arguments)
            .envs(step.environment.iter().copied())
            .current_dir(root)
            .status()
            .map_err(|error| format!("{}: cannot run {}: {error}", step.name, program.display()))?;
        if !status.success() {
            return Err(format!("{} failed ({status})", step.name));
        }
        is_tested |= step.name == "test";
        tell(&format!(
            "==> {}: done in {:.1?}",
            step.name,
            started.elapsed()
        ));
    }
    Ok(())
}

/// The command that the tests have run.
fn command_of_tests(root: &Path) -> PathBuf {
    workspace::target(root).join("debug/works-partner")
}

fn tell(line: &str) {
    use std::io::Write as _;
    // A closed stderr is no reason to stop.
    let _ = writeln!(std::io::stderr(), "{line}");
}
