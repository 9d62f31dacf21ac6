//! The script for Nushell: its completer is given the words that are typed, and the tree of commands as data.
//!
//! clap_complete_nushell 4.6 declares each command with its flags instead. There, a name with a dot
//! (`--administrator.last-name`) makes the whole script an error.

use clap::{Arg, Command, ValueHint};
use serde_json::{Map, Value, json};

pub(super) fn script(command: &Command) -> String {
    let mut commands = Map::new();
    gather(command, super::NAME, &mut commands);
    // An apostrophe could end the text that the data stands in.
    let data = Value::Object(commands).to_string();
    include_str!("completion.nu").replace("COMMANDS", &data.replace('\'', "\\u0027"))
}

/// What can follow a command, under its whole name, and the same for those below it.
fn gather(command: &Command, path: &str, commands: &mut Map<String, Value>) {
    let below: Vec<&Command> = command
        .get_subcommands()
        .filter(|command| !command.is_hide_set())
        .collect();
    let named = |command: &&Command| candidate(command.get_name(), command.get_about());
    let positions = command.get_positionals().filter_map(values).flatten();
    let words: Vec<Value> = below.iter().map(named).chain(positions).collect();

    let mut options = Vec::new();
    let mut values_of = Map::new();
    let is_option = |argument: &&Arg| !argument.is_positional();
    for option in command.get_arguments().filter(is_option) {
        for name in names(option) {
            if !option.is_hide_set() {
                options.push(candidate(&name, option.get_help()));
            }
            if option.get_action().takes_values() {
                values_of.insert(name, json!(values(option)));
            }
        }
    }
    let entry = json!({"words": words, "options": options, "values": values_of});
    commands.insert(path.to_owned(), entry);
    for command in below {
        gather(command, &format!("{path} {}", command.get_name()), commands);
    }
}

fn names(option: &Arg) -> Vec<String> {
    let long = option.get_long_and_visible_aliases().unwrap_or_default();
    let short = option.get_short_and_visible_aliases().unwrap_or_default();
    let long = long.into_iter().map(|name| format!("--{name}"));
    long.chain(short.into_iter().map(|name| format!("-{name}")))
        .collect()
}

/// What a value can be; `None` for a file.
fn values(argument: &Arg) -> Option<Vec<Value>> {
    if argument.get_value_hint() == ValueHint::FilePath {
        return None;
    }
    let values = argument.get_possible_values().into_iter();
    let values = values.filter(|value| !value.is_hide_set());
    Some(
        values
            .map(|value| candidate(value.get_name(), value.get_help()))
            .collect(),
    )
}

fn candidate(value: &str, help: Option<&clap::builder::StyledStr>) -> Value {
    let help = help.map(ToString::to_string).unwrap_or_default();
    json!({"value": value, "description": help.lines().next().unwrap_or_default()})
}
