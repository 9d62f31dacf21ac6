//! The journal of this machine: where it is, and which changes of a store it explains.

use std::collections::HashMap;
use std::path::PathBuf;

use jiff::Timestamp;
use works_partner_plan::{Error, FactKind, Journal, WriteState};
use works_partner_store::{Change, Resource, Run};

use crate::arguments::Global;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::{self, Settings};

/// Another file than the one in the state folder.
const VARIABLE: &str = "WORKS_PARTNER_JOURNAL";

/// The journal's file: one per profile in the state folder. `None` where there is no such folder.
pub(crate) fn path(
    file: Option<&PathBuf>,
    global: &Global,
    settings: &Settings,
) -> Option<PathBuf> {
    if let Some(file) = file {
        return Some(file.clone());
    }
    let variable = std::env::var_os(VARIABLE).filter(|value| !value.is_empty());
    if let Some(file) = variable {
        return Some(PathBuf::from(file));
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
    Some(settings::state_directory()?.join(name))
}

/// The same, where there has to be one.
pub(crate) fn required_path(
    file: Option<&PathBuf>,
    global: &Global,
    settings: &Settings,
) -> Result<PathBuf, Failure> {
    path(file, global, settings).ok_or_else(|| {
        Failure::new(
            Exit::Usage,
            "there is no state folder to keep the journal in",
        )
        .hint(format!("name a file with --journal, or in {VARIABLE}"))
    })
}

/// The server, by a name that stays: a sandbox of this command has another address each time.
pub(crate) fn server(global: &Global, settings: &Settings) -> String {
    if global.sandbox {
        "sandbox".to_owned()
    } else {
        settings.base_url.trim_end_matches('/').to_owned()
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
    let path = path(None, global, settings).filter(|path| path.exists());
    let writes = match path {
        Some(path) => Journal::open_read_only(path).and_then(|journal| journal.writes()),
        None => Ok(Vec::new()),
    };
    let mut made: HashMap<i64, Vec<Made>> = HashMap::new();
    for write in writes.map_err(failure)? {
        let (Some(id), WriteState::Done) = (write.domain_id, write.state) else {
            continue;
        };
        made.entry(id).or_default().push(Made {
            number: write.write_id,
            at: write.began_at.parse().ok(),
            target: write.target(),
        });
    }
    let rows = changes.iter().map(|change| {
        let mut row = serde_json::to_value(change).unwrap_or_default();
        let of_customer = made.get(&change.domain_id).into_iter().flatten();
        let number = of_customer
            .filter(|made| made.explains(change, runs))
            .map(|made| made.number)
            .next_back();
        if let Some(members) = row.as_object_mut() {
            let by = number.map(|number| format!("us ({number})"));
            members.insert("by".to_owned(), by.into());
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
        let is_same = matches!(
            (kind, change.resource),
            (FactKind::Customer, Resource::Customers)
                | (FactKind::OptionProducts, Resource::Options)
                | (FactKind::OptionProductOrders, Resource::OptionOrders)
                | (FactKind::Subscriptions, Resource::Subscriptions)
                | (FactKind::SubscriptionReservations, Resource::Reservations)
                | (FactKind::SubscriptionPreOrders, Resource::PreOrders)
                | (FactKind::UsageStatus, Resource::UsageStatus)
        );
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
        Error::Begun { .. } => Some("add --resume: it sends what was not sent, and nothing twice"),
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
