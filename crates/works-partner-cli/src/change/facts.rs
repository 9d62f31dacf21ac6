//! What a customer has, as far as a change to one of its options depends on it.

use jiff::civil::Date;
use works_partner_ext::api::Nullable;
use works_partner_ext::api::types::{
    OptionProduct, OptionProductId, OptionProductOrder, SubOptionId,
};
use works_partner_ext::validation::Facts;
use works_partner_ext::{BaseSubscription, DomainId, Error, GatheredFacts, WantedFacts};

use crate::arguments::Writing;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::table::Cell;
use crate::session::Session;
use crate::views::{day, named};

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
    gathered: GatheredFacts,
    wanted: WantedFacts,
}

impl CustomerFacts {
    /// Reads them, as much as possible at once; nothing where validation is skipped.
    pub(crate) async fn read(
        session: &Session,
        domain_id: DomainId,
        option_id: &OptionProductId,
        wanted: WantedFacts,
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
        Some(&self.known.as_ref()?.gathered.facts)
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
        self.known.as_ref()?.gathered.option_order.as_ref()
    }

    /// Whether it was read that nothing is scheduled for the option.
    pub(crate) fn has_no_task(&self) -> bool {
        let known = self.known.as_ref();
        known
            .is_some_and(|known| known.wanted.option_order && known.gathered.option_order.is_none())
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
        Some(known.gathered.option.as_ref())
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
        wanted: WantedFacts,
        today: Date,
    ) -> Result<Self, Error> {
        let client = &session.client;
        let mut gathered = client.facts_for_with(domain_id, option_id, wanted).await?;
        gathered.facts = gathered.facts.today(today);
        Ok(Self { gathered, wanted })
    }

    fn lines(&self, today: Date, writing: &Writing, lines: &mut Vec<(&'static str, Cell)>) {
        let customer = &self.gathered.customer;
        let name = Cell::text(&customer.company_name)
            .and_text(&customer.domain)
            .and_code(customer.domain_id.to_string());
        lines.push(("Customer", name));
        if let Some(there) = writing.other_today(&customer.time_zone) {
            let zone = &customer.time_zone;
            let remark = format!("{there} in {zone}, the customer's time zone; here it is {today}");
            lines.push(("Today", Cell::mark(remark)));
        }
        match &self.gathered.base {
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
            None if self.wanted.base => {
                lines.push(("Subscription", Cell::mark("the customer has none")));
            }
            None => {}
        }
    }
}
