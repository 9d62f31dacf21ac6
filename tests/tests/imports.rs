//! The top-level modules of each crate import each other in one direction, and validation knows
//! nothing of how requests travel.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "these are tests, helpers included"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const CRATES: &[&str] = &[
    "crates/works-partner-api",
    "crates/works-partner-cli",
    "crates/works-partner-ext",
    "crates/works-partner-plan",
    "crates/works-partner-sandbox",
    "crates/works-partner-store",
    "xtask",
];

/// What `ext/src/validation` must not import.
const NOT_FOR_VALIDATION: &[&str] = &[
    "client",
    "credentials",
    "engine",
    "error",
    "operations",
    "reply",
    "requests",
];

/// Which top-level module imports which, and one file that does.
type Imports = BTreeMap<String, BTreeMap<String, String>>;

#[test]
fn modules_import_each_other_in_one_direction() {
    let mut circles: Vec<String> = Vec::new();
    for name in CRATES {
        let imports = imports_of(&root().join(name).join("src"));
        for circle in circles_in(&imports) {
            circles.push(format!("{name}: {circle}"));
        }
    }
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn validation_knows_nothing_of_how_requests_travel() {
    let imports = imports_of(&root().join("crates/works-partner-ext/src"));
    let imported = &imports["validation"];
    assert!(imported.contains_key("catalog"), "{imported:?}");
    for other in NOT_FOR_VALIDATION {
        assert!(imports.contains_key(*other), "{other} is renamed");
        assert_eq!(imported.get(*other), None, "validation imports {other}");
    }
}

#[test]
fn imports_are_read_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let src = folder.path();
    fs::create_dir(src.join("a")).unwrap();
    fs::write(
        src.join("lib.rs"),
        "mod a;\nmod b;\npub use b::{Bee, C as Sea};\n",
    )
    .unwrap();
    let a = "// use crate::no;\nuse crate::{\n    x::Y, // z\n    d::{e, f},\n    Sea,\n};\n";
    fs::write(src.join("a.rs"), a).unwrap();
    let deep = "use super::super::g::h;\nuse super::own;\nfn f() { crate::i::j() }\n\
                #[cfg(test)]\nmod tests { use crate::k; }\n";
    fs::write(src.join("a/deep.rs"), deep).unwrap();
    fs::write(src.join("b.rs"), "use super::a::A;\n").unwrap();
    let imports = imports_of(src);
    let of_a: Vec<&str> = imports["a"].keys().map(String::as_str).collect();
    assert_eq!(of_a, ["b", "d", "g", "i", "x"]);
    assert_eq!(circles_in(&imports).len(), 1);
}

fn root() -> PathBuf {
    let here = std::env::current_dir().unwrap();
    here.parent().unwrap().to_owned()
}

fn imports_of(src: &Path) -> Imports {
    let roots = ["lib.rs", "main.rs"].map(|file| fs::read_to_string(src.join(file)));
    let exported = roots
        .iter()
        .flatten()
        .fold(BTreeMap::new(), |mut all, text| {
            all.extend(exports(&code(text)));
            all
        });
    let mut imports = Imports::new();
    for file in files(src) {
        let place = file.strip_prefix(src).unwrap().with_extension("");
        let modules: Vec<String> = place
            .iter()
            .map(|part| part.to_str().unwrap().to_owned())
            .filter(|part| part != "mod")
            .collect();
        // The roots declare all modules, and tests may look at a module from above.
        let [own, ..] = modules.as_slice() else {
            continue;
        };
        if ["lib", "main"].contains(&own.as_str()) || modules.last().unwrap() == "tests" {
            continue;
        }
        let of_own = imports.entry(own.clone()).or_default();
        for name in mentioned(&code(&fs::read_to_string(&file).unwrap()), modules.len()) {
            let module = exported.get(&name).unwrap_or(&name);
            if module != own {
                let file = place.display().to_string();
                of_own.entry(module.clone()).or_insert(file);
            }
        }
    }
    imports
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// Without comments and inline tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let text = text.split("#[cfg(test)]\n#[allow(").next().unwrap();
    let lines = text.lines().map(|line| line.split("//").next().unwrap());
    lines.collect::<Vec<_>>().join("\n")
}

/// What the root of a crate exports under a name of its own, and from which module.
fn exports(code: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for statement in code.split("use ").skip(1) {
        let statement = statement.split(';').next().unwrap();
        let Some((module, rest)) = statement.split_once("::") else {
            continue;
        };
        let module = module.trim_start_matches("crate::");
        for name in rest.split([',', '{', '}']) {
            let name = name.rsplit("::").next().unwrap();
            let name = name.rsplit(" as ").next().unwrap().trim();
            if !name.is_empty() {
                found.push((name.to_owned(), module.to_owned()));
            }
        }
    }
    found
}

/// The first names of all paths that begin at the crate's root, in a module so deep.
fn mentioned(code: &str, depth: usize) -> BTreeSet<String> {
    let from_below = "super::".repeat(depth);
    let mut found = BTreeSet::new();
    for prefix in ["crate::", &from_below] {
        for (at, _) in code.match_indices(prefix) {
            let is_whole =
                !code[..at].ends_with(|c: char| c.is_alphanumeric() || "_:$".contains(c));
            if is_whole {
                found.extend(first_names(&code[at + prefix.len()..]));
            }
        }
    }
    found
}

/// The name that a path goes on with, or the names in its braces.
fn first_names(rest: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        let text = text.trim_start();
        text.chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let Some(list) = rest.strip_prefix('{') else {
        return vec![word(rest)];
    };
    let mut depth = 0_usize;
    let mut names = Vec::new();
    let mut item = String::new();
    for c in list.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => names.push(word(&std::mem::take(&mut item))),
            _ => {
                depth += usize::from(c == '{');
                depth -= usize::from(c == '}');
                item.push(c);
            }
        }
    }
    names.push(word(&item));
    names.retain(|name| !name.is_empty());
    names
}

/// Each pair of modules that reach each other, with the file that takes each next step.
fn circles_in(imports: &Imports) -> Vec<String> {
    let mut found = Vec::new();
    for start in imports.keys() {
        // A circle is told once, by the first of its modules.
        if let Some(path) = way_back(imports, start)
            && path.iter().all(|(module, _)| module >= start)
        {
            let steps = path.iter().map(|(to, file)| format!(" -> {to} ({file})"));
            found.push(format!("{start}{}", steps.collect::<String>()));
        }
    }
    found
}

/// The shortest way from a module back to it.
fn way_back(imports: &Imports, start: &str) -> Option<Vec<(String, String)>> {
    let mut ways = vec![(start.to_owned(), Vec::new())];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut further = Vec::new();
        for (module, way) in &ways {
            for (to, file) in imports.get(module).into_iter().flatten() {
                let mut way: Vec<(String, String)> = way.clone();
                way.push((to.clone(), file.clone()));
                if to == start {
                    return Some(way);
                }
                if seen.insert(to.clone()) {
                    further.push((to.clone(), way));
                }
            }
        }
        ways = further;
    }
    None
}

/// Without its default features, the client compiles where there is no compiler of C, and without the client,
/// in a browser.
#[test]
fn only_features_need_c() {
    let needed = |target: &str, features: &str| -> Vec<String> {
        let output = std::process::Command::new(env!("CARGO"))
            .args(["tree", "--offline", "--edges=normal,build", "--prefix=none"])
            .args(["--package=works-partner-ext", "--no-default-features"])
            .args(["--target", target, "--features", features])
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{told}");
        let tree = String::from_utf8(output.stdout).unwrap();
        assert!(tree.starts_with("works-partner-ext "), "{tree}");
        let names = tree.lines().filter_map(|line| line.split(' ').next());
        // These are the interfaces of Linux and of browsers, in Rust.
        let is_rust = |name: &str| ["linux-raw-sys", "js-sys", "web-sys"].contains(&name);
        names
            .filter(|name| {
                ["cc", "cmake", "bindgen", "pkg-config"].contains(name) || name.ends_with("-sys")
            })
            .filter(|name| !is_rust(name))
            .map(str::to_owned)
            .collect()
    };
    let linux = "x86_64-unknown-linux-gnu";
    for features in ["", "client", "blocking,login-listener,token-store"] {
        assert_eq!(needed(linux, features), [""; 0], "{features}");
    }
    assert_eq!(needed("wasm32-unknown-unknown", ""), [""; 0]);
    assert!(needed(linux, "service-account").contains(&"aws-lc-sys".to_owned()));
}
