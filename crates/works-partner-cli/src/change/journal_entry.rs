//! A single change in the journal: written down before it is sent, and with its outcome after.

use works_partner_ext::OperationCall;
use works_partner_plan::{Ending, Error, Journal, WriteState};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::journal::Place;
use crate::session::Session;

/// A single change in the journal.
pub(super) struct Entry {
    journal: Journal,
    id: i64,
}

impl Entry {
    /// Writes down that a change is about to be sent. `None` where there is no place for a journal, and
    /// for a sandbox that ends with the command.
    pub(super) fn begin(call: &OperationCall, session: &Session) -> Result<Option<Self>, Failure> {
        let path = match &session.journal {
            Place::At(path) if !session.forgets() => path,
            _ => return Ok(None),
        };
        let unwritable = |error: Error| {
            Failure::new(Exit::Unexpected, error.to_string())
                .hint("nothing was sent: a change is written to the journal first")
        };
        let journal = Journal::open(path).map_err(unwritable)?;
        let id = journal.begin(call, None, &session.server, &session.actor(), session.now());
        let id = id.map_err(unwritable)?;
        Ok(Some(Self { journal, id }))
    }

    /// Writes down what became of it. What cannot be written stays unknown there.
    pub(super) fn end(self, ending: &Ending, session: &Session) -> Result<(), Error> {
        self.journal.end(self.id, ending, session.now())
    }

    /// The same of one that was stopped.
    pub(super) fn stop(self, has_left: bool, session: &Session) -> Result<(), Error> {
        let state = if has_left {
            WriteState::Unknown
        } else {
            WriteState::NotSent
        };
        self.end(&Ending::new(state), session)
    }
}
