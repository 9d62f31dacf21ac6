//! Reading the facts that decide whether a change can be made.

use serde_json::Value;
use works_partner_api::types::{
    Customer, OptionProduct, OptionProductId, OptionProductOrder, OptionProductOrderType,
    ProductId, Subscription, SubscriptionPreOrder, SubscriptionReservation,
};

use crate::catalog::{OptionProductIdExt, ProductIdExt, Stage};
use crate::client::Client;
use crate::domain_id::DomainId;
use crate::error::Error;
use crate::ids::SubscriptionId;
use crate::operation_call::OperationCall;
use crate::operations::Validation;
use crate::reply::Reply;
use crate::validation::Facts;

/// What was read of a customer, as facts and as it came. From [`Client::facts_for`].
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct GatheredFacts {
    /// What requests are held against. More can be added, such as
    /// [`in_grace`](Facts::in_grace), which no response tells.
    pub facts: Facts,
    /// The customer; `None` where the response cannot be read.
    pub customer: Option<Reply<Customer>>,
    /// The subscription that the change is about, or that the option belongs to, or would; `None` where
    /// there is none.
    pub base: Option<BaseSubscription>,
    /// The task that is scheduled for that subscription.
    pub reservation: Option<SubscriptionReservation>,
    /// The option, where it is in use.
    pub option: Option<OptionProduct>,
    /// The task that is scheduled for the option.
    pub option_order: Option<OptionProductOrder>,
    /// What was read of what was wanted.
    pub read: WantedFacts,
    /// What came and cannot be read, in words. Rules that need it are left to the server.
    pub unreadable: Vec<&'static str>,
}

impl<'a> From<&'a GatheredFacts> for Validation<'a> {
    fn from(gathered: &'a GatheredFacts) -> Self {
        Self::Against(&gathered.facts)
    }
}

/// The subscription that a change is about, or that an option belongs to, or would.
#[derive(Clone, Debug)]
pub enum BaseSubscription {
    /// It is in use.
    InUse(Box<Subscription>),
    /// It is applied for, for a later day.
    OnOrder(SubscriptionPreOrder),
}

/// What of a customer a change is about: an option, a subscription, both or neither.
#[derive(Clone, Debug, Default)]
pub struct FactsSubject {
    /// The option.
    pub option: Option<OptionProductId>,
    /// The subscription.
    pub subscription: Option<SubscriptionId>,
}

impl FactsSubject {
    /// What a call is about, by its path and its body.
    pub fn of(call: &OperationCall) -> Self {
        let option = parameter(call, "optionProductId").or_else(|| field(call, "optionProductId"));
        Self {
            option: option.map(Into::into),
            subscription: parameter(call, "subscriptionId").and_then(|id| id.parse().ok()),
        }
    }
}

impl From<OptionProductId> for FactsSubject {
    fn from(option: OptionProductId) -> Self {
        Self {
            option: Some(option),
            subscription: None,
        }
    }
}

impl From<&str> for FactsSubject {
    fn from(option: &str) -> Self {
        OptionProductId::from(option).into()
    }
}

impl From<SubscriptionId> for FactsSubject {
    fn from(subscription: SubscriptionId) -> Self {
        Self {
            option: None,
            subscription: Some(subscription),
        }
    }
}

/// What to read besides the customer itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WantedFacts {
    /// The subscription that the change names, or else the one that the option belongs to, or would.
    pub base: bool,
    /// The task that is scheduled for that subscription.
    pub reservation: WantedReservation,
    /// The option, where it is in use.
    pub option: bool,
    /// The task that is scheduled for the option.
    pub option_order: bool,
    /// How many users the customer has and may have, and whether it is to end.
    pub usage_status: bool,
    /// The domain that is registered for the customer to move to.
    pub upgrade_domain: bool,
    /// All that the customer has, and all that it has applied for.
    pub holdings: bool,
}

/// When the task of a subscription is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WantedReservation {
    /// It does not matter.
    #[default]
    Never,
    /// Only whether the subscription goes paid matters, which a paid one does not.
    UnlessPaid,
    /// It matters.
    Always,
}

impl WantedFacts {
    const NONE: Self = Self {
        base: false,
        reservation: WantedReservation::Never,
        option: false,
        option_order: false,
        usage_status: false,
        upgrade_domain: false,
        holdings: false,
    };

    /// All that a change to an option can depend on.
    pub const ALL: Self = Self {
        base: true,
        reservation: WantedReservation::Always,
        option: true,
        option_order: true,
        ..Self::NONE
    };

    /// All that a change to a subscription can depend on.
    pub const SUBSCRIPTION: Self = Self {
        base: true,
        reservation: WantedReservation::Always,
        usage_status: true,
        ..Self::NONE
    };

    /// What a scheduled task for an option depends on when it is created. Which rules hold for the change
    /// of one depends on its own type, which only reading it tells.
    pub fn for_option_order(kind: &OptionProductOrderType) -> Self {
        Self {
            reservation: match kind {
                OptionProductOrderType::Modify | OptionProductOrderType::ChangeQuantity => {
                    WantedReservation::Never
                }
                OptionProductOrderType::Apply => WantedReservation::Always,
                _ => WantedReservation::UnlessPaid,
            },
            ..Self::ALL
        }
    }

    /// What to read before a call. It may be more than the rules of today need, and never depends on how
    /// the call was made.
    ///
    /// ```
    /// use works_partner_ext::api::Operation;
    /// use works_partner_ext::{OperationCall, WantedFacts};
    ///
    /// let call = OperationCall::new(Operation::find("delete_usage_status_renewal").unwrap());
    /// assert!(WantedFacts::by(&call).usage_status);
    /// ```
    pub fn by(call: &OperationCall) -> Self {
        let none = Self::NONE;
        let base = Self { base: true, ..none };
        let base_and_task = Self {
            reservation: WantedReservation::Always,
            ..base
        };
        let option = Self {
            option: true,
            ..base
        };
        match call.operation().id {
            "create_option_product" => Self {
                option_order: true,
                ..option
            },
            "upgrade_option_product" | "delete_option_product" => option,
            "start_option_product_paid_service" | "update_option_product_renewal" => option,
            "create_option_product_order" => {
                let kind = field(call, "type").unwrap_or_default();
                Self::for_option_order(&kind.into())
            }
            "update_option_product_order" => Self {
                reservation: WantedReservation::UnlessPaid,
                ..Self::ALL
            },
            "delete_option_product_order" => Self {
                option_order: true,
                ..none
            },
            "create_subscription" => base,
            "create_subscription_pre_order" => Self {
                holdings: true,
                ..none
            },
            "put_subscription_memo" | "delete_subscription_memo" => base,
            "upgrade_subscription" | "update_subscription_renewal" => base_and_task,
            "delete_subscription" => base_and_task,
            // As many licenses as there are members, at least.
            "start_subscription_paid_service" => Self {
                usage_status: has_field(call, "licenseCount"),
                ..base_and_task
            },
            "create_subscription_reservation"
            | "update_subscription_reservation"
            | "delete_subscription_reservation" => base_and_task,
            "delete_customer" => Self {
                usage_status: true,
                ..base
            },
            "update_usage_status"
            | "create_usage_status_renewal"
            | "update_usage_status_renewal"
            | "delete_usage_status_renewal" => Self {
                usage_status: true,
                ..none
            },
            "change_domain" | "delete_upgrade_domain" | "create_upgrade_domain" => Self {
                upgrade_domain: true,
                ..none
            },
            _ => none,
        }
    }
}

impl Client {
    /// Reads all that a change to an option of a customer depends on: the customer, the subscription
    /// that the option belongs to, what is scheduled for it, the option, and its scheduled task.
    ///
    /// That costs four to six calls. What no response tells stays unknown: whether a grace period is
    /// running, and when an option was cancelled. So does what cannot be read:
    /// [`unreadable`](GatheredFacts::unreadable) names it.
    ///
    /// # Errors
    ///
    /// Whatever [`Error`] says of a call that failed.
    ///
    /// # Example
    ///
    /// ```
    /// use works_partner_ext::requests::option_orders::CreateOptionOrder;
    /// use works_partner_ext::{Client, Selection};
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().start().await?;
    /// let client = Client::builder()
    ///     .base_url(sandbox.base_url())
    ///     .access_token(sandbox.token())
    ///     .build()?;
    ///
    /// let customer = "10000001".parse()?;
    /// let facts = client.facts_for(customer, "ACV2").await?;
    /// let task = CreateOptionOrder::cancel("ACV2", "2027-01-01".parse()?);
    /// // Something is scheduled for the option already.
    /// let refused = client.create_option_order(customer, &task, &facts).await.unwrap_err();
    /// let violations = refused.violations().ok_or("nothing was sent")?;
    /// assert!(violations.iter().any(|found| found.rule_id == "ORDER_ONE"));
    /// # Ok(()) }
    /// ```
    pub async fn facts_for(
        &self,
        domain_id: DomainId,
        option: impl Into<OptionProductId>,
    ) -> Result<GatheredFacts, Error> {
        let option: OptionProductId = option.into();
        self.facts_for_with(domain_id, option, WantedFacts::ALL)
            .await
    }

    /// The same of any subject, for programs that know what their change depends on: fewer calls, fewer
    /// rules that can be decided.
    ///
    /// # Errors
    ///
    /// Whatever [`Error`] says of a call that failed.
    pub async fn facts_for_with(
        &self,
        domain_id: DomainId,
        subject: impl Into<FactsSubject>,
        wanted: WantedFacts,
    ) -> Result<GatheredFacts, Error> {
        let subject = subject.into();
        let needs_subscriptions = wanted.base || wanted.holdings;
        let (customer, subscriptions, options, orders, usage_status, upgrade_domain, pre_orders) =
            tokio::try_join!(
                readable(self.customer(domain_id)),
                only(needs_subscriptions, self.subscriptions(domain_id)),
                only(wanted.option, self.options(domain_id)),
                only(wanted.option_order, self.option_orders(domain_id)),
                only(wanted.usage_status, self.usage_status(domain_id)),
                only(wanted.upgrade_domain, self.upgrade_domain(domain_id)),
                only(wanted.holdings, self.pre_orders(domain_id)),
            )?;
        let read = WantedFacts {
            base: wanted.base && subscriptions.is_some(),
            reservation: wanted.reservation,
            holdings: subscriptions.is_some() && pre_orders.is_some(),
            option: options.is_some(),
            option_order: orders.is_some(),
            usage_status: usage_status.is_some(),
            upgrade_domain: upgrade_domain.is_some(),
        };
        let all = [
            (true, customer.is_some(), "the customer"),
            (
                needs_subscriptions,
                subscriptions.is_some(),
                "its subscriptions",
            ),
            (
                wanted.holdings,
                pre_orders.is_some(),
                "what it has applied for",
            ),
            (wanted.option, read.option, "its options"),
            (
                wanted.option_order,
                read.option_order,
                "its scheduled tasks",
            ),
            (wanted.usage_status, read.usage_status, "its usage status"),
            (
                wanted.upgrade_domain,
                read.upgrade_domain,
                "the domain that it moves to",
            ),
        ];
        let unreadable = all
            .iter()
            .filter(|(is_wanted, is_read, _)| *is_wanted && !is_read);
        let unreadable = unreadable.map(|(_, _, what)| *what).collect();

        let of_subject = |id: &OptionProductId| subject.option.as_ref() == Some(id);
        let mut options = options.map(Reply::into_inner).into_iter().flatten();
        let option = options.find(|option| of_subject(&option.option_product_id));
        let mut orders = orders.map(Reply::into_inner).into_iter().flatten();
        let option_order = orders.find(|order| of_subject(&order.option_product_id));
        let subscriptions = subscriptions.map(Reply::into_inner).unwrap_or_default();

        let mut facts = self.facts();
        if let Some(customer) = &customer {
            facts = facts.customer(customer);
        }
        if let Some(status) = &usage_status {
            facts = facts.usage_status(status);
        }
        facts = match &upgrade_domain {
            Some(Some(domain)) => facts.upgrade_domain(domain),
            Some(None) => facts.no_upgrade_domain(),
            None => facts,
        };
        if let Some(pre_orders) = pre_orders.filter(|_| read.holdings) {
            facts = facts.holdings(&subscriptions, &pre_orders);
        }
        facts = match &option {
            Some(option) => facts.option(option),
            None if read.option => facts.no_option(),
            None => facts,
        };
        facts = match &option_order {
            Some(order) => facts.option_order(order),
            None if read.option_order => facts.no_option_order(),
            None => facts,
        };
        let mut gathered = GatheredFacts {
            facts,
            customer,
            base: match read.base {
                true => pick(subscriptions, &subject, option.as_ref()),
                false => None,
            },
            reservation: None,
            option,
            option_order,
            read,
            unreadable,
        };
        if read.base {
            self.gather_base(domain_id, &subject, &mut gathered).await?;
        }
        Ok(gathered)
    }

    /// Reads all that a change to a subscription of a customer depends on: the customer, the
    /// subscription, what is scheduled for it, and how many members the customer has.
    ///
    /// # Errors
    ///
    /// Whatever [`Error`] says of a call that failed.
    ///
    /// # Example
    ///
    /// ```
    /// # async fn example(client: works_partner_ext::Client) -> Result<(), works_partner_ext::Error> {
    /// use works_partner_ext::requests::subscriptions::UpgradeSubscription;
    ///
    /// let (customer, subscription) = ("10000001".parse()?, "1021".parse()?);
    /// let facts = client.facts_for_subscription(customer, subscription).await?;
    /// let upgrade = UpgradeSubscription::to("ADV");
    /// client.upgrade_subscription(customer, subscription, &upgrade, &facts).await?;
    /// # Ok(()) }
    /// ```
    pub async fn facts_for_subscription(
        &self,
        domain_id: DomainId,
        subscription_id: SubscriptionId,
    ) -> Result<GatheredFacts, Error> {
        self.facts_for_with(domain_id, subscription_id, WantedFacts::SUBSCRIPTION)
            .await
    }

    /// Adds what the subscription says, which may only be on order, and what is scheduled for it.
    async fn gather_base(
        &self,
        domain_id: DomainId,
        subject: &FactsSubject,
        gathered: &mut GatheredFacts,
    ) -> Result<(), Error> {
        if let Some(option) = &subject.option
            && !gathered
                .base
                .as_ref()
                .is_some_and(|base| base.suits(option))
        {
            let pre_orders = self.pre_orders(domain_id).await?.into_inner().into_iter();
            let mut on_order: Vec<_> = pre_orders.map(BaseSubscription::OnOrder).collect();
            if let Some(own) = on_order.iter().position(|base| base.suits(option)) {
                gathered.base = Some(on_order.swap_remove(own));
            } else if gathered.base.is_none() {
                // Where there is none, any shows that the option does not go with it.
                gathered.base = on_order.into_iter().next();
            }
        }
        let facts = std::mem::take(&mut gathered.facts);
        let (facts, subscription) = match &gathered.base {
            None => (facts, None),
            Some(BaseSubscription::OnOrder(pre_order)) => (facts.pre_order(pre_order), None),
            Some(BaseSubscription::InUse(own)) => (facts.subscription(own), Some(own)),
        };
        let is_wanted = |subscription: &Subscription| match gathered.read.reservation {
            WantedReservation::Never => false,
            WantedReservation::UnlessPaid => subscription.product_id.stage() != Some(Stage::Paid),
            WantedReservation::Always => true,
        };
        gathered.facts = match subscription.filter(|own| is_wanted(own)) {
            None => facts,
            Some(own) => {
                let id = SubscriptionId::from(own.subscription_id);
                let reservation = self.subscription_reservation(domain_id, id).await?;
                gathered.reservation = reservation.map(Reply::into_inner);
                match &gathered.reservation {
                    Some(reservation) => facts.reservation(reservation),
                    None => facts.no_reservation(),
                }
            }
        };
        Ok(())
    }
}

/// What a call has, where it is wanted, there and can be read.
async fn only<T>(
    is_wanted: bool,
    call: impl Future<Output = Result<T, Error>>,
) -> Result<Option<T>, Error> {
    if !is_wanted {
        return Ok(None);
    }
    match readable(call).await {
        Err(error) if error.is_not_found() => Ok(None),
        read => read,
    }
}

/// What a call has, where it can be read: what cannot is unknown, as if it had not been asked for.
async fn readable<T>(call: impl Future<Output = Result<T, Error>>) -> Result<Option<T>, Error> {
    match call.await {
        Ok(read) => Ok(Some(read)),
        Err(error) if error.is_decode() => Ok(None),
        Err(error) => Err(error),
    }
}

/// The subscription that the change names, or else the one that the option names, or the one of the
/// family that the option goes with. Where there is none, any shows that the option does not go with
/// it.
fn pick(
    subscriptions: Vec<Subscription>,
    subject: &FactsSubject,
    option: Option<&OptionProduct>,
) -> Option<BaseSubscription> {
    let mut subscriptions = subscriptions.into_iter();
    let picked = match (subject.subscription, &subject.option) {
        (Some(id), _) => subscriptions.find(|own| id == own.subscription_id.into()),
        (None, None) => subscriptions.next(),
        (None, Some(option_id)) => {
            let named = option.and_then(|option| option.subscription_id);
            subscriptions.min_by_key(|own| {
                let is_named = named == Some(own.subscription_id);
                (!is_named, !is_of_family(&own.product_id, option_id))
            })
        }
    };
    Some(BaseSubscription::InUse(Box::new(picked?)))
}

impl BaseSubscription {
    /// Whether an option goes with its family of products.
    fn suits(&self, option_id: &OptionProductId) -> bool {
        let product = match self {
            Self::InUse(subscription) => Some(&subscription.product_id),
            Self::OnOrder(pre_order) => pre_order.product_id.as_ref(),
        };
        product.is_some_and(|product| is_of_family(product, option_id))
    }
}

fn is_of_family(product: &ProductId, option_id: &OptionProductId) -> bool {
    product.family().is_some() && product.family() == option_id.family()
}

/// A parameter of the path.
fn parameter(call: &OperationCall, name: &str) -> Option<String> {
    Some(match call.parameters().get(name)? {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}

/// A text in the body.
fn has_field(call: &OperationCall, name: &str) -> bool {
    call.shown_body()
        .is_some_and(|body| body.get(name).is_some())
}

fn field(call: &OperationCall, name: &str) -> Option<String> {
    let body = call.shown_body()?;
    Some(body.get(name)?.as_str()?.to_owned())
}
