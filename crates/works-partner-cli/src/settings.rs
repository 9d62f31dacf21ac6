//! What a run goes by: flags, then the environment, then a profile of the configuration file.

mod file;
mod paths;
mod private_key;
mod secret_file;

use std::fmt;
use std::num::{NonZeroU32, NonZeroUsize};
use std::path::{Path, PathBuf};

use works_partner_ext::{AUTH_URL, BASE_URL, Error, Scope, check_auth_url, check_base_url};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Format;

pub(crate) use paths::{
    sandbox as sandbox_record, state as state_directory, tokens as tokens_directory,
};
pub(crate) use private_key::PrivateKeySource;
pub(crate) use secret_file::{SecretFile, read as read_secret_file};

use file::{File, Profile};

pub(crate) const ACCESS_TOKEN: &str = "WORKS_PARTNER_ACCESS_TOKEN";
pub(crate) const CLIENT_ID: &str = "WORKS_PARTNER_CLIENT_ID";
pub(crate) const CLIENT_SECRET: &str = "WORKS_PARTNER_CLIENT_SECRET";
const SERVICE_ACCOUNT: &str = "WORKS_PARTNER_SERVICE_ACCOUNT";
const PRIVATE_KEY: &str = "WORKS_PARTNER_PRIVATE_KEY";
const PRIVATE_KEY_FILE: &str = "WORKS_PARTNER_PRIVATE_KEY_FILE";
const PRIVATE_KEY_GROUP_READABLE: &str = "WORKS_PARTNER_PRIVATE_KEY_GROUP_READABLE";
const SCOPE: &str = "WORKS_PARTNER_SCOPE";

/// Where hosts are, how hard to press them, and whose credentials there are. No secret is read yet,
/// but for those that stand in the environment.
pub(crate) struct Settings {
    pub(crate) profile: Option<String>,
    pub(crate) base_url: String,
    pub(crate) auth_url: String,
    pub(crate) allowed_hosts: Vec<String>,
    pub(crate) rate_limit: Option<u32>,
    pub(crate) concurrency: Option<usize>,
    pub(crate) output: Option<Format>,
    pub(crate) scope: Scope,
    pub(crate) access_token: Option<Given<String>>,
    pub(crate) client_id: Option<Given<String>>,
    pub(crate) client_secret: Option<Given<Secret>>,
    pub(crate) service_account: Option<Given<String>>,
    pub(crate) private_key: Option<Given<PrivateKeySource>>,
}

/// What the command line says of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flags<'a> {
    pub(crate) profile: Option<&'a str>,
    /// Whether the profile was named on the command line, rather than in the environment.
    pub(crate) profile_is_flag: bool,
    pub(crate) config: Option<&'a Path>,
    pub(crate) base_url: Option<&'a str>,
    pub(crate) auth_url: Option<&'a str>,
}

/// A setting, and where it was found.
#[derive(Clone)]
pub(crate) struct Given<T> {
    pub(crate) value: T,
    pub(crate) source: Source,
}

/// Where a setting was found.
#[derive(Clone, PartialEq)]
pub(crate) enum Source {
    Environment(&'static str),
    Profile { name: String, file: PathBuf },
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(variable) => write!(f, "the environment variable {variable}"),
            Self::Profile { name, file } => {
                write!(f, "the profile `{name}` of {}", file.display())
            }
        }
    }
}

/// A secret, or the file that it is in.
#[derive(Clone)]
pub(crate) enum Secret {
    Here(String),
    In(SecretFile),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            profile: None,
            base_url: BASE_URL.to_owned(),
            auth_url: AUTH_URL.to_owned(),
            allowed_hosts: Vec::new(),
            rate_limit: None,
            concurrency: None,
            output: None,
            scope: Scope::default(),
            access_token: None,
            client_id: None,
            client_secret: None,
            service_account: None,
            private_key: None,
        }
    }
}

impl Settings {
    /// Reads them all, and refuses those that contradict each other, and URLs that no call can go to.
    pub(crate) fn read(flags: &Flags<'_>) -> Result<Self, Failure> {
        let named = flags.profile.filter(|name| !name.is_empty());
        let profile = match file::path(flags.config)? {
            Some(path) => File::read(&path)?.profile(named, &path)?,
            None => match named {
                Some(name) => return Err(no_file(name)),
                None => None,
            },
        };
        let mut settings = match profile {
            Some((name, profile, path)) => Self::of(name, profile, &path)?,
            None => Self::default(),
        };
        settings.add_environment(flags.profile_is_flag)?;
        for (flag, url) in [
            (flags.base_url, &mut settings.base_url),
            (flags.auth_url, &mut settings.auth_url),
        ] {
            if let Some(flag) = flag.filter(|flag| !flag.is_empty()) {
                flag.clone_into(url);
            }
        }
        // Once they have passed, they can be shown and kept: there is nothing secret in them.
        check_base_url(&settings.base_url).map_err(Error::from)?;
        check_auth_url(&settings.auth_url).map_err(Error::from)?;
        Ok(settings)
    }

    fn of(name: String, profile: Profile, path: &Path) -> Result<Self, Failure> {
        let default = Self::default();
        let source = Source::Profile {
            name: name.clone(),
            file: path.to_owned(),
        };
        let given = |value: Option<String>| value.map(|value| source.gives(value));
        let file = |value: Option<String>| value.map(|value| paths::below(path, &value));
        Ok(Self {
            base_url: profile.base_url.unwrap_or(default.base_url),
            auth_url: profile.auth_url.unwrap_or(default.auth_url),
            allowed_hosts: profile.allowed_hosts,
            rate_limit: profile.rate_limit.map(NonZeroU32::get),
            concurrency: profile.concurrency.map(NonZeroUsize::get),
            output: profile.output,
            scope: match profile.scope {
                Some(scope) => parsed_scope(&scope, &source)?,
                None => default.scope,
            },
            access_token: None,
            client_id: given(profile.client_id),
            client_secret: file(profile.client_secret_file)
                .map(|file| source.gives(Secret::In(SecretFile::new(file)))),
            service_account: given(profile.service_account),
            private_key: file(profile.private_key_file).map(|file| {
                let mut key = PrivateKeySource::of_path(file);
                if profile.private_key_group_readable {
                    key.allow_group();
                }
                source.gives(key)
            }),
            profile: Some(name),
        })
    }

    /// A variable replaces what the profile says of the same thing. The access token replaces the
    /// account of a profile, but not of one that the command line asks for.
    fn add_environment(&mut self, profile_is_flag: bool) -> Result<(), Failure> {
        replace(&mut self.access_token, environment(ACCESS_TOKEN)?);
        if let Some(token) = &self.access_token {
            for variable in [SERVICE_ACCOUNT, PRIVATE_KEY_FILE, PRIVATE_KEY] {
                if let Some(other) = environment(variable)? {
                    return Err(conflict(&token.source, &other.source));
                }
            }
            let account = [&self.service_account, &self.client_id];
            match account.into_iter().flatten().next() {
                Some(other) if profile_is_flag => {
                    return Err(conflict(&token.source, &other.source));
                }
                _ => {}
            }
            (self.client_id, self.client_secret) = (None, None);
            (self.service_account, self.private_key) = (None, None);
        } else {
            replace(&mut self.client_id, environment(CLIENT_ID)?);
            let secret = environment(CLIENT_SECRET)?;
            replace(&mut self.client_secret, secret.map(|s| s.map(Secret::Here)));
            replace(&mut self.service_account, environment(SERVICE_ACCOUNT)?);
            let file = environment(PRIVATE_KEY_FILE)?;
            let text = environment(PRIVATE_KEY)?;
            if let (Some(file), Some(text)) = (&file, &text) {
                let message = format!(
                    "there is a private key in {} and in {}",
                    file.source, text.source
                );
                return Err(Failure::new(Exit::Usage, message).hint("leave one of them out"));
            }
            let file = file.map(|f| f.map(|path| PrivateKeySource::of_path(path.into())));
            replace(&mut self.private_key, file);
            replace(
                &mut self.private_key,
                text.map(|t| t.map(PrivateKeySource::of_text)),
            );
            if let Some(switch) = environment(PRIVATE_KEY_GROUP_READABLE)?
                && private_key::is_on(PRIVATE_KEY_GROUP_READABLE, &switch.value)?
                && let Some(key) = &mut self.private_key
            {
                key.value.allow_group();
            }
        }
        if let Some(scope) = environment(SCOPE)? {
            self.scope = parsed_scope(&scope.value, &scope.source)?;
        }
        Ok(())
    }
}

impl Source {
    fn gives<T>(&self, value: T) -> Given<T> {
        Given {
            value,
            source: self.clone(),
        }
    }
}

impl<T> Given<T> {
    fn map<U>(self, map: impl FnOnce(T) -> U) -> Given<U> {
        Given {
            value: map(self.value),
            source: self.source,
        }
    }
}

fn replace<T>(setting: &mut Option<T>, nearer: Option<T>) {
    if nearer.is_some() {
        *setting = nearer;
    }
}

/// A variable that is empty is not set.
fn environment(variable: &'static str) -> Result<Option<Given<String>>, Failure> {
    let Some(value) = std::env::var_os(variable).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let value = value.into_string().map_err(|_| {
        let message = format!("the environment variable {variable} is not valid UTF-8");
        Failure::new(Exit::Usage, message)
    })?;
    Ok(Some(Source::Environment(variable).gives(value)))
}

fn parsed_scope(scope: &str, source: &Source) -> Result<Scope, Failure> {
    Scope::new(scope).map_err(|error| {
        Failure::new(Exit::Usage, error.to_string()).hint(format!("look at {source}"))
    })
}

fn conflict(one: &Source, other: &Source) -> Failure {
    let message = format!("there is an access token in {one}, and an account in {other}");
    Failure::new(Exit::Usage, message).hint("leave one of them out")
}

fn no_file(name: &str) -> Failure {
    let place = paths::configuration();
    let place = place.map_or_else(String::new, |path| format!(" at {}", path.display()));
    let message = format!("there is no profile `{name}`: there is no configuration file{place}");
    Failure::new(Exit::Usage, message)
}
