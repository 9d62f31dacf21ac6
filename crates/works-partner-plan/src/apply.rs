//! Applying a plan: each change once, whatever happens in between.

mod report;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use works_partner_ext::{CallOptions, Client, Clock, OperationCall, SystemClock};

pub use report::{Outcome, OutcomeKind, Report, Settled};

use crate::change_list::ChangeList;
use crate::error::Error;
use crate::facts::wanted::{Subject, wanted};
use crate::facts::{CustomerFacts, FactSource as _, Flat, LiveFacts};
use crate::journal::{Actor, Ending, Journal, Write, WriteState};
use crate::mistake::Mistake;
use crate::plan::{Plan, PlannedChange, PlannedDecision};
use crate::send::Sender;

/// How often a change that the service does not let in for its rate is sent again.
const RATE_ATTEMPTS: u32 = 10;
/// The longest wait for that.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// How a plan is applied.
#[derive(Clone)]
#[non_exhaustive]
pub struct ApplyOptions {
    /// Go on with a plan that was begun.
    pub resume: bool,
    /// Only these lines.
    pub only: Option<BTreeSet<u64>>,
    /// Send nothing more after so many changes that were refused, or whose outcome is unknown.
    pub stop_after: Option<usize>,
    /// Read and judge, and send nothing.
    pub dry_run: bool,
    /// How many customers are changed at once.
    pub concurrency: usize,
    /// Who makes the changes.
    pub actor: Actor,
    /// The time, for the journal and for which day it is.
    pub clock: Arc<dyn Clock>,
    /// The server's name, where its address does not stay.
    pub base_url: Option<String>,
    /// Set to have nothing more sent; what is in flight is waited for.
    pub stop: Arc<AtomicBool>,
}

impl Default for ApplyOptions {
    fn default() -> Self {
        Self {
            resume: false,
            only: None,
            stop_after: None,
            dry_run: false,
            concurrency: 5,
            actor: Actor::default(),
            clock: Arc::new(SystemClock),
            base_url: None,
            stop: Arc::default(),
        }
    }
}

impl std::fmt::Debug for ApplyOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApplyOptions")
            .field("resume", &self.resume)
            .field("only", &self.only)
            .field("stop_after", &self.stop_after)
            .field("dry_run", &self.dry_run)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}

/// Applies a plan: before each change, reads again what it stands on, and leaves it out where that has
/// moved; sends it once, with the journal before and after it; and settles an outcome that is unknown by
/// reading what is there.
///
/// Changes of one customer are made one after the other, in the order of their lines. `list` is needed
/// where the plan [has secrets](PlannedChange::has_secret). `observe` is told each outcome as it comes.
///
/// # Errors
///
/// Where the plan as a whole cannot be applied, or the journal cannot be written. What was sent by then is
/// in the journal, and the plan can be resumed.
pub async fn apply(
    plan: &Plan,
    list: Option<&ChangeList>,
    client: &Client,
    journal: &Journal,
    options: &ApplyOptions,
    observe: impl Fn(&Outcome),
) -> Result<Report, Error> {
    let base_url = options.base_url.as_deref().unwrap_or(&plan.base_url);
    if base_url != plan.base_url {
        return Err(Error::OtherServer {
            planned: plan.base_url.clone(),
            given: base_url.to_owned(),
        });
    }
    let _lock = journal.lock()?;
    let plan_id = plan.id();
    let mut earlier: HashMap<u64, Write> = HashMap::new();
    if !options.dry_run || options.resume {
        let sent = journal.count_of_plan(&plan_id)?;
        if sent > 0 && !options.resume {
            return Err(Error::Begun { sent });
        }
        for write in journal.of_plan(&plan_id)? {
            if let Some(line) = write.line {
                earlier.insert(line, write);
            }
        }
    }
    let mut calls = BTreeMap::new();
    for change in &plan.changes {
        if change.decision == PlannedDecision::Send && options.admits(change.line) {
            calls.insert(change.line, change.call(plan, list)?);
        }
    }
    let writer = client.with(CallOptions::new().send_once(true));
    let clock = Arc::clone(&options.clock);
    let now = move || clock.now();
    let run = Run {
        plan_id: &plan_id,
        options,
        facts: LiveFacts::new(client.clone()),
        sender: Sender {
            client: &writer,
            journal,
            base_url,
            actor: &options.actor,
            now: &now,
        },
        calls,
        earlier,
        failures: AtomicUsize::new(0),
        is_broken: AtomicBool::new(false),
        made: Mutex::default(),
    };
    let mut groups: Vec<Vec<&PlannedChange>> = Vec::new();
    let mut places: HashMap<(Option<i64>, Option<&str>), usize> = HashMap::new();
    for change in &plan.changes {
        let of_new = change
            .domain_id
            .is_none()
            .then_some(change.domain.as_deref());
        let place = *places
            .entry((change.domain_id, of_new.flatten()))
            .or_insert_with(|| {
                groups.push(Vec::new());
                groups.len().saturating_sub(1)
            });
        if let Some(group) = groups.get_mut(place) {
            group.push(change);
        }
    }
    let mut report = Report::new(&plan_id);
    let mut failure = None;
    let (run, observe) = (&run, &observe);
    let work = groups.into_iter().map(|group| async move {
        let mut outcomes = Vec::with_capacity(group.len());
        for change in group {
            match run.change(change).await {
                Ok(outcome) => {
                    run.note(&outcome);
                    observe(&outcome);
                    outcomes.push(outcome);
                }
                Err(error) => {
                    run.is_broken.store(true, Ordering::SeqCst);
                    return (outcomes, Some(error));
                }
            }
        }
        (outcomes, None)
    });
    let mut work = futures_util::stream::iter(work).buffer_unordered(options.concurrency.max(1));
    while let Some((outcomes, error)) = work.next().await {
        report.outcomes.extend(outcomes);
        failure = failure.or(error);
    }
    if let Some(failure) = failure {
        return Err(failure);
    }
    for mistake in &plan.unreadable {
        let is_told = report.outcomes.iter().any(|own| own.line == mistake.line);
        if !is_told {
            let outcome = Outcome {
                mistakes: vec![mistake.clone()],
                ..Outcome::new(mistake.line, OutcomeKind::RefusedByPlan)
            };
            report.outcomes.push(outcome);
        }
    }
    report.outcomes.sort_by_key(|outcome| outcome.line);
    Ok(report)
}

impl ApplyOptions {
    fn admits(&self, line: u64) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&line))
    }

    /// The day in Japan, which the dates of the API are read in.
    fn today(&self) -> jiff::civil::Date {
        day_of(self.clock.now())
    }
}

pub(crate) fn day_of(now: Timestamp) -> jiff::civil::Date {
    now.to_zoned(TimeZone::fixed(Offset::constant(9))).date()
}

struct Run<'a> {
    plan_id: &'a str,
    options: &'a ApplyOptions,
    facts: LiveFacts,
    sender: Sender<'a>,
    calls: BTreeMap<u64, OperationCall>,
    earlier: HashMap<u64, Write>,
    failures: AtomicUsize,
    /// The journal cannot be written: nothing more is sent.
    is_broken: AtomicBool,
    /// The lines that are as they are to be.
    made: Mutex<BTreeSet<u64>>,
}

impl Run<'_> {
    fn note(&self, outcome: &Outcome) {
        match outcome.kind {
            OutcomeKind::Done | OutcomeKind::DoneAlready | OutcomeKind::WouldSend => {
                let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
                made.insert(outcome.line);
            }
            OutcomeKind::Refused | OutcomeKind::Unknown | OutcomeKind::NotSent => {
                self.failures.fetch_add(1, Ordering::SeqCst);
            }
            _ => {}
        }
    }

    fn stopped(&self) -> Option<&'static str> {
        let failures = self.failures.load(Ordering::SeqCst);
        if self.is_broken.load(Ordering::SeqCst) {
            Some("the journal cannot be written")
        } else if self.options.stop.load(Ordering::SeqCst) {
            Some("it was stopped")
        } else if self
            .options
            .stop_after
            .is_some_and(|limit| failures >= limit)
        {
            Some("it was stopped after as many failures as were allowed")
        } else {
            None
        }
    }

    async fn change(&self, change: &PlannedChange) -> Result<Outcome, Error> {
        let outcome = |kind| Outcome::of(change, kind);
        match change.decision {
            PlannedDecision::Refused => {
                return Ok(Outcome {
                    mistakes: change.mistakes.clone(),
                    ..outcome(OutcomeKind::RefusedByPlan)
                });
            }
            PlannedDecision::DoneAlready => return Ok(outcome(OutcomeKind::DoneAlready)),
            PlannedDecision::Send => {}
        }
        let Some(call) = self.calls.get(&change.line) else {
            return Ok(outcome(OutcomeKind::NotWanted));
        };
        let earlier = self.earlier.get(&change.line);
        if let Some(write) = earlier {
            match write.state {
                WriteState::Done => {
                    // Whether it still is so, nobody has looked.
                    let sent = format!("it was sent before, at {}, and not now", write.began_at);
                    return Ok(Outcome {
                        reason: Some(sent),
                        ..Outcome::of_write(change, OutcomeKind::Done, write)
                    });
                }
                WriteState::Refused => {
                    let is_there = write.settled.as_deref() == Some(Settled::Found.text());
                    let kind = match is_there {
                        true => OutcomeKind::DoneAlready,
                        false => OutcomeKind::Refused,
                    };
                    return Ok(Outcome::of_write(change, kind, write));
                }
                WriteState::Sending | WriteState::Unknown => {
                    if let Some(settled) = self.settle(change, call, write).await? {
                        return Ok(settled);
                    }
                }
                WriteState::NotSent => {}
            }
        }
        if let Some(reason) = self.stopped() {
            return Ok(Outcome {
                reason: Some(reason.to_owned()),
                ..outcome(OutcomeKind::NotReached)
            });
        }
        if let Some(line) = self.missing_line(change) {
            return Ok(Outcome {
                reason: Some(format!("line {line}, which it stands on, was not made")),
                ..outcome(OutcomeKind::LeftOut)
            });
        }
        let (facts, subject) = match self.read(call).await {
            Ok(read) => read,
            Err(error) => {
                return Ok(Outcome {
                    reason: Some(error.to_string()),
                    ..outcome(OutcomeKind::NotSent)
                });
            }
        };
        if let Some(left_out) = self.judge(change, call, &facts, &subject) {
            return Ok(left_out);
        }
        if self.options.dry_run {
            return Ok(outcome(OutcomeKind::WouldSend));
        }
        if let Some(reason) = self.stopped() {
            return Ok(Outcome {
                reason: Some(reason.to_owned()),
                ..outcome(OutcomeKind::NotReached)
            });
        }
        let (id, ending) = self.send(call, change.line).await?;
        match ending.state {
            WriteState::Unknown => {}
            WriteState::Refused => return self.refused(change, call, id, ending).await,
            _ => return Ok(Outcome::of_ending(change, &ending)),
        }
        let Ok((facts, _)) = self.read(call).await else {
            return Ok(Outcome::of_ending(change, &ending));
        };
        let settled = match change
            .promise
            .as_ref()
            .and_then(|promise| promise.holds(&facts))
        {
            Some(true) => Settled::Found,
            // It may still be on its way.
            Some(false) => Settled::NotFound,
            None => Settled::CannotBeRead,
        };
        let state = match settled {
            Settled::Found => WriteState::Done,
            Settled::NotFound | Settled::CannotBeRead => WriteState::Unknown,
        };
        let ending = Ending {
            state,
            settled: Some(settled.text().to_owned()),
            ..ending
        };
        self.sender.journal.end(id, &ending, (self.sender.now)())?;
        Ok(Outcome {
            settled: Some(settled),
            ..Outcome::of_ending(change, &ending)
        })
    }

    /// What becomes of a change that the service refused. Somebody else may have made the same one in the moment
    /// between reading and sending.
    async fn refused(
        &self,
        change: &PlannedChange,
        call: &OperationCall,
        write_id: i64,
        ending: Ending,
    ) -> Result<Outcome, Error> {
        let refused = Outcome::of_ending(change, &ending);
        let Ok((facts, _)) = self.read(call).await else {
            return Ok(refused);
        };
        let promise = change.promise.as_ref();
        if promise.and_then(|promise| promise.holds(&facts)) != Some(true) {
            return Ok(refused);
        }
        let ending = Ending {
            settled: Some(Settled::Found.text().to_owned()),
            ..ending
        };
        let now = (self.sender.now)();
        self.sender.journal.end(write_id, &ending, now)?;
        Ok(Outcome {
            kind: OutcomeKind::DoneAlready,
            settled: Some(Settled::Found),
            ..refused
        })
    }

    /// Looks whether a change whose outcome is unknown was made. `None` where it was not.
    async fn settle(
        &self,
        change: &PlannedChange,
        call: &OperationCall,
        write: &Write,
    ) -> Result<Option<Outcome>, Error> {
        let unknown = |settled, reason: String| {
            Some(Outcome {
                settled,
                reason: Some(reason),
                ..Outcome::of(change, OutcomeKind::Unknown)
            })
        };
        let facts = match self.read(call).await {
            Ok((facts, _)) => facts,
            Err(error) => return Ok(unknown(None, error.to_string())),
        };
        let holds = change
            .promise
            .as_ref()
            .and_then(|promise| promise.holds(&facts));
        let (state, settled) = match holds {
            Some(true) => (WriteState::Done, Settled::Found),
            Some(false) => (WriteState::NotSent, Settled::NotFound),
            None => {
                let reason = "no answer of the service shows whether it was made";
                return Ok(unknown(Some(Settled::CannotBeRead), reason.to_owned()));
            }
        };
        let ending = Ending {
            settled: Some(settled.text().to_owned()),
            ..Ending::new(state)
        };
        if !self.options.dry_run {
            let now = (self.sender.now)();
            self.sender.journal.end(write.write_id, &ending, now)?;
        }
        Ok((state == WriteState::Done).then(|| Outcome {
            settled: Some(settled),
            ..Outcome::of(change, OutcomeKind::Done)
        }))
    }

    fn missing_line(&self, change: &PlannedChange) -> Option<u64> {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        change
            .after
            .iter()
            .copied()
            .find(|line| !made.contains(line))
    }

    async fn read(&self, call: &OperationCall) -> Result<(CustomerFacts, Subject), Error> {
        let subject = Subject::of(call);
        let facts = self.facts.facts(&subject, &wanted(call)).await?;
        Ok((facts, subject))
    }

    /// Why a change is not to be sent, by what is there now.
    fn judge(
        &self,
        change: &PlannedChange,
        call: &OperationCall,
        facts: &CustomerFacts,
        subject: &Subject,
    ) -> Option<Outcome> {
        let outcome = |kind| Outcome::of(change, kind);
        let is_there = subject.domain_id.is_none() || facts.is_there;
        let holds = change
            .promise
            .as_ref()
            .and_then(|promise| promise.holds(facts));
        if holds == Some(true) {
            return Some(outcome(OutcomeKind::DoneAlready));
        }
        let now = Flat::of(facts, subject, &wanted(call), &BTreeMap::new());
        let moved = change.facts.moved(&now);
        if !moved.is_empty() {
            return Some(Outcome {
                moved,
                reason: (!is_there).then(|| "the customer is gone".to_owned()),
                ..outcome(OutcomeKind::LeftOut)
            });
        }
        let assessment = call.assess(&facts.of(subject, self.options.today()))?;
        if assessment.violations().is_empty() {
            return None;
        }
        let mistakes = assessment.violations().iter().map(|found| {
            let mut mistake = Mistake::new(
                change.line,
                found.rule_id.clone(),
                "breaks a rule of the vendor by now",
                &*found.expected,
            );
            if !found.field.is_empty() {
                mistake = mistake.at(&*found.field).value(&*found.value);
            }
            mistake
        });
        Some(Outcome {
            mistakes: mistakes.collect(),
            ..outcome(OutcomeKind::LeftOut)
        })
    }

    /// Sends it, and again where the service does not let it in for its rate.
    async fn send(&self, call: &OperationCall, line: u64) -> Result<(i64, Ending), Error> {
        let mut attempt = 1;
        loop {
            let (id, ending) = self.sender.send(call, Some((self.plan_id, line))).await?;
            if ending.status != Some(429) || attempt == RATE_ATTEMPTS || self.stopped().is_some() {
                return Ok((id, ending));
            }
            attempt = attempt.saturating_add(1);
            let seconds = ending.settled.as_deref().and_then(|text| text.parse().ok());
            let wait = Duration::from_secs(seconds.unwrap_or(60)).min(LONGEST_WAIT);
            self.options
                .clock
                .sleep(wait.max(Duration::from_secs(1)))
                .await;
        }
    }
}
