//! Reads all customers of a partner into a store.

mod pending;
mod plan;
mod writer;

use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt, TryStreamExt, future, stream};
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use serde::de::Error as _;
use serde_json::Value;
use tokio::sync::mpsc;
use works_partner_ext::api::Operation;
use works_partner_ext::{CallOptions, Client, Clock, OperationCall, SystemClock};

use crate::error::Error;
use crate::item::{Answer, Item};
use crate::reading::{Failure, Reading, UNKNOWN};
use crate::resource::Resource;
use crate::run::{NewRun, RunState, Scope};
use crate::store::{Store, WriterLock};
use writer::{After, Message, Queue, Writer};

pub use plan::Plan;

/// Customers on a page of the list: the most that the API allows.
const PAGE: u32 = 30;
/// So many failures one after the other mean that nothing works, not that a customer is odd.
const FAILURES_IN_A_ROW: usize = 50;
/// How long after it began a run can be resumed, where nothing else is said.
const RESUMABLE: SignedDuration = SignedDuration::from_hours(24);
/// The documented limit of calls of one operation a minute.
const CALLS_PER_MINUTE: u32 = 240;

/// Progress of a sweep.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum SweepEvent {
    /// The customers are known; reading them begins.
    Planned(Plan),
    /// A page of the customer list was read. Holds the number of customers so far.
    Listed(u64),
    /// A resource of a customer was read.
    Read {
        /// The customer.
        domain_id: i64,
        /// What was read.
        resource: Resource,
        /// The number of items found.
        items: usize,
    },
    /// A resource of a customer could not be read.
    Failed {
        /// The customer.
        domain_id: i64,
        /// What could not be read.
        resource: Resource,
        /// Why.
        failure: Failure,
    },
}

/// How a sweep ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// The run in the store.
    pub run_id: i64,
    /// Readings that succeeded, since it began or was resumed.
    pub read: u64,
    /// Readings that failed.
    pub failed: u64,
    /// Calls made, retries not counted.
    pub calls: u64,
}

type Observer = Arc<dyn Fn(&SweepEvent) + Send + Sync>;

/// Configures and runs a sweep.
///
/// ```
/// use works_partner_ext::Client;
/// use works_partner_sandbox::Sandbox;
/// use works_partner_store::{Resource, Store, Sweep};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("partner.db");
/// let sandbox = Sandbox::builder().start().await?;
/// let client = Client::builder().base_url(sandbox.base_url()).access_token(sandbox.token()).build()?;
///
/// let summary = Sweep::new(client).include([Resource::OptionOrders]).run(Store::open(&path)?).await?;
/// assert_eq!(summary.failed, 0);
/// # Ok(())
/// # }
/// ```
#[must_use = "a sweep does nothing until it runs"]
pub struct Sweep {
    client: Client,
    resources: Vec<Resource>,
    scope: Scope,
    concurrency: usize,
    per_minute: Option<u32>,
    max_failures: Option<usize>,
    resume: Option<SignedDuration>,
    time_zone: TimeZone,
    base_url: String,
    clock: Arc<dyn Clock>,
    observer: Observer,
}

impl fmt::Debug for Sweep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sweep")
            .field("resources", &self.resources)
            .field("scope", &self.scope)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}

impl Sweep {
    /// A sweep of all customers and their scheduled tasks for options.
    pub fn new(client: Client) -> Self {
        Self {
            client,
            resources: vec![Resource::Customers, Resource::OptionOrders],
            scope: Scope::All,
            concurrency: 5,
            per_minute: Some(CALLS_PER_MINUTE),
            max_failures: None,
            resume: None,
            time_zone: TimeZone::fixed(Offset::constant(9)),
            base_url: String::new(),
            clock: Arc::new(SystemClock),
            observer: Arc::new(|_| {}),
        }
    }

    /// Reads these resources of each customer. [`Resource::Reservations`] implies
    /// [`Resource::Subscriptions`].
    pub fn include(mut self, resources: impl IntoIterator<Item = Resource>) -> Self {
        self.resources = vec![Resource::Customers];
        self.resources.extend(resources);
        if self.resources.contains(&Resource::Reservations) {
            self.resources.push(Resource::Subscriptions);
        }
        self.resources.sort_unstable();
        self.resources.dedup();
        self
    }

    /// Restricts the sweep to these customers, by `domainId`.
    pub fn only(mut self, customers: impl IntoIterator<Item = i64>) -> Self {
        let mut ids: Vec<i64> = customers.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        self.scope = Scope::Only(ids);
        self
    }

    /// Sets how many calls of one operation are in flight at once. Defaults to 5. The client's own limit
    /// applies to all operations together.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    /// Sets the calls per minute and operation that [`Plan`] assumes; `None` for no limit. Defaults to the
    /// documented 240.
    pub fn rate_limit(mut self, per_minute: Option<u32>) -> Self {
        self.per_minute = per_minute;
        self
    }

    /// Stops after this many failures. By default only 50 consecutive failures stop a sweep.
    pub fn max_failures(mut self, failures: usize) -> Self {
        self.max_failures = Some(failures);
        self
    }

    /// Continues the last run if it did not complete and began within a day. Uses the resources and the
    /// customers of that run, and skips what it has read.
    pub fn resume(self) -> Self {
        self.resume_within(RESUMABLE)
    }

    /// [`resume`](Self::resume) with another maximum age.
    pub fn resume_within(mut self, age: SignedDuration) -> Self {
        self.resume = Some(age);
        self
    }

    /// Sets the time zone that decides which day it is. Defaults to Japan's.
    pub fn time_zone(mut self, zone: TimeZone) -> Self {
        self.time_zone = zone;
        self
    }

    /// Records the API's base URL with the run. A run is resumed against the same URL only.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// Replaces the system clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Reports progress to a callback.
    pub fn observe(mut self, observer: impl Fn(&SweepEvent) + Send + Sync + 'static) -> Self {
        self.observer = Arc::new(observer);
        self
    }

    /// Runs the sweep to completion.
    ///
    /// # Errors
    ///
    /// Where the list of customers cannot be read, too much fails, or the store cannot be written. The run
    /// can then be resumed. A customer that cannot be read is no error; the store says which and why.
    pub async fn run(self, store: Store) -> Result<Summary, Error> {
        self.run_until(store, future::pending()).await
    }

    /// Runs the sweep until it completes or `stop` resolves, which yields [`Error::Stopped`].
    ///
    /// # Errors
    ///
    /// As for [`run`](Self::run).
    pub async fn run_until(
        mut self,
        mut store: Store,
        stop: impl Future<Output = ()>,
    ) -> Result<Summary, Error> {
        let lock = WriterLock::acquire(store.path())?;
        let run_id = self.begin(&mut store)?;
        let path = store.path().to_owned();
        let reader = pending::reader(&path)?;
        let is_whole = self.scope == Scope::All;
        let writer = Writer::start(store, lock, run_id, is_whole)?;
        let walk = Arc::new(Walk {
            client: self.client.clone(),
            clock: self.clock.clone(),
            observer: self.observer.clone(),
            queue: writer.queue(),
            calls: AtomicU64::new(0),
            read: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            in_a_row: AtomicUsize::new(0),
            max_failures: self.max_failures,
        });

        let outcome = {
            let walked = pin!(self.walk(&walk, &reader, run_id));
            match future::select(walked, pin!(stop)).await {
                future::Either::Left((outcome, _)) => outcome,
                future::Either::Right(((), _)) => Err(Error::Stopped),
            }
        };
        let state = match &outcome {
            Ok(()) => RunState::Complete,
            Err(_) => RunState::Stopped,
        };
        let calls = walk.calls.load(Ordering::Relaxed);
        let end = Message::After(After::End {
            state,
            ended_at: self.clock.now(),
            calls,
        });
        // Where it cannot be sent, the writer has ended with an error of its own.
        let _ = walk.queue.send(end).await;
        let summary = Summary {
            run_id,
            read: walk.read.load(Ordering::Relaxed),
            failed: walk.failed.load(Ordering::Relaxed),
            calls,
        };
        drop(walk);
        // What the disk says explains what the walk says.
        writer.finish().await?;
        outcome.map(|()| summary)
    }

    /// Begins a run, or takes up the last one.
    fn begin(&mut self, store: &mut Store) -> Result<i64, Error> {
        let now = self.clock.now();
        let Some(age) = self.resume else {
            return store.begin_run(&NewRun {
                started_at: now,
                as_of: self.today(now),
                base_url: self.base_url.clone(),
                resources: self.resources.clone(),
                scope: self.scope.clone(),
            });
        };
        let nothing = |why: String| Err(Error::NothingToResume(why));
        let Some(run) = store.unfinished_run()? else {
            return nothing("the last one came to its end".to_owned());
        };
        if now.duration_since(run.started_at) > age {
            return nothing(format!(
                "run {} began at {}, which is too long ago",
                run.run_id, run.started_at
            ));
        }
        if run.base_url != self.base_url {
            return nothing(format!("run {} was of {}", run.run_id, run.base_url));
        }
        self.resources = run.resources;
        self.scope = run.scope;
        Ok(run.run_id)
    }

    fn today(&self, now: Timestamp) -> Date {
        now.to_zoned(self.time_zone.clone()).date()
    }

    async fn walk(&self, walk: &Arc<Walk>, reader: &Store, run_id: i64) -> Result<(), Error> {
        let (cursor, is_listed) = reader.list_state(run_id)?;
        if !is_listed {
            match &self.scope {
                Scope::All => walk.list(cursor).await?,
                Scope::Only(ids) => walk.get(ids, self.concurrency).await?,
            }
        }
        walk.settled().await?;
        let customers = pending::count(reader, run_id, &self.resources)?;
        let plan = Plan::new(
            customers,
            &self.resources,
            self.per_minute.unwrap_or(u32::MAX),
        );
        let half = plan.is_half_rate;
        (walk.observer)(&SweepEvent::Planned(plan));
        let client = self.client.with(CallOptions::new().half_rate(half));

        let wants_reservations = self.resources.contains(&Resource::Reservations);
        let (subscribed, subscriptions) = mpsc::channel(1024);
        let subscribed = wants_reservations.then_some(subscribed);
        let mut stages = Vec::new();
        for resource in &self.resources {
            if matches!(resource, Resource::Customers | Resource::Reservations) {
                continue;
            }
            let customers = pending::pending(reader, run_id, *resource);
            let follow = subscribed
                .clone()
                .filter(|_| *resource == Resource::Subscriptions);
            let stage = walk.stage(&client, *resource, customers, follow, self.concurrency);
            stages.push(future::Either::Left(stage));
        }
        drop(subscribed);
        if wants_reservations {
            let left = pending::without_reservations(reader, run_id)?;
            let stage = walk.reservations(&client, reader, left, subscriptions, self.concurrency);
            stages.push(future::Either::Right(stage));
        }
        future::try_join_all(stages).await.map(drop)
    }
}

/// A customer and its subscriptions; `Err` where they could not be read.
type Subscribed = (i64, Result<Vec<String>, Failure>);

/// What the calls of a run share.
struct Walk {
    client: Client,
    clock: Arc<dyn Clock>,
    observer: Observer,
    queue: Queue,
    calls: AtomicU64,
    read: AtomicU64,
    failed: AtomicU64,
    in_a_row: AtomicUsize,
    max_failures: Option<usize>,
}

impl Walk {
    /// Reads the list of customers, page by page.
    async fn list(&self, mut cursor: Option<String>) -> Result<(), Error> {
        let mut known = 0_u64;
        let mut loops = CursorLoop::default();
        loop {
            let mut call = call(Resource::Customers).parameter("count", PAGE);
            if let Some(cursor) = &cursor {
                call = call.parameter("cursor", cursor.as_str());
            }
            self.calls.fetch_add(1, Ordering::Relaxed);
            let page = self.client.send_decoded(&call, page);
            let (page, next) = page.await.map_err(Error::List)?;
            let read_at = self.clock.now();
            let count = page.items.len();
            let customers: Vec<Reading> = page
                .items
                .into_iter()
                .filter_map(|item| customer(item, read_at))
                .collect();
            known = known.saturating_add(customers.len() as u64);
            (self.observer)(&SweepEvent::Listed(known));
            let unnamed = count.saturating_sub(customers.len());
            if unnamed > 0 {
                let what =
                    format!("{unnamed} customers on a page have no `domainId` that is an integer");
                self.note_cut(&what).await?;
            }
            let is_back = next.as_ref().is_some_and(|next| loops.is_closed_by(next));
            if is_back {
                let what = "the list leads back to a page that was there before, so that its end is not known";
                self.note_cut(what).await?;
            }
            cursor = next.filter(|_| !is_back);
            self.queue
                .send(Message::Page {
                    customers,
                    cursor: cursor.clone(),
                })
                .await?;
            if cursor.is_none() {
                return Ok(());
            }
        }
    }

    /// Notes that customers are missing from the list, by a failure of no customer in particular.
    async fn note_cut(&self, what: &str) -> Result<(), Error> {
        let failure = Failure::decode(format!("the customers cannot all be listed: {what}"));
        self.put(self.reading(UNKNOWN, Resource::Customers, Err(failure)))
            .await
    }

    /// Reads customers by their ids.
    async fn get(&self, ids: &[i64], concurrency: usize) -> Result<(), Error> {
        let readings = stream::iter(ids.iter().copied())
            .map(|domain_id| async move {
                let outcome = self
                    .fetch(&self.client, call_of("get_customer", domain_id), |body| {
                        let item = Item {
                            key: String::new(),
                            date: None,
                            body: text(body)?,
                        };
                        Ok(Answer {
                            items: vec![item],
                            rest: None,
                        })
                    })
                    .await;
                self.reading(domain_id, Resource::Customers, outcome)
            })
            .buffer_unordered(concurrency);
        let mut readings = pin!(readings);
        while let Some(reading) = readings.next().await {
            self.put(reading).await?;
        }
        self.queue.send(Message::Listed).await
    }

    /// Reads one resource of all customers, so many of them at once.
    async fn stage(
        &self,
        client: &Client,
        resource: Resource,
        customers: impl Iterator<Item = Result<i64, Error>>,
        follow: Option<mpsc::Sender<Subscribed>>,
        concurrency: usize,
    ) -> Result<(), Error> {
        let customers = RefCell::new(customers);
        let next = || customers.borrow_mut().next();
        let call = &call(resource);
        // A future that stays costs less than one a call.
        let readers = (0..concurrency).map(|_| async {
            while let Some(domain_id) = next() {
                let domain_id = domain_id?;
                let call = call.clone().parameter("domainId", domain_id);
                self.read(client, resource, domain_id, call, follow.as_ref())
                    .await?;
            }
            Ok(())
        });
        let readers: FuturesUnordered<_> = readers.collect();
        readers.try_collect().await
    }

    /// Reads one resource of a customer.
    async fn read(
        &self,
        client: &Client,
        resource: Resource,
        domain_id: i64,
        call: OperationCall,
        follow: Option<&mpsc::Sender<Subscribed>>,
    ) -> Result<(), Error> {
        let outcome = self.fetch(client, call, |body| Answer::read(resource, body));
        let outcome = outcome.await;
        let subscribed = follow.map(|follow| {
            let keys = |answer: &Answer| {
                let keys = answer.items.iter().map(|item| item.key.as_str());
                pending::ids(keys)
            };
            let subscribed = outcome.as_ref().map_err(Failure::clone).and_then(keys);
            (follow, subscribed)
        });
        self.put(self.reading(domain_id, resource, outcome)).await?;
        if let Some((follow, subscribed)) = subscribed {
            // The other end is gone only where its stage has failed, which says why.
            let _ = follow.send((domain_id, subscribed)).await;
        }
        Ok(())
    }

    /// Reads what is scheduled for the subscriptions of each customer, as they become known.
    async fn reservations(
        &self,
        client: &Client,
        reader: &Store,
        left: Vec<i64>,
        mut subscriptions: mpsc::Receiver<Subscribed>,
        concurrency: usize,
    ) -> Result<(), Error> {
        let known = stream::iter(left).map(move |domain_id| {
            let subscriptions = pending::subscriptions(reader, domain_id)?;
            Ok::<Subscribed, Error>((domain_id, subscriptions))
        });
        let coming = stream::poll_fn(move |context| subscriptions.poll_recv(context));
        let readings = known
            .chain(coming.map(Ok))
            .map_ok(|(domain_id, subscriptions)| {
                self.reserved(client, domain_id, subscriptions).map(Ok)
            })
            .try_buffer_unordered(concurrency);
        let mut readings = pin!(readings);
        while let Some(reading) = readings.try_next().await? {
            self.put(reading).await?;
        }
        Ok(())
    }

    async fn reserved(
        &self,
        client: &Client,
        domain_id: i64,
        subscriptions: Result<Vec<String>, Failure>,
    ) -> Reading {
        let read = async {
            let mut all = Answer::default();
            for subscription in subscriptions? {
                let call = call(Resource::Reservations)
                    .parameter("domainId", domain_id)
                    .parameter("subscriptionId", subscription.as_str());
                let answer = |body: &_| Answer::read(Resource::Reservations, body);
                let answer = match self.send_call(client, call, answer).await {
                    Ok(answer) => answer,
                    Err(error) if nothing_is_scheduled(&error) => continue,
                    Err(error) => return Err(Failure::from(&error)),
                };
                // The path says whose it is, whatever the answer repeats.
                all.items.extend(answer.items.into_iter().map(|item| Item {
                    key: subscription.clone(),
                    ..item
                }));
            }
            Ok(all)
        };
        let outcome = read.await;
        self.reading(domain_id, Resource::Reservations, outcome)
    }

    async fn fetch(
        &self,
        client: &Client,
        call: OperationCall,
        decode: impl FnOnce(&[u8]) -> Result<Answer, serde_json::Error>,
    ) -> Result<Answer, Failure> {
        self.send_call(client, call, decode)
            .await
            .map_err(|error| Failure::from(&error))
    }

    async fn send_call(
        &self,
        client: &Client,
        call: OperationCall,
        decode: impl FnOnce(&[u8]) -> Result<Answer, serde_json::Error>,
    ) -> Result<Answer, works_partner_ext::Error> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        client.send_decoded(&call, decode).await
    }

    fn reading(
        &self,
        domain_id: i64,
        resource: Resource,
        outcome: Result<Answer, Failure>,
    ) -> Reading {
        Reading {
            domain_id,
            resource,
            read_at: self.clock.now(),
            outcome,
        }
    }

    async fn put(&self, reading: Reading) -> Result<(), Error> {
        let Reading {
            domain_id,
            resource,
            ..
        } = reading;
        let stop = match &reading.outcome {
            Ok(answer) => {
                self.read.fetch_add(1, Ordering::Relaxed);
                self.in_a_row.store(0, Ordering::Relaxed);
                let items = answer.items.len();
                (self.observer)(&SweepEvent::Read {
                    domain_id,
                    resource,
                    items,
                });
                None
            }
            Err(failure) => {
                let failed = self
                    .failed
                    .fetch_add(1, Ordering::Relaxed)
                    .saturating_add(1);
                let in_a_row = self
                    .in_a_row
                    .fetch_add(1, Ordering::Relaxed)
                    .saturating_add(1);
                let failure = failure.clone();
                (self.observer)(&SweepEvent::Failed {
                    domain_id,
                    resource,
                    failure,
                });
                let failed = usize::try_from(failed).unwrap_or(usize::MAX);
                let too_many = self.max_failures.is_some_and(|most| failed > most);
                (too_many || in_a_row >= FAILURES_IN_A_ROW).then_some(failed)
            }
        };
        self.queue.send(Message::Reading(reading)).await?;
        stop.map_or(Ok(()), |failed| Err(Error::TooManyFailures(failed)))
    }

    /// Waits until what was sent so far is on disk.
    async fn settled(&self) -> Result<(), Error> {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        self.queue
            .send(Message::After(After::Settled(sender)))
            .await?;
        receiver.await.map_err(|_| Error::WriterEnded)
    }
}

/// Finds out that cursors come again, by one of them: it is compared with all that follow, and replaced after 1, 2,
/// 4, 8, … pages (Brent's algorithm). So a list may be of any length.
#[derive(Default)]
struct CursorLoop {
    kept: Option<String>,
    since: u64,
    until: u64,
}

impl CursorLoop {
    fn is_closed_by(&mut self, cursor: &str) -> bool {
        if self.kept.as_deref() == Some(cursor) {
            return true;
        }
        if self.since >= self.until {
            self.kept = Some(cursor.to_owned());
            self.until = self.until.saturating_mul(2).max(1);
            self.since = 0;
        }
        self.since = self.since.saturating_add(1);
        false
    }
}

fn call(resource: Resource) -> OperationCall {
    let operation = Operation::find(resource.operation_id());
    let operation = operation
        .unwrap_or_else(|| unreachable!("the document has the operations of all resources"));
    // The parameters are the service's own, whatever the document says of them.
    OperationCall::new(operation).skip_validation()
}

fn call_of(operation_id: &str, domain_id: i64) -> OperationCall {
    let operation = Operation::find(operation_id);
    let operation = operation.unwrap_or_else(|| unreachable!("the document has `{operation_id}`"));
    OperationCall::new(operation).parameter("domainId", domain_id)
}

/// A page of the list, and the cursor of the next one.
fn page(body: &[u8]) -> Result<(Answer, Option<String>), serde_json::Error> {
    let page = Answer::read(Resource::Customers, body)?;
    let rest = page.rest.as_deref().map(serde_json::from_str::<Value>);
    let rest = rest.transpose()?.unwrap_or_default();
    let next = match rest.pointer("/responseMetaData/nextCursor") {
        Some(Value::String(next)) if !next.is_empty() => Some(next.clone()),
        Some(Value::Number(next)) => Some(next.to_string()),
        Some(Value::String(_) | Value::Null) | None => None,
        Some(_) => return Err(serde_json::Error::custom("`nextCursor` is not a text")),
    };
    Ok((page, next))
}

/// A customer of the list; `None` for one without an id, of which nothing else can be read.
fn customer(item: Item, read_at: Timestamp) -> Option<Reading> {
    let domain_id = item.key.parse().ok().filter(|id| *id != UNKNOWN)?;
    let item = Item {
        key: String::new(),
        ..item
    };
    let outcome = Ok(Answer {
        items: vec![item],
        rest: None,
    });
    Some(Reading {
        domain_id,
        resource: Resource::Customers,
        read_at,
        outcome,
    })
}

fn text(body: &[u8]) -> Result<String, serde_json::Error> {
    let raw: &serde_json::value::RawValue = serde_json::from_slice(body)?;
    Ok(raw.get().to_owned())
}

/// Whether an answer to a reservation's GET means that there is none: a 404 that the API itself gives, and
/// not for want of the customer. The vendor documents no answer for it.
fn nothing_is_scheduled(error: &works_partner_ext::Error) -> bool {
    let code = error.code();
    error.is_not_found()
        && error.description().as_deref() != Some("Api not exists")
        && code.is_some_and(|code| {
            let other = ["API", "CUSTOMER", "DOMAIN", "PARTNER", "TENANT"];
            !other.iter().any(|resource| code.starts_with(resource))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_leads_back_is_noticed_wherever_and_however_late() {
        for (before, length) in [(0, 1), (0, 7), (5, 1), (40, 13), (3, 100)] {
            let cursor = |page: u64| match page.checked_sub(before) {
                Some(within) => format!("loop {}", within % length),
                None => format!("before {page}"),
            };
            let mut loops = CursorLoop::default();
            let pages = (0..1_000).take_while(|page| !loops.is_closed_by(&cursor(*page)));
            let pages = pages.count() as u64;
            assert!(
                (before + length..1_000).contains(&pages),
                "{before} {length} {pages}"
            );
        }
        let mut loops = CursorLoop::default();
        assert!(!(0..1_000).any(|page| loops.is_closed_by(&page.to_string())));
    }
}
