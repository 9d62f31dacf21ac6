//! The configuration file: profiles, and which of them is meant where none is named.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Format;
use crate::settings::paths;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    default_profile: Option<String>,
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
}

/// Hosts and an account under a name. Secrets are in files of their own.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Profile {
    pub(super) base_url: Option<String>,
    pub(super) auth_url: Option<String>,
    #[serde(default)]
    pub(super) allowed_hosts: Vec<String>,
    pub(super) client_id: Option<String>,
    pub(super) client_secret_file: Option<String>,
    pub(super) service_account: Option<String>,
    pub(super) private_key_file: Option<String>,
    #[serde(default)]
    pub(super) private_key_group_readable: bool,
    pub(super) scope: Option<String>,
    pub(super) rate_limit: Option<NonZeroU32>,
    pub(super) concurrency: Option<NonZeroUsize>,
    pub(super) output: Option<Format>,
}

/// The file to read: the one that is named, else the usual one if it is there.
pub(super) fn path(named: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
    match named.filter(|path| !path.as_os_str().is_empty()) {
        Some(path) => Ok(Some(path.to_owned())),
        None => Ok(paths::configuration().filter(|path| path.exists())),
    }
}

impl File {
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(|error: io::Error| {
            let message = format!(
                "the configuration file {} cannot be read: {error}",
                path.display()
            );
            Failure::new(Exit::Usage, message)
        })?;
        Self::parse(&text, path)
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Failure> {
        toml::from_str(text).map_err(|error| mistake(&error, text, path))
    }

    /// The profile of that name, else the default one, with its name.
    pub(super) fn profile(
        mut self,
        named: Option<&str>,
        path: &Path,
    ) -> Result<Option<(String, Profile, PathBuf)>, Failure> {
        let Some(name) = named.or(self.default_profile.as_deref()) else {
            return Ok(None);
        };
        let name = name.to_owned();
        match self.profiles.remove(&name) {
            Some(profile) => Ok(Some((name, profile, path.to_owned()))),
            None => {
                let known: Vec<_> = self
                    .profiles
                    .keys()
                    .map(|name| format!("`{name}`"))
                    .collect();
                let known = match known.as_slice() {
                    [] => "it has none".to_owned(),
                    known => format!("it has {}", known.join(", ")),
                };
                let path = path.display();
                let message = format!("there is no profile `{name}` in {path}; {known}");
                Err(Failure::new(Exit::Usage, message))
            }
        }
    }
}

/// The place and the mistake. The line itself is not shown: a secret may have got into it.
fn mistake(error: &toml::de::Error, text: &str, path: &Path) -> Failure {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map_or_else(String::new, |before| {
        format!(", line {}", before.matches('\n').count() + 1)
    });
    // A value of a wrong type would be quoted.
    let message = error.message();
    let message = match message.strip_prefix("invalid type: string ") {
        Some(rest) => {
            let line = before.and_then(|before| before.lines().next_back());
            let key = line.and_then(|line| line.split_once('='));
            let key = key.map_or("a key", |(key, _)| key.trim());
            let expected = rest.rsplit_once(", expected ");
            let expected = expected.map_or("something else", |(_, expected)| expected);
            format!("{key} is a string, expected {expected}")
        }
        None => message.to_owned(),
    };
    // What Rust calls its types says nothing to those who write such a file.
    let message = ["a nonzero u32", "a nonzero usize"]
        .iter()
        .fold(message, |message, kind| {
            message.replace(kind, "a whole number from 1")
        });
    let failure = Failure::new(
        Exit::Usage,
        format!("the configuration file {}{line}: {message}", path.display()),
    );
    if message.contains("`client_secret`,") || message.contains("`access_token`,") {
        return failure.hint(
            "secrets stay out of this file: use WORKS_PARTNER_CLIENT_SECRET in the environment, or \
             client_secret_file",
        );
    }
    failure
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// What people have in such a file, and a secret where it does not belong.
    const FILE: &str = r#"
default_profile = "main"
[profiles.main]
base_url = "https://www.worksapis.com/v1.0"
client_id = "an-id"
rate_limit = 60
allowed_hosts = ["a.example"]
output = "json"
client_secret = "CANARY-secret"
[profiles."二"]
private_key_group_readable = true
"#;
    const WORDS: [&str; 12] = [
        "\"", "'''", "[", "]]", "=", "\n", "#", "\u{feff}", "\\uD800", "あ", "-1e9", "{a.b=1}",
    ];

    #[test]
    fn whatever_the_file_holds_it_is_read_or_refused_without_its_secrets() {
        let mut rng = fastrand::Rng::with_seed(13);
        let runs: u32 = std::env::var("FUZZ_RUNS").map_or(5_000, |runs| runs.parse().unwrap());
        for _ in 0..runs {
            let mut letters: Vec<char> = FILE.chars().collect();
            for _ in 0..rng.usize(1..=3) {
                let start = rng.usize(0..=letters.len());
                let end = letters.len().min(start.saturating_add(rng.usize(0..12)));
                let word = rng.choice(WORDS).unwrap();
                match rng.bool() {
                    true => drop(letters.drain(start..end)),
                    false => drop(letters.splice(start..start, word.chars())),
                }
            }
            let text = String::from_iter(letters);
            let path = Path::new("config.toml");
            let file = File::parse(&text, path);
            if let Err(failure) = file.and_then(|file| file.profile(None, path)) {
                let told = format!("{failure:?}");
                assert!(!told.contains("CANARY"), "{told}\n{text}");
            }
        }
    }
}
