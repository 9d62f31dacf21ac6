//! What came of a change. The rule is the same for all that change something:
//!
//! - A 2xx status means that it is done, whatever the body is. That is told first, on stderr; then the
//!   body is printed, or it is told why it cannot be.
//! - Where the answer says otherwise, it is not done.
//! - Where no answer came after the request had left, or one that says nothing of the outcome, that is
//!   unknown.
//! - Where nothing had left, nothing was sent.

use serde::Serialize;
use serde_json::Value;
use works_partner_ext::{Error, Reply};

use super::Change;
use super::journal_entry::Entry;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::observation;
use crate::output::Format;
use crate::printer::Printer;
use crate::session::{self, Session};
use crate::signals;
use crate::views::{Records, Response};

/// For programs. Its names are stable.
#[derive(Serialize)]
struct Document<'a> {
    outcome: Fields<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fields<'a> {
    kind: &'static str,
    message: &'a str,
    operation_id: &'static str,
    status: Option<u16>,
}

impl Change {
    pub(super) async fn send(self, session: &Session, printer: Printer) -> Result<(), Failure> {
        let _own = signals::Own::new();
        let (writer, sent) = session.counting_writer();
        let entry = Entry::begin(&self.call, session)?;
        if let Some(missing) = session.journal.missing().filter(|_| !session.forgets()) {
            self.warn(&missing, printer);
        }
        let outcome = tokio::select! {
            outcome = writer.send(&self.call) => outcome,
            () = signals::stopped() => {
                session::settle().await;
                if let Some(entry) = entry
                    && let Err(error) = entry.stop(sent.count() > 0, session)
                {
                    self.warn(&error.to_string(), printer);
                }
                let failure = |message| {
                    Failure::new(Exit::Cancelled, message).operation(self.operation_id())
                };
                return Err(if sent.count() == 0 {
                    failure("it was stopped, and nothing was sent")
                } else {
                    self.unknown(failure("it was stopped while it was being sent"))
                });
            }
        };
        self.observe(&outcome);
        if let Some(entry) = entry {
            let ending = works_partner_plan::ending(&outcome, &sent, &self.call);
            // What the server did is told all the same.
            if let Err(error) = entry.end(&ending, session) {
                self.warn(&error.to_string(), printer);
            }
        }
        let told = self.tell(outcome, session, printer);
        let secrets = self.call.secrets().into_iter();
        told.map_err(|failure| secrets.fold(failure, Failure::without))
    }

    /// Notes what the service made of what the rules refused or left to it.
    fn observe(&self, outcome: &Result<Reply<Value>, Error>) {
        let status = match outcome {
            Ok(reply) => Some(reply.status()),
            Err(error) => error.status(),
        };
        let (Some(status), Some(assessment)) = (status, &self.assessment) else {
            return;
        };
        observation::add_verdict(|shapes| {
            for (verdict, rules) in [
                ("broken", assessment.violations()),
                ("undecided", assessment.undecided()),
            ] {
                for rule in rules {
                    shapes.add_verdict(self.operation_id(), verdict, &rule.rule_id, status);
                }
            }
        });
    }

    fn operation_id(&self) -> &'static str {
        self.call.operation().id
    }

    fn tell(
        &self,
        outcome: Result<Reply<Value>, Error>,
        session: &Session,
        printer: Printer,
    ) -> Result<(), Failure> {
        let error = match outcome {
            Ok(reply) => {
                let status = Some(reply.status().as_u16());
                return self.tell_done(reply.body(), status, None, session, printer);
            }
            Err(error) => error,
        };
        if let Some(status) = error.status().filter(|status| status.is_success()) {
            let body = error.body_text().unwrap_or_default().into_owned();
            let status = Some(status.as_u16());
            let failure = session.explain(error);
            return self.tell_done(body.as_bytes(), status, Some(failure), session, printer);
        }
        if error.is_outcome_unknown() {
            return Err(self.unknown(session.explain(error)));
        }
        let is_conflict = error.status().is_some_and(|status| status.as_u16() == 409);
        let failure = session.explain(error);
        let failure = match self.known.subject().domain_id {
            Some(domain_id) => failure.about_customer(domain_id),
            None => failure,
        };
        Err(match (&self.instead, &self.look) {
            (Some(instead), _) if is_conflict => failure.add_hint(instead),
            (None, Some(look)) if is_conflict => {
                failure.add_hint(&format!("see what there is with `{look}`"))
            }
            _ => failure,
        })
    }

    /// Says that it is done, before anything that can fail; then prints what came with it.
    fn tell_done(
        &self,
        body: &[u8],
        status: Option<u16>,
        unread: Option<Failure>,
        session: &Session,
        printer: Printer,
    ) -> Result<(), Failure> {
        let is_for_programs = matches!(printer.format, Format::Json | Format::Jsonl);
        if is_for_programs {
            let document = Document {
                outcome: Fields {
                    kind: Exit::Done.word(),
                    message: &self.done,
                    operation_id: self.operation_id(),
                    status,
                },
            };
            printer.tell(&serde_json::to_string(&document).unwrap_or_default());
        } else {
            printer.say(&self.done);
        }
        let is_empty = body.trim_ascii().is_empty();
        let printed = match (self.resource, unread) {
            _ if is_empty => Ok(()),
            (Some(resource), _) if Records::of_change(resource, body).is_some() => {
                let mut records = Records::of_change(resource, body).into_iter();
                records.try_for_each(|records| printer.print(&records))
            }
            (_, None) => {
                let response = Response::of(body)?;
                let printed = printer.print(&response);
                response.notes().iter().for_each(|note| printer.note(note));
                printed
            }
            (_, Some(unread)) => {
                // It is done all the same, so that this is no failure.
                let message = unread.message();
                self.warn(&format!("the answer cannot be read: {message}"), printer);
                Ok(())
            }
        };
        if session.forgets() {
            self.warn(
                "the sandbox of this command ends with it, and keeps nothing: --sandbox-state FILE \
                 keeps its state, as does one that `works-partner sandbox start` starts",
                printer,
            );
        }
        printed.map_err(|failure| {
            let exit = failure.exit();
            failure.with(exit, "it is done, but ")
        })
    }

    /// A remark beside the outcome.
    fn warn(&self, text: &str, printer: Printer) {
        match printer.format {
            Format::Table | Format::Csv | Format::Ics => printer.say(&format!("note: {text}")),
            Format::Json | Format::Jsonl => {
                let note = serde_json::json!({"note": {"message": text}});
                printer.tell(&note.to_string());
            }
        }
    }

    fn unknown(&self, failure: Failure) -> Failure {
        let hint = "it was sent once, and is not sent again by itself; ";
        failure
            .with(Exit::OutcomeUnknown, "whether it is done is not known: ")
            .hint(match &self.look {
                Some(look) => format!("{hint}before you send it again, see with `{look}`"),
                None => format!("{hint}look before you send it again"),
            })
    }
}
