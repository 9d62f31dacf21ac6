//! The targets without libFuzzer: what they start from, what was found before, and as many mutations of both as take
//! seconds. `FUZZ_FACTOR=100` tries a hundred times as many.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use works_partner_fuzz::mutate::mutated;
use works_partner_fuzz::{TARGETS, Target};

#[test]
fn no_target_panics() {
    let next = AtomicUsize::new(0);
    // Each target in the order of the table, on as many threads as there is room for.
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(target) = TARGETS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    tried(target);
                }
            });
        }
    });
}

fn tried(target: &Target) {
    let mut inputs = (target.seeds)();
    inputs.extend(findings(target.name));
    assert!(!inputs.is_empty(), "{} starts from nothing", target.name);
    for input in &inputs {
        (target.run)(input);
    }
    let factor: u32 = std::env::var("FUZZ_FACTOR").map_or(1, |text| text.parse().unwrap());
    let mut rng = fastrand::Rng::with_seed(13);
    for _ in 0..target.short.saturating_mul(factor) {
        let input = mutated(&inputs, &mut rng);
        let kept = Kept {
            target: target.name,
            input: &input,
        };
        (target.run)(&input);
        std::mem::forget(kept);
    }
}

/// What a target panicked on is told, so that it can become a finding.
struct Kept<'a> {
    target: &'a str,
    input: &'a [u8],
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        let path = std::env::temp_dir().join(format!("{}.finding", self.target));
        let _ = fs::write(&path, self.input);
        eprintln!("{} panicked on {}", self.target, path.display());
    }
}

fn findings(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("findings")
        .join(target);
    let Ok(files) = fs::read_dir(folder) else {
        return Vec::new();
    };
    files
        .map(|file| fs::read(file.unwrap().path()).unwrap())
        .collect()
}
