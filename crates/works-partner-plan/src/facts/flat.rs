//! The facts that a change is judged by, as names and values: what a plan shows, and what is looked at
//! again before the change is sent.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::wanted::{Subject, base_of, integer, suits, text};
use super::{CustomerFacts, FactKind};
use crate::digest::sha256;

/// Names such as `option.subOptionId`, and what the service says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Flat(pub(crate) BTreeMap<String, Value>);

/// What earlier lines of the plan change: the fields that they promise, by kind and key.
pub(crate) type Touched = BTreeMap<(FactKind, Option<String>), BTreeSet<String>>;

const OPTION: &[&str] = &[
    "subOptionId",
    "quantity",
    "plan",
    "planEndDate",
    "subscriptionId",
];
const BASE_OF_OPTION: &[&str] = &[
    "subscriptionId",
    "productId",
    "plan",
    "planEndDate",
    "status",
];
const SUBSCRIPTION: &[&str] = &[
    "subscriptionId",
    "productId",
    "plan",
    "planEndDate",
    "status",
    "licenseCount",
    "renewal.type",
    "renewal.productId",
    "renewal.plan",
    "renewal.licenseCount",
];
const TASK: &[&str] = &[
    "type",
    "applyDate",
    "subOptionId",
    "quantity",
    "productId",
    "plan",
    "licenseCount",
];

impl Flat {
    /// What a change depends on, of what is known.
    pub(crate) fn of(
        facts: &CustomerFacts,
        subject: &Subject,
        kinds: &BTreeSet<FactKind>,
        touched: &Touched,
    ) -> Self {
        let mut flat = Self::default();
        flat.0
            .insert("customer.isThere".to_owned(), Value::Bool(facts.is_there));
        let option = subject.option();
        let named = subject.subscription_ids.first().copied();
        let base = base_of(facts, option, named);
        for kind in kinds {
            let Some(all) = facts.all(*kind) else {
                continue;
            };
            match kind {
                FactKind::Customer => {
                    let customer = all.first();
                    flat.fields(*kind, None, customer, &["domain", "domainType"], touched);
                }
                FactKind::Subscriptions if option.is_none() && named.is_none() => {
                    // The customer as a whole: which products it has, until when.
                    let mut products: Vec<String> = all
                        .iter()
                        .map(|item| {
                            let of = |name: &str| item.get(name).and_then(text).unwrap_or_default();
                            [of("subscriptionId"), of("productId"), of("planEndDate")].join(" ")
                        })
                        .collect();
                    products.sort();
                    flat.0.insert("subscriptions".to_owned(), products.into());
                }
                FactKind::Subscriptions => {
                    let fields = if option.is_some() {
                        BASE_OF_OPTION
                    } else {
                        SUBSCRIPTION
                    };
                    flat.item(*kind, base, fields, touched);
                }
                FactKind::SubscriptionReservations => {
                    let id = base.and_then(|base| integer(base.get("subscriptionId")));
                    let id = id.or(named).map(|id| id.to_string());
                    if let Some(id) = id
                        && let Some(found) = facts.find(*kind, Some(&id))
                    {
                        flat.keyed(*kind, &id, found, TASK, touched);
                    }
                }
                FactKind::SubscriptionPreOrders => {
                    let is_needed =
                        option.is_none_or(|option| base.is_none_or(|base| !suits(base, option)));
                    if is_needed {
                        let mut orders: Vec<String> = all
                            .iter()
                            .map(|item| {
                                let of =
                                    |name: &str| item.get(name).and_then(text).unwrap_or_default();
                                [of("preOrderId"), of("productId"), of("applyDate")].join(" ")
                            })
                            .collect();
                        orders.sort();
                        flat.0.insert("preOrders".to_owned(), orders.into());
                    }
                }
                FactKind::SubscriptionMemos => {
                    if let Some(id) = named.map(|id| id.to_string()) {
                        let found = facts.find(*kind, Some(&id)).flatten();
                        flat.keyed(*kind, &id, found, &["customerCode", "memo"], touched);
                    }
                }
                FactKind::OptionProducts
                | FactKind::OptionProductOrders
                | FactKind::OptionProductRenewals => {
                    let Some(option) = option else { continue };
                    let Some(found) = facts.find(*kind, Some(option)) else {
                        continue;
                    };
                    let fields = match kind {
                        FactKind::OptionProducts => OPTION,
                        _ => TASK,
                    };
                    flat.keyed(*kind, option, found, fields, touched);
                }
                FactKind::UsageStatus => {
                    let fields = [
                        "status",
                        "maxMemberCount",
                        "withdrawalDate",
                        "renewal.applyDate",
                        "renewal.maxMemberCount",
                    ];
                    flat.fields(*kind, None, all.first(), &fields, touched);
                }
                FactKind::UpgradeDomain => {
                    flat.fields(*kind, None, all.first(), &["domain"], touched);
                }
            }
        }
        flat
    }

    fn item(&mut self, kind: FactKind, item: Option<&Value>, fields: &[&str], touched: &Touched) {
        let key = item.and_then(|item| text(item.get(kind.key()?)?));
        self.fields(kind, key, item, fields, touched);
    }

    fn keyed(
        &mut self,
        kind: FactKind,
        key: &str,
        item: Option<&Value>,
        fields: &[&str],
        touched: &Touched,
    ) {
        self.fields(kind, Some(key.to_owned()), item, fields, touched);
    }

    fn fields(
        &mut self,
        kind: FactKind,
        key: Option<String>,
        item: Option<&Value>,
        fields: &[&str],
        touched: &Touched,
    ) {
        let word = kind.word();
        if kind != FactKind::Customer {
            self.0
                .insert(format!("{word}.isThere"), Value::Bool(item.is_some()));
        }
        let Some(item) = item else { return };
        // What follows from an earlier line is not known, but for what that line promises.
        let promised = if touched.is_empty() {
            None
        } else {
            touched.get(&(kind, key))
        };
        for field in fields {
            if promised.is_some_and(|promised| !promised.contains(*field)) {
                continue;
            }
            let value = field
                .split('.')
                .try_fold(item, |value, name| value.get(name));
            let value = value.cloned().unwrap_or_default();
            self.0.insert(format!("{word}.{field}"), value);
        }
    }

    /// A digest of all of it.
    pub(crate) fn fingerprint(&self) -> String {
        sha256(&serde_json::to_vec(&self.0).unwrap_or_default())
    }

    /// What is no longer as it was: name, before, now.
    pub(crate) fn moved(&self, now: &Self) -> Vec<Moved> {
        let differ = |(name, before): (&String, &Value)| {
            let now = now.0.get(name).unwrap_or(&Value::Null);
            (before != now).then(|| Moved {
                fact: name.clone(),
                planned: before.clone(),
                now: now.clone(),
            })
        };
        self.0.iter().filter_map(differ).collect()
    }
}

/// A fact that is no longer as it was when the plan was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Moved {
    /// Which, such as `option.subOptionId`.
    pub fact: String,
    /// What the plan was made by.
    pub planned: Value,
    /// What the service says now.
    pub now: Value,
}

impl std::fmt::Display for Moved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = |value: &Value| match value {
            Value::Null => "nothing".to_owned(),
            Value::String(text) => text.escape_debug().to_string(),
            other => other.to_string(),
        };
        write!(
            f,
            "{} was {} and is {}",
            self.fact,
            shown(&self.planned),
            shown(&self.now)
        )
    }
}
