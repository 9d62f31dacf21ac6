//! Lines of a list that contradict each other.

use std::collections::BTreeMap;

use serde_json::Value;
use works_partner_ext::OperationCall;

use crate::facts::wanted::{Subject, field};
use crate::mistake::Mistake;

/// A line as far as others can contradict it.
pub(crate) struct Line<'a> {
    pub(crate) line: u64,
    pub(crate) call: &'a OperationCall,
    pub(crate) subject: &'a Subject,
    /// The subscription that its option belongs to.
    pub(crate) base: Option<i64>,
}

/// What a change writes to, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    Customer,
    Option,
    OptionOrder,
    OptionRenewal,
    Subscription,
    Reservation,
    Renewal,
    PreOrder,
    Memo,
    Usage,
    UsageRenewal,
    Domain,
    Other,
}

fn slot(operation: &str) -> Slot {
    match operation {
        "create_customer"
        | "update_customer"
        | "delete_customer"
        | "activate_customer"
        | "transfer_potential_customer" => Slot::Customer,
        "create_option_product"
        | "delete_option_product"
        | "upgrade_option_product"
        | "start_option_product_paid_service" => Slot::Option,
        "create_option_product_order"
        | "update_option_product_order"
        | "delete_option_product_order" => Slot::OptionOrder,
        "update_option_product_renewal" => Slot::OptionRenewal,
        "create_subscription"
        | "delete_subscription"
        | "upgrade_subscription"
        | "start_subscription_paid_service" => Slot::Subscription,
        "create_subscription_reservation"
        | "update_subscription_reservation"
        | "delete_subscription_reservation" => Slot::Reservation,
        "update_subscription_renewal" => Slot::Renewal,
        "create_subscription_pre_order"
        | "update_subscription_pre_order"
        | "delete_subscription_pre_order" => Slot::PreOrder,
        "put_subscription_memo" | "delete_subscription_memo" => Slot::Memo,
        "update_usage_status" => Slot::Usage,
        "create_usage_status_renewal"
        | "update_usage_status_renewal"
        | "delete_usage_status_renewal" => Slot::UsageRenewal,
        "change_domain" | "create_upgrade_domain" | "delete_upgrade_domain" => Slot::Domain,
        _ => Slot::Other,
    }
}

/// The mistakes by line, of the lines of one customer in their order.
pub(crate) fn conflicts(lines: &[Line<'_>]) -> BTreeMap<u64, Vec<Mistake>> {
    let mut found: BTreeMap<u64, Vec<Mistake>> = BTreeMap::new();
    for (index, second) in lines.iter().enumerate() {
        for first in lines.iter().take(index) {
            let Some(conflict) = conflict(first, second) else {
                continue;
            };
            if conflict.blames_both {
                let mut mistake = conflict.mistake(first.line, second.line);
                mistake.problem = conflict
                    .problem
                    .replace("{other}", &second.line.to_string());
                found.entry(first.line).or_default().push(mistake);
            }
            let mistake = conflict.mistake(second.line, first.line);
            found.entry(second.line).or_default().push(mistake);
        }
    }
    found
}

struct Conflict {
    kind: &'static str,
    /// `{other}` stands for the other line.
    problem: &'static str,
    expected: &'static str,
    /// Whether nobody can say which of the two is meant.
    blames_both: bool,
}

impl Conflict {
    fn mistake(&self, line: u64, other: u64) -> Mistake {
        Mistake::new(
            line,
            self.kind,
            self.problem.replace("{other}", &other.to_string()),
            self.expected,
        )
    }
}

fn conflict(first: &Line<'_>, second: &Line<'_>) -> Option<Conflict> {
    let (one, other) = (first.call.operation().id, second.call.operation().id);
    let both = |kind, problem, expected| {
        Some(Conflict {
            kind,
            problem,
            expected,
            blames_both: true,
        })
    };
    if one == other
        && first.call.parameters() == second.call.parameters()
        && first.call.shown_body() == second.call.shown_body()
    {
        return Some(Conflict {
            kind: "REPEATED_CHANGE",
            problem: "is the same change as line {other}",
            expected: "leave one of them out",
            blames_both: false,
        });
    }
    if one == "delete_customer" || other == "delete_customer" {
        return both(
            "CUSTOMER_ENDS",
            "one of this line and line {other} deletes the customer that the other changes",
            "leave one of them out",
        );
    }
    let (slot_one, slot_other) = (slot(one), slot(other));
    let option = first.subject.option();
    let is_same_option = option.is_some() && option == second.subject.option();
    if is_same_option {
        return of_option(first, second, slot_one, slot_other);
    }
    let subscription = |line: &Line<'_>| line.subject.subscription_ids.first().copied();
    let ends = |line: &Line<'_>, other: &Line<'_>| {
        line.call.operation().id == "delete_subscription"
            && (subscription(line) == subscription(other)
                || other.base.is_some() && subscription(line) == other.base)
    };
    if ends(first, second) || ends(second, first) {
        return both(
            "SUBSCRIPTION_ENDS",
            "one of this line and line {other} ends the subscription that the other changes",
            "leave one of them out",
        );
    }
    let is_same_subscription =
        subscription(first).is_some() && subscription(first) == subscription(second);
    let has_one = |slot: Slot| match slot {
        Slot::Subscription | Slot::Reservation | Slot::Renewal | Slot::Memo => is_same_subscription,
        Slot::PreOrder => {
            let id = |line: &Line<'_>| line.call.parameters().get("preOrderId").cloned();
            let product = |line: &Line<'_>| field(line.call, "productId");
            id(first).is_some() && id(first) == id(second)
                || id(first).is_none() && id(second).is_none() && product(first) == product(second)
        }
        Slot::Customer | Slot::Usage | Slot::UsageRenewal => {
            let fields = |line: &Line<'_>| match line.call.shown_body() {
                Some(Value::Object(body)) => body,
                _ => serde_json::Map::new(),
            };
            let (one, other) = (fields(first), fields(second));
            slot != Slot::Customer || one.keys().any(|name| other.contains_key(name))
        }
        Slot::Option | Slot::OptionOrder | Slot::OptionRenewal | Slot::Domain | Slot::Other => {
            false
        }
    };
    if slot_one == slot_other && has_one(slot_one) {
        return both(
            "TWO_CHANGES",
            "changes the same as line {other}",
            "write one line for the state that is wanted in the end",
        );
    }
    if is_same_subscription && (slot_one, slot_other) == (Slot::Reservation, Slot::Subscription) {
        return Some(ORDER);
    }
    None
}

/// What is done at once is done before what is scheduled, whatever the lines' order; a list that says
/// otherwise may mean something else.
const ORDER: Conflict = Conflict {
    kind: "ORDER_OF_LINES",
    problem: "takes effect at once, and line {other} before it on a later day",
    expected: "put this line before the other",
    blames_both: true,
};

fn of_option(first: &Line<'_>, second: &Line<'_>, one: Slot, other: Slot) -> Option<Conflict> {
    let both = |kind, problem, expected| {
        Some(Conflict {
            kind,
            problem,
            expected,
            blames_both: true,
        })
    };
    if one == other {
        return match one {
            Slot::OptionOrder => both(
                "TWO_TASKS",
                "schedules the same option as line {other}, and an option has one task at a time",
                "leave one of them out",
            ),
            _ => both(
                "TWO_CHANGES",
                "changes the same option as line {other}",
                "write one line for the state that is wanted in the end",
            ),
        };
    }
    let is = |id: &str| first.call.operation().id == id || second.call.operation().id == id;
    let withdraws = is("delete_option_product_order");
    if is("delete_option_product") && !withdraws {
        return both(
            "OPTION_ENDS",
            "one of this line and line {other} ends the option that the other changes",
            "leave one of them out",
        );
    }
    let cancels = |line: &Line<'_>| {
        line.call.operation().id == "create_option_product_order"
            && field(line.call, "type").as_deref() == Some("CANCEL")
    };
    if (cancels(first) || cancels(second)) && is("upgrade_option_product") {
        return both(
            "CANCEL_AND_UPGRADE",
            "one of this line and line {other} upgrades the option that the other cancels",
            "leave one of them out",
        );
    }
    if (one, other) == (Slot::OptionOrder, Slot::Option) && !withdraws {
        return Some(ORDER);
    }
    None
}
