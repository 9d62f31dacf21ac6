//! What the rules say of every scheduled task that can be thought of, cell by cell: for whoever
//! wants to hold another judge, such as an emulator, against them.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use works_partner_api::catalog::{self, OPTIONS};
use works_partner_api::types::{
    OptionProductId, OptionProductOrderType, Plan, ProductId, SubOptionId,
    SubscriptionReservationType,
};

use super::option_orders::CreateOptionOrder;
use crate::catalog::{OptionProductIdExt, PlanExt, ProductIdExt, Quantity, Stage, SubOptionIdExt};
use crate::validation::Decision;
use crate::validation::facts::{Base, Facts, Known, OptionInUse, Task};

/// What is scheduled for the subscription that the option belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Situation {
    /// It is in use, and nothing is scheduled.
    InUse,
    /// It is free or a trial, and goes paid on [`Cell::base_task`].
    GoingPaid,
    /// It is itself applied for, for [`Cell::base_task`].
    AppliedFor,
}

/// A day by what it is relative to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DateCase {
    /// The day on which the request is sent.
    Today,
    /// The day after.
    Next,
    /// The day of what is scheduled for the subscription.
    BaseTask,
    /// The first day of next month.
    FirstOfNextMonth,
    /// So many days after the option's contract ends.
    OptionEnd(i32),
    /// So many days after the subscription's contract ends.
    BaseEnd(i32),
}

const DATES: [DateCase; 10] = [
    DateCase::Today,
    DateCase::Next,
    DateCase::BaseTask,
    DateCase::FirstOfNextMonth,
    DateCase::OptionEnd(0),
    DateCase::OptionEnd(1),
    DateCase::OptionEnd(2),
    DateCase::BaseEnd(0),
    DateCase::BaseEnd(1),
    DateCase::BaseEnd(2),
];

/// One request in one situation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Cell {
    /// What the task does.
    pub task: OptionProductOrderType,
    /// To which option.
    pub option: OptionProductId,
    /// With which sub-option; `None` where none is known.
    pub sub_option: Option<SubOptionId>,
    /// How many units are asked for.
    pub quantity: Option<u32>,
    /// The sub-option in use.
    pub in_use: Option<SubOptionId>,
    /// The product of the subscription.
    pub product: ProductId,
    /// The contract type of the subscription.
    pub plan: Plan,
    /// What is scheduled for it.
    pub situation: Situation,
    /// Which day the task names.
    pub date_case: DateCase,
    /// The same as a date.
    pub date: Date,
    /// The day on which the request is sent.
    pub today: Date,
    /// The day of what is scheduled for the subscription.
    pub base_task: Date,
    /// The last day of the subscription's contract, where it is paid.
    pub base_end: Date,
    /// The last day of the option's contract.
    pub option_end: Date,
}

impl Cell {
    /// The request.
    pub fn request(&self) -> CreateOptionOrder {
        let mut request =
            CreateOptionOrder::other(self.task.clone(), self.option.clone(), self.date);
        if let Some(sub_option) = &self.sub_option {
            request = request.sub_option(sub_option.clone());
        }
        if let Some(quantity) = self.quantity {
            request = request.quantity(quantity);
        }
        request
    }

    /// What is known: all there is to know.
    pub fn facts(&self) -> Facts {
        let mut facts = Facts::on(self.today)
            .in_grace(false)
            .option_not_cancelled()
            .no_option_order()
            .no_reservation();
        facts.base = Some(Base {
            id: None,
            applied_for: (self.situation == Situation::AppliedFor).then_some(Some(self.base_task)),
            product: Some(self.product.clone()),
            plan: Some(self.plan.clone()),
            end: (self.is_paid() && self.situation == Situation::InUse).then_some(self.base_end),
        });
        if self.situation == Situation::GoingPaid {
            facts.reservation = Known::This(Task {
                kind: SubscriptionReservationType::StartPaidService,
                date: Some(self.base_task),
                product: self.product_to_be().cloned(),
                sub_option: None,
            });
        }
        facts.option = match &self.in_use {
            Some(sub_option) => Known::This(OptionInUse {
                sub_option: sub_option.clone(),
                plan: None,
                end: Some(self.option_end),
            }),
            None => Known::Nothing,
        };
        facts
    }

    /// Whether the product of the subscription is a paid one.
    pub fn is_paid(&self) -> bool {
        self.product.stage() == Some(Stage::Paid)
    }

    /// The product that the subscription goes paid with.
    pub fn product_to_be(&self) -> Option<&ProductId> {
        match self.product {
            ProductId::Fr => Some(&ProductId::Std),
            ProductId::RogFr => Some(&ProductId::RogStd),
            ProductId::NtaFr => Some(&ProductId::NtaSl),
            _ => self.product.paid_equivalent(),
        }
    }

    /// What the vendor's rules say.
    pub fn decision(&self) -> Decision {
        self.request().assess(&self.facts()).decision()
    }
}

/// Every combination of option, sub-option, product, situation, task and day, on one day.
///
/// ```
/// use jiff::civil::date;
/// use works_partner_ext::validation::Decision;
/// use works_partner_ext::requests::agreement::cells;
///
/// let allowed = cells(date(2026, 11, 3))
///     .filter(|cell| cell.option.as_str() == "SSTG2")
///     .filter(|cell| cell.decision() == Decision::Allowed)
///     .count();
/// assert!(allowed > 0);
/// ```
pub fn cells(today: Date) -> impl Iterator<Item = Cell> {
    let plus = |date: Date, days: i32| {
        date.checked_add(Span::new().days(days))
            .unwrap_or(Date::MAX)
    };
    let base_task = plus(today, 17);
    let option_end = plus(today, 47);
    let base_end = plus(today, 58);
    let next_month = today
        .first_of_month()
        .checked_add(1.month())
        .unwrap_or(Date::MAX);
    variants().flat_map(move |(option, sub_option)| {
        bases().flat_map(move |(product, plan, situation)| {
            let sub_option = sub_option.clone();
            OptionProductOrderType::known_values()
                .iter()
                .flat_map(move |task| dates(option, product).iter().map(move |date| (task, *date)))
                .map(move |(task, date_case)| Cell {
                    task: task.clone(),
                    option: option.clone(),
                    quantity: quantity(task, option),
                    in_use: in_use(task, option, sub_option.as_ref()),
                    sub_option: sub_option.clone(),
                    product: product.clone(),
                    plan: plan.clone(),
                    situation,
                    date_case,
                    date: match date_case {
                        DateCase::Today => today,
                        DateCase::Next => plus(today, 1),
                        DateCase::BaseTask => base_task,
                        DateCase::FirstOfNextMonth => next_month,
                        DateCase::OptionEnd(days) => plus(option_end, days),
                        DateCase::BaseEnd(days) => plus(base_end, days),
                    },
                    today,
                    base_task,
                    base_end,
                    option_end,
                })
        })
    })
}

/// All days; only two where the option belongs to another family of products than the
/// subscription, which no day can mend.
fn dates(option: &OptionProductId, product: &ProductId) -> &'static [DateCase] {
    let family = option.family();
    if family.is_none() || family == product.family() {
        &DATES
    } else {
        &[DateCase::Next, DateCase::BaseTask]
    }
}

fn variants() -> impl Iterator<Item = (&'static OptionProductId, Option<SubOptionId>)> {
    OPTIONS.iter().flat_map(|row| {
        let known = row.sub_options().unwrap_or_default();
        let none = known.is_empty().then_some(None);
        let known = known.iter().cloned().map(Some).chain(none);
        known.map(|sub_option| (&row.id, sub_option))
    })
}

/// Products in every situation that they can be in, with every contract type that fits.
fn bases() -> impl Iterator<Item = (&'static ProductId, Plan, Situation)> {
    ProductId::known_values().iter().flat_map(|product| {
        let stage = product.stage();
        let plans = Plan::known_values().iter().filter(move |plan| {
            plan.stage() == stage
                && product
                    .plans()
                    .and_then(|plans| plans.allows(plan))
                    .unwrap_or(true)
        });
        let situations = match stage {
            Some(Stage::Paid) => [Situation::InUse, Situation::AppliedFor],
            _ => [Situation::InUse, Situation::GoingPaid],
        };
        plans.flat_map(move |plan| situations.map(|situation| (product, plan.clone(), situation)))
    })
}

fn quantity(task: &OptionProductOrderType, option: &OptionProductId) -> Option<u32> {
    match (task, option.quantity()) {
        (OptionProductOrderType::ChangeQuantity, _) => Some(2),
        (OptionProductOrderType::Apply, Some(Quantity::UpTo(_))) => Some(1),
        _ => None,
    }
}

fn in_use(
    task: &OptionProductOrderType,
    option: &OptionProductId,
    sub_option: Option<&SubOptionId>,
) -> Option<SubOptionId> {
    let sub_option = sub_option?;
    match task {
        OptionProductOrderType::Apply => None,
        OptionProductOrderType::StartPaidService => {
            Some(sub_option.trial_equivalent().unwrap_or(sub_option).clone())
        }
        OptionProductOrderType::Modify => {
            let all = catalog::option(option)?.sub_options()?;
            all.first().cloned()
        }
        _ => Some(sub_option.clone()),
    }
}
