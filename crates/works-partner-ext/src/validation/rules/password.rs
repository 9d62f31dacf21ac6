//! The first password of an administrator.

use secrecy::{ExposeSecret, SecretString};

use super::{declare, page};
use crate::validation::assessment::Assessment;
use crate::validation::diagnostic::HIDDEN;

declare! {
    PASSWORD_LENGTH: ["create_customer"], "administrator.password", "has 8 to 20 characters before it is encoded", page!(en "partner-customer-create");
    PASSWORD_MIX: ["create_customer"], "administrator.password", "has letters and digits", page!(en "partner-customer-create");
    PASSWORD_RUN: ["create_customer"], "administrator.password", "has no three letters or digits in a row that are the same or follow each other", page!(en "partner-customer-create");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    Example::of(&PASSWORD_MIX)
        .allows(|found| check(&"k3lp7xqz".into(), found))
        .refuses(|found| check(&"kmlpvxqz".into(), found))
}

/// Holds a password against the rules. What is reported never shows it.
pub(crate) fn check(password: &SecretString, assessment: &mut Assessment) {
    let characters: Vec<char> = password.expose_secret().chars().collect();
    if !(8..=20).contains(&characters.len()) {
        assessment.broken(&PASSWORD_LENGTH, HIDDEN);
    }
    let letters = characters.iter().any(char::is_ascii_alphabetic);
    let digits = characters.iter().any(char::is_ascii_digit);
    if !(letters && digits) {
        assessment.broken(&PASSWORD_MIX, HIDDEN);
    }
    match run(&characters) {
        Run::None => {}
        Run::Certain => assessment.broken(&PASSWORD_RUN, HIDDEN),
        Run::Open => assessment.unknown(
            &PASSWORD_RUN,
            "whether descending runs, or runs of mixed case, count is not documented",
        ),
    }
}

enum Run {
    None,
    /// `aaa`, `111`, `abc`, `123`.
    Certain,
    /// `cba`, `321`, `aAa`, `aBc`.
    Open,
}

fn run(characters: &[char]) -> Run {
    let is_run = |view: fn(char) -> char, step: i64| {
        characters.windows(3).any(|window| match *window {
            [a, b, c] => {
                let code = |character| i64::from(u32::from(view(character)));
                let one_kind = [a, b, c].iter().all(char::is_ascii_digit)
                    || [a, b, c].iter().all(char::is_ascii_alphabetic);
                one_kind && code(b) - code(a) == step && code(c) - code(b) == step
            }
            _ => false,
        })
    };
    let exact: fn(char) -> char = |character| character;
    let folded: fn(char) -> char = |character| character.to_ascii_lowercase();
    if is_run(exact, 0) || is_run(exact, 1) {
        Run::Certain
    } else if [-1, 0, 1].into_iter().any(|step| is_run(folded, step)) {
        Run::Open
    } else {
        Run::None
    }
}
