//! `plan from-store`: a change list of what the store has.

use std::path::PathBuf;

use clap::Args;
use works_partner_store::Holding;

use super::facts::FactsArgs;
use super::{Making, write};
use crate::arguments::Global;
use crate::commands::store::{FilterArgs, failure};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::settings::Settings;

#[derive(Debug, Args)]
pub(super) struct FromStore {
    #[command(flatten)]
    filter: FilterArgs,
    /// Only options with this sub-option.
    #[arg(long, value_name = "SUB_OPTION")]
    sub_option: Vec<String>,
    /// What to do: a verb such as `upgrade`, or an operation of the document.
    #[arg(long, value_name = "VERB", default_value = "upgrade")]
    operation: String,
    /// A field of each change, such as subOptionId=DRV_PS or applyDate=2027-04-01.
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = field)]
    fields: Vec<(String, String)>,
    /// Write the list itself to this file.
    #[arg(long, value_name = "FILE")]
    write_list: Option<PathBuf>,
    /// Leave lines with mistakes out instead of making no plan.
    #[arg(long)]
    skip_invalid: bool,
    /// Read what the customers have from the service, instead of the store.
    #[arg(long)]
    live: bool,
}

fn field(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| "a field is written as subOptionId=DRV_PS".to_owned())?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

impl FromStore {
    pub(super) fn making(&self) -> Making {
        Making {
            facts: FactsArgs::of(self.filter.store(), self.live),
            skip_invalid: self.skip_invalid,
            allow_unlisted: false,
        }
    }

    /// The list as CSV: a line for each holding that the filter admits.
    pub(super) fn list(&self, global: &Global, settings: &Settings) -> Result<String, Failure> {
        if !self.filter.names_option() {
            return Err(Failure::new(
                Exit::Usage,
                "there is no --option to take from the store",
            ));
        }
        let (store, filter) = self.filter.open(global, settings)?;
        let mut holdings = store.holdings(&filter).map_err(failure)?;
        holdings.retain(|holding| self.admits(holding));
        if holdings.is_empty() {
            return Err(Failure::new(
                Exit::NotFound,
                "no customer has that, as far as the store knows",
            ));
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut header = vec!["domainId", "# companyName", "operation", "optionProductId"];
        header.extend(self.fields.iter().map(|(name, _)| name.as_str()));
        let unwritable = |error: csv::Error| Failure::new(Exit::Unexpected, error.to_string());
        writer.write_record(&header).map_err(unwritable)?;
        for holding in &holdings {
            let id = holding.domain_id.to_string();
            let mut record = vec![
                id.as_str(),
                holding.company_name.as_deref().unwrap_or_default(),
                &self.operation,
                holding.option_product_id.as_deref().unwrap_or_default(),
            ];
            record.extend(self.fields.iter().map(|(_, value)| value.as_str()));
            writer.write_record(&record).map_err(unwritable)?;
        }
        let bytes = writer.into_inner().unwrap_or_default();
        if let Some(path) = &self.write_list {
            write(path, &bytes)?;
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn admits(&self, holding: &Holding) -> bool {
        let own = holding.sub_option_id.as_deref();
        self.sub_option.is_empty()
            || self
                .sub_option
                .iter()
                .any(|wanted| own.is_some_and(|own| own.eq_ignore_ascii_case(wanted)))
    }
}
