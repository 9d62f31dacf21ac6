//! Subscriptions at once: apply, go paid, upgrade, end; and what becomes of them at renewal.

use super::build;
use crate::catalog::{Edition, ProductIdExt, Stage};
use crate::validation::assessment::Assessment;
use crate::validation::facts::Facts;
use crate::validation::rules::{
    domain_name, licenses, named_product, new_subscription, paid_product, plan, scheduled,
    subscription_renewal, subscription_stage, subscription_upgrade,
};
use serde_json::{Map, Value};
use works_partner_api::types::{
    Plan, ProductId, SubscriptionCreate, SubscriptionPaidServiceStart, SubscriptionRenewalType,
    SubscriptionRenewalUpdate, SubscriptionUpgrade,
};

/// A product to apply for, at once. Of the page, only a part was seen: it names the contract type,
/// and not the property that says which product.
///
/// In [`Facts`], the subscription is the customer's free or trial one of the same product.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::subscriptions::CreateSubscription;
///
/// let request = CreateSubscription::with("MONTHLY").property("seenOnThePage", "STD");
/// assert_eq!(
///     serde_json::to_value(request.body()).unwrap(),
///     serde_json::json!({"plan": "MONTHLY", "seenOnThePage": "STD"})
/// );
/// // What is on trial goes paid by another operation.
/// assert!(request.validate(&Facts::new().product("STD_T").plan("TRIAL")).is_err());
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/jp/docs/partner-customer-subscriptions-post>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateSubscription {
    plan: Plan,
    others: Map<String, Value>,
}

impl CreateSubscription {
    /// With this contract type.
    pub fn with(plan: impl Into<Plan>) -> Self {
        Self {
            plan: plan.into(),
            others: Map::new(),
        }
    }

    /// A property that this crate does not know. It is sent as it is; one named `plan` is not.
    #[must_use]
    pub fn property(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.others.insert(name.into(), value.into());
        self.others.remove("plan");
        self
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        let listed = self.plan.is_known().then_some(true);
        assessment.require(
            &plan::SUBSCRIPTION_NEW_PLAN,
            listed,
            &self.plan,
            "the contract type is not documented",
        );
        assessment.unknown(
            &plan::SUBSCRIPTION_NEW_PRODUCT_PLAN,
            "the property that names the product is not known",
        );
        new_subscription::check(&self.plan, facts, assessment);
    }

    /// What is sent.
    pub fn body(&self) -> SubscriptionCreate {
        build(
            SubscriptionCreate::builder()
                .plan(Some(self.plan.clone()))
                .extra(self.others.clone()),
        )
    }
}

/// The terms on which a subscription goes paid, at once. All that is scheduled for it is deleted.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::subscriptions::StartSubscriptionPaidService;
///
/// let request = StartSubscriptionPaidService::with("ANNUAL_LICENSE").licenses(300);
/// request.validate(&Facts::new().product("STD_T").plan("TRIAL"))?;
/// // From a free product, the paid one is to be named.
/// assert!(request.validate(&Facts::new().product("FR").plan("FREE")).is_err());
/// request.product("STD").validate(&Facts::new().product("FR").plan("FREE"))?;
/// # Ok::<(), works_partner_ext::validation::Violations>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-subscriptions-paid-service>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartSubscriptionPaidService {
    plan: Plan,
    product: Option<ProductId>,
    licenses: Option<u32>,
}

impl StartSubscriptionPaidService {
    /// With this contract type.
    pub fn with(plan: impl Into<Plan>) -> Self {
        Self {
            plan: plan.into(),
            product: None,
            licenses: None,
        }
    }

    /// The paid product that a free one becomes.
    #[must_use]
    pub fn product(mut self, product: impl Into<ProductId>) -> Self {
        self.product = Some(product.into());
        self
    }

    /// How many licenses, where the contract type goes by license.
    #[must_use]
    pub fn licenses(mut self, count: u32) -> Self {
        self.licenses = Some(count);
        self
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        let free_or_trial = &[Stage::Free, Stage::Trial];
        let rule = &subscription_stage::SUBSCRIPTION_PAID_FORM;
        subscription_stage::check(rule, facts, free_or_trial, "", assessment);
        plan::check_paid(&plan::SUBSCRIPTION_PAID_PLAN, &self.plan, assessment);
        let own = facts.base.as_ref().and_then(|base| base.product.as_ref());
        let becomes = own.and_then(ProductIdExt::paid_equivalent);
        let named = self.product.as_ref();
        let rule = &plan::SUBSCRIPTION_PAID_PRODUCT_PLAN;
        plan::check(rule, named, becomes, &self.plan, facts, assessment);
        named_product::check_now(named, facts, assessment);
        let rule = &domain_name::SUBSCRIPTION_PAID_DOMAIN;
        domain_name::check_unsaid(rule, named.or(becomes), facts, assessment);
        if let Some(product) = &self.product {
            let rule = &paid_product::SUBSCRIPTION_PAID_PRODUCT_FORM;
            paid_product::check(rule, product, assessment);
        }
        let rule = &licenses::SUBSCRIPTION_PAID_LICENSES;
        licenses::check_given(rule, &self.plan, self.licenses, assessment);
        if let Some(count) = self.licenses {
            licenses::check_members(count, facts, assessment);
        }
    }

    /// What is sent.
    pub fn body(&self) -> SubscriptionPaidServiceStart {
        build(
            SubscriptionPaidServiceStart::builder()
                .plan(self.plan.clone())
                .product_id(self.product.clone())
                .license_count(self.licenses.map(|count| i64::from(count).into())),
        )
    }
}

/// A higher product for a subscription, at once.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::subscriptions::UpgradeSubscription;
///
/// let request = UpgradeSubscription::to("ADV");
/// assert!(request.validate(&Facts::new().product("STD")).is_ok());
/// assert!(request.validate(&Facts::new().product("FR")).is_err());
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-subscriptions-upgrade>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpgradeSubscription {
    product: ProductId,
}

impl UpgradeSubscription {
    /// To this product.
    pub fn to(product: impl Into<ProductId>) -> Self {
        Self {
            product: product.into(),
        }
    }

    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        if subscription_upgrade::check(&self.product, facts, assessment) {
            domain_name::check(&domain_name::SUBSCRIPTION_UPGRADE_DOMAIN, facts, assessment);
        }
    }

    /// What is sent.
    pub fn body(&self) -> SubscriptionUpgrade {
        build(SubscriptionUpgrade::builder().product_id(self.product.clone()))
    }
}

/// The end of a subscription, at once.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::subscriptions::DeleteSubscription;
///
/// assert!(DeleteSubscription.validate(&Facts::new().no_reservation()).is_ok());
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/jp/docs/partner-customer-subscriptions-delete>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeleteSubscription;

impl DeleteSubscription {
    pub(crate) fn check(&self, facts: &Facts, assessment: &mut Assessment) {
        scheduled::check_delete(facts, assessment);
    }
}

/// What is to become of a subscription when its contract ends.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::subscriptions::UpdateSubscriptionRenewal;
///
/// let request = UpdateSubscriptionRenewal::change().plan("ANNUAL_LICENSE").licenses(50);
/// request.validate(&Facts::new().product("STD").plan("MONTHLY"))?;
/// assert!(request.validate(&Facts::new().product("STD_T").plan("TRIAL")).is_err());
/// # Ok::<(), works_partner_ext::validation::Violations>(())
/// ```
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/partner-customer-subscriptions-renewal-patch>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpdateSubscriptionRenewal {
    kind: SubscriptionRenewalType,
    product: Option<ProductId>,
    plan: Option<Plan>,
    licenses: Option<u32>,
}

impl UpdateSubscriptionRenewal {
    /// It renews as it is.
    pub fn stay() -> Self {
        Self::other(SubscriptionRenewalType::Stay)
    }

    /// It renews on other terms.
    pub fn change() -> Self {
        Self::other(SubscriptionRenewalType::Change)
    }

    /// It ends.
    pub fn cancel() -> Self {
        Self::other(SubscriptionRenewalType::Cancel)
    }

    /// Something that the vendor has added since this crate was made.
    pub fn other(kind: impl Into<SubscriptionRenewalType>) -> Self {
        Self {
            kind: kind.into(),
            product: None,
            plan: None,
            licenses: None,
        }
    }

    /// Another product.
    #[must_use]
    pub fn product(mut self, product: impl Into<ProductId>) -> Self {
        self.product = Some(product.into());
        self
    }

    /// Another contract type.
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
        let rule = &subscription_stage::RENEWAL_PAID;
        subscription_stage::check(rule, facts, &[Stage::Paid], "", assessment);
        let own = facts.base.as_ref().and_then(|base| base.product.as_ref());
        if let Some(product) = &self.product {
            let rule = &subscription_renewal::RENEWAL_CHANGE_PRODUCT;
            subscription_renewal::check(rule, &self.kind, product, own, assessment);
            paid_product::check(&paid_product::RENEWAL_PRODUCT, product, assessment);
            let rule = &domain_name::RENEWAL_DOMAIN;
            if product.edition() == Some(Edition::Advanced) {
                match own.map(ProductIdExt::edition) {
                    Some(Some(Edition::Standard)) => domain_name::check(rule, facts, assessment),
                    Some(_) => {}
                    None => {
                        assessment.unknown(rule, "the product of the subscription is unknown");
                    }
                }
            }
        }
        let now = facts.base.as_ref().and_then(|base| base.plan.as_ref());
        let plans = self.product.as_ref().and_then(ProductIdExt::plans);
        let keeps = plans.zip(now).and_then(|(plans, now)| plans.allows(now));
        if self.plan.is_none() && keeps == Some(false) {
            assessment.unknown(
                &plan::RENEWAL_PRODUCT_PLAN,
                "no page says which contract type a product gets that cannot have the one in use",
            );
        }
        if let Some(plan) = &self.plan {
            let rule = &subscription_renewal::RENEWAL_CHANGE_PLAN;
            subscription_renewal::check(rule, &self.kind, plan, now, assessment);
            plan::check_paid(&plan::RENEWAL_PLAN, plan, assessment);
            let (rule, named) = (&plan::RENEWAL_PRODUCT_PLAN, self.product.as_ref());
            plan::check(rule, named, own, plan, facts, assessment);
        }
        if self.licenses.is_some() {
            subscription_renewal::check_licenses(&self.kind, assessment);
        }
    }

    /// What is sent.
    pub fn body(&self) -> SubscriptionRenewalUpdate {
        build(
            SubscriptionRenewalUpdate::builder()
                .type_(self.kind.clone())
                .product_id(self.product.clone())
                .plan(self.plan.clone())
                .license_count(self.licenses.map(i64::from)),
        )
    }
}
