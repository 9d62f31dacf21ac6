//! A request that changes something: shown, asked about, sent once, and told of.

mod facts;

use std::future::Future;

use serde::Serialize;
use works_partner_ext::api::Operation;
use works_partner_ext::validation::{Assessment, Decision, Warning};
use works_partner_ext::{Error, Reply};

use crate::arguments::{Global, Writing};
use crate::confirm;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Format;
use crate::output::table::Cell;
use crate::printer::Printer;
use crate::session::Session;
use crate::views::{Preview, Records, Resource};

pub(crate) use facts::{CustomerFacts, quantity};

/// A change that is ready to be sent.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) operation_id: &'static str,
    /// The values of the path's parameters, in order.
    pub(crate) parameters: Vec<String>,
    pub(crate) body: Option<String>,
    /// What it does, under headings.
    pub(crate) lines: Vec<(&'static str, Cell)>,
    /// `None` where it is not to be held against the rules.
    pub(crate) assessment: Option<Assessment>,
    pub(crate) warnings: Vec<Warning>,
    /// What the server answers with, if it answers.
    pub(crate) resource: &'static Resource,
    /// A sentence for when it is done.
    pub(crate) done: String,
    /// The command that shows whether it is done.
    pub(crate) look: String,
}

/// A body as it is sent.
pub(crate) fn body(body: &impl Serialize) -> Option<String> {
    serde_json::to_string(body).ok()
}

impl Writing {
    /// Fails where nobody could be asked who has to be: before anything is read.
    pub(crate) fn ensure_consent_can_be_had(&self) -> Result<(), Failure> {
        confirm::ensure_can_be_had(self.yes || self.dry_run)
    }
}

impl Change {
    /// Shows the change, asks, sends it, and tells what came of it.
    pub(crate) async fn carry_out<T>(
        self,
        send: impl Future<Output = Result<Reply<T>, Error>>,
        session: &Session,
        writing: &Writing,
        global: &Global,
    ) -> Result<(), Failure> {
        let printer = global.printer();
        let forbidden = self.forbidden();
        let preview = self.preview();
        if writing.dry_run {
            printer.print(&preview)?;
            return forbidden.map_or(Ok(()), Err);
        }
        if let Some(failure) = forbidden {
            return Err(failure);
        }
        // A program that reads stderr finds one JSON object there, or nothing.
        let is_read_by_a_person = matches!(printer.format, Format::Table | Format::Csv);
        if !writing.yes || is_read_by_a_person {
            printer.preview(&preview);
        }
        if !writing.yes && !confirm::is_given(printer)? {
            return Err(Failure::new(Exit::Cancelled, "nothing was sent"));
        }
        let outcome = tokio::select! {
            outcome = send => outcome,
            _ = tokio::signal::ctrl_c() => {
                let failure = Failure::new(Exit::Cancelled, "it was stopped while it was being sent");
                return Err(self.outcome_unknown(failure.operation(self.operation_id)));
            }
        };
        match outcome {
            Ok(reply) => self.tell(reply.body(), None, printer),
            Err(error) => self.tell_error(error, session, printer),
        }
    }

    fn forbidden(&self) -> Option<Failure> {
        match self.assessment.clone()?.decision() {
            Decision::Forbidden(violations) => {
                Some(Failure::invalid(violations, self.operation_id))
            }
            Decision::Allowed | Decision::ServerDecides(_) => None,
        }
    }

    fn preview(&self) -> Preview {
        let operation = Operation::find(self.operation_id);
        let template = operation.map_or("", |operation| operation.path);
        let mut parameters = self.parameters.iter();
        let segments = template.split('/').map(|segment| match segment {
            parameter if parameter.starts_with('{') => {
                parameters.next().map_or(parameter, String::as_str)
            }
            fixed => fixed,
        });
        let assessment = self.assessment.as_ref();
        Preview {
            lines: self.lines.clone(),
            method: operation.map_or("", |operation| operation.method),
            path: segments.collect::<Vec<_>>().join("/"),
            body: self.body.clone(),
            validated: assessment.is_some(),
            violations: assessment.map_or_else(Vec::new, |held| held.violations().to_vec()),
            undecided: assessment.map_or_else(Vec::new, |held| held.undecided().to_vec()),
            warnings: self.warnings.clone(),
        }
    }

    /// Prints what the server answered, and says that it is done.
    fn tell(&self, body: &[u8], remark: Option<&str>, printer: Printer) -> Result<(), Failure> {
        let records = Records::of_change(self.resource, body);
        if let Some(records) = &records {
            printer.print(records).map_err(|failure| {
                let exit = failure.exit();
                failure.with(exit, "it is done, but ")
            })?;
        }
        if records.is_none() || printer.format == Format::Table {
            printer.say(&self.done);
        }
        if let Some(remark) = remark {
            printer.note(remark);
        }
        Ok(())
    }

    fn tell_error(&self, error: Error, session: &Session, printer: Printer) -> Result<(), Failure> {
        let is_success = error.status().is_some_and(|status| status.is_success());
        if !is_success && !error.is_outcome_unknown() {
            return Err(session.explain(error));
        }
        let text = error.body_text().unwrap_or_default().into_owned();
        let is_empty = text.trim().is_empty() && error.is_decode();
        let is_object = Records::of_change(self.resource, text.as_bytes()).is_some();
        if is_success && (is_empty || is_object) {
            // It is done, and the answer is another than the document has.
            let remark = session.explain(error).message().to_owned();
            return self.tell(text.as_bytes(), Some(&remark), printer);
        }
        // A success that is no JSON may be another server's than the API's.
        Err(self.outcome_unknown(session.explain(error)))
    }

    fn outcome_unknown(&self, failure: Failure) -> Failure {
        failure
            .with(Exit::OutcomeUnknown, "whether it is done is not known: ")
            .hint(format!(
                "it was sent once, and is not sent again by itself; before you send it again, see \
                 with `{}`",
                self.look
            ))
    }
}
