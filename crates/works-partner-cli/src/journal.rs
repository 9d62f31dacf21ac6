//! The journal of this machine: where it is, and which changes of a store it explains.

use std::collections::HashMap;
use std::path::PathBuf;

use jiff::Timestamp;
use works_partner_plan::{Error, FactKind, Journal, WriteState};
use works_partner_store::{Cause, Change, Run};

use crate::arguments::Global;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::{self, Settings};

/// Another file than the one in the state folder.
const VARIABLE: &str = "WORKS_PARTNER_JOURNAL";

/// What the variable has where changes are not to be written down.
const NONE: &str = "none";

/// Where changes are written down.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// In this file.
    At(PathBuf),
    /// Nowhere, as somebody asked for.
    Declined,
    /// Nowhere: there is no state folder.
    Missing,
}

/// The journal's file: one per profile in the state folder.
pub(crate) fn place(file: Option<&PathBuf>, global: &Global, settings: &Settings) -> Place {
    if let Some(file) = file {
        return Place::At(file.clone());
    }
    let variable = std::env::var_os(VARIABLE).filter(|value| !value.is_empty());
    match variable {
        Some(value) if value == NONE => return Place::Declined,
        Some(file) => return Place::At(PathBuf::from(file)),
        None => {}
    }
    let is_plain = |name: &&str| {
        name.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let name = match (global.sandbox, settings.profile.as_deref().filter(is_plain)) {
        (true, _) => "journal-sandbox.db".to_owned(),
        (false, Some(profile)) => format!("journal-{profile}.db"),
        (false, None) => "journal.db".to_owned(),
    };
    match settings::state_directory() {
        Some(folder) => Place::At(folder.join(name)),
        None => Place::Missing,
    }
}

/// The same, where there has to be one.
pub(crate) fn required_path(
    file: Option<&PathBuf>,
    global: &Global,
    settings: &Settings,
) -> Result<PathBuf, Failure> {
    let message = match place(file, global, settings) {
        Place::At(path) => return Ok(path),
        Place::Declined => format!("there is no journal: {VARIABLE} is `{NONE}`"),
        Place::Missing => "there is no state folder to keep the journal in".to_owned(),
    };
    Err(Failure::new(Exit::Usage, message)
        .hint(format!("name a file with --journal, or in {VARIABLE}")))
}

impl Place {
    /// What to tell whoever changes something without having declined a journal.
    pub(crate) fn missing(&self) -> Option<String> {
        matches!(self, Self::Missing).then(|| {
            format!(
                "the change is not in a journal, since there is no state folder to keep one in: set \
                 {VARIABLE} to a file, or to `{NONE}` to do without"
            )
        })
    }
}

/// The server, by a name that stays: a sandbox of this command has another address each time.
pub(crate) fn server(global: &Global, settings: &Settings) -> String {
    if global.sandbox {
        "sandbox".to_owned()
    } else {
        settings.base_url.trim_end_matches('/').to_owned()
    }
}

/// The changes that were made from here, by customer.
#[derive(Default)]
pub(crate) struct OwnChanges(HashMap<i64, Vec<Made>>);

impl OwnChanges {
    /// What the journal says; nothing where there is none.
    pub(crate) fn read(place: &Place) -> Result<Self, Error> {
        let writes = match place {
            Place::At(path) if path.exists() => Journal::open_read_only(path)?.writes()?,
            _ => Vec::new(),
        };
        let mut made: HashMap<i64, Vec<Made>> = HashMap::new();
        for write in writes {
            let (Some(id), WriteState::Done) = (write.domain_id, write.state) else {
                continue;
            };
            made.entry(id).or_default().push(Made {
                number: write.write_id,
                at: write.began_at.parse().ok(),
                target: write.target(),
            });
        }
        Ok(Self(made))
    }

    /// The number in the journal of what made a change.
    pub(crate) fn number(&self, change: &Change, runs: &[Run]) -> Option<i64> {
        let of_customer = self.0.get(&change.domain_id).into_iter().flatten();
        of_customer
            .filter(|made| made.explains(change, runs))
            .map(|made| made.number)
            .next_back()
    }
}

/// The changes that a store saw, each with whether the journal says that it was made from here: `us`, and
/// the number in the journal.
pub(crate) fn told_by_us(
    changes: &[Change],
    runs: &[Run],
    global: &Global,
    settings: &Settings,
) -> Result<Vec<serde_json::Value>, Failure> {
    let own = OwnChanges::read(&place(None, global, settings)).map_err(failure)?;
    let rows = changes.iter().map(|change| {
        let mut row = serde_json::to_value(change).unwrap_or_default();
        let number = own.number(change, runs);
        if let Some(members) = row.as_object_mut() {
            let by = number.map(|number| format!("us ({number})"));
            members.insert("by".to_owned(), by.into());
            if number.is_some() && change.cause == Cause::Somebody {
                let us = serde_json::to_value(Cause::Us).unwrap_or_default();
                members.insert("cause".to_owned(), us);
            }
        }
        row
    });
    Ok(rows.collect())
}

/// A change that was made from here.
struct Made {
    number: i64,
    at: Option<Timestamp>,
    target: Option<(FactKind, Option<String>)>,
}

impl Made {
    /// Whether it was made between the run that saw the change and the one before, to the same thing.
    fn explains(&self, change: &Change, runs: &[Run]) -> bool {
        let place = runs.iter().position(|run| run.run_id == change.run_id);
        let seen = place.and_then(|place| runs.get(place));
        let seen = seen.map(|run| run.ended_at.unwrap_or(run.started_at));
        let before = place
            .and_then(|place| runs.get(place.checked_sub(1)?))
            .map(|run| run.started_at);
        let is_between = self.at.is_some_and(|at| {
            seen.is_none_or(|seen| at <= seen) && before.is_none_or(|before| at >= before)
        });
        let Some((kind, key)) = &self.target else {
            return false;
        };
        let is_same = kind.stored_as() == Some(change.resource);
        let is_key = |key: &String| *key == change.key;
        is_between && is_same && key.as_ref().is_none_or(is_key)
    }
}

/// Why something about the journal or a plan failed.
pub(crate) fn failure(error: Error) -> Failure {
    let exit = match &error {
        Error::InvalidPlan(_)
        | Error::OtherServer { .. }
        | Error::Begun { .. }
        | Error::SecretMissing { .. }
        | Error::OtherList
        | Error::Operation(_)
        | Error::Locked { .. }
        | Error::NotAJournal { .. }
        | Error::Until(_) => Exit::Usage,
        Error::OpenJournal { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            Exit::NotFound
        }
        _ => Exit::Unexpected,
    };
    let hint = match &error {
        Error::Begun { .. } => Some(
            "add --resume: it sends what was not sent, and nothing twice. One list makes one plan a day: what was undone \
             since is changed by a single command, or by another list",
        ),
        Error::SecretMissing { .. } => Some("add --list with the list that the plan was made of"),
        Error::OtherList => Some("make the plan again with `plan`"),
        Error::OpenJournal { .. } if exit == Exit::NotFound => {
            Some("nothing was changed from here, or the journal is elsewhere: see --journal")
        }
        _ => None,
    };
    let error = match error {
        Error::Read { source, .. } => return Failure::from(*source),
        Error::Client(source) => return Failure::from(*source),
        other => other,
    };
    let failure = Failure::new(exit, error.to_string());
    match hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}
