//! The private key of a service account, and the ways in which it can be given.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::OnceLock;

use works_partner_ext::PrivateKey;

use crate::exit::Exit;
use crate::failure::Failure;

/// Where the key is. It is read when it is needed, and once: a stream gives it to the first reader alone.
#[derive(Clone)]
pub(crate) struct PrivateKeySource {
    place: Place,
    key: OnceLock<PrivateKey>,
}

#[derive(Clone)]
enum Place {
    /// A variable holds the key itself.
    Text(String),
    /// The standard input.
    Stdin,
    File {
        path: PathBuf,
        /// Its group may read it, as containers mount secrets.
        is_for_group: bool,
    },
}

impl PrivateKeySource {
    /// `-` is the standard input.
    pub(super) fn of_path(path: PathBuf) -> Self {
        if path.as_os_str() == "-" {
            return Self::at(Place::Stdin);
        }
        Self::at(Place::File {
            path,
            is_for_group: false,
        })
    }

    pub(super) fn of_text(text: String) -> Self {
        Self::at(Place::Text(text))
    }

    fn at(place: Place) -> Self {
        Self {
            place,
            key: OnceLock::new(),
        }
    }

    /// Lets the group of a file read it.
    pub(super) fn allow_group(&mut self) {
        if let Place::File { is_for_group, .. } = &mut self.place {
            *is_for_group = true;
        }
    }

    pub(crate) fn read(&self) -> Result<PrivateKey, Failure> {
        if let Some(key) = self.key.get() {
            return Ok(key.clone());
        }
        let key = self.place.read()?;
        Ok(self.key.get_or_init(|| key).clone())
    }
}

impl Place {
    fn read(&self) -> Result<PrivateKey, Failure> {
        match self {
            // Many places that hold variables hold one line each.
            Self::Text(text) => Ok(PrivateKey::from_pem(
                text.replace(r"\r\n", "\n").replace(r"\n", "\n"),
            )?),
            Self::Stdin => Ok(PrivateKey::from_reader(io::stdin().lock())?),
            Self::File {
                path,
                is_for_group: true,
            } => Ok(PrivateKey::from_group_readable_file(path)?),
            Self::File { path, .. } => PrivateKey::from_file(path).map_err(|error| {
                let is_for_group = PrivateKey::from_group_readable_file(path).is_ok();
                let failure = Failure::from(error);
                match is_for_group {
                    true => failure.hint(
                        "if its group is meant to read it, as in a container, set \
                         WORKS_PARTNER_PRIVATE_KEY_GROUP_READABLE=true, or \
                         private_key_group_readable = true in a profile",
                    ),
                    false => failure,
                }
            }),
        }
    }
}

impl fmt::Display for PrivateKeySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.place {
            Place::Text(_) => "the private key",
            Place::Stdin | Place::File { .. } => "the private key file",
        })
    }
}

/// What a variable that switches something says.
pub(super) fn is_on(variable: &'static str, value: &str) -> Result<bool, Failure> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" => Ok(true),
        "false" | "0" | "no" => Ok(false),
        _ => {
            let message = format!(
                "{variable} is `{}`; use true or false",
                value.escape_debug()
            );
            Err(Failure::new(Exit::Usage, message))
        }
    }
}
