//! What to do: an operation of the document, or the everyday verb for it.

use works_partner_ext::api::{OPERATIONS, Operation};

use super::cell::{Wrong, narrow};
use super::writes;

/// Fields that a verb sets.
type Preset = &'static [(&'static str, &'static str)];

/// Verbs with the noun of the command line.
const PHRASES: &[(&str, &str, Preset)] = &[
    ("customer create", "create_customer", &[]),
    ("customer update", "update_customer", &[]),
    ("customer delete", "delete_customer", &[]),
    ("customer activate", "activate_customer", &[]),
    ("subscription add", "create_subscription", &[]),
    ("subscription upgrade", "upgrade_subscription", &[]),
    ("subscription cancel", "delete_subscription", &[]),
    (
        "subscription start-paid-service",
        "start_subscription_paid_service",
        &[],
    ),
    ("subscription renewal", "update_subscription_renewal", &[]),
    ("usage-status set", "update_usage_status", &[]),
    ("option add", "create_option_product", &[]),
    ("option upgrade", "upgrade_option_product", &[]),
    ("option cancel", "delete_option_product", &[]),
    ("option-order create", "create_option_product_order", &[]),
    ("option-order update", "update_option_product_order", &[]),
    ("option-order cancel", "delete_option_product_order", &[]),
];

/// What a verb alone means, by the fields that the line has.
struct Verb {
    word: &'static str,
    /// Of an option, at once and on `applyDate`.
    option: Option<(&'static str, Preset)>,
    option_on_date: Option<(&'static str, Preset)>,
    /// Of a subscription, where the line names no option.
    subscription: Option<(&'static str, Preset)>,
    subscription_on_date: Option<(&'static str, Preset)>,
    /// Of the customer itself.
    customer: Option<(&'static str, Preset)>,
}

impl Verb {
    const fn new(word: &'static str) -> Self {
        Self {
            word,
            option: None,
            option_on_date: None,
            subscription: None,
            subscription_on_date: None,
            customer: None,
        }
    }
}

const ORDER: &str = "create_option_product_order";
const RESERVATION: &str = "create_subscription_reservation";

const VERBS: &[Verb] = &[
    Verb {
        option: Some(("create_option_product", &[])),
        option_on_date: Some((ORDER, &[("type", "APPLY")])),
        ..Verb::new("add")
    },
    Verb {
        option: Some(("upgrade_option_product", &[])),
        option_on_date: Some((ORDER, &[("type", "MODIFY")])),
        subscription: Some(("upgrade_subscription", &[])),
        ..Verb::new("upgrade")
    },
    Verb {
        option: Some(("delete_option_product", &[])),
        option_on_date: Some((ORDER, &[("type", "CANCEL")])),
        subscription: Some(("delete_subscription", &[])),
        ..Verb::new("cancel")
    },
    Verb {
        option: Some(("start_option_product_paid_service", &[])),
        option_on_date: Some((ORDER, &[("type", "START_PAID_SERVICE")])),
        subscription: Some(("start_subscription_paid_service", &[])),
        subscription_on_date: Some((RESERVATION, &[("type", "START_PAID_SERVICE")])),
        ..Verb::new("start-paid-service")
    },
    Verb {
        option_on_date: Some((ORDER, &[("type", "CHANGE_QUANTITY")])),
        ..Verb::new("change-quantity")
    },
    Verb {
        option: Some(("update_option_product_order", &[])),
        option_on_date: Some(("update_option_product_order", &[])),
        subscription_on_date: Some(("update_subscription_reservation", &[])),
        customer: Some(("update_customer", &[])),
        ..Verb::new("update")
    },
    Verb {
        option: Some(("delete_option_product_order", &[])),
        subscription: Some(("delete_subscription_reservation", &[])),
        ..Verb::new("withdraw")
    },
    Verb {
        option: Some(("update_option_product_renewal", &[])),
        subscription: Some(("update_subscription_renewal", &[])),
        ..Verb::new("renew")
    },
];

/// The operation that a text means on a line that has these fields.
pub(super) fn find(
    text: &str,
    has: impl Fn(&str) -> bool,
) -> Result<(&'static Operation, Preset), Wrong> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(" ").to_lowercase();
    let id = text.replace(['-', ' '], "_");
    if let Some(operation) = OPERATIONS.iter().find(|operation| operation.id == id) {
        if writes(operation) {
            return Ok((operation, &[]));
        }
        return Err(Wrong::new(
            "OPERATION_READS",
            "changes nothing",
            "a change list has operations that change something",
        ));
    }
    let dashed = text.replace('_', "-");
    if let Some((_, id, preset)) = PHRASES.iter().find(|(phrase, ..)| *phrase == dashed)
        && let Some(operation) = Operation::find(id)
    {
        return Ok((operation, preset));
    }
    let dashed = dashed.replace(' ', "-");
    if let Some(verb) = VERBS.iter().find(|verb| verb.word == dashed) {
        return verb.of_line(has);
    }
    let verbs = VERBS.iter().map(|verb| verb.word);
    let phrases = PHRASES.iter().map(|(phrase, ..)| *phrase);
    let ids = OPERATIONS.iter().filter(|operation| writes(operation));
    let all = verbs
        .chain(phrases)
        .chain(ids.map(|operation| operation.id));
    let near = all
        .map(|candidate| (strsim::jaro_winkler(&text, candidate), candidate))
        .max_by(|one, other| one.0.total_cmp(&other.0));
    Err(Wrong::new(
        "UNKNOWN_OPERATION",
        "is not an operation of the document, nor a verb for one",
        match near {
            Some((likeness, near)) if likeness > 0.8 => format!("did you mean `{near}`?"),
            _ => "write a verb such as `option upgrade`, or an operation such as \
                  `upgrade_option_product`"
                .to_owned(),
        },
    ))
}

impl Verb {
    fn of_line(&self, has: impl Fn(&str) -> bool) -> Result<(&'static Operation, Preset), Wrong> {
        let on_date = has("applyDate");
        let of_subscription = has("subscriptionId");
        let (found, subject) = match (has("optionProductId"), of_subscription, on_date) {
            (true, _, true) => (self.option_on_date, "an option on a date"),
            (true, _, false) => (self.option, "an option without applyDate"),
            (false, true, true) => (self.subscription_on_date, "a subscription on a date"),
            (false, true, false) => (self.subscription, "a subscription"),
            (false, false, _) => (self.customer, "a customer"),
        };
        let found = found.and_then(|(id, preset)| Some((Operation::find(id)?, preset)));
        found.ok_or_else(|| {
            let with: Vec<&str> = [
                (self.option, "optionProductId"),
                (self.option_on_date, "optionProductId and applyDate"),
                (self.subscription, "subscriptionId"),
                (self.subscription_on_date, "subscriptionId and applyDate"),
                (self.customer, "domainId alone"),
            ]
            .into_iter()
            .filter_map(|(found, with)| found.map(|_| with))
            .collect();
            Wrong::new(
                "VERB_WITHOUT_SUBJECT",
                format!("does not say what is meant for {subject}"),
                format!(
                    "`{}` goes with {}; otherwise name the operation",
                    self.word,
                    with.join(", or ")
                ),
            )
        })
    }
}

/// A verb as people type it: narrow, without spaces around it.
pub(super) fn word(text: &str) -> String {
    narrow(text.trim()).into_owned()
}
