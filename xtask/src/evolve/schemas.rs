//! Changes of schemas: the components, and those that stand in an operation.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::catalog::{self, both, short};
use super::{Aspect, Change, Level};
use crate::document::{follow, operations, schema_name, step};

/// Who writes what a schema describes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Direction {
    pub sent: bool,
    pub answered: bool,
}

/// Changes of the components.
pub(super) fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let mut directions = directions(old);
    for (name, direction) in self::directions(new) {
        let entry = directions.entry(name).or_default();
        entry.sent |= direction.sent;
        entry.answered |= direction.answered;
    }
    let empty = Map::new();
    let components = |root: &'_ Value| -> Map<String, Value> {
        let schemas = root
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        schemas.unwrap_or(&empty).clone()
    };
    let (before, after) = (components(old), components(new));
    let mut changes = Vec::new();
    for (name, before, after) in both(&before, &after) {
        let pointer = step("#/components/schemas", name);
        let direction = directions.get(name).copied().unwrap_or_default();
        match (before, after) {
            (Some(before), Some(after)) => {
                let what = format!("`{name}`");
                Comparison {
                    direction,
                    changes: &mut changes,
                }
                .schema(&pointer, &what, before, after);
            }
            (None, _) => changes.push(Change::new(pointer, format!("`{name}` is new.")).with(
                Aspect::Docs,
                Level::Patch,
                "a type of its own; where it is used is said there",
            )),
            (_, None) => changes.push(Change::new(pointer, format!("`{name}` is gone.")).with(
                Aspect::Docs,
                Level::Patch,
                "where it was used is said there",
            )),
        }
    }
    changes
}

/// Compares two schemas at the same place, and notes what differs.
pub(super) struct Comparison<'a> {
    pub direction: Direction,
    pub changes: &'a mut Vec<Change>,
}

/// What bounds a value, and whether more of it allows less.
const LIMITS: [(&str, bool); 10] = [
    ("minLength", true),
    ("minimum", true),
    ("minItems", true),
    ("minProperties", true),
    ("maxLength", false),
    ("maximum", false),
    ("maxItems", false),
    ("maxProperties", false),
    ("exclusiveMinimum", true),
    ("exclusiveMaximum", true),
];

/// What people read, and what decides nothing.
const PROSE: [&str; 8] = [
    "description",
    "title",
    "example",
    "examples",
    "externalDocs",
    "summary",
    "x-evidence",
    "x-enum-varnames",
];

impl Comparison<'_> {
    pub(super) fn schema(&mut self, pointer: &str, what: &str, old: &Value, new: &Value) {
        if old == new {
            return;
        }
        let empty = Map::new();
        let (Some(before), Some(after)) = (old.as_object(), new.as_object()) else {
            return self.unclassified(pointer, what, "schema");
        };
        if kind(old) != kind(new) {
            let text = format!("{what} is {}; it was {}.", kind(new), kind(old));
            let mut change = Change::new(pointer, text);
            // What the crate makes of a format is told with its Rust API.
            let same_type = before.contains_key("type") && before.get("type") == after.get("type");
            if same_type {
                change = change.with(
                    Aspect::Wire,
                    Level::Minor,
                    "another range or form of the same type",
                );
                if self.direction.sent {
                    change = change.with(
                        Aspect::Rules,
                        Level::Minor,
                        "values are held against another format",
                    );
                }
            } else if self.direction.sent {
                change = change
                    .with(
                        Aspect::Wire,
                        Level::Major,
                        "what was sent before is another type",
                    )
                    .with(
                        Aspect::CommandLine,
                        Level::Major,
                        "the flag takes another kind of value",
                    );
            }
            if self.direction.answered && !same_type {
                change = change.with(
                    Aspect::Wire,
                    Level::Major,
                    "answers are read as another type",
                );
            }
            self.changes.push(change);
            if !same_type {
                return;
            }
        }
        for (key, was, is) in both(before, after) {
            let place = step(pointer, key);
            match key {
                "properties" => {
                    let was = was.and_then(Value::as_object).unwrap_or(&empty);
                    let is = is.and_then(Value::as_object).unwrap_or(&empty);
                    self.properties(&place, what, (was, old), (is, new));
                }
                "required" => self.required(&place, what, before, after),
                "items" => match (was, is) {
                    (Some(was), Some(is)) => {
                        self.schema(&place, &format!("an item of {what}"), was, is);
                    }
                    _ => self.unclassified(&place, what, key),
                },
                "allOf" | "anyOf" | "oneOf" => self.parts(&place, what, key, was, is),
                "enum" => self.values(&place, what, (was, old), (is, new)),
                "nullable" => self.nullable(&place, what, is == Some(&Value::Bool(true))),
                "readOnly" | "writeOnly" => self.one_way(&place, what, key, is),
                "default" => self.default(&place, what, was, is),
                "deprecated" => self.changes.push(
                    Change::new(
                        place,
                        format!(
                            "{what} is {}deprecated.",
                            if is == Some(&Value::Bool(true)) {
                                ""
                            } else {
                                "not "
                            }
                        ),
                    )
                    .with(Aspect::Docs, Level::Patch, "still sent and read"),
                ),
                "x-catalog" | "x-product-families" => {
                    let label = |id: &str| labelled(new, id);
                    let null = Value::Null;
                    let (was, is) = (was.unwrap_or(&null), is.unwrap_or(&null));
                    self.changes
                        .extend(catalog::changes(pointer, key, what, &label, was, is));
                }
                "x-enum-descriptions" | "x-enum-descriptions-ja" => {
                    self.labels(&place, (was, old), (is, new))
                }
                key if PROSE.contains(&key) => self
                    .changes
                    .push(Change::new(place, format!("{what}: `{key}` is worded anew.")).prose()),
                "pattern" | "multipleOf" | "uniqueItems" => self.limit(&place, what, key, was, is),
                key if LIMITS.iter().any(|(limit, _)| *limit == key) => {
                    self.limit(&place, what, key, was, is);
                }
                // Part of what `kind` says.
                "type" | "format" | "$ref" => {}
                _ => self.unclassified(&place, what, key),
            }
        }
    }

    fn properties(
        &mut self,
        pointer: &str,
        what: &str,
        (was, old): (&Map<String, Value>, &Value),
        (is, new): (&Map<String, Value>, &Value),
    ) {
        for (name, was, is) in both(was, is) {
            let place = step(pointer, name);
            let property = format!("`{name}` of {what}");
            match (was, is) {
                (Some(was), Some(is)) => self.schema(&place, &property, was, is),
                (None, Some(_)) => {
                    let required = requires(new, name);
                    let mut change = Change::new(
                        place,
                        format!(
                            "{property} is new{}.",
                            if required { ", and required" } else { "" }
                        ),
                    );
                    if self.direction.sent && required {
                        change = change.needed("it", "its flag");
                    } else if self.direction.sent {
                        change = change
                            .with(Aspect::Wire, Level::Minor, "requests may have it")
                            .with(Aspect::CommandLine, Level::Minor, "a flag more");
                    }
                    if self.direction.answered && required {
                        change = change.with(
                            Aspect::Wire,
                            Level::Major,
                            "answers without it are no longer read",
                        );
                    } else if self.direction.answered {
                        change = change.with(
                            Aspect::Wire,
                            Level::Minor,
                            "answers may have it; it was in `extra`",
                        );
                    }
                    self.changes.push(change);
                }
                (_, None) => {
                    let mut change = Change::new(place, format!("{property} is gone."));
                    if self.direction.sent {
                        change = change
                            .with(Aspect::Wire, Level::Major, "requests cannot have it")
                            .with(Aspect::CommandLine, Level::Major, "its flag is gone");
                    }
                    if self.direction.answered {
                        let level = if requires(old, name) {
                            Level::Major
                        } else {
                            Level::Minor
                        };
                        change = change.with(
                            Aspect::Wire,
                            level,
                            "where answers have it, it is in `extra`",
                        );
                    }
                    self.changes.push(change);
                }
            }
        }
    }

    /// Properties that both have, and that one of them requires.
    fn required(
        &mut self,
        pointer: &str,
        what: &str,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) {
        let names = |side: &Map<String, Value>| -> BTreeSet<String> {
            let list = side.get("required").and_then(Value::as_array);
            list.into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        };
        let has = |side: &Map<String, Value>, name: &str| {
            side.get("properties")
                .is_some_and(|properties| properties.get(name).is_some())
        };
        let (was, is) = (names(old), names(new));
        for name in was.symmetric_difference(&is) {
            if !has(old, name) || !has(new, name) {
                continue;
            }
            let now = is.contains(name);
            let text = format!(
                "`{name}` of {what} is {}.",
                if now { "required" } else { "optional" }
            );
            let mut change = Change::new(pointer, text);
            if self.direction.sent && now {
                change = change.needed("it", "its flag");
            } else if self.direction.sent {
                change = change.spared();
            }
            if self.direction.answered {
                change = if now {
                    change.with(
                        Aspect::Wire,
                        Level::Major,
                        "answers without it are no longer read",
                    )
                } else {
                    change.with(
                        Aspect::Wire,
                        Level::Major,
                        "older clients do not read answers without it",
                    )
                };
            }
            self.changes.push(change);
        }
    }

    fn values(
        &mut self,
        pointer: &str,
        what: &str,
        (was, old): (Option<&Value>, &Value),
        (is, new): (Option<&Value>, &Value),
    ) {
        let (Some(was), Some(is)) = (was.and_then(Value::as_array), is.and_then(Value::as_array))
        else {
            return self.unclassified(pointer, what, "enum");
        };
        let name = |side: &Value, value: &Value| {
            let code = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            labelled(side, &code)
        };
        for value in is.iter().filter(|value| !was.contains(value)) {
            let text = format!("{what} may be {}.", name(new, value));
            self.changes.push(
                Change::new(pointer, text)
                    .with(
                        Aspect::Wire,
                        Level::Minor,
                        "older clients keep it as `Unknown`",
                    )
                    .with(
                        Aspect::CommandLine,
                        Level::Minor,
                        "listed, completed and labelled",
                    ),
            );
        }
        for value in was.iter().filter(|value| !is.contains(value)) {
            let text = format!("{what} is no longer known to be {}.", name(old, value));
            let mut change = Change::new(pointer, text);
            if self.direction.sent {
                change = change.with(
                    Aspect::Rules,
                    Level::Minor,
                    "requests with it are warned of, as of any unknown value",
                );
            }
            self.changes.push(change.with(
                Aspect::Wire,
                Level::Minor,
                "where it is answered, it is kept as `Unknown`",
            ));
        }
        if was.len() == is.len() && was.iter().all(|value| is.contains(value)) {
            self.changes.push(
                Change::new(
                    pointer,
                    format!("The values of {what} are in another order."),
                )
                .with(
                    Aspect::Docs,
                    Level::Patch,
                    "lists are shown in the document's order",
                ),
            );
        }
    }

    /// Labels of values that both have; those of new and gone values are told with them.
    fn labels(
        &mut self,
        pointer: &str,
        (was, old): (Option<&Value>, &Value),
        (is, new): (Option<&Value>, &Value),
    ) {
        let empty = Map::new();
        let labels =
            |side: Option<&Value>| side.and_then(Value::as_object).unwrap_or(&empty).clone();
        let (was, is) = (labels(was), labels(is));
        let has = |side: &Value, code: &str| {
            let values = side.get("enum").and_then(Value::as_array);
            values.is_some_and(|values| values.iter().any(|value| value == code))
        };
        for (code, was, is) in both(&was, &is) {
            if !has(old, code) || !has(new, code) {
                continue;
            }
            let text = match (was, is) {
                (_, None) => format!("`{code}` has no label."),
                (None, Some(is)) => format!("`{code}` is labelled {}.", short(is)),
                (Some(was), Some(is)) => {
                    format!("`{code}` is labelled {}; it was {}.", short(is), short(was))
                }
            };
            self.changes
                .push(Change::new(step(pointer, code), text).with(
                    Aspect::Docs,
                    Level::Patch,
                    "shown beside the code; decides nothing",
                ));
        }
    }

    fn nullable(&mut self, pointer: &str, what: &str, now: bool) {
        let text = format!("{what} {} null.", if now { "may be" } else { "is never" });
        let mut change = Change::new(pointer, text);
        if self.direction.sent {
            change = if now {
                change.with(Aspect::Rules, Level::Minor, "null may be sent")
            } else {
                change.with(
                    Aspect::Rules,
                    Level::Major,
                    "null is refused before it leaves",
                )
            };
        }
        if self.direction.answered {
            change = if now {
                change.with(
                    Aspect::Wire,
                    Level::Major,
                    "older clients do not tell null from absent, or do not read it",
                )
            } else {
                change.with(
                    Aspect::Wire,
                    Level::Minor,
                    "an answer with null is read by older clients alone",
                )
            };
        }
        self.changes.push(change);
    }

    fn one_way(&mut self, pointer: &str, what: &str, key: &str, is: Option<&Value>) {
        let now = is == Some(&Value::Bool(true));
        let text = format!("{what} is {}`{key}`.", if now { "" } else { "not " });
        let concerned = if key == "readOnly" {
            self.direction.sent
        } else {
            self.direction.answered
        };
        let mut change = Change::new(pointer, text);
        if concerned {
            let level = if now { Level::Major } else { Level::Minor };
            let reason = if key == "readOnly" {
                "what requests may have"
            } else {
                "what answers may have"
            };
            change = change.with(Aspect::Wire, level, reason);
            if key == "readOnly" {
                change = change.with(Aspect::CommandLine, level, "what has a flag");
            }
        } else {
            change = change.with(Aspect::Docs, Level::Patch, "never sent that way");
        }
        self.changes.push(change);
    }

    fn default(&mut self, pointer: &str, what: &str, was: Option<&Value>, is: Option<&Value>) {
        let text = match (was, is) {
            (_, None) => format!("{what} has no known default."),
            (None, Some(is)) => format!("{what} defaults to {}.", short(is)),
            (Some(was), Some(is)) => {
                format!("{what} defaults to {}; it was {}.", short(is), short(was))
            }
        };
        self.changes.push(Change::new(pointer, text).with(
            Aspect::Docs,
            Level::Patch,
            "the service applies it; clients never send it unasked",
        ));
    }

    fn limit(
        &mut self,
        pointer: &str,
        what: &str,
        key: &str,
        was: Option<&Value>,
        is: Option<&Value>,
    ) {
        let text = match (was, is) {
            (_, None) => format!("`{key}` of {what} is lifted."),
            (None, Some(is)) => format!("`{key}` of {what} is {}.", short(is)),
            (Some(was), Some(is)) => {
                format!("`{key}` of {what} is {}; it was {}.", short(is), short(was))
            }
        };
        let change = Change::new(pointer, text);
        let change = if self.direction.sent {
            let reason = match tightens(key, was, is) {
                Some(true) => "requests that the service refuses no longer leave",
                Some(false) => "requests that were refused may leave",
                None => "other requests than before may leave",
            };
            change.with(Aspect::Rules, Level::Minor, reason)
        } else {
            change.with(
                Aspect::Docs,
                Level::Patch,
                "answers are not held against limits",
            )
        };
        self.changes.push(change);
    }

    /// The parts of an `allOf` and its like: compared one by one where there are as many as before.
    fn parts(
        &mut self,
        pointer: &str,
        what: &str,
        key: &str,
        was: Option<&Value>,
        is: Option<&Value>,
    ) {
        match (was.and_then(Value::as_array), is.and_then(Value::as_array)) {
            (Some(was), Some(is)) if was.len() == is.len() => {
                for (at, (was, is)) in was.iter().zip(is).enumerate() {
                    self.schema(&step(pointer, &at.to_string()), what, was, is);
                }
            }
            _ => self.unclassified(pointer, what, key),
        }
    }

    fn unclassified(&mut self, pointer: &str, what: &str, key: &str) {
        self.changes.push(
            Change::new(pointer, format!("`{key}` of {what} changed.")).with(
                Aspect::Wire,
                Level::Minor,
                "not classified: read the change itself",
            ),
        );
    }
}

/// A code of an enum, with its label where it has one.
fn labelled(schema: &Value, code: &str) -> String {
    let labels = schema.get("x-enum-descriptions");
    match labels
        .and_then(|labels| labels.get(code))
        .and_then(Value::as_str)
    {
        Some(label) => format!("`{code}` ({label})"),
        None => format!("`{code}`"),
    }
}

/// What kind of value a schema describes, in words.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return format!("a `{}`", schema_name(reference).unwrap_or(reference));
    }
    let text = |key| schema.get(key).and_then(Value::as_str);
    match (text("type"), text("format")) {
        (Some(kind), Some(format)) => format!("`{kind}` (`{format}`)"),
        (Some(kind), None) => format!("`{kind}`"),
        (None, _) => "of no single type".to_owned(),
    }
}

/// Whether fewer values pass than before; `None` where that cannot be told.
fn tightens(key: &str, was: Option<&Value>, is: Option<&Value>) -> Option<bool> {
    let (was, is) = match (was, is) {
        (None, Some(Value::Bool(is))) => return Some(*is),
        (Some(Value::Bool(was)), None) => return Some(!*was),
        (Some(Value::Bool(_)), Some(Value::Bool(is))) => return Some(*is),
        (None, Some(_)) => return Some(true),
        (Some(_), None) => return Some(false),
        (Some(was), Some(is)) => (was.as_f64()?, is.as_f64()?),
        (None, None) => return None,
    };
    let more_is_less = LIMITS.iter().find(|(limit, _)| *limit == key)?.1;
    Some((is > was) == more_is_less)
}

fn requires(schema: &Value, name: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    required.is_some_and(|names| names.iter().any(|entry| entry == name))
}

/// How each component is used: sent, answered, or both.
fn directions(root: &Value) -> BTreeMap<String, Direction> {
    let mut directions: BTreeMap<String, Direction> = BTreeMap::new();
    for (_, _, _, item, operation) in operations(root) {
        let bodies = operation.get("requestBody").into_iter();
        let parameters = [item, operation].map(|holder| holder.get("parameters"));
        for sent in bodies.chain(parameters.into_iter().flatten()) {
            walk(root, sent, &mut |name| {
                !std::mem::replace(
                    &mut directions.entry(name.to_owned()).or_default().sent,
                    true,
                )
            });
        }
        for answered in operation.get("responses").into_iter() {
            walk(root, answered, &mut |name| {
                !std::mem::replace(
                    &mut directions.entry(name.to_owned()).or_default().answered,
                    true,
                )
            });
        }
    }
    directions
}

/// Visits the components that a part of the document reaches; goes into one where `visit` says so.
fn walk(root: &Value, value: &Value, visit: &mut dyn FnMut(&str) -> bool) {
    match value {
        Value::Object(object) => {
            if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
                let deeper = match schema_name(reference) {
                    Some(name) => visit(name),
                    None => true,
                };
                if let Some(target) = follow(root, value).filter(|_| deeper) {
                    walk(root, target, visit);
                }
                return;
            }
            for (key, value) in object {
                if !key.starts_with("x-") && key != "example" && key != "examples" {
                    walk(root, value, visit);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(root, item, visit)),
        _ => {}
    }
}
