//! `completion`: a script that teaches a shell this program's arguments.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::arguments::{Arguments, Global};
use crate::failure::Failure;

#[derive(Debug, Args)]
pub(crate) struct Completion {
    /// The shell to write the script for.
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

pub(crate) fn run(completion: &Completion, global: &Global) -> Result<(), Failure> {
    // Into memory first: the generator panics where it cannot write.
    let mut script = Vec::new();
    let mut command = Arguments::command();
    clap_complete::generate(completion.shell, &mut command, "works-partner", &mut script);
    global.printer().print_exactly(&script)
}
