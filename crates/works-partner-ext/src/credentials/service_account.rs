//! A service account: it signs for its tokens itself.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use secrecy::SecretString;

use crate::clock::Clock;
use crate::credentials::app::{App, AppSettings, given};
use crate::credentials::assertion::assertion;
use crate::credentials::auth_server::Form;
use crate::credentials::refusal::Asked;
use crate::credentials::token_cache::{Renew, Renewal, TokenCache};
use crate::credentials::tokens::{TokenInfo, Tokens};
use crate::credentials::{AccessToken, Credentials, PrivateKey, Scope, TokenFuture};
use crate::error::{Error, ErrorKind};

/// The service account of an app: tokens without anybody logging in.
///
/// A token is acquired when the first call needs one, shared by all clones, and renewed five minutes
/// before it ends (in the last tenth of a life of less than 50 minutes), by one request however many calls
/// wait. One that the API refuses is replaced. With a `TokenStore`, tokens outlive the process.
///
/// For one, the account signs a statement (a JWT) that is valid from a minute ago until in 29
/// minutes: that leaves room for a clock that runs up to a minute fast or up to 29 slow.
///
/// # Errors of the calls
///
/// [`ErrorKind::Credentials`] where the auth server refuses or gives no token, with its status and
/// code, such as `invalid_client`, and with a body that is cleared of secrets. Connection errors, 429
/// and 5xx are tried again up to three times within the call. [`Error::is_retryable`] tells whether
/// what remains after that may pass.
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/auth-jwt>
///
/// # Example
///
/// ```no_run
/// use works_partner_ext::{Client, PrivateKey, Scope, ServiceAccount};
///
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let account = ServiceAccount::builder()
///     .client_id("46zhxxxxxxxxxxxxxxxx")
///     .client_secret(std::env::var("WORKS_PARTNER_CLIENT_SECRET")?)
///     .service_account("1wagx.serviceaccount@example.com")
///     .private_key(PrivateKey::from_file("private_20260101000000.key")?)
///     .scope(Scope::PARTNER_READ)
///     .build()?;
/// let client = Client::builder().credentials(account).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct ServiceAccount {
    cache: TokenCache<Signer>,
}

impl ServiceAccount {
    /// Sets up an account.
    pub fn builder() -> ServiceAccountBuilder {
        ServiceAccountBuilder::default()
    }

    /// What is known of the last token, in memory or in the `TokenStore`, without asking the server.
    pub async fn token_info(&self) -> Option<TokenInfo> {
        self.cache.info().await
    }

    /// Makes sure that the next run finds a token in the `TokenStore`: the one that is there if it is valid, else
    /// a new one. Without a `TokenStore`, a token in memory will do.
    ///
    /// # Errors
    ///
    /// As for calls. [`ErrorKind::Configuration`] where the token cannot be kept; where that is known before, nothing
    /// is sent.
    ///
    /// ```no_run
    /// # async fn example(account: works_partner_ext::ServiceAccount) -> Result<(), works_partner_ext::Error> {
    /// account.log_in().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn log_in(&self) -> Result<(), Error> {
        self.cache.ensure_kept().await
    }

    /// Ends the last token, at the server and here. The next call gets a new one.
    ///
    /// # Errors
    ///
    /// As for calls; the token then is still kept. Without a token there is nothing to do.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/auth-oauth>
    pub async fn revoke(&self) -> Result<(), Error> {
        let signer = self.cache.source();
        let who = signer.who();
        let revoke = async |tokens: Tokens| {
            let token = SecretString::from(tokens.access.expose_secret());
            signer.app.revoke(&token, "access_token", &who).await
        };
        self.cache.end(revoke).await
    }
}

impl Credentials for ServiceAccount {
    fn access_token(&self) -> TokenFuture<'_> {
        Box::pin(self.cache.access_token())
    }

    fn refused(&self, token: &AccessToken) -> bool {
        self.cache.refused(token);
        true
    }

    fn settled(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.cache.settled())
    }
}

impl fmt::Debug for ServiceAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Signer { app, account, .. } = self.cache.source();
        f.debug_struct("ServiceAccount")
            .field("auth_url", &app.auth_url())
            .field("client_id", &app.client_id)
            .field("service_account", account)
            .field("scope", &app.scope)
            .finish_non_exhaustive()
    }
}

/// Gets tokens by signed statements. A refresh token is of no use to it.
struct Signer {
    app: Arc<App>,
    account: String,
    key: PrivateKey,
}

impl Signer {
    fn who(&self) -> String {
        format!("the service account `{}`", self.account)
    }
}

impl Renew for Signer {
    fn uses_up(&self) -> bool {
        false
    }

    fn renew(&self, _: Option<Tokens>) -> Renewal<'_> {
        Box::pin(async move {
            let Self { app, account, key } = self;
            let assertion = assertion(&app.client_id, account, key, app.clock().now())?;
            let form = Form::new()
                .with_secret("assertion", &assertion)
                .with("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer")
                .with("scope", app.scope.as_str());
            let tokens = app
                .grant(Asked::TokenByAssertion, form, &self.who())
                .await?;
            Ok(Tokens {
                refresh: None,
                ..tokens
            })
        })
    }
}

/// How a [`ServiceAccount`] is to be set up. Client id, client secret, service account and private key
/// are needed; all four are in the Developer Console.
#[derive(Default)]
#[must_use]
pub struct ServiceAccountBuilder {
    app: AppSettings,
    service_account: Option<String>,
    private_key: Option<PrivateKey>,
}

impl ServiceAccountBuilder {
    /// The app's Client ID.
    pub fn client_id(mut self, id: impl Into<String>) -> Self {
        self.app.client_id = Some(id.into());
        self
    }

    /// The app's Client Secret.
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.app.client_secret = Some(secret.into());
        self
    }

    /// The id of the app's service account, such as `1wagx.serviceaccount@example.com`.
    pub fn service_account(mut self, id: impl Into<String>) -> Self {
        self.service_account = Some(id.into());
        self
    }

    /// The app's private key.
    pub fn private_key(mut self, key: PrivateKey) -> Self {
        self.private_key = Some(key);
        self
    }

    /// What the tokens are for. Defaults to [`Scope::PARTNER`].
    pub fn scope(mut self, scope: Scope) -> Self {
        self.app.scope = scope;
        self
    }

    /// Another auth server, such as the government's or a sandbox. Defaults to
    /// [`AUTH_URL`](crate::AUTH_URL).
    pub fn auth_url(mut self, url: impl Into<String>) -> Self {
        self.app.auth_url = url.into();
        self
    }

    /// Keeps tokens on disk. Without one, they live in memory.
    #[cfg(feature = "token-store")]
    pub fn token_store(mut self, store: crate::TokenStore) -> Self {
        self.app.store = Some(store);
        self
    }

    /// Another clock, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.app.clock = Arc::new(clock);
        self
    }

    /// The account. Nothing is sent or read yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] where something is missing, or the auth server's URL is one that
    /// secrets must not be sent to (see [`InvalidUrl`](crate::InvalidUrl)).
    pub fn build(self) -> Result<ServiceAccount, Error> {
        let account = given("service account", self.service_account)?;
        let key = self
            .private_key
            .ok_or_else(|| Error::new(ErrorKind::Configuration, "there is no private key"))?;
        let (app, file) = self.app.build(&format!("service-account:{account}"))?;
        let clock = app.clock().clone();
        let signer = Signer { app, account, key };
        Ok(ServiceAccount {
            cache: TokenCache::new(signer, clock, file),
        })
    }
}

impl fmt::Debug for ServiceAccountBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceAccountBuilder")
            .field("client_id", &self.app.client_id)
            .field("service_account", &self.service_account)
            .finish_non_exhaustive()
    }
}
