//! What ties the end of a login to its beginning.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq as _;

use crate::error::Error;

/// The `state` of a login: what nobody can guess, so that a redirect with another one is known for one
/// of a login that was not begun here. Its `Debug` shows nothing.
///
/// ```
/// use works_partner_ext::LoginState;
///
/// let state = LoginState::random()?;
/// assert!(state.matches(state.expose_secret()));
/// assert!(!state.matches("a guess"));
/// # Ok::<(), works_partner_ext::Error>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/auth-oauth>
#[derive(Clone, Debug)]
pub struct LoginState(SecretString);

impl LoginState {
    /// A new one, of 256 random bits.
    ///
    /// # Errors
    ///
    /// Where the operating system has no random numbers to give.
    pub fn random() -> Result<Self, Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)
            .map_err(|_| Error::configuration("the system gives no random numbers"))?;
        Ok(Self(SecretString::from(URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// One that was kept, as in a web session.
    pub fn from_secret(state: impl Into<SecretString>) -> Self {
        Self(state.into())
    }

    /// The text, for keeping it.
    pub fn expose_secret(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether a redirect carries this state. How long it takes tells nothing of where the two differ.
    pub fn matches(&self, state: &str) -> bool {
        let own = self.0.expose_secret();
        !own.is_empty() && bool::from(own.as_bytes().ct_eq(state.as_bytes()))
    }
}

/// The `code` that a redirect brings: good for one exchange within 10 minutes. Its `Debug` shows
/// nothing.
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/auth-oauth>
#[derive(Clone, Debug)]
pub struct AuthorizationCode(SecretString);

impl AuthorizationCode {
    /// Wraps the `code` of a redirect whose [`LoginState`] matches.
    pub fn new(code: impl Into<SecretString>) -> Self {
        Self(code.into())
    }

    pub(super) fn secret(&self) -> &SecretString {
        &self.0
    }
}
