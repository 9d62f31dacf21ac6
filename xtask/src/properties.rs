//! Properties of an object that cannot become fields of a struct.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::document::step;
use crate::naming::field_name;
use crate::problem::Problem;

/// A required property of which nothing is known.
pub(crate) fn missing(at: &str, name: &Value) -> Problem {
    Problem::new(
        at,
        format!("{name} is required, but it is not among `properties`"),
        "describe it there, or take it off the list",
    )
}

/// Two properties may not become the same Rust field.
pub(crate) fn clashes<'a>(names: impl Iterator<Item = &'a String>, at: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut fields: BTreeMap<String, &str> = BTreeMap::new();
    for name in names {
        let at = step(&step(at, "properties"), name);
        let field = field_name(name);
        if field == "extra" {
            problems.push(Problem::new(
                &at,
                format!("`{name}` would clash with `extra`, the map of undocumented fields"),
                "leave it out of `properties`: it stays readable in `extra`",
            ));
        } else if let Some(other) = fields.insert(field.clone(), name) {
            problems.push(Problem::new(
                &at,
                format!("`{other}` and `{name}` would both be the Rust field `{field}`"),
                "leave one of the two out of `properties`: what a response carries under it stays \
                 readable in `extra`",
            ));
        }
    }
    problems
}
