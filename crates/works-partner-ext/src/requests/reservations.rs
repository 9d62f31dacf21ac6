//! The task that is scheduled for a subscription in use: going paid, more licenses, its end.

use jiff::civil::Date;
use works_partner_api::types::{
    Plan, ProductId, SubscriptionReservation, SubscriptionReservationCreate,
    SubscriptionReservationType, SubscriptionReservationUpdate,
};

use super::subscriptions::{
    check_domain_name, check_paid_plan, check_paid_product, check_plan, check_stage,
};
use super::{Validation, build, send};
use crate::catalog::{PlanExt, ProductIdExt, Stage};
use crate::client::Client;
use crate::domain_id::DomainId;
use crate::error::Error;
use crate::ids::SubscriptionId;
use crate::option_orders::means_no_task;
use crate::reply::Reply;
use crate::validation::assessment::{ABSENT, Assessment};
use crate::validation::facts::{Facts, Known};
use crate::validation::rules::page;
use crate::validation::windows::{self, Edge, NEXT, When, Window};

const POST: &str = page!(en "partner-customer-subscriptions-reservation-create");
const POST_JP: &str = page!(jp "partner-customer-subscriptions-reservation-create");
const PATCH_JP: &str = page!(jp "partner-customer-subscriptions-reservation-patch");
const CREATE: [&str; 1] = ["create_subscription_reservation"];
const BOTH: [&str; 2] = [
    "create_subscription_reservation",
    "update_subscription_reservation",
];

crate::validation::rules::declare! {
    RESERVATION_ONE: CREATE, "", "a subscription has one scheduled task at most", POST;
    RESERVATION_PAID_FORM: CREATE, "type", "a free or trial subscription goes paid, not a paid one", POST_JP;
    RESERVATION_PAID_PRODUCT: CREATE, "productId", "is given with START_PAID_SERVICE where the subscription is free, and not where it is a trial", POST_JP;
    RESERVATION_PRODUCT: CREATE, "productId", "is a paid product", POST;
    RESERVATION_PAID_PLAN: CREATE, "plan", "is given with START_PAID_SERVICE, and is a paid contract type", POST_JP;
    RESERVATION_PRODUCT_PLAN: CREATE, "plan", "is a contract type of the product", POST_JP;
    RESERVATION_DOMAIN: CREATE, "productId", "is Advanced only for a customer that goes by a domain name", POST;
    RESERVATION_LICENSE_PLAN: CREATE, "type", "licenses are added where the contract type goes by license", POST;
    RESERVATION_LICENSES: CREATE, "licenseCount", "is given with START_PAID_SERVICE to a contract type that goes by license", POST;
    RESERVATION_CANCEL_PAID: CREATE, "type", "a paid subscription is cancelled, not a free or trial one", POST;
    RESERVATION_DATE: BOTH, "applyDate", "is a day that the task and the subscription allow", POST;
    RESERVATION_DATE_TRIAL: BOTH, "applyDate", "is up to the end of the grace period where a trial goes paid", POST;
    RESERVATION_DATE_FREE: BOTH, "applyDate", "is from the next day to 60 days later where a free subscription goes paid", PATCH_JP;
    RESERVATION_DATE_LICENSES: BOTH, "applyDate", "is from the next day to the end of the contract", POST;
    RESERVATION_DATE_CANCEL: BOTH, "applyDate", "is from the next day to the day after the contract ends", POST;
}

const START_PAID_SERVICE: &[Window] = &[
    Window::new(
        When::Has(Stage::Trial),
        Edge::Open,
        Edge::GraceEnd,
        &RESERVATION_DATE_TRIAL,
    ),
    Window::new(
        When::Has(Stage::Free),
        NEXT,
        Edge::Today(60),
        &RESERVATION_DATE_FREE,
    ),
];
const ADD_LICENSE: &[Window] = &[Window::new(
    When::Always,
    NEXT,
    Edge::BaseEnd(0),
    &RESERVATION_DATE_LICENSES,
)];
const CANCEL: &[Window] = &[Window::new(
    When::Always,
    NEXT,
    Edge::BaseEnd(1),
    &RESERVATION_DATE_CANCEL,
)];

fn check_date(
    kind: &SubscriptionReservationType,
    date: Date,
    facts: &Facts,
    assessment: &mut Assessment,
) {
    let windows = match kind {
        SubscriptionReservationType::StartPaidService => START_PAID_SERVICE,
        SubscriptionReservationType::AddLicense => ADD_LICENSE,
        SubscriptionReservationType::Cancel => CANCEL,
        _ => &[],
    };
    windows::check(windows, date, facts, &RESERVATION_DATE, assessment);
    let starts_early = *kind == SubscriptionReservationType::StartPaidService
        && facts.has_stage(Stage::Trial) == Some(true)
        && facts.today.is_none_or(|today| date <= today);
    if starts_early {
        assessment.unknown(
            &RESERVATION_DATE_TRIAL,
            "from which day on a trial may go paid is not documented, or today's date is unknown",
        );
    }
}

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
/// assert_eq!(violations.iter().next().unwrap().id, "RESERVATION_DATE_LICENSES");
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

    /// How many licenses the subscription will have, or how many are added.
    #[must_use]
    pub fn licenses(mut self, count: u32) -> Self {
        self.licenses = Some(count);
        self
    }

    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        let free_of_tasks = match &facts.reservation {
            Known::Unknown => None,
            Known::Nothing => Some(true),
            Known::This(_) => Some(false),
        };
        assessment.require(
            &RESERVATION_ONE,
            free_of_tasks,
            "",
            "whether another task is scheduled is unknown",
        );
        match self.kind {
            SubscriptionReservationType::StartPaidService => {
                self.check_start_paid_service(facts, &mut assessment);
            }
            SubscriptionReservationType::AddLicense => {
                let plan = facts.base.as_ref().and_then(|base| base.plan.as_ref());
                assessment.require(
                    &RESERVATION_LICENSE_PLAN,
                    plan.and_then(PlanExt::has_licenses),
                    &self.kind,
                    "the contract type of the subscription is unknown",
                );
            }
            SubscriptionReservationType::Cancel => check_stage(
                &RESERVATION_CANCEL_PAID,
                facts,
                &[Stage::Paid],
                &self.kind,
                &mut assessment,
            ),
            _ => {}
        }
        check_date(&self.kind, self.date, facts, &mut assessment);
        assessment
    }

    fn check_start_paid_service(&self, facts: &Facts, assessment: &mut Assessment) {
        check_stage(
            &RESERVATION_PAID_FORM,
            facts,
            &[Stage::Free, Stage::Trial],
            &self.kind,
            assessment,
        );
        if let Some(product) = &self.product {
            check_paid_product(&RESERVATION_PRODUCT, product, assessment);
        }
        let own = facts.base.as_ref().and_then(|base| base.product.as_ref());
        match (facts.stage_in_use(), &self.product) {
            (Some(Stage::Free), Some(_)) | (Some(Stage::Trial | Stage::Paid), None) => {}
            (Some(Stage::Free), None) => assessment.broken(&RESERVATION_PAID_PRODUCT, ABSENT),
            // The page forbids it, and speaks of going from Standard trial to Advanced.
            (Some(Stage::Trial), Some(ProductId::Adv)) if own == Some(&ProductId::StdT) => {
                assessment.unknown(
                    &RESERVATION_PAID_PRODUCT,
                    "the page contradicts itself on going from Standard trial to Advanced",
                );
            }
            (Some(Stage::Trial | Stage::Paid), Some(product)) => {
                assessment.broken(&RESERVATION_PAID_PRODUCT, product);
            }
            (None, _) => assessment.unknown(
                &RESERVATION_PAID_PRODUCT,
                "whether the subscription is free is unknown",
            ),
        }
        let to_be = self.product.as_ref().or_else(|| own?.paid_equivalent());
        match &self.plan {
            Some(plan) => {
                check_paid_plan(&RESERVATION_PAID_PLAN, plan, assessment);
                check_plan(&RESERVATION_PRODUCT_PLAN, to_be, plan, assessment);
                if plan.has_licenses() == Some(true) && self.licenses.is_none() {
                    assessment.unknown(
                        &RESERVATION_LICENSES,
                        "no page says whether the number may be left out",
                    );
                }
            }
            None => assessment.broken(&RESERVATION_PAID_PLAN, ABSENT),
        }
        if self.product == Some(ProductId::Adv)
            && !matches!(own, Some(ProductId::AdvT | ProductId::Adv))
        {
            check_domain_name(&RESERVATION_DOMAIN, facts, assessment);
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

    pub(crate) fn check(&self, facts: &Facts, mut assessment: Assessment) -> Assessment {
        match facts.reservation.this() {
            Some(task) => check_date(&task.kind, self.date, facts, &mut assessment),
            None => assessment.unknown(
                &RESERVATION_DATE,
                "what is scheduled for the subscription is unknown",
            ),
        }
        assessment
    }

    /// What is sent.
    pub fn body(&self) -> SubscriptionReservationUpdate {
        build(SubscriptionReservationUpdate::builder().apply_date(Some(self.date.into())))
    }
}

impl Client {
    /// The scheduled task for a subscription of a customer; `None` where there is none.
    ///
    /// The vendor documents no answer for "no task"; it is read as
    /// [`option_order`](Self::option_order) reads it.
    ///
    /// # Errors
    ///
    /// Whatever [`Error`] says of a call that failed, and [`is_decode`](Error::is_decode) for a body
    /// that is no task.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-subscriptions-reservation-get>
    pub async fn reservation(
        &self,
        domain_id: DomainId,
        subscription_id: SubscriptionId,
    ) -> Result<Option<Reply<SubscriptionReservation>>, Error> {
        let reply = self.call(|api| async move {
            api.get_subscription_reservation()
                .domain_id(domain_id)
                .subscription_id(subscription_id.to_string())
                .send()
                .await
        });
        match reply.await {
            Ok(reply) => Ok(Some(reply)),
            Err(error) if means_no_task(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Schedules a task for a subscription.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-subscriptions-reservation-create>
    pub async fn create_reservation(
        &self,
        domain_id: DomainId,
        subscription_id: SubscriptionId,
        request: &CreateReservation,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<SubscriptionReservation>, Error> {
        validation.into().check(request)?;
        send!(self.create_subscription_reservation(
            domain_id, subscription_id: subscription_id.to_string(), body: request.body()
        ))
        .await
    }

    /// Moves the task of a subscription to another day.
    ///
    /// # Errors
    ///
    /// [`violations`](Error::violations) where a documented rule is broken; nothing is sent then.
    /// Else whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-subscriptions-reservation-patch>
    pub async fn update_reservation(
        &self,
        domain_id: DomainId,
        subscription_id: SubscriptionId,
        request: &UpdateReservation,
        validation: impl Into<Validation<'_>>,
    ) -> Result<Reply<SubscriptionReservation>, Error> {
        validation.into().check(request)?;
        send!(self.update_subscription_reservation(
            domain_id, subscription_id: subscription_id.to_string(), body: request.body()
        ))
        .await
    }

    /// Withdraws the task of a subscription. Those of its options stay: see
    /// [`delete_option_order`](Self::delete_option_order).
    ///
    /// # Errors
    ///
    /// Whatever [`Error`] says of a call that failed.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/jp/docs/partner-customer-subscriptions-reservation-delete>
    pub async fn delete_reservation(
        &self,
        domain_id: DomainId,
        subscription_id: SubscriptionId,
    ) -> Result<Reply<()>, Error> {
        send!(self.delete_subscription_reservation(
            domain_id, subscription_id: subscription_id.to_string()
        ))
        .await
    }
}
