//! Everything that must hold before the crates are published, as one command.

mod registry;

use std::path::Path;
use std::process::Command;

use crate::evolve::{Level, evolve};
use crate::{DOCUMENT, Document, Settings, workspace};

pub use registry::rehearse;

/// What became of one point of the checklist.
enum Verdict {
    Holds(String),
    Fails(String),
    /// What it needs is not here; it is said, and not counted as held.
    NotRun(String),
}

struct Check {
    name: &'static str,
    run: fn(&Path) -> Result<Verdict, String>,
}

const CHECKS: &[Check] = &[
    Check {
        name: "tree",
        run: tree,
    },
    Check {
        name: "document",
        run: document,
    },
    Check {
        name: "version",
        run: version,
    },
    Check {
        name: "changelog",
        run: changelog,
    },
    Check {
        name: "generated",
        run: generated,
    },
    Check {
        name: "rust-version",
        run: rust_version,
    },
    Check {
        name: "semver",
        run: semver,
    },
    Check {
        name: "dependencies",
        run: dependencies,
    },
    Check {
        name: "packages",
        run: packages,
    },
];

/// Runs the checklist; prints a line for each point.
///
/// # Errors
///
/// The points that do not hold, once all were tried.
pub fn checklist(root: &Path, tell: &mut dyn FnMut(&str)) -> Result<(), String> {
    let mut failed = Vec::new();
    for check in CHECKS {
        let (word, text) = match (check.run)(root) {
            Ok(Verdict::Holds(text)) => ("holds", text),
            Ok(Verdict::NotRun(text)) => ("not run", text),
            Ok(Verdict::Fails(text)) | Err(text) => {
                failed.push(check.name);
                ("FAILS", text)
            }
        };
        tell(&format!("{word:<8} {:<13} {text}", check.name));
    }
    match failed.len() {
        0 => Ok(()),
        _ => Err(format!("not ready to be published: {}", failed.join(", "))),
    }
}

fn tree(root: &Path) -> Result<Verdict, String> {
    let changed = output(root, "git", &["status", "--porcelain"])?;
    Ok(match changed.lines().count() {
        0 => Verdict::Holds("everything is committed".to_owned()),
        files => Verdict::Fails(format!("{files} file(s) are not committed")),
    })
}

/// The last release, by its tag; `None` before the first.
fn last_release(root: &Path) -> Option<String> {
    let tag = output(
        root,
        "git",
        &["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"],
    );
    tag.ok()
        .map(|tag| tag.trim().to_owned())
        .filter(|tag| !tag.is_empty())
}

fn document(root: &Path) -> Result<Verdict, String> {
    let Some(tag) = last_release(root) else {
        return Ok(Verdict::NotRun(
            "there is no release to compare with".to_owned(),
        ));
    };
    let old = output(root, "git", &["show", &format!("{tag}:{DOCUMENT}")])?;
    let old = Document::parse(&old, &tag).map_err(|error| error.to_string())?;
    let new = Document::of_project(root).map_err(|error| error.to_string())?;
    let evolution = evolve(&old, &new, &Settings::project()).map_err(|error| error.to_string())?;
    let released = tag.trim_start_matches('v');
    let needed = evolution.next_version(released)?;
    let version = workspace::version(root)?;
    let change = evolution
        .level()
        .map_or_else(|| "none".to_owned(), |level: Level| level.to_string());
    Ok(if numbers(&version) >= numbers(&needed) {
        Verdict::Holds(format!(
            "the change since {tag} is {change}; {version} tells it"
        ))
    } else {
        Verdict::Fails(format!(
            "the change since {tag} is {change}, which asks for {needed} or more; the version is {version}"
        ))
    })
}

fn version(root: &Path) -> Result<Verdict, String> {
    let version = workspace::version(root)?;
    let manifest = read(root, "Cargo.toml")?;
    let others: Vec<&str> = manifest
        .lines()
        .filter(|line| line.starts_with("works-partner-") && line.contains("version"))
        .filter(|line| !line.contains(&format!("version = \"{version}\"")))
        .collect();
    if !others.is_empty() {
        return Ok(Verdict::Fails(format!(
            "not {version}: {}",
            others.join("; ")
        )));
    }
    Ok(match last_release(root) {
        Some(tag) if numbers(tag.trim_start_matches('v')) >= numbers(&version) => {
            Verdict::Fails(format!("{version} is not above {tag}"))
        }
        Some(tag) => Verdict::Holds(format!("{tag} -> {version}, in all crates")),
        None => Verdict::Holds(format!("{version} in all crates, the first release")),
    })
}

fn changelog(root: &Path) -> Result<Verdict, String> {
    let text = read(root, "CHANGELOG.md")?;
    let section = text.split("\n## ").nth(1).unwrap_or_default();
    let title = section.lines().next().unwrap_or_default().trim();
    let lines = section
        .lines()
        .filter(|line| line.starts_with("- "))
        .count();
    let version = workspace::version(root)?;
    let names_it = title == "Unreleased" || title.contains(&version);
    Ok(match (names_it, lines) {
        (true, 1..) => Verdict::Holds(format!("{lines} entries under {title}")),
        (true, _) => Verdict::Fails(format!("nothing under {title}")),
        (false, _) => Verdict::Fails(format!(
            "the first section is {title}, not Unreleased or {version}"
        )),
    })
}

fn generated(root: &Path) -> Result<Verdict, String> {
    let document = Document::of_project(root).map_err(|error| error.to_string())?;
    let generated =
        crate::generate(&document, &Settings::project()).map_err(|error| error.to_string())?;
    let drifts = crate::drift(
        &generated,
        &root.join("crates/works-partner-api/src/generated"),
    );
    Ok(match drifts.len() {
        0 => Verdict::Holds("the crate is what the document says".to_owned()),
        files => Verdict::Fails(format!(
            "{files} generated file(s) are not; run `cargo xtask generate`"
        )),
    })
}

/// Where the oldest compiler that is promised is not at hand, the dependencies' own promises are held
/// against it, and clippy's `incompatible_msrv` against our code.
fn rust_version(root: &Path) -> Result<Verdict, String> {
    let manifest = read(root, "Cargo.toml")?;
    let promised = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = "))
        .map(|value| value.trim_matches('"').to_owned())
        .ok_or("Cargo.toml has no rust-version")?;
    let metadata = output(
        root,
        "cargo",
        &["metadata", "--format-version", "1", "--locked"],
    )?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).map_err(|error| error.to_string())?;
    let published = published(&metadata);
    let newer: Vec<String> = published
        .iter()
        .filter_map(|package| {
            let text = |key| package.get(key).and_then(serde_json::Value::as_str);
            let asked = text("rust_version")?;
            (numbers(asked) > numbers(&promised)).then(|| {
                format!(
                    "{} {} asks for {asked}",
                    text("name").unwrap_or("?"),
                    text("version").unwrap_or("?")
                )
            })
        })
        .collect();
    Ok(if newer.is_empty() {
        Verdict::Holds(format!(
            "none of {} packages asks for more than {promised}",
            published.len()
        ))
    } else {
        Verdict::Fails(format!("{promised} is promised, but {}", newer.join(", ")))
    })
}

/// The packages that the published crates are built with, on any system.
fn published(metadata: &serde_json::Value) -> Vec<&serde_json::Value> {
    use serde_json::Value;
    use std::collections::{BTreeMap, BTreeSet};

    let list = |value: &'_ Value, key: &str| -> Vec<Value> {
        value
            .get(key)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let packages = metadata
        .get("packages")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let id = |value: &Value| {
        value
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let nodes = metadata
        .pointer("/resolve")
        .map(|resolve| list(resolve, "nodes"))
        .unwrap_or_default();
    let needs: BTreeMap<String, Vec<String>> = nodes
        .iter()
        .map(|node| {
            let deps = list(node, "deps").into_iter().filter(|dep| {
                list(dep, "dep_kinds")
                    .iter()
                    .any(|kind| kind.get("kind").is_none_or(|kind| kind != "dev"))
            });
            let deps =
                deps.filter_map(|dep| dep.get("pkg").and_then(Value::as_str).map(str::to_owned));
            (id(node), deps.collect())
        })
        .collect();
    let is_ours = |package: &Value| {
        package.get("source").is_some_and(Value::is_null)
            && package.get("publish").is_none_or(Value::is_null)
    };
    let mut open: Vec<String> = packages
        .iter()
        .filter(|package| is_ours(package))
        .map(id)
        .collect();
    let mut reached = BTreeSet::new();
    while let Some(next) = open.pop() {
        if reached.insert(next.clone()) {
            open.extend(needs.get(&next).cloned().unwrap_or_default());
        }
    }
    packages
        .iter()
        .filter(|package| reached.contains(&id(package)))
        .collect()
}

fn semver(root: &Path) -> Result<Verdict, String> {
    let Some(tag) = last_release(root) else {
        return Ok(Verdict::NotRun(
            "there is no release to compare with".to_owned(),
        ));
    };
    if output(root, "cargo", &["semver-checks", "--version"]).is_err() {
        return Ok(Verdict::NotRun(
            "cargo-semver-checks is not installed".to_owned(),
        ));
    }
    Ok(
        match output(
            root,
            "cargo",
            &["semver-checks", "--workspace", "--baseline-rev", &tag],
        ) {
            Ok(_) => Verdict::Holds(format!(
                "nothing public broke since {tag} that the version does not tell"
            )),
            Err(error) => Verdict::Fails(error),
        },
    )
}

/// By cargo-deny, with its advisories, and by cargo-machete. Where they are not installed, the tests hold the same rules
/// but for the advisories.
fn dependencies(root: &Path) -> Result<Verdict, String> {
    if output(root, "cargo", &["deny", "--version"]).is_err() {
        return Ok(Verdict::NotRun(
            "cargo-deny is not installed; no advisories are known".to_owned(),
        ));
    }
    let rest = ["bans", "licenses", "sources"];
    if let Err(error) = output(root, "cargo", &[&["deny", "check"][..], &rest].concat()) {
        return Ok(Verdict::Fails(error));
    }
    if let Err(error) = output(root, "cargo", &["machete"])
        && !error.contains("no such command")
    {
        return Ok(Verdict::Fails(error));
    }
    Ok(
        match output(root, "cargo", &["deny", "check", "advisories"]) {
            Ok(_) => Verdict::Holds("no advisory, ban or licence against them".to_owned()),
            Err(error) if error.contains("failed to fetch advisory database") => Verdict::NotRun(
                "bans and licences hold; the database of advisories cannot be reached".to_owned(),
            ),
            Err(error) => Verdict::Fails(error),
        },
    )
}

fn packages(root: &Path) -> Result<Verdict, String> {
    output(
        root,
        "cargo",
        &[
            "publish",
            "--workspace",
            "--dry-run",
            "--no-verify",
            "--locked",
            "--allow-dirty",
        ],
    )?;
    let metadata = output(
        root,
        "cargo",
        &["metadata", "--format-version", "1", "--no-deps", "--locked"],
    )?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).map_err(|error| error.to_string())?;
    let packages = metadata
        .get("packages")
        .and_then(serde_json::Value::as_array)
        .cloned()
        .unwrap_or_default();
    let mut told = Vec::new();
    let mut lacking = Vec::new();
    for package in packages {
        if package
            .get("publish")
            .is_some_and(|publish| !publish.is_null())
        {
            continue;
        }
        let name = package
            .get("name")
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
            .to_owned();
        for key in ["description", "license", "readme", "rust_version"] {
            if package.get(key).is_none_or(serde_json::Value::is_null) {
                lacking.push(format!("{name} has no {key}"));
            }
        }
        let files = output(
            root,
            "cargo",
            &["package", "--list", "--allow-dirty", "--package", &name],
        )?;
        for wanted in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            if !files.lines().any(|file| file == wanted) {
                lacking.push(format!("{name} has no {wanted}"));
            }
        }
        told.push(format!("{name} ({} files)", files.lines().count()));
    }
    Ok(if lacking.is_empty() {
        Verdict::Holds(told.join(", "))
    } else {
        Verdict::Fails(lacking.join("; "))
    })
}

fn numbers(version: &str) -> Vec<u64> {
    let mut numbers: Vec<u64> = version
        .split('.')
        .map(|part| part.parse().unwrap_or(0))
        .collect();
    numbers.resize(3, 0);
    numbers
}

fn read(root: &Path, file: &str) -> Result<String, String> {
    std::fs::read_to_string(root.join(file)).map_err(|error| format!("cannot read {file}: {error}"))
}

/// What a command prints; its stderr is the error where it fails.
pub(crate) fn output(folder: &Path, program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .map_err(|error| format!("cannot run {program}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!(
        "`{program} {}` failed ({}): {}",
        arguments.join(" "),
        output.status,
        String::from_utf8_lossy(&output.stderr).trim()
    ))
}
