//! What customers have, as far as changes depend on it: read live, or taken from a store.

mod flat;
mod live;
mod stored;
mod typed;
pub(crate) mod wanted;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use works_partner_sandbox::Resource;

pub(crate) use flat::Flat;
pub use flat::Moved;
pub use live::LiveFacts;
pub use stored::StoredFacts;

use crate::error::Error;
pub use wanted::Subject;

/// A kind of thing that the API answers with, and that changes depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum FactKind {
    /// What `get_customer` answers with.
    Customer,
    /// What `list_subscriptions` answers with.
    Subscriptions,
    /// What `get_subscription_reservation` answers with, for the subscriptions that were asked about.
    SubscriptionReservations,
    /// What `list_subscription_pre_orders` answers with.
    SubscriptionPreOrders,
    /// What `list_subscription_memos` answers with.
    SubscriptionMemos,
    /// What `list_option_products` answers with.
    OptionProducts,
    /// What `get_option_product_renewal` answers with, for the options that were asked about.
    OptionProductRenewals,
    /// What `list_option_product_orders` answers with.
    OptionProductOrders,
    /// What `get_usage_status` answers with.
    UsageStatus,
    /// What `get_upgrade_domain` answers with.
    UpgradeDomain,
}

impl FactKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Customer,
        Self::Subscriptions,
        Self::SubscriptionReservations,
        Self::SubscriptionPreOrders,
        Self::SubscriptionMemos,
        Self::OptionProducts,
        Self::OptionProductRenewals,
        Self::OptionProductOrders,
        Self::UsageStatus,
        Self::UpgradeDomain,
    ];

    /// The operation that reads it, and the member that holds the list.
    pub(crate) const fn operation(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Customer => ("get_customer", None),
            Self::Subscriptions => ("list_subscriptions", Some("subscriptions")),
            Self::SubscriptionReservations => ("get_subscription_reservation", None),
            Self::SubscriptionPreOrders => (
                "list_subscription_pre_orders",
                Some("subscriptionPreOrders"),
            ),
            Self::SubscriptionMemos => ("list_subscription_memos", Some("subscriptionMemos")),
            Self::OptionProducts => ("list_option_products", Some("optionProducts")),
            Self::OptionProductRenewals => ("get_option_product_renewal", None),
            Self::OptionProductOrders => {
                ("list_option_product_orders", Some("optionProductOrders"))
            }
            Self::UsageStatus => ("get_usage_status", None),
            Self::UpgradeDomain => ("get_upgrade_domain", None),
        }
    }

    /// The kind of the emulator's state.
    pub(crate) const fn resource(self) -> Resource {
        match self {
            Self::Customer => Resource::Customer,
            Self::Subscriptions => Resource::Subscription,
            Self::SubscriptionReservations => Resource::SubscriptionReservation,
            Self::SubscriptionPreOrders => Resource::SubscriptionPreOrder,
            Self::SubscriptionMemos => Resource::SubscriptionMemo,
            Self::OptionProducts => Resource::OptionProduct,
            Self::OptionProductRenewals => Resource::OptionProductRenewal,
            Self::OptionProductOrders => Resource::OptionProductOrder,
            Self::UsageStatus => Resource::UsageStatus,
            Self::UpgradeDomain => Resource::UpgradeDomain,
        }
    }

    /// The member that tells one from another.
    pub(crate) fn key(self) -> Option<&'static str> {
        self.resource().id_member()
    }

    /// What people call one of them.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Subscriptions => "subscription",
            Self::SubscriptionReservations => "reservation",
            Self::SubscriptionPreOrders => "preOrder",
            Self::SubscriptionMemos => "memo",
            Self::OptionProducts => "option",
            Self::OptionProductRenewals => "optionRenewal",
            Self::OptionProductOrders => "optionOrder",
            Self::UsageStatus => "usageStatus",
            Self::UpgradeDomain => "upgradeDomain",
        }
    }
}

/// What was read of a customer, in the service's own JSON.
///
/// What was not read is unknown, which is something else than nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CustomerFacts {
    /// `None` for a customer that is yet to be added.
    pub(crate) domain_id: Option<i64>,
    pub(crate) is_there: bool,
    pub(crate) known: BTreeMap<FactKind, Vec<Value>>,
    /// Of what is read one by one: the keys that were read.
    pub(crate) keys_read: BTreeMap<FactKind, BTreeSet<String>>,
}

impl CustomerFacts {
    /// Nothing is known but the id.
    pub fn new(domain_id: i64) -> Self {
        Self {
            domain_id: Some(domain_id),
            is_there: true,
            ..Self::default()
        }
    }

    /// There is no such customer.
    pub fn missing(domain_id: Option<i64>) -> Self {
        Self {
            domain_id,
            ..Self::default()
        }
    }

    /// All of a kind, as the API answers with them.
    #[must_use]
    pub fn with(mut self, kind: FactKind, items: Vec<Value>) -> Self {
        self.known.insert(kind, items);
        self
    }

    /// All of a kind; `None` where they were not read.
    pub fn all(&self, kind: FactKind) -> Option<&[Value]> {
        Some(self.known.get(&kind)?)
    }

    /// The only one of its kind, or the one with an id. The outer `None` where that was not read.
    pub(crate) fn find(&self, kind: FactKind, key: Option<&str>) -> Option<Option<&Value>> {
        let items = self.known.get(&kind)?;
        let (Some(member), Some(key)) = (kind.key(), key) else {
            return Some(items.first());
        };
        let found = items.iter().find(|item| is_key(item.get(member), key));
        let is_read = |read: &BTreeSet<String>| read.contains(key);
        if found.is_none() && self.keys_read.get(&kind).is_some_and(|read| !is_read(read)) {
            return None;
        }
        Some(found)
    }

    pub(crate) fn text(&self, kind: FactKind, field: &str) -> Option<&str> {
        self.find(kind, None)??.get(field)?.as_str()
    }
}

/// Whether a member is this key: numbers are compared by their text.
pub(crate) fn is_key(member: Option<&Value>, key: &str) -> bool {
    match member {
        Some(Value::String(text)) => text == key,
        Some(Value::Number(number)) => number
            .as_i64()
            .is_some_and(|number| key.parse() == Ok(number)),
        _ => false,
    }
}

/// Where facts come from.
pub trait FactSource: Sync {
    /// Reads what is wanted of a customer, as far as the source has it.
    ///
    /// # Errors
    ///
    /// Where it cannot be read. A customer that is not there is no error.
    fn facts(
        &self,
        subject: &Subject,
        wanted: &BTreeSet<FactKind>,
    ) -> impl Future<Output = Result<CustomerFacts, Error>> + Send;
}

/// Facts that are at hand, by the id of their customer.
impl FactSource for BTreeMap<i64, CustomerFacts> {
    async fn facts(
        &self,
        subject: &Subject,
        _: &BTreeSet<FactKind>,
    ) -> Result<CustomerFacts, Error> {
        let found = subject.domain_id.and_then(|id| self.get(&id));
        Ok(found
            .cloned()
            .unwrap_or_else(|| CustomerFacts::missing(subject.domain_id)))
    }
}
