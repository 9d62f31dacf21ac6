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
    clap_complete::generate(completion.shell, &mut command, NAME, &mut script);
    if completion.shell == Shell::Bash {
        script = with_one_name(&String::from_utf8_lossy(&script)).into_bytes();
    }
    global.printer().print_exactly(&script)
}

const NAME: &str = "works-partner";

/// clap_complete writes the hyphen of a program's name in two ways, and then finds no command below
/// the first.
fn with_one_name(script: &str) -> String {
    let (one, other) = (NAME.replace('-', "__"), NAME.replace('-', "__subcmd__"));
    script.replace(&format!("{other}__"), &format!("{one}__"))
}
