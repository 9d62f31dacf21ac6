//! What `deny.toml` asks of the dependencies, without cargo-deny: licences, sources, versions side by side. And what
//! cargo-machete looks for: dependencies that no source names. Both tools take minutes to build, and the public
//! workflow runs them; it has the advisories, too, which need a database that is not here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(xtask::root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn rules() -> toml::Table {
    toml::from_str(&fs::read_to_string(xtask::root().join("deny.toml")).unwrap()).unwrap()
}

fn packages(metadata: &Value) -> &[Value] {
    metadata["packages"].as_array().unwrap()
}

fn text<'a>(package: &'a Value, key: &str) -> &'a str {
    package[key].as_str().unwrap_or_default()
}

#[test]
fn every_licence_is_allowed() {
    let (metadata, rules) = (metadata(), rules());
    let allowed = |list: &toml::Value| -> BTreeSet<String> {
        let names = list.as_array().unwrap().iter();
        names
            .map(|name| name.as_str().unwrap().to_owned())
            .collect()
    };
    let everywhere = allowed(&rules["licenses"]["allow"]);
    let mut exceptions = BTreeMap::new();
    for exception in rules["licenses"]["exceptions"].as_array().unwrap() {
        let name = exception["crate"].as_str().unwrap();
        exceptions.insert(name, allowed(&exception["allow"]));
    }
    let mut wrong = Vec::new();
    for package in packages(&metadata) {
        let name = text(package, "name");
        let ids = match exceptions.get(name) {
            Some(more) => &everywhere | more,
            None => everywhere.clone(),
        };
        let licence = text(package, "license");
        if !fits(licence, &ids) {
            wrong.push(format!("{name}: `{licence}`"));
        }
    }
    assert!(wrong.is_empty(), "deny.toml does not allow {wrong:#?}");
    assert!(!fits("GPL-3.0-only", &everywhere));
    assert!(!fits("MIT AND (GPL-3.0-only OR AGPL-3.0)", &everywhere));
    assert!(fits("GPL-3.0-only OR (MIT AND ISC)", &everywhere));
}

/// Whether what an SPDX expression asks for is among these licences.
fn fits(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut tokens = spaced.split_whitespace().peekable();
    !expression.is_empty() && any(&mut tokens, allowed)
}

type Tokens<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(tokens: &mut Tokens<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut fits = all(tokens, allowed);
    while tokens.next_if_eq(&"OR").is_some() {
        fits |= all(tokens, allowed);
    }
    fits
}

fn all(tokens: &mut Tokens<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut fits = one(tokens, allowed);
    while tokens.next_if_eq(&"AND").is_some() {
        fits &= one(tokens, allowed);
    }
    fits
}

fn one(tokens: &mut Tokens<'_>, allowed: &BTreeSet<String>) -> bool {
    if tokens.next_if_eq(&"(").is_some() {
        let fits = any(tokens, allowed);
        assert_eq!(tokens.next(), Some(")"));
        return fits;
    }
    let mut id = tokens.next().unwrap().trim_end_matches('+').to_owned();
    if tokens.next_if_eq(&"WITH").is_some() {
        id = format!("{id} WITH {}", tokens.next().unwrap());
    }
    allowed.contains(&id)
}

#[test]
fn every_package_is_of_the_registry_or_ours() {
    let strangers: Vec<_> = packages(&metadata())
        .iter()
        .filter(|package| !package["source"].is_null())
        .map(|package| text(package, "source").to_owned())
        .filter(|source| source != "registry+https://github.com/rust-lang/crates.io-index")
        .collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn nothing_heavy_is_there_twice() {
    let (metadata, rules) = (metadata(), rules());
    let mut twice = Vec::new();
    for banned in rules["bans"]["deny"].as_array().unwrap() {
        let name = banned["crate"].as_str().unwrap();
        let versions: BTreeSet<&str> = packages(&metadata)
            .iter()
            .filter(|package| text(package, "name") == name)
            .map(|package| text(package, "version"))
            .collect();
        let most = match banned["deny-multiple-versions"].as_bool() {
            Some(true) => 1,
            _ => 0,
        };
        if versions.len() > most {
            twice.push(format!("{name} {versions:?}"));
        }
    }
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn every_dependency_is_named_by_a_source() {
    let metadata = metadata();
    let mut unused = Vec::new();
    for package in packages(&metadata) {
        if !package["source"].is_null() {
            continue;
        }
        let manifest = Path::new(text(package, "manifest_path"));
        let mut sources = String::new();
        read_sources(manifest.parent().unwrap(), &mut sources);
        let ignored = package["metadata"]["cargo-machete"]["ignored"].clone();
        for dependency in package["dependencies"].as_array().unwrap() {
            let name = match dependency["rename"].as_str() {
                Some(rename) => rename,
                None => text(dependency, "name"),
            };
            let is_ignored = ignored
                .as_array()
                .is_some_and(|list| list.contains(&name.into()));
            if !is_ignored && !names(&sources, &name.replace('-', "_")) {
                unused.push(format!("{}: {name}", text(package, "name")));
            }
        }
    }
    assert!(unused.is_empty(), "no source names {unused:?}");
}

fn names(sources: &str, name: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    sources.match_indices(name).any(|(at, _)| {
        let (before, rest) = sources.split_at(at);
        let after = rest.strip_prefix(name).unwrap_or_default();
        !is_word(before.chars().next_back()) && !is_word(after.chars().next())
    })
}

fn read_sources(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("target") && !path.ends_with("node_modules") {
                read_sources(&path, sources);
            }
        } else if path.extension().is_some_and(|it| it == "rs" || it == "md") {
            // The examples of READMEs are compiled, too.
            sources.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
