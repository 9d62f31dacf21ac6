//! The administrator of a customer that is added: the rules, and what is kept.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::http::problem::Problem;
use crate::json::text;

const ALLOWED_IN_NAMES: &str = "!@&()-_+[]{},.";
const LONGEST_NAME: usize = 80;

/// Holds an administrator against the rules that the document has no schema for.
pub(super) fn check(administrator: &Value) -> Result<(), Problem> {
    let names = ["lastName", "firstName"]
        .map(|member| (member, text(administrator, member).unwrap_or_default()));
    for (member, name) in names {
        let is_special = |it: char| it.is_ascii_punctuation() && !ALLOWED_IN_NAMES.contains(it);
        if name.contains(is_special) {
            return Err(Problem::invalid_parameter(
                &format!("administrator.{member}"),
                "no special characters but ! @ & ( ) - _ + [ ] { } , .",
            ));
        }
    }
    if names
        .iter()
        .map(|(_, name)| name.chars().count())
        .sum::<usize>()
        > LONGEST_NAME
    {
        return Err(Problem::invalid_parameter(
            "administrator.lastName",
            "at most 80 characters together with administrator.firstName",
        ));
    }
    check_password(text(administrator, "password").unwrap_or_default())
        .map_err(|expected| Problem::invalid_parameter("administrator.password", expected))
}

/// What is kept of an administrator, in the document's order: all but the password.
pub(super) fn kept(administrator: &Value) -> Value {
    let members = [
        "lastName",
        "firstName",
        "id",
        "privateEmail",
        "cellphone",
        "countryCode",
    ];
    let kept = members
        .into_iter()
        .filter_map(|member| Some((member.to_owned(), administrator.get(member)?.clone())));
    Value::Object(kept.collect::<Map<_, _>>())
}

/// Tells what a password should have been. Runs that go down or change case are let through: whether
/// they count is not documented.
fn check_password(encoded: &str) -> Result<(), &'static str> {
    let password = STANDARD
        .decode(encoded)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or("a text encoded in Base64")?;
    let characters: Vec<char> = password.chars().collect();
    if !(8..=20).contains(&characters.len()) {
        return Err("8 to 20 characters before they are encoded");
    }
    let has = |is: fn(&char) -> bool| characters.iter().any(is);
    if !has(char::is_ascii_alphabetic) || !has(char::is_ascii_digit) {
        return Err("letters and digits");
    }
    if characters.windows(3).any(is_run) {
        return Err("no three letters or digits in a row that are the same or follow each other");
    }
    Ok(())
}

/// `aaa`, `111`, `abc`, `123`.
fn is_run(characters: &[char]) -> bool {
    let &[a, b, c] = characters else {
        return false;
    };
    let code = u32::from;
    let are_letters_or_digits = [a, b, c].iter().all(char::is_ascii_digit)
        || [a, b, c].iter().all(char::is_ascii_alphabetic);
    let are_in_order = |step| code(a) + step == code(b) && code(b) + step == code(c);
    are_letters_or_digits && (are_in_order(0) || are_in_order(1))
}
