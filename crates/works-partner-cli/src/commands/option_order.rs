//! `option-order`: scheduled tasks for the options of a customer.

use clap::Subcommand;
use works_partner_ext::api::types::OptionProductId;
use works_partner_ext::{DomainId, OptionProductIdExt as _};

use crate::answers::Tasks;
use crate::arguments::{DomainIdParser, Global, OptionParser};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::{Session, block_on};
use crate::settings::Settings;

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Show the scheduled task for one option; exit code 3 where there is none.
    Get {
        /// The customer: its domainId, such as 10000001.
        #[arg(value_name = "DOMAIN_ID", value_parser = DomainIdParser, allow_negative_numbers = true)]
        domain_id: DomainId,
        /// The option, by its code; upper or lower case.
        #[arg(value_name = "OPTION", value_parser = OptionParser)]
        option: OptionProductId,
    },
    /// List the scheduled tasks for all options.
    List {
        /// The customer: its domainId, such as 10000001.
        #[arg(value_name = "DOMAIN_ID", value_parser = DomainIdParser, allow_negative_numbers = true)]
        domain_id: DomainId,
    },
}

pub(crate) fn run(verb: &Verb, global: &Global, settings: &Settings) -> Result<(), Failure> {
    block_on(async {
        let session = Session::open(global, settings).await?;
        match verb {
            Verb::Get { domain_id, option } => get(&session, *domain_id, option, global).await,
            Verb::List { domain_id } => list(&session, *domain_id, global).await,
        }
    })
}

async fn get(
    session: &Session,
    domain_id: DomainId,
    option: &OptionProductId,
    global: &Global,
) -> Result<(), Failure> {
    let task = session
        .call(session.client.option_order(domain_id, option))
        .await
        .map_err(|failure| about(domain_id, failure))?;
    let Some(task) = task else {
        let message = format!(
            "customer {domain_id} has no scheduled task for option {option} ({})",
            option.label()
        );
        return Err(Failure::new(Exit::NotFound, message).operation("get_option_product_order"));
    };
    let printer = global.printer();
    let tasks = Tasks::one(&task)?;
    printer.print(&tasks)?;
    tasks.notes().iter().for_each(|note| printer.note(note));
    Ok(())
}

async fn list(session: &Session, domain_id: DomainId, global: &Global) -> Result<(), Failure> {
    let reply = session
        .call(session.client.option_orders(domain_id))
        .await
        .map_err(|failure| about(domain_id, failure))?;
    let printer = global.printer();
    let tasks = Tasks::all(&reply)?;
    printer.print(&tasks)?;
    if reply.is_empty() {
        printer.nothing(&format!("customer {domain_id} has no scheduled tasks"));
    }
    tasks.notes().iter().for_each(|note| printer.note(note));
    Ok(())
}

/// The API refuses a customer that it does not know in the same way as one that is another's.
fn about(domain_id: DomainId, failure: Failure) -> Failure {
    if failure.is_forbidden() {
        let more = format!(", and customer {domain_id} must exist and be this partner's");
        return failure.extend_hint(&more);
    }
    failure
}
