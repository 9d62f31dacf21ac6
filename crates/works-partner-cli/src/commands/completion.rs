//! `completion`: a script that teaches a shell this program's arguments.

mod nushell;

use clap::{Arg, Args, Command, ValueEnum, ValueHint};
use clap_complete::aot;

use crate::arguments::Global;
use crate::failure::Failure;

#[derive(Debug, Args)]
#[command(after_long_help = INSTALLATION)]
pub(crate) struct Completion {
    /// The shell to write the script for.
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Nushell,
    Powershell,
    Zsh,
}

const INSTALLATION: &str = "\
To install it, run the line for your shell once and start a new shell:

  bash        echo 'source <(works-partner completion bash)' >> ~/.bashrc
  zsh         echo 'source <(works-partner completion zsh)' >> ~/.zshrc
              (below `autoload -Uz compinit && compinit`)
  fish        works-partner completion fish > ~/.config/fish/completions/works-partner.fish
  PowerShell  works-partner completion powershell >> $PROFILE
  Nushell     works-partner completion nushell | save ($nu.default-config-dir | path join works-partner.nu)
              'source works-partner.nu' | save --append $nu.config-path
  elvish      works-partner completion elvish >> ~/.config/elvish/rc.elv";

pub(crate) fn run(
    completion: &Completion,
    mut command: Command,
    global: &Global,
) -> Result<(), Failure> {
    // What is deferred has no arguments before.
    command.build();
    let mut command = hinted(command);
    let script = match completion.shell {
        Shell::Bash => {
            let script = generated(aot::Bash, &mut command);
            bash(&script, &command)
        }
        Shell::Elvish => generated(aot::Elvish, &mut command),
        // Files are offered for options that take one, and nowhere else.
        Shell::Fish => format!(
            "complete -c {NAME} -f\n{}",
            generated(aot::Fish, &mut command)
        ),
        Shell::Nushell => nushell::script(&command),
        Shell::Powershell => generated(aot::PowerShell, &mut command),
        Shell::Zsh => generated(aot::Zsh, &mut command),
    };
    global.printer().print_exactly(script.as_bytes())
}

fn generated(generator: impl aot::Generator, command: &mut Command) -> String {
    // Into memory first: the generator panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(generator, command, NAME, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

const NAME: &str = "works-partner";

/// Only what is called FILE is a file: an id, a date or a text has no candidates.
fn hinted(command: Command) -> Command {
    let hint = |argument: Arg| {
        let names = argument.get_value_names().unwrap_or_default();
        let is_file = names.iter().any(|name| name.as_str() == "FILE");
        argument.value_hint(match is_file {
            true => ValueHint::FilePath,
            false => ValueHint::Other,
        })
    };
    command.mut_args(hint).mut_subcommands(hinted)
}

/// The script for bash, as clap_complete should have it.
fn bash(script: &str, command: &Command) -> String {
    let script = with_one_name(script);
    let script = script.replacen("    local i cur", "    local value i cur", 1);
    let script = script.replacen(WORDS, &format!("{}{WORDS}", skipping_values(command)), 1);
    let script = script.replacen(DETAILS, &format!("{VALUE_AFTER_EQUALS}{DETAILS}"), 1);
    // With these, bash offers files wherever there are no candidates.
    script.replace(" -o bashdefault -o default", "")
}

/// clap_complete writes the hyphen of a program's name in two ways, and then finds no command below
/// the first.
fn with_one_name(script: &str) -> String {
    let (one, other) = (NAME.replace('-', "__"), NAME.replace('-', "__subcmd__"));
    script.replace(&format!("{other}__"), &format!("{one}__"))
}

/// Where the script looks at each word for the command that it names.
const WORDS: &str = "        case \"${cmd},${i}\" in\n";
/// Where it looks at the command that was found.
const DETAILS: &str = "    case \"${cmd}\" in\n";

/// bash splits `--output=js` into three words.
const VALUE_AFTER_EQUALS: &str = "    \
    if [[ \"${cur}\" == \"=\" ]]; then
        cur=\"\"
    elif [[ \"${prev}\" == \"=\" && ${COMP_CWORD} -ge 2 ]]; then
        prev=\"${COMP_WORDS[COMP_CWORD-2]}\"
    fi

";

/// The value of an option that stands before a command is not a command: `--profile auth` is none.
fn skipping_values(command: &Command) -> String {
    let options = command
        .get_arguments()
        .filter(|argument| argument.get_action().takes_values() && !argument.is_positional());
    let names: Vec<String> = options
        .flat_map(|option| {
            let long = option.get_long().map(|long| format!("--{long}"));
            let short = option
                .get_short()
                .map(|short| format!("-{short}|-v*{short}"));
            long.into_iter().chain(short)
        })
        .collect();
    format!(
        "        \
        if [[ -n \"${{value:-}}\" ]]; then
            [[ \"${{i}}\" == \"=\" ]] || value=\"\"
            continue
        fi
        case \"${{i}}\" in
            {})
                value=1
                continue
                ;;
        esac
",
        names.join("|")
    )
}
