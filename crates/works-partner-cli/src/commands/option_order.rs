//! `option-order`: scheduled tasks for the options of a customer.

use clap::{Args, Subcommand};
use works_partner_ext::api::types::{OptionProductId, OptionProductOrderType, SubOptionId};
use works_partner_ext::requests::option_orders::{CreateOptionOrder, UpdateOptionOrder};
use works_partner_ext::{
    Check as _, DomainId, OptionProductIdExt as _, WantedFacts, WantedReservation,
};

use super::option::selected;
use super::{reckoned, show, show_of};
use crate::arguments::{
    ApplyDate, CustomerArg, CustomerParser, Global, OptionParser, SubOptionParser, TaskTypeParser,
    Writing, task_word,
};
use crate::change::{Change, CustomerFacts, Subject, quantity};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Customer;
use crate::output::table::Cell;
use crate::session::{Session, block_on};
use crate::settings::Settings;
use crate::views::{Records, TASK, day, named};

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Show the scheduled task for one option; exit code 3 where there is none.
    Get {
        #[command(flatten)]
        of: OfOption,
    },
    /// List the scheduled tasks for all options.
    List {
        /// The customer: its domainId, its domain, or a unique part of its company's name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
    },
    /// Schedule a task for an option. At once: `option add`, `upgrade`, `cancel`.
    Create {
        #[command(flatten)]
        of: OfOption,
        #[command(flatten)]
        task: NewTask,
        #[command(flatten)]
        writing: Writing,
    },
    /// Change the scheduled task for an option, such as its day.
    Update {
        #[command(flatten)]
        of: OfOption,
        #[command(flatten)]
        task: ChangedTask,
        #[command(flatten)]
        writing: Writing,
    },
    /// Withdraw the SCHEDULED task for an option: what was scheduled does not happen. To end an option
    /// in use: `option cancel`.
    ///
    /// An option that was to be added is not added, one that was to end goes on, one that was to
    /// change stays as it is. A trial that was to go paid does not, and is cancelled after its trial
    /// unless it is converted to paid in another way.
    ///
    /// To end an option that the customer uses: `option cancel`, at once, or `option-order create
    /// --type cancel`, on a later day.
    Cancel {
        #[command(flatten)]
        of: OfOption,
        #[command(flatten)]
        writing: Writing,
    },
}

#[derive(Debug, Args)]
pub(crate) struct OfOption {
    /// The customer: its domainId, its domain, or a unique part of its company's name.
    #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
    customer: CustomerArg,
    /// The option, by its code; upper or lower case.
    #[arg(value_name = "OPTION", value_parser = OptionParser)]
    option: OptionProductId,
}

#[derive(Debug, Args)]
pub(crate) struct NewTask {
    /// The sub-option, by its code: with apply the one to add, with start-paid-service the paid one,
    /// with modify the higher one. `catalog OPTION` shows which there are.
    #[arg(value_name = "SUB_OPTION", value_parser = SubOptionParser, hide_possible_values = true)]
    sub_option: Option<SubOptionId>,
    /// What the task does; another type than these is sent as it is.
    #[arg(long = "type", value_name = "TYPE", value_parser = TaskTypeParser)]
    kind: OptionProductOrderType,
    /// The day on which it takes effect: 2026-12-01, tomorrow, or next-month for the 1st of it.
    #[arg(long, value_name = "DATE")]
    apply_date: ApplyDate,
    /// How many units, for an option that is sold by quantity.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    quantity: Option<u32>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(crate) struct ChangedTask {
    /// Another sub-option of the same option, by its code.
    #[arg(value_name = "SUB_OPTION", value_parser = SubOptionParser, hide_possible_values = true)]
    sub_option: Option<SubOptionId>,
    /// Another day: 2026-12-01, tomorrow, or next-month for the 1st of it.
    #[arg(long, value_name = "DATE")]
    apply_date: Option<ApplyDate>,
    /// Another quantity, for an option that is sold by quantity.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    quantity: Option<u32>,
}

pub(crate) fn run(verb: &Verb, global: &Global, settings: &Settings) -> Result<(), Failure> {
    block_on(async {
        match verb {
            Verb::Get { of } => {
                let session = Session::open(global, settings).await?;
                get(&session, &of.read(&session).await?, global).await
            }
            Verb::List { customer } => {
                let session = Session::open(global, settings).await?;
                list(&session, customer, global).await
            }
            Verb::Create { of, task, writing } => {
                task.ensure_complete(&of.option, writing)?;
                let session = Session::open_for(writing, global, settings).await?;
                let of = of.to_change(&session, global).await?;
                create(&session, &of, task, writing, global).await
            }
            Verb::Update { of, task, writing } => {
                if let Some(sub_option) = &task.sub_option {
                    selected(&of.option, sub_option, writing)?;
                }
                let session = Session::open_for(writing, global, settings).await?;
                let of = of.to_change(&session, global).await?;
                update(&session, &of, task, writing, global).await
            }
            Verb::Cancel { of, writing } => {
                let session = Session::open_for(writing, global, settings).await?;
                let of = of.to_change(&session, global).await?;
                cancel(&session, &of, writing, global).await
            }
        }
    })
}

/// An option of a customer that was found.
#[derive(Debug)]
struct OptionOf {
    domain_id: DomainId,
    option: OptionProductId,
}

impl OfOption {
    async fn read(&self, session: &Session) -> Result<OptionOf, Failure> {
        Ok(self.of(&session.customer(&self.customer).await?))
    }

    async fn to_change(&self, session: &Session, global: &Global) -> Result<OptionOf, Failure> {
        let customer = session.customer_to_change(&self.customer, global.printer());
        Ok(self.of(&customer.await?))
    }

    fn of(&self, customer: &Customer) -> OptionOf {
        OptionOf {
            domain_id: customer.id,
            option: self.option.clone(),
        }
    }
}

async fn get(session: &Session, of: &OptionOf, global: &Global) -> Result<(), Failure> {
    let task = session
        .call(session.client.option_order(of.domain_id, &of.option))
        .await
        .map_err(|failure| failure.about_customer(of.domain_id))?;
    let Some(task) = task else {
        return Err(no_task(of).operation("get_option_product_order"));
    };
    let records = Records::one(&TASK, task.body())?.with_findings(task.check());
    show(&records, global.printer())
}

fn no_task(OptionOf { domain_id, option }: &OptionOf) -> Failure {
    let label = option.label();
    let message =
        format!("customer {domain_id} has no scheduled task for option {option} ({label})");
    Failure::new(Exit::NotFound, message)
}

async fn list(session: &Session, customer: &CustomerArg, global: &Global) -> Result<(), Failure> {
    let customer = session.customer(customer).await?;
    let domain_id = customer.id;
    let reply = session
        .call(session.client.option_orders(domain_id))
        .await
        .map_err(|failure| failure.about_customer(domain_id))?;
    let records = Records::all(&TASK, reply.body())?.with_findings(reply.check());
    show_of(session, customer, records, global.printer()).await
}

impl NewTask {
    /// Types that make no sense without more need it. The rules of other types are not known.
    fn ensure_complete(&self, option: &OptionProductId, writing: &Writing) -> Result<(), Failure> {
        use OptionProductOrderType::{Apply, ChangeQuantity, Modify, StartPaidService};
        let name = task_word(&self.kind);
        if let Some(sub_option) = &self.sub_option {
            selected(option, sub_option, writing)?;
        } else if matches!(self.kind, Apply | StartPaidService | Modify) {
            let message = format!("--type {name} needs a SUB_OPTION of {option}");
            return Err(Failure::new(Exit::Usage, message).hint(format!(
                "`works-partner catalog {option}` shows which there are"
            )));
        }
        if self.kind == ChangeQuantity && self.quantity.is_none() {
            let message = format!("--type {name} needs --quantity");
            return Err(Failure::new(Exit::Usage, message));
        }
        Ok(())
    }
}

async fn create(
    session: &Session,
    of: &OptionOf,
    task: &NewTask,
    writing: &Writing,
    global: &Global,
) -> Result<(), Failure> {
    let OptionOf { domain_id, option } = of;
    let wanted = WantedFacts::for_option_order(&task.kind);
    let known = CustomerFacts::read(
        session,
        Subject::option(*domain_id, option),
        wanted,
        writing,
    )
    .await?;
    let date = reckoned(task.apply_date, known.today())?;
    let mut request = CreateOptionOrder::other(task.kind.clone(), option, date);
    if let Some(sub_option) = &task.sub_option {
        request = request.sub_option(sub_option.clone());
    }
    if let Some(quantity) = task.quantity {
        request = request.quantity(quantity);
    }

    let mut lines = known.lines("Schedule a task", writing);
    lines.push(("Task", named(&task.kind)));
    match &task.sub_option {
        Some(sub_option) => lines.push(("Sub-option", known.to_sub_option(sub_option))),
        None => lines.extend(known.in_use()),
    }
    if let Some(quantity) = task.quantity {
        lines.retain(|(heading, _)| *heading != "Quantity");
        lines.push(("Quantity", known.to_quantity(quantity)));
    }
    lines.push(("Apply date", known.on(date)));
    lines.extend(known.scheduled());
    let change = Change::new(
        "create_option_product_order",
        &[("domainId", &domain_id.to_string())],
        Some(&request.body()),
        known,
    )?
    .lines(lines)
    .answered_by(&TASK)
    .done(format!(
        "a task is scheduled for option {option} ({})",
        option.label()
    ))
    .look(look(of));
    change.carry_out(session, writing, global).await
}

async fn update(
    session: &Session,
    of: &OptionOf,
    task: &ChangedTask,
    writing: &Writing,
    global: &Global,
) -> Result<(), Failure> {
    let OptionOf { domain_id, option } = of;
    let wanted = WantedFacts {
        reservation: WantedReservation::UnlessPaid,
        ..WantedFacts::ALL
    };
    let known = CustomerFacts::read(
        session,
        Subject::option(*domain_id, option),
        wanted,
        writing,
    )
    .await?;
    if known.has_no_task() {
        return Err(no_task(of).hint(format!(
            "nothing was sent; `works-partner option-order create {domain_id} {option}` schedules one"
        )));
    }
    let mut request = UpdateOptionOrder::new(option);
    let mut lines = known.lines("Change a scheduled task", writing);
    let own = known.task();
    if let Some(own) = own {
        lines.push(("Task", named(&own.type_)));
    }
    // From what is scheduled, if that is known, to what is wanted, if anything is.
    let mut change = |heading, from: Option<Cell>, to: Option<Cell>| {
        let cell = match (from, to) {
            (Some(from), Some(to)) => Some(from.to(&to)),
            (from, to) => to.or(from),
        };
        lines.extend(cell.map(|cell| (heading, cell)));
    };
    let sub_option = task.sub_option.as_ref();
    change(
        "Sub-option",
        own.map(|own| named(&own.sub_option_id)),
        sub_option.map(named),
    );
    if let Some(sub_option) = sub_option {
        request = request.sub_option(sub_option.clone());
    }
    change(
        "Quantity",
        own.map(|own| quantity(own.quantity)),
        task.quantity
            .map(|quantity| Cell::text(quantity.to_string())),
    );
    if let Some(quantity) = task.quantity {
        request = request.quantity(quantity);
    }
    let date = task
        .apply_date
        .map(|date| reckoned(date, known.today()))
        .transpose()?;
    change(
        "Apply date",
        own.map(|own| day(&own.apply_date)),
        date.map(|date| known.on(date)),
    );
    if let Some(date) = date {
        request = request.date(date);
    }
    let change = Change::new(
        "update_option_product_order",
        &[
            ("domainId", &domain_id.to_string()),
            ("optionProductId", option.as_str()),
        ],
        Some(&request.body()),
        known,
    )?
    .lines(lines)
    .answered_by(&TASK)
    .done(format!(
        "the task for option {option} ({}) is changed",
        option.label()
    ))
    .look(look(of));
    change.carry_out(session, writing, global).await
}

async fn cancel(
    session: &Session,
    of: &OptionOf,
    writing: &Writing,
    global: &Global,
) -> Result<(), Failure> {
    let OptionOf { domain_id, option } = of;
    let wanted = WantedFacts {
        option_order: true,
        ..WantedFacts::default()
    };
    let known = CustomerFacts::read(
        session,
        Subject::option(*domain_id, option),
        wanted,
        writing,
    )
    .await?;
    if known.has_no_task() {
        return Err(no_task(of).hint(format!(
            "nothing was sent; `works-partner option cancel {domain_id} {option}` ends an option in use"
        )));
    }
    let mut lines = known.lines("Withdraw a scheduled task", writing);
    if let Some(task) = known.task() {
        lines.push(("Task", named(&task.type_)));
        lines.push(("Sub-option", named(&task.sub_option_id)));
        lines.push(("Quantity", quantity(task.quantity)));
        let date = task.apply_date.to_civil();
        let date = date.map_or_else(|| day(&task.apply_date), |date| known.on(date));
        lines.push(("Apply date", date));
    }
    lines.push((
        "The option itself",
        Cell::text(
            known
                .task()
                .map_or(WITHDRAWN, |task| withdrawn(&task.type_)),
        ),
    ));
    let change = Change::new(
        "delete_option_product_order",
        &[
            ("domainId", &domain_id.to_string()),
            ("optionProductId", option.as_str()),
        ],
        None::<&()>,
        known,
    )?
    .lines(lines)
    .answered_by(&TASK)
    .done(format!(
        "the task for option {option} ({}) is withdrawn",
        option.label()
    ))
    .look(look(of));
    change.carry_out(session, writing, global).await
}

/// What becomes of an option whose task is not known.
const WITHDRAWN: &str = "what was scheduled for it does not happen";

/// What becomes of an option whose task is withdrawn.
fn withdrawn(task: &OptionProductOrderType) -> &'static str {
    match task {
        OptionProductOrderType::Apply => {
            "is not added; what the customer uses of it already stays as it is"
        }
        OptionProductOrderType::StartPaidService => "stays a trial, and does not go paid",
        OptionProductOrderType::Cancel => "goes on; `option cancel` would end it",
        OptionProductOrderType::Modify | OptionProductOrderType::ChangeQuantity => {
            "stays as it is; `option cancel` would end it"
        }
        _ => WITHDRAWN,
    }
}

fn look(OptionOf { domain_id, option }: &OptionOf) -> String {
    format!("works-partner option-order get {domain_id} {option}")
}
