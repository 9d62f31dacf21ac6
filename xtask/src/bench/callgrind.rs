//! Instructions and allocations, counted by valgrind's callgrind.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use super::processes::output;
use super::programs::Program;
use super::server::Server;

/// What one call costs.
pub(super) struct Counts {
    pub(super) instructions: f64,
    pub(super) allocations: f64,
}

const FEW: u32 = 100;
const MANY: u32 = 600;

/// What the calls beyond [`FEW`] cost each.
pub(super) fn per_call(
    program: &Program,
    server: &Server,
    folder: &Path,
) -> Result<Counts, String> {
    let few = count(program, server, folder, FEW)?;
    let many = count(program, server, folder, MANY)?;
    let calls = f64::from(MANY - FEW);
    Ok(Counts {
        instructions: (many.instructions - few.instructions) / calls,
        allocations: (many.allocations - few.allocations) / calls,
    })
}

fn count(program: &Program, server: &Server, folder: &Path, calls: u32) -> Result<Counts, String> {
    let file = folder.join("callgrind.out");
    let mut command = Command::new("valgrind");
    command
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", file.display()));
    program.run(&mut command, calls, server);
    output(&mut command)?;
    let profile =
        std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    read(&profile).ok_or_else(|| format!("{}: not callgrind's format", file.display()))
}

/// The sum of instructions, and how often the functions were called that allocate.
fn read(profile: &str) -> Option<Counts> {
    const ALLOCATING: [&str; 5] = [
        "malloc",
        "calloc",
        "realloc",
        "posix_memalign",
        "aligned_alloc",
    ];
    let mut names: HashMap<&str, &str> = HashMap::new();
    let (mut instructions, mut allocations) = (None, 0.0);
    let mut called = "";
    for line in profile.lines() {
        if let Some(rest) = line.strip_prefix("fn=").or(line.strip_prefix("cfn=")) {
            // `(12) name` the first time, `(12)` from then on.
            let (id, name) = rest.split_once(' ').unwrap_or((rest, ""));
            if !name.is_empty() {
                names.insert(id, name);
            }
            if line.starts_with("cfn=") {
                called = names.get(id).copied().unwrap_or_default();
            }
        } else if let Some(rest) = line.strip_prefix("calls=") {
            if ALLOCATING.contains(&called) {
                allocations += rest.split(' ').next()?.parse::<f64>().ok()?;
            }
        } else if let Some(rest) = line.strip_prefix("totals:") {
            instructions = rest.trim().parse::<f64>().ok();
        }
    }
    Some(Counts {
        instructions: instructions?,
        allocations,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_and_allocations_are_read() {
        let profile = "fn=(1) main\n16 5\ncfn=(2) malloc\ncalls=3 0\n16 30\ncfn=(3) free\ncalls=9 0\n\
                       16 1\nfn=(3)\n1 1\ncfn=(2)\ncalls=4 0\n1 2\ntotals: 1234\n";
        let counts = read(profile).unwrap();
        assert_eq!((counts.instructions, counts.allocations), (1234.0, 7.0));
        assert!(read("fn=(1) main\n").is_none());
    }
}
