//! What a customer has, as far as a change to it depends on that.

use jiff::Timestamp;
use jiff::civil::Date;
use works_partner_ext::SubscriptionId;
use works_partner_ext::api::Nullable;
use works_partner_ext::api::types::{
    Customer, OptionProduct, OptionProductId, OptionProductOrder, ProductId, SubOptionId,
    Subscription, SubscriptionPreOrder, SubscriptionReservation,
};
use works_partner_ext::validation::Facts;
use works_partner_ext::{
    DomainId, Error, OptionProductIdExt as _, ProductIdExt as _, Reply, Stage,
};

use crate::arguments::Writing;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::table::Cell;
use crate::session::Session;
use crate::views::{day, named};

/// What to read beside the customer itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    /// The subscription with the id that the change names, or else the one that the option belongs to,
    /// or would.
    pub(crate) base: bool,
    /// The task that is scheduled for that subscription.
    pub(crate) reservation: Reservation,
    /// The option, where it is in use.
    pub(crate) option: bool,
    /// The task that is scheduled for the option.
    pub(crate) task: bool,
    /// How many users the customer may have, and whether it is to end.
    pub(crate) usage: bool,
    /// The domain that was registered for it to move to.
    pub(crate) upgrade_domain: bool,
}

/// What of a customer a change is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Subject {
    /// `None` where the change is about nobody who is a customer already.
    pub(crate) domain_id: Option<DomainId>,
    pub(crate) option: Option<OptionProductId>,
    pub(crate) subscription: Option<SubscriptionId>,
}

impl Subject {
    /// An option of a customer.
    pub(crate) fn option(domain_id: DomainId, option: &OptionProductId) -> Self {
        Self {
            domain_id: Some(domain_id),
            option: Some(option.clone()),
            subscription: None,
        }
    }
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

/// A customer, and what of it a change is about.
#[derive(Debug)]
pub(crate) struct CustomerFacts {
    subject: Subject,
    now: Timestamp,
    today: Date,
    /// `None` where nothing was to be read.
    known: Option<Known>,
}

#[derive(Debug)]
struct Known {
    /// When it was read, by the server's clock where the server is an emulation.
    now: Timestamp,
    facts: Facts,
    /// `None` where there is none, or what came cannot be read.
    customer: Option<Customer>,
    base: Option<Base>,
    reservation: Option<SubscriptionReservation>,
    option: Option<OptionProduct>,
    task: Option<OptionProductOrder>,
    /// What was read of what was wanted.
    wanted: Wanted,
    /// What came and cannot be read.
    unreadable: Vec<&'static str>,
}

#[derive(Debug)]
enum Base {
    InUse(Box<Subscription>),
    OnOrder(SubscriptionPreOrder),
}

impl CustomerFacts {
    /// Reads them, as much as possible at once. Where validation is skipped, it reads nothing but the
    /// customer, and that only to have its end confirmed.
    pub(crate) async fn read(
        session: &Session,
        subject: Subject,
        wanted: Wanted,
        writing: &Writing,
    ) -> Result<Self, Failure> {
        let known = if writing.skip_validation {
            None
        } else {
            let read = Known::read(session, &subject, wanted, writing);
            let read = session.call(read).await.map_err(|failure| {
                let failure = match subject.domain_id {
                    Some(domain_id) => failure.about_customer(domain_id),
                    None => failure,
                };
                match failure.exit() {
                    Exit::Auth => failure,
                    _ => failure
                        .add_hint("--skip-validation sends the request without reading anything"),
                }
            })?;
            Some(read)
        };
        let now = known
            .as_ref()
            .map_or_else(|| session.now(), |known| known.now);
        Ok(Self {
            subject,
            now,
            today: writing.today(now),
            known,
        })
    }

    /// Facts of which nothing was read.
    pub(crate) fn unread(subject: Subject, writing: &Writing) -> Self {
        let now = Timestamp::now();
        Self {
            subject,
            now,
            today: writing.today(now),
            known: None,
        }
    }

    /// What requests are held against; `None` where they are not to be.
    pub(crate) fn facts(&self) -> Option<&Facts> {
        Some(&self.known.as_ref()?.facts)
    }

    /// The same for warnings, of which there are some without facts too.
    pub(crate) fn facts_if_any(&self) -> Facts {
        self.facts().cloned().unwrap_or_default()
    }

    /// Whom and what it is about.
    pub(crate) fn subject(&self) -> &Subject {
        &self.subject
    }

    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// The task that is scheduled for the option, where that was read.
    pub(crate) fn task(&self) -> Option<&OptionProductOrder> {
        self.known.as_ref()?.task.as_ref()
    }

    /// The task that is scheduled for the subscription, where that was read.
    pub(crate) fn reservation(&self) -> Option<&SubscriptionReservation> {
        self.known.as_ref()?.reservation.as_ref()
    }

    /// The customer's domain, where it was read.
    pub(crate) fn domain(&self) -> Option<&str> {
        let customer = self.known.as_ref()?.customer.as_ref()?;
        Some(&customer.domain)
    }

    /// The commands that show what was read.
    pub(crate) fn lookups(&self) -> Vec<String> {
        let (Some(known), Some(id)) = (&self.known, self.subject.domain_id) else {
            return Vec::new();
        };
        let wanted = known.wanted;
        let reservation = match &known.base {
            Some(Base::InUse(base)) if wanted.reservation != Reservation::Never => Some(format!(
                "api get-subscription-reservation --domain-id {id} --subscription-id {}",
                base.subscription_id
            )),
            _ => None,
        };
        let if_read = |is_read: bool, command: String| is_read.then_some(command);
        let commands = [
            Some(format!("customer get {id}")),
            if_read(wanted.base, format!("subscription list {id}")),
            reservation,
            if_read(wanted.option, format!("option list {id}")),
            if_read(wanted.task, format!("option-order list {id}")),
            if_read(wanted.usage, format!("usage-status get {id}")),
            if_read(
                wanted.upgrade_domain,
                format!("api get-upgrade-domain --domain-id {id}"),
            ),
        ];
        let commands = commands.into_iter().flatten();
        commands
            .map(|command| format!("`works-partner {command}`"))
            .collect()
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
            Some(known) => known.lines(&self.subject, self.now, writing, &mut lines),
            None => {
                let id = self.subject.domain_id;
                lines.extend(id.map(|id| ("Customer", Cell::code(id.to_string()))));
            }
        }
        let option = self.subject.option.as_ref();
        lines.extend(option.map(|option| ("Option", named(option))));
        lines
    }

    /// What is scheduled already, for the option or for its subscription.
    pub(crate) fn scheduled(&self) -> Vec<(&'static str, Cell)> {
        let known = self.known.as_ref();
        let task = known.and_then(|known| known.task.as_ref());
        let task = task.map(|task| {
            named(&task.type_)
                .and_text("on")
                .then(&day(&task.apply_date))
        });
        let reservation = known.and_then(|known| known.reservation.as_ref());
        let reservation = reservation.map(|reservation| {
            let date = day(&reservation.apply_date);
            named(&reservation.type_).and_text("on").then(&date)
        });
        let of_option = task.map(|task| ("Scheduled now", task));
        let of_base = match self.subject.option {
            None => reservation.map(|reservation| ("Scheduled now", reservation)),
            Some(_) => None,
        };
        of_option.into_iter().chain(of_base).collect()
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
        subject: &Subject,
        wanted: Wanted,
        writing: &Writing,
    ) -> Result<Self, Error> {
        let client = &session.client;
        let Some(domain_id) = subject.domain_id else {
            return Ok(Self::nothing(session.now(), writing));
        };
        let (customer, subscriptions, options, tasks, usage, upgrade_domain) =
            tokio::try_join!(
                readable(client.call(|api| async move {
                    api.get_customer().domain_id(domain_id).send().await
                })),
                only(wanted.base, async {
                    let call = client.call(|api| async move {
                        api.list_subscriptions().domain_id(domain_id).send().await
                    });
                    let subscriptions = call.await?.into_inner().subscriptions;
                    Ok(subscriptions.unwrap_or_default())
                }),
                only(wanted.option, async {
                    let call = client.call(|api| async move {
                        api.list_option_products().domain_id(domain_id).send().await
                    });
                    let options = call.await?.into_inner().option_products;
                    Ok(options.unwrap_or_default())
                }),
                only(wanted.task, async {
                    Ok(client.option_orders(domain_id).await?.into_inner())
                }),
                only(wanted.usage, async {
                    client
                        .call(|api| async move {
                            api.get_usage_status().domain_id(domain_id).send().await
                        })
                        .await
                }),
                only(wanted.upgrade_domain, async {
                    let call = client.call(|api| async move {
                        api.get_upgrade_domain().domain_id(domain_id).send().await
                    });
                    match call.await {
                        Ok(domain) => Ok(Some(domain.into_inner())),
                        Err(error) if error.is_not_found() => Ok(None),
                        Err(error) => Err(error),
                    }
                }),
            )?;
        let mut unreadable = Vec::new();
        for (is_wanted, is_read, what) in [
            (true, customer.is_some(), "the customer"),
            (wanted.base, subscriptions.is_some(), "its subscriptions"),
            (wanted.option, options.is_some(), "its options"),
            (wanted.task, tasks.is_some(), "its scheduled tasks"),
            (wanted.usage, usage.is_some(), "its usage status"),
            (
                wanted.upgrade_domain,
                upgrade_domain.is_some(),
                "the domain that it moves to",
            ),
        ] {
            if is_wanted && !is_read {
                unreadable.push(what);
            }
        }
        let wanted = Wanted {
            base: subscriptions.is_some(),
            reservation: wanted.reservation,
            option: options.is_some(),
            task: tasks.is_some(),
            usage: usage.is_some(),
            upgrade_domain: upgrade_domain.is_some(),
        };
        let of_subject = |id: &OptionProductId| subject.option.as_ref() == Some(id);
        let options = options.unwrap_or_default();
        let option = options
            .into_iter()
            .find(|option| of_subject(&option.option_product_id));
        let tasks = tasks.unwrap_or_default();
        let task = tasks
            .into_iter()
            .find(|task| of_subject(&task.option_product_id));
        let now = customer.as_ref().map(|reply| session.now_by(reply));
        let now = now.unwrap_or_else(|| session.now());
        let mut facts = Facts::on(writing.today(now));
        if let Some(customer) = &customer {
            facts = facts.customer(customer);
        }
        if let Some(usage) = &usage {
            facts = facts.usage_status(usage);
        }
        facts = match &upgrade_domain {
            Some(Some(domain)) => facts.upgrade_domain(domain),
            Some(None) => facts.no_upgrade_domain(),
            None => facts,
        };
        let mut known = Self {
            now,
            facts,
            customer: customer.map(Reply::into_inner),
            base: pick(subscriptions.unwrap_or_default(), subject, option.as_ref()),
            reservation: None,
            option,
            task,
            wanted,
            unreadable,
        };
        if wanted.base {
            known.read_base(session, domain_id, subject).await?;
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

    /// No more than which day it is.
    fn nothing(now: Timestamp, writing: &Writing) -> Self {
        Self {
            now,
            facts: Facts::on(writing.today(now)),
            customer: None,
            base: None,
            reservation: None,
            option: None,
            task: None,
            wanted: Wanted::default(),
            unreadable: Vec::new(),
        }
    }

    /// Reads what depends on the subscription, which may only be on order.
    async fn read_base(
        &mut self,
        session: &Session,
        domain_id: DomainId,
        subject: &Subject,
    ) -> Result<(), Error> {
        let client = &session.client;
        let base = self.base.as_ref();
        if let Some(option_id) = &subject.option
            && !base.is_some_and(|base| suits(base, option_id))
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
                    let reservation = client.subscription_reservation(domain_id, id).await?;
                    self.reservation = reservation.map(Reply::into_inner);
                    facts = match &self.reservation {
                        Some(reservation) => facts.reservation(reservation),
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

    fn lines(
        &self,
        subject: &Subject,
        now: Timestamp,
        writing: &Writing,
        lines: &mut Vec<(&'static str, Cell)>,
    ) {
        if let Some(customer) = &self.customer {
            let name = Cell::text(&customer.company_name)
                .and_text(&customer.domain)
                .and_code(customer.domain_id.to_string());
            lines.push(("Customer", name));
            if let Some(there) = writing.other_today(&customer.time_zone, now) {
                let zone = &customer.time_zone;
                let today = writing.today(now);
                let remark =
                    format!("{there} in {zone}, the customer's time zone; here it is {today}");
                lines.push(("Today", Cell::mark(remark)));
            }
        } else if let Some(id) = subject.domain_id {
            lines.push(("Customer", Cell::code(id.to_string())));
        }
        if !self.unreadable.is_empty() {
            let unreadable = self.unreadable.join(", ");
            lines.push(("Cannot be read", Cell::mark(unreadable)));
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
                let none = match subject.subscription {
                    Some(id) => format!("the customer has none with the id {id}"),
                    None => "the customer has none".to_owned(),
                };
                lines.push(("Subscription", Cell::mark(none)));
            }
            None => {}
        }
    }
}

/// What a call has, where it is wanted, there and can be read.
async fn only<T>(
    wanted: bool,
    call: impl Future<Output = Result<T, Error>>,
) -> Result<Option<T>, Error> {
    match wanted {
        true => match readable(call).await {
            Err(error) if error.is_not_found() => Ok(None),
            read => read,
        },
        false => Ok(None),
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
    subject: &Subject,
    option: Option<&OptionProduct>,
) -> Option<Base> {
    let mut subscriptions = subscriptions.into_iter();
    let in_use = |subscription| Base::InUse(Box::new(subscription));
    if let Some(id) = subject.subscription {
        let named = subscriptions.find(|own| SubscriptionId::from(own.subscription_id) == id);
        return named.map(in_use);
    }
    let Some(option_id) = &subject.option else {
        return subscriptions.next().map(in_use);
    };
    let named = option.and_then(|option| option.subscription_id);
    let rank = |subscription: &Subscription| {
        let is_named = named == Some(subscription.subscription_id);
        (
            !is_named,
            !is_of_family(&subscription.product_id, option_id),
        )
    };
    subscriptions.min_by_key(rank).map(in_use)
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
