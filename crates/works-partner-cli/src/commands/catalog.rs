//! `catalog`: the options, products and contract types that this version knows.

use clap::{Args, Subcommand};
use works_partner_ext::api::types::OptionProductId;

use crate::arguments::{Global, OptionParser};
use crate::failure::Failure;
use crate::views::{self, CatalogList};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Catalog {
    #[command(subcommand)]
    list: Option<List>,
    /// Show only this option: its code, in upper or lower case.
    #[arg(value_name = "OPTION", value_parser = OptionParser)]
    option: Option<OptionProductId>,
}

/// What to list instead of options.
#[derive(Clone, Copy, Debug, Subcommand)]
enum List {
    /// List products: family, stage, edition and what a trial becomes.
    Products,
    /// List product families with their contract types.
    Families,
    /// List contract types: what is counted, for how long, and how it is paid.
    Plans,
}

pub(crate) fn run(catalog: &Catalog, global: &Global) -> Result<(), Failure> {
    let printer = global.printer();
    match (catalog.list, &catalog.option) {
        (Some(List::Products), _) => printer.print(&CatalogList::products()),
        (Some(List::Families), _) => printer.print(&CatalogList::families()),
        (Some(List::Plans), _) => printer.print(&CatalogList::plans()),
        (None, Some(option)) => printer.print(&views::Catalog::of(option)),
        (None, None) => printer.print(&views::Catalog::whole()),
    }
}
