//! The name of an administrator.

use super::{declare, page};
use crate::validation::assessment::Assessment;

declare! {
    NAME_TOGETHER: ["create_customer"], "administrator.lastName", "has, together with the first name, at most 80 characters", page!(en "partner-customer-create");
    LAST_NAME_CHARACTERS: ["create_customer"], "administrator.lastName", "has no special characters but ! @ & ( ) - _ + [ ] { } , .", page!(en "partner-customer-create");
    FIRST_NAME_CHARACTERS: ["create_customer"], "administrator.firstName", "has no special characters but ! @ & ( ) - _ + [ ] { } , .", page!(en "partner-customer-create");
}

#[cfg(test)]
pub(crate) fn example() -> super::example::Example {
    use super::example::*;
    Example::of(&FIRST_NAME_CHARACTERS)
        .allows(|found| check("Suzuki", "Hanako", found))
        .refuses(|found| check("Suzuki", "Hana#ko", found))
}

/// Both names together, and the characters of each.
pub(crate) fn check(last_name: &str, first_name: &str, assessment: &mut Assessment) {
    let together = last_name
        .chars()
        .count()
        .saturating_add(first_name.chars().count());
    // Whether a character between the two counts is not documented.
    if !first_name.is_empty() && together > 80 {
        assessment.broken_here(&NAME_TOGETHER, last_name, &together.to_string());
    } else if !first_name.is_empty() && together == 80 {
        assessment.unknown(
            &NAME_TOGETHER,
            "whether a space between the names counts is not documented",
        );
    }
    for (rule, name) in [
        (&LAST_NAME_CHARACTERS, last_name),
        (&FIRST_NAME_CHARACTERS, first_name),
    ] {
        let forbidden = |c: char| c.is_ascii_punctuation() && !"!@&()-_+[]{},.".contains(c);
        if name.contains(forbidden) {
            assessment.broken(rule, name);
        }
    }
}
