//! `man`: the manual, a page for each command, for those who package this program.

use std::path::PathBuf;

use clap::{Args, Command};

use crate::arguments::Global;
use crate::exit::Exit;
use crate::failure::Failure;

#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The folder to write the pages to; it is made where there is none.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

pub(crate) fn run(man: &Man, command: Command, global: &Global) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        let message = format!("cannot write to {}: {error}", man.folder.display());
        Failure::new(Exit::Usage, message)
    };
    std::fs::create_dir_all(&man.folder).map_err(failed)?;
    clap_mangen::generate_to(command, &man.folder).map_err(failed)?;
    let pages = std::fs::read_dir(&man.folder).map_err(failed)?.count();
    let note = format!("{pages} pages in {}", man.folder.display());
    global.printer().note(&note);
    Ok(())
}
