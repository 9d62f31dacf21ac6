//! A client for one run of the program, and the sandbox behind it where one was asked for.

mod find_customer;
mod find_subscription;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use url::{Host, Url};
use works_partner_ext::observation::ObservedResponse;
use works_partner_ext::{
    CallOptions, Client, Clock, DomainId, Error, Reply, SentRequests, SubscriptionId, SystemClock,
};
use works_partner_plan::Actor;
use works_partner_sandbox::{Sandbox, SandboxBuilder};

use crate::account::Account;
use crate::arguments::{CustomerArg, Global, SubscriptionArg, Writing};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::journal;
use crate::observation;
use crate::output::{Customer, Format};
use crate::printer::Printer;
use crate::settings::Settings;
use crate::signals;

/// How many customers a page of their list can have:
/// <https://developers.worksmobile.com/en/docs/partner-customer-list>
pub(crate) const LARGEST_PAGE: u32 = 30;

/// How long a call may wait for the server to let it in: a window of its rate limit, and a little.
const RETRY_BUDGET: Duration = Duration::from_secs(90);

/// How long a renewal of the token may hold up whoever stops the program.
const SETTLING: Duration = Duration::from_secs(10);

/// The client of this run.
static CLIENT: OnceLock<Client> = OnceLock::new();

/// What a command needs to make calls.
pub(crate) struct Session {
    pub(crate) client: Client,
    /// The same for changes, which it sends once.
    pub(crate) writer: Client,
    pub(crate) access: Access,
    /// Where changes are written down.
    pub(crate) journal: journal::Place,
    /// The server, by a name that stays.
    pub(crate) server: String,
}

/// An account, and the servers it is for.
pub(crate) struct Access {
    pub(crate) account: Account,
    pub(crate) base_url: String,
    pub(crate) auth_url: String,
    /// Whether it is a sandbox that ends with the command, state and all.
    forgets: bool,
    /// It serves as long as it is held.
    sandbox: Option<Sandbox>,
}

impl Access {
    /// Where calls go, and where tokens come from.
    pub(crate) fn urls(&self) -> [&str; 2] {
        [&self.base_url, &self.auth_url]
    }

    pub(crate) async fn open(global: &Global, settings: &Settings) -> Result<Self, Failure> {
        if !global.sandbox {
            return Ok(Self {
                account: Account::of(settings)?,
                base_url: settings.base_url.clone(),
                auth_url: settings.auth_url.clone(),
                forgets: false,
                sandbox: None,
            });
        }
        let sandbox = sandbox_builder(global).start().await;
        let sandbox = sandbox.map_err(|error| unstartable(&error))?;
        Ok(Self {
            account: Account::of_sandbox(&sandbox, ServerClock::at(sandbox.now()))?,
            base_url: sandbox.base_url().to_owned(),
            auth_url: sandbox.auth_url().to_owned(),
            forgets: global.sandbox_state.is_none(),
            sandbox: Some(sandbox),
        })
    }

    /// Waits for the outcome of what the account does.
    pub(crate) async fn call<T>(
        &self,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Failure> {
        call.await.map_err(|error| self.explain(error))
    }

    fn explain(&self, error: Error) -> Failure {
        self.account.explain(Failure::from(error))
    }
}

impl Session {
    pub(crate) async fn open(global: &Global, settings: &Settings) -> Result<Self, Failure> {
        let access = Access::open(global, settings).await?;
        let mut builder = Client::builder()
            .base_url(&access.base_url)
            .credentials(access.account.clone())
            .retry_budget(RETRY_BUDGET);
        for host in &settings.allowed_hosts {
            builder = builder.allow_host(host);
        }
        if let Some(limit) = settings.rate_limit {
            builder = builder.rate_limit(limit);
        }
        if let Some(calls) = settings.concurrency {
            builder = builder.concurrency(calls);
        }
        if let Some(file) = &global.observe {
            observation::start(file)?;
            builder =
                builder.observer(|response: &ObservedResponse<'_>| observation::add(response));
        }
        let client = builder.build()?;
        let _ = CLIENT.set(client.clone());
        Ok(Self {
            journal: journal::place(None, global, settings),
            server: journal::server(global, settings),
            writer: client.with(CallOptions::new().send_once(true)),
            client,
            access,
        })
    }

    /// A session for a change: only where whoever has to confirm can be asked.
    pub(crate) async fn open_for(
        writing: &Writing,
        global: &Global,
        settings: &Settings,
    ) -> Result<Self, Failure> {
        writing.ensure_confirmable()?;
        Self::open(global, settings).await
    }

    /// The customer that is meant. An id costs no call; a name is looked for in the list.
    pub(crate) async fn customer(&self, wanted: &CustomerArg) -> Result<Customer, Failure> {
        match wanted {
            CustomerArg::Id(id) => Ok(Customer::new(*id)),
            CustomerArg::Name(name) => find_customer::find(self, name).await,
        }
    }

    /// The same for a change: says who was found before anything is sent.
    pub(crate) async fn customer_to_change(
        &self,
        wanted: &CustomerArg,
        printer: Printer,
    ) -> Result<Customer, Failure> {
        let customer = self.customer(wanted).await?;
        if customer.is_named() {
            say_found(printer, &format!("customer: {customer}"));
        }
        Ok(customer)
    }

    /// The subscription that is meant. An id costs no call; a code is looked for among those of the
    /// customer, and what was found is said before anything is done with it.
    pub(crate) async fn subscription(
        &self,
        customer: DomainId,
        wanted: &SubscriptionArg,
        printer: Printer,
    ) -> Result<SubscriptionId, Failure> {
        let code = match wanted {
            SubscriptionArg::Id(id) => return Ok(*id),
            SubscriptionArg::Code(code) => code,
        };
        let found = find_subscription::find(self, customer, code).await?;
        say_found(printer, &format!("subscription: {}", found.shown));
        Ok(found.id)
    }

    /// The same customer with its names, where columns that were chosen need them.
    pub(crate) async fn named_if_needed(
        &self,
        customer: Customer,
        printer: Printer,
    ) -> Result<Customer, Failure> {
        let mut columns = printer.choice.columns.into_iter().flatten();
        if customer.is_named() || !columns.any(|column| Customer::is_asked_for(column)) {
            return Ok(customer);
        }
        let id = customer.id;
        let call = self
            .client
            .call(|api| async move { api.get_customer().domain_id(id).send().await });
        let reply = self
            .call(call)
            .await
            .map_err(|failure| failure.about_customer(id))?;
        Ok(customer.named(reply.domain.clone(), reply.company_name.clone()))
    }

    /// The writer, and how many of its requests have left.
    pub(crate) fn counting_writer(&self) -> (Client, SentRequests) {
        let sent = SentRequests::new();
        (self.writer.counting(&sent), sent)
    }

    /// The time, by the clock of the sandbox of this command where there is one.
    pub(crate) fn now(&self) -> Timestamp {
        let sandbox = self.access.sandbox.as_ref();
        sandbox.map_or_else(Timestamp::now, Sandbox::now)
    }

    /// The time by a response. A server on this machine is an emulation, whose clock may be set: its day
    /// decides. Elsewhere this machine's does.
    pub(crate) fn now_by<T>(&self, reply: &Reply<T>) -> Timestamp {
        let date = reply.headers().get("date").filter(|_| self.is_loopback());
        let date = date.and_then(|date| date.to_str().ok());
        let date = date.and_then(|date| DateTimeParser::new().parse_timestamp(date).ok());
        date.unwrap_or_else(|| self.now())
    }

    /// The time by the server where that is an emulation, which is asked for it.
    pub(crate) async fn server_now(&self) -> Result<Timestamp, Failure> {
        if self.access.sandbox.is_some() || !self.is_loopback() {
            return Ok(self.now());
        }
        let call = self
            .client
            .call(|api| async move { api.list_customers().count(1).send().await });
        let reply = self.call(call).await?;
        Ok(self.now_by(&reply))
    }

    /// A clock that goes by the server's time where that is an emulation.
    pub(crate) async fn clock(&self) -> Result<Arc<dyn Clock>, Failure> {
        Ok(Arc::new(ServerClock::at(self.server_now().await?)))
    }

    fn is_loopback(&self) -> bool {
        let url = Url::parse(&self.access.base_url).ok();
        url.is_some_and(|url| match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => false,
        })
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.access.base_url
    }

    /// Whether what changes is lost when the command ends.
    pub(crate) fn forgets(&self) -> bool {
        self.access.forgets
    }

    /// Who makes the changes of this run, for the journal.
    pub(crate) fn actor(&self) -> Actor {
        let account = &self.access.account;
        let name = account.name.as_ref().or(account.client_id.as_ref());
        Actor::of_system(name.map_or("an access token", String::as_str))
    }

    /// A customer's domain.
    pub(crate) async fn domain_of(&self, id: DomainId) -> Result<String, Failure> {
        let call = self
            .client
            .call(|api| async move { api.get_customer().domain_id(id).send().await });
        let reply = self.call(call).await;
        let reply = reply.map_err(|failure| failure.about_customer(id))?;
        Ok(reply.domain.clone())
    }

    /// Waits for the outcome of a call.
    pub(crate) async fn call<T>(
        &self,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Failure> {
        self.access.call(call).await
    }

    /// Why a call failed, without secrets.
    pub(crate) fn explain(&self, error: Error) -> Failure {
        self.access.explain(error)
    }
}

/// The clock of this machine, set to another time of day.
pub(crate) struct ServerClock {
    ahead: SignedDuration,
}

impl ServerClock {
    /// One that shows this time now.
    fn at(now: Timestamp) -> Self {
        Self {
            ahead: now.duration_since(Timestamp::now()),
        }
    }
}

impl Clock for ServerClock {
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        now.checked_add(self.ahead).unwrap_or(now)
    }

    fn monotonic(&self) -> Duration {
        SystemClock.monotonic()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Says what a name or a code was found to mean. A program that reads stderr finds one JSON object there, or nothing.
fn say_found(printer: Printer, what: &str) {
    if matches!(printer.format, Format::Table | Format::Csv) {
        printer.say(what);
    }
}

/// The sandbox that the global options ask for.
pub(crate) fn sandbox_builder(global: &Global) -> SandboxBuilder {
    let mut builder = Sandbox::builder();
    if global.wild {
        builder = builder.wild();
    }
    if let Some(file) = &global.sandbox_state {
        builder = builder.state_file(file);
    }
    builder
}

/// Whether it is the file of its state that keeps a sandbox from starting, and not the system.
pub(crate) fn is_about_state(error: &std::io::Error) -> bool {
    error.raw_os_error().is_none()
}

pub(crate) fn unstartable(error: &std::io::Error) -> Failure {
    let exit = match is_about_state(error) {
        true => Exit::Usage,
        false => Exit::Unexpected,
    };
    Failure::new(exit, format!("the sandbox cannot be started: {error}"))
}

/// Runs a future to its end on this thread. Without a command that needs it, no runtime starts.
pub(crate) fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            let message = format!("the runtime cannot be started: {error}");
            Failure::new(Exit::Unexpected, message)
        })?;
    // What a command waits for is large, and would be copied from hand to hand.
    let future = Box::pin(future);
    let result = runtime.block_on(async move {
        let mut future = future;
        tokio::select! {
            // Whoever is about to say more of what was stopped does.
            biased;
            result = &mut future => result,
            () = signals::stopped_unheeded() => {
                settle().await;
                let message = "it was stopped, and nothing was sent that changes anything";
                Err(Failure::new(Exit::Cancelled, message))
            }
        }
    });
    observation::finish();
    // A name look-up that hangs would be waited for otherwise.
    runtime.shutdown_background();
    result
}

/// Waits a moment for a renewal of the token that is under way: stopping in the middle of one could lose
/// the login.
pub(crate) async fn settle() {
    if let Some(client) = CLIENT.get() {
        let _ = tokio::time::timeout(SETTLING, client.settled()).await;
    }
}
