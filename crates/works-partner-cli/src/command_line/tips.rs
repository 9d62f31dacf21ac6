//! What may have been meant by a command line that could not be read.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory as _};
use works_partner_ext::api::OPERATIONS;

use super::{CommandLine, swapped};

/// The same error, with what may have been meant.
pub(super) fn with_tips(mut error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let words = words(arguments);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let similar = similar_commands(&words, &unknown_word(&error));
            if similar.is_empty() {
                error.remove(ContextKind::SuggestedSubcommand);
            } else {
                let similar = ContextValue::Strings(similar);
                error.insert(ContextKind::SuggestedSubcommand, similar);
            }
            error
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            swapped::correction(&words).unwrap_or(error)
        }
        _ => error,
    }
}

/// What stands after the program's name.
pub(super) fn words(arguments: &[OsString]) -> Vec<String> {
    let words = arguments.iter().skip(1);
    words
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}

fn unknown_word(error: &clap::Error) -> String {
    match error.get(ContextKind::InvalidSubcommand) {
        Some(ContextValue::String(word)) => word.clone(),
        _ => String::new(),
    }
}

/// How many commands are named.
const NAMED: usize = 3;

/// The commands that have the words of a command line, in whatever order, the likeliest first; at the
/// same likeness, the commands of every day before operations.
fn similar_commands(words: &[String], unknown: &str) -> Vec<String> {
    const LIKE: f64 = 0.5;
    let Some(at) = words.iter().position(|word| word == unknown) else {
        return Vec::new();
    };
    let commands = commands();
    let is_noun = |word: &&String| {
        let mut commands = commands.iter();
        commands.any(|command| command.split(' ').next() == Some(word.as_str()))
    };
    let nouns: Vec<&String> = words.iter().take(at).filter(is_noun).collect();
    // `list customers` is one command; below a noun, what follows belongs to its verb.
    let is_word = |word: &&String| word.starts_with(|char: char| char.is_alphabetic());
    let next = words.iter().skip(at + 1).take(1);
    let next: Vec<&String> = next.filter(|_| nouns.is_empty()).filter(is_word).collect();
    let own = unknown.to_owned();
    let typed = nouns.into_iter().chain([&own]).chain(next);
    let typed: Vec<String> = typed.flat_map(|word| parts(word)).collect();
    // Where nothing is like the unknown word, the others alone say nothing.
    let unknown = parts(unknown);
    let mut similar: Vec<(f64, &String)> = commands
        .iter()
        .filter(|command| likeness(&unknown, &parts(command)) > 0.0)
        .map(|command| (likeness(&typed, &parts(command)), command))
        .filter(|(likeness, _)| *likeness >= LIKE)
        .collect();
    similar.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let best = similar.first().map_or(1.0, |(likeness, _)| *likeness);
    similar.retain(|(likeness, _)| *likeness >= best * 0.8);
    let similar = similar.into_iter().take(NAMED);
    similar.map(|(_, command)| command.clone()).collect()
}

/// All commands by the words that name them, operations last.
fn commands() -> Vec<String> {
    let mut command = CommandLine::command();
    // What is deferred has no verbs before.
    command.build();
    let mut names = Vec::new();
    for noun in command.get_subcommands().filter(is_no_help) {
        let name = noun.get_name();
        names.push(name.to_owned());
        if name == "api" {
            continue;
        }
        let verbs = noun.get_subcommands().filter(is_no_help);
        names.extend(verbs.map(|verb| format!("{name} {}", verb.get_name())));
    }
    let operations = OPERATIONS.iter();
    names.extend(operations.map(|operation| format!("api {}", operation.id.replace('_', "-"))));
    names
}

/// Whether a command does something of its own.
fn is_no_help(command: &&Command) -> bool {
    command.get_name() != "help"
}

/// What else commands are called.
const SYNONYMS: [(&str, &str); 10] = [
    ("ls", "list"),
    ("all", "list"),
    ("show", "get"),
    ("view", "get"),
    ("new", "create"),
    ("schedule", "create"),
    ("order", "option-order"),
    ("change", "update"),
    ("edit", "update"),
    ("remove", "cancel"),
];

/// The words of a name: without plural, in one spelling.
fn parts(name: &str) -> Vec<String> {
    let words = name.split([' ', '-', '_']).filter(|word| !word.is_empty());
    let word = |word: &str| {
        let word = word.to_lowercase();
        let singular = match word.strip_suffix('s') {
            Some(singular) if !singular.ends_with(['s', 'u']) => singular,
            _ => &word,
        };
        let mut synonyms = SYNONYMS.iter();
        let other = synonyms.find(|(synonym, _)| *synonym == singular);
        other.map_or(singular, |(_, usual)| usual).to_owned()
    };
    words.map(word).collect()
}

/// How many of the words of the two are the same, or nearly.
fn likeness(typed: &[String], command: &[String]) -> f64 {
    const NEAR: f64 = 0.7;
    const LEAST_PREFIX: usize = 3;
    let of = |one: &str, other: &str| {
        let is_begun = one.len() >= LEAST_PREFIX && other.starts_with(one);
        let near = strsim::normalized_damerau_levenshtein(one, other);
        match (is_begun, near >= NEAR) {
            (_, true) => near,
            (true, false) => NEAR,
            (false, false) => 0.0,
        }
    };
    let best = |word: &String| {
        command
            .iter()
            .map(|other| of(word, other))
            .fold(0.0, f64::max)
    };
    let same: f64 = typed.iter().map(best).sum();
    same / count(typed.len().max(command.len()))
}

/// Of words in a command.
fn count(words: usize) -> f64 {
    u32::try_from(words).map_or(f64::MAX, f64::from).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn similar(line: &str, unknown: &str) -> Vec<String> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        similar_commands(&words, unknown)
    }

    #[test]
    fn a_word_that_is_like_nothing_suggests_nothing() {
        for (line, unknown) in [("api nope", "nope"), ("sandbox advance", "advance")] {
            assert!(similar(line, unknown).is_empty(), "{line}");
        }
    }

    #[test]
    fn nouns_and_verbs_are_found_in_any_order() {
        for (line, unknown, first) in [
            ("custmer list", "custmer", "customer list"),
            ("customers", "customers", "customer"),
            ("list customers", "list", "customer list"),
            ("list-customers", "list-customers", "customer list"),
            ("get-customer --domain-id 1", "get-customer", "customer get"),
            ("customer lst 北の窓", "lst", "customer list"),
            ("customer show 1", "show", "customer get"),
            ("sub list 1", "sub", "subscription list"),
            ("login", "login", "auth login"),
            ("option-orders list 1", "option-orders", "option-order list"),
            ("--profile list customer lst", "lst", "customer list"),
            ("api get-custmer", "get-custmer", "api get-customer"),
            (
                "activate-customer",
                "activate-customer",
                "customer activate",
            ),
            ("change-domain", "change-domain", "api change-domain"),
        ] {
            let similar = similar(line, unknown);
            assert_eq!(
                similar.first().map(String::as_str),
                Some(first),
                "{line}: {similar:?}"
            );
        }
        assert_eq!(similar("xyzzy", "xyzzy"), [""; 0]);
    }
}
