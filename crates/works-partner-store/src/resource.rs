//! What a sweep reads of a customer: one operation of the API each, and how its answer is stored.

use std::fmt;
use std::str::FromStr;

/// A kind of thing that a sweep reads.
///
/// ```
/// use works_partner_store::Resource;
///
/// assert_eq!("option-orders".parse(), Ok(Resource::OptionOrders));
/// assert_eq!(Resource::OptionOrders.operation_id(), "list_option_product_orders");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Resource {
    /// The customers themselves. Every sweep reads them.
    Customers,
    /// The scheduled tasks for options.
    OptionOrders,
    /// The options in use.
    Options,
    /// The subscriptions, each with its renewal.
    Subscriptions,
    /// The scheduled task of each subscription. Needs [`Subscriptions`](Self::Subscriptions).
    Reservations,
    /// The products that are applied for on a later date.
    PreOrders,
    /// Whether the customer is active, how many users it may have, and when it is deleted.
    UsageStatus,
}

impl Resource {
    /// All of them, in the order in which they are described.
    pub const ALL: [Self; 7] = [
        Self::Customers,
        Self::OptionOrders,
        Self::Options,
        Self::Subscriptions,
        Self::Reservations,
        Self::PreOrders,
        Self::UsageStatus,
    ];

    /// Its name in the store's tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::OptionOrders => "option_orders",
            Self::Options => "options",
            Self::Subscriptions => "subscriptions",
            Self::Reservations => "reservations",
            Self::PreOrders => "pre_orders",
            Self::UsageStatus => "usage_status",
        }
    }

    /// The operation of the document that reads it.
    pub const fn operation_id(self) -> &'static str {
        match self {
            Self::Customers => "list_customers",
            Self::OptionOrders => "list_option_product_orders",
            Self::Options => "list_option_products",
            Self::Subscriptions => "list_subscriptions",
            Self::Reservations => "get_subscription_reservation",
            Self::PreOrders => "list_subscription_pre_orders",
            Self::UsageStatus => "get_usage_status",
        }
    }

    /// The field of an answer that holds the list of items; `None` where the answer is the item.
    pub(crate) const fn list(self) -> Option<&'static str> {
        match self {
            Self::Customers => Some("customers"),
            Self::OptionOrders => Some("optionProductOrders"),
            Self::Options => Some("optionProducts"),
            Self::Subscriptions => Some("subscriptions"),
            Self::PreOrders => Some("subscriptionPreOrders"),
            Self::Reservations | Self::UsageStatus => None,
        }
    }

    /// The field that tells an item from the others of its customer, or a customer from the others. Where it is none,
    /// there is one.
    pub(crate) const fn key(self) -> Option<&'static str> {
        match self {
            Self::Customers => Some("domainId"),
            Self::UsageStatus => None,
            Self::OptionOrders | Self::Options => Some("optionProductId"),
            Self::Subscriptions | Self::Reservations => Some("subscriptionId"),
            Self::PreOrders => Some("preOrderId"),
        }
    }

    /// The field that says on which day something happens to an item.
    pub(crate) const fn date(self) -> Option<&'static str> {
        match self {
            Self::Customers => None,
            Self::OptionOrders | Self::Reservations | Self::PreOrders => Some("applyDate"),
            Self::Options | Self::Subscriptions => Some("planEndDate"),
            Self::UsageStatus => Some("withdrawalDate"),
        }
    }

    pub(crate) fn of_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|resource| resource.name() == name)
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl serde::Serialize for Resource {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Names no resource.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a resource of a sweep; use {names}", names = names())]
pub struct InvalidResource(String);

fn names() -> String {
    Resource::ALL
        .map(|resource| resource.name().replace('_', "-"))
        .join(", ")
}

impl FromStr for Resource {
    type Err = InvalidResource;

    /// Accepts `_` and `-` alike.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::of_name(&text.trim().replace('-', "_"))
            .ok_or_else(|| InvalidResource(text.to_owned()))
    }
}
