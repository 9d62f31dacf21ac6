//! Days that a request may name, as data: from one edge to another, in a situation.

use jiff::civil::Date;
use jiff::{Span, ToSpan};

use super::assessment::Assessment;
use super::facts::Facts;
use super::rules::Rule;
use crate::catalog::Stage;

/// The days that a rule allows in a situation.
pub(crate) struct Window {
    pub(crate) when: When,
    pub(crate) from: Edge,
    pub(crate) to: Edge,
    pub(crate) rule: &'static Rule,
}

/// The situation of the subscription that a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Always,
    /// It is itself only applied for.
    AppliedFor,
    /// Any task is scheduled for it.
    Scheduled,
    /// START_PAID_SERVICE is scheduled for it.
    GoingPaid,
    /// The same, and it is at this stage now.
    GoingPaidFrom(Stage),
    /// It is in use and at this stage.
    Has(Stage),
}

impl When {
    /// Whether the facts say so; `None` where they don't tell.
    fn holds(self, facts: &Facts) -> Option<bool> {
        match self {
            Self::Always => Some(true),
            Self::AppliedFor => facts.is_applied_for(),
            Self::Scheduled => facts.has_reservation(),
            Self::GoingPaid => facts.is_going_paid(),
            Self::Has(stage) => facts.has_stage(stage),
            Self::GoingPaidFrom(stage) => match (facts.is_going_paid(), facts.has_stage(stage)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
        }
    }

    /// What shows the situation.
    fn origin(self, facts: &Facts) -> Option<String> {
        match self {
            Self::Always => None,
            Self::AppliedFor | Self::Has(_) => Some(facts.shown_subscription()),
            Self::Scheduled | Self::GoingPaid | Self::GoingPaidFrom(_) => Some(facts.shown_stage()),
        }
    }
}

/// One end of a [`Window`], both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    /// No day is excluded.
    Open,
    /// So many days from today.
    Today(i32),
    /// The same date next year.
    NextYear,
    FirstOfNextMonth,
    /// The day of what is scheduled for the subscription, or of its application.
    BaseTask,
    /// So many days after the subscription's contract ends.
    BaseEnd(i32),
    /// So many days after the option's contract or trial ends.
    OptionEnd(i32),
    /// So many days after the later of the two: which of them is meant is not documented.
    ContractEnd(i32),
    /// The last day of the grace period.
    GraceEnd,
}

/// The day after today.
pub(crate) const NEXT: Edge = Edge::Today(1);

impl Edge {
    fn day(self, facts: &Facts) -> Option<Date> {
        let plus = |date: Date, days: i32| date.checked_add(Span::new().days(days)).ok();
        let base = || facts.base.as_ref()?.end;
        let option = || facts.option.this()?.end;
        match self {
            Self::Open => None,
            Self::Today(days) => plus(facts.today?, days),
            Self::NextYear => facts.today?.checked_add(1.year()).ok(),
            Self::FirstOfNextMonth => {
                let next = facts.today?.first_of_month().checked_add(1.month());
                next.ok()
            }
            Self::BaseTask => match facts.base.as_ref().and_then(|base| base.applied_for) {
                Some(date) => date,
                None => facts.reservation.this()?.date,
            },
            Self::BaseEnd(days) => plus(base()?, days),
            Self::OptionEnd(days) => plus(option()?, days),
            Self::ContractEnd(days) => plus(base()?.max(option()?), days),
            Self::GraceEnd => facts.grace_end,
        }
    }

    /// The fact that is missing where there is no day.
    fn fact(self) -> &'static str {
        match self {
            Self::Open => "nothing",
            Self::Today(_) | Self::NextYear | Self::FirstOfNextMonth => "today's date",
            Self::BaseTask => "the date of what is scheduled for the subscription",
            Self::BaseEnd(_) => "the end of the subscription's contract",
            Self::OptionEnd(_) => "the end of the option's contract",
            Self::ContractEnd(_) => "the ends of the subscription's and the option's contracts",
            Self::GraceEnd => "the end of the grace period",
        }
    }

    /// Where the day comes from, and which operation shows it.
    fn origin(self, facts: &Facts) -> Option<String> {
        let base = facts.base.as_ref();
        let of_base = || {
            let (base, end) = (base?, base?.end?);
            let id = base.id.map_or_else(String::new, |id| format!(" {id}"));
            Some(format!(
                "the subscription{id} has the planEndDate {end}, see list_subscriptions"
            ))
        };
        let of_option = || {
            let end = facts.option.this()?.end?;
            Some(format!(
                "the option has the planEndDate {end}, see list_option_products"
            ))
        };
        match self {
            Self::BaseTask => match base.and_then(|base| base.applied_for) {
                Some(date) => Some(format!(
                    "the subscription is applied for, for {}, see list_subscription_pre_orders",
                    date?
                )),
                None => {
                    let task = facts.reservation.this()?;
                    Some(format!(
                        "{} is scheduled for the subscription for {}, see \
                         get_subscription_reservation",
                        task.kind, task.date?
                    ))
                }
            },
            Self::BaseEnd(_) => of_base(),
            Self::OptionEnd(_) => of_option(),
            Self::ContractEnd(_) => {
                let ends = (base?.end?, facts.option.this()?.end?);
                if ends.0 >= ends.1 {
                    of_base()
                } else {
                    of_option()
                }
            }
            Self::Open
            | Self::Today(_)
            | Self::NextYear
            | Self::FirstOfNextMonth
            | Self::GraceEnd => None,
        }
    }
}

impl Window {
    pub(crate) const fn new(when: When, from: Edge, to: Edge, rule: &'static Rule) -> Self {
        Self {
            when,
            from,
            to,
            rule,
        }
    }

    /// Holds a date against this window, which is known to apply.
    fn check(&self, date: Date, facts: &Facts, assessment: &mut Assessment) {
        let (from, to) = (self.from.day(facts), self.to.day(facts));
        // One year after 29 February may be either day.
        let leap = (self.to == Edge::NextYear)
            .then_some(facts.today)
            .flatten()
            .filter(|today| today.month() == 2 && today.day() == 29)
            .and_then(|today| today.checked_add(366.days()).ok());
        if leap == Some(date) {
            assessment.unknown(self.rule, "one year after 29 February is not defined");
        } else if from.is_some_and(|from| date < from) || to.is_some_and(|to| date > to) {
            let here = match (from, to) {
                (Some(from), Some(to)) if from == to => from.to_string(),
                (Some(from), Some(to)) => format!("{from} to {to}"),
                (Some(from), None) => format!("{from} or later"),
                (None, Some(to)) => format!("{to} or earlier"),
                (None, None) => String::new(),
            };
            let origin = self.to.origin(facts).or_else(|| self.from.origin(facts));
            let here = match origin.or_else(|| self.when.origin(facts)) {
                Some(origin) => format!("{here}; {origin}"),
                None => here,
            };
            assessment.broken_here(self.rule, date, &here);
        } else {
            for (edge, day) in [(self.from, from), (self.to, to)] {
                if day.is_none() && edge != Edge::Open {
                    return assessment.unknown(self.rule, format!("{} is unknown", edge.fact()));
                }
            }
        }
    }
}

/// Holds a date against the windows whose situation is given. `none` is what stays undecided where
/// no page says which days are allowed.
pub(crate) fn check(
    windows: &[Window],
    date: Date,
    facts: &Facts,
    none: &'static Rule,
    assessment: &mut Assessment,
) {
    let mut found = false;
    for window in windows {
        match window.when.holds(facts) {
            Some(false) => continue,
            Some(true) => window.check(date, facts, assessment),
            None => assessment.unknown(
                window.rule,
                "what the subscription is, or what is scheduled for it, is unknown",
            ),
        }
        found = true;
    }
    if !found {
        assessment.unknown(
            none,
            "no page says which days are allowed in this situation",
        );
    }
}
