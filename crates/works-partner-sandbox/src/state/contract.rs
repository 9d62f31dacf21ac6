//! A subscription as rules and time see it.

use jiff::civil::Date;
use serde_json::Value;

use super::{Customer, Resource};
use crate::catalog::{self, Stage};
use crate::json::{date, integer, text};

/// A subscription in use.
#[derive(Clone, Debug)]
pub(crate) struct Contract {
    pub(crate) subscription_id: i64,
    pub(crate) product: String,
    pub(crate) plan: String,
    /// The last day of the contract, or of the trial.
    pub(crate) end: Option<Date>,
    pub(crate) license_count: Option<i64>,
    /// Whether the trial is over and grace runs.
    is_suspended: bool,
    pub(crate) grace_end: Option<Date>,
    pub(crate) task: Option<Task>,
}

/// The scheduled task of a subscription.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) kind: String,
    pub(crate) date: Option<Date>,
    product: Option<String>,
}

/// What an option belongs to, or is to belong to.
#[derive(Clone, Debug)]
pub(crate) enum Base {
    InUse(Contract),
    AppliedFor { product: String, date: Option<Date> },
}

impl Contract {
    fn of(customer: &Customer, body: &Value) -> Option<Self> {
        let subscription_id = integer(body, "subscriptionId")?;
        let owned = |member| text(body, member).unwrap_or_default().to_owned();
        let task = customer
            .find(Resource::SubscriptionReservation, subscription_id)
            .map(|task| Task {
                kind: text(task, "type").unwrap_or_default().to_owned(),
                date: date(task, "applyDate"),
                product: text(task, "productId").map(str::to_owned),
            });
        Some(Self {
            subscription_id,
            product: owned("productId"),
            plan: owned("plan"),
            end: date(body, "planEndDate"),
            license_count: integer(body, "licenseCount"),
            is_suspended: text(body, "status") == Some("SUSPENDED_TRIALEND"),
            grace_end: customer
                .facts
                .grace_end_dates
                .get(&subscription_id)
                .copied(),
            task,
        })
    }

    /// What it is by its product, or else by its plan.
    pub(crate) fn stage(&self) -> Option<Stage> {
        catalog::stage(&self.product).or_else(|| catalog::stage_of_plan(&self.plan))
    }

    pub(crate) fn is_paid(&self) -> bool {
        self.stage() == Some(Stage::Paid)
    }

    pub(crate) fn is_trial(&self) -> bool {
        self.stage() == Some(Stage::Trial)
    }

    /// Whether its trial is over without it having gone paid.
    pub(crate) fn is_in_grace(&self, today: Date) -> bool {
        self.is_suspended || (self.is_trial() && self.end.is_some_and(|end| end < today))
    }

    /// The task that makes it paid, if one is scheduled.
    pub(crate) fn going_paid(&self) -> Option<&Task> {
        self.task
            .as_ref()
            .filter(|task| task.kind == "START_PAID_SERVICE")
    }

    /// The product that it is, or becomes on the day that it goes paid.
    pub(crate) fn product_to_be(&self) -> &str {
        match self.going_paid() {
            Some(task) => task
                .product
                .as_deref()
                .unwrap_or_else(|| catalog::paid_product(&self.product)),
            None => &self.product,
        }
    }
}

impl Base {
    /// The product that the option is to go with.
    pub(crate) fn product(&self) -> &str {
        match self {
            Self::InUse(contract) => contract.product_to_be(),
            Self::AppliedFor { product, .. } => product,
        }
    }
}

impl Customer {
    /// A subscription by its id.
    pub(crate) fn contract(&self, subscription_id: i64) -> Option<Contract> {
        Contract::of(self, self.find(Resource::Subscription, subscription_id)?)
    }

    /// Every subscription that has an id.
    pub(crate) fn contracts(&self) -> impl Iterator<Item = Contract> {
        self.all(Resource::Subscription)
            .iter()
            .filter_map(|body| Contract::of(self, body))
    }

    /// What an option belongs to: the subscription that the option or its task names, or else one of
    /// its family. Of those, one that it goes with comes before others, and one in use before one that
    /// is applied for.
    pub(crate) fn base(&self, option: &str) -> Option<Base> {
        let named = [Resource::OptionProduct, Resource::OptionProductOrder]
            .into_iter()
            .filter_map(|kind| integer(self.find(kind, option)?, "subscriptionId"))
            .find_map(|id| self.contract(id));
        let applied_for =
            self.all(Resource::SubscriptionPreOrder)
                .iter()
                .map(|body| Base::AppliedFor {
                    product: text(body, "productId").unwrap_or_default().to_owned(),
                    date: date(body, "applyDate"),
                });
        let of_family: Vec<Base> = self
            .contracts()
            .map(Base::InUse)
            .chain(applied_for)
            .filter(|base| catalog::family(base.product()) == catalog::family_of_option(option))
            .collect();
        let fitting = of_family
            .iter()
            .find(|base| catalog::goes_with(option, base.product()));
        named
            .map(Base::InUse)
            .or_else(|| fitting.or(of_family.first()).cloned())
    }

    /// Whether the customer uses a product of a family, or ever did, that is not paid for.
    pub(crate) fn has_tried(&self, product: &str) -> bool {
        let is_trial_or_free = |used: &str| {
            catalog::family(used) == catalog::family(product)
                && catalog::stage(used) != Some(Stage::Paid)
        };
        self.facts
            .used_products
            .iter()
            .any(|it| is_trial_or_free(it))
            || self.contracts().any(|it| is_trial_or_free(&it.product))
    }
}
