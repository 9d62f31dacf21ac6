//! Arguments that stand in each other's places, and the line that may have been meant.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Arg, Command, CommandFactory as _};
use works_partner_ext::ProductIdExt as _;
use works_partner_ext::api::types::{OptionProductId, ProductId, SubOptionId};

use super::CommandLine;
use crate::failure::Failure;
use crate::terminal::visible;

/// The name of a customer's place.
const CUSTOMER: &str = "DOMAIN_ID";

/// More places than any command has that takes a customer.
const MOST_PLACES: usize = 4;

/// How a line that cannot be read is written, where another order of its arguments can be.
pub(super) fn correction(words: &[String]) -> Option<clap::Error> {
    let line = Line::of(words)?;
    // A number in the customer's place is its id, and something else is wrong.
    let (right, said) = line.right_order(|order| match line.customer(order) {
        (Some(before), Some(after)) => before == after || !is_number(before) && !is_code(after),
        _ => false,
    })?;
    let message = format!("{said}\n\n  tip: {right}\n");
    let message: Vec<String> = message.split('\n').map(visible).collect();
    let error = clap::Error::raw(ErrorKind::InvalidValue, message.join("\n"));
    Some(error.with_cmd(&CommandLine::command()))
}

/// The same failure, with how the line is written where nothing is known that an argument could mean, and what
/// stands in the customer's place may be another argument: a name is the code of something, or an id stands beside another.
pub(super) fn explained(failure: Failure, words: &[String]) -> Failure {
    if !failure.is_argument_unknown() {
        return failure;
    }
    let Some(line) = Line::of(words) else {
        return failure;
    };
    let is_meant = |order: &[usize]| match line.customer(order) {
        (Some(before), Some(after)) if is_code(before) => !is_code(after),
        (Some(before), Some(after)) => before != after && is_number(before) && is_number(after),
        _ => false,
    };
    match line.right_order(is_meant) {
        Some((right, said)) => failure.add_hint(&format!("{said}: did you mean `{right}`?")),
        None => failure,
    }
}

/// A line whose command takes a customer and something else.
struct Line<'a> {
    words: &'a [String],
    /// Where the arguments stand that no flag introduces.
    at: Vec<usize>,
    /// What the command calls them.
    names: Vec<String>,
}

impl<'a> Line<'a> {
    fn of(words: &'a [String]) -> Option<Self> {
        let mut command = CommandLine::command();
        command.build();
        let mut command = &command;
        let mut at = Vec::new();
        let mut is_flag_over = false;
        let mut rest = words.iter().enumerate();
        while let Some((index, word)) = rest.next() {
            if !is_flag_over && word == "--" {
                is_flag_over = true;
            } else if !is_flag_over && is_flag(word) {
                if takes_next(command, word) {
                    rest.next();
                }
            } else if at.is_empty()
                && let Some(verb) = command.find_subcommand(word)
            {
                command = verb;
            } else {
                at.push(index);
            }
        }
        let names = command.get_positionals().map(name).collect::<Vec<_>>();
        let is_right = (2..=MOST_PLACES.min(names.len())).contains(&at.len());
        (is_right && names.iter().any(|name| name == CUSTOMER)).then_some(Self { words, at, names })
    }

    /// The argument at this place.
    fn word(&self, place: usize) -> Option<&str> {
        self.words.get(*self.at.get(place)?).map(String::as_str)
    }

    /// What stands in the customer's place, and what does in another order.
    fn customer(&self, order: &[usize]) -> (Option<&str>, Option<&str>) {
        let place = self.names.iter().position(|name| name == CUSTOMER);
        let after = place.and_then(|place| order.get(place));
        (
            place.and_then(|place| self.word(place)),
            after.and_then(|from| self.word(*from)),
        )
    }

    /// The line in the order that can be read and moves the fewest arguments, and what stands where it does not belong.
    fn right_order(&self, is_meant: impl Fn(&[usize]) -> bool) -> Option<(String, String)> {
        let mut orders = orders(self.at.len());
        orders.sort_by_key(|order| moved(order).count());
        let order = orders.iter().find(|order| {
            is_meant(order) && self.fits(order) && is_readable(&self.in_order(order))
        })?;
        let right = self.in_order(order);
        let right: Vec<String> = right.iter().map(|word| quoted(word)).collect();
        let places: Vec<usize> = moved(order).collect();
        let named = |place: &usize| self.names.get(*place).cloned().unwrap_or_default();
        let names: Vec<String> = places.iter().map(named).collect();
        let found: Vec<String> = places
            .iter()
            .filter_map(|place| Some((self.word(*place)?, named(place))))
            .map(|(word, name)| format!("`{word}` stands where {name} belongs"))
            .collect();
        let said = format!("{}: {}", names.join(" comes before "), found.join(", "));
        Some((format!("works-partner {}", right.join(" ")), said))
    }

    /// Anything could be the name of a customer. Elsewhere it must be what belongs there for sure.
    fn fits(&self, order: &[usize]) -> bool {
        moved(order).next().is_some()
            && moved(order).all(|place| {
                let word = order.get(place).and_then(|from| self.word(*from));
                let is_customer = self.names.get(place).is_some_and(|name| name == CUSTOMER);
                word.is_some_and(|word| is_customer || is_code(word) || is_number(word))
            })
    }

    fn in_order(&self, order: &[usize]) -> Vec<String> {
        let mut words = self.words.to_vec();
        for (to, from) in self.at.iter().zip(order) {
            if let (Some(slot), Some(word)) = (words.get_mut(*to), self.word(*from)) {
                *slot = word.to_owned();
            }
        }
        words
    }
}

/// All orders of so many things.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let Some(last) = count.checked_sub(1) else {
        return vec![Vec::new()];
    };
    let mut all = Vec::new();
    for order in orders(last) {
        for at in 0..count {
            let mut order = order.clone();
            order.insert(at, last);
            all.push(order);
        }
    }
    all
}

/// The places that an order gives to others.
fn moved(order: &[usize]) -> impl Iterator<Item = usize> {
    let places = order.iter().enumerate();
    places
        .filter(|(place, from)| place != *from)
        .map(|(place, _)| place)
}

/// Whether all values can be read. Something may still be missing.
fn is_readable(words: &[String]) -> bool {
    let program = std::iter::once("works-partner").map(OsString::from);
    let arguments: Vec<OsString> = program.chain(words.iter().map(OsString::from)).collect();
    let read = CommandLine::try_read(&arguments);
    !read.is_err_and(|error| {
        matches!(
            error.kind(),
            ErrorKind::InvalidValue | ErrorKind::ValueValidation
        )
    })
}

/// A number below zero is none.
fn is_flag(word: &str) -> bool {
    let rest = word.strip_prefix('-');
    rest.is_some_and(|rest| !rest.is_empty() && !is_number(rest))
}

/// Whether the next word is the value of this flag.
fn takes_next(command: &Command, word: &str) -> bool {
    let takes_value = |arg: &Arg| arg.get_action().takes_values();
    let mut known = command.get_arguments().filter(|arg| takes_value(arg));
    match word.strip_prefix("--") {
        Some(long) => known.any(|arg| {
            arg.get_long_and_visible_aliases()
                .unwrap_or_default()
                .contains(&long)
        }),
        // `-vo json`: what follows the letter of a flag that takes a value is its value.
        None => known.any(|arg| arg.get_short().is_some_and(|short| word.ends_with(short))),
    }
}

fn name(arg: &Arg) -> String {
    let names = arg.get_value_names().unwrap_or_default();
    names
        .first()
        .map_or_else(|| arg.get_id().to_string(), |name| name.to_string())
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether it is the code of an option, a sub-option, a product or a family of products.
fn is_code(word: &str) -> bool {
    let code = word.replace('-', "_");
    let is = |other: &str| other.eq_ignore_ascii_case(&code);
    let mut products = ProductId::known_values().iter();
    OptionProductId::known_values()
        .iter()
        .any(|known| is(known.as_str()))
        || SubOptionId::known_values()
            .iter()
            .any(|known| is(known.as_str()))
        || products.any(|known| {
            is(known.as_str()) || known.family().is_some_and(|family| is(family.as_str()))
        })
}

/// As a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = |char: char| char.is_alphanumeric() || "-_.,:=/@+".contains(char);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_in_each_others_places_are_told() {
        let told = |line: &str| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            correction(&words).map(|error| error.to_string())
        };
        for (line, right) in [
            (
                "--sandbox option-order get acv2 北の窓 -o json",
                "--sandbox option-order get 北の窓 acv2 -o json",
            ),
            ("option cancel drv 北の窓", "option cancel 北の窓 drv"),
            ("subscription get std 北の窓", "subscription get 北の窓 std"),
            (
                "subscription add std kita.example",
                "subscription add kita.example std",
            ),
            (
                "subscription upgrade 10000016 adv std",
                "subscription upgrade 10000016 std adv",
            ),
            (
                "option upgrade --dry-run drv drv01 10000016",
                "option upgrade --dry-run 10000016 drv drv01",
            ),
            (
                "option-order create drv 北の窓 drv01 --type apply",
                "option-order create 北の窓 drv drv01 --type apply",
            ),
            ("option upgrade 1 drv01 drv", "option upgrade 1 drv drv01"),
        ] {
            let text = told(line).unwrap_or_default();
            assert!(
                text.contains(&format!("tip: works-partner {right}")),
                "{line}: {text}"
            );
        }
        for line in [
            "option-order get 1 ACV9",
            "option upgrade 1 DRV DRV9",
            "subscription get kita 1a",
            "subscription get 北の窓 kita.example",
            "customer get 0",
            "option cancel 1 DRV -o nothing",
            "subscription get 10000016 9x",
        ] {
            assert!(told(line).is_none(), "{line}: {:?}", told(line));
        }
    }
}
