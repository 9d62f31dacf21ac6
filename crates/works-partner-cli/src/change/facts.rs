//! What a customer has, as far as a change to one of its options depends on it.

use jiff::civil::Date;
use works_partner_ext::SubscriptionId;
use works_partner_ext::api::Nullable;
use works_partner_ext::api::types::{
    Customer, OptionProduct, OptionProductId, OptionProductOrder, ProductId, SubOptionId,
    Subscription, SubscriptionPreOrder,
};
use works_partner_ext::validation::Facts;
use works_partner_ext::{DomainId, Error, OptionProductIdExt as _, ProductIdExt as _, Stage};

use crate::arguments::Writing;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::table::Cell;
use crate::session::Session;
use crate::views::{day, named};

/// What to read beside the customer itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    /// The subscription that the option belongs to, or would.
    pub(crate) base: bool,
    /// The task that is scheduled for that subscription.
    pub(crate) reservation: Reservation,
    /// The option, where it is in use.
    pub(crate) option: bool,
    /// The task that is scheduled for the option.
    pub(crate) task: bool,
}

/// When a subscription's task is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reservation {
    #[default]
    Never,
    /// Only whether the subscription goes paid matters, which a paid one does not.
    UnlessPaid,
    Always,
}

/// A customer and one of its options.
#[derive(Debug)]
pub(crate) struct CustomerFacts {
    domain_id: DomainId,
    option_id: OptionProductId,
    today: Date,
    /// `None` where nothing was to be read.
    known: Option<Known>,
}

#[derive(Debug)]
struct Known {
    facts: Facts,
    customer: Customer,
    base: Option<Base>,
    option: Option<OptionProduct>,
    task: Option<OptionProductOrder>,
    wanted: Wanted,
}

#[derive(Debug)]
enum Base {
    InUse(Box<Subscription>),
    OnOrder(SubscriptionPreOrder),
}

impl CustomerFacts {
    /// Reads them, as much as possible at once; nothing where validation is skipped.
    pub(crate) async fn read(
        session: &Session,
        domain_id: DomainId,
        option_id: &OptionProductId,
        wanted: Wanted,
        writing: &Writing,
    ) -> Result<Self, Failure> {
        let today = writing.today();
        let known = if writing.skip_validation {
            None
        } else {
            let read = Known::read(session, domain_id, option_id, wanted, today);
            let read = session.call(read).await.map_err(|failure| {
                let failure = failure.about_customer(domain_id);
                match failure.exit() {
                    Exit::Auth => failure,
                    _ => failure
                        .add_hint("--skip-validation sends the request without reading anything"),
                }
            })?;
            Some(read)
        };
        Ok(Self {
            domain_id,
            option_id: option_id.clone(),
            today,
            known,
        })
    }

    /// What requests are held against; `None` where they are not to be.
    pub(crate) fn facts(&self) -> Option<&Facts> {
        Some(&self.known.as_ref()?.facts)
    }

    /// The same for warnings, of which there are some without facts too.
    pub(crate) fn facts_if_any(&self) -> Facts {
        self.facts().cloned().unwrap_or_default()
    }

    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// The task that is scheduled for the option, where that was read.
    pub(crate) fn task(&self) -> Option<&OptionProductOrder> {
        self.known.as_ref()?.task.as_ref()
    }

    /// Whether it was read that nothing is scheduled for the option.
    pub(crate) fn has_no_task(&self) -> bool {
        let known = self.known.as_ref();
        known.is_some_and(|known| known.wanted.task && known.task.is_none())
    }
}

/// The facts in a customer's words.
impl CustomerFacts {
    /// What is to be done for whom, to which option of which subscription.
    pub(crate) fn lines(&self, what: &str, writing: &Writing) -> Vec<(&'static str, Cell)> {
        let mut lines = vec![("Change", Cell::heading(what))];
        match &self.known {
            Some(known) => known.lines(self.today, writing, &mut lines),
            None => lines.push(("Customer", Cell::code(self.domain_id.to_string()))),
        }
        lines.push(("Option", named(&self.option_id)));
        lines
    }

    /// The sub-option in use, and the one that is to take its place.
    pub(crate) fn to_sub_option(&self, new: &SubOptionId) -> Cell {
        match self.option_in_use() {
            Some(Some(option)) => named(&option.sub_option_id).to(&named(new)),
            Some(None) => Cell::mark("not in use").to(&named(new)),
            None => named(new),
        }
    }

    /// The quantity in use, and the one that is to take its place.
    pub(crate) fn to_quantity(&self, new: u32) -> Cell {
        let new = Cell::text(new.to_string());
        match self.option_in_use() {
            Some(Some(option)) => quantity(option.quantity).to(&new),
            _ => new,
        }
    }

    /// The option as it is.
    pub(crate) fn in_use(&self) -> Vec<(&'static str, Cell)> {
        let option = match self.option_in_use() {
            Some(Some(option)) => option,
            Some(None) => return vec![("Sub-option", Cell::mark("not in use"))],
            None => return Vec::new(),
        };
        let mut lines = vec![("Sub-option", named(&option.sub_option_id))];
        if let Some(Nullable::Value(_)) = option.quantity {
            lines.push(("Quantity", quantity(option.quantity)));
        }
        if let Some(plan) = &option.plan {
            let mut cell = named(plan);
            if let Some(end) = &option.plan_end_date {
                cell = cell.and_text("until").then(&day(end));
            }
            lines.push(("Contract", cell));
        }
        lines
    }

    /// A day, and how far away it is.
    pub(crate) fn on(&self, date: Date) -> Cell {
        let days = self.today.until(date).map_or(0, |span| span.get_days());
        let away = match days {
            0 => "(today)".to_owned(),
            1 => "(in 1 day)".to_owned(),
            -1 => "(1 day ago)".to_owned(),
            2.. => format!("(in {days} days)"),
            _ => format!("({} days ago)", days.unsigned_abs()),
        };
        day(&date.into()).and_text(away).unbroken()
    }

    /// The option, where it was read: in use or not.
    fn option_in_use(&self) -> Option<Option<&OptionProduct>> {
        let known = self.known.as_ref().filter(|known| known.wanted.option)?;
        Some(known.option.as_ref())
    }
}

/// How many units, as a response has it.
pub(crate) fn quantity(quantity: Option<Nullable<i64>>) -> Cell {
    match quantity {
        Some(Nullable::Value(quantity)) => Cell::text(quantity.to_string()),
        Some(Nullable::Null) => Cell::quiet("n/a"),
        None => Cell::none(),
    }
}

impl Known {
    async fn read(
        session: &Session,
        domain_id: DomainId,
        option_id: &OptionProductId,
        wanted: Wanted,
        today: Date,
    ) -> Result<Self, Error> {
        let client = &session.client;
        let (customer, subscriptions, options, tasks) = tokio::try_join!(
            client.call(|api| async move { api.get_customer().domain_id(domain_id).send().await }),
            only(wanted.base, async {
                let call = client.call(|api| async move {
                    api.list_subscriptions().domain_id(domain_id).send().await
                });
                Ok(call.await?.into_inner().subscriptions)
            }),
            only(wanted.option, async {
                let call = client.call(|api| async move {
                    api.list_option_products().domain_id(domain_id).send().await
                });
                Ok(call.await?.into_inner().option_products)
            }),
            only(wanted.task, async {
                Ok(Some(client.option_orders(domain_id).await?.into_inner()))
            }),
        )?;
        let option = options
            .into_iter()
            .find(|option| option.option_product_id == *option_id);
        let task = tasks
            .into_iter()
            .find(|task| task.option_product_id == *option_id);
        let mut known = Self {
            facts: Facts::on(today).customer(&customer),
            customer: customer.into_inner(),
            base: pick(subscriptions, option_id, option.as_ref()),
            option,
            task,
            wanted,
        };
        if wanted.base {
            known.read_base(session, domain_id, option_id).await?;
        }
        let mut facts = known.facts;
        if wanted.option {
            facts = match &known.option {
                Some(option) => facts.option(option),
                None => facts.no_option(),
            };
        }
        if wanted.task {
            facts = match &known.task {
                Some(task) => facts.option_order(task),
                None => facts.no_option_order(),
            };
        }
        known.facts = facts;
        Ok(known)
    }

    /// Reads what depends on the subscription, which may only be on order.
    async fn read_base(
        &mut self,
        session: &Session,
        domain_id: DomainId,
        option_id: &OptionProductId,
    ) -> Result<(), Error> {
        let client = &session.client;
        if !self
            .base
            .as_ref()
            .is_some_and(|base| suits(base, option_id))
        {
            let pre_orders = client.call(|api| async move {
                api.list_subscription_pre_orders()
                    .domain_id(domain_id)
                    .send()
                    .await
            });
            let pre_orders = pre_orders.await?.into_inner().subscription_pre_orders;
            let pre_orders = pre_orders.unwrap_or_default().into_iter();
            let on_order = pre_orders
                .map(Base::OnOrder)
                .find(|base| suits(base, option_id));
            self.base = on_order.or(self.base.take());
        }
        let mut facts = self.facts.clone();
        match &self.base {
            Some(Base::InUse(subscription)) => {
                facts = facts.subscription(subscription);
                let is_paid = subscription.product_id.stage() == Some(Stage::Paid);
                let is_wanted = match self.wanted.reservation {
                    Reservation::Never => false,
                    Reservation::UnlessPaid => !is_paid,
                    Reservation::Always => true,
                };
                if is_wanted {
                    let id = SubscriptionId::from(subscription.subscription_id);
                    facts = match client.reservation(domain_id, id).await? {
                        Some(reservation) => facts.reservation(&reservation),
                        None => facts.no_reservation(),
                    };
                }
            }
            Some(Base::OnOrder(pre_order)) => facts = facts.pre_order(pre_order),
            None => {}
        }
        self.facts = facts;
        Ok(())
    }

    fn lines(&self, today: Date, writing: &Writing, lines: &mut Vec<(&'static str, Cell)>) {
        let customer = &self.customer;
        let name = Cell::text(&customer.company_name)
            .and_text(&customer.domain)
            .and_code(customer.domain_id.to_string());
        lines.push(("Customer", name));
        if let Some(there) = writing.other_today(&customer.time_zone) {
            let zone = &customer.time_zone;
            let remark = format!("{there} in {zone}, the customer's time zone; here it is {today}");
            lines.push(("Today", Cell::mark(remark)));
        }
        match &self.base {
            Some(Base::InUse(subscription)) => {
                let plan = &subscription.plan;
                let mut cell = named(&subscription.product_id).then(&named(plan));
                let end = subscription.plan_end_date.as_ref();
                if let Some(end) = end.and_then(Nullable::value) {
                    cell = cell.and_text("until").then(&day(end));
                }
                lines.push(("Subscription", cell));
            }
            Some(Base::OnOrder(pre_order)) => {
                let product = pre_order.product_id.as_ref();
                let cell = product
                    .map_or_else(Cell::none, named)
                    .and_text("on order for");
                lines.push(("Subscription", cell.then(&day(&pre_order.apply_date))));
            }
            None if self.wanted.base => {
                lines.push(("Subscription", Cell::mark("the customer has none")));
            }
            None => {}
        }
    }
}

/// What a call has, where it is wanted.
async fn only<T>(
    wanted: bool,
    call: impl Future<Output = Result<Option<Vec<T>>, Error>>,
) -> Result<Vec<T>, Error> {
    match wanted {
        true => Ok(call.await?.unwrap_or_default()),
        false => Ok(Vec::new()),
    }
}

/// The subscription that an option belongs to: the one that it names, else the one of the family that
/// it goes with. Where there is none, any shows that the option does not go with it.
fn pick(
    subscriptions: Vec<Subscription>,
    option_id: &OptionProductId,
    option: Option<&OptionProduct>,
) -> Option<Base> {
    let named = option.and_then(|option| option.subscription_id);
    let rank = |subscription: &Subscription| {
        let is_named = named == Some(subscription.subscription_id);
        (
            !is_named,
            !is_of_family(&subscription.product_id, option_id),
        )
    };
    subscriptions
        .into_iter()
        .min_by_key(rank)
        .map(Box::new)
        .map(Base::InUse)
}

fn suits(base: &Base, option_id: &OptionProductId) -> bool {
    let product = match base {
        Base::InUse(subscription) => Some(&subscription.product_id),
        Base::OnOrder(pre_order) => pre_order.product_id.as_ref(),
    };
    product.is_some_and(|product| is_of_family(product, option_id))
}

fn is_of_family(product: &ProductId, option_id: &OptionProductId) -> bool {
    product.family().is_some() && product.family() == option_id.family()
}
