//! A request that changes something: shown, asked about, sent once, and told of. Every command that
//! changes something comes here, the everyday ones and `api`.

mod described;
mod facts;
mod journal_entry;
mod outcome;

use serde::Serialize;
use serde_json::Value;
use works_partner_ext::api::{OPERATIONS, Operation};
use works_partner_ext::validation::{Assessment, Decision, Facts, Warning};
use works_partner_ext::{OperationCall, WantedFacts};

use crate::arguments::{Global, Writing};
use crate::confirm::{self, Question};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Format;
use crate::output::table::Cell;
use crate::printer::Printer;
use crate::session::Session;
use crate::views::{Preview, Resource};

pub(crate) use facts::{CustomerFacts, Subject, quantity};

/// A change that is ready to be sent.
#[derive(Debug)]
pub(crate) struct Change {
    call: OperationCall,
    /// What it does, under headings.
    lines: Vec<(&'static str, Cell)>,
    /// `None` where it is not to be held against the rules.
    assessment: Option<Assessment>,
    warnings: Vec<Warning>,
    known: CustomerFacts,
    /// What the server answers with, if it answers; `None` where any answer is shown as it is.
    resource: Option<&'static Resource>,
    /// A sentence for when it is done.
    done: String,
    /// The command that shows whether it is done.
    look: Option<String>,
    /// What to do instead, where something stands against it.
    instead: Option<String>,
}

impl Change {
    /// A change by an everyday command: an operation, the parameters of its path, and its body.
    pub(crate) fn new(
        operation_id: &'static str,
        parameters: &[(&'static str, &str)],
        body: Option<&impl Serialize>,
        known: CustomerFacts,
    ) -> Result<Self, Failure> {
        Ok(Self::of(request(operation_id, parameters, body)?, known))
    }

    /// The same, with the facts that it depends on read. What it does is said in the document's words.
    pub(crate) async fn read(
        session: &Session,
        operation_id: &'static str,
        parameters: &[(&'static str, &str)],
        body: Option<&impl Serialize>,
        writing: &Writing,
    ) -> Result<Self, Failure> {
        let call = request(operation_id, parameters, body)?;
        let (subject, wanted) = (Subject::of(&call), WantedFacts::by(&call));
        let known = CustomerFacts::read(session, subject, wanted, writing).await?;
        Ok(Self::of(call, known).described(writing))
    }

    /// The same of a request that was made before. What it does is said in the document's words.
    pub(crate) fn of(call: OperationCall, known: CustomerFacts) -> Self {
        Self {
            instead: instead(&call, &known),
            lines: Vec::new(),
            assessment: known.facts().and_then(|facts| call.assess(facts)),
            warnings: call.warnings(&known.facts_if_any()),
            resource: None,
            done: call.operation().summary.unwrap_or_default().to_owned(),
            look: look(&call),
            call,
            known,
        }
    }

    /// What the operation does.
    pub(crate) fn summary(&self) -> &'static str {
        let operation = self.call.operation();
        operation.summary.unwrap_or(operation.id)
    }

    /// Says what it does, in the words of a command.
    pub(crate) fn lines(self, lines: Vec<(&'static str, Cell)>) -> Self {
        Self { lines, ..self }
    }

    /// Says what it does, in the words of the document.
    pub(crate) fn described(self, writing: &Writing) -> Self {
        let lines = described::lines(&self.call, &self.known, writing);
        Self { lines, ..self }
    }

    /// Holds the typed request against the rules, where its data says less.
    pub(crate) fn assessed(self, assess: impl FnOnce(&Facts) -> Assessment) -> Self {
        let assessment = self.known.facts().map(assess);
        Self { assessment, ..self }
    }

    /// The answer is a record of this kind.
    pub(crate) fn answered_by(self, resource: &'static Resource) -> Self {
        Self {
            resource: Some(resource),
            ..self
        }
    }

    /// A sentence for when it is done.
    pub(crate) fn done(self, done: String) -> Self {
        Self { done, ..self }
    }

    /// The command that shows whether it is done.
    pub(crate) fn look(self, look: String) -> Self {
        let look = Some(look);
        Self { look, ..self }
    }

    /// Shows the change, asks, sends it, and tells what came of it.
    pub(crate) async fn carry_out(
        self,
        session: &Session,
        writing: &Writing,
        global: &Global,
    ) -> Result<(), Failure> {
        let printer = global.printer();
        let forbidden = self.forbidden();
        // A sandbox of this command has an address only while it serves.
        let base_url = (!global.sandbox).then(|| session.base_url());
        if writing.dry_run {
            return self.show(base_url, printer);
        }
        let preview = self.preview(base_url);
        if let Some(failure) = forbidden {
            return Err(failure);
        }
        // A program that reads stderr finds JSON objects there, or nothing.
        let is_read_by_a_person = matches!(printer.format, Format::Table | Format::Csv);
        if !writing.yes || is_read_by_a_person {
            printer.preview(&preview);
        }
        self.confirm(session, writing, printer).await?;
        self.send(session, printer).await
    }

    /// Shows the change, and sends nothing.
    pub(crate) fn show(&self, base_url: Option<&str>, printer: Printer) -> Result<(), Failure> {
        printer.print(&self.preview(base_url))?;
        self.forbidden().map_or(Ok(()), Err)
    }

    /// Asks for confirmation. What ends a contract is confirmed by the customer's domain; a domain that was
    /// given is held against the customer's wherever there is one.
    async fn confirm(
        &self,
        session: &Session,
        writing: &Writing,
        printer: Printer,
    ) -> Result<(), Failure> {
        let ends_contract = self.ends_contract();
        let domain = match self.known.subject().domain_id {
            Some(id) if ends_contract || writing.confirm.is_some() => {
                Some(match self.known.domain() {
                    Some(domain) => domain.to_owned(),
                    None => session.domain_of(id).await?,
                })
            }
            _ => None,
        };
        let operation = self.call.operation().id;
        let question = match &domain {
            Some(domain) if ends_contract => Question::Domain(domain),
            _ => Question::GoOn,
        };
        let is_given = match (writing.yes, &domain, &writing.confirm) {
            (true, Some(domain), Some(typed)) if confirm::is_domain(typed, domain) => true,
            (true, Some(_), None) if ends_contract => {
                let message = "this ends a contract, which --yes alone does not do";
                return Err(Failure::new(Exit::Usage, message)
                    .operation(operation)
                    .hint("add --confirm with the customer's domain; nothing was sent"));
            }
            (_, Some(domain), Some(typed)) if !confirm::is_domain(typed, domain) => {
                let message =
                    format!("--confirm has `{typed}`, and the customer's domain is {domain}");
                return Err(Failure::new(Exit::Usage, message)
                    .operation(operation)
                    .hint("nothing was sent"));
            }
            (true, None, _) => true,
            _ => confirm::is_given(question, printer).await?,
        };
        if is_given {
            Ok(())
        } else {
            Err(Failure::new(Exit::Cancelled, "nothing was sent"))
        }
    }

    fn ends_contract(&self) -> bool {
        self.warnings.iter().any(|warning| warning.ends_contract)
    }

    /// Why the vendor's rules forbid it, and where the facts that they go by can be seen.
    fn forbidden(&self) -> Option<Failure> {
        let operation = self.call.operation().id;
        match self.assessment.clone()?.decision() {
            Decision::Forbidden(violations) => {
                let failure = Failure::invalid(violations, operation);
                let failure = match &self.instead {
                    Some(instead) => failure.add_hint(instead),
                    None => failure,
                };
                let lookups = self.known.lookups();
                Some(match lookups.is_empty() {
                    true => failure,
                    false => {
                        failure.add_hint(&format!("see the facts with {}", lookups.join(", ")))
                    }
                })
            }
            Decision::Allowed | Decision::ServerDecides(_) => None,
        }
    }

    fn preview(&self, base_url: Option<&str>) -> Preview {
        let operation = self.call.operation();
        let path = operation.path_with(self.call.parameters());
        let path = path.unwrap_or_else(|_| operation.path.to_owned());
        let assessment = self.assessment.as_ref();
        let mut lines = self.lines.clone();
        if let Some(instead) = &self.instead {
            lines.push(("Instead", Cell::mark(instead)));
        }
        Preview {
            lines,
            method: operation.method,
            url: base_url
                .unwrap_or_default()
                .trim_end_matches('/')
                .to_owned()
                + &path,
            path,
            body: self.call.shown_json(),
            validated: self.known.facts().is_some(),
            violations: assessment.map_or_else(Vec::new, |held| held.violations().to_vec()),
            undecided: assessment.map_or_else(Vec::new, |held| held.undecided().to_vec()),
            warnings: self.warnings.clone(),
        }
    }
}

/// A request for an operation. It is held against the rules, so that nothing else has to be asked of it.
fn request(
    operation_id: &'static str,
    parameters: &[(&'static str, &str)],
    body: Option<&impl Serialize>,
) -> Result<OperationCall, Failure> {
    let unwritable = || {
        let message = format!("the request for {operation_id} cannot be written");
        Failure::new(Exit::Unexpected, message)
    };
    let operation = Operation::find(operation_id).ok_or_else(unwritable)?;
    let mut call = OperationCall::new(operation).skip_validation();
    for (name, value) in parameters {
        call = call.parameter(*name, *value);
    }
    match body {
        Some(body) => {
            let body: Value = serde_json::to_value(body).map_err(|_| unwritable())?;
            Ok(call.body(body))
        }
        None => Ok(call),
    }
}

/// What can be done where something is scheduled already, and but one thing can be.
fn instead(call: &OperationCall, known: &CustomerFacts) -> Option<String> {
    let subject = known.subject();
    let id = subject.domain_id?;
    let (update, withdraw) = match call.operation().id {
        "create_option_product_order" => {
            let option = subject.option.as_ref()?;
            let own = known.task()?;
            let body = call.shown_body()?;
            let text = |name: &str| body.get(name).and_then(Value::as_str);
            let mut update = format!("option-order update {id} {option}");
            for (value, flag) in [
                (text("subOptionId").map(str::to_owned), ""),
                (
                    body.get("quantity")
                        .and_then(Value::as_u64)
                        .map(|n| n.to_string()),
                    "--quantity ",
                ),
                (text("applyDate").map(str::to_owned), "--apply-date "),
            ] {
                update.extend(value.map(|value| format!(" {flag}{value}")));
            }
            // The type of a task cannot be changed.
            let is_same_type = text("type") == Some(own.type_.as_str());
            (
                is_same_type.then_some(update),
                format!("option-order cancel {id} {option}"),
            )
        }
        "create_subscription_reservation" => {
            let own = known.reservation()?;
            let body = call.shown_body()?;
            let text = |name: &str| body.get(name).and_then(Value::as_str);
            let of = format!(
                "--domain-id {id} --subscription-id {}",
                subject.subscription?
            );
            let date = text("applyDate")?;
            let is_same_type = text("type") == Some(own.type_.as_str());
            (
                is_same_type.then(|| {
                    format!("api update-subscription-reservation {of} --apply-date {date}")
                }),
                format!("api delete-subscription-reservation {of}"),
            )
        }
        _ => return None,
    };
    let update = update.map_or_else(String::new, |update| {
        format!("`works-partner {update}` changes it, ")
    });
    Some(format!(
        "a task is scheduled already: {update}`works-partner {withdraw}` withdraws it"
    ))
}

/// The command that shows what a change is about: the nearest operation that reads, on the path of the
/// change or above it.
fn look(call: &OperationCall) -> Option<String> {
    let mut path = call.operation().path;
    loop {
        let mut reads = OPERATIONS.iter().filter(|other| other.method == "GET");
        if let Some(read) = reads.find(|other| other.path == path) {
            let mut command = format!("works-partner api {}", read.id.replace('_', "-"));
            for parameter in read
                .parameters
                .iter()
                .filter(|parameter| parameter.required)
            {
                let value = call.parameters().get(parameter.name)?;
                let value = match value {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                let flag = flag_of(parameter.name);
                command.push_str(&format!(" --{flag} {value}"));
            }
            return Some(command);
        }
        (path, _) = path.rsplit_once('/')?;
    }
}

/// `domainId` as a flag of `api`.
fn flag_of(name: &str) -> String {
    let mut flag = String::new();
    for char in name.chars() {
        if char.is_uppercase() {
            flag.push('-');
        }
        flag.extend(char.to_lowercase());
    }
    flag
}
