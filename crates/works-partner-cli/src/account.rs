//! Who calls: the account that the settings make, and what must not be shown of it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use works_partner_ext::{
    AccessToken, Clock, Credentials, PrivateKey, ServiceAccount, StaticToken, TokenFuture,
    TokenInfo, TokenStore, UserAccount,
};
use works_partner_sandbox::Sandbox;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::{
    ACCESS_TOKEN, CLIENT_ID, CLIENT_SECRET, Given, Secret, Settings, tokens_directory,
};

/// An account, under a name for messages.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) kind: Kind,
    pub(crate) client_id: Option<String>,
    /// The service account's id, or the name of the login.
    pub(crate) name: Option<String>,
    /// The tokens that were sent or got.
    seen: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone)]
pub(crate) enum Kind {
    Token(StaticToken),
    Service(ServiceAccount),
    User(UserAccount),
}

impl Account {
    /// The account that the settings name.
    pub(crate) fn of(settings: &Settings) -> Result<Self, Failure> {
        if let Some(token) = &settings.access_token {
            let token = AccessToken::new(&token.value).map_err(|error| {
                Failure::new(Exit::Auth, error.to_string())
                    .hint(format!("look at {}", token.source))
            })?;
            return Ok(Self::new(Kind::Token(StaticToken::new(token)), None, None));
        }
        match (&settings.service_account, &settings.private_key) {
            (Some(account), Some(key)) => {
                let (id, secret) = app(
                    settings,
                    &format!("the service account in {}", account.source),
                )?;
                let key = key.value.read()?;
                let mut builder = ServiceAccount::builder()
                    .client_id(&id)
                    .client_secret(secret)
                    .service_account(&account.value)
                    .private_key(key)
                    .scope(settings.scope.clone())
                    .auth_url(&settings.auth_url);
                if let Some(directory) = tokens_directory() {
                    builder = builder.token_store(TokenStore::in_directory(directory));
                }
                let kind = Kind::Service(builder.build()?);
                Ok(Self::new(kind, Some(id), Some(account.value.clone())))
            }
            (Some(account), None) => Err(missing(
                &format!("the service account in {}", account.source),
                "a private key file",
                "WORKS_PARTNER_PRIVATE_KEY_FILE, or private_key_file in a profile",
            )),
            (None, Some(key)) => Err(missing(
                &format!("{} in {}", key.value, key.source),
                "a service account",
                "WORKS_PARTNER_SERVICE_ACCOUNT, or service_account in a profile",
            )),
            (None, None) => Self::user(settings),
        }
    }

    fn user(settings: &Settings) -> Result<Self, Failure> {
        let Some(id) = &settings.client_id else {
            return Err(match &settings.client_secret {
                Some(secret) => missing(
                    &format!("the client secret in {}", secret.source),
                    "a client id",
                    &format!("{CLIENT_ID}, or client_id in a profile"),
                ),
                None => no_credentials(),
            });
        };
        let (id, secret) = app(settings, &format!("the client id in {}", id.source))?;
        let name = settings.profile.as_deref().unwrap_or("default");
        let mut builder = UserAccount::builder()
            .client_id(&id)
            .client_secret(secret)
            .name(name)
            .scope(settings.scope.clone())
            .auth_url(&settings.auth_url);
        if let Some(directory) = tokens_directory() {
            builder = builder.token_store(TokenStore::in_directory(directory));
        }
        let kind = Kind::User(builder.build()?);
        Ok(Self::new(kind, Some(id), Some(name.to_owned())))
    }

    /// The service account of a sandbox's own app, which signs by the sandbox's clock: that may be years ahead.
    /// Its tokens end with it, so they are not kept.
    pub(crate) fn of_sandbox(sandbox: &Sandbox, clock: impl Clock) -> Result<Self, Failure> {
        let account = ServiceAccount::builder()
            .client_id(sandbox.client_id())
            .client_secret(sandbox.client_secret().to_owned())
            .service_account(sandbox.service_account())
            .private_key(PrivateKey::from_pem(sandbox.private_key_pem())?)
            .auth_url(sandbox.auth_url())
            .clock(clock)
            .build()?;
        Ok(Self::new(
            Kind::Service(account),
            Some(sandbox.client_id().to_owned()),
            Some(sandbox.service_account().to_owned()),
        ))
    }

    fn new(kind: Kind, client_id: Option<String>, name: Option<String>) -> Self {
        Self {
            kind,
            client_id,
            name,
            seen: Arc::default(),
        }
    }

    /// What is known of the token; nothing is known of one in the environment.
    pub(crate) async fn token_info(&self) -> Option<TokenInfo> {
        match &self.kind {
            Kind::Token(_) => None,
            Kind::Service(account) => account.token_info().await,
            Kind::User(account) => account.token_info().await,
        }
    }

    /// Takes the account's tokens out of whatever a server may have repeated, and says what may help
    /// where they were refused.
    pub(crate) fn explain(&self, mut failure: Failure) -> Failure {
        if failure.is_unauthorized() {
            failure = match &self.kind {
                Kind::Token(_) => failure,
                Kind::Service(_) => failure.hint(
                    "a new token was refused too: base URL and auth URL must belong together",
                ),
                Kind::User(_) => failure.hint(
                    "a new token was refused too: log in again with `works-partner auth login`",
                ),
            };
        }
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter()
            .fold(failure, |failure, token| failure.without(token))
    }
}

impl Credentials for Account {
    fn access_token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            let token = match &self.kind {
                Kind::Token(token) => token.access_token().await,
                Kind::Service(account) => account.access_token().await,
                Kind::User(account) => account.access_token().await,
            }?;
            let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
            if !seen.iter().any(|seen| seen == token.expose_secret()) {
                seen.push(token.expose_secret().to_owned());
            }
            Ok(token)
        })
    }

    fn settled(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        match &self.kind {
            Kind::Token(own) => own.settled(),
            Kind::Service(account) => account.settled(),
            Kind::User(account) => account.settled(),
        }
    }

    fn refused(&self, token: &AccessToken) -> bool {
        match &self.kind {
            Kind::Token(own) => own.refused(token),
            Kind::Service(account) => account.refused(token),
            Kind::User(account) => account.refused(token),
        }
    }
}

/// Client id and client secret.
fn app(settings: &Settings, who: &str) -> Result<(String, String), Failure> {
    let Some(Given { value: id, .. }) = &settings.client_id else {
        let place = format!("{CLIENT_ID}, or client_id in a profile");
        return Err(missing(who, "a client id", &place));
    };
    let secret = match settings.client_secret.as_ref().map(|secret| &secret.value) {
        Some(Secret::Here(secret)) => secret.clone(),
        Some(Secret::In(file)) => file.read("client secret")?.trim().to_owned(),
        None => {
            let place = format!("{CLIENT_SECRET}, or client_secret_file in a profile");
            return Err(missing(who, "a client secret", &place));
        }
    };
    Ok((id.clone(), secret))
}

fn missing(who: &str, what: &str, place: &str) -> Failure {
    let message = format!("{who} needs {what}");
    Failure::new(Exit::Usage, message).hint(format!("set {place}"))
}

fn no_credentials() -> Failure {
    Failure::new(Exit::Auth, "there are no credentials").hint(format!(
        "put an access token into the environment variable {ACCESS_TOKEN}, or set up an account (see \
         `works-partner auth login --help`); or try things out with --sandbox, which needs none"
    ))
}
