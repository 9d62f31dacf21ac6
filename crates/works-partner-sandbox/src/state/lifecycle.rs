//! What can happen to subscriptions and options, at once or on the day of a task.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde_json::{Value, json};

use super::{Contract, Customer, Resource};
use crate::catalog::{self, ProductFamily, Stage};
use crate::json::{integer, set, text};

/// How long a trial lasts. No page says it.
const TRIAL: i64 = 30;

/// What a subscription is about.
#[derive(Clone, Debug)]
pub(crate) struct Terms {
    pub(crate) product: String,
    pub(crate) plan: String,
    pub(crate) license_count: Option<i64>,
}

/// An option that is to be added.
#[derive(Clone, Debug)]
pub(crate) struct NewOption<'a> {
    pub(crate) option: &'a str,
    pub(crate) sub_option: &'a str,
    pub(crate) quantity: Option<i64>,
    pub(crate) applied_time: String,
}

impl Customer {
    /// A subscription begins.
    pub(crate) fn add_subscription(
        &mut self,
        domain_id: i64,
        subscription_id: i64,
        terms: &Terms,
        day: Date,
    ) {
        let mut body = json!({
            "domainId": domain_id,
            "subscriptionId": subscription_id,
            "productId": null,
            "plan": null,
            "planStartDate": null,
            "planEndDate": null,
            "licenseAssignType": null,
            "licenseCount": null,
            "status": "ACTIVE",
            "renewal": null,
        });
        write_terms(&mut body, terms, day);
        self.put(Resource::Subscription, body);
        self.facts.used_products.insert(terms.product.clone());
        self.show_line_works_product();
    }

    /// A subscription goes paid, or is renewed, on terms that run from a day on.
    pub(crate) fn renew_subscription(&mut self, subscription_id: i64, terms: &Terms, day: Date) {
        if let Some(body) = self.find_mut(Resource::Subscription, subscription_id) {
            write_terms(body, terms, day);
            self.facts.used_products.insert(terms.product.clone());
        }
        self.facts.grace_end_dates.remove(&subscription_id);
        self.show_line_works_product();
    }

    /// A subscription ends, and with it all that hangs on it.
    pub(crate) fn end_subscription(&mut self, subscription_id: i64, day: Date) {
        let hangs_on_it = |body: &Value| integer(body, "subscriptionId") == Some(subscription_id);
        let options: Vec<String> = self
            .all(Resource::OptionProduct)
            .iter()
            .filter(|body| hangs_on_it(body))
            .filter_map(|body| text(body, "optionProductId").map(str::to_owned))
            .collect();
        for option in options {
            self.end_option(&option, day);
        }
        if let Some(contract) = self.contract(subscription_id) {
            self.facts.used_products.insert(contract.product);
        }
        for kind in [
            Resource::SubscriptionReservation,
            Resource::SubscriptionMemo,
            Resource::OptionProductOrder,
            Resource::Subscription,
        ] {
            self.retain(kind, |body| !hangs_on_it(body));
        }
        self.facts.grace_end_dates.remove(&subscription_id);
        self.show_line_works_product();
    }

    /// Has the customer's profile tell which LINE WORKS product there is, if it tells of any.
    pub(crate) fn show_line_works_product(&mut self) {
        let is_line_works =
            |product: &String| catalog::family(product) == Some(ProductFamily::LineWorks);
        let product = self.contracts().map(|it| it.product).find(is_line_works);
        if let Some(profile) = self.get_mut(Resource::Customer)
            && profile.get("productId").is_some()
        {
            set(profile, "productId", json!(product));
        }
    }

    /// An option begins.
    pub(crate) fn add_option(&mut self, base: &Contract, new: NewOption<'_>, day: Date) {
        let mut body = json!({
            "subscriptionId": base.subscription_id,
            "optionProductId": new.option,
            "subOptionId": new.sub_option,
            "quantity": new.quantity,
            "appliedTime": new.applied_time,
        });
        write_option_terms(&mut body, base, day);
        self.put(Resource::OptionProduct, body);
        self.remove(Resource::OptionProductRenewal, new.option);
    }

    /// An option becomes a paid sub-option, or is renewed, from a day on.
    pub(crate) fn renew_option(
        &mut self,
        option: &str,
        sub_option: Option<&str>,
        quantity: Option<i64>,
        day: Date,
    ) {
        let base = self.base_in_use(option);
        let Some(body) = self.find_mut(Resource::OptionProduct, option) else {
            return;
        };
        if let Some(sub_option) = sub_option {
            set(body, "subOptionId", sub_option);
        }
        if let Some(quantity) = quantity {
            set(body, "quantity", quantity);
        }
        if let Some(base) = base {
            write_option_terms(body, &base, day);
        }
        self.remove(Resource::OptionProductRenewal, option);
    }

    /// An option is cancelled.
    pub(crate) fn end_option(&mut self, option: &str, day: Date) {
        let is_annual = self
            .base_in_use(option)
            .is_some_and(|base| catalog::is_annual(&base.plan));
        let was_there = self.remove(Resource::OptionProduct, option).is_some();
        self.remove(Resource::OptionProductRenewal, option);
        if is_annual && was_there {
            let cancelled = &mut self.facts.cancelled_options;
            cancelled.insert(option.to_owned(), day);
        }
    }

    /// The subscription that an option belongs to.
    pub(crate) fn base_in_use(&self, option: &str) -> Option<Contract> {
        match self.base(option)? {
            super::Base::InUse(contract) => Some(contract),
            super::Base::AppliedFor { .. } => None,
        }
    }
}

/// The renewal that a paid subscription has as long as nobody changes it.
pub(crate) fn renewal_unchanged(subscription_id: i64, terms: &Terms) -> Value {
    let mut renewal = json!({
        "subscriptionId": subscription_id,
        "type": "STAY",
        "productId": terms.product,
        "plan": terms.plan,
    });
    if let Some(count) = terms.license_count {
        set(&mut renewal, "licenseCount", count);
    }
    renewal
}

fn write_terms(subscription: &mut Value, terms: &Terms, day: Date) {
    let stage = catalog::stage(&terms.product).or_else(|| catalog::stage_of_plan(&terms.plan));
    let end = match stage {
        Some(Stage::Free) => None,
        Some(Stage::Trial) => Some(last_day(day, TRIAL.days())),
        Some(Stage::Paid) | None => Some(end_of_period(&terms.plan, day)),
    };
    let renewal = match stage {
        Some(Stage::Paid) => {
            let id = integer(subscription, "subscriptionId").unwrap_or_default();
            renewal_unchanged(id, terms)
        }
        _ => Value::Null,
    };
    // Roger is the only product whose licenses are assigned; how, at first, is assumed.
    let is_assigned = catalog::family(&terms.product) == Some(ProductFamily::Roger);
    let assign_type = if is_assigned { "AUTO" } else { "NONE" };
    for (member, value) in [
        ("productId", json!(terms.product)),
        ("plan", json!(terms.plan)),
        ("planStartDate", json!(day)),
        ("planEndDate", json!(end)),
        ("licenseAssignType", json!(assign_type)),
        ("licenseCount", json!(terms.license_count)),
        ("status", json!("ACTIVE")),
        ("renewal", renewal),
    ] {
        set(subscription, member, value);
    }
}

/// An option has the contract type of its base and ends with it. A trial has a length of its own
/// where the base is paid.
fn write_option_terms(option: &mut Value, base: &Contract, day: Date) {
    let is_trial = text(option, "subOptionId").is_some_and(catalog::is_trial);
    let lasts_a_month = text(option, "optionProductId").is_some_and(catalog::lasts_a_month);
    let end = if lasts_a_month {
        last_day(day, 1.month())
    } else if is_trial && base.is_paid() {
        last_day(day, TRIAL.days())
    } else {
        base.end
            .filter(|end| *end >= day)
            .unwrap_or_else(|| end_of_period(&base.plan, day))
    };
    let plan = if is_trial { "TRIAL" } else { &base.plan };
    set(option, "plan", plan);
    set(option, "planStartDate", json!(day));
    set(option, "planEndDate", json!(end));
}

/// The last day of a contract that begins on a day.
fn end_of_period(plan: &str, start: Date) -> Date {
    let length = if catalog::is_annual(plan) {
        1.year()
    } else {
        1.month()
    };
    last_day(start, length)
}

fn last_day(start: Date, length: Span) -> Date {
    start.saturating_add(length).saturating_sub(1.day())
}
