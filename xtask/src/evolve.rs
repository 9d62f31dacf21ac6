//! What a change of the document means for those who depend on the crates: for what travels on the
//! wire, the Rust API, the rules that requests are held against, and the command line.
//!
//! The document says why; the Rust API is compared in the generated code itself, so that nothing has
//! to be guessed of what the generator makes of an edit.

mod catalog;
mod operations;
mod report;
mod rust_api;
mod schemas;

use std::fmt;

use serde_json::Value;

use crate::{Document, GenerateError, Settings, generate};

/// How much a change asks of those who depend on the crates, in the words of semantic versioning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Nothing: wording, examples, evidence.
    Patch,
    /// Nothing, but there is more than before, or something is decided in another way.
    Minor,
    /// A program, a script or a call that worked no longer does.
    Major,
}

/// Whom a change concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// What is sent and answered.
    Wire,
    /// The public items of the generated crate.
    Rust,
    /// What a request is held against before it leaves, the catalog included.
    Rules,
    /// `works-partner api` and what it shows.
    CommandLine,
    /// What is read by people alone.
    Docs,
}

/// What a change means to one of those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    pub aspect: Aspect,
    pub level: Level,
    pub reason: String,
}

/// One change of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// A JSON pointer into the document where it is: the old one for what was removed.
    pub pointer: String,
    /// The changelog's line, in the words of the vendor.
    pub text: String,
    pub effects: Vec<Effect>,
}

impl Change {
    fn new(pointer: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            text: text.into(),
            effects: Vec::new(),
        }
    }

    fn with(mut self, aspect: Aspect, level: Level, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        self.effects.push(Effect {
            aspect,
            level,
            reason,
        });
        self
    }

    /// What a call cannot do without, by its flag `flag` on the command line.
    fn needed(self, without: &str, flag: &str) -> Self {
        self.with(
            Aspect::Wire,
            Level::Major,
            format!("requests without {without} are refused"),
        )
        .with(
            Aspect::Rust,
            Level::Major,
            "programs compile, but sending fails without it",
        )
        .with(
            Aspect::CommandLine,
            Level::Major,
            format!("commands without {flag} are refused"),
        )
    }

    /// What a call had to have, and need not.
    fn spared(self) -> Self {
        self.with(Aspect::Wire, Level::Minor, "requests may leave it out")
            .with(
                Aspect::CommandLine,
                Level::Minor,
                "its flag may be left out",
            )
    }

    /// What only people read.
    fn prose(self) -> Self {
        self.with(Aspect::Docs, Level::Patch, "read by people alone")
    }

    /// The greatest level of its effects.
    pub fn level(&self) -> Level {
        self.effects
            .iter()
            .map(|effect| effect.level)
            .max()
            .unwrap_or(Level::Patch)
    }
}

/// One change of the generated crate's public API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustChange {
    /// The item, such as `types::OptionProductOrder::apply_date`.
    pub item: String,
    pub level: Level,
    pub reason: String,
}

/// All that differs between two documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evolution {
    pub changes: Vec<Change>,
    pub rust: Vec<RustChange>,
}

impl Evolution {
    /// `None` where nothing changed.
    pub fn level(&self) -> Option<Level> {
        let document = self.changes.iter().map(Change::level);
        let rust = self.rust.iter().map(|change| change.level);
        document.chain(rust).max()
    }

    /// The greatest level for one aspect; that of the Rust API counts the generated code, too.
    pub fn level_of(&self, aspect: Aspect) -> Option<Level> {
        let effects = self.changes.iter().flat_map(|change| &change.effects);
        let document = effects.filter(|effect| effect.aspect == aspect);
        let rust = self.rust.iter().filter(|_| aspect == Aspect::Rust);
        let levels = document.map(|effect| effect.level);
        levels.chain(rust.map(|change| change.level)).max()
    }

    /// The version after `current`, as cargo reads versions: below 1.0, the second number is the one
    /// that breaks.
    ///
    /// # Errors
    ///
    /// `current` is not three numbers.
    pub fn next_version(&self, current: &str) -> Result<String, String> {
        let invalid = || format!("{current} is not a version of three numbers, such as 0.1.0");
        let numbers: Result<Vec<u64>, _> = current.split('.').map(str::parse).collect();
        let numbers = numbers.map_err(|_| invalid())?;
        let [major, minor, patch] = numbers[..] else {
            return Err(invalid());
        };
        Ok(match (self.level(), major) {
            (None, _) => current.to_owned(),
            (Some(Level::Major), 0) => format!("0.{}.0", minor.saturating_add(1)),
            (Some(Level::Major), _) => format!("{}.0.0", major.saturating_add(1)),
            (Some(Level::Minor), 1..) => format!("{major}.{}.0", minor.saturating_add(1)),
            (Some(_), _) => format!("{major}.{minor}.{}", patch.saturating_add(1)),
        })
    }
}

/// Compares two documents, and the crates that are generated from them.
///
/// # Errors
///
/// One of the documents cannot become a crate.
pub fn evolve(
    old: &Document,
    new: &Document,
    settings: &Settings,
) -> Result<Evolution, GenerateError> {
    let rust = rust_api::changes(
        &generate(old, settings)?.files,
        &generate(new, settings)?.files,
    )?;
    let mut changes = about(&old.value, &new.value);
    changes.extend(operations::changes(&old.value, &new.value));
    changes.extend(schemas::changes(&old.value, &new.value));
    // Long lists begin with what matters; the order within a level is the document's.
    changes.sort_by_key(|change| std::cmp::Reverse(change.level()));
    Ok(Evolution { changes, rust })
}

/// What concerns the document as a whole.
fn about(old: &Value, new: &Value) -> Vec<Change> {
    let differs = |key: &str| old.get(key) != new.get(key);
    let mut changes = Vec::new();
    if differs("servers") {
        let url = |root: &Value| {
            let url = root.pointer("/servers/0/url").and_then(Value::as_str);
            url.unwrap_or("none").to_owned()
        };
        changes.push(
            Change::new(
                "#/servers",
                format!("The base URL is {}; it was {}.", url(new), url(old)),
            )
            .with(Aspect::Wire, Level::Major, "calls go elsewhere by default"),
        );
    }
    for key in ["info", "externalDocs", "tags", "openapi"] {
        if differs(key) {
            changes.push(
                Change::new(
                    format!("#/{key}"),
                    format!("`{key}` of the document is worded anew."),
                )
                .prose(),
            );
        }
    }
    changes
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

impl std::str::FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "patch" => Ok(Self::Patch),
            "minor" => Ok(Self::Minor),
            "major" => Ok(Self::Major),
            _ => Err("expected patch, minor or major".to_owned()),
        }
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Wire => "wire",
            Self::Rust => "Rust API",
            Self::Rules => "rules",
            Self::CommandLine => "CLI",
            Self::Docs => "docs",
        })
    }
}
