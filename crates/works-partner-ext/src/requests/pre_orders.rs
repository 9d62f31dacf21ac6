//! Applications for a product on a later date.

use jiff::civil::Date;
use works_partner_api::types::{
    Plan, ProductId, SubscriptionPreOrderCreate, SubscriptionPreOrderUpdate,
};

use super::build;
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use crate::validation::rules::{domain_name, in_use, licenses, paid_product, plan, start_date};

/// A product to apply for, and the day.
///
/// ```
/// use jiff::civil::date;
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::pre_orders::CreatePreOrder;
///
/// let request = CreatePreOrder::new("STD", date(2025, 2, 15))
///     .plan("ANNUAL_LICENSE")
///     .licenses(10);
/// request.validate(&Facts::on(date(2025, 2, 1)))?;
/// assert!(request.validate(&Facts::on(date(2025, 2, 15))).is_err());
/// # Ok::<(), works_partner_ext::validation::Violations>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-preorders-post>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatePreOrder {
    product: ProductId,
    date: Date,
    plan: Option<Plan>,
    licenses: Option<u32>,
}

impl CreatePreOrder {
    /// This paid product, on this day.
    pub fn new(product: impl Into<ProductId>, date: Date) -> Self {
        Self {
            product: product.into(),
            date,
            plan: None,
            licenses: None,
        }
    }

    /// The contract type.
    #[must_use]
    pub fn plan(mut self, plan: impl Into<Plan>) -> Self {
        self.plan = Some(plan.into());
        self
    }

    /// How many licenses, where the contract type goes by license.
    #[must_use]
    pub fn licenses(mut self, count: u32) -> Self {
        self.licenses = Some(count);
        self
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        start_date::check_pre_order(self.date, facts, assessment);
        in_use::check_product(&self.product, facts, assessment);
        paid_product::check(&paid_product::PRE_ORDER_PRODUCT, &self.product, assessment);
        let rule = &domain_name::PRE_ORDER_DOMAIN;
        domain_name::check_unsaid(rule, Some(&self.product), facts, assessment);
        match &self.plan {
            Some(plan) => {
                plan::check_paid(&plan::PRE_ORDER_PLAN, plan, assessment);
                let rule = &plan::PRE_ORDER_PRODUCT_PLAN;
                plan::check(rule, Some(&self.product), None, plan, facts, assessment);
                let rule = &licenses::PRE_ORDER_LICENSES;
                licenses::check_given(rule, plan, self.licenses, assessment);
            }
            None => assessment.unknown(
                &plan::PRE_ORDER_PLAN,
                "whether it may be left out is not documented",
            ),
        }
    }

    /// What is sent.
    pub fn body(&self) -> SubscriptionPreOrderCreate {
        build(
            SubscriptionPreOrderCreate::builder()
                .product_id(self.product.clone())
                .apply_date(self.date)
                .plan(self.plan.clone())
                .license_count(self.licenses.map(|count| i64::from(count).into())),
        )
    }
}

/// Another day for an application. Nothing else about it can be changed.
///
/// ```
/// use jiff::civil::date;
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::pre_orders::UpdatePreOrder;
///
/// let request = UpdatePreOrder::new(date(2025, 2, 10));
/// assert!(request.validate(&Facts::on(date(2025, 1, 10))).is_ok());
/// assert!(request.validate(&Facts::on(date(2025, 1, 9))).is_err());
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-preorders-patch>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdatePreOrder {
    date: Date,
}

impl UpdatePreOrder {
    /// Moves it to this day.
    pub fn new(date: Date) -> Self {
        Self { date }
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        start_date::check_pre_order(self.date, facts, assessment);
    }

    /// What is sent.
    pub fn body(&self) -> SubscriptionPreOrderUpdate {
        build(SubscriptionPreOrderUpdate::builder().apply_date(Some(self.date.into())))
    }
}
