//! The flags of every command that changes something.

use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

use super::apply_date::date;
use crate::confirm;
use crate::failure::Failure;

/// How a change is to be made.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options for changes")]
pub(crate) struct Writing {
    /// Show the request and any rule it breaks, without sending it.
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Send without asking for confirmation. Required without a terminal.
    #[arg(short, long)]
    pub(crate) yes: bool,

    /// The customer's domain, to confirm the end of a contract. Required with --yes.
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) confirm: Option<String>,

    /// Don't read the customer's data or check the request against the vendor's rules.
    #[arg(long)]
    pub(crate) skip_validation: bool,

    /// The time zone that decides today's date.
    #[arg(long, value_name = "ZONE", default_value = TOKYO, value_parser = zone)]
    time_zone: TimeZone,

    /// The date to use as today in a dry run.
    #[arg(long, value_name = "DATE", value_parser = date, requires = "dry_run")]
    today: Option<Date>,
}

const TOKYO: &str = "Asia/Tokyo";

impl Writing {
    /// The same for a command that has its own flags.
    pub(crate) fn new(
        dry_run: bool,
        yes: bool,
        confirm: Option<String>,
        skip_validation: bool,
    ) -> Self {
        Self {
            dry_run,
            yes,
            confirm,
            skip_validation,
            time_zone: TimeZone::fixed(Offset::constant(9)),
            today: None,
        }
    }

    /// Fails where nobody could be asked who has to be: before anything is read.
    pub(crate) fn ensure_confirmable(&self) -> Result<(), Failure> {
        confirm::ensure_can_be_had(self.yes || self.dry_run)
    }

    /// The date that all is reckoned from.
    pub(crate) fn today(&self, now: Timestamp) -> Date {
        self.today
            .unwrap_or_else(|| now.to_zoned(self.time_zone.clone()).date())
    }

    /// Today elsewhere, where it is another day than here.
    pub(crate) fn other_today(&self, time_zone: &str, now: Timestamp) -> Option<Date> {
        let zone = zone(time_zone).ok()?;
        let there = now.to_zoned(zone).date();
        (self.today.is_none() && there != self.today(now)).then_some(there)
    }
}

/// Japan has no daylight saving, so that its time needs no time zone data of this machine.
fn zone(name: &str) -> Result<TimeZone, String> {
    if name == TOKYO {
        return Ok(TimeZone::fixed(Offset::constant(9)));
    }
    TimeZone::get(name).map_err(|error| error.to_string())
}
