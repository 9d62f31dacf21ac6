//! The client.

use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde::de::DeserializeOwned;
use works_partner_api::{BASE_URL, Exchange, ResponseValue, Transport};

use crate::clock::{Clock, SystemClock};
use crate::credentials::{AccessToken, Credentials, StaticToken};
use crate::engine::{
    Call, CallOptions, Concurrency, Engine, Jitter, RateLimit, RateLimits, Retries, Sender,
    SentRequests, Target, Timeouts,
};
use crate::error::Error;
use crate::hosts::{BaseUrl, Hosts};
use crate::http_client::placeholder;
use crate::observation::Observer;
use crate::reply::{Received, Reply};

/// A client of the Partner API. Cheap to clone; clones share connections and limits.
///
/// What is wrapped by hand is a method of its own, such as
/// [`option_order`](Self::option_order). Every other operation is called through
/// [`call`](Self::call) or [`api`](Self::api), or untyped through [`send`](Self::send), under the same
/// policy.
#[derive(Clone)]
pub struct Client {
    api: works_partner_api::Client,
    http: reqwest::Client,
    call: Call,
}

impl Client {
    /// Sets up a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The generated client, under this client's policy. Its errors convert by `?`. All that it sends travels
    /// by that policy; the `reqwest::Client` in it is used for nothing, and trusts no server.
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), works_partner_ext::Error> {
    /// let tasks = client.api().list_option_product_orders().domain_id(10000001).send().await?;
    /// # Ok(()) }
    /// ```
    pub fn api(&self) -> &works_partner_api::Client {
        &self.api
    }

    /// The same client, whose calls do something differently. Rate limits, connections and tokens stay
    /// shared.
    ///
    /// ```
    /// # fn example(client: works_partner_ext::Client) {
    /// use works_partner_ext::CallOptions;
    ///
    /// let nightly = client.with(CallOptions::new().half_rate(true));
    /// # }
    /// ```
    pub fn with(&self, options: CallOptions) -> Self {
        Self::assemble(
            &self.http,
            Call {
                options,
                ..self.call.clone()
            },
        )
    }

    /// The same client, whose requests are counted as they leave.
    pub fn counting(&self, sent: &SentRequests) -> Self {
        Self::assemble(
            &self.http,
            Call {
                counter: Some(sent.clone()),
                ..self.call.clone()
            },
        )
    }

    /// Waits until a renewal of the token that is under way has ended. A program that stops in the middle
    /// of one may lose a login: the server has replaced the refresh token, and nobody has kept the new
    /// one. Set a limit to the wait.
    pub async fn settled(&self) {
        self.call.engine.credentials.settled().await;
    }

    /// Calls any operation of the API, and keeps the response as it came beside its value. Its
    /// headers are those of the [`Reply`]; inside of the operation, there are none.
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
            received: Some(slot.clone()),
            ..self.call.clone()
        };
        let result = operation(call.client(&self.http)).await;
        let received = slot.get().cloned();
        match result {
            Ok(value) => Ok(Reply::new(value.into_inner(), received.unwrap_or_default())),
            Err(error) => Err(Error::from_api::<T>(error, received)),
        }
    }

    /// Sends a request as every call travels, and gives the response as it came.
    pub(crate) async fn exchange(&self, request: &Exchange) -> Result<Received, Error> {
        let Call {
            engine,
            options,
            counter,
            ..
        } = &self.call;
        engine.execute(request, *options, counter.as_ref()).await
    }

    /// The clock that all waiting goes by, and that tells today's date.
    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.call.engine.clock
    }

    fn assemble(http: &reqwest::Client, call: Call) -> Self {
        Self {
            api: call.clone().client(http),
            http: http.clone(),
            call,
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Credentials are none of a log's business.
        f.debug_struct("Client")
            .field("base_url", &self.call.engine.hosts.base().as_str())
            .field("options", &self.call.options)
            .finish_non_exhaustive()
    }
}

impl Call {
    /// The generated client whose requests travel like this.
    fn client(self, http: &reqwest::Client) -> works_partner_api::Client {
        let engine = self.engine.clone();
        let base_url = engine.hosts.base().as_str();
        works_partner_api::Client::new_with_client(base_url, http.clone(), Transport::new(self))
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
#[must_use]
pub struct ClientBuilder {
    base_url: String,
    allowed_hosts: Vec<String>,
    credentials: Option<Result<Arc<dyn Credentials>, Error>>,
    timeout: Duration,
    connect_timeout: Duration,
    idle_timeout: Duration,
    call_timeout: Option<Duration>,
    body_limit: usize,
    rate_limit: RateLimit,
    concurrency: Option<usize>,
    attempts: u32,
    retry_budget: Duration,
    clock: Arc<dyn Clock>,
    jitter: Jitter,
    observer: Option<Arc<dyn Observer>>,
}

/// Less than two sendings that take all of their time: a slow server is not tried again for long.
const CALL_TIMEOUT: Duration = Duration::from_secs(90);

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            base_url: BASE_URL.to_owned(),
            allowed_hosts: Vec::new(),
            credentials: None,
            timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            call_timeout: None,
            body_limit: 8 * 1024 * 1024,
            rate_limit: RateLimit::Documented(240),
            concurrency: Some(5),
            attempts: 4,
            retry_budget: Duration::from_secs(600),
            clock: Arc::new(SystemClock),
            jitter: Arc::new(fastrand::f64),
            observer: None,
        }
    }
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientBuilder").finish_non_exhaustive()
    }
}

impl ClientBuilder {
    /// Another host, such as the government's or a sandbox. Defaults to [`BASE_URL`].
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// A host that a redirect may lead to, as `name` or `name:port`, besides that of the base URL and,
    /// where that is the vendor's, the others below its domain. The token travels there.
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.allowed_hosts.push(host.into());
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

    /// How long one sending of a request may take, from connecting to the end of the body, redirects
    /// included. Waiting for a turn or for another try does not count. Defaults to 60 s.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long connecting may take. Defaults to 10 s.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long the server may send nothing. Defaults to 30 s.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// How long all sendings of a call may take together, the waits between them not counted. Defaults to
    /// 90 s, or to [`timeout`](Self::timeout) where that is longer.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.call_timeout = Some(timeout);
        self
    }

    /// The longest response body to read, in bytes, as it comes and once decoded. Defaults to 8 MiB.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// How many calls of one operation go out in any minute at most, whatever a response reports; `None`
    /// for as many as the server takes. Defaults to 240 until the server's headers report another limit.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/rate-limits>
    pub fn rate_limit(mut self, per_minute: impl Into<Option<u32>>) -> Self {
        self.rate_limit = per_minute.into().map_or(RateLimit::None, RateLimit::AtMost);
        self
    }

    /// How many calls are under way at once; `None` for no limit. Defaults to 5.
    pub fn concurrency(mut self, calls: impl Into<Option<usize>>) -> Self {
        self.concurrency = calls.into().map(|calls| calls.max(1));
        self
    }

    /// How often a request is sent in all, where it may be sent again; 1 for no retries. Defaults to 4.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// How long a call may wait between its tries in all. Defaults to 10 minutes.
    pub fn retry_budget(mut self, budget: Duration) -> Self {
        self.retry_budget = budget;
        self
    }

    /// Another clock, for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Another source of chance for the waits between tries: numbers from 0 up to 1.
    pub fn jitter(mut self, jitter: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.jitter = Arc::new(jitter);
        self
    }

    /// Shows every response to an [`Observer`], such as one that keeps their
    /// [shapes](crate::observation::Shapes).
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// A base URL that a token must not be sent to (see [`InvalidUrl`](crate::InvalidUrl)), an allowed host
    /// that is none, no source of tokens, or a token that cannot be one.
    pub fn build(self) -> Result<Client, Error> {
        let base_url = BaseUrl::parse(&self.base_url)
            .map_err(|error| Error::configuration(error.to_string()))?;
        let credentials = self.credentials.unwrap_or_else(|| {
            Err(Error::configuration(
                "there are no credentials: set an access token",
            ))
        })?;
        // It is part of every generated client, and sends nothing where there is a policy.
        let http = placeholder()?;
        let engine = Arc::new(Engine {
            sender: Sender::new(&base_url, self.connect_timeout)?,
            target: Target::new(&base_url)?,
            hosts: Hosts::new(base_url, &self.allowed_hosts)
                .map_err(|error| Error::configuration(error.to_string()))?,
            credentials,
            clock: self.clock,
            rate_limits: RateLimits::new(self.rate_limit),
            concurrency: Concurrency::new(self.concurrency),
            retries: Retries {
                attempts: self.attempts.max(1),
                budget: self.retry_budget,
                jitter: self.jitter,
            },
            timeouts: Timeouts {
                total: self.timeout,
                idle: self.idle_timeout,
                call: self
                    .call_timeout
                    .unwrap_or_else(|| self.timeout.max(CALL_TIMEOUT)),
            },
            body_limit: self.body_limit,
            observer: self.observer,
        });
        let call = Call {
            engine,
            options: CallOptions::default(),
            counter: None,
            received: None,
        };
        Ok(Client::assemble(&http, call))
    }
}
