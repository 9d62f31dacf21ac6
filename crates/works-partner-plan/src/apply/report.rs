//! What became of each line.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::facts::Moved;
use crate::journal::{Ending, Write, WriteState};
use crate::mistake::Mistake;
use crate::plan::PlannedChange;

/// What became of a plan, line by line.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Report {
    /// The plan.
    pub plan_id: String,
    /// Each line of it, in the order of the list.
    pub outcomes: Vec<Outcome>,
}

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Outcome {
    /// The line of the list.
    pub line: u64,
    /// What became of it.
    pub kind: OutcomeKind,
    /// The customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<i64>,
    /// Its domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The operation.
    pub operation: String,
    /// The status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The error code of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What the answer says, or why it was not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How an unknown outcome was settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settled>,
    /// The facts that moved since the plan was made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<Moved>,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mistakes: Vec<Mistake>,
}

/// What became of a line, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum OutcomeKind {
    /// It was sent, now or before, and the service did it.
    Done,
    /// It was so already: nothing was sent, or the service refused it since somebody else was faster.
    DoneAlready,
    /// A dry run: it would be sent.
    WouldSend,
    /// The facts that it stands on have moved, and nothing was sent.
    LeftOut,
    /// The plan refuses it.
    RefusedByPlan,
    /// The service refused it.
    Refused,
    /// It was sent, and whether it was done is not known.
    Unknown,
    /// It was surely not processed: it can be sent again.
    NotSent,
    /// Its turn did not come.
    NotReached,
    /// Other lines were asked for.
    NotWanted,
}

impl OutcomeKind {
    /// The word for people.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::DoneAlready => "done already",
            Self::WouldSend => "would be sent",
            Self::LeftOut => "left out",
            Self::RefusedByPlan => "refused by the plan",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::NotSent => "not sent",
            Self::NotReached => "not reached",
            Self::NotWanted => "not wanted",
        }
    }
}

/// How an outcome that was unknown was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Settled {
    /// What it was to do is there.
    Found,
    /// What it was to do is not there.
    NotFound,
    /// No answer of the service tells.
    CannotBeRead,
}

impl Settled {
    /// The words for people.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Found => "read from the service: it is there",
            Self::NotFound => "read from the service: it is not there",
            Self::CannotBeRead => "no answer of the service shows it",
        }
    }
}

impl Report {
    pub(crate) fn new(plan_id: &str) -> Self {
        Self {
            plan_id: plan_id.to_owned(),
            outcomes: Vec::new(),
        }
    }

    /// How many lines came to what.
    pub fn counts(&self) -> BTreeMap<OutcomeKind, usize> {
        let mut counts: BTreeMap<OutcomeKind, usize> = BTreeMap::new();
        for outcome in &self.outcomes {
            let count = counts.entry(outcome.kind).or_default();
            *count = count.saturating_add(1);
        }
        counts
    }

    /// How many lines came to this.
    pub fn count(&self, kind: OutcomeKind) -> usize {
        self.counts().get(&kind).copied().unwrap_or_default()
    }
}

impl Outcome {
    pub(super) fn new(line: u64, kind: OutcomeKind) -> Self {
        Self {
            line,
            kind,
            domain_id: None,
            domain: None,
            operation: String::new(),
            status: None,
            code: None,
            reason: None,
            settled: None,
            moved: Vec::new(),
            mistakes: Vec::new(),
        }
    }

    pub(super) fn of(change: &PlannedChange, kind: OutcomeKind) -> Self {
        Self {
            domain_id: change.domain_id,
            domain: change.domain.clone(),
            operation: change.operation.clone(),
            ..Self::new(change.line, kind)
        }
    }

    pub(super) fn of_ending(change: &PlannedChange, ending: &Ending) -> Self {
        let kind = match ending.state {
            WriteState::Done => OutcomeKind::Done,
            WriteState::Refused => OutcomeKind::Refused,
            WriteState::NotSent => OutcomeKind::NotSent,
            WriteState::Unknown | WriteState::Sending => OutcomeKind::Unknown,
        };
        Self {
            status: ending.status,
            code: ending.code.clone(),
            reason: ending.description.clone(),
            ..Self::of(change, kind)
        }
    }

    pub(super) fn of_write(change: &PlannedChange, kind: OutcomeKind, write: &Write) -> Self {
        Self {
            status: write.status,
            code: write.code.clone(),
            reason: write.description.clone(),
            ..Self::of(change, kind)
        }
    }
}
