//! Where access tokens come from.

use std::future::Future;
use std::pin::Pin;

use secrecy::{ExposeSecret, SecretString};

use crate::error::Error;

/// An access token. Its `Debug` shows nothing.
#[derive(Clone, Debug)]
pub struct AccessToken(SecretString);

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
        Ok(Self(SecretString::from(token)))
    }

    pub(crate) fn header(&self) -> Option<http::HeaderValue> {
        let text = format!("Bearer {}", self.0.expose_secret());
        let mut value = http::HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// A token that is on its way.
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<AccessToken, Error>> + Send + 'a>>;

/// A source of access tokens. Bring your own where a team has its own way to keep them.
pub trait Credentials: Send + Sync + 'static {
    /// The token to send with the next request.
    fn access_token(&self) -> TokenFuture<'_>;

    /// The server refused this token with 401. True where asking again may give another one; the
    /// client then asks once, and sends the request again.
    fn refused(&self, token: &AccessToken) -> bool {
        let _ = token;
        false
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
