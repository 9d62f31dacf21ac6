//! What happens on which day, and how well that is known.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use works_partner_ext::api::Operation;
use works_partner_ext::api::types::SubOptionId;
use works_partner_ext::{Stage, SubOptionIdExt as _};
use works_partner_sandbox::State;

use crate::facts::{CustomerFacts, FactKind};
use crate::plan::Plan;

/// What happens, day by day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Timeline {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// What happens, by date and customer.
    pub events: Vec<Event>,
    /// What is taken to be so without a page of the vendor, or without having been read.
    pub assumptions: Vec<Assumption>,
}

/// Something that is taken to be so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Assumption {
    /// What.
    pub text: String,
    /// For how many customers; `None` for all.
    pub customers: Option<usize>,
}

/// Something that happens to a customer on a day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Event {
    /// The day.
    pub date: Date,
    /// The customer.
    pub domain_id: i64,
    /// Its domain.
    pub domain: Option<String>,
    /// Its name.
    pub company_name: Option<String>,
    /// What happens.
    pub kind: EventKind,
    /// To what kind of thing.
    pub what: FactKind,
    /// To which one.
    pub key: Option<String>,
    /// The fields that change.
    pub changes: Vec<Difference>,
    /// Whether it is charged from that day.
    pub charged: bool,
    /// Whether the vendor's pages say so.
    pub basis: Basis,
    /// Why it happens, or what is assumed.
    pub reason: &'static str,
    /// The vendor's page.
    pub source: Option<&'static str>,
    /// The line of the plan that does it.
    pub line: Option<u64>,
}

/// A field that changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Difference {
    /// The field.
    pub field: String,
    /// Before.
    pub before: Value,
    /// After.
    pub after: Value,
}

/// What happens to something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum EventKind {
    /// It begins.
    Active,
    /// It goes from a trial to paid.
    GoesPaid,
    /// It goes on for another period.
    Renewed,
    /// It is another one, or has other fields.
    Changed,
    /// It is suspended.
    Suspended,
    /// It ends.
    Ended,
    /// A task is scheduled.
    Scheduled,
    /// A scheduled task has done what it was to do.
    CarriedOut,
    /// A scheduled task is gone without having done anything.
    Dropped,
}

/// How well an event is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Basis {
    /// A page of the vendor says so.
    Documented,
    /// No page says so, or not all of it.
    Assumed,
}

const ORDERS: &str =
    "https://developers.worksmobile.com/en/docs/partner-customer-option-product-orders-post";
const RESERVATION: &str =
    "https://developers.worksmobile.com/en/docs/partner-customer-subscriptions-reservation-create";
const PRE_ORDERS: &str =
    "https://developers.worksmobile.com/en/docs/partner-customer-preorders-post";
const USAGE: &str =
    "https://developers.worksmobile.com/en/docs/partner-customer-usage-status-renewal-patch";

/// What no answer of the service tells, and every rehearsal takes to be so.
const ALWAYS: &[&str] = &[
    "tasks of the first day, and of days before it, are taken to have been carried out",
    "the length of the grace period after a trial is not known, so that it does not end",
    "when an option was cancelled before, and which products a customer once had, is not known",
    "a monthly contract ends the day before the same day of the next month",
    "a charge is from the apply date, and billed on the 1st of the following month; no amount is known",
];

impl Timeline {
    pub(super) fn new(from: Date, until: Date, unknown: &BTreeMap<FactKind, usize>) -> Self {
        let always = ALWAYS.iter().map(|text| Assumption {
            text: (*text).to_owned(),
            customers: None,
        });
        let unread = unknown.iter().map(|(kind, customers)| Assumption {
            text: match kind {
                FactKind::OptionProductRenewals => {
                    "options are taken to be renewed as they are: their renewals were not read"
                        .to_owned()
                }
                kind => format!("there is no {}, as far as was read", kind.word()),
            },
            customers: Some(*customers),
        });
        Self {
            from,
            until,
            events: Vec::new(),
            assumptions: always.chain(unread).collect(),
        }
    }

    /// Adds what differs between two states of one day and the day before.
    pub(super) fn add(&mut self, date: Date, before: &State, after: &State) {
        let mut ids: Vec<i64> = before.domain_ids().chain(after.domain_ids()).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            let from = self.events.len();
            for kind in FactKind::ALL {
                let all = |state: &State| state.all(id, kind.resource()).map(<[Value]>::to_vec);
                let is_same = before.all(id, kind.resource()) == after.all(id, kind.resource());
                if !is_same {
                    let (before, after) = (all(before), all(after));
                    self.differ(
                        date,
                        id,
                        kind,
                        before.unwrap_or_default(),
                        after.unwrap_or_default(),
                    );
                }
            }
            if self.events.len() > from {
                let of = |state: &State, field: &str| {
                    let customer = state.all(id, FactKind::Customer.resource())?.first()?;
                    Some(customer.get(field)?.as_str()?.to_owned())
                };
                let name = |field: &str| of(after, field).or_else(|| of(before, field));
                let (domain, company_name) = (name("domain"), name("companyName"));
                let tasks = Tasks::of(before, id, date);
                for event in self.events.iter_mut().skip(from) {
                    event.domain.clone_from(&domain);
                    event.company_name.clone_from(&company_name);
                    tasks.explain(event);
                }
            }
        }
    }

    /// Says of what happened so far which line of a plan did it.
    pub(super) fn credit(&mut self, plan: &Plan) {
        for event in &mut self.events {
            let did = plan.changes.iter().find(|change| {
                let promise = change.promise.as_ref();
                let is_new = change.domain_id.is_none() && change.domain == event.domain;
                (change.domain_id == Some(event.domain_id) || is_new)
                    && promise.is_some_and(|promise| {
                        promise.kind == event.what
                            && (promise.key.is_none() || promise.key == event.key)
                    })
            });
            let operation = did.and_then(|change| Operation::find(&change.operation));
            if let Some(page) = operation.and_then(|operation| operation.documentation) {
                event.basis = Basis::Documented;
                event.reason = "a line of the plan";
                event.source = Some(page);
                event.line = did.map(|change| change.line);
            }
        }
    }

    fn differ(
        &mut self,
        date: Date,
        domain_id: i64,
        what: FactKind,
        before: Vec<Value>,
        mut after: Vec<Value>,
    ) {
        let key = |item: &Value| CustomerFacts::key_of(what, item);
        let mut event = |kind, key, changes| {
            self.events.push(Event {
                date,
                domain_id,
                domain: None,
                company_name: None,
                kind,
                what,
                key,
                changes,
                charged: false,
                basis: Basis::Assumed,
                reason: "",
                source: None,
                line: None,
            });
        };
        for old in before {
            let place = after.iter().position(|new| key(new) == key(&old));
            match place.map(|place| after.remove(place)) {
                Some(new) if new == old => {}
                Some(new) => {
                    let changes = differences(&old, &new);
                    event(kind_of(what, &old, &new, &changes), key(&old), changes);
                }
                // The renewal of an option goes with the option.
                None if what == FactKind::OptionProductRenewals => {}
                None => event(EventKind::Ended, key(&old), differences(&old, &Value::Null)),
            }
        }
        for new in after {
            if what == FactKind::OptionProductRenewals {
                continue;
            }
            let kind = if is_task(what) {
                EventKind::Scheduled
            } else {
                EventKind::Active
            };
            event(kind, key(&new), differences(&Value::Null, &new));
        }
    }
}

fn is_task(what: FactKind) -> bool {
    matches!(
        what,
        FactKind::OptionProductOrders
            | FactKind::SubscriptionReservations
            | FactKind::SubscriptionPreOrders
    )
}

fn kind_of(what: FactKind, old: &Value, new: &Value, changes: &[Difference]) -> EventKind {
    let changed = |field: &str| changes.iter().any(|change| change.field == field);
    if is_task(what) {
        return EventKind::Scheduled;
    }
    let is_suspended = |item: &Value| {
        let status = item.get("status").and_then(Value::as_str);
        status.is_some_and(|status| status.starts_with("SUSPENDED"))
    };
    if is_suspended(new) && !is_suspended(old) {
        return EventKind::Suspended;
    }
    let stage = |item: &Value| {
        let sub_option = item.get("subOptionId").and_then(Value::as_str);
        match sub_option {
            Some(id) => SubOptionId::from(id).stage(),
            None => crate::facts::wanted::stage_of(item),
        }
    };
    if stage(old) != Some(Stage::Paid) && stage(new) == Some(Stage::Paid) {
        return EventKind::GoesPaid;
    }
    if changed("subOptionId") || changed("productId") {
        return EventKind::Changed;
    }
    if changed("planEndDate") {
        return EventKind::Renewed;
    }
    EventKind::Changed
}

/// The fields that differ, members of objects by dots.
fn differences(before: &Value, after: &Value) -> Vec<Difference> {
    fn walk(path: &str, before: &Value, after: &Value, found: &mut Vec<Difference>) {
        if before == after {
            return;
        }
        let members = |value: &Value| value.as_object().cloned();
        match (members(before), members(after)) {
            (None, None) => found.push(Difference {
                field: path.to_owned(),
                before: before.clone(),
                after: after.clone(),
            }),
            (one, other) => {
                let (one, other) = (one.unwrap_or_default(), other.unwrap_or_default());
                let only_new = other.keys().filter(|name| !one.contains_key(*name));
                for name in one.keys().chain(only_new) {
                    let path = match path {
                        "" => name.clone(),
                        path => format!("{path}.{name}"),
                    };
                    let of = |map: &serde_json::Map<String, Value>| map.get(name).cloned();
                    walk(
                        &path,
                        &of(&one).unwrap_or_default(),
                        &of(&other).unwrap_or_default(),
                        found,
                    );
                }
            }
        }
    }
    let mut found = Vec::new();
    walk("", before, after, &mut found);
    found
}

/// The tasks of a customer that fall due on a day.
struct Tasks {
    /// By kind of task and key: the type.
    due: BTreeMap<(FactKind, String), String>,
    pre_orders: Vec<String>,
}

impl Tasks {
    fn of(state: &State, id: i64, date: Date) -> Self {
        let day = date.to_string();
        let mut due = BTreeMap::new();
        let mut pre_orders = Vec::new();
        for kind in [
            FactKind::OptionProductOrders,
            FactKind::SubscriptionReservations,
            FactKind::SubscriptionPreOrders,
        ] {
            for task in state.all(id, kind.resource()).into_iter().flatten() {
                let text = |name: &str| task.get(name).and_then(Value::as_str).map(str::to_owned);
                if text("applyDate").as_ref() != Some(&day) {
                    continue;
                }
                if kind == FactKind::SubscriptionPreOrders {
                    pre_orders.extend(text("productId"));
                }
                if let Some(key) = CustomerFacts::key_of(kind, task) {
                    due.insert((kind, key), text("type").unwrap_or_default());
                }
            }
        }
        Self { due, pre_orders }
    }

    fn task(&self, kind: FactKind, key: Option<&str>) -> Option<&str> {
        let key = (kind, key?.to_owned());
        self.due.get(&key).map(String::as_str)
    }

    /// Says why something happens, and whether the vendor says so.
    fn explain(&self, event: &mut Event) {
        let key = event.key.as_deref();
        let (basis, reason, source) = match (event.what, event.kind) {
            (kind, EventKind::Ended) if is_task(kind) => {
                if self
                    .due
                    .contains_key(&(kind, key.unwrap_or_default().to_owned()))
                {
                    event.kind = EventKind::CarriedOut;
                    (Basis::Documented, "the task falls due", Some(page_of(kind)))
                } else {
                    event.kind = EventKind::Dropped;
                    (Basis::Assumed, "the task goes with what it is about", None)
                }
            }
            (kind, EventKind::Scheduled) if is_task(kind) => {
                (Basis::Documented, "it is scheduled", Some(page_of(kind)))
            }
            (FactKind::OptionProducts, _)
                if self.task(FactKind::OptionProductOrders, key).is_some() =>
            {
                (
                    Basis::Documented,
                    "the scheduled task of the option",
                    Some(ORDERS),
                )
            }
            (FactKind::OptionProducts, EventKind::Renewed) => (
                Basis::Assumed,
                "the option is renewed; no page says until when",
                None,
            ),
            (FactKind::OptionProducts, EventKind::Ended) => (
                Basis::Assumed,
                "the option ends with its contract, its trial or its product",
                None,
            ),
            (FactKind::Subscriptions, EventKind::Active) if !self.pre_orders.is_empty() => (
                Basis::Documented,
                "the product that was applied for begins",
                Some(PRE_ORDERS),
            ),
            (FactKind::Subscriptions, _)
                if self.task(FactKind::SubscriptionReservations, key).is_some() =>
            {
                (
                    Basis::Documented,
                    "the scheduled task of the subscription",
                    Some(RESERVATION),
                )
            }
            (FactKind::Subscriptions, EventKind::Renewed) => (
                Basis::Assumed,
                "the contract is renewed as its renewal says; no page says until when",
                None,
            ),
            (FactKind::Subscriptions, EventKind::Suspended) => (
                Basis::Assumed,
                "the trial ends, and its grace period begins",
                None,
            ),
            (FactKind::Subscriptions, EventKind::Ended) => (
                Basis::Assumed,
                "the contract ends, and is not renewed",
                None,
            ),
            (FactKind::UsageStatus, _) => (
                Basis::Documented,
                "the scheduled maximum of users, or the end of the customer",
                Some(USAGE),
            ),
            (FactKind::Customer, EventKind::Ended) => (
                Basis::Assumed,
                "the customer ends on the day that was set",
                None,
            ),
            _ => (
                Basis::Assumed,
                "it follows from the other changes of the day",
                None,
            ),
        };
        event.basis = basis;
        event.reason = reason;
        event.source = source;
        let sub_option = event
            .changes
            .iter()
            .find(|change| change.field == "subOptionId")
            .and_then(|change| change.after.as_str());
        event.charged = event.what == FactKind::OptionProducts
            && matches!(event.kind, EventKind::Active | EventKind::GoesPaid)
            && sub_option.is_some_and(|id| SubOptionId::from(id).stage() == Some(Stage::Paid));
    }
}

fn page_of(kind: FactKind) -> &'static str {
    match kind {
        FactKind::SubscriptionReservations => RESERVATION,
        FactKind::SubscriptionPreOrders => PRE_ORDERS,
        _ => ORDERS,
    }
}
