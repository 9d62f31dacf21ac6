//! `observe`: what the service's responses look like, for the document that describes it.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Value, json};
use works_partner_ext::OperationCall;
use works_partner_ext::api::{Location, OPERATIONS, Operation};

use crate::arguments::Global;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::observation;
use crate::output::table::Importance::{Essential, Useful};
use crate::session::{Session, block_on};
use crate::settings::Settings;
use crate::views::stored::{Column, Stored};

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Call every operation that only reads, for a few customers, and keep what the responses look like.
    ///
    /// Changes nothing. Needs --observe FILE. The file has names and types of fields, codes, statuses and counts; it
    /// has no text, number, id or date of a customer. Read it with `observe show` before you give it away.
    Run {
        /// For how many customers.
        #[arg(long, value_name = "NUMBER", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
        customers: u16,
    },
    /// Show what is in a file of --observe.
    Show {
        /// The file.
        #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
        file: PathBuf,
    },
}

pub(crate) fn run(verb: &Verb, global: &Global, settings: &Settings) -> Result<(), Failure> {
    match verb {
        Verb::Run { customers } => {
            if global.observe.is_none() {
                let message = "there is no file to write to: name one with --observe FILE";
                return Err(Failure::new(Exit::Usage, message.to_owned()));
            }
            block_on(walk(usize::from(*customers), global, settings))
        }
        Verb::Show { file } => show(file, global),
    }
}

const COLUMNS: &[Column] = &[
    ("operation", "OPERATION", Essential),
    ("status", "STATUS", Essential),
    ("field", "FIELD", Essential),
    ("types", "TYPES", Essential),
    ("codes", "CODES", Useful),
];

fn show(file: &std::path::Path, global: &Global) -> Result<(), Failure> {
    let shapes = observation::read(file)?;
    let mut rows = Vec::new();
    for (operation, statuses) in &shapes.operations {
        for (status, answers) in statuses {
            let codes = listed(answers.codes.iter());
            rows.push(json!({
                "operation": operation, "status": status, "field": Value::Null,
                "types": format!("{} responses", answers.count),
                "codes": codes,
            }));
            for (path, field) in &answers.fields {
                rows.push(json!({
                    "operation": operation, "status": status, "field": path,
                    "types": listed(field.types.iter()), "codes": listed(field.codes.iter()),
                }));
            }
        }
    }
    for (verdict, times) in &shapes.verdicts {
        rows.push(json!({ "operation": Value::Null, "status": Value::Null, "field": verdict, "types": times.to_string() }));
    }
    global
        .printer()
        .print(&Stored::new(COLUMNS, &rows, "nothing was observed"))
}

fn listed<'a>(counts: impl Iterator<Item = (&'a String, &'a u64)>) -> Option<String> {
    let all: Vec<String> = counts
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// What is known of one customer, to call operations with.
#[derive(Default)]
struct Known {
    subscriptions: Vec<Value>,
    options: Vec<Value>,
}

async fn walk(wanted: usize, global: &Global, settings: &Settings) -> Result<(), Failure> {
    let session = Session::open(global, settings).await?;
    let mut customers = session.client.customers().count(30).items();
    let mut walked = 0_usize;
    let mut calls = 0_u64;
    while walked < wanted
        && let Some(customer) = customers.next().await
    {
        let customer = customer.map_err(|error| session.explain(error))?;
        let mut known = Known::default();
        // The lists come before what is asked for by the ids in them.
        let mut operations: Vec<&Operation> =
            OPERATIONS.iter().filter(|it| it.method == "GET").collect();
        operations.sort_by_key(|operation| path_parameters(operation).count());
        for operation in operations {
            for call in calls_of(operation, customer.domain_id, &known) {
                calls = calls.saturating_add(1);
                // A refusal is an observation, too.
                if let Ok(reply) = session.client.send(&call).await {
                    known.add(&reply);
                }
            }
        }
        walked = walked.saturating_add(1);
    }
    global.printer().say(&format!(
        "{calls} calls for {walked} customers were observed"
    ));
    Ok(())
}

fn path_parameters(operation: &Operation) -> impl Iterator<Item = &'static str> {
    let parameters = operation.parameters.iter();
    parameters
        .filter(|it| it.location == Location::Path)
        .map(|it| it.name)
}

/// The calls that can be made with what is known: none where something else is asked for.
fn calls_of(operation: &Operation, domain_id: i64, known: &Known) -> Vec<OperationCall> {
    let mut calls = vec![OperationCall::new(operation)];
    let mut is_about_customer = false;
    for name in path_parameters(operation) {
        let values: &[Value] = match name {
            "domainId" => {
                is_about_customer = true;
                &[json!(domain_id)]
            }
            "subscriptionId" => &known.subscriptions,
            "optionProductId" => &known.options,
            _ => &[],
        };
        calls = calls
            .into_iter()
            .flat_map(|call| {
                values
                    .iter()
                    .map(move |value| call.clone().parameter(name, value.clone()).allow_unlisted())
            })
            .collect();
    }
    if is_about_customer { calls } else { Vec::new() }
}

impl Known {
    fn add(&mut self, body: &Value) {
        let ids = |list: &str, member: &str| -> Vec<Value> {
            let items = body
                .get(list)
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            items.filter_map(|item| item.get(member)).cloned().collect()
        };
        self.subscriptions
            .extend(ids("subscriptions", "subscriptionId"));
        for id in [
            ids("optionProducts", "optionProductId"),
            ids("optionProductOrders", "optionProductId"),
        ]
        .concat()
        {
            if !self.options.contains(&id) {
                self.options.push(id);
            }
        }
    }
}
