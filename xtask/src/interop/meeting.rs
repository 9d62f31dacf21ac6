//! What `meeting.toml` declares.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// One tool of others, and what is expected of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Meeting {
    /// The folder's name.
    #[serde(skip)]
    pub name: String,
    #[serde(skip)]
    pub folder: PathBuf,
    /// What of ours it is about: a heading of the page.
    pub about: String,
    /// What it is called on the page.
    pub tool: String,
    /// A shell command whose first line is the version.
    pub version: String,
    pub verdict: Verdict,
    /// What to set, in Markdown, where the verdict asks for it.
    #[serde(default)]
    pub set: String,
    /// The script, run by what its name ends with.
    pub run: String,
    /// A sed program (`sed -E`, `s/…/…/`) that spoils what we give to the tool; anything else is for the script, in
    /// `INTEROP_BREAK`.
    pub broken: String,
    /// Part of continuous integration.
    #[serde(default)]
    pub short: bool,
    /// A sandbox is served for it: `BASE_URL` and `ACCESS_TOKEN`.
    #[serde(default)]
    pub sandbox: bool,
    /// After how many minutes it has failed.
    #[serde(default = "ten")]
    pub minutes: u32,
    /// Commands that the machine must have, and the packages that bring them.
    #[serde(default)]
    pub needs: BTreeMap<String, String>,
    /// What is installed into the target folder, each with its version.
    #[serde(default)]
    pub pip: Vec<String>,
    #[serde(default)]
    pub npm: Vec<String>,
    #[serde(default)]
    pub cargo: Vec<String>,
    /// What the script prints, as `CHECK = VALUE`.
    pub expect: BTreeMap<String, String>,
}

/// How well a tool works with us; the page has it.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Works,
    WithSettings,
    Partly,
    No,
}

impl Meeting {
    /// All of a folder, by name.
    pub fn all(folder: &Path) -> Result<Vec<Self>, String> {
        let told = |error: std::io::Error| format!("cannot read {}: {error}", folder.display());
        let mut meetings = Vec::new();
        for entry in fs::read_dir(folder).map_err(told)? {
            let folder = entry.map_err(told)?.path();
            let file = folder.join("meeting.toml");
            if file.is_file() {
                meetings.push(Self::read(folder, &file)?);
            }
        }
        meetings.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(meetings)
    }

    fn read(folder: PathBuf, file: &Path) -> Result<Self, String> {
        let told = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
        let text = fs::read_to_string(file).map_err(|error| told(&error))?;
        let mut meeting: Self = toml::from_str(&text).map_err(|error| told(&error))?;
        let name = folder.file_name().unwrap_or_default();
        meeting.name = name.to_string_lossy().into_owned();
        meeting.folder = folder;
        if meeting.expect.is_empty() {
            return Err(told(&"nothing is expected"));
        }
        // The other verdicts say to whoever reads the page that something is to be done.
        let needs_words = meeting.verdict != Verdict::Works;
        if needs_words == meeting.set.is_empty() {
            return Err(told(&"`set` goes with every verdict but `works`"));
        }
        let packages = [&meeting.pip, &meeting.npm, &meeting.cargo];
        for package in packages.into_iter().flatten() {
            let version = package.trim_start_matches('@');
            if !version.contains(['@', '=']) {
                return Err(told(&format!("{package} has no version")));
            }
        }
        Ok(meeting)
    }

    pub(super) fn is_broken_by_sed(&self) -> bool {
        self.broken.starts_with("s/")
    }

    /// What runs the script.
    pub fn interpreter(&self) -> Result<&'static str, String> {
        match Path::new(&self.run)
            .extension()
            .and_then(|name| name.to_str())
        {
            Some("sh") => Ok("bash"),
            Some("py") => Ok("python3"),
            Some("mjs") => Ok("node"),
            _ => Err(format!(
                "{}: the script ends in .sh, .py or .mjs",
                self.name
            )),
        }
    }

    /// Where what was seen is not what is expected, a line each.
    pub fn differences(&self, seen: &BTreeMap<String, String>) -> Vec<String> {
        let missing = self.expect.iter().filter_map(|(check, expected)| {
            let value = seen.get(check).map_or("nothing", String::as_str);
            let differs = value != expected;
            differs.then(|| format!("{check}: expected {expected}, saw {value}"))
        });
        let new = seen
            .iter()
            .filter(|(check, _)| !self.expect.contains_key(*check));
        let new = new.map(|(check, value)| format!("{check}: expected nothing, saw {value}"));
        missing.chain(new).collect()
    }
}

fn ten() -> u32 {
    10
}
