//! What the caller knows besides the request.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use works_partner_api::Nullable;
use works_partner_api::types::{
    Customer, DomainType, OptionProduct, OptionProductOrder, OptionProductOrderType, Plan,
    ProductId, SubOptionId, Subscription, SubscriptionPreOrder, SubscriptionReservation,
    SubscriptionReservationType, UpgradeDomain, UsageStatus, UsageStatusState,
};

use crate::catalog::{PlanExt, ProductIdExt, Stage, SubOptionIdExt};

/// What is known of the customer, the subscription and the option that a request is about.
///
/// All of it is optional. A rule that needs a fact that is not given is not decided, and left to
/// the server; "there is none" is a fact too, such as [`no_reservation`](Self::no_reservation).
/// Facts are taken from responses as they come:
///
/// ```
/// use works_partner_ext::api::types::Subscription;
/// use works_partner_ext::validation::Facts;
///
/// # fn example(subscription: Subscription) {
/// let facts = Facts::on(jiff::civil::date(2026, 11, 3))
///     .subscription(&subscription)
///     .no_reservation();
/// # }
/// ```
///
/// [`Client::facts`](crate::Client::facts) begins with today's date.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub(crate) today: Option<Date>,
    pub(crate) base: Option<Base>,
    pub(crate) reservation: Known<Task<SubscriptionReservationType>>,
    pub(crate) option: Known<OptionInUse>,
    pub(crate) option_order: Known<Task<OptionProductOrderType>>,
    /// The day on which the option was cancelled.
    pub(crate) cancelled: Known<Date>,
    pub(crate) in_grace: Option<bool>,
    pub(crate) grace_end: Option<Date>,
    pub(crate) members: Option<i64>,
    /// The change of how many users the customer may have that is scheduled.
    pub(crate) usage_renewal: Known<Option<Date>>,
    /// The customer has been ended, which cannot be undone.
    pub(crate) is_withdrawn: Option<bool>,
    /// The products of all subscriptions in use, and of all that are applied for.
    pub(crate) held: Option<Held>,
    pub(crate) domain_type: Option<DomainType>,
    pub(crate) is_partner_domain: Option<bool>,
    /// The domain name that is registered for the customer to move to.
    pub(crate) upgrade_domain: Known<String>,
}

/// A fact that may be missing, and may be that there is nothing.
#[derive(Clone, Debug, Default)]
pub(crate) enum Known<T> {
    #[default]
    Unknown,
    Nothing,
    This(T),
}

impl<T> Known<T> {
    pub(crate) fn this(&self) -> Option<&T> {
        match self {
            Self::This(value) => Some(value),
            Self::Unknown | Self::Nothing => None,
        }
    }

    /// Whether there is something.
    pub(crate) fn is_there(&self) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::Nothing => Some(false),
            Self::This(_) => Some(true),
        }
    }
}

/// The subscription that a request, or the option of a request, is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Base {
    /// The id of the subscription in use.
    pub(crate) id: Option<i64>,
    /// It is itself only applied for, on this day. `None`: it is in use.
    pub(crate) applied_for: Option<Option<Date>>,
    pub(crate) product: Option<ProductId>,
    pub(crate) plan: Option<Plan>,
    pub(crate) end: Option<Date>,
}

impl Base {
    pub(crate) fn stage(&self) -> Option<Stage> {
        let product = self.product.as_ref().and_then(ProductIdExt::stage);
        product.or_else(|| self.plan.as_ref().and_then(PlanExt::stage))
    }
}

/// The products that a customer has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    pub(crate) in_use: Vec<ProductId>,
    pub(crate) applied_for: Vec<ProductId>,
}

/// A scheduled task.
#[derive(Clone, Debug)]
pub(crate) struct Task<T> {
    pub(crate) kind: T,
    pub(crate) date: Option<Date>,
    /// Of a reservation: the product that it leads to.
    pub(crate) product: Option<ProductId>,
    /// Of an option's task: the sub-option that it is about.
    pub(crate) sub_option: Option<SubOptionId>,
}

#[derive(Clone, Debug)]
pub(crate) struct OptionInUse {
    pub(crate) sub_option: SubOptionId,
    pub(crate) plan: Option<Plan>,
    pub(crate) end: Option<Date>,
}

impl OptionInUse {
    pub(crate) fn stage(&self) -> Option<Stage> {
        // A contract type that is paid says nothing of the option where the base's applies to it.
        if self.plan.as_ref().and_then(PlanExt::stage) == Some(Stage::Trial) {
            return Some(Stage::Trial);
        }
        self.sub_option.stage()
    }
}

/// Japan's time, which has no daylight saving, so that no time zone data is needed for it.
pub(crate) fn tokyo() -> TimeZone {
    TimeZone::fixed(Offset::constant(9))
}

impl Facts {
    /// Nothing is known.
    pub fn new() -> Self {
        Self::default()
    }

    /// Only the day is known on which the request is sent.
    pub fn on(today: Date) -> Self {
        Self::new().today(today)
    }

    /// Only the moment is known at which the request is sent, and the customer's time zone; where
    /// that is not given, it is Asia/Tokyo's day that counts. Whose day the vendor means is not
    /// documented.
    ///
    /// ```
    /// use works_partner_ext::validation::Facts;
    ///
    /// let evening = "2026-11-03T20:00:00Z".parse()?;
    /// // In Tokyo it is the 4th already.
    /// let facts = Facts::at(evening, None);
    /// let facts = Facts::at(evening, jiff::tz::TimeZone::UTC);
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn at(now: Timestamp, time_zone: impl Into<Option<TimeZone>>) -> Self {
        let time_zone = time_zone.into().unwrap_or_else(tokyo);
        Self::on(now.to_zoned(time_zone).date())
    }

    /// The day on which the request is sent, as the customer has it.
    #[must_use]
    pub fn today(mut self, today: Date) -> Self {
        self.today = Some(today);
        self
    }

    /// The subscription in use: the one that the request is about, or that its option belongs to.
    #[must_use]
    pub fn subscription(mut self, subscription: &Subscription) -> Self {
        let end = subscription.plan_end_date.as_ref();
        self.base = Some(Base {
            id: Some(subscription.subscription_id),
            applied_for: None,
            product: Some(subscription.product_id.clone()),
            plan: Some(subscription.plan.clone()),
            end: end.and_then(Nullable::value).and_then(|end| end.to_civil()),
        });
        self
    }

    /// The subscription that the option is to belong to is itself only applied for.
    #[must_use]
    pub fn pre_order(mut self, pre_order: &SubscriptionPreOrder) -> Self {
        self.base = Some(Base {
            id: None,
            applied_for: Some(pre_order.apply_date.to_civil()),
            product: pre_order.product_id.clone(),
            plan: pre_order.plan.clone(),
            end: None,
        });
        self
    }

    /// The product of the subscription, where the whole of it is not at hand.
    #[must_use]
    pub fn product(mut self, product: impl Into<ProductId>) -> Self {
        self.base.get_or_insert_default().product = Some(product.into());
        self
    }

    /// The contract type of the subscription, where the whole of it is not at hand.
    #[must_use]
    pub fn plan(mut self, plan: impl Into<Plan>) -> Self {
        self.base.get_or_insert_default().plan = Some(plan.into());
        self
    }

    /// The last day of the subscription's contract, where the whole of it is not at hand.
    #[must_use]
    pub fn plan_end(mut self, end: Date) -> Self {
        self.base.get_or_insert_default().end = Some(end);
        self
    }

    /// The task that is scheduled for the subscription.
    #[must_use]
    pub fn reservation(mut self, reservation: &SubscriptionReservation) -> Self {
        self.reservation = Known::This(Task {
            kind: reservation.type_.clone(),
            date: reservation.apply_date.to_civil(),
            product: reservation.product_id.clone(),
            sub_option: None,
        });
        self
    }

    /// No task is scheduled for the subscription.
    #[must_use]
    pub fn no_reservation(mut self) -> Self {
        self.reservation = Known::Nothing;
        self
    }

    /// The option is in use.
    #[must_use]
    pub fn option(mut self, option: &OptionProduct) -> Self {
        self.option = Known::This(OptionInUse {
            sub_option: option.sub_option_id.clone(),
            plan: option.plan.clone(),
            end: option.plan_end_date.as_ref().and_then(|end| end.to_civil()),
        });
        self
    }

    /// The option is not in use.
    #[must_use]
    pub fn no_option(mut self) -> Self {
        self.option = Known::Nothing;
        self
    }

    /// The task that is scheduled for the option.
    #[must_use]
    pub fn option_order(mut self, order: &OptionProductOrder) -> Self {
        self.option_order = Known::This(Task {
            kind: order.type_.clone(),
            date: order.apply_date.to_civil(),
            product: None,
            sub_option: Some(order.sub_option_id.clone()),
        });
        self
    }

    /// No task is scheduled for the option.
    #[must_use]
    pub fn no_option_order(mut self) -> Self {
        self.option_order = Known::Nothing;
        self
    }

    /// The option was cancelled on this day. No response tells.
    #[must_use]
    pub fn option_cancelled(mut self, date: Date) -> Self {
        self.cancelled = Known::This(date);
        self
    }

    /// The option was never cancelled.
    #[must_use]
    pub fn option_not_cancelled(mut self) -> Self {
        self.cancelled = Known::Nothing;
        self
    }

    /// Whether the subscription is in the grace period after its trial. No response tells for sure.
    #[must_use]
    pub fn in_grace(mut self, in_grace: bool) -> Self {
        self.in_grace = Some(in_grace);
        self
    }

    /// The last day of the grace period after the subscription's trial. No response tells.
    #[must_use]
    pub fn grace_end(mut self, end: Date) -> Self {
        self.grace_end = Some(end);
        self
    }

    /// How many members the customer has, which change of how many it may have is scheduled, and whether
    /// it has been ended.
    #[must_use]
    pub fn usage_status(mut self, status: &UsageStatus) -> Self {
        self.members = status.member_count;
        self.usage_renewal = match &status.renewal {
            Some(renewal) => Known::This(renewal.apply_date.to_civil()),
            None => Known::Nothing,
        };
        let state = status.status.as_ref().filter(|state| state.is_known());
        self.is_withdrawn = state.map(|state| *state == UsageStatusState::SuspendedWithdrawal);
        self
    }

    /// All that the customer has, and all that it has applied for.
    ///
    /// ```
    /// use works_partner_ext::requests::pre_orders::CreatePreOrder;
    /// use works_partner_ext::validation::Facts;
    ///
    /// let nothing = Facts::on(jiff::civil::date(2026, 11, 3)).holdings(&[], &[]);
    /// let apply = CreatePreOrder::new("STD", jiff::civil::date(2026, 11, 4));
    /// assert!(apply.validate(&nothing).is_ok());
    /// ```
    #[must_use]
    pub fn holdings(
        mut self,
        subscriptions: &[Subscription],
        pre_orders: &[SubscriptionPreOrder],
    ) -> Self {
        let in_use = subscriptions.iter().map(|own| own.product_id.clone());
        let applied_for = pre_orders.iter().filter_map(|own| own.product_id.clone());
        self.held = Some(Held {
            in_use: in_use.collect(),
            applied_for: applied_for.collect(),
        });
        self
    }

    /// What kind of name the customer goes by.
    #[must_use]
    pub fn customer(mut self, customer: &Customer) -> Self {
        self.domain_type = Some(customer.domain_type.clone());
        self
    }

    /// The domain that is registered for the customer to move to.
    #[must_use]
    pub fn upgrade_domain(mut self, registered: &UpgradeDomain) -> Self {
        self.upgrade_domain = match &registered.domain {
            Some(domain) => Known::This(domain.clone()),
            None => Known::Unknown,
        };
        self
    }

    /// No domain is registered for the customer to move to.
    #[must_use]
    pub fn no_upgrade_domain(mut self) -> Self {
        self.upgrade_domain = Known::Nothing;
        self
    }

    /// Whether the customer is the partner itself: its own domain.
    #[must_use]
    pub fn is_partner_domain(mut self, is_own: bool) -> Self {
        self.is_partner_domain = Some(is_own);
        self
    }
}

/// What a refusal says of the facts, with the operations that show them.
impl Facts {
    pub(crate) fn shown_subscription(&self) -> String {
        let base = self.base.as_ref();
        let product = base.and_then(|base| base.product.as_ref());
        let product = product.map_or_else(|| "the subscription".to_owned(), ToString::to_string);
        match base.and_then(|base| base.applied_for) {
            Some(_) => format!("{product} is applied for, see list_subscription_pre_orders"),
            None => format!("{product} is in use, see list_subscriptions"),
        }
    }

    pub(crate) fn shown_stage(&self) -> String {
        let subscription = self.shown_subscription();
        match &self.reservation {
            Known::This(task) => format!(
                "{subscription}; {} is scheduled, see get_subscription_reservation",
                task.kind
            ),
            _ => subscription,
        }
    }

    pub(crate) fn shown_option(&self) -> String {
        match &self.option {
            Known::This(own) => {
                let own = own.sub_option.label();
                format!("{own} is in use, see list_option_products")
            }
            _ => "it is not in use, see list_option_products".to_owned(),
        }
    }
}

/// What follows from the facts.
impl Facts {
    /// Whether nothing is known of the customer, whatever is known of the day.
    pub(crate) fn is_about_nobody(&self) -> bool {
        self.base.is_none()
            && self.domain_type.is_none()
            && self.members.is_none()
            && self.is_withdrawn.is_none()
            && self.held.is_none()
            && matches!(self.usage_renewal, Known::Unknown)
            && self.is_partner_domain.is_none()
            && self.in_grace.is_none()
            && self.grace_end.is_none()
            && matches!(self.reservation, Known::Unknown)
            && matches!(self.option, Known::Unknown)
            && matches!(self.option_order, Known::Unknown)
            && matches!(self.cancelled, Known::Unknown)
            && matches!(self.upgrade_domain, Known::Unknown)
    }

    /// The stage of the subscription in use; `None` where it is unknown or only applied for.
    pub(crate) fn stage_in_use(&self) -> Option<Stage> {
        let base = self.base.as_ref()?;
        base.applied_for.is_none().then(|| base.stage()).flatten()
    }

    pub(crate) fn is_applied_for(&self) -> Option<bool> {
        self.base.as_ref().map(|base| base.applied_for.is_some())
    }

    /// Whether the subscription is in use and at this stage.
    pub(crate) fn has_stage(&self, stage: Stage) -> Option<bool> {
        if self.is_applied_for()? {
            return Some(false);
        }
        self.stage_in_use().map(|own| own == stage)
    }

    /// Whether START_PAID_SERVICE is scheduled for the subscription.
    pub(crate) fn is_going_paid(&self) -> Option<bool> {
        if self.is_applied_for() == Some(true) || self.stage_in_use() == Some(Stage::Paid) {
            return Some(false);
        }
        match &self.reservation {
            Known::Unknown => None,
            Known::Nothing => Some(false),
            Known::This(task) if task.kind.is_known() => {
                Some(task.kind == SubscriptionReservationType::StartPaidService)
            }
            Known::This(_) => None,
        }
    }

    /// Whether any task is scheduled for the subscription in use.
    pub(crate) fn has_reservation(&self) -> Option<bool> {
        if self.is_applied_for() == Some(true) {
            return Some(false);
        }
        self.reservation.is_there()
    }

    /// Whether a grace period is running: only a trial has one.
    pub(crate) fn is_in_grace(&self) -> Option<bool> {
        match self.stage_in_use() {
            Some(Stage::Free | Stage::Paid) => Some(false),
            _ if self.is_applied_for() == Some(true) => Some(false),
            _ => self.in_grace,
        }
    }

    /// The product of the subscription that is in use.
    pub(crate) fn product_in_use(&self) -> Option<&ProductId> {
        let base = self.base.as_ref()?;
        base.product.as_ref().filter(|_| base.applied_for.is_none())
    }

    /// The product that the subscription has once what is scheduled for it is done.
    pub(crate) fn product_to_be(&self) -> Option<&ProductId> {
        let own = self.base.as_ref()?.product.as_ref();
        match self.is_going_paid()? {
            false => own,
            true => {
                let task = self.reservation.this()?;
                task.product.as_ref().or_else(|| own?.paid_equivalent())
            }
        }
    }
}
