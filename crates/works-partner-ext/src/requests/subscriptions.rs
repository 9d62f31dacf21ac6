//! Subscriptions at once: apply, go paid, upgrade, end; and what becomes of them at renewal.

use serde_json::{Map, Value};
use works_partner_api::types::{
    DomainType, Plan, ProductId, SubscriptionCreate, SubscriptionPaidServiceStart,
    SubscriptionRenewal, SubscriptionRenewalType, SubscriptionRenewalUpdate,
    SubscriptionReservationType, SubscriptionUpgrade, UnknownObject, UpgradedSubscription,
};

use super::{Validation, build, send};
use crate::catalog::{Edition, PlanExt, ProductFamily, ProductIdExt, Stage};
use crate::client::Client;
use crate::domain_id::DomainId;
use crate::error::Error;
use crate::ids::SubscriptionId;
use crate::reply::Reply;
use crate::validation::Rule;
use crate::validation::assessment::{ABSENT, Assessment, listed};
use crate::validation::facts::{Facts, Known};
use crate::validation::rules::page;

const PAID: &str = page!(en "partner-customer-subscriptions-paid-service");
const PAID_JP: &str = page!(jp "partner-customer-subscriptions-paid-service");
const UPGRADE: &str = page!(en "partner-customer-subscriptions-upgrade");
const RENEWAL: &str = page!(en "partner-customer-subscriptions-renewal-patch");
const RENEWAL_JP: &str = page!(jp "partner-customer-subscriptions-renewal-patch");
const PLANS: &str = page!(jp "partner-customer-subscriptions-post");
const APPLY: [&str; 1] = ["create_subscription"];
const START: [&str; 1] = ["start_subscription_paid_service"];
const RENEW: [&str; 1] = ["update_subscription_renewal"];

crate::validation::rules::declare! {
    SUBSCRIPTION_NEW_PLAN: APPLY, "plan", "is a contract type that the page lists", PLANS;
    SUBSCRIPTION_NEW_PRODUCT_PLAN: APPLY, "plan", "is a contract type of the product", PLANS;
    SUBSCRIPTION_NEW_USED: APPLY, "", "a paid product is applied for after its free or trial product was used", PLANS;
    SUBSCRIPTION_NEW_IN_USE: APPLY, "", "a paid product is not applied for while its free or trial product is in use; that one is made to go paid", PLANS;
    SUBSCRIPTION_PAID_FORM: START, "", "a free or trial subscription goes paid, not a paid one", PAID_JP;
    SUBSCRIPTION_PAID_PLAN: START, "plan", "is a paid contract type", PAID_JP;
    SUBSCRIPTION_PAID_PRODUCT_PLAN: START, "plan", "is a contract type of the product", PLANS;
    SUBSCRIPTION_PAID_PRODUCT: START, "productId", "is given where the subscription is free, and not otherwise", PAID_JP;
    SUBSCRIPTION_PAID_PRODUCT_FORM: START, "productId", "is a paid product", PAID_JP;
    SUBSCRIPTION_PAID_LICENSES: START, "licenseCount", "is given where the contract type goes by license", PAID;
    SUBSCRIPTION_PAID_MEMBERS: START, "licenseCount", "is at least the number of members", PAID;
    SUBSCRIPTION_UPGRADE_PRODUCT: ["upgrade_subscription"], "productId", "is ADV_T or ADV", UPGRADE;
    SUBSCRIPTION_UPGRADE_FROM: ["upgrade_subscription"], "productId", "LINE WORKS is upgraded from Standard to Advanced", UPGRADE;
    SUBSCRIPTION_UPGRADE_DOMAIN: ["upgrade_subscription"], "productId", "is Advanced only for a customer that goes by a domain name", UPGRADE;
    SUBSCRIPTION_DELETE: ["delete_subscription"], "", "is not possible while START_PAID_SERVICE is scheduled", page!(jp "partner-customer-subscriptions-delete");
    RENEWAL_PAID: RENEW, "", "a paid subscription has a renewal, not a free or trial one", RENEWAL_JP;
    RENEWAL_CHANGE_PRODUCT: RENEW, "productId", "is changed with CHANGE only", RENEWAL;
    RENEWAL_CHANGE_PLAN: RENEW, "plan", "is changed with CHANGE only", RENEWAL;
    RENEWAL_CHANGE_LICENSES: RENEW, "licenseCount", "is changed with CHANGE only", RENEWAL;
    RENEWAL_PRODUCT: RENEW, "productId", "is a paid product", RENEWAL_JP;
    RENEWAL_PLAN: RENEW, "plan", "is a paid contract type", RENEWAL;
    RENEWAL_PRODUCT_PLAN: RENEW, "plan", "is a contract type of the product", PLANS;
    RENEWAL_DOMAIN: RENEW, "productId", "is Advanced, from Standard, only for a customer that goes by a domain name", RENEWAL;
}

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

    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        let listed = self.plan.is_known().then_some(true);
        assessment.require(
            &SUBSCRIPTION_NEW_PLAN,
            listed,
            &self.plan,
            "the contract type is not documented",
        );
        assessment.unknown(
            &SUBSCRIPTION_NEW_PRODUCT_PLAN,
            "the property that names the product is not known",
        );
        if matches!(self.plan.stage(), Some(Stage::Free | Stage::Trial)) {
            return assessment;
        }
        assessment.unknown(
            &SUBSCRIPTION_NEW_USED,
            "what the customer used before is in no response",
        );
        match (self.plan.stage(), facts.stage_in_use()) {
            (Some(Stage::Paid), Some(Stage::Free | Stage::Trial)) => {
                let here = "start_subscription_paid_service";
                assessment.broken_here(&SUBSCRIPTION_NEW_IN_USE, &self.plan, here);
            }
            (_, Some(Stage::Paid)) => {}
            _ => assessment.unknown(
                &SUBSCRIPTION_NEW_IN_USE,
                "whether the subscription is free, a trial or paid is unknown",
            ),
        }
        assessment
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

    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        let free_or_trial = &[Stage::Free, Stage::Trial];
        check_stage(
            &SUBSCRIPTION_PAID_FORM,
            facts,
            free_or_trial,
            "",
            &mut assessment,
        );
        check_paid_plan(&SUBSCRIPTION_PAID_PLAN, &self.plan, &mut assessment);
        let own = facts.base.as_ref().and_then(|base| base.product.as_ref());
        let to_be = self.product.as_ref().or_else(|| own?.paid_equivalent());
        check_plan(
            &SUBSCRIPTION_PAID_PRODUCT_PLAN,
            to_be,
            &self.plan,
            &mut assessment,
        );
        match (facts.stage_in_use(), &self.product) {
            (Some(Stage::Free), Some(_)) | (Some(Stage::Trial | Stage::Paid), None) => {}
            (Some(Stage::Free), None) => assessment.broken(&SUBSCRIPTION_PAID_PRODUCT, ABSENT),
            (Some(Stage::Trial | Stage::Paid), Some(product)) => {
                assessment.broken(&SUBSCRIPTION_PAID_PRODUCT, product);
            }
            (None, _) => assessment.unknown(
                &SUBSCRIPTION_PAID_PRODUCT,
                "whether the subscription is free is unknown",
            ),
        }
        if let Some(product) = &self.product {
            check_paid_product(&SUBSCRIPTION_PAID_PRODUCT_FORM, product, &mut assessment);
        }
        check_licenses_given(
            &SUBSCRIPTION_PAID_LICENSES,
            &self.plan,
            self.licenses,
            &mut assessment,
        );
        if let Some(count) = self.licenses {
            match facts.members {
                Some(members) if i64::from(count) < members => {
                    let here = members.to_string();
                    assessment.broken_here(&SUBSCRIPTION_PAID_MEMBERS, count, &here);
                }
                Some(_) => {}
                None => assessment.unknown(
                    &SUBSCRIPTION_PAID_MEMBERS,
                    "how many members the customer has is unknown",
                ),
            }
        }
        assessment
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

    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        let wanted = &self.product;
        let line_works = |product: &ProductId| product.family() == Some(ProductFamily::LineWorks);
        let advanced = wanted.edition() == Some(Edition::Advanced);
        if !advanced {
            let reason = "the products of other families that can be upgraded to are not known";
            let holds = line_works(wanted).then_some(false);
            assessment.require(&SUBSCRIPTION_UPGRADE_PRODUCT, holds, wanted, reason);
            return assessment;
        }
        match facts.base.as_ref().and_then(|base| base.product.as_ref()) {
            Some(ProductId::Std) if *wanted == ProductId::Adv => {}
            Some(ProductId::StdT) if *wanted == ProductId::AdvT => {}
            Some(ProductId::Std | ProductId::StdT) => assessment.unknown(
                &SUBSCRIPTION_UPGRADE_FROM,
                "no page speaks of going from trial to paid, or back, by an upgrade",
            ),
            Some(own) if own.is_known() => {
                assessment.broken_here(&SUBSCRIPTION_UPGRADE_FROM, wanted, own.label());
            }
            _ => assessment.unknown(
                &SUBSCRIPTION_UPGRADE_FROM,
                "the product of the subscription is unknown",
            ),
        }
        check_domain_name(&SUBSCRIPTION_UPGRADE_DOMAIN, facts, &mut assessment);
        assessment
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
    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        let holds = match &facts.reservation {
            Known::Unknown => None,
            Known::Nothing => Some(true),
            Known::This(task) => Some(task.kind != SubscriptionReservationType::StartPaidService),
        };
        assessment.require(
            &SUBSCRIPTION_DELETE,
            holds,
            "",
            "what is scheduled for the subscription is unknown",
        );
        assessment
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

    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        check_stage(&RENEWAL_PAID, facts, &[Stage::Paid], "", &mut assessment);
        let only_with_change = match self.kind {
            SubscriptionRenewalType::Change => Some(true),
            SubscriptionRenewalType::Stay | SubscriptionRenewalType::Cancel => Some(false),
            _ => None,
        };
        let reason = "what this type does is not documented";
        let own = facts.base.as_ref().and_then(|base| base.product.as_ref());
        if let Some(product) = &self.product {
            assessment.require(&RENEWAL_CHANGE_PRODUCT, only_with_change, product, reason);
            check_paid_product(&RENEWAL_PRODUCT, product, &mut assessment);
            if *product == ProductId::Adv {
                match own {
                    Some(ProductId::Std) => {
                        check_domain_name(&RENEWAL_DOMAIN, facts, &mut assessment);
                    }
                    Some(_) => {}
                    None => assessment.unknown(
                        &RENEWAL_DOMAIN,
                        "the product of the subscription is unknown",
                    ),
                }
            }
        }
        if let Some(plan) = &self.plan {
            assessment.require(&RENEWAL_CHANGE_PLAN, only_with_change, plan, reason);
            check_paid_plan(&RENEWAL_PLAN, plan, &mut assessment);
            check_plan(
                &RENEWAL_PRODUCT_PLAN,
                self.product.as_ref().or(own),
                plan,
                &mut assessment,
            );
        }
        if self.licenses.is_some() && only_with_change != Some(true) {
            assessment.unknown(
                &RENEWAL_CHANGE_LICENSES,
                "no page says whether licenses may be named without CHANGE",
            );
        }
        assessment
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

impl Client {
    /// Applies for a product, at once. Of the page, only a part was seen.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/partner-customer-subscriptions-post>
    pub async fn create_subscription(
        &self,
        domain_id: DomainId,
        request: &CreateSubscription,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<UnknownObject>, Error> {
        validation.into().check(request)?;
        send!(self.create_subscription(domain_id, body: request.body())).await
    }

    /// Makes a free or trial subscription go paid, at once. All that is scheduled for it is deleted.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-subscriptions-paid-service>
    pub async fn start_subscription_paid_service(
        &self,
        domain_id: DomainId,
        subscription_id: SubscriptionId,
        request: &StartSubscriptionPaidService,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<UnknownObject>, Error> {
        validation.into().check(request)?;
        send!(self.start_subscription_paid_service(
            domain_id, subscription_id: subscription_id.to_string(), body: request.body()
        ))
        .await
    }

    /// Upgrades a subscription, at once. An upgrade at its renewal is deleted.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-subscriptions-upgrade>
    pub async fn upgrade_subscription(
        &self,
        domain_id: DomainId,
        subscription_id: SubscriptionId,
        request: &UpgradeSubscription,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<UpgradedSubscription>, Error> {
        validation.into().check(request)?;
        send!(self.upgrade_subscription(
            domain_id, subscription_id: subscription_id.to_string(), body: request.body()
        ))
        .await
    }

    /// Ends a subscription, at once.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/partner-customer-subscriptions-delete>
    pub async fn delete_subscription(
        &self,
        domain_id: DomainId,
        subscription_id: SubscriptionId,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<()>, Error> {
        validation.into().check(&DeleteSubscription)?;
        send!(self.delete_subscription(
            domain_id, subscription_id: subscription_id.to_string()
        ))
        .await
    }

    /// Says what is to become of a subscription when its contract ends.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-subscriptions-renewal-patch>
    pub async fn update_subscription_renewal(
        &self,
        domain_id: DomainId,
        subscription_id: SubscriptionId,
        request: &UpdateSubscriptionRenewal,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<SubscriptionRenewal>, Error> {
        validation.into().check(request)?;
        send!(self.update_subscription_renewal(
            domain_id, subscription_id: subscription_id.to_string(), body: request.body()
        ))
        .await
    }
}

/// The subscription in use is of one of these forms.
pub(crate) fn check_stage(
    rule: &'static Rule,
    facts: &Facts,
    stages: &[Stage],
    value: impl std::fmt::Display,
    assessment: &mut Assessment,
) {
    assessment.require(
        rule,
        facts.stage_in_use().map(|stage| stages.contains(&stage)),
        value,
        "whether the subscription is free, a trial or paid is unknown",
    );
}

pub(crate) fn check_paid_product(
    rule: &'static Rule,
    product: &ProductId,
    assessment: &mut Assessment,
) {
    assessment.require(
        rule,
        product.stage().map(|stage| stage == Stage::Paid),
        product,
        "the product is not documented",
    );
}

pub(crate) fn check_paid_plan(rule: &'static Rule, plan: &Plan, assessment: &mut Assessment) {
    assessment.require(
        rule,
        plan.stage().map(|stage| stage == Stage::Paid),
        plan,
        "the contract type is not documented",
    );
}

/// A contract type that the product can have.
pub(crate) fn check_plan(
    rule: &'static Rule,
    product: Option<&ProductId>,
    plan: &Plan,
    assessment: &mut Assessment,
) {
    let plans = product.and_then(|product| Some((product, product.plans()?)));
    match plans.and_then(|(product, plans)| Some((product, plans, plans.allows(plan)?))) {
        Some((_, _, true)) => {}
        Some((product, plans, false)) => {
            let here = format!("{product} has {}", listed(Some(plans.values)));
            assessment.broken_here(rule, plan, &here);
        }
        None => assessment.unknown(
            rule,
            "the product is unknown, or its contract types are not documented",
        ),
    }
}

/// A number of licenses where the contract type needs one.
pub(crate) fn check_licenses_given(
    rule: &'static Rule,
    plan: &Plan,
    licenses: Option<u32>,
    assessment: &mut Assessment,
) {
    match (plan.has_licenses(), licenses) {
        (Some(true), None) => assessment.broken(rule, ABSENT),
        (Some(false), Some(_)) => assessment.unknown(
            rule,
            "no page says whether the number may be given with another contract type",
        ),
        (None, _) => assessment.unknown(rule, "the contract type is not documented"),
        _ => {}
    }
}

/// The customer goes by a domain name.
pub(crate) fn check_domain_name(rule: &'static Rule, facts: &Facts, assessment: &mut Assessment) {
    let holds = match &facts.domain_type {
        Some(DomainType::Domain) => Some(true),
        Some(DomainType::Group) => Some(false),
        _ => None,
    };
    assessment.require(
        rule,
        holds,
        DomainType::Group,
        "what kind of name the customer goes by is unknown",
    );
}
