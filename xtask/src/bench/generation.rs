//! Generating the whole document, beside openapi-generator.

use std::path::Path;
use std::process::Command;

use super::comparisons as names;
use super::figures::Figures;
use super::processes::{Spent, output, spent};
use super::trees::Trees;
use super::{Options, median};

const ROUNDS: usize = 3;
const IN_A_ROW: usize = 5;

pub(super) fn prepare(trees: &Trees) -> Result<(), String> {
    // Built for speed as one of the whole workspace, which shares the dependencies of the other benchmarks; for
    // debugging as `cargo xtask` is.
    for arguments in [
        ["--workspace", "--bin", "xtask", "--profile", "bench"].as_slice(),
        &["--package", "xtask"],
    ] {
        let mut build = trees.cargo(&trees.root);
        output(build.args(["build", "--quiet"]).args(arguments))?;
    }
    trees.python_program("openapi-generator-cli").map(drop)
}

pub(super) fn measure(trees: &Trees, _: &Options, figures: &mut Figures) -> Result<(), String> {
    let target = trees.folder.parent().unwrap_or(&trees.folder);
    // Profiles that inherit from `release` share its folder.
    let out = trees.folder.join("generated");
    let ours = |profile: &str| generate(trees, &target.join(profile).join("xtask"), &out);
    let theirs = trees.folder.join("generated-peer");
    let mut times = [(); 3].map(|()| Vec::new());
    for _ in 0..ROUNDS {
        let [release, debug, peer] = &mut times;
        release.push(spent((0..IN_A_ROW).map(|_| ours("release")))?);
        debug.push(spent((0..IN_A_ROW).map(|_| ours("debug")))?);
        peer.push(spent([trees.generate_peer(&theirs)?])?);
    }
    let subjects = [
        names::GENERATION,
        names::GENERATION_DEBUG,
        names::GENERATION_PEER,
    ];
    for (subject, times) in subjects.into_iter().zip(times) {
        let of = |part: fn(&Spent) -> f64| median(times.iter().map(part).collect());
        figures.set(subject, names::CPU_SECONDS, of(|it| it.cpu)?);
        figures.set(subject, names::WALL_SECONDS, of(|it| it.wall)?);
    }
    Ok(())
}

fn generate(trees: &Trees, xtask: &Path, out: &Path) -> Command {
    let mut generate = Command::new(xtask);
    generate.current_dir(&trees.root).arg("generate");
    generate.arg("--out").arg(out);
    generate
}
