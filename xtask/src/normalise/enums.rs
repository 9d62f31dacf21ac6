//! Enums of the document, to be replaced by open types.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Work, is_type};
use crate::document::step;
use crate::naming::{is_identifier, type_name, variant_name};
use crate::problem::Problem;

/// An enum of the document: a component whose values are strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenEnum {
    pub component: String,
    /// Its name in Rust.
    pub name: String,
    pub description: Option<String>,
    pub values: Vec<EnumValue>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EnumValue {
    pub value: String,
    pub variant: String,
    pub description: Option<String>,
    /// The same in Japanese.
    pub description_ja: Option<String>,
}

impl OpenEnum {
    pub(crate) fn variant_of(&self, value: &str) -> Option<&str> {
        let known = self.values.iter().find(|known| known.value == value)?;
        Some(&known.variant)
    }
}

/// Collects the enums; the generator replaces their components.
pub(super) fn open(work: &mut Work) -> usize {
    work.enums = work
        .schemas()
        .filter_map(|(component, schema)| read(component, schema.as_object()?))
        .collect();
    // The same rules as before the hoisting, now that every enum is a component.
    work.problems = work
        .schemas()
        .filter_map(|(component, schema)| Some((component, schema.as_object()?)))
        .filter(|(_, schema)| schema.contains_key("enum"))
        .flat_map(|(component, schema)| problems(schema, &step("#/components/schemas", component)))
        .collect();
    work.enums.len()
}

fn read(component: &str, schema: &Map<String, Value>) -> Option<OpenEnum> {
    if !is_type(schema, "string") {
        return None;
    }
    let values = strings(schema)?;
    let mut descriptions = per_value(schema, "x-enum-descriptions", &values).ok()?;
    let mut japanese = per_value(schema, "x-enum-descriptions-ja", &values).ok()?;
    let mut names = per_value(schema, "x-enum-varnames", &values).ok()?;
    let values = values
        .iter()
        .filter_map(|value| {
            Some(EnumValue {
                value: (*value).to_owned(),
                variant: match names.remove(*value) {
                    Some(name) => name,
                    None => variant_name(value)?,
                },
                description: descriptions.remove(*value),
                description_ja: japanese.remove(*value),
            })
        })
        .collect();
    Some(OpenEnum {
        component: component.to_owned(),
        name: type_name(component),
        description: schema
            .get("description")
            .and_then(Value::as_str)
            .map(str::to_owned),
        values,
    })
}

/// Takes null from the values, and from the lists beside them.
pub(super) fn forget_null(schema: &mut Map<String, Value>) {
    let Some(values) = schema.get("enum").and_then(Value::as_array) else {
        return;
    };
    let null: Vec<bool> = values.iter().map(Value::is_null).collect();
    for key in [
        "enum",
        "x-enum-descriptions",
        "x-enum-descriptions-ja",
        "x-enum-varnames",
    ] {
        if let Some(list) = schema.get_mut(key).and_then(Value::as_array_mut)
            && list.len() == null.len()
        {
            let mut null = null.iter();
            list.retain(|_| null.next() == Some(&false));
        }
    }
}

fn strings(schema: &Map<String, Value>) -> Option<Vec<&str>> {
    let values = schema.get("enum")?.as_array()?;
    Some(values.iter().filter_map(Value::as_str).collect())
}

/// What keeps an enum from becoming an open type.
pub(crate) fn problems(schema: &Map<String, Value>, at: &str) -> Vec<Problem> {
    let at = step(at, "enum");
    let Some(values) = schema.get("enum").and_then(Value::as_array) else {
        return vec![Problem::new(at, "`enum` is not a list", "list its values")];
    };
    if values.is_empty() {
        return vec![Problem::new(
            at,
            "the enum has no values",
            "list them, or leave `enum` out",
        )];
    }
    let is_text = values.iter().any(Value::is_string);
    if !is_text && !is_type(schema, "string") {
        // Numbers and booleans are read as such, whatever the enum says.
        return Vec::new();
    }
    if let Some(kind) = schema.get("type").filter(|kind| *kind != "string") {
        return vec![Problem::new(
            at,
            format!("it lists texts, and the type is {kind}"),
            "write the values without quotes, or `type: string`",
        )];
    }
    if !is_text {
        return vec![Problem::new(
            at,
            "the enum of strings lists no string",
            "list them, or leave `enum` out",
        )];
    }
    let mut problems = Vec::new();
    for (index, value) in values.iter().enumerate() {
        if !value.is_string() && !value.is_null() {
            problems.push(Problem::new(
                format!("{at}/{index}"),
                format!("{value} is in an enum of strings"),
                "write it in quotes",
            ));
        }
    }
    let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    let names = match per_value(schema, "x-enum-varnames", &texts) {
        Ok(names) => names,
        Err(problem) => {
            problems.push(problem.at(&at));
            return problems;
        }
    };
    for key in ["x-enum-descriptions", "x-enum-descriptions-ja"] {
        if let Err(problem) = per_value(schema, key, &texts) {
            problems.push(problem.at(&at));
        }
    }
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for value in texts {
        let name = names.get(value).cloned().or_else(|| variant_name(value));
        let Some(name) = name.filter(|name| is_variant(name)) else {
            problems.push(Problem::new(
                &at,
                match names.get(value) {
                    Some(name) => {
                        format!("`{name}` is not a valid name for the Rust variant of `{value}`")
                    }
                    None => format!("`{value}` cannot be made the name of a Rust variant"),
                },
                "name it beside the enum: `x-enum-varnames: { VALUE: RustName }`",
            ));
            continue;
        };
        match seen.insert(name.clone(), value) {
            Some(other) if other == value => problems.push(Problem::new(
                &at,
                format!("`{value}` is listed twice"),
                "list it once",
            )),
            Some(other) => problems.push(Problem::new(
                &at,
                format!("`{other}` and `{value}` would both be the Rust variant `{name}`"),
                "name one of them beside the enum: `x-enum-varnames: { VALUE: RustName }`",
            )),
            None => {}
        }
    }
    problems
}

/// In small letters it could be one of the functions of the enum.
fn is_variant(name: &str) -> bool {
    is_identifier(name) && !name.starts_with(char::is_lowercase) && name != "Unknown"
}

/// A problem with an extension that stands beside the `enum`.
pub(crate) struct ExtensionProblem {
    key: &'static str,
    reason: String,
    help: String,
}

impl ExtensionProblem {
    fn at(self, enum_pointer: &str) -> Problem {
        let schema = enum_pointer
            .rsplit_once('/')
            .map_or(enum_pointer, |(schema, _)| schema);
        Problem::new(step(schema, self.key), self.reason, self.help)
    }
}

/// Reads an extension that says something of each value: a map from value to text (a value may be
/// missing), or a list in the order of the enum.
fn per_value(
    schema: &Map<String, Value>,
    key: &'static str,
    values: &[&str],
) -> Result<BTreeMap<String, String>, ExtensionProblem> {
    let problem = |reason: String| ExtensionProblem {
        key,
        reason,
        help: format!("write `{key}` as a map from the values of the enum to texts"),
    };
    match schema.get(key) {
        None => Ok(BTreeMap::new()),
        Some(Value::Object(texts)) => texts
            .iter()
            .map(|(value, text)| {
                let text = text
                    .as_str()
                    .ok_or_else(|| problem(format!("{text} is not a text")))?;
                if values.contains(&value.as_str()) {
                    Ok((value.clone(), text.to_owned()))
                } else {
                    Err(problem(format!("`{value}` is not a value of the enum")))
                }
            })
            .collect(),
        Some(Value::Array(texts)) => {
            let all = schema.get("enum").and_then(Value::as_array);
            let all = all.map(Vec::as_slice).unwrap_or_default();
            if texts.len() != all.len() {
                return Err(problem(format!(
                    "it lists {} texts for {} values, so which belongs to which is unknown",
                    texts.len(),
                    all.len()
                )));
            }
            // Null, where it is among the values, is no variant and needs no text.
            let of_text = |(value, text)| Some((Value::as_str(value)?, text));
            all.iter()
                .zip(texts)
                .filter_map(of_text)
                .map(|(value, text)| {
                    let text = text
                        .as_str()
                        .ok_or_else(|| problem(format!("{text} is not a text")))?;
                    Ok((value.to_owned(), text.to_owned()))
                })
                .collect()
        }
        Some(_) => Err(problem("it is neither a map nor a list".to_owned())),
    }
}
