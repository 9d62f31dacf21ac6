//! What a customer has, as far as a change to it depends on that.

use jiff::Timestamp;
use jiff::civil::Date;
use works_partner_ext::api::Nullable;
use works_partner_ext::api::types::{
    OptionProduct, OptionProductId, OptionProductOrder, SubOptionId, SubscriptionReservation,
};
use works_partner_ext::validation::Facts;
use works_partner_ext::{
    BaseSubscription, DomainId, Error, FactsSubject, GatheredFacts, OperationCall, SubscriptionId,
    WantedFacts, WantedReservation,
};

use crate::arguments::Writing;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::table::Cell;
use crate::session::Session;
use crate::views::{day, named};

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

    /// Whom and what a request is about, by its path and its body.
    pub(crate) fn of(call: &OperationCall) -> Self {
        let domain_id = call.parameters().get("domainId");
        let domain_id =
            domain_id.map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
        let FactsSubject {
            option,
            subscription,
        } = FactsSubject::of(call);
        Self {
            domain_id: domain_id.and_then(|id| id.parse().ok()),
            option,
            subscription,
        }
    }
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
    gathered: GatheredFacts,
}

impl CustomerFacts {
    /// Reads them, as much as possible at once. Where validation is skipped, it reads nothing but the
    /// customer, and that only to have its end confirmed.
    pub(crate) async fn read(
        session: &Session,
        subject: Subject,
        wanted: WantedFacts,
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
        Some(&self.known.as_ref()?.gathered.facts)
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
        self.known.as_ref()?.gathered.option_order.as_ref()
    }

    /// The task that is scheduled for the subscription, where that was read.
    pub(crate) fn reservation(&self) -> Option<&SubscriptionReservation> {
        self.known.as_ref()?.gathered.reservation.as_ref()
    }

    /// The customer's domain, where it was read.
    pub(crate) fn domain(&self) -> Option<&str> {
        let customer = self.known.as_ref()?.gathered.customer.as_ref()?;
        Some(&customer.domain)
    }

    /// The commands that show what was read.
    pub(crate) fn lookups(&self) -> Vec<String> {
        let (Some(known), Some(id)) = (&self.known, self.subject.domain_id) else {
            return Vec::new();
        };
        let read = known.gathered.read;
        let reservation = match &known.gathered.base {
            Some(BaseSubscription::InUse(base)) if read.reservation != WantedReservation::Never => {
                Some(format!(
                    "api get-subscription-reservation --domain-id {id} --subscription-id {}",
                    base.subscription_id
                ))
            }
            _ => None,
        };
        let if_read = |is_read: bool, command: String| is_read.then_some(command);
        let commands = [
            Some(format!("customer get {id}")),
            if_read(read.base, format!("subscription list {id}")),
            reservation,
            if_read(read.option, format!("option list {id}")),
            if_read(read.option_order, format!("option-order list {id}")),
            if_read(read.usage_status, format!("usage-status get {id}")),
            if_read(
                read.upgrade_domain,
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
        let gathered = self.known.as_ref().map(|known| &known.gathered);
        gathered.is_some_and(|it| it.read.option_order && it.option_order.is_none())
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
        let task = self.task().map(|task| {
            named(&task.type_)
                .and_text("on")
                .then(&day(&task.apply_date))
        });
        let reservation = self.reservation().map(|reservation| {
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
        let gathered = &self.known.as_ref()?.gathered;
        gathered.read.option.then_some(gathered.option.as_ref())
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
        wanted: WantedFacts,
        writing: &Writing,
    ) -> Result<Self, Error> {
        let mut gathered = GatheredFacts::default();
        if let Some(domain_id) = subject.domain_id {
            let about = FactsSubject {
                option: subject.option.clone(),
                subscription: subject.subscription,
            };
            gathered = session
                .client
                .facts_for_with(domain_id, about, wanted)
                .await?;
        }
        let customer = gathered.customer.as_ref();
        let now = customer.map_or_else(|| session.now(), |reply| session.now_by(reply));
        gathered.facts = gathered.facts.today(writing.today(now));
        Ok(Self { now, gathered })
    }

    fn lines(
        &self,
        subject: &Subject,
        now: Timestamp,
        writing: &Writing,
        lines: &mut Vec<(&'static str, Cell)>,
    ) {
        let GatheredFacts {
            customer,
            base,
            read,
            unreadable,
            ..
        } = &self.gathered;
        if let Some(customer) = customer {
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
        if !unreadable.is_empty() {
            let unreadable = unreadable.join(", ");
            lines.push(("Cannot be read", Cell::mark(unreadable)));
        }
        match base {
            Some(BaseSubscription::InUse(subscription)) => {
                let plan = &subscription.plan;
                let mut cell = named(&subscription.product_id).then(&named(plan));
                let end = subscription.plan_end_date.as_ref();
                if let Some(end) = end.and_then(Nullable::value) {
                    cell = cell.and_text("until").then(&day(end));
                }
                lines.push(("Subscription", cell));
            }
            Some(BaseSubscription::OnOrder(pre_order)) => {
                let product = pre_order.product_id.as_ref();
                let cell = product
                    .map_or_else(Cell::none, named)
                    .and_text("on order for");
                lines.push(("Subscription", cell.then(&day(&pre_order.apply_date))));
            }
            None if read.base => {
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
