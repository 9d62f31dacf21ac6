//! Verbs whose arguments are described only when their noun is looked at.

use std::cell::Cell;
use std::ops::Deref;

use clap::{ArgMatches, Command, Error, FromArgMatches, Subcommand};

/// The verbs of a noun: a call of another noun does not pay for them.
#[derive(Debug)]
pub(crate) struct Deferred<V>(V);

thread_local! {
    static IS_WHOLE: Cell<bool> = const { Cell::new(false) };
}

/// The tree with all verbs: below `help`, clap repeats what is described by then.
pub(super) fn whole(tree: fn() -> Command) -> Command {
    IS_WHOLE.set(true);
    let command = tree();
    IS_WHOLE.set(false);
    command
}

impl<V: Subcommand> Subcommand for Deferred<V> {
    fn augment_subcommands(command: Command) -> Command {
        if IS_WHOLE.get() {
            return V::augment_subcommands(command);
        }
        command.defer(V::augment_subcommands)
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        command.defer(V::augment_subcommands_for_update)
    }

    fn has_subcommand(name: &str) -> bool {
        V::has_subcommand(name)
    }
}

impl<V: FromArgMatches> FromArgMatches for Deferred<V> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        V::from_arg_matches(matches).map(Self)
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, Error> {
        V::from_arg_matches_mut(matches).map(Self)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }

    fn update_from_arg_matches_mut(&mut self, matches: &mut ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches_mut(matches)
    }
}

impl<V> Deref for Deferred<V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.0
    }
}
