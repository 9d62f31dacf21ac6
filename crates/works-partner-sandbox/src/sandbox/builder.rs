//! How a sandbox is set, and how it starts.

use std::io;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::net::TcpListener;

use crate::auth::{AUTH_PATH, App, AuthErrorForm, AuthServer, AuthSettings};
use crate::clock::{self, Clock};
use crate::fault::Faults;
use crate::http::operation::VERSION_PATH;
use crate::http::shutdown::Shutdown;
use crate::resources;
use crate::sandbox::Sandbox;
use crate::server::cors::Cors;
use crate::server::exchange::Exchange;
use crate::server::rate_limit::{RateLimitHeaders, RateLimits};
use crate::server::recorder::Recorder;
use crate::server::{AccessToken, Concurrency, Router, Services, connection};
use crate::state::{State, StateFile, Store};

/// The settings of a [`Sandbox`] that is yet to start.
///
/// ```
/// use works_partner_sandbox::{Sandbox, State};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let sandbox = Sandbox::builder()
///     .token("a-token-for-tests")
///     .state(State::empty())
///     .start()
///     .await?;
/// assert_eq!(sandbox.token(), "a-token-for-tests");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is served before `start` is called and awaited"]
pub struct SandboxBuilder {
    port: u16,
    token: Option<AccessToken>,
    state: Option<State>,
    is_wild: bool,
    customers: Option<u32>,
    seed: u64,
    state_file: Option<PathBuf>,
    clock: Clock,
    zone: TimeZone,
    apps: Vec<App>,
    auth: AuthSettings,
    rate_limit: Option<u32>,
    rate_limit_headers: RateLimitHeaders,
    concurrency_limit: Option<usize>,
    faults: Faults,
    cors: Option<Cors>,
    read_timeout: Duration,
}

impl SandboxBuilder {
    pub(crate) fn new() -> Self {
        Self {
            port: 0,
            token: None,
            state: None,
            is_wild: false,
            customers: None,
            seed: 0,
            state_file: None,
            clock: Clock::default(),
            zone: clock::tokyo(),
            apps: Vec::new(),
            auth: AuthSettings::default(),
            rate_limit: Some(240),
            rate_limit_headers: RateLimitHeaders::default(),
            concurrency_limit: Some(5),
            faults: Faults::new(),
            cors: None,
            read_timeout: Duration::from_secs(30),
        }
    }

    /// The port to listen on. The default, 0, takes any free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The access token to accept. By default each sandbox makes its own.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(AccessToken::new(token.into()));
        self
    }

    /// The customers to start with. The default is the [demo](State::demo_on) of the day on which the
    /// sandbox starts, by its own clock.
    pub fn state(mut self, state: State) -> Self {
        self.state = Some(state);
        self
    }

    /// Has the demo show what no page lists: unknown values, options and fields. See
    /// [`State::wild_on`]. A state that was set is left as it is.
    pub fn wild(mut self) -> Self {
        self.is_wild = true;
        self
    }

    /// Has so many [generated](State::generated_on) customers instead of the demo, of the day on which the
    /// sandbox starts by its own clock. A state that was set is left as it is.
    ///
    /// ```
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let sandbox = Sandbox::builder().customers(200).seed(7).start().await?;
    /// assert_eq!(sandbox.state().domain_ids().count(), 200);
    /// # Ok(())
    /// # }
    /// ```
    pub fn customers(mut self, customers: u32) -> Self {
        self.customers = Some(customers);
        self
    }

    /// Which [customers](Self::customers) are generated; the same seed gives the same ones. The default is 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// A file that keeps the state between runs.
    ///
    /// Where the file exists, the sandbox starts with what it holds: the state, the day that it has been
    /// brought up to, so that the days in between pass, and how far the clock was set ahead. Where it
    /// does not, the sandbox starts as it would without, and writes it. It is written after each change,
    /// before the response, in one step and readable by its owner alone; a change that cannot be
    /// written is answered 500 and undone.
    ///
    /// One sandbox at a time uses a file (a lock is held on a second one, which ends in `.lock`);
    /// another one waits up to 2 seconds for it, then fails to start.
    ///
    /// ```
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// let file = folder.path().join("sandbox.json");
    /// let sandbox = Sandbox::builder().state_file(&file).start().await?;
    /// let url = format!("{}/partners/customers/10000001/option-product-orders/ACV2", sandbox.base_url());
    /// reqwest::Client::builder().no_proxy().build()?
    ///     .delete(url)
    ///     .bearer_auth(sandbox.token())
    ///     .send()
    ///     .await?;
    /// sandbox.shutdown().await;
    ///
    /// let sandbox = Sandbox::builder().state_file(&file).start().await?;
    /// assert_eq!(sandbox.state().option_product_order(10000001, "ACV2"), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// Where the sandbox reads the time, for all that expires or is counted by the minute. The
    /// default is the system's clock.
    ///
    /// ```
    /// use std::sync::{Arc, Mutex};
    ///
    /// use jiff::{Timestamp, ToSpan};
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let time = Arc::new(Mutex::new("2027-01-15T09:00:00Z".parse::<Timestamp>()?));
    /// let clock = Arc::clone(&time);
    /// let sandbox = Sandbox::builder()
    ///     .clock(move || *clock.lock().unwrap())
    ///     .rate_limit(Some(1))
    ///     .start()
    ///     .await?;
    ///
    /// let client = reqwest::Client::builder().no_proxy().build()?;
    /// let url = format!("{}/partners/customers/10000001/option-product-orders", sandbox.base_url());
    /// let get = || client.get(&url).bearer_auth(sandbox.token()).send();
    /// assert_eq!(get().await?.status(), 200);
    /// assert_eq!(get().await?.status(), 429);
    /// *time.lock().unwrap() += 60.seconds();
    /// assert_eq!(get().await?.status(), 200);
    /// # Ok(())
    /// # }
    /// ```
    pub fn clock(mut self, now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now, clock::tokyo());
        self
    }

    /// Where the sandbox is, which decides when a day begins. The default is Asia/Tokyo; the vendor
    /// documents none.
    pub fn time_zone(mut self, zone: TimeZone) -> Self {
        self.zone = zone;
        self
    }

    /// Registers an app besides the default one.
    pub fn app(mut self, app: App) -> Self {
        self.apps.push(app);
        self
    }

    /// How long an access token is good, in whole seconds. The default is 24 hours.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.auth.token_lifetime = lifetime;
        self
    }

    /// Whether `expires_in` is a JSON number. The default is the string that the service sends.
    pub fn expires_in_as_number(mut self, is_number: bool) -> Self {
        self.auth.is_expires_in_a_number = is_number;
        self
    }

    /// Whether each use of a refresh token replaces it. The default is the vendor's, no: the reply
    /// then has no `refresh_token`.
    pub fn refresh_token_rotation(mut self, is_on: bool) -> Self {
        self.auth.is_refresh_token_rotated = is_on;
        self
    }

    /// The form in which the auth server refuses.
    pub fn auth_error_form(mut self, form: AuthErrorForm) -> Self {
        self.auth.error_form = form;
        self
    }

    /// How many calls of each operation a minute. The default is 240; `None` is no limit, and no
    /// rate headers.
    pub fn rate_limit(mut self, calls_per_minute: Option<u32>) -> Self {
        self.rate_limit = calls_per_minute;
        self
    }

    /// The spelling of the rate headers.
    pub fn rate_limit_headers(mut self, headers: RateLimitHeaders) -> Self {
        self.rate_limit_headers = headers;
        self
    }

    /// How many requests to the API at once. The default is 5; `None` is no limit.
    ///
    /// ```
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().concurrency_limit(Some(0)).start().await?;
    /// let client = reqwest::Client::builder().no_proxy().build()?;
    /// assert_eq!(client.get(sandbox.base_url()).send().await?.status(), 429);
    /// # Ok(())
    /// # }
    /// ```
    pub fn concurrency_limit(mut self, requests: Option<usize>) -> Self {
        self.concurrency_limit = requests;
        self
    }

    /// A plan of faults that was made before. [`Sandbox::faults`] is then the same, as it is for
    /// all sandboxes that clones of this builder start.
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// Lets pages of an origin, such as `http://localhost:5173`, call the sandbox from a browser; `*` lets
    /// all of them. By default no response carries a CORS header, and a preflight is refused.
    ///
    /// # Panics
    ///
    /// When the origin is not one that a header can hold.
    ///
    /// ```
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().cors("*").start().await?;
    /// let response = reqwest::Client::builder().no_proxy().build()?
    ///     .get(format!("{}/partners/customers", sandbox.base_url()))
    ///     .header("Origin", "http://localhost:5173")
    ///     .bearer_auth(sandbox.token())
    ///     .send()
    ///     .await?;
    /// assert_eq!(response.headers()["Access-Control-Allow-Origin"], "*");
    /// # Ok(())
    /// # }
    /// ```
    #[track_caller]
    pub fn cors(mut self, origin: &str) -> Self {
        let cors = Cors::new(origin);
        assert!(cors.is_some(), "{origin:?} is not an origin");
        self.cors = cors;
        self
    }

    /// How long a client may take between two pieces of a request, between two requests on one connection,
    /// and to take more of a response, before the connection is closed. The default is 30 seconds.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.read_timeout = timeout;
        self
    }

    /// Binds 127.0.0.1 and serves in the background, on the current tokio runtime, which must
    /// have its I/O and time drivers enabled (`#[tokio::main]` and `#[tokio::test]` do that).
    ///
    /// # Errors
    ///
    /// When the port can't be bound, usually because it is taken; when the [state
    /// file](Self::state_file) can't be read or written, is not a state (`InvalidData`), or another sandbox
    /// uses it (`WouldBlock`).
    pub async fn start(self) -> io::Result<Sandbox> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        // Clones of a builder start sandboxes whose clocks are set apart.
        let clock = self.clock.in_zone(self.zone);
        let file = match &self.state_file {
            Some(path) => Some(StateFile::open(path).await?),
            None => None,
        };
        let (is_wild, customers, seed) = (self.is_wild, self.customers, self.seed);
        let demo = |day| match customers {
            Some(customers) => State::generated_on(day, customers, seed),
            None if is_wild => State::wild_on(day),
            None => State::demo_on(day),
        };
        let new = |day| self.state.unwrap_or_else(|| demo(day));
        let store = Arc::new(Store::open(new, clock.clone(), file)?);
        let auth = Arc::new(AuthServer::new(self.apps, self.auth, clock.clone()));
        let services = Services {
            token: self.token.unwrap_or_else(AccessToken::generate),
            store,
            auth,
            rate_limits: Arc::new(RateLimits::new(self.rate_limit, self.rate_limit_headers)),
        };
        let exchange = Arc::new(Exchange {
            origin: origin.clone(),
            router: Router::new(services.clone(), resources::handler),
            clock,
            concurrency: Concurrency::new(self.concurrency_limit),
            faults: self.faults,
            recorder: Recorder::default(),
            cors: self.cors,
            read_timeout: self.read_timeout,
            connections: AtomicUsize::new(0),
        });

        let (running, shutdown) = Shutdown::channel();
        let serving = connection::serve(listener, Arc::clone(&exchange), shutdown);
        Ok(Sandbox {
            base_url: format!("{origin}{VERSION_PATH}"),
            auth_url: format!("{origin}{AUTH_PATH}"),
            services,
            exchange,
            running,
            serving: tokio::spawn(serving),
        })
    }
}
