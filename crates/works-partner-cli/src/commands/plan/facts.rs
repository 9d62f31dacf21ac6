//! Where the facts come from: the service, or the store.

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use works_partner_plan::{LiveFacts, StoredFacts};
use works_partner_store::RunState;

use crate::arguments::{CustomerArg, Global};
use crate::commands::store::{StoreArg, failure, find};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::settings::Settings;

#[derive(Clone, Debug, Args)]
pub(super) struct FactsArgs {
    /// Where to read what the customers have: live from the service, or from the store that `sweep`
    /// fills.
    #[arg(long, value_name = "SOURCE", value_enum)]
    facts: Option<Kind>,
    #[command(flatten)]
    store: StoreArg,
}

impl FactsArgs {
    /// This store, or the service.
    pub(super) fn of(store: &StoreArg, is_live: bool) -> Self {
        Self {
            facts: Some(if is_live { Kind::Live } else { Kind::Store }),
            store: store.clone(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Live,
    Store,
}

pub(super) struct Source {
    pub(super) facts: Facts,
    session: Option<Session>,
    text: String,
    concurrency: usize,
}

pub(super) enum Facts {
    Live(LiveFacts),
    Stored(StoredFacts),
}

impl Source {
    /// Opens it: the store where it is named or preferred, else the service.
    pub(super) async fn open(
        arguments: &FactsArgs,
        prefers_store: bool,
        global: &Global,
        settings: &Settings,
    ) -> Result<Self, Failure> {
        let is_stored = match arguments.facts {
            Some(kind) => kind == Kind::Store,
            None => prefers_store || arguments.store.is_named(),
        };
        if prefers_store && !is_stored {
            let message =
                "the customers are not listed, and the service is not asked for all of them";
            return Err(Failure::new(Exit::Usage, message)
                .hint("name customers, or use --facts store after a `sweep`"));
        }
        if !is_stored {
            let session = Session::open(global, settings).await?;
            return Ok(Self {
                facts: Facts::Live(LiveFacts::new(session.client.clone())),
                session: Some(session),
                text: "the service".to_owned(),
                concurrency: settings.concurrency.unwrap_or(5),
            });
        }
        let store = arguments.store.open_read_only(global, settings)?;
        let runs = store.runs().map_err(failure)?;
        let complete = runs
            .iter()
            .rev()
            .find(|run| run.state == RunState::Complete);
        let Some(run) = complete else {
            return Err(
                Failure::new(Exit::NotFound, "the store has no complete run")
                    .hint("run `sweep` first"),
            );
        };
        Ok(Self {
            text: format!("run {} of the store, as of {}", run.run_id, run.as_of),
            facts: Facts::Stored(StoredFacts::new(store)),
            session: None,
            concurrency: 1,
        })
    }

    /// The customer that is meant, by the service or by the store.
    pub(super) async fn customer(
        &self,
        wanted: &CustomerArg,
        arguments: &FactsArgs,
        global: &Global,
        settings: &Settings,
    ) -> Result<i64, Failure> {
        match &self.session {
            Some(session) => Ok(session.customer(wanted).await?.id.get()),
            None => find(&arguments.store.open_read_only(global, settings)?, wanted),
        }
    }

    pub(super) fn text(&self) -> String {
        self.text.clone()
    }

    pub(super) fn concurrency(&self) -> usize {
        self.concurrency
    }

    /// The day: the server's where it is an emulation, else this machine's, in Japan.
    pub(super) async fn today(&self) -> Result<Date, Failure> {
        let now = match &self.session {
            Some(session) => session.server_now().await?,
            None => jiff::Timestamp::now(),
        };
        Ok(now.to_zoned(TimeZone::fixed(Offset::constant(9))).date())
    }
}
