//! What the rules say of every scheduled task that can be thought of, of every change to one, and of what
//! happens at once, cell by cell: for whoever wants to hold another judge, such as an emulator, against them.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use works_partner_api::Operation;
use works_partner_api::catalog::{self, OPTIONS};
use works_partner_api::types::{
    DomainType, OptionProductId, OptionProductOrderType, Plan, ProductId, SubOptionId,
    SubscriptionReservationType,
};

use super::option_orders::{CreateOptionOrder, UpdateOptionOrder};
use super::options::{AddOption, StartOptionPaidService, UpgradeOption};
use super::subscriptions::{StartSubscriptionPaidService, UpgradeSubscription};
use crate::catalog::{OptionProductIdExt, PlanExt, ProductIdExt, Quantity, Stage, SubOptionIdExt};
use crate::operation_call::OperationCall;
use crate::selection::Selection;
use crate::validation::facts::{Base, Facts, Known, OptionInUse, Task};
use crate::validation::{Assessment, Decision};

/// The subscription that options belong to, where it is in use.
const SUBSCRIPTION: i64 = 7;

/// How many members a customer has, where it matters.
const MEMBERS: i64 = 5;

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
    /// None is named: the task stays on its day.
    Unchanged,
}

/// What a request asks for at once, instead of on a later day.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AtOnce {
    /// The option is added.
    AddOption,
    /// The option in use becomes a higher one.
    UpgradeOption,
    /// The option in trial goes paid.
    StartOption,
    /// The subscription goes paid, with this contract type and, where one is named, this product.
    /// [`Cell::quantity`] is the number of licenses.
    StartSubscription(Plan, Option<ProductId>),
    /// The subscription becomes one of this product.
    UpgradeSubscription(ProductId),
}

impl AtOnce {
    fn operation_id(&self) -> &'static str {
        match self {
            Self::AddOption => "create_option_product",
            Self::UpgradeOption => "upgrade_option_product",
            Self::StartOption => "start_option_product_paid_service",
            Self::StartSubscription(..) => "start_subscription_paid_service",
            Self::UpgradeSubscription(_) => "upgrade_subscription",
        }
    }

    /// It is about the subscription, not about an option of it.
    fn is_about_subscription(&self) -> bool {
        matches!(
            self,
            Self::StartSubscription(..) | Self::UpgradeSubscription(_)
        )
    }
}

/// How many units a request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Amount {
    /// The field is left out.
    Absent,
    /// The field is null.
    Null,
    /// So many.
    Of(i64),
    /// More than 64 bits have room for.
    Absurd,
}

impl Amount {
    /// As JSON, where there is any.
    fn json(self) -> Option<String> {
        match self {
            Self::Absent => None,
            Self::Null => Some("null".to_owned()),
            Self::Of(count) => Some(count.to_string()),
            Self::Absurd => Some("99999999999999999999".to_owned()),
        }
    }
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
    /// What happens at once, instead of a task.
    pub at_once: Option<AtOnce>,
    /// Whether it changes the task that is scheduled, instead of scheduling one.
    pub is_update: bool,
    /// What is scheduled for the option already.
    pub scheduled: Option<OptionProductOrderType>,
    /// What the task does; of an update, what the scheduled one does.
    pub task: OptionProductOrderType,
    /// To which option.
    pub option: OptionProductId,
    /// With which sub-option; `None` where none is known.
    pub sub_option: Option<SubOptionId>,
    /// How many units are asked for.
    pub quantity: Amount,
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
    /// The request to a customer, by its data.
    pub fn call(&self, domain_id: i64) -> Option<OperationCall> {
        let operation = match (&self.at_once, self.is_update) {
            (Some(at_once), _) => at_once.operation_id(),
            (None, true) => "update_option_product_order",
            (None, false) => "create_option_product_order",
        };
        let mut call =
            OperationCall::new(Operation::find(operation)?).parameter("domainId", domain_id);
        let mut fields = Vec::new();
        let mut field = |name: &str, value: String| fields.push(format!("\"{name}\":{value}"));
        let mut count = "quantity";
        match &self.at_once {
            None if self.is_update => {
                call = call.parameter("optionProductId", self.option.as_str());
            }
            None => {
                field("optionProductId", json!(self.option).to_string());
                field("type", json!(self.task).to_string());
            }
            Some(AtOnce::AddOption) => field("optionProductId", json!(self.option).to_string()),
            Some(AtOnce::UpgradeOption | AtOnce::StartOption) => {
                call = call.parameter("optionProductId", self.option.as_str());
            }
            Some(AtOnce::StartSubscription(plan, product)) => {
                call = call.parameter("subscriptionId", SUBSCRIPTION.to_string());
                count = "licenseCount";
                field("plan", json!(plan).to_string());
                if let Some(product) = product {
                    field("productId", json!(product).to_string());
                }
            }
            Some(AtOnce::UpgradeSubscription(product)) => {
                call = call.parameter("subscriptionId", SUBSCRIPTION.to_string());
                field("productId", json!(product).to_string());
            }
        }
        if let Some(sub_option) = &self.sub_option {
            field("subOptionId", json!(sub_option).to_string());
        }
        if let Some(quantity) = self.quantity.json() {
            field(count, quantity);
        }
        if let Some(date) = self.date() {
            field("applyDate", json!(date).to_string());
        }
        let body = RawValue::from_string(format!("{{{}}}", fields.join(","))).ok()?;
        call.json(body).ok()
    }

    /// What the vendor's rules say of the typed request; `None` where the types have no room for the
    /// quantity.
    pub fn assess_typed(&self) -> Option<Assessment> {
        let quantity = match self.quantity {
            Amount::Absent => None,
            Amount::Of(count) => Some(u32::try_from(count).ok()?),
            Amount::Null | Amount::Absurd => return None,
        };
        if let Some(at_once) = &self.at_once {
            return self.assess_typed_at_once(at_once, quantity);
        }
        if self.is_update {
            let mut request = UpdateOptionOrder::new(self.option.clone());
            if let Some(sub_option) = &self.sub_option {
                request = request.sub_option(sub_option.clone());
            }
            if let Some(quantity) = quantity {
                request = request.quantity(quantity);
            }
            if let Some(date) = self.date() {
                request = request.date(date);
            }
            return Some(request.assess(&self.facts()));
        }
        let mut request =
            CreateOptionOrder::other(self.task.clone(), self.option.clone(), self.date);
        if let Some(sub_option) = &self.sub_option {
            request = request.sub_option(sub_option.clone());
        }
        if let Some(quantity) = quantity {
            request = request.quantity(quantity);
        }
        Some(request.assess(&self.facts()))
    }

    fn assess_typed_at_once(&self, at_once: &AtOnce, count: Option<u32>) -> Option<Assessment> {
        let facts = self.facts();
        let selection = || {
            let sub_option = self.sub_option.clone()?;
            Selection::new(self.option.clone(), sub_option).ok()
        };
        Some(match at_once {
            AtOnce::AddOption => AddOption::new(selection()?).assess(&facts),
            AtOnce::UpgradeOption => UpgradeOption::to(selection()?).assess(&facts),
            AtOnce::StartOption => {
                let request = StartOptionPaidService::with(selection()?);
                match count {
                    Some(count) => request.quantity(count).assess(&facts),
                    None => request.assess(&facts),
                }
            }
            AtOnce::StartSubscription(plan, product) => {
                let mut request = StartSubscriptionPaidService::with(plan.clone());
                if let Some(product) = product {
                    request = request.product(product.clone());
                }
                match count {
                    Some(count) => request.licenses(count).assess(&facts),
                    None => request.assess(&facts),
                }
            }
            AtOnce::UpgradeSubscription(product) => {
                UpgradeSubscription::to(product.clone()).assess(&facts)
            }
        })
    }

    /// The day that the request names.
    pub fn date(&self) -> Option<Date> {
        let has_date = self.at_once.is_none() && self.date_case != DateCase::Unchanged;
        has_date.then_some(self.date)
    }

    /// What is known: all there is to know.
    pub fn facts(&self) -> Facts {
        let mut facts = Facts::on(self.today)
            .in_grace(false)
            .option_not_cancelled()
            .no_option_order()
            .no_reservation();
        facts.members = Some(MEMBERS);
        facts.domain_type = Some(DomainType::Domain);
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
        if let Some(kind) = &self.scheduled {
            facts.option_order = Known::This(Task {
                kind: kind.clone(),
                date: Some(self.scheduled_date()),
                product: None,
                sub_option: None,
            });
        }
        facts
    }

    /// The same as the service holds it: the names of schemas of the document, and what is of them.
    pub fn records(&self, domain_id: i64) -> Vec<(&'static str, Value)> {
        let (product, plan) = (self.product.as_str(), self.plan.as_str());
        let is_in_use = self.situation != Situation::AppliedFor;
        let mut records = Vec::new();
        if self
            .at_once
            .as_ref()
            .is_some_and(AtOnce::is_about_subscription)
        {
            let status = json!({
                "domainId": domain_id, "status": "ACTIVE", "memberCount": MEMBERS,
                "maxMemberCount": null, "withdrawalDate": null,
            });
            records.push(("UsageStatus", status));
        }
        if !is_in_use {
            let pre_order = json!({
                "preOrderId": 1, "domainId": domain_id, "productId": product, "plan": plan,
                "applyDate": self.base_task,
            });
            records.push(("SubscriptionPreOrder", pre_order));
        } else {
            let has_end = self.situation == Situation::InUse && self.is_paid();
            let subscription = json!({
                "domainId": domain_id, "subscriptionId": SUBSCRIPTION, "productId": product,
                "plan": plan, "planStartDate": "2026-01-01",
                "planEndDate": has_end.then_some(self.base_end), "status": "ACTIVE",
                "licenseAssignType": "NONE", "licenseCount": null, "renewal": null,
            });
            records.push(("Subscription", subscription));
        }
        if self.situation == Situation::GoingPaid {
            let reservation = json!({
                "subscriptionId": SUBSCRIPTION, "type": "START_PAID_SERVICE",
                "applyDate": self.base_task, "productId": self.product_to_be(),
            });
            records.push(("SubscriptionReservation", reservation));
        }
        let subscription = is_in_use.then_some(SUBSCRIPTION);
        if let (true, Some(sub_option)) = (is_in_use, &self.in_use) {
            let option = json!({
                "subscriptionId": subscription, "optionProductId": self.option,
                "subOptionId": sub_option, "planEndDate": self.option_end,
                "appliedTime": "2026-01-01T00:00:00.000Z",
            });
            records.push(("OptionProduct", option));
        }
        if let Some(kind) = &self.scheduled {
            let own = self.option.sub_options().and_then(<[_]>::first);
            let order = json!({
                "subscriptionId": subscription, "optionProductId": self.option,
                "subOptionId": own.map_or("UNKNOWN", |own| own.as_str()), "type": kind,
                "quantity": null, "applyDate": self.scheduled_date(),
            });
            records.push(("OptionProductOrder", order));
        }
        records
    }

    /// The day of what is scheduled for the option.
    fn scheduled_date(&self) -> Date {
        self.base_task
    }

    /// Whether the product of the subscription is a paid one.
    pub fn is_paid(&self) -> bool {
        self.product.stage() == Some(Stage::Paid)
    }

    /// The product that the subscription goes paid with: of a free one, the first of its family.
    pub fn product_to_be(&self) -> Option<&ProductId> {
        going_paid(&self.product)
    }

    /// What the vendor's rules say of the request by its data. What cannot be read is undecided:
    /// [`OperationCall::check`] lists it.
    pub fn decision(&self) -> Decision {
        let call = self.call(1);
        let assessment = call.and_then(|call| call.assess(&self.facts()));
        assessment.unwrap_or_default().decision()
    }
}

/// Every change to a scheduled task, and every quantity, sub-option in use and task that is scheduled
/// already, on paid products, one of these at a time.
///
/// ```
/// use jiff::civil::date;
/// use works_partner_ext::requests::agreement::{Amount, variations};
///
/// let absurd = variations(date(2026, 11, 3)).filter(|cell| cell.quantity == Amount::Absurd);
/// assert!(absurd.clone().count() > 0);
/// assert!(absurd.map(|cell| cell.call(1).unwrap()).all(|call| !call.check().is_empty()));
/// ```
pub fn variations(today: Date) -> impl Iterator<Item = Cell> + Clone {
    let usual: Vec<Cell> = cells(today)
        .filter(|cell| cell.is_paid() && cell.situation == Situation::InUse)
        .filter(|cell| {
            cell.option
                .family()
                .is_none_or(|own| Some(own) == cell.product.family())
        })
        .filter(|cell| {
            let products = cell.option.products();
            products.and_then(|products| products.allows(&cell.product)) != Some(false)
        })
        .filter(|cell| match cell.task {
            OptionProductOrderType::ChangeQuantity => cell.date_case == DateCase::FirstOfNextMonth,
            _ => cell.date_case == DateCase::Next,
        })
        .collect();
    let mut seen = std::collections::HashSet::new();
    let usual: Vec<Cell> = usual
        .into_iter()
        // What products differ in beside their editions is looked at cell by cell elsewhere.
        .filter(|cell| {
            let edition = cell.sub_option.as_ref().and_then(SubOptionIdExt::edition);
            let edition = edition.and(cell.product.edition());
            let option = (cell.option.clone(), cell.sub_option.clone());
            seen.insert((
                option,
                edition.map(|edition| format!("{edition:?}")),
                cell.task.clone(),
            ))
        })
        .collect();
    usual.into_iter().flat_map(|cell| {
        let unscheduled = Cell {
            is_update: true,
            ..cell.clone()
        };
        let update = Cell {
            scheduled: Some(cell.task.clone()),
            ..unscheduled.clone()
        };
        let days = [
            DateCase::Today,
            DateCase::Next,
            DateCase::FirstOfNextMonth,
            DateCase::BaseEnd(1),
            DateCase::BaseEnd(2),
        ];
        let moved = days.map(|day| update.on(day)).into_iter().flat_map(|cell| {
            let date_alone = Cell {
                sub_option: None,
                quantity: Amount::Absent,
                ..cell.clone()
            };
            [cell, date_alone]
        });
        let still = update.on(DateCase::Unchanged);
        let mut all = vec![
            Cell {
                scheduled: Some(OptionProductOrderType::Cancel),
                ..cell.clone()
            },
            unscheduled,
        ];
        for cell in [&cell, &still] {
            all.extend(amounts(&cell.option).map(|quantity| Cell {
                quantity,
                ..cell.clone()
            }));
            let others = cell
                .option
                .sub_options()
                .unwrap_or_default()
                .iter()
                .map(Some);
            all.extend(others.chain([None]).map(|own| Cell {
                in_use: own.cloned(),
                ..cell.clone()
            }));
        }
        all.extend(moved);
        all
    })
}

/// Everything that happens at once: an option is added, becomes a higher one or goes paid, with each
/// sub-option in use; a subscription goes paid or becomes another.
///
/// ```
/// use jiff::civil::date;
/// use works_partner_ext::requests::agreement::{AtOnce, at_once};
/// use works_partner_ext::validation::Decision;
///
/// let upgrades = at_once(date(2026, 11, 3))
///     .filter(|cell| matches!(cell.at_once, Some(AtOnce::UpgradeSubscription(_))))
///     .filter(|cell| cell.decision() == Decision::Allowed);
/// assert!(upgrades.count() > 0);
/// ```
pub fn at_once(today: Date) -> impl Iterator<Item = Cell> + Clone {
    let mut seen = std::collections::HashSet::new();
    // Products of one stage and edition differ in nothing that these rules go by.
    let usual: Vec<Cell> = cells(today)
        .filter(|cell| cell.task == OptionProductOrderType::Apply)
        .filter(|cell| cell.date_case == DateCase::Next)
        .filter(|cell| {
            let product = &cell.product;
            let products = cell.option.products();
            let kind = (
                product.stage().map(|stage| format!("{stage:?}")),
                product.edition().map(|edition| format!("{edition:?}")),
                products.and_then(|products| products.allows(product)),
                cell.option.family() == product.family(),
            );
            let option = (cell.option.clone(), cell.sub_option.clone());
            seen.insert((option, kind, cell.situation))
        })
        .map(|cell| Cell {
            in_use: None,
            quantity: Amount::Absent,
            ..cell
        })
        .collect();
    let mut seen = std::collections::HashSet::new();
    let of_subscriptions: Vec<Cell> = cells(today)
        .filter(|cell| cell.situation != Situation::AppliedFor)
        .filter(|cell| seen.insert((cell.product.clone(), cell.situation)))
        .map(|cell| Cell {
            in_use: None,
            sub_option: None,
            quantity: Amount::Absent,
            ..cell
        })
        .collect();
    let options = usual.into_iter().flat_map(|cell| options_at_once(&cell));
    let subscriptions = of_subscriptions.into_iter();
    options.chain(subscriptions.flat_map(|cell| subscriptions_at_once(&cell)))
}

fn options_at_once(cell: &Cell) -> Vec<Cell> {
    let own = cell.option.sub_options().unwrap_or_default();
    let at_once = |at_once, in_use: Option<&SubOptionId>| Cell {
        at_once: Some(at_once),
        in_use: in_use.cloned(),
        ..cell.clone()
    };
    let mut all = vec![
        at_once(AtOnce::AddOption, None),
        at_once(AtOnce::AddOption, own.first()),
    ];
    // An option is in use with a subscription that is in use, and that it goes with.
    let products = cell.option.products();
    let goes_with =
        |product: &ProductId| products.and_then(|all| all.allows(product)) != Some(false);
    let is_possible = goes_with(&cell.product) && cell.product_to_be().is_none_or(goes_with);
    if cell.situation == Situation::AppliedFor || !is_possible {
        return all;
    }
    for in_use in own.iter().map(Some).chain([None]) {
        all.push(at_once(AtOnce::UpgradeOption, in_use));
        all.push(at_once(AtOnce::StartOption, in_use));
    }
    let trial = cell
        .sub_option
        .as_ref()
        .and_then(SubOptionIdExt::trial_equivalent);
    let start = at_once(AtOnce::StartOption, trial.or(own.first()));
    all.push(Cell {
        option_end: plus(cell.today, -1),
        ..start.clone()
    });
    if cell.is_paid() {
        all.extend(amounts(&cell.option).map(|quantity| Cell {
            quantity,
            ..start.clone()
        }));
    }
    all
}

fn subscriptions_at_once(cell: &Cell) -> Vec<Cell> {
    let start = |plan: &Plan, product: Option<&ProductId>, quantity| Cell {
        at_once: Some(AtOnce::StartSubscription(plan.clone(), product.cloned())),
        quantity,
        ..cell.clone()
    };
    let counts = [
        None,
        Some(0),
        Some(MEMBERS.saturating_sub(1)),
        Some(MEMBERS),
    ];
    let counts = counts.map(|count| count.map_or(Amount::Absent, Amount::Of));
    let mut all = Vec::new();
    for plan in Plan::known_values() {
        all.extend(counts.map(|count| start(plan, None, count)));
    }
    if cell.situation != Situation::InUse {
        return all;
    }
    for product in ProductId::known_values() {
        all.push(start(&Plan::Monthly, Some(product), Amount::Absent));
        let licenses = Amount::Of(MEMBERS);
        all.push(start(&Plan::AnnualLicense, Some(product), licenses));
        all.push(Cell {
            at_once: Some(AtOnce::UpgradeSubscription(product.clone())),
            ..cell.clone()
        });
    }
    all
}

/// Nothing, one, as many as there can be, and what can't be.
fn amounts(option: &OptionProductId) -> impl Iterator<Item = Amount> {
    let most = match option.quantity() {
        Some(Quantity::UpTo(most)) => i64::from(most),
        _ => 1,
    };
    let above = most.saturating_add(1);
    [Amount::Absent, Amount::Null, Amount::Absurd]
        .into_iter()
        .chain(
            [
                i64::MIN,
                -4,
                0,
                1,
                most,
                above,
                i64::from(u32::MAX),
                i64::MAX,
            ]
            .map(Amount::Of),
        )
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
    let base_task = plus(today, 17);
    let option_end = plus(today, 47);
    let base_end = plus(today, 58);
    variants().flat_map(move |(option, sub_option)| {
        bases().flat_map(move |(product, plan, situation)| {
            let sub_option = sub_option.clone();
            OptionProductOrderType::known_values()
                .iter()
                .flat_map(move |task| dates(option, product).iter().map(move |date| (task, *date)))
                .map(move |(task, date_case)| {
                    let cell = Cell {
                        at_once: None,
                        is_update: false,
                        scheduled: None,
                        task: task.clone(),
                        option: option.clone(),
                        quantity: quantity(task, option),
                        in_use: in_use(task, option, sub_option.as_ref()),
                        sub_option: sub_option.clone(),
                        product: product.clone(),
                        plan: plan.clone(),
                        situation,
                        date_case,
                        date: today,
                        today,
                        base_task,
                        base_end,
                        option_end,
                    };
                    cell.on(date_case)
                })
        })
    })
}

fn plus(date: Date, days: i32) -> Date {
    date.checked_add(Span::new().days(days))
        .unwrap_or(Date::MAX)
}

impl Cell {
    /// The same for another day.
    fn on(&self, date_case: DateCase) -> Self {
        let next_month = self.today.first_of_month().checked_add(1.month());
        let date = match date_case {
            DateCase::Today | DateCase::Unchanged => self.today,
            DateCase::Next => plus(self.today, 1),
            DateCase::BaseTask => self.base_task,
            DateCase::FirstOfNextMonth => next_month.unwrap_or(Date::MAX),
            DateCase::OptionEnd(days) => plus(self.option_end, days),
            DateCase::BaseEnd(days) => plus(self.base_end, days),
        };
        Self {
            date_case,
            date,
            ..self.clone()
        }
    }
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

/// The paid product that a free or trial one becomes; of free ones, one of several.
fn going_paid(product: &ProductId) -> Option<&ProductId> {
    match product {
        ProductId::Fr => Some(&ProductId::Std),
        ProductId::RogFr => Some(&ProductId::RogStd),
        ProductId::NtaFr => Some(&ProductId::NtaSl),
        _ => product.paid_equivalent(),
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

fn quantity(task: &OptionProductOrderType, option: &OptionProductId) -> Amount {
    match (task, option.quantity()) {
        (OptionProductOrderType::ChangeQuantity, _) => Amount::Of(2),
        (OptionProductOrderType::Apply, Some(Quantity::UpTo(_))) => Amount::Of(1),
        _ => Amount::Absent,
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
