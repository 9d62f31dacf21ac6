//! A plan sent to an emulator that holds the customers' real state, and the days after it.

mod timeline;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::StreamExt as _;
use jiff::civil::{Date, time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;
use works_partner_ext::{Client, ManualClock};
use works_partner_sandbox::{Sandbox, State};

pub use timeline::{Assumption, Basis, Difference, Event, EventKind, Timeline};

use crate::apply::{ApplyOptions, Report, apply};
use crate::change_list::ChangeList;
use crate::error::Error;
use crate::facts::wanted::Subject;
use crate::facts::{CustomerFacts, FactKind, FactSource};
use crate::journal::Journal;
use crate::plan::Plan;

/// How far ahead days can pass.
const LONGEST_YEARS: i16 = 10;

/// How many customers are read at once.
const CONCURRENCY: usize = 5;

/// What became of a plan in an emulator.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Rehearsal {
    /// What became of each line.
    pub report: Report,
    /// What happens on that day and the days after it.
    pub timeline: Timeline,
    /// What is there in the end.
    #[serde(skip)]
    pub state: State,
}

/// Sends a plan to an emulator that holds the real state of its customers, by the client that
/// [`apply`] uses, lets the days pass, and tells what happens on each.
///
/// `day` is the day on which the plan would be applied, `until` the last one that passes.
///
/// # Errors
///
/// Where the customers cannot be read, or the plan as a whole cannot be applied.
pub async fn rehearse(
    plan: &Plan,
    list: Option<&ChangeList>,
    source: &impl FactSource,
    day: Date,
    until: Date,
) -> Result<Rehearsal, Error> {
    let ids: BTreeSet<i64> = plan
        .changes
        .iter()
        .filter_map(|change| change.domain_id)
        .collect();
    let mut stage = Stage::set(source, ids.into_iter().collect(), day, until).await?;
    let options = ApplyOptions {
        clock: Arc::new(stage.clock.clone()),
        base_url: Some(plan.base_url.clone()),
        ..ApplyOptions::default()
    };
    let journal = Journal::in_memory()?;
    let report = apply(plan, list, &stage.client, &journal, &options, |_| {}).await?;
    stage.observe(day);
    stage.timeline.credit(plan);
    let (timeline, state) = stage.pass(day, until);
    Ok(Rehearsal {
        report,
        timeline,
        state,
    })
}

/// Tells what happens to customers up to a day if nobody changes anything.
///
/// # Errors
///
/// Where the customers cannot be read.
///
/// ```
/// use std::collections::BTreeMap;
/// use jiff::civil::date;
/// use serde_json::json;
/// use works_partner_plan::{CustomerFacts, EventKind, FactKind, forecast};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), works_partner_plan::Error> {
/// let facts = CustomerFacts::new(7)
///     .with(FactKind::Customer, vec![json!({"domainId": 7, "domain": "a.example"})])
///     .with(FactKind::OptionProducts, vec![json!({"optionProductId": "DRV", "subOptionId": "DRV01"})])
///     .with(FactKind::OptionProductOrders, vec![json!({
///         "optionProductId": "DRV", "subOptionId": "DRV01", "type": "CANCEL", "applyDate": "2026-12-10",
///     })]);
/// let facts = BTreeMap::from([(7, facts)]);
/// let timeline = forecast(&facts, vec![7], date(2026, 12, 1), date(2026, 12, 31)).await?;
/// let ended = timeline.events.iter().find(|event| event.kind == EventKind::Ended).unwrap();
/// assert_eq!(ended.date, date(2026, 12, 10));
/// # Ok(())
/// # }
/// ```
pub async fn forecast(
    source: &impl FactSource,
    customers: Vec<i64>,
    day: Date,
    until: Date,
) -> Result<Timeline, Error> {
    let stage = Stage::set(source, customers, day, until).await?;
    let (timeline, _) = stage.pass(day, until);
    Ok(timeline)
}

/// An emulator with the customers in it, and what was seen in it so far.
struct Stage {
    sandbox: Sandbox,
    client: Client,
    clock: ManualClock,
    seen: State,
    timeline: Timeline,
}

impl Stage {
    async fn set(
        source: &impl FactSource,
        customers: Vec<i64>,
        day: Date,
        until: Date,
    ) -> Result<Self, Error> {
        let last = day.checked_add(i32::from(LONGEST_YEARS).years());
        if until < day || last.is_ok_and(|last| until > last) {
            return Err(Error::Until(until));
        }
        let kinds: BTreeSet<FactKind> = FactKind::ALL.into_iter().collect();
        let reads = customers.into_iter().map(|id| {
            let kinds = &kinds;
            async move {
                let subject = Subject::whole(id);
                Ok::<_, Error>((id, source.facts(&subject, kinds).await?))
            }
        });
        let mut reads = futures_util::stream::iter(reads).buffered(CONCURRENCY);
        let mut state = State::empty();
        let mut unknown: BTreeMap<FactKind, usize> = BTreeMap::new();
        while let Some(read) = reads.next().await {
            let (id, facts) = read?;
            load(&mut state, id, &facts);
            for kind in FactKind::ALL {
                if facts.is_there && facts.all(kind).is_none() {
                    let count = unknown.entry(kind).or_default();
                    *count = count.saturating_add(1);
                }
            }
        }
        let clock = ManualClock::new(morning(day));
        let now = clock.clone();
        let sandbox = Sandbox::builder()
            .state(state)
            .clock(move || now.now())
            .rate_limit(None)
            .concurrency_limit(None)
            .start()
            .await
            .map_err(Error::Sandbox)?;
        let client = Client::builder()
            .base_url(sandbox.base_url())
            .access_token(sandbox.token())
            .clock(clock.clone())
            .rate_limit(None)
            .build()
            .map_err(|error| Error::Client(Box::new(error)))?;
        Ok(Self {
            seen: sandbox.state(),
            sandbox,
            client,
            clock,
            timeline: Timeline::new(day, until, &unknown),
        })
    }

    /// Notes what has changed since the last time.
    fn observe(&mut self, day: Date) {
        let state = self.sandbox.state();
        self.timeline.add(day, &self.seen, &state);
        self.seen = state;
    }

    /// Lets the days pass, one after the other.
    fn pass(mut self, day: Date, until: Date) -> (Timeline, State) {
        let mut today = day;
        while today < until {
            let Ok(next) = today.tomorrow() else { break };
            today = next;
            self.clock.set(morning(today));
            self.observe(today);
        }
        (self.timeline, self.seen)
    }
}

/// Nine in the morning in Japan.
fn morning(day: Date) -> Timestamp {
    let zoned = day
        .to_datetime(time(9, 0, 0, 0))
        .to_zoned(TimeZone::fixed(Offset::constant(9)));
    // Days within ten years of today are within the range of times.
    zoned.map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

/// Gives the emulator what the service says of a customer, as it says it.
fn load(state: &mut State, id: i64, facts: &CustomerFacts) {
    if !facts.is_there {
        return;
    }
    state.add_customer(id);
    for (kind, items) in &facts.known {
        for item in items {
            state.put(id, kind.resource(), item.clone());
        }
    }
}
