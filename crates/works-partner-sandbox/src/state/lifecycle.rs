//! What can happen to subscriptions and options, at once or on the day of a task.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde_json::{Value, json};
use works_partner_api::types::Plan;

use super::{Contract, Customer, Resource};
use crate::catalog::{self, ProductFamily, Stage};
use crate::json::{date, integer, set, text};

/// Every month has days up to this one.
const SHORTEST_MONTH: i8 = 28;

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
        self.remember_billing_day(subscription_id, day.day());
        write_terms(&mut body, terms, (day, day.day()));
        self.put(Resource::Subscription, body);
        self.facts.used_products.insert(terms.product.clone());
        self.show_line_works_product();
    }

    /// A subscription goes paid on terms that run from a day on. The options whose trial ended in its
    /// grace period can still be converted on that day.
    pub(crate) fn start_paid_terms(&mut self, subscription_id: i64, terms: &Terms, day: Date) {
        self.set_terms(subscription_id, terms, (day, day.day()));
        for option in self.all_mut(Resource::OptionProduct) {
            let is_its = integer(option, "subscriptionId") == Some(subscription_id);
            let is_trial = text(option, "subOptionId").is_some_and(catalog::is_trial);
            let is_over = date(option, "planEndDate").is_some_and(|end| end < day);
            if is_its && is_trial && is_over {
                set(option, "planEndDate", json!(day));
            }
        }
    }

    /// A subscription is renewed on terms that run from a day on. What began on the 31st begins again on
    /// the last day of a shorter month, and on the 31st of the one after.
    pub(crate) fn renew_subscription(&mut self, subscription_id: i64, terms: &Terms, day: Date) {
        let start = self
            .find(Resource::Subscription, subscription_id)
            .and_then(|body| date(body, "planStartDate"));
        let known = self.facts.billing_days.get(&subscription_id).copied();
        let billing_day = known
            .or(start.map(Date::day))
            .filter(|known| day.day() == (*known).min(day.days_in_month()))
            .unwrap_or(day.day());
        self.set_terms(subscription_id, terms, (day, billing_day));
    }

    fn set_terms(&mut self, subscription_id: i64, terms: &Terms, (day, billing_day): (Date, i8)) {
        if let Some(body) = self.find_mut(Resource::Subscription, subscription_id) {
            write_terms(body, terms, (day, billing_day));
            self.facts.used_products.insert(terms.product.clone());
        }
        self.remember_billing_day(subscription_id, billing_day);
        self.facts.grace_end_dates.remove(&subscription_id);
        self.show_line_works_product();
    }

    fn remember_billing_day(&mut self, subscription_id: i64, billing_day: i8) {
        let days = &mut self.facts.billing_days;
        if billing_day > SHORTEST_MONTH {
            days.insert(subscription_id, billing_day);
        } else {
            days.remove(&subscription_id);
        }
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
        self.facts.billing_days.remove(&subscription_id);
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

fn write_terms(subscription: &mut Value, terms: &Terms, (day, billing_day): (Date, i8)) {
    let stage = catalog::stage(&terms.product).or_else(|| catalog::stage_of_plan(&terms.plan));
    let end = match stage {
        Some(Stage::Free) => None,
        Some(Stage::Trial) => Some(last_day(day, TRIAL.days())),
        Some(Stage::Paid) | None => Some(end_of_period(&terms.plan, day, billing_day)),
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
            .unwrap_or_else(|| end_of_period(&base.plan, day, day.day()))
    };
    let plan = if is_trial {
        Plan::Trial.as_str()
    } else {
        &base.plan
    };
    set(option, "plan", plan);
    set(option, "planStartDate", json!(day));
    set(option, "planEndDate", json!(end));
}

/// The last day of a period that begins on a day: the day before the next begins.
fn end_of_period(plan: &str, start: Date, billing_day: i8) -> Date {
    let months = if catalog::is_annual(plan) { 12 } else { 1 };
    let month = start.first_of_month().saturating_add(months.months());
    let day = billing_day.min(month.days_in_month());
    month
        .saturating_add(i64::from(day).days())
        .saturating_sub(2.days())
}

fn last_day(start: Date, length: Span) -> Date {
    start.saturating_add(length).saturating_sub(1.day())
}
