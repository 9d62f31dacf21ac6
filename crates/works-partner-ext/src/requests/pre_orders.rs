//! Applications for a product on a later date.

use jiff::civil::Date;
use works_partner_api::types::{
    Plan, ProductId, SubscriptionPreOrder, SubscriptionPreOrderCreate, SubscriptionPreOrderUpdate,
};

use super::subscriptions::{check_licenses_given, check_paid_plan, check_paid_product, check_plan};
use super::{Validation, build, send};
use crate::client::Client;
use crate::domain_id::DomainId;
use crate::error::Error;
use crate::ids::PreOrderId;
use crate::reply::Reply;
use crate::validation::assessment::{Assessment, shown};
use crate::validation::facts::Facts;
use crate::validation::rules::page;
use crate::validation::windows::{self, Edge, NEXT, When, Window};

const POST: &str = page!(en "partner-customer-preorders-post");
const POST_JP: &str = page!(jp "partner-customer-preorders-post");
const BOTH: [&str; 2] = [
    "create_subscription_pre_order",
    "update_subscription_pre_order",
];
const CREATE: [&str; 1] = ["create_subscription_pre_order"];

crate::validation::rules::declare! {
    PRE_ORDER_DATE: BOTH, "applyDate", "is from the next day to 31 days later", POST;
    PRE_ORDER_PRODUCT: CREATE, "productId", "is a paid product; free and trial products are applied for at once", POST_JP;
    PRE_ORDER_PLAN: CREATE, "plan", "is a paid contract type", POST_JP;
    PRE_ORDER_PRODUCT_PLAN: CREATE, "plan", "is a contract type of the product", POST_JP;
    PRE_ORDER_LICENSES: CREATE, "licenseCount", "is given where the contract type goes by license", POST;
}

const WINDOWS: &[Window] = &[Window::new(
    When::Always,
    NEXT,
    Edge::Today(31),
    &PRE_ORDER_DATE,
)];

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

    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        windows::check(WINDOWS, self.date, facts, &PRE_ORDER_DATE, &mut assessment);
        check_paid_product(&PRE_ORDER_PRODUCT, &self.product, &mut assessment);
        match &self.plan {
            Some(plan) => {
                check_paid_plan(&PRE_ORDER_PLAN, plan, &mut assessment);
                check_plan(
                    &PRE_ORDER_PRODUCT_PLAN,
                    Some(&self.product),
                    plan,
                    &mut assessment,
                );
                check_licenses_given(&PRE_ORDER_LICENSES, plan, self.licenses, &mut assessment);
            }
            None => assessment.unknown(
                &PRE_ORDER_PLAN,
                format!(
                    "whether it may be {} is not documented",
                    shown(None::<&str>)
                ),
            ),
        }
        assessment
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

    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        windows::check(WINDOWS, self.date, facts, &PRE_ORDER_DATE, &mut assessment);
        assessment
    }

    /// What is sent.
    pub fn body(&self) -> SubscriptionPreOrderUpdate {
        build(SubscriptionPreOrderUpdate::builder().apply_date(Some(self.date.into())))
    }
}

impl Client {
    /// Applies for a product on a later date.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-preorders-post>
    pub async fn create_pre_order(
        &self,
        domain_id: DomainId,
        request: &CreatePreOrder,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<Vec<SubscriptionPreOrder>>, Error> {
        validation.into().check(request)?;
        let reply = send!(self.create_subscription_pre_order(
            domain_id, body: request.body()
        ))
        .await?;
        Ok(reply.map(|list| list.subscription_pre_orders.unwrap_or_default()))
    }

    /// Moves an application for a product to another day.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-preorders-patch>
    pub async fn update_pre_order(
        &self,
        domain_id: DomainId,
        pre_order_id: PreOrderId,
        request: &UpdatePreOrder,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<Vec<SubscriptionPreOrder>>, Error> {
        validation.into().check(request)?;
        let reply = send!(self.update_subscription_pre_order(
            domain_id, pre_order_id: pre_order_id.get(), body: request.body()
        ))
        .await?;
        Ok(reply.map(|list| list.subscription_pre_orders.unwrap_or_default()))
    }

    /// Withdraws an application for a product. The tasks of options that came with it stay: see
    /// [`delete_option_order`](Self::delete_option_order).
    ///
    /// # Errors
    ///
    /// Whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/partner-customer-preorders-delete>
    pub async fn delete_pre_order(
        &self,
        domain_id: DomainId,
        pre_order_id: PreOrderId,
    ) -> Result<Reply<()>, Error> {
        send!(self.delete_subscription_pre_order(
            domain_id, pre_order_id: pre_order_id.get()
        ))
        .await
    }
}
