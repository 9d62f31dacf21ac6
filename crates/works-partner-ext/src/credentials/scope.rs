//! What a token may be used for.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// What a token may be used for: one or more of the app's scopes.
///
/// Scopes are a set: their order and repetitions mean nothing, and are lost.
///
/// ```
/// use works_partner_ext::Scope;
///
/// assert_eq!(Scope::default(), Scope::PARTNER);
/// assert_eq!(Scope::new("partner.read  partner")?.as_str(), "partner partner.read");
/// assert!(Scope::new("partner,partner.read").is_err());
/// # Ok::<(), works_partner_ext::Error>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/jp/docs/auth-scope>; that a space stands between two of them
/// is read off token responses.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope(Cow<'static, str>);

impl Scope {
    /// Reading and writing through the Partner API.
    pub const PARTNER: Self = Self(Cow::Borrowed("partner"));

    /// Reading alone.
    pub const PARTNER_READ: Self = Self(Cow::Borrowed("partner.read"));

    /// Reads scopes with spaces between them.
    ///
    /// # Errors
    ///
    /// Where there is none, or one of them holds what no scope does.
    pub fn new(scopes: impl AsRef<str>) -> Result<Self, Error> {
        let mut words: Vec<&str> = scopes.as_ref().split_whitespace().collect();
        words.sort_unstable();
        words.dedup();
        let is_word = |word: &&str| {
            word.bytes()
                .all(|byte| byte.is_ascii_graphic() && !b",;\"\\".contains(&byte))
        };
        if words.is_empty() || !words.iter().all(is_word) {
            return Err(Error::configuration(
                "the scope is not one; it is a word such as partner or partner.read, or several \
                 with spaces between them",
            ));
        }
        Ok(Self(Cow::Owned(words.join(" "))))
    }

    /// The scopes in alphabetical order, a space between them.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Scope {
    /// [`Scope::PARTNER`].
    fn default() -> Self {
        Self::PARTNER
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Scope {
    type Err = Error;

    fn from_str(scopes: &str) -> Result<Self, Error> {
        Self::new(scopes)
    }
}
