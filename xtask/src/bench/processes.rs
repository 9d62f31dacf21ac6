//! Programs that are run to their end, and what they took.

use std::process::Command;
use std::time::Instant;

/// Runs a command to its end, and gives what it printed.
pub(super) fn output(command: &mut Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|error| format!("{} cannot be run: {error}", shown(command)))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let stdout = String::from_utf8_lossy(&output.stdout);
    let said = [stderr.trim(), stdout.trim()].join("\n");
    let from = said.char_indices().rev().nth(4000).map_or(0, |(at, _)| at);
    Err(format!(
        "{} failed: {}",
        shown(command),
        said.get(from..).unwrap_or_default()
    ))
}

fn shown(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// The cargo that runs us, or the one on the path, without what cargo has told us about ourselves.
pub(super) fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&*name);
        }
    }
    cargo
}

/// What running a command took, with all processes that it started and waited for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spent {
    /// In seconds, the kernel's time included.
    pub(super) cpu: f64,
    /// In seconds.
    pub(super) wall: f64,
}

/// Runs commands one after the other, and gives what one took on the average.
pub(super) fn spent(commands: impl IntoIterator<Item = Command>) -> Result<Spent, String> {
    let mut walls = Vec::new();
    let before = children()?;
    for mut command in commands {
        let started = Instant::now();
        output(&mut command)?;
        walls.push(started.elapsed().as_secs_f64());
    }
    let runs = walls.len() as f64;
    Ok(Spent {
        cpu: (children()? - before) / runs,
        wall: super::median(walls)?,
    })
}

/// The CPU seconds of all children that were waited for.
fn children() -> Result<f64, String> {
    stat("/proc/self/stat", [15, 16])
}

/// The CPU seconds of a running process.
pub(super) fn process(id: u32) -> Result<f64, String> {
    stat(&format!("/proc/{id}/stat"), [13, 14])
}

/// Fields of `/proc/PID/stat`, from 0, that count clock ticks. Linux tells them in hundredths of a second.
fn stat(file: &str, fields: [usize; 2]) -> Result<f64, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    // The program's name is in parentheses, and may have spaces.
    let after_name = text.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let ticks = fields.map(|field| {
        let text = after_name.split(' ').nth(field.saturating_sub(2));
        text.and_then(|text| text.parse::<f64>().ok())
    });
    match ticks {
        [Some(user), Some(system)] => Ok((user + system) / 100.0),
        _ => Err(format!("{file} has no CPU time")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_takes_time() {
        let mut sleep = Command::new("sleep");
        sleep.arg("0.05");
        let spent = spent([sleep]).unwrap();
        assert!(spent.wall >= 0.05 && spent.cpu < spent.wall, "{spent:?}");
    }

    #[test]
    fn a_failure_tells_what_was_said() {
        let mut sh = Command::new("sh");
        sh.args(["-c", "echo because >&2; exit 3"]);
        assert_eq!(output(&mut sh).unwrap_err(), "sh failed: because\n");
    }
}
