//! The task that is scheduled for a subscription in use: going paid, more licenses, its end.

use jiff::civil::Date;
use works_partner_api::types::{
    Plan, ProductId, SubscriptionReservationCreate, SubscriptionReservationType,
    SubscriptionReservationUpdate,
};

use super::build;
use crate::catalog::{Edition, PlanExt, ProductIdExt, Stage};
use crate::validation::assessment::Assessment;
use crate::validation::diagnostic::ABSENT;
use crate::validation::facts::Facts;
use crate::validation::rules::{
    domain_name, licenses, named_product, paid_product, plan, reservation_date, scheduled,
    subscription_stage,
};

/// A task to schedule for a subscription.
///
/// ```
/// use jiff::civil::date;
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::reservations::CreateReservation;
///
/// let more = CreateReservation::add_licenses(100, date(2021, 8, 11));
/// let facts = Facts::on(date(2021, 8, 1))
///     .product("STD")
///     .plan("ANNUAL_LICENSE")
///     .plan_end(date(2021, 8, 10));
/// let violations = more.validate(&facts).unwrap_err();
/// assert_eq!(violations.iter().next().unwrap().rule_id, "RESERVATION_DATE_LICENSES");
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-subscriptions-reservation-create>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateReservation {
    kind: SubscriptionReservationType,
    date: Date,
    licenses: Option<u32>,
    plan: Option<Plan>,
    product: Option<ProductId>,
}

impl CreateReservation {
    /// The subscription goes paid with this contract type.
    pub fn start_paid_service(plan: impl Into<Plan>, date: Date) -> Self {
        Self {
            plan: Some(plan.into()),
            ..Self::other(SubscriptionReservationType::StartPaidService, date)
        }
    }

    /// So many licenses are added.
    pub fn add_licenses(count: u32, date: Date) -> Self {
        Self::other(SubscriptionReservationType::AddLicense, date).licenses(count)
    }

    /// The subscription ends, and its options with it.
    pub fn cancel(date: Date) -> Self {
        Self::other(SubscriptionReservationType::Cancel, date)
    }

    /// Something that the vendor has added since this crate was made.
    pub fn other(kind: impl Into<SubscriptionReservationType>, date: Date) -> Self {
        Self {
            kind: kind.into(),
            date,
            licenses: None,
            plan: None,
            product: None,
        }
    }

    /// The paid product that a free one becomes.
    #[must_use]
    pub fn product(mut self, product: impl Into<ProductId>) -> Self {
        self.product = Some(product.into());
        self
    }

    /// The contract type. It goes with going paid; what it does to other tasks is not documented.
    #[must_use]
    pub fn plan(mut self, plan: impl Into<Plan>) -> Self {
        self.plan = Some(plan.into());
        self
    }

    /// How many licenses the subscription will have, or how many are added.
    #[must_use]
    pub fn licenses(mut self, count: u32) -> Self {
        self.licenses = Some(count);
        self
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        scheduled::check_none_for_subscription(facts, assessment);
        match self.kind {
            SubscriptionReservationType::StartPaidService => {
                self.check_start_paid_service(facts, assessment);
            }
            SubscriptionReservationType::AddLicense => {
                licenses::check_added(&self.kind, facts, assessment);
            }
            SubscriptionReservationType::Cancel => {
                let rule = &subscription_stage::RESERVATION_CANCEL_PAID;
                subscription_stage::check(rule, facts, &[Stage::Paid], &self.kind, assessment);
            }
            _ => {}
        }
        if let Some(plan) = &self.plan
            && self.kind != SubscriptionReservationType::StartPaidService
        {
            plan::check_paid(&plan::RESERVATION_PAID_PLAN, plan, assessment);
        }
        reservation_date::check(&self.kind, self.date, facts, assessment);
    }

    fn check_start_paid_service(&self, facts: &Facts, assessment: &mut Assessment) {
        let rule = &subscription_stage::RESERVATION_PAID_FORM;
        let stages = &[Stage::Free, Stage::Trial];
        subscription_stage::check(rule, facts, stages, &self.kind, assessment);
        if let Some(product) = &self.product {
            paid_product::check(&paid_product::RESERVATION_PRODUCT, product, assessment);
        }
        named_product::check_scheduled(self.product.as_ref(), facts, assessment);
        let own = facts.base.as_ref().and_then(|base| base.product.as_ref());
        let becomes = own.and_then(ProductIdExt::paid_equivalent);
        match &self.plan {
            Some(plan) => {
                plan::check_paid(&plan::RESERVATION_PAID_PLAN, plan, assessment);
                let (rule, named) = (&plan::RESERVATION_PRODUCT_PLAN, self.product.as_ref());
                plan::check(rule, named, becomes, plan, facts, assessment);
                if plan.has_licenses() == Some(true) && self.licenses.is_none() {
                    assessment.unknown(
                        &licenses::RESERVATION_LICENSES,
                        "no page says whether the number may be left out",
                    );
                }
            }
            None => assessment.broken(&plan::RESERVATION_PAID_PLAN, ABSENT),
        }
        let edition = |product: Option<&ProductId>| product.and_then(ProductIdExt::edition);
        let is_advanced = |product| edition(product) == Some(Edition::Advanced);
        if is_advanced(self.product.as_ref()) && !is_advanced(own) {
            domain_name::check(&domain_name::RESERVATION_DOMAIN, facts, assessment);
        }
    }

    /// What is sent.
    pub fn body(&self) -> SubscriptionReservationCreate {
        build(
            SubscriptionReservationCreate::builder()
                .type_(self.kind.clone())
                .apply_date(self.date)
                .plan(self.plan.clone())
                .product_id(self.product.clone())
                .license_count(self.licenses.map(i64::from)),
        )
    }
}

/// Another day for the task of a subscription. Nothing else about it can be changed. Which days are
/// allowed depends on the task that is scheduled: a fact.
///
/// ```
/// use jiff::civil::date;
/// use works_partner_ext::requests::reservations::UpdateReservation;
///
/// let request = UpdateReservation::new(date(2021, 11, 1));
/// assert_eq!(serde_json::to_string(&request.body())?, r#"{"applyDate":"2021-11-01"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-subscriptions-reservation-patch>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateReservation {
    date: Date,
}

impl UpdateReservation {
    /// Moves it to this day.
    pub fn new(date: Date) -> Self {
        Self { date }
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        scheduled::check_one_for_subscription(facts, assessment);
        if let Some(task) = facts.reservation.this() {
            reservation_date::check(&task.kind, self.date, facts, assessment);
        }
    }

    /// What is sent.
    pub fn body(&self) -> SubscriptionReservationUpdate {
        build(SubscriptionReservationUpdate::builder().apply_date(Some(self.date.into())))
    }
}
