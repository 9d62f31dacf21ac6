//! Changes of operations: their names, paths, parameters, bodies and responses.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::catalog::both;
use super::schemas::{Comparison, Direction};
use super::{Aspect, Change, Level};
use crate::document::{follow, operations, step};
use crate::media_type;

/// An operation and what its path says of it.
struct Operation<'a> {
    pointer: String,
    path: &'a str,
    method: &'static str,
    item: &'a Value,
    value: &'a Value,
    root: &'a Value,
}

pub(super) fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let (mut before, after) = (read(old), read(new));
    let mut changes = Vec::new();
    for (id, operation) in &after {
        if let Some(was) = before.remove(id) {
            compare(id, &was, operation, &mut changes);
            continue;
        }
        // The same place under another name.
        let renamed = before
            .iter()
            .find(|(old_id, was)| {
                was.path == operation.path
                    && was.method == operation.method
                    && !after.contains_key(*old_id)
            })
            .map(|(old_id, _)| old_id.clone());
        if let Some((old_id, was)) = renamed.and_then(|old_id| before.remove_entry(&old_id)) {
            changes.push(
                Change::new(&operation.pointer, format!("`{old_id}` is called `{id}`."))
                    .with(
                        Aspect::Rust,
                        Level::Major,
                        "the method, its builder and its `Operation` have another name",
                    )
                    .with(
                        Aspect::CommandLine,
                        Level::Major,
                        "the command has another name",
                    ),
            );
            compare(id, &was, operation, &mut changes);
            continue;
        }
        changes.push(
            Change::new(
                &operation.pointer,
                format!("`{id}` is new{}.", summary(operation)),
            )
            .with(Aspect::Wire, Level::Minor, "one more call")
            .with(Aspect::Rust, Level::Minor, "a method more")
            .with(Aspect::CommandLine, Level::Minor, "a command more"),
        );
    }
    for (id, was) in &before {
        changes.push(
            Change::new(&was.pointer, format!("`{id}` is gone{}.", summary(was)))
                .with(Aspect::Wire, Level::Major, "the call cannot be made")
                .with(Aspect::Rust, Level::Major, "its method is gone")
                .with(Aspect::CommandLine, Level::Major, "its command is gone"),
        );
    }
    changes
}

fn read(root: &Value) -> BTreeMap<String, Operation<'_>> {
    operations(root)
        .map(|(pointer, path, method, item, value)| {
            let id = value.get("operationId").and_then(Value::as_str);
            let id = id.map_or_else(|| format!("{method} {path}"), str::to_owned);
            (
                id,
                Operation {
                    pointer,
                    path,
                    method,
                    item,
                    value,
                    root,
                },
            )
        })
        .collect()
}

fn summary(operation: &Operation<'_>) -> String {
    let summary = operation.value.get("summary").and_then(Value::as_str);
    summary
        .map(|summary| format!(" ({summary})"))
        .unwrap_or_default()
}

fn compare(id: &str, was: &Operation<'_>, is: &Operation<'_>, changes: &mut Vec<Change>) {
    let what = format!("`{id}`");
    let renamed = renamed_in_path(was.path, is.path);
    if was.method != is.method || renamed.is_none() {
        let upper = str::to_uppercase;
        changes.push(
            Change::new(
                &is.pointer,
                format!(
                    "{what} is {} {}; it was {} {}.",
                    upper(is.method),
                    is.path,
                    upper(was.method),
                    was.path
                ),
            )
            .with(
                Aspect::Wire,
                Level::Major,
                "older clients call what the document no longer has",
            ),
        );
    }
    for (old_name, name) in renamed.iter().flatten() {
        changes.push(
            Change::new(
                &is.pointer,
                format!("`{old_name}` in the path of {what} is called `{name}`."),
            )
            .with(Aspect::Rust, Level::Major, "its setter has another name")
            .with(
                Aspect::CommandLine,
                Level::Major,
                "its flag has another name",
            ),
        );
    }
    parameters(&what, was, is, changes);
    body(&what, was, is, changes);
    responses(&what, was, is, changes);
    scopes(&what, was, is, changes);
    for key in [
        "summary",
        "description",
        "externalDocs",
        "x-evidence",
        "tags",
        "deprecated",
    ] {
        if was.value.get(key) != is.value.get(key) {
            changes.push(
                Change::new(
                    step(&is.pointer, key),
                    format!("`{key}` of {what} changed."),
                )
                .prose(),
            );
        }
    }
}

/// The parameters that have another name, where two paths are the same but for these. On the wire, nobody sees it.
fn renamed_in_path<'a>(was: &'a str, is: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let (old, new) = (pieces(was), pieces(is));
    let same = old.len() == new.len();
    let pairs = old.into_iter().zip(new).enumerate();
    let mut renamed = Vec::new();
    for (at, (old, new)) in pairs {
        // Between a brace that opens and one that closes.
        let is_name = at % 2 == 1;
        if old != new && !is_name {
            return None;
        }
        if old != new {
            renamed.push((old, new));
        }
    }
    same.then_some(renamed)
}

/// The texts of a path and the names of its parameters, in turn.
fn pieces(path: &str) -> Vec<&str> {
    path.split(['{', '}']).collect()
}

type Parameters<'a> = BTreeMap<(String, String), &'a Value>;

fn read_parameters<'a>(operation: &Operation<'a>) -> Parameters<'a> {
    let lists = [
        operation.item.get("parameters"),
        operation.value.get("parameters"),
    ];
    let all = lists
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten();
    all.filter_map(|parameter| {
        let parameter = follow(operation.root, parameter)?;
        let text = |key| {
            parameter
                .get(key)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        Some(((text("in")?, text("name")?), parameter))
    })
    .collect()
}

fn is_true(value: &Value, key: &str) -> bool {
    value.get(key) == Some(&Value::Bool(true))
}

fn parameters(what: &str, was: &Operation<'_>, is: &Operation<'_>, changes: &mut Vec<Change>) {
    let (mut before, after) = (read_parameters(was), read_parameters(is));
    for (old_name, name) in renamed_in_path(was.path, is.path).iter().flatten() {
        let key = |name: &str| ("path".to_owned(), name.to_owned());
        if let Some(parameter) = before.remove(&key(old_name)) {
            before.insert(key(name), parameter);
        }
    }
    let pointer = step(&is.pointer, "parameters");
    for (key, parameter) in after {
        let (location, name) = &key;
        let called = format!("`{name}` in the {location} of {what}");
        let required = is_true(parameter, "required");
        let Some(old) = before.remove(&key) else {
            let text = format!(
                "{called} is new{}.",
                if required { ", and required" } else { "" }
            );
            let change = Change::new(&pointer, text);
            changes.push(if required {
                change.needed("it", "its flag")
            } else {
                change
                    .with(Aspect::Wire, Level::Minor, "requests may have it")
                    .with(Aspect::Rust, Level::Minor, "a setter more")
                    .with(Aspect::CommandLine, Level::Minor, "a flag more")
            });
            continue;
        };
        match (is_true(old, "required"), required) {
            (false, true) => changes.push(
                Change::new(&pointer, format!("{called} is required.")).needed("it", "its flag"),
            ),
            (true, false) => {
                changes.push(Change::new(&pointer, format!("{called} is optional.")).spared())
            }
            _ => {}
        }
        let null = Value::Null;
        let schema = |value: &Value| value.get("schema").unwrap_or(&null).clone();
        Comparison {
            direction: Direction {
                sent: true,
                answered: false,
            },
            changes,
        }
        .schema(&pointer, &called, &schema(old), &schema(parameter));
        for key in ["style", "explode", "content", "allowReserved"] {
            if old.get(key) != parameter.get(key) {
                changes.push(
                    Change::new(&pointer, format!("`{key}` of {called} changed.")).with(
                        Aspect::Wire,
                        Level::Major,
                        "it is written in another way",
                    ),
                );
            }
        }
        if old.get("description") != parameter.get("description") {
            changes.push(
                Change::new(
                    &pointer,
                    format!("The description of {called} is worded anew."),
                )
                .prose(),
            );
        }
    }
    for (location, name) in before.into_keys() {
        changes.push(
            Change::new(
                step(&was.pointer, "parameters"),
                format!("`{name}` in the {location} of {what} is gone."),
            )
            .with(Aspect::Wire, Level::Major, "requests cannot have it")
            .with(Aspect::Rust, Level::Major, "its setter is gone")
            .with(Aspect::CommandLine, Level::Major, "its flag is gone"),
        );
    }
}

fn body(what: &str, was: &Operation<'_>, is: &Operation<'_>, changes: &mut Vec<Change>) {
    fn read<'a>(operation: &Operation<'a>) -> Option<&'a Value> {
        follow(operation.root, operation.value.get("requestBody")?)
    }
    let pointer = step(&is.pointer, "requestBody");
    match (read(was), read(is)) {
        (None, Some(body)) => {
            let change = Change::new(&pointer, format!("{what} has a request body."));
            changes.push(if is_true(body, "required") {
                change.needed("one", "it")
            } else {
                change
                    .with(Aspect::Wire, Level::Minor, "requests may have one")
                    .with(Aspect::CommandLine, Level::Minor, "more flags")
            });
        }
        (Some(_), None) => changes.push(
            Change::new(&pointer, format!("{what} has no request body."))
                .with(Aspect::Wire, Level::Major, "requests cannot have one")
                .with(
                    Aspect::CommandLine,
                    Level::Major,
                    "the flags of its body are gone",
                ),
        ),
        (Some(old), Some(new)) => {
            match (is_true(old, "required"), is_true(new, "required")) {
                (false, true) => changes.push(
                    Change::new(&pointer, format!("The request body of {what} is required."))
                        .needed("one", "it"),
                ),
                (true, false) => {
                    changes.push(
                        Change::new(&pointer, format!("The request body of {what} is optional."))
                            .with(Aspect::Wire, Level::Minor, "requests may leave it out"),
                    )
                }
                _ => {}
            }
            let direction = Direction {
                sent: true,
                answered: false,
            };
            content(
                &pointer,
                &format!("the request body of {what}"),
                direction,
                old,
                new,
                changes,
            );
        }
        (None, None) => {}
    }
}

fn responses(what: &str, was: &Operation<'_>, is: &Operation<'_>, changes: &mut Vec<Change>) {
    let empty = Map::new();
    let read = |operation: &Operation<'_>| -> Map<String, Value> {
        let responses = operation.value.get("responses").and_then(Value::as_object);
        responses.unwrap_or(&empty).clone()
    };
    let (before, after) = (read(was), read(is));
    for (status, old, new) in both(&before, &after) {
        let pointer = step(&step(&is.pointer, "responses"), status);
        let called = format!("status {status} of {what}");
        let success = status.starts_with('2');
        match (old, new) {
            (Some(old), Some(new)) => {
                let (Some(old), Some(new)) = (follow(was.root, old), follow(is.root, new)) else {
                    continue;
                };
                if success {
                    let direction = Direction {
                        sent: false,
                        answered: true,
                    };
                    content(
                        &pointer,
                        &format!("the answer of {what} with {status}"),
                        direction,
                        old,
                        new,
                        changes,
                    );
                }
                if old.get("description") != new.get("description") {
                    changes.push(
                        Change::new(
                            &pointer,
                            format!("The description of {called} is worded anew."),
                        )
                        .prose(),
                    );
                }
            }
            (old, _) => {
                let word = if old.is_some() { "is gone" } else { "is new" };
                let reason = if success {
                    "any 2xx is a success, documented or not"
                } else {
                    "errors are read whatever their status"
                };
                changes.push(Change::new(&pointer, format!("{called} {word}.")).with(
                    Aspect::Wire,
                    Level::Patch,
                    reason,
                ));
            }
        }
    }
}

/// The schemas under `content`, the first JSON one of each side where the names differ.
fn content(
    pointer: &str,
    what: &str,
    direction: Direction,
    old: &Value,
    new: &Value,
    changes: &mut Vec<Change>,
) {
    fn read(body: &Value) -> Option<(&str, &Value)> {
        let content = body.get("content").and_then(Value::as_object)?;
        let json = content.iter().find(|(name, _)| media_type::is_json(name));
        let (name, media) = json.or_else(|| content.iter().next())?;
        Some((name, media.get("schema").unwrap_or(&Value::Null)))
    }
    match (read(old), read(new)) {
        (Some((was, before)), Some((is, after))) => {
            if was != is {
                let level = if direction.sent {
                    Level::Major
                } else {
                    Level::Minor
                };
                changes.push(
                    Change::new(pointer, format!("{what} is `{is}`; it was `{was}`.")).with(
                        Aspect::Wire,
                        level,
                        "another media type",
                    ),
                );
            }
            Comparison { direction, changes }.schema(pointer, what, before, after);
        }
        (None, None) => {}
        (before, _) => {
            let word = if before.is_some() { "no longer" } else { "now" };
            changes.push(
                Change::new(pointer, format!("{what} {word} has content.")).with(
                    Aspect::Wire,
                    Level::Major,
                    "it is read, or not, as a value",
                ),
            );
        }
    }
}

fn scopes(what: &str, was: &Operation<'_>, is: &Operation<'_>, changes: &mut Vec<Change>) {
    let read = |operation: &Operation<'_>| -> Vec<Value> {
        let own = operation
            .value
            .get("security")
            .or_else(|| operation.root.get("security"));
        own.and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let (before, after) = (read(was), read(is));
    if before == after {
        return;
    }
    let lost = before.iter().any(|way| !after.contains(way));
    let (level, reason) = if lost {
        (Level::Major, "a token that was enough no longer is")
    } else {
        (Level::Minor, "more tokens are enough")
    };
    changes.push(
        Change::new(
            step(&is.pointer, "security"),
            format!("The scopes of {what} changed."),
        )
        .with(Aspect::Wire, level, reason),
    );
}
