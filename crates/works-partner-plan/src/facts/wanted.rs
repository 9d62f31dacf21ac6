//! What a change is about, and what it depends on.

use std::collections::BTreeSet;

use serde_json::Value;
use works_partner_ext::api::types::{OptionProductId, ProductId};
use works_partner_ext::{OperationCall, OptionProductIdExt as _, ProductIdExt as _, Stage};

use super::{CustomerFacts, FactKind};

/// Whom and what a change, or several of one customer, are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Subject {
    /// The customer; `None` for one that is yet to be added.
    pub domain_id: Option<i64>,
    /// The domain of a customer that is yet to be added.
    pub domain: Option<String>,
    /// The options.
    pub option_ids: BTreeSet<String>,
    /// The subscriptions that are named.
    pub subscription_ids: BTreeSet<i64>,
    /// Whether it is about all that the customer has.
    pub is_whole: bool,
}

impl Subject {
    /// All of a customer.
    pub fn whole(domain_id: i64) -> Self {
        Self {
            domain_id: Some(domain_id),
            is_whole: true,
            ..Self::default()
        }
    }

    /// What a request is about, by its path and its body.
    pub fn of(call: &OperationCall) -> Self {
        let domain_id = integer(call.parameters().get("domainId"));
        let option = call
            .parameters()
            .get("optionProductId")
            .and_then(text)
            .or_else(|| field(call, "optionProductId"));
        Self {
            domain_id,
            domain: match domain_id {
                Some(_) => None,
                None => call
                    .parameters()
                    .get("domain")
                    .and_then(text)
                    .or_else(|| field(call, "domain")),
            },
            option_ids: option.into_iter().collect(),
            subscription_ids: integer(call.parameters().get("subscriptionId"))
                .into_iter()
                .collect(),
            is_whole: false,
        }
    }

    /// The same, and another's.
    pub(crate) fn extend(&mut self, other: Self) {
        self.option_ids.extend(other.option_ids);
        self.subscription_ids.extend(other.subscription_ids);
        self.is_whole |= other.is_whole;
    }

    pub(crate) fn option(&self) -> Option<&str> {
        self.option_ids.first().map(String::as_str)
    }

    /// Whether an option goes with no subscription in use, so that it may go with one that is applied for.
    pub(crate) fn needs_pre_orders(&self, facts: &CustomerFacts) -> bool {
        self.is_whole
            || self.option_ids.is_empty()
            || self.option_ids.iter().any(|option| {
                base_of(facts, Some(option), None).is_none_or(|base| !suits(base, option))
            })
    }

    /// The subscriptions whose reservations matter.
    pub(crate) fn subscriptions(
        &self,
        facts: &CustomerFacts,
        wanted: &BTreeSet<FactKind>,
    ) -> BTreeSet<String> {
        let all = facts.all(FactKind::Subscriptions).unwrap_or_default();
        if self.is_whole {
            let ids = all
                .iter()
                .filter_map(|item| integer(item.get("subscriptionId")));
            return ids.map(|id| id.to_string()).collect();
        }
        let mut ids: BTreeSet<String> = self.subscription_ids.iter().map(i64::to_string).collect();
        if wanted.contains(&FactKind::OptionProducts) || !self.option_ids.is_empty() {
            for option in &self.option_ids {
                let base = base_of(facts, Some(option), None);
                let id = base.and_then(|base| integer(base.get("subscriptionId")));
                ids.extend(id.map(|id| id.to_string()));
            }
        }
        if ids.is_empty() && self.option_ids.is_empty() {
            let first = all
                .first()
                .and_then(|item| integer(item.get("subscriptionId")));
            ids.extend(first.map(|id| id.to_string()));
        }
        ids
    }

    /// The options whose renewals matter.
    pub(crate) fn options(&self, facts: &CustomerFacts) -> BTreeSet<String> {
        if !self.is_whole {
            return self.option_ids.clone();
        }
        let all = facts.all(FactKind::OptionProducts).unwrap_or_default();
        all.iter()
            .filter_map(|item| text(item.get("optionProductId")?))
            .collect()
    }
}

/// The subscription that a change names, or else the one that its option names, or the one of the
/// family that the option goes with.
pub(crate) fn base_of<'a>(
    facts: &'a CustomerFacts,
    option: Option<&str>,
    subscription: Option<i64>,
) -> Option<&'a Value> {
    let all = facts.all(FactKind::Subscriptions)?;
    if let Some(id) = subscription {
        return all
            .iter()
            .find(|item| integer(item.get("subscriptionId")) == Some(id));
    }
    let Some(option) = option else {
        return all.first();
    };
    let in_use = facts.find(FactKind::OptionProducts, Some(option)).flatten();
    let named = in_use.and_then(|item| integer(item.get("subscriptionId")));
    all.iter().min_by_key(|item| {
        let id = integer(item.get("subscriptionId"));
        (named.is_none() || id != named, !suits(item, option))
    })
}

/// Whether an option goes with the family of a subscription's product.
pub(crate) fn suits(base: &Value, option: &str) -> bool {
    let Some(product) = base.get("productId").and_then(Value::as_str) else {
        return false;
    };
    let family = ProductId::from(product).family();
    family.is_some() && family == OptionProductId::from(option).family()
}

pub(crate) fn stage_of(base: &Value) -> Option<Stage> {
    let product = base.get("productId").and_then(Value::as_str)?;
    ProductId::from(product).stage()
}

/// What to read before a request. It may be more than the rules of today need.
pub(crate) fn wanted(call: &OperationCall) -> BTreeSet<FactKind> {
    use FactKind::{
        Customer, OptionProductOrders, OptionProductRenewals, OptionProducts, SubscriptionMemos,
        SubscriptionPreOrders, SubscriptionReservations, Subscriptions, UpgradeDomain, UsageStatus,
    };
    let more: &[FactKind] = match call.operation().id {
        "create_option_product" => &[
            Subscriptions,
            SubscriptionReservations,
            SubscriptionPreOrders,
            OptionProducts,
            OptionProductOrders,
        ],
        "upgrade_option_product"
        | "delete_option_product"
        | "start_option_product_paid_service" => &[Subscriptions, OptionProducts],
        "update_option_product_renewal" => &[Subscriptions, OptionProducts, OptionProductRenewals],
        "create_option_product_order" => match field(call, "type").as_deref() {
            Some("MODIFY" | "CHANGE_QUANTITY") => &[
                Subscriptions,
                SubscriptionPreOrders,
                OptionProducts,
                OptionProductOrders,
            ],
            _ => &[
                Subscriptions,
                SubscriptionReservations,
                SubscriptionPreOrders,
                OptionProducts,
                OptionProductOrders,
            ],
        },
        "update_option_product_order" => &[
            Subscriptions,
            SubscriptionReservations,
            SubscriptionPreOrders,
            OptionProducts,
            OptionProductOrders,
        ],
        "delete_option_product_order" => &[OptionProductOrders],
        "create_subscription" => &[Subscriptions],
        "put_subscription_memo" | "delete_subscription_memo" => &[Subscriptions, SubscriptionMemos],
        "create_subscription_pre_order"
        | "update_subscription_pre_order"
        | "delete_subscription_pre_order" => &[Subscriptions, SubscriptionPreOrders],
        "upgrade_subscription"
        | "update_subscription_renewal"
        | "delete_subscription"
        | "create_subscription_reservation"
        | "update_subscription_reservation"
        | "delete_subscription_reservation" => &[Subscriptions, SubscriptionReservations],
        "start_subscription_paid_service" => {
            &[Subscriptions, SubscriptionReservations, UsageStatus]
        }
        "delete_customer" => &[Subscriptions, UsageStatus],
        "update_usage_status"
        | "create_usage_status_renewal"
        | "update_usage_status_renewal"
        | "delete_usage_status_renewal" => &[UsageStatus],
        "change_domain" | "delete_upgrade_domain" | "create_upgrade_domain" => &[UpgradeDomain],
        _ => &[],
    };
    more.iter().copied().chain([Customer]).collect()
}

/// A text in the body.
pub(crate) fn field(call: &OperationCall, name: &str) -> Option<String> {
    text(call.shown_body()?.get(name)?)
}

pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub(crate) fn integer(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}
