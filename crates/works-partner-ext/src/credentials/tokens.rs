//! What a grant gave.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use crate::credentials::AccessToken;

/// An access token with what is known of it. Nobody prints it: `Debug` is missing on purpose.
#[derive(Clone)]
pub(super) struct Tokens {
    pub(super) access: AccessToken,
    pub(super) refresh: Option<SecretString>,
    /// What was granted, in the server's words.
    pub(super) scope: Option<String>,
    pub(super) obtained_at: Timestamp,
    pub(super) expires_at: Timestamp,
}

impl Tokens {
    /// Whether both are of the same grant.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let refresh = |tokens: &Self| {
            tokens
                .refresh
                .as_ref()
                .map(|token| token.expose_secret().to_owned())
        };
        self.access.is(&other.access) && refresh(self) == refresh(other)
    }

    pub(super) fn is_valid(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }

    /// Near enough to its end that a new one should be got: the last five minutes, or the last tenth
    /// of a life shorter than 50 minutes.
    pub(super) fn is_aging(&self, now: Timestamp) -> bool {
        let life = self.expires_at.duration_since(self.obtained_at);
        let ahead = (life / 10).min(SignedDuration::from_mins(5));
        self.expires_at.duration_since(now) <= ahead
    }

    pub(super) fn info(&self) -> TokenInfo {
        TokenInfo {
            expires_at: self.expires_at,
            scope: self.scope.clone(),
        }
    }
}

/// What is known of an access token, without the token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenInfo {
    expires_at: Timestamp,
    scope: Option<String>,
}

impl TokenInfo {
    /// When the server stops taking it, by this machine's clock.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// The scopes that the server says it granted, where it said so.
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }
}
