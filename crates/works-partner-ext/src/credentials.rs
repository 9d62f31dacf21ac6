//! Where access tokens come from.
//!
//! [`Credentials`] is all that a client asks for: a token, and to be told when one was refused.
//! [`StaticToken`] is the plainest; [`ServiceAccount`] and [`UserAccount`] get their own from the
//! auth server, through three layers:
//!
//! - the token cache: one renewal however many wait, ahead of expiry;
//! - the [`TokenStore`], where one is set: tokens on disk, shared with other processes;
//! - the auth server: forms, retries, and errors that keep no secret.

mod access_token;
mod app;
#[cfg(feature = "service-account")]
mod assertion;
mod auth_server;
#[cfg(feature = "login-listener")]
mod login_listener;
mod login_state;
#[cfg(feature = "service-account")]
mod private_key;
mod redaction;
mod refusal;
mod scope;
#[cfg(feature = "service-account")]
mod service_account;
mod token_cache;
mod token_reply;
#[cfg(feature = "token-store")]
mod token_store;
#[cfg(not(feature = "token-store"))]
#[path = "credentials/no_token_store.rs"]
mod token_store;
mod tokens;
mod user_account;

use std::future::Future;
use std::pin::Pin;

use crate::error::Error;

pub use access_token::{AccessToken, StaticToken};
pub use auth_server::AUTH_URL;
#[cfg(feature = "login-listener")]
pub use login_listener::LoginListener;
pub use login_state::{AuthorizationCode, LoginState};
#[cfg(feature = "service-account")]
pub use private_key::PrivateKey;
pub use scope::Scope;
#[cfg(feature = "service-account")]
pub use service_account::{ServiceAccount, ServiceAccountBuilder};
#[cfg(feature = "token-store")]
pub use token_store::TokenStore;
pub use tokens::TokenInfo;
pub use user_account::{UserAccount, UserAccountBuilder};

/// A token that is on its way.
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<AccessToken, Error>> + Send + 'a>>;

/// A source of access tokens. Bring your own where a team has its own way to keep them.
///
/// ```
/// use works_partner_ext::{AccessToken, Client, Credentials, TokenFuture};
///
/// struct Vault;
///
/// impl Credentials for Vault {
///     fn access_token(&self) -> TokenFuture<'_> {
///         Box::pin(async { AccessToken::new("what the vault holds".replace(' ', "-")) })
///     }
/// }
///
/// let client = Client::builder().credentials(Vault).build()?;
/// # Ok::<(), works_partner_ext::Error>(())
/// ```
pub trait Credentials: Send + Sync + 'static {
    /// The token to send with the next request.
    fn access_token(&self) -> TokenFuture<'_>;

    /// The server refused this token with 401. True where asking again may give another one; the
    /// client then asks once, and sends the request again.
    fn refused(&self, token: &AccessToken) -> bool {
        let _ = token;
        false
    }

    /// Returns when no renewal is under way that must not be cut short. Returns at once where nothing
    /// is ever renewed.
    fn settled(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}
