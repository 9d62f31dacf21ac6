//! What comes of changes to customers, subscriptions and their terms: what they cost, what they end,
//! what cannot be undone. It follows from the operation and its body alone.

use serde_json::Value;
use works_partner_api::types::{Plan, ProductId};

use super::rules::page;
use super::warnings::Warning;
use crate::catalog::{PlanExt, ProductIdExt, Stage};

/// A consequence, and when it comes.
struct Consequence {
    when: When,
    warning: Warning,
}

/// What the body has to be like.
enum When {
    Always,
    /// The field has a value other than null.
    Given(&'static str),
    /// The field has this value.
    Is(&'static str, &'static str),
    /// The field has a value, and none of these.
    IsNone(&'static str, &'static [&'static str]),
    /// The field is a product other than a trial.
    NoTrial(&'static str),
    /// The field is a contract type that is neither free nor a trial.
    Charged(&'static str),
}

impl When {
    fn holds(&self, body: Option<&Value>) -> bool {
        let field = |name: &str| {
            body.and_then(|body| body.get(name))
                .filter(|value| !value.is_null())
        };
        match self {
            Self::Always => true,
            Self::Given(name) => field(name).is_some(),
            Self::Is(name, value) => field(name).is_some_and(|field| field == value),
            Self::IsNone(name, values) => {
                field(name).is_some_and(|field| !values.iter().any(|value| field == value))
            }
            Self::NoTrial(name) => field(name).is_some_and(|field| {
                let product = ProductId::from(field.as_str().unwrap_or_default());
                product.stage() != Some(Stage::Trial)
            }),
            Self::Charged(name) => field(name).is_some_and(|field| {
                let plan = Plan::from(field.as_str().unwrap_or_default());
                !matches!(plan.stage(), Some(Stage::Free | Stage::Trial))
            }),
        }
    }
}

/// What comes of a request of an operation with this body.
pub(crate) fn consequences(operation: &str, body: Option<&Value>) -> Vec<Warning> {
    let of_it = CONSEQUENCES.iter().filter(|consequence| {
        consequence.warning.operations.contains(&operation) && consequence.when.holds(body)
    });
    of_it
        .map(|consequence| consequence.warning.clone())
        .collect()
}

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Warning> {
    CONSEQUENCES.iter().map(|consequence| &consequence.warning)
}

macro_rules! declare {
    ($($id:ident: $operations:expr, $when:expr, $ends:expr, $text:literal $(unsure $unsure:literal)?, $source:expr;)*) => {
        static CONSEQUENCES: &[Consequence] = &[$(Consequence {
            when: $when,
            warning: Warning {
                id: stringify!($id),
                operations: &$operations,
                text: $text,
                unsure: { let unsure: &[&'static str] = &[$($unsure)?]; unsure.first().copied() },
                ends_contract: $ends,
                source: $source,
            },
        }),*];
    };
}

use When::{Always, Charged, Given, Is, IsNone, NoTrial};

const DELETE_CUSTOMER: &str = page!(en "partner-customer-delete");
const CREATE_CUSTOMER: &str = page!(en "partner-customer-create");
const USAGE: &str = page!(en "partner-customer-usage-status-patch");
const SUBSCRIBE: &str = page!(jp "partner-customer-subscriptions-post");
const PAID: &str = page!(en "partner-customer-subscriptions-paid-service");
const UPGRADE: &str = page!(en "partner-customer-subscriptions-upgrade");
const CANCEL: &str = page!(jp "partner-customer-subscriptions-delete");
const RENEWAL: &str = page!(en "partner-customer-subscriptions-renewal-patch");
const RESERVATION: &str = page!(en "partner-customer-subscriptions-reservation-create");
const PRE_ORDER: &str = page!(en "partner-customer-preorders-post");

declare! {
    CUSTOMER_ENDS: ["delete_customer"], Always, true, "all products and options of the customer end, and the customer itself; this cannot be undone", DELETE_CUSTOMER;
    CUSTOMER_FEE: ["delete_customer"], Always, false, "paid products are charged up to the day before, and the next bill adds a cancellation fee; without a penalty, a customer is deleted on the day after its contract ends", DELETE_CUSTOMER;
    CUSTOMER_SUSPENDED: ["delete_customer"], Always, false, "a customer that ever installed a paid app that is not billed in real time is suspended now and deleted later, and Option Plus is charged until then", DELETE_CUSTOMER;
    CUSTOMER_PROOF: ["create_customer"], Always, false, "a customer under a domain name of its own has to prove by DNS records that it is its own before it can be activated", CREATE_CUSTOMER;
    CUSTOMER_PRODUCT_REMOVED: ["create_customer"], Given("productId"), false, "the vendor means to remove `productId` from this operation", CREATE_CUSTOMER;
    USAGE_ENDS: ["update_usage_status"], Given("withdrawalDate"), true, "the customer ends on that date, with all its products and options", USAGE;
    USAGE_FEE: ["update_usage_status"], Given("withdrawalDate"), false, "the customer is charged up to its end, with a penalty; there is none from the day after the contract ends", USAGE;
    USAGE_RENEWAL_DELETED: ["update_usage_status"], Given("maxMemberCount"), false, "a scheduled change of the maximum is deleted", USAGE;
    SUBSCRIPTION_CHARGED: ["create_subscription"], Charged("plan"), false, "the product is a paid one and is charged" unsure "no page that was seen says from which day", SUBSCRIBE;
    SUBSCRIPTION_GOES_PAID: ["start_subscription_paid_service"], Always, false, "the free or trial product becomes a paid one at once", PAID;
    SUBSCRIPTION_TASKS_DELETED: ["start_subscription_paid_service"], Always, false, "all scheduled tasks of the subscription are deleted, and options in trial stay in trial", PAID;
    SUBSCRIPTION_UPGRADED: ["upgrade_subscription"], NoTrial("productId"), false, "the higher product is charged; an upgrade that was set for the renewal is deleted" unsure "no page that was seen says from which day it is charged", UPGRADE;
    SUBSCRIPTION_NO_WAY_BACK: ["upgrade_subscription"], Always, false, "there is no way back to the lower product" unsure "no page that was seen names one", UPGRADE;
    SUBSCRIPTION_ENDS: ["delete_subscription"], Always, true, "the product is cancelled, and the contract with it", CANCEL;
    SUBSCRIPTION_FEE: ["delete_subscription"], Always, false, "cancelling a paid product before its contract ends costs a penalty" unsure "pages say so of customers and of options", DELETE_CUSTOMER;
    RENEWAL_ENDS: ["update_subscription_renewal"], Is("type", "CANCEL"), true, "the subscription ends when its contract does", RENEWAL;
    RENEWAL_CHANGES: ["update_subscription_renewal"], Is("type", "CHANGE"), false, "the subscription is renewed, and charged, on the terms that are sent", RENEWAL;
    OPTION_RENEWAL_CHANGES: ["update_option_product_renewal"], Is("type", "CHANGE"), false, "the option is renewed, and charged, on the terms that are sent", page!(en "partner-customer-option-products-renewal-patch");
    RENEWAL_UNKNOWN: ["update_subscription_renewal"], IsNone("type", &["STAY", "CHANGE", "CANCEL"]), true, "the subscription ends with its contract" unsure "no page says what this type does", RENEWAL;
    RESERVATION_ENDS: ["create_subscription_reservation"], Is("type", "CANCEL"), true, "the product ends on the apply date, and its options with it", RESERVATION;
    RESERVATION_GOES_PAID: ["create_subscription_reservation"], Is("type", "START_PAID_SERVICE"), false, "the free or trial product becomes a paid one on the apply date, and options in trial without a task of their own with it", RESERVATION;
    RESERVATION_LICENSES: ["create_subscription_reservation"], Is("type", "ADD_LICENSE"), false, "the added licenses are charged" unsure "no page that was seen says from which day", RESERVATION;
    RESERVATION_UNKNOWN: ["create_subscription_reservation"], IsNone("type", &["CANCEL", "START_PAID_SERVICE", "ADD_LICENSE"]), true, "the product ends" unsure "no page says what a task of this type does", RESERVATION;
    RESERVATION_OPTIONS_STAY: ["update_subscription_reservation", "delete_subscription_reservation"], Always, false, "scheduled tasks for options neither move along nor are withdrawn: see `list_option_product_orders`", page!(jp "partner-customer-subscriptions-reservation-delete");
    PRE_ORDER_CHARGED: ["create_subscription_pre_order"], Always, false, "the product is a paid one, applied for on the apply date", PRE_ORDER;
    PRE_ORDER_OPTIONS_STAY: ["update_subscription_pre_order", "delete_subscription_pre_order"], Always, false, "scheduled tasks for options neither move along nor are withdrawn: see `list_option_product_orders`", page!(jp "partner-customer-preorders-delete");
    MEMO_REPLACED: ["put_subscription_memo"], Always, false, "the code and the memo of the subscription are both replaced", page!(jp "put-partners-customers-domainId-subscription-memos-subscriptionId");
    MEMO_DELETED: ["delete_subscription_memo"], Always, false, "the code and the memo of the subscription are lost", page!(jp "delete-partners-customers-domainId-subscription-memos-subscriptionId");
    DOMAIN_CHANGED: ["change_domain"], Always, false, "the customer leaves its group name for the domain name", page!(en "partner-customer-change-domain-post");
    CUSTOMER_TAKEN_OVER: ["transfer_potential_customer"], Always, false, "the company becomes a customer of the partner", page!(jp "partner-potential-customers-transfer");
}
