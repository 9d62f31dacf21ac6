//! Reading the facts that decide whether a change can be made.

use works_partner_api::types::{
    Customer, OptionProduct, OptionProductId, OptionProductOrder, ProductId, Subscription,
    SubscriptionPreOrder,
};

use crate::catalog::{OptionProductIdExt, ProductIdExt, Stage};
use crate::client::Client;
use crate::domain_id::DomainId;
use crate::error::Error;
use crate::ids::SubscriptionId;
use crate::operations::Validation;
use crate::validation::Facts;

/// What was read of a customer, as facts and as it came. From [`Client::facts_for`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct GatheredFacts {
    /// What requests are held against. More can be added, such as
    /// [`in_grace`](Facts::in_grace), which no response tells.
    pub facts: Facts,
    /// The customer.
    pub customer: Customer,
    /// The subscription that the option belongs to, or would; `None` where there is none.
    pub base: Option<BaseSubscription>,
    /// The option, where it is in use.
    pub option: Option<OptionProduct>,
    /// The task that is scheduled for the option.
    pub option_order: Option<OptionProductOrder>,
}

impl<'a> From<&'a GatheredFacts> for Validation<'a> {
    fn from(gathered: &'a GatheredFacts) -> Self {
        Self::Against(&gathered.facts)
    }
}

/// The subscription that an option belongs to, or would.
#[derive(Clone, Debug)]
pub enum BaseSubscription {
    /// It is in use.
    InUse(Box<Subscription>),
    /// It is applied for, for a later day.
    OnOrder(SubscriptionPreOrder),
}

/// What to read beside the customer itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct WantedFacts {
    /// The subscription that the option belongs to, or would.
    pub base: bool,
    /// The task that is scheduled for that subscription.
    pub reservation: WantedReservation,
    /// The option, where it is in use.
    pub option: bool,
    /// The task that is scheduled for the option.
    pub option_order: bool,
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
    /// All that a change to an option can depend on.
    pub const ALL: Self = Self {
        base: true,
        reservation: WantedReservation::Always,
        option: true,
        option_order: true,
    };
}

impl Client {
    /// Reads all that a change to an option of a customer depends on: the customer, the subscription
    /// that the option belongs to, what is scheduled for it, the option, and its scheduled task.
    ///
    /// That costs four to six calls. What no response tells stays unknown: whether a grace period is
    /// running, and when an option was cancelled.
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
        self.facts_for_with(domain_id, option, WantedFacts::ALL)
            .await
    }

    /// The same, for programs that know what their change depends on: fewer calls, fewer rules that can
    /// be decided.
    ///
    /// # Errors
    ///
    /// Whatever [`Error`] says of a call that failed.
    pub async fn facts_for_with(
        &self,
        domain_id: DomainId,
        option: impl Into<OptionProductId>,
        wanted: WantedFacts,
    ) -> Result<GatheredFacts, Error> {
        let option_id = option.into();
        let (customer, subscriptions, options, orders) = tokio::try_join!(
            self.customer(domain_id),
            only(wanted.base, async {
                Ok(self.subscriptions(domain_id).await?.into_inner())
            }),
            only(wanted.option, async {
                Ok(self.options(domain_id).await?.into_inner())
            }),
            only(wanted.option_order, async {
                Ok(self.option_orders(domain_id).await?.into_inner())
            }),
        )?;
        let option = options
            .into_iter()
            .find(|option| option.option_product_id == option_id);
        let option_order = orders
            .into_iter()
            .find(|order| order.option_product_id == option_id);
        let mut facts = self.facts().customer(&customer);
        let mut base = pick(subscriptions, &option_id, option.as_ref());
        if wanted.base {
            if !base.as_ref().is_some_and(|base| base.suits(&option_id)) {
                let pre_orders = self.pre_orders(domain_id).await?.into_inner().into_iter();
                let on_order = pre_orders
                    .map(BaseSubscription::OnOrder)
                    .find(|base| base.suits(&option_id));
                base = on_order.or(base);
            }
            facts = self
                .facts_of_base(domain_id, base.as_ref(), wanted.reservation, facts)
                .await?;
        }
        if wanted.option {
            facts = match &option {
                Some(option) => facts.option(option),
                None => facts.no_option(),
            };
        }
        if wanted.option_order {
            facts = match &option_order {
                Some(order) => facts.option_order(order),
                None => facts.no_option_order(),
            };
        }
        Ok(GatheredFacts {
            facts,
            customer: customer.into_inner(),
            base,
            option,
            option_order,
        })
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
        let (customer, subscription, status) = tokio::try_join!(
            self.customer(domain_id),
            self.subscription(domain_id, subscription_id),
            self.usage_status(domain_id),
        )?;
        let facts = self.facts().customer(&customer).usage_status(&status);
        let base = BaseSubscription::InUse(Box::new(subscription.into_inner()));
        let reservation = WantedReservation::Always;
        Ok(GatheredFacts {
            facts: self
                .facts_of_base(domain_id, Some(&base), reservation, facts)
                .await?,
            customer: customer.into_inner(),
            base: Some(base),
            option: None,
            option_order: None,
        })
    }

    /// Adds what the subscription says, and what is scheduled for it.
    async fn facts_of_base(
        &self,
        domain_id: DomainId,
        base: Option<&BaseSubscription>,
        reservation: WantedReservation,
        facts: Facts,
    ) -> Result<Facts, Error> {
        let subscription = match base {
            None => return Ok(facts),
            Some(BaseSubscription::OnOrder(pre_order)) => return Ok(facts.pre_order(pre_order)),
            Some(BaseSubscription::InUse(subscription)) => subscription,
        };
        let facts = facts.subscription(subscription);
        let is_wanted = match reservation {
            WantedReservation::Never => false,
            WantedReservation::UnlessPaid => subscription.product_id.stage() != Some(Stage::Paid),
            WantedReservation::Always => true,
        };
        if !is_wanted {
            return Ok(facts);
        }
        let id = SubscriptionId::from(subscription.subscription_id);
        Ok(match self.subscription_reservation(domain_id, id).await? {
            Some(reservation) => facts.reservation(&reservation),
            None => facts.no_reservation(),
        })
    }
}

/// What a call has, where it is wanted.
async fn only<T>(
    is_wanted: bool,
    call: impl Future<Output = Result<Vec<T>, Error>>,
) -> Result<Vec<T>, Error> {
    if is_wanted {
        call.await
    } else {
        Ok(Vec::new())
    }
}

/// The subscription that an option belongs to: the one that it names, else the one of the family that
/// it goes with. Where there is none, any shows that the option does not go with it.
fn pick(
    subscriptions: Vec<Subscription>,
    option_id: &OptionProductId,
    option: Option<&OptionProduct>,
) -> Option<BaseSubscription> {
    let named = option.and_then(|option| option.subscription_id);
    let rank = |subscription: &Subscription| {
        (
            named != Some(subscription.subscription_id),
            !is_of_family(&subscription.product_id, option_id),
        )
    };
    let picked = subscriptions.into_iter().min_by_key(rank)?;
    Some(BaseSubscription::InUse(Box::new(picked)))
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
