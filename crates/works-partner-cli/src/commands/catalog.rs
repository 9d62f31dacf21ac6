//! `catalog`: the options and sub-options that this version knows.

use clap::Args;
use works_partner_ext::api::types::OptionProductId;

use crate::arguments::{Global, OptionParser};
use crate::failure::Failure;
use crate::views;

#[derive(Debug, Args)]
pub(crate) struct Catalog {
    /// Show only this option: its code, in upper or lower case.
    #[arg(value_name = "OPTION", value_parser = OptionParser)]
    option: Option<OptionProductId>,
}

pub(crate) fn run(catalog: &Catalog, global: &Global) -> Result<(), Failure> {
    let answer = match &catalog.option {
        Some(option) => views::Catalog::of(option),
        None => views::Catalog::whole(),
    };
    global.printer().print(&answer)
}
