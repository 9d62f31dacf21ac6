//! Names that say that a value is a secret, for values that the document does not know.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::OPERATIONS;
use crate::schema::{Kind, Schema};

/// What secrets are called where the document names none.
const USUAL: [&str; 4] = ["password", "secret", "token", "privatekey"];

/// The names of the secrets in the document, and the usual ones, in the form that names are compared in.
static NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut names = BTreeSet::from(USUAL.map(str::to_owned));
    for operation in OPERATIONS {
        for parameter in operation.parameters {
            add(parameter.name, &parameter.schema, DEEPEST, &mut names);
        }
        if let Some(body) = &operation.body {
            add("", &body.schema, DEEPEST, &mut names);
        }
    }
    names
});

/// How deep objects that may contain themselves are looked into.
const DEEPEST: usize = 8;

/// Whether a name is that of a secret, or has one in it, in whatever letters and with whatever between them.
pub(super) fn is_one(name: &str) -> bool {
    let name = compared(name);
    NAMES.iter().any(|secret| name.contains(secret.as_str()))
}

fn compared(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn add(name: &str, schema: &Schema, depth: usize, names: &mut BTreeSet<String>) {
    if schema.is_secret() && !name.is_empty() {
        names.insert(compared(name));
    }
    if depth == 0 {
        return;
    }
    match schema.kind {
        Kind::List(inner) | Kind::Map(inner) => add(name, inner, depth - 1, names),
        Kind::Object(object) => {
            for property in object.properties {
                add(property.name, &property.schema, depth - 1, names);
            }
        }
        _ => {}
    }
}
