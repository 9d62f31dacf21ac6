//! A request that changes something, sent once, with the journal before and after it.

use jiff::Timestamp;
use works_partner_ext::{Client, Error as CallError, OperationCall, Reply, SentRequests, mask};

use crate::error::Error;
use crate::journal::{Actor, Ending, Journal, WriteState};

/// What the answer to a change comes to, for the journal. `sent` counts the requests that may have left.
pub fn ending(
    outcome: &Result<Reply<serde_json::Value>, CallError>,
    sent: &SentRequests,
    call: &OperationCall,
) -> Ending {
    let secrets = call.secrets();
    let masked = |text: &str| {
        // What is too short to be searched for in any encoding is taken out as it stands.
        let short = secrets.iter().filter(|secret| !secret.is_empty());
        let text = short.fold(text.to_owned(), |text, secret| {
            text.replace(secret, "[secret]")
        });
        mask(&text, &secrets)
    };
    let error = match outcome {
        Ok(reply) => {
            return Ending {
                status: Some(reply.status().as_u16()),
                answer: Some(masked(&String::from_utf8_lossy(reply.body()))),
                ..Ending::new(WriteState::Done)
            };
        }
        Err(error) => error,
    };
    let status = error.status().map(|status| status.as_u16());
    let is_success = error.status().is_some_and(|status| status.is_success());
    let state = if is_success {
        WriteState::Done
    } else if sent.count() == 0 || error.is_unsent() {
        WriteState::NotSent
    } else if error.is_outcome_unknown() {
        WriteState::Unknown
    } else if matches!(status, Some(401 | 429)) {
        // A token that is refused, and a call that is not let in, have done nothing.
        WriteState::NotSent
    } else if status.is_some() {
        WriteState::Refused
    } else {
        WriteState::Unknown
    };
    Ending {
        status,
        code: error.code().map(str::to_owned),
        description: Some(masked(&match error.description() {
            Some(description) => description.into_owned(),
            None => error.to_string(),
        })),
        answer: error.body_text().map(|body| masked(&body)),
        ..Ending::new(state)
    }
}

/// Sends a change, with the journal before and after it.
pub(crate) struct Sender<'a> {
    pub(crate) client: &'a Client,
    pub(crate) journal: &'a Journal,
    pub(crate) base_url: &'a str,
    pub(crate) actor: &'a Actor,
    pub(crate) now: &'a (dyn Fn() -> Timestamp + Send + Sync),
}

impl Sender<'_> {
    /// Sends it. The client must be one that sends once.
    pub(crate) async fn send(
        &self,
        call: &OperationCall,
        plan: Option<(&str, u64)>,
    ) -> Result<(i64, Ending), Error> {
        let (journal, now) = (self.journal, self.now);
        let id = journal.begin(call, plan, self.base_url, self.actor, now())?;
        let sent = SentRequests::new();
        let outcome = self.client.counting(&sent).send(call).await;
        let mut ending = ending(&outcome, &sent, call);
        if let Err(error) = &outcome
            && ending.status == Some(429)
        {
            // The caller decides how long to wait.
            let seconds = error.retry_after().map_or(60, |wait| wait.as_secs());
            ending.settled = None;
            ending.code = ending.code.or(Some("TOO_MANY_REQUESTS".to_owned()));
            journal.end(id, &ending, now())?;
            ending.settled = Some(seconds.to_string());
            return Ok((id, ending));
        }
        journal.end(id, &ending, now())?;
        Ok((id, ending))
    }
}
