//! The client.

use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde::de::DeserializeOwned;
use works_partner_api::{ResponseValue, Transport};

use crate::credentials::{AccessToken, Credentials, StaticToken};
use crate::engine::{Call, Engine};
use crate::error::Error;
use crate::hosts::{BASE_URL, BaseUrl};
use crate::reply::Reply;

/// A client of the Partner API. Cheap to clone; clones share connections and limits.
///
/// What is wrapped by hand is a method of its own, such as
/// [`option_order`](Self::option_order). Every other operation is called through
/// [`call`](Self::call) or [`api`](Self::api), under the same policy.
#[derive(Clone, Debug)]
pub struct Client {
    api: works_partner_api::Client,
    http: reqwest::Client,
    engine: EngineHandle,
}

#[derive(Clone)]
struct EngineHandle(Arc<Engine>);

impl std::fmt::Debug for EngineHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Credentials are none of a log's business.
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Client {
    /// Sets up a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The generated client, under this client's policy. Its errors convert by `?`.
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), works_partner_ext::Error> {
    /// let tasks = client.api().list_option_product_orders().domain_id(10000001).send().await?;
    /// # Ok(()) }
    /// ```
    pub fn api(&self) -> &works_partner_api::Client {
        &self.api
    }

    /// Calls any operation of the API, and keeps the response as it came beside its value.
    ///
    /// # Errors
    ///
    /// Whatever goes wrong on the way, as an [`Error`] that knows the response where there was one.
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), works_partner_ext::Error> {
    /// let tasks = client
    ///     .call(|api| async move { api.list_option_product_orders().domain_id(10000001).send().await })
    ///     .await?;
    /// println!("{}", String::from_utf8_lossy(tasks.body()));
    /// # Ok(()) }
    /// ```
    pub async fn call<T, F>(
        &self,
        operation: impl FnOnce(works_partner_api::Client) -> F,
    ) -> Result<Reply<T>, Error>
    where
        T: DeserializeOwned,
        F: Future<Output = Result<ResponseValue<T>, works_partner_api::Error<()>>>,
    {
        let slot = Arc::new(OnceLock::new());
        let call = Call {
            engine: self.engine.0.clone(),
            received: Some(slot.clone()),
        };
        let api = works_partner_api::Client::new_with_client(
            self.engine.0.base_url.as_str(),
            self.http.clone(),
            Transport::new(call),
        );
        let result = operation(api).await;
        let received = slot.get().cloned();
        match result {
            Ok(value) => Ok(Reply::new(value.into_inner(), received.unwrap_or_default())),
            Err(error) => Err(Error::from_api::<T>(error, received)),
        }
    }
}

/// How a [`Client`] is to behave. Only a token, or another source of them, is needed.
///
/// ```
/// use works_partner_ext::Client;
///
/// let client = Client::builder().access_token("a token").build();
/// assert!(client.is_err(), "a token has no spaces");
/// let client = Client::builder().access_token("a-token").build()?;
/// # Ok::<(), works_partner_ext::Error>(())
/// ```
#[derive(Default)]
#[must_use]
pub struct ClientBuilder {
    base_url: Option<String>,
    credentials: Option<Result<Arc<dyn Credentials>, Error>>,
    timeout: Option<Duration>,
    connect_timeout: Option<Duration>,
    body_limit: Option<usize>,
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientBuilder").finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Another host, such as the government's or a sandbox. [`BASE_URL`] where not set.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// One token for all calls.
    pub fn access_token(mut self, token: impl AsRef<str>) -> Self {
        let token = AccessToken::new(token);
        self.credentials = Some(token.map(|token| Arc::new(StaticToken::new(token)) as _));
        self
    }

    /// Another source of tokens.
    pub fn credentials(mut self, credentials: impl Credentials) -> Self {
        self.credentials = Some(Ok(Arc::new(credentials)));
        self
    }

    /// How long a call may take, from connecting to the end of its body. 60 seconds where not set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long connecting may take. 10 seconds where not set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// The longest response body to read, in bytes. 8 MiB where not set.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// A base URL that a token must not be sent to (see [`InvalidUrl`](crate::InvalidUrl)), no source
    /// of tokens, or a token that cannot be one.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = self.base_url.as_deref().unwrap_or(BASE_URL);
        let base_url =
            BaseUrl::parse(base_url).map_err(|error| Error::configuration(error.to_string()))?;
        let credentials = self.credentials.unwrap_or_else(|| {
            Err(Error::configuration(
                "there are no credentials: set an access token",
            ))
        })?;
        let mut http = reqwest::Client::builder()
            .user_agent(concat!("works-partner/", env!("CARGO_PKG_VERSION")))
            .timeout(self.timeout.unwrap_or(Duration::from_secs(60)))
            .connect_timeout(self.connect_timeout.unwrap_or(Duration::from_secs(10)))
            // A redirect would carry the token wherever it points.
            .redirect(reqwest::redirect::Policy::none());
        if base_url.is_loopback() {
            http = http.no_proxy();
        }
        let http = http.build().map_err(|error| {
            Error::configuration(format!("the HTTP client cannot be set up: {error}"))
        })?;
        let engine = Arc::new(Engine {
            base_url,
            credentials,
            body_limit: self.body_limit.unwrap_or(8 * 1024 * 1024),
        });
        let api = works_partner_api::Client::new_with_client(
            engine.base_url.as_str(),
            http.clone(),
            Transport::new(Call {
                engine: engine.clone(),
                received: None,
            }),
        );
        Ok(Client {
            api,
            http,
            engine: EngineHandle(engine),
        })
    }
}
