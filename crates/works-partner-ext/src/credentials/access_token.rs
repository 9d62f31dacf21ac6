//! One access token.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq as _;

use crate::credentials::{Credentials, TokenFuture};
use crate::error::Error;

/// An access token. Its `Debug` shows nothing.
#[derive(Clone, Debug)]
pub struct AccessToken(Arc<SecretString>);

impl AccessToken {
    /// Wraps a token, cleared of the white space that copying it may have left.
    ///
    /// # Errors
    ///
    /// Where it is empty, or holds what cannot stand in an HTTP header.
    pub fn new(token: impl AsRef<str>) -> Result<Self, Error> {
        let token = token.as_ref().trim();
        let sendable = token.bytes().all(|byte| (0x21..=0x7e).contains(&byte));
        if token.is_empty() {
            return Err(Error::configuration("the access token is empty"));
        }
        if !sendable {
            return Err(Error::configuration(
                "the access token holds characters that no token has, such as spaces or line ends",
            ));
        }
        Ok(Self(Arc::new(SecretString::from(token))))
    }

    /// The token itself, for those who send or keep it by other means.
    ///
    /// ```
    /// use works_partner_ext::AccessToken;
    ///
    /// let token = AccessToken::new("jp1AAAA==\n")?;
    /// assert_eq!(token.expose_secret(), "jp1AAAA==");
    /// assert!(!format!("{token:?}").contains("jp1"));
    /// # Ok::<(), works_partner_ext::Error>(())
    /// ```
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }

    /// The token, for what must not repeat it.
    pub(crate) fn secret(&self) -> Arc<SecretString> {
        self.0.clone()
    }

    /// What `Authorization` says.
    pub(crate) fn header(&self) -> Option<http::HeaderValue> {
        let text = ["Bearer ", self.0.expose_secret()].concat();
        let mut value = http::HeaderValue::from_maybe_shared(bytes::Bytes::from(text)).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// In a time that tells nothing of where two tokens differ.
    pub(super) fn is(&self, other: &Self) -> bool {
        let (own, other) = (self.expose_secret(), other.expose_secret());
        own.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

/// One token, for as long as it lasts.
#[derive(Clone, Debug)]
pub struct StaticToken(AccessToken);

impl StaticToken {
    /// Every request carries this token.
    pub fn new(token: AccessToken) -> Self {
        Self(token)
    }
}

impl Credentials for StaticToken {
    fn access_token(&self) -> TokenFuture<'_> {
        Box::pin(std::future::ready(Ok(self.0.clone())))
    }
}
