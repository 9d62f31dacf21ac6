//! Clean builds. CPU time is that of all compilers, linkers and tests together.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::comparisons as names;
use super::figures::Figures;
use super::processes::{Spent, output, spent};
use super::tenfold;
use super::trees::{Trees, make_folder, read, write};
use super::{Options, median, tell};
use crate::{Document, Settings};

const ROUNDS: usize = 2;
/// Of compiling one crate, which takes seconds and varies by a fifth.
const CRATE_ROUNDS: usize = 3;

/// The same for all crates: what our workspace says.
const PROFILE: [&str; 4] = [
    "--config",
    "profile.dev.debug=\"line-tables-only\"",
    "--config",
    "profile.dev.package.\"*\".debug=false",
];

pub(super) fn prepare_crate(trees: &Trees) -> Result<(), String> {
    trees.peer()?;
    for times in [1, 10] {
        crate_of(trees, times)?;
    }
    Ok(())
}

pub(super) fn measure_crate(
    trees: &Trees,
    _: &Options,
    figures: &mut Figures,
) -> Result<(), String> {
    let (ours, peer) = (crate_of(trees, 1)?, trees.peer()?);
    let subjects = [
        (names::CRATE, ours.as_path(), OURS),
        (names::CRATE_PEER, peer.as_path(), PEER),
    ];
    let mut times = [(); 2].map(|()| Vec::new());
    for round in 0..ROUNDS {
        for ((subject, tree, arguments), times) in subjects.iter().zip(&mut times) {
            tell(subject);
            let target = cleaned(&trees.folder.join("crate-target"))?;
            let mut clean = build(trees, tree, arguments, &target);
            if round == 0 {
                // Downloads nothing while it is measured.
                output(trees.cargo(tree).args(["fetch", "--quiet"]))?;
            }
            times.push(spent([build(trees, tree, arguments, &target)])?);
            if round == 0 {
                let messages = output(clean.args(["--message-format", "json"]))?;
                figures.set(subject, names::PACKAGES, packages(&messages));
            }
        }
    }
    for ((subject, ..), times) in subjects.iter().zip(times) {
        set(figures, subject, &times)?;
    }

    // One after the other in a target folder with all dependencies: only the crate itself is compiled.
    let target = trees.folder.join("crate-target");
    let subjects = [(names::ONEFOLD, 1), (names::TENFOLD, 10)];
    let mut times = [(); 2].map(|()| Vec::new());
    for round in 0..=CRATE_ROUNDS {
        for ((subject, fold), times) in subjects.iter().zip(&mut times) {
            tell(subject);
            let tree = crate_of(trees, *fold)?;
            output(Command::new("touch").arg(tree.join("crates/works-partner-api/src/lib.rs")))?;
            let took = spent([build(trees, &tree, OURS, &target)])?;
            if round > 0 {
                times.push(took);
            }
        }
    }
    for ((subject, _), times) in subjects.iter().zip(times) {
        set(figures, subject, &times)?;
    }
    let _ = std::fs::remove_dir_all(&target);
    Ok(())
}

const OURS: &[&str] = &["--package", "works-partner-api"];
const PEER: &[&str] = &[
    "--package",
    "peer-client",
    "--no-default-features",
    "--features",
    "rustls",
];

fn build(trees: &Trees, tree: &Path, arguments: &[&str], target: &Path) -> Command {
    let mut build = trees.cargo(tree);
    build
        .args(["build", "--quiet"])
        .args(arguments)
        .args(PROFILE);
    build.env("CARGO_TARGET_DIR", target);
    build.env("CARGO_INCREMENTAL", "0");
    build.env_remove("CARGO_PROFILE_DEV_DEBUG");
    build
}

/// How many packages cargo has built.
fn packages(messages: &str) -> f64 {
    let ids = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let id = message.get("package_id")?.as_str()?;
        (message.get("reason")? == "compiler-artifact").then(|| id.to_owned())
    });
    ids.collect::<std::collections::BTreeSet<_>>().len() as f64
}

fn set(figures: &mut Figures, subject: &str, times: &[Spent]) -> Result<(), String> {
    let of = |part: fn(&Spent) -> f64| median(times.iter().map(part).collect());
    figures.set(subject, names::CPU_SECONDS, of(|it| it.cpu)?);
    figures.set(subject, names::WALL_SECONDS, of(|it| it.wall)?);
    Ok(())
}

/// An empty folder.
fn cleaned(folder: &Path) -> Result<PathBuf, String> {
    let _ = std::fs::remove_dir_all(folder);
    make_folder(folder)?;
    Ok(folder.to_owned())
}

/// The generated crate alone in a workspace, from a document that is so many times as large.
fn crate_of(trees: &Trees, times: usize) -> Result<PathBuf, String> {
    let tree = trees.folder.join(format!("crate-times-{times}"));
    let source = read(&trees.document())?;
    let stamp = tree.join("document.yaml");
    if read(&stamp).is_ok_and(|made_from| made_from == source) {
        return Ok(tree);
    }
    let folder = cleaned(&tree)?.join("crates");
    make_folder(&folder)?;
    let mut copy = Command::new("cp");
    copy.arg("-r")
        .arg(trees.root.join("crates/works-partner-api"));
    output(copy.arg(&folder))?;
    let manifest = alone(&read(&trees.root.join("Cargo.toml"))?)?;
    write(&tree.join("Cargo.toml"), &manifest)?;
    write(
        &tree.join("Cargo.lock"),
        &read(&trees.root.join("Cargo.lock"))?,
    )?;
    let document = Document::of_project(&trees.root).map_err(|error| error.to_string())?;
    let large = tenfold::times(&document.value, times);
    let large = Document::parse(&large.to_string(), "document").map_err(|it| it.to_string())?;
    let generated = crate::generate(&large, &Settings::project());
    let generated = generated.map_err(|error| error.to_string())?;
    let out = tree.join("crates/works-partner-api/src/generated");
    crate::write(&generated, &out).map_err(|error| error.to_string())?;
    write(&stamp, &source)?;
    Ok(tree)
}

/// The manifest of a workspace of which the generated crate is the only member. cargo warns of profiles for
/// packages that are not there, so that it has none.
fn alone(manifest: &str) -> Result<String, String> {
    let members = manifest.split_once("\nmembers = [");
    let members = members.and_then(|(before, after)| Some((before, after.split_once(']')?.1)));
    let (before, after) = members.ok_or("Cargo.toml has no line `members = […]`")?;
    let after = after.split("\n[profile.").next().unwrap_or_default();
    Ok(format!(
        "{before}\nmembers = [\"crates/works-partner-api\"]{after}\n"
    ))
}

pub(super) fn prepare_tests(trees: &Trees) -> Result<(), String> {
    for tree in [trees.root.clone(), tests_before(trees)?] {
        output(trees.cargo(&tree).args(["fetch", "--quiet"]))?;
    }
    Ok(())
}

/// The build before without the programs of this benchmark.
fn tests_before(trees: &Trees) -> Result<PathBuf, String> {
    trees.archived("tests-before")
}

pub(super) fn measure_tests(
    trees: &Trees,
    _: &Options,
    figures: &mut Figures,
) -> Result<(), String> {
    for (subject, tree) in [
        (names::TESTS, trees.root.clone()),
        (names::TESTS_BEFORE, tests_before(trees)?),
    ] {
        tell(subject);
        let target = cleaned(&trees.folder.join("tests-target"))?;
        let mut test = trees.cargo(&tree);
        test.args(["test", "--workspace", "--quiet", "--no-fail-fast"]);
        test.env("CARGO_TARGET_DIR", &target);
        test.env("CARGO_INCREMENTAL", "0");
        test.env("INSTA_UPDATE", "no");
        test.env_remove("CARGO_PROFILE_DEV_DEBUG");
        // A test that fails on this machine takes its time all the same.
        let mut shell = Command::new("sh");
        let log = trees
            .folder
            .join(format!("{}.log", subject.replace([' ', ','], "-")));
        shell.args(["-c", "log=$1; shift; \"$@\" >\"$log\" 2>&1 || true", "sh"]);
        shell
            .arg(&log)
            .arg(test.get_program())
            .args(test.get_args());
        shell.current_dir(&tree);
        for (name, value) in test.get_envs() {
            match value {
                Some(value) => shell.env(name, value),
                None => shell.env_remove(name),
            };
        }
        let took = spent([shell])?;
        set(figures, subject, &[took])?;
        let log = read(&log)?;
        let failed = log
            .lines()
            .filter(|line| line.starts_with("test result: FAILED"));
        match failed.count() {
            0 if log.contains("test result: ok") => {}
            0 => return Err(format!("{subject}: nothing was tested: {log}")),
            failed => figures.note(format!("{subject}: tests failed in {failed} programs.")),
        }
        let _ = std::fs::remove_dir_all(&target);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_of_any_members_can_be_narrowed() {
        let manifest = "[workspace]\nmembers = [\n  \"crates/*\",\n  \"new\",\n]\nresolver = \"3\"\n\
                        [workspace.lints.rust]\nunsafe_code = \"forbid\"\n[profile.dev.package]\na.opt-level = 2\n";
        assert_eq!(
            alone(manifest).unwrap(),
            "[workspace]\nmembers = [\"crates/works-partner-api\"]\nresolver = \"3\"\n\
             [workspace.lints.rust]\nunsafe_code = \"forbid\"\n"
        );
        assert!(alone("[package]\n").is_err());
    }
}
