//! A running sandbox, as a test holds it.

mod builder;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use jiff::civil::Date;
use tokio::task::JoinHandle;

pub use self::builder::SandboxBuilder;
use crate::auth;
use crate::fault::Faults;
use crate::http::operation;
use crate::http::shutdown::ShutdownGuard;
use crate::resources::HANDLERS;
use crate::server::Services;
use crate::server::exchange::Exchange;
use crate::server::recorder::RecordedRequest;
use crate::state::State;

/// A running emulator of the Partner API.
///
/// It serves on 127.0.0.1 until it is dropped or [shut down](Sandbox::shutdown).
///
/// ```
/// use works_partner_sandbox::Sandbox;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let sandbox = Sandbox::builder().start().await?;
/// assert!(sandbox.base_url().starts_with("http://127.0.0.1:"));
/// assert!(sandbox.base_url().ends_with("/v1.0"));
/// # Ok(())
/// # }
/// ```
pub struct Sandbox {
    pub(crate) base_url: String,
    pub(crate) auth_url: String,
    pub(crate) services: Services,
    pub(crate) exchange: Arc<Exchange>,
    /// The server stops when this is dropped, with the sandbox or before.
    pub(crate) running: ShutdownGuard,
    pub(crate) serving: JoinHandle<()>,
}

impl Sandbox {
    /// Starts describing a sandbox; every setting has a default.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::new()
    }

    /// What stands before `/partners/…`, such as `http://127.0.0.1:41234/v1.0`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// What stands before `/token`, `/authorize` and `/revoke`, such as
    /// `http://127.0.0.1:41234/oauth2/v2.0`.
    pub fn auth_url(&self) -> &str {
        &self.auth_url
    }

    /// An access token that the sandbox accepts without having issued it, for everything and as
    /// long as it runs.
    pub fn token(&self) -> &str {
        self.services.token.as_str()
    }

    /// The Client ID of the default app, which every sandbox has of its own.
    ///
    /// ```
    /// # use works_partner_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().start().await?;
    ///
    /// // What a client needs in order to get tokens by itself.
    /// let settings = [
    ///     sandbox.auth_url(),
    ///     sandbox.client_id(),
    ///     sandbox.client_secret(),
    ///     sandbox.service_account(),
    ///     sandbox.private_key_pem(),
    /// ];
    /// assert!(settings[3].contains(".serviceaccount@"));
    /// assert!(settings[4].starts_with("-----BEGIN PRIVATE KEY-----"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn client_id(&self) -> &str {
        self.services.auth.default_app().client_id()
    }

    /// The Client Secret of the default app.
    pub fn client_secret(&self) -> &str {
        self.services.auth.default_app().client_secret()
    }

    /// The service account of the default app.
    pub fn service_account(&self) -> &str {
        self.services.auth.default_app().service_account()
    }

    /// The private key of the default app's service account: RSA, 2048 bits, PKCS#8, PEM.
    ///
    /// It is made at the first call, which may take a part of a second, and is the same for all
    /// sandboxes of a process.
    pub fn private_key_pem(&self) -> &'static str {
        auth::private_key_pem()
    }

    /// Makes every access token, refresh token and code that was issued so far worthless.
    /// [`token`](Self::token) stays good.
    ///
    /// ```
    /// # use works_partner_sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = Sandbox::builder().start().await?;
    /// # let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
    /// // A client has a token, and uses it later.
    /// # let authorize = reqwest::Url::parse_with_params(&format!("{}/authorize", sandbox.auth_url()), [
    /// #     ("client_id", sandbox.client_id()), ("redirect_uri", "http://localhost/"),
    /// #     ("response_type", "code"), ("scope", "partner.read"),
    /// # ])?;
    /// # let response = client.get(authorize).send().await?;
    /// # let back = reqwest::Url::parse(response.headers()["location"].to_str()?)?;
    /// # let (_, code) = back.query_pairs().next().ok_or("no code")?;
    /// # let form = [
    /// #     ("grant_type", "authorization_code"), ("code", &code),
    /// #     ("client_id", sandbox.client_id()), ("client_secret", sandbox.client_secret()),
    /// # ];
    /// # let reply: serde_json::Value = client.post(format!("{}/token", sandbox.auth_url())).form(&form).send().await?.json().await?;
    /// # let token = reply["access_token"].as_str().ok_or("no token")?;
    /// # let url = format!("{}/partners/customers/10000001/option-product-orders", sandbox.base_url());
    /// assert_eq!(client.get(&url).bearer_auth(token).send().await?.status(), 200);
    /// sandbox.revoke_all_tokens();
    /// assert_eq!(client.get(&url).bearer_auth(token).send().await?.status(), 401);
    /// # Ok(())
    /// # }
    /// ```
    pub fn revoke_all_tokens(&self) {
        self.services.auth.revoke_all();
    }

    /// How often a token was asked for, refused requests and those that met a fault included.
    pub fn token_requests(&self) -> usize {
        self.exchange.recorder.token_requests()
    }

    /// How many connections were opened. Of a request that met
    /// [`Fault::ResetBeforeRequest`](crate::Fault::ResetBeforeRequest) nothing else shows.
    pub fn connections(&self) -> usize {
        self.exchange.connections.load(Ordering::Relaxed)
    }

    /// The customers and all that they have as it is now, the day's tasks carried out.
    ///
    /// ```
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().start().await?;
    /// let url = format!("{}/partners/customers/10000001/option-product-orders/ACV2", sandbox.base_url());
    /// reqwest::Client::builder().no_proxy().build()?
    ///     .delete(url)
    ///     .bearer_auth(sandbox.token())
    ///     .send()
    ///     .await?;
    ///
    /// assert_eq!(sandbox.state().option_product_order(10000001, "ACV2"), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn state(&self) -> State {
        self.services.store.today().state().clone()
    }

    /// Puts other customers in the place of those that there are. The day counts as one that the
    /// new state is brought up to.
    ///
    /// ```
    /// use works_partner_sandbox::{Sandbox, State};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let sandbox = Sandbox::builder().start().await?;
    /// let before = sandbox.state();
    /// sandbox.set_state(State::empty());
    /// assert_eq!(sandbox.state().domain_ids().count(), 0);
    /// sandbox.set_state(before);
    /// assert_eq!(sandbox.state(), State::demo());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When the [state file](SandboxBuilder::state_file) cannot be written.
    pub fn set_state(&self, state: State) {
        let store = &self.services.store;
        let saved = store.commit(&mut store.today(), state);
        assert!(saved.is_ok(), "the state is not saved: {saved:?}");
    }

    /// The time by the sandbox's clock.
    pub fn now(&self) -> Timestamp {
        self.services.store.clock().now()
    }

    /// The day by the sandbox's clock, in its [time zone](SandboxBuilder::time_zone).
    pub fn today(&self) -> Date {
        self.services.store.clock().today()
    }

    /// The ids of the operations that the sandbox can do. The others of the document are answered
    /// 501.
    pub fn operations() -> impl Iterator<Item = &'static str> {
        HANDLERS.iter().map(|(id, _)| *id)
    }

    /// What is to go wrong.
    ///
    /// ```
    /// use works_partner_sandbox::{Fault, Sandbox};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().start().await?;
    /// sandbox.faults().push(Fault::GatewayPage(503));
    ///
    /// let client = reqwest::Client::builder().no_proxy().build()?;
    /// assert_eq!(client.get(sandbox.base_url()).send().await?.status(), 503);
    /// assert_eq!(client.get(sandbox.base_url()).send().await?.status(), 401);
    /// # Ok(())
    /// # }
    /// ```
    pub fn faults(&self) -> &Faults {
        &self.exchange.faults
    }

    /// Uses up calls of an operation's present minute, as another client of the same app would.
    ///
    /// The operation is named by its id (`list_option_product_orders`) or by its path
    /// (`/partners/customers/10000001/option-product-orders`), which may mean several.
    ///
    /// ```
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().rate_limit(Some(10)).start().await?;
    /// sandbox.consume_quota("list_option_product_orders", 10);
    ///
    /// let response = reqwest::Client::builder().no_proxy().build()?
    ///     .get(format!("{}/partners/customers/10000001/option-product-orders", sandbox.base_url()))
    ///     .bearer_auth(sandbox.token())
    ///     .send()
    ///     .await?;
    /// assert_eq!(response.status(), 429);
    /// assert_eq!(response.headers()["rateLimit-ssed"], "10");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When there is no such operation.
    #[track_caller]
    pub fn consume_quota(&self, path_or_operation: &str, calls: u32) {
        let operations = operation::meant_by(path_or_operation);
        assert!(
            !operations.is_empty(),
            "{path_or_operation:?} is neither an operation nor the path of one; the operations are {}",
            operation::ids()
        );
        let now = self.exchange.clock.now();
        for operation in operations {
            self.services.rate_limits.consume(operation, calls, now);
        }
    }

    /// The requests that arrived, oldest first, refused ones too: the last 10,000 of them, fewer where they
    /// take up more than 16 MiB. [`dropped_requests`](Self::dropped_requests) counts the others.
    ///
    /// ```
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().start().await?;
    /// let url = format!("{}/partners/customers/10000001/option-product-orders", sandbox.base_url());
    /// reqwest::Client::builder().no_proxy().build()?.get(url).send().await?;
    ///
    /// let requests = sandbox.requests();
    /// assert_eq!(requests[0].path(), "/v1.0/partners/customers/10000001/option-product-orders");
    /// assert!(!requests[0].has_authorization());
    /// # Ok(())
    /// # }
    /// ```
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.exchange.recorder.requests()
    }

    /// How many requests made room for later ones, and are missing from [`requests`](Self::requests).
    pub fn dropped_requests(&self) -> usize {
        self.exchange.recorder.dropped()
    }

    /// Stops accepting connections, lets the requests under way finish, ends stalls, and returns
    /// once the port is free. A client that keeps half a request open, or leaves an answer unread,
    /// delays this by a second at most.
    pub async fn shutdown(self) {
        let Self {
            running, serving, ..
        } = self;
        drop(running);
        // It ends by itself, and in time.
        let _ = serving.await;
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.base_url)
            .field("auth_url", &self.auth_url)
            .field("token", &self.services.token)
            .field("auth", &self.services.auth)
            .field("faults", &self.exchange.faults)
            .finish_non_exhaustive()
    }
}
