//! A person who has logged in.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use crate::clock::Clock;
use crate::credentials::app::{App, AppSettings, given, secret};
use crate::credentials::auth_server::Form;
use crate::credentials::refusal::Asked;
use crate::credentials::token_cache::{Renew, Renewal, TokenCache};
use crate::credentials::tokens::{TokenInfo, Tokens};
use crate::credentials::{
    AccessToken, AuthorizationCode, Credentials, LoginState, Scope, TokenFuture,
};
use crate::error::{Error, ErrorKind};

/// A person who logs in with a browser (OAuth 2.0 authorization code).
///
/// The login gives an access token and a refresh token. The first is renewed as a
/// [`ServiceAccount`](crate::ServiceAccount)'s is, with the second; where the app rotates refresh
/// tokens, each renewal replaces the second too. With a `TokenStore`, a login outlives the process,
/// and processes that share the folder don't use up each other's refresh tokens.
///
/// A login lasts 90 days. The vendor's server knows no PKCE, so the client secret is needed.
///
/// # Errors of the calls
///
/// As for a [`ServiceAccount`](crate::ServiceAccount); before the first login,
/// [`ErrorKind::Credentials`].
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/auth-oauth>
///
/// # Example
///
/// ```no_run
/// use works_partner_ext::{Client, LoginListener, LoginState, TokenStore, UserAccount};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let account = UserAccount::builder()
///     .client_id("46zhxxxxxxxxxxxxxxxx")
///     .client_secret(std::env::var("WORKS_PARTNER_CLIENT_SECRET")?)
///     .token_store(TokenStore::in_directory("/home/me/.cache/works-partner/tokens"))
///     .build()?;
///
/// // The redirect URI is one of those that the app has in the Developer Console.
/// let listener = LoginListener::bind("http://localhost:9876/callback").await?;
/// let state = LoginState::random()?;
/// println!("Log in at {}", account.authorize_url(&state, listener.redirect_uri())?);
/// let code = listener.wait(&state).await?;
/// account.exchange(&code, listener.redirect_uri()).await?;
///
/// let client = Client::builder().credentials(account).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct UserAccount {
    cache: TokenCache<Login>,
}

impl UserAccount {
    /// Sets up an account.
    pub fn builder() -> UserAccountBuilder {
        UserAccountBuilder::default()
    }

    /// Where the person logs in. From there the browser is sent to the redirect URI, with the code.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] for what is no redirect URI: no URL, or one with a fragment.
    ///
    /// ```
    /// use works_partner_ext::{LoginState, UserAccount};
    ///
    /// let account = UserAccount::builder().client_id("id").client_secret("secret").build()?;
    /// let state = LoginState::from_secret("guess-me-not");
    /// assert_eq!(
    ///     account.authorize_url(&state, "http://localhost:9876/callback")?,
    ///     "https://auth.worksmobile.com/oauth2/v2.0/authorize?client_id=id\
    ///      &redirect_uri=http%3A%2F%2Flocalhost%3A9876%2Fcallback&scope=partner\
    ///      &response_type=code&state=guess-me-not",
    /// );
    /// # Ok::<(), works_partner_ext::Error>(())
    /// ```
    pub fn authorize_url(&self, state: &LoginState, redirect_uri: &str) -> Result<String, Error> {
        if !Url::parse(redirect_uri).is_ok_and(|url| url.fragment().is_none()) {
            return Err(Error::invalid_request(
                "the redirect URI is invalid; it is the one that the app has in the Developer Console, \
                 such as http://localhost:9876/callback",
            ));
        }
        let app = &self.cache.source().app;
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &app.client_id)
            .append_pair("redirect_uri", redirect_uri)
            .append_pair("scope", app.scope.as_str())
            .append_pair("response_type", "code")
            .append_pair("state", state.expose_secret())
            .finish()
            // A space either way, but this one is read as one everywhere.
            .replace('+', "%20");
        Ok(format!("{}/authorize?{query}", app.auth_url()))
    }

    /// Makes sure that a login can be kept, before a person is asked for one. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] where the `TokenStore` cannot be written.
    ///
    /// ```no_run
    /// # async fn example(account: works_partner_ext::UserAccount) -> Result<(), works_partner_ext::Error> {
    /// account.ensure_can_keep_login().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn ensure_can_keep_login(&self) -> Result<(), Error> {
        self.cache.ensure_room().await
    }

    /// Ends the login: changes the code for tokens, and keeps these. `redirect_uri` is the one that the
    /// login began with.
    ///
    /// # Errors
    ///
    /// As for calls. Where the `TokenStore` cannot be written, the code is not spent. A code is good
    /// once: after most other failures the person must log in again.
    pub async fn exchange(
        &self,
        code: &AuthorizationCode,
        redirect_uri: &str,
    ) -> Result<(), Error> {
        let login = self.cache.source();
        let form = Form::new()
            .with("grant_type", "authorization_code")
            .with_secret("code", code.secret())
            .with("redirect_uri", redirect_uri)
            .only_once();
        let who = login.who();
        self.cache
            .put(login.app.grant(Asked::TokenByCode, form, &who))
            .await
    }

    /// What is known of the last access token, in memory or in the `TokenStore`, without asking the
    /// server. `None` where nobody has logged in.
    pub async fn token_info(&self) -> Option<TokenInfo> {
        self.cache.info().await
    }

    /// Logs out: ends the tokens, at the server and here.
    ///
    /// # Errors
    ///
    /// As for calls; the tokens then are still kept. [`ErrorKind::Configuration`] where they have ended,
    /// but their file cannot be removed. Without tokens there is nothing to do.
    pub async fn revoke(&self) -> Result<(), Error> {
        let login = self.cache.source();
        let who = login.who();
        let revoke = async |tokens: Tokens| {
            if let Some(token) = &tokens.refresh {
                login.app.revoke(token, "refresh_token", &who).await?;
            }
            // Whether the end of the one is that of the other is not documented.
            let token = SecretString::from(tokens.access.expose_secret());
            login.app.revoke(&token, "access_token", &who).await
        };
        self.cache.end(revoke).await
    }
}

impl Credentials for UserAccount {
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

impl fmt::Debug for UserAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Login { app, name, .. } = self.cache.source();
        f.debug_struct("UserAccount")
            .field("auth_url", &app.auth_url())
            .field("client_id", &app.client_id)
            .field("name", name)
            .field("scope", &app.scope)
            .finish_non_exhaustive()
    }
}

/// Gets tokens by refresh tokens.
struct Login {
    app: Arc<App>,
    name: String,
    /// The one that the account was set up with.
    refresh_token: Option<SecretString>,
}

impl Login {
    fn who(&self) -> String {
        format!("the user account `{}`", self.name)
    }

    async fn refresh(&self, token: &SecretString) -> Result<Tokens, Error> {
        let form = Form::new()
            .with("grant_type", "refresh_token")
            .with_secret("refresh_token", token);
        let tokens = self
            .app
            .grant(Asked::TokenByRefresh, form, &self.who())
            .await?;
        Ok(Tokens {
            // Without rotation the reply has none, and the old one stays good.
            refresh: tokens.refresh.or_else(|| Some(token.clone())),
            ..tokens
        })
    }
}

impl Renew for Login {
    fn uses_up(&self) -> bool {
        // Whether an app rotates its refresh tokens is a setting that nobody can ask for.
        true
    }

    fn renew(&self, last: Option<Tokens>) -> Renewal<'_> {
        Box::pin(async move {
            let kept = last.and_then(|tokens| tokens.refresh);
            match (kept, &self.refresh_token) {
                (Some(kept), Some(given)) if kept.expose_secret() != given.expose_secret() => {
                    match self.refresh(&kept).await {
                        // What was kept may be of an older login than what was given.
                        Err(error) if error.code() == Some("invalid_grant") => {
                            self.refresh(given).await
                        }
                        other => other,
                    }
                }
                (Some(token), _) => self.refresh(&token).await,
                (None, Some(token)) => self.refresh(token).await,
                (None, None) => Err(Error::new(
                    ErrorKind::Credentials,
                    format!(
                        "{} of the client `{}` is not logged in",
                        self.who(),
                        self.app.client_id
                    ),
                )),
            }
        })
    }
}

/// How a [`UserAccount`] is to be set up. Client id and client secret are needed.
#[must_use]
pub struct UserAccountBuilder {
    app: AppSettings,
    name: String,
    refresh_token: Option<SecretString>,
}

impl Default for UserAccountBuilder {
    fn default() -> Self {
        Self {
            app: AppSettings::default(),
            name: "default".to_owned(),
            refresh_token: None,
        }
    }
}

impl UserAccountBuilder {
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

    /// A name for the person, which tells logins in one `TokenStore` apart and stands in errors.
    /// Defaults to `default`.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// What the tokens are for. Defaults to [`Scope::PARTNER`]. A login is for one scope; changing it
    /// takes another login.
    pub fn scope(mut self, scope: Scope) -> Self {
        self.app.scope = scope;
        self
    }

    /// The refresh token of a login that was made elsewhere.
    pub fn refresh_token(mut self, token: impl Into<SecretString>) -> Self {
        self.refresh_token = Some(token.into());
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
    pub fn build(self) -> Result<UserAccount, Error> {
        let name = given("name", Some(self.name))?;
        let refresh_token = match self.refresh_token {
            Some(token) => Some(secret("refresh token", Some(token))?),
            None => None,
        };
        let (app, file) = self.app.build(&format!("user:{name}"))?;
        let clock = app.clock().clone();
        let login = Login {
            app,
            name,
            refresh_token,
        };
        Ok(UserAccount {
            cache: TokenCache::new(login, clock, file),
        })
    }
}

impl fmt::Debug for UserAccountBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserAccountBuilder")
            .field("client_id", &self.app.client_id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
