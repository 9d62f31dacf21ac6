//! What is there once a change is made: what makes it superfluous, and what settles whether it was made.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use works_partner_ext::OperationCall;

use crate::facts::wanted::text;
use crate::facts::{CustomerFacts, FactKind};

/// What is there once a change is made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Promise {
    /// What kind of thing it is.
    pub kind: FactKind,
    /// Which one; `None` for the only one, and for one whose id the service gives.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key: Option<String>,
    /// What becomes of it.
    pub expect: Expectation,
}

/// What becomes of something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Expectation {
    /// It has these fields; dots lead into members. Null is the same as absent.
    Fields(Map<String, Value>),
    /// It is not there.
    Gone,
    /// The customer is not there, or has a day on which it ends.
    Ending,
}

impl Promise {
    /// What a request promises; `None` where nothing that can be read tells whether it was made.
    pub(crate) fn of(call: &OperationCall) -> Option<Self> {
        let key = |name: &str| call.parameters().get(name).and_then(text);
        let body = match call.shown_body() {
            Some(Value::Object(body)) => body,
            _ => Map::new(),
        };
        let of_body = |name: &str| body.get(name).and_then(text);
        let fields = |names: &[&str]| {
            let mut fields = Map::new();
            for name in names {
                if let Some(value) = body.get(*name) {
                    fields.insert((*name).to_owned(), value.clone());
                }
            }
            Expectation::Fields(fields)
        };
        let within = |object: &str, names: &[&str]| {
            let mut fields = Map::new();
            for name in names {
                if let Some(value) = body.get(*name) {
                    fields.insert(format!("{object}.{name}"), value.clone());
                }
            }
            Expectation::Fields(fields)
        };
        let option = || key("optionProductId").or_else(|| of_body("optionProductId"));
        let subscription = || key("subscriptionId");
        let (kind, key, expect) = match call.operation().id {
            "create_option_product"
            | "upgrade_option_product"
            | "start_option_product_paid_service" => (
                FactKind::OptionProducts,
                option(),
                fields(&["subOptionId", "quantity"]),
            ),
            "delete_option_product" => (FactKind::OptionProducts, option(), Expectation::Gone),
            // No answer shows the quantity of a renewal.
            "update_option_product_renewal" => (
                FactKind::OptionProductRenewals,
                option(),
                fields(&["type", "subOptionId"]),
            ),
            "create_option_product_order" | "update_option_product_order" => (
                FactKind::OptionProductOrders,
                option(),
                fields(&["type", "subOptionId", "quantity", "applyDate"]),
            ),
            "delete_option_product_order" => {
                (FactKind::OptionProductOrders, option(), Expectation::Gone)
            }
            "put_subscription_memo" => (
                FactKind::SubscriptionMemos,
                subscription(),
                Expectation::Fields(
                    ["customerCode", "memo"]
                        .into_iter()
                        .map(|name| {
                            let value = body.get(name).cloned().unwrap_or_default();
                            (name.to_owned(), value)
                        })
                        .collect(),
                ),
            ),
            "delete_subscription_memo" => (
                FactKind::SubscriptionMemos,
                subscription(),
                Expectation::Gone,
            ),
            "create_subscription" if body.contains_key("productId") => (
                FactKind::Subscriptions,
                None,
                fields(&["productId", "plan"]),
            ),
            "upgrade_subscription" | "start_subscription_paid_service" => (
                FactKind::Subscriptions,
                subscription(),
                fields(&["productId", "plan", "licenseCount"]),
            ),
            "delete_subscription" => (FactKind::Subscriptions, subscription(), Expectation::Gone),
            "update_subscription_renewal" => (
                FactKind::Subscriptions,
                subscription(),
                within("renewal", &["type", "productId", "plan", "licenseCount"]),
            ),
            "create_subscription_reservation" | "update_subscription_reservation" => (
                FactKind::SubscriptionReservations,
                subscription(),
                fields(&["type", "applyDate", "productId", "plan", "licenseCount"]),
            ),
            "delete_subscription_reservation" => (
                FactKind::SubscriptionReservations,
                subscription(),
                Expectation::Gone,
            ),
            "create_subscription_pre_order" => (
                FactKind::SubscriptionPreOrders,
                None,
                fields(&["productId", "plan", "applyDate", "licenseCount"]),
            ),
            "update_subscription_pre_order" => (
                FactKind::SubscriptionPreOrders,
                key("preOrderId"),
                fields(&["applyDate"]),
            ),
            "delete_subscription_pre_order" => (
                FactKind::SubscriptionPreOrders,
                key("preOrderId"),
                Expectation::Gone,
            ),
            "update_customer" => (
                FactKind::Customer,
                None,
                fields(&["companyName", "phoneNumber", "timeZone", "locale"]),
            ),
            "change_domain" => (FactKind::Customer, None, fields(&["domain"])),
            "create_customer" => (FactKind::Customer, None, fields(&["domain", "companyName"])),
            "transfer_potential_customer" => {
                let domain = json!(key("domain")?);
                let fields = Map::from_iter([("domain".to_owned(), domain)]);
                (FactKind::Customer, None, Expectation::Fields(fields))
            }
            "delete_customer" => (FactKind::UsageStatus, None, Expectation::Ending),
            "create_upgrade_domain" => (FactKind::UpgradeDomain, None, fields(&["domain"])),
            "delete_upgrade_domain" => (FactKind::UpgradeDomain, None, Expectation::Gone),
            "update_usage_status" => (
                FactKind::UsageStatus,
                None,
                fields(&["maxMemberCount", "withdrawalDate"]),
            ),
            "create_usage_status_renewal" | "update_usage_status_renewal" => (
                FactKind::UsageStatus,
                None,
                within("renewal", &["applyDate", "maxMemberCount"]),
            ),
            "delete_usage_status_renewal" => (
                FactKind::UsageStatus,
                None,
                Expectation::Fields(Map::from_iter([("renewal".to_owned(), Value::Null)])),
            ),
            _ => return None,
        };
        if kind.key().is_some() && key.is_none() && !is_creation(call.operation().id) {
            return None;
        }
        match &expect {
            // A part of what is asked for says nothing of the rest.
            Expectation::Fields(fields) if fields.is_empty() || !covers(&body, fields, call) => {
                None
            }
            _ => Some(Self { kind, key, expect }),
        }
    }

    /// Whether it is so already; `None` where that was not read.
    pub(crate) fn holds(&self, facts: &CustomerFacts) -> Option<bool> {
        if self.expect == Expectation::Ending {
            if !facts.is_there {
                return Some(true);
            }
            let usage = facts.find(FactKind::UsageStatus, None)??;
            let has_end = usage
                .get("withdrawalDate")
                .is_some_and(|date| !date.is_null());
            let is_suspended =
                usage.get("status").and_then(Value::as_str) == Some("SUSPENDED_WITHDRAWAL");
            return Some(has_end || is_suspended);
        }
        let items = facts.all(self.kind)?;
        match &self.expect {
            Expectation::Gone => Some(facts.find(self.kind, self.key.as_deref())?.is_none()),
            Expectation::Fields(fields) if self.kind.key().is_some() && self.key.is_none() => {
                Some(items.iter().any(|item| has(item, fields)))
            }
            Expectation::Fields(fields) => {
                let item = facts.find(self.kind, self.key.as_deref())?;
                Some(item.is_some_and(|item| has(item, fields)))
            }
            Expectation::Ending => None,
        }
    }

    /// The names of the fields that are promised.
    pub(crate) fn fields(&self) -> BTreeSet<String> {
        match &self.expect {
            Expectation::Fields(fields) => fields.keys().cloned().collect(),
            Expectation::Gone | Expectation::Ending => BTreeSet::new(),
        }
    }

    /// The facts as they are once it is kept.
    pub(crate) fn keep(&self, facts: &mut CustomerFacts) {
        let Some(items) = facts.known.get_mut(&self.kind) else {
            return;
        };
        let place = match (self.kind.key(), &self.key) {
            (Some(_), Some(key)) => items
                .iter()
                .position(|item| CustomerFacts::key_of(self.kind, item).as_deref() == Some(key)),
            (Some(_), None) => None,
            (None, _) => (!items.is_empty()).then_some(0),
        };
        match &self.expect {
            Expectation::Gone => {
                if let Some(place) = place {
                    items.remove(place);
                }
            }
            Expectation::Fields(fields) => {
                let mut item = match place.and_then(|place| items.get(place)) {
                    Some(item) => item.clone(),
                    None => self.new_item(),
                };
                for (path, value) in fields {
                    set(&mut item, path, value.clone());
                }
                match place.and_then(|place| items.get_mut(place)) {
                    Some(own) => *own = item,
                    None => items.push(item),
                }
                if let Some(key) = &self.key {
                    let read = facts.keys_read.get_mut(&self.kind);
                    read.into_iter().for_each(|read| {
                        read.insert(key.clone());
                    });
                }
            }
            Expectation::Ending => {}
        }
    }

    /// Something that is not there yet, with what its type requires.
    fn new_item(&self) -> Value {
        let mut item = Map::new();
        if let (Some(member), Some(key)) = (self.kind.key(), &self.key) {
            let key = match key.parse::<i64>() {
                Ok(number) => json!(number),
                Err(_) => json!(key),
            };
            item.insert(member.to_owned(), key);
        }
        if self.kind == FactKind::OptionProducts {
            item.insert("appliedTime".to_owned(), json!(""));
        }
        Value::Object(item)
    }
}

fn is_creation(operation: &str) -> bool {
    matches!(
        operation,
        "create_subscription" | "create_subscription_pre_order"
    )
}

/// Whether all that a request sets is among the fields. What has no place in answers is left aside for
/// new things, which are there or not; a change of it could not be seen.
fn covers(body: &Map<String, Value>, fields: &Map<String, Value>, call: &OperationCall) -> bool {
    let is_new =
        call.operation().id.starts_with("create_") || call.operation().id.starts_with("transfer_");
    is_new
        || body.keys().all(|name| {
            matches!(name.as_str(), "optionProductId" | "quantity")
                || fields
                    .keys()
                    .any(|field| field == name || field.rsplit('.').next() == Some(name))
        })
}

fn has(item: &Value, fields: &Map<String, Value>) -> bool {
    fields.iter().all(|(path, expected)| {
        let found = path
            .split('.')
            .try_fold(item, |value, name| value.get(name))
            .unwrap_or(&Value::Null);
        // Domains know no upper and lower case.
        let is_same_domain = path == "domain"
            && found
                .as_str()
                .zip(expected.as_str())
                .is_some_and(|(found, expected)| found.eq_ignore_ascii_case(expected));
        found == expected || is_same_domain
    })
}

fn set(item: &mut Value, path: &str, value: Value) {
    let Value::Object(members) = item else { return };
    match path.split_once('.') {
        None => {
            members.insert(path.to_owned(), value);
        }
        Some((name, rest)) => {
            let inner = members
                .entry(name.to_owned())
                .or_insert_with(|| Value::Object(Map::new()));
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            set(inner, rest, value);
        }
    }
}
