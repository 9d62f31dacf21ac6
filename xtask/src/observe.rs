//! What was observed of the service, held against the document: proposals for edits of the document.
//!
//! The file is what `works-partner --observe FILE` writes.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde::Deserialize;
use serde_json::Value;

use crate::Document;
use crate::document::{follow, operations, schema_name, step};

/// Shapes of responses, as the command writes them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shapes {
    operations: BTreeMap<String, BTreeMap<String, Answers>>,
    verdicts: BTreeMap<String, u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Answers {
    count: u64,
    days: Option<(String, String)>,
    fields: BTreeMap<String, Field>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Field {
    types: BTreeMap<String, u64>,
    codes: BTreeMap<String, u64>,
}

/// What kind of edit is proposed; the first ones are told first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A rule that the service does not have, or decides otherwise.
    Rule,
    /// A value that an enum does not list.
    Value,
    /// A field that no page shows.
    Field,
    /// A field that is null, absent or of another type than documented.
    Type,
    /// A status that the operation does not list.
    Status,
}

/// One edit that is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub kind: Kind,
    /// Where in the document, as a JSON pointer; for a rule, its operation.
    pub pointer: String,
    /// What was seen.
    pub text: String,
    /// What to write there, as YAML; empty where somebody has to decide.
    pub edit: String,
    /// How often it was seen.
    pub count: u64,
    /// The last day on which its operation answered.
    pub day: Option<String>,
}

/// Reads what was observed and proposes edits, each place once.
///
/// # Errors
///
/// A line is not what the command writes.
pub fn proposals(document: &Document, text: &str) -> Result<Vec<Proposal>, String> {
    let root = &document.value;
    let mut found = Found {
        root,
        proposals: BTreeMap::new(),
    };
    for (at, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let shapes: Shapes = serde_json::from_str(line).map_err(|error| {
            format!(
                "line {} is not an observation: {error}",
                at.saturating_add(1)
            )
        })?;
        for (id, statuses) in &shapes.operations {
            let operation = operations(root).find(|(.., operation)| {
                operation.get("operationId").and_then(Value::as_str) == Some(id)
            });
            let Some((pointer, _, _, _, operation)) = operation else {
                continue;
            };
            for (status, answers) in statuses {
                found.answers(&pointer, id, operation, status, answers);
            }
        }
        for (verdict, count) in &shapes.verdicts {
            found.verdict(verdict, *count);
        }
    }
    Ok(found.proposals.into_values().collect())
}

struct Found<'a> {
    root: &'a Value,
    proposals: BTreeMap<(Kind, String, String), Proposal>,
}

/// A schema and where it stands.
#[derive(Clone)]
struct Place<'a> {
    pointer: String,
    schema: &'a Value,
}

impl<'a> Found<'a> {
    fn add(
        &mut self,
        kind: Kind,
        pointer: String,
        text: String,
        edit: String,
        count: u64,
        answers: &Answers,
    ) {
        let day = answers.days.as_ref().map(|(_, last)| last.clone());
        let what = if edit.is_empty() { &text } else { &edit };
        let key = (kind, pointer.clone(), what.clone());
        let proposal = self.proposals.entry(key).or_insert(Proposal {
            kind,
            pointer,
            text,
            edit,
            count: 0,
            day: None,
        });
        proposal.count = proposal.count.saturating_add(count);
        proposal.day = proposal.day.take().max(day);
    }

    fn answers(
        &mut self,
        pointer: &str,
        id: &str,
        operation: &'a Value,
        status: &str,
        answers: &Answers,
    ) {
        let responses = operation.get("responses").and_then(Value::as_object);
        let documented = responses.and_then(|responses| responses.get(status));
        let Some(response) = documented.and_then(|response| follow(self.root, response)) else {
            self.add(
                Kind::Status,
                step(pointer, "responses"),
                format!("`{id}` answers {status}"),
                format!("'{status}': # seen"),
                answers.count,
                answers,
            );
            return;
        };
        let content = response.get("content").and_then(Value::as_object);
        let schema = content.and_then(|content| content.values().next()?.get("schema"));
        let Some(schema) = schema else { return };
        let pointer = step(&step(pointer, "responses"), status);
        let place = Place { pointer, schema };
        for (path, field) in &answers.fields {
            self.field(&place, path, field, answers);
        }
    }

    fn field(&mut self, body: &Place<'a>, path: &str, field: &Field, answers: &Answers) {
        if path.contains("(other)") {
            return;
        }
        let seen: u64 = field
            .types
            .values()
            .fold(0, |sum, count| sum.saturating_add(*count));
        let place = match self.find(body, path) {
            Some(place) => place,
            None => {
                // Below a field that is undocumented itself, nothing is proposed.
                let (parent, name) = split(path);
                let Some(parent) = self.find(body, parent) else {
                    return;
                };
                if name == "[]" || is_open_map(parent.schema) {
                    return;
                }
                let pointer = step(
                    &step(parent.pointer.trim_end_matches('?'), "properties"),
                    name,
                );
                let edit = edit_of_field(name, field);
                self.add(
                    Kind::Field,
                    pointer,
                    format!("`{name}` is not a documented field"),
                    edit,
                    seen,
                    answers,
                );
                return;
            }
        };
        self.types(&place, path, field, answers);
        self.absence(body, path, seen, answers);
        let listed = place.schema.get("enum").and_then(Value::as_array);
        for (code, count) in &field.codes {
            let is_listed = listed.is_none_or(|listed| listed.iter().any(|value| value == code));
            if !is_listed && code != "(other)" {
                self.add(
                    Kind::Value,
                    step(place.pointer.trim_end_matches('?'), "enum"),
                    format!("`{code}` is not listed"),
                    format!("- {code}"),
                    *count,
                    answers,
                );
            }
        }
    }

    fn types(&mut self, place: &Place<'a>, path: &str, field: &Field, answers: &Answers) {
        for (kind, count) in &field.types {
            let expected = place.schema.get("type").and_then(Value::as_str);
            if kind == "null" {
                let nullable = place.pointer.ends_with('?');
                if !nullable {
                    let text = format!("`{path}` is null");
                    self.add(
                        Kind::Type,
                        place.pointer.clone(),
                        text,
                        "nullable: true".to_owned(),
                        *count,
                        answers,
                    );
                }
                continue;
            }
            let is_one = match (expected, kind.as_str()) {
                (None, _) => true,
                (Some("string"), "string" | "date" | "date-time" | "empty") => true,
                (Some("number"), "integer" | "number") => true,
                (Some(expected), kind) => expected == kind,
            };
            if !is_one {
                let text = format!(
                    "`{path}` is {kind}, documented as {}",
                    expected.unwrap_or("anything")
                );
                self.add(
                    Kind::Type,
                    place.pointer.clone(),
                    text,
                    String::new(),
                    *count,
                    answers,
                );
            }
        }
    }

    /// A required field that objects lack.
    fn absence(&mut self, body: &Place<'a>, path: &str, seen: u64, answers: &Answers) {
        let (parent_path, name) = split(path);
        if path.is_empty() || name == "[]" {
            return;
        }
        let objects = answers
            .fields
            .get(parent_path)
            .and_then(|parent| parent.types.get("object"))
            .copied();
        let Some(parent) = self.find(body, parent_path) else {
            return;
        };
        let is_required = self.requires(&parent, name);
        let missing = objects.unwrap_or_default().saturating_sub(seen);
        if is_required && missing > 0 {
            let text = format!("`{name}` is required, and absent");
            self.add(
                Kind::Type,
                step(parent.pointer.trim_end_matches('?'), "required"),
                text,
                format!("# without {name}"),
                missing,
                answers,
            );
        }
    }

    /// The schema of a path such as `customers[].productId`.
    fn find(&self, body: &Place<'a>, path: &str) -> Option<Place<'a>> {
        let mut place = self.resolved(body.clone())?;
        let mut rest = path;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("[]") {
                let items = place.schema.get("items")?;
                place = self.resolved(Place {
                    pointer: step(place.pointer.trim_end_matches('?'), "items"),
                    schema: items,
                })?;
                rest = after.strip_prefix('.').unwrap_or(after);
                continue;
            }
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            place = self.resolved(self.property(&place, name)?)?;
            rest = after.strip_prefix('.').unwrap_or(after);
        }
        Some(place)
    }

    /// The schema of a property: the schema's own, or that of a part of its `allOf`.
    fn property(&self, place: &Place<'a>, name: &str) -> Option<Place<'a>> {
        let pointer = place.pointer.trim_end_matches('?');
        if let Some(schema) = place.schema.get("properties").and_then(|own| own.get(name)) {
            return Some(Place {
                pointer: step(&step(pointer, "properties"), name),
                schema,
            });
        }
        self.parts(place)
            .find_map(|part| self.property(&part, name))
    }

    fn parts(&self, place: &Place<'a>) -> impl Iterator<Item = Place<'a>> {
        let pointer = step(place.pointer.trim_end_matches('?'), "allOf");
        let parts = place.schema.get("allOf").and_then(Value::as_array);
        let parts = parts.into_iter().flatten().enumerate();
        parts.filter_map(move |(at, schema)| {
            self.resolved(Place {
                pointer: step(&pointer, &at.to_string()),
                schema,
            })
        })
    }

    fn requires(&self, place: &Place<'a>, name: &str) -> bool {
        let required = place.schema.get("required").and_then(Value::as_array);
        required.is_some_and(|required| required.iter().any(|entry| entry == name))
            || self.parts(place).any(|part| self.requires(&part, name))
    }

    /// Follows references, `allOf` of one and `anyOf` with null to the schema that says what a value is.
    /// What may be null on the way ends its pointer with a question mark.
    fn resolved(&self, place: Place<'a>) -> Option<Place<'a>> {
        let mut place = place;
        let mut nullable = false;
        for _ in 0..32 {
            nullable |= place.schema.get("nullable") == Some(&Value::Bool(true));
            if let Some(reference) = place.schema.get("$ref").and_then(Value::as_str) {
                let name = schema_name(reference)?;
                place = Place {
                    pointer: step("#/components/schemas", name),
                    schema: self.root.pointer("/components/schemas")?.get(name)?,
                };
                continue;
            }
            // Where it is more than one schema, it stays what it is: see `property`.
            let part = ["allOf", "anyOf"].into_iter().find_map(|key| {
                let parts = place.schema.get(key)?.as_array()?;
                let null = |part: &&Value| part.get("nullable") == Some(&Value::Bool(true));
                nullable |= key == "anyOf" && parts.iter().any(|part| null(&part));
                let mut meant = parts.iter().filter(|part| key == "allOf" || !null(part));
                let only = meant.next().filter(|_| meant.next().is_none())?;
                place.schema.get("properties").is_none().then_some(only)
            });
            match part {
                Some(part) => {
                    place = Place {
                        pointer: place.pointer.clone(),
                        schema: part,
                    }
                }
                None => break,
            }
        }
        if nullable {
            place.pointer.push('?');
        }
        Some(place)
    }

    fn verdict(&mut self, verdict: &str, count: u64) {
        let mut words = verdict.splitn(4, ' ');
        let (Some(operation), Some(rule), Some(held), Some(outcome)) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return;
        };
        let text = match (held.trim_end_matches(':'), outcome.starts_with("accepted")) {
            ("broken", true) => {
                format!("{rule} refuses what the service {outcome}: the rule is contradicted")
            }
            ("undecided", _) => format!("{rule} was left to the service, which {outcome}"),
            // Refused as the rule says.
            _ => return,
        };
        self.add(
            Kind::Rule,
            operation.to_owned(),
            text.clone(),
            String::new(),
            count,
            &Answers::default(),
        );
    }
}

fn is_open_map(schema: &Value) -> bool {
    schema.get("properties").is_none() && schema.get("additionalProperties").is_some()
}

/// A path without its last part, and that part.
fn split(path: &str) -> (&str, &str) {
    if let Some(parent) = path.strip_suffix("[]") {
        return (parent, "[]");
    }
    path.rsplit_once('.').unwrap_or(("", path))
}

fn edit_of_field(name: &str, field: &Field) -> String {
    let mut types: Vec<&str> = field.types.keys().map(String::as_str).collect();
    let nullable = types.contains(&"null");
    types.retain(|kind| *kind != "null");
    let mut text = format!("{name}:\n");
    match types.as_slice() {
        ["date"] => text.push_str("  type: string\n  format: date\n"),
        ["date-time"] => text.push_str("  type: string\n  format: date-time\n"),
        [kind] if *kind != "empty" => {
            let _ = writeln!(text, "  type: {kind}");
        }
        ["date" | "date-time" | "empty" | "string", ..] if !types.contains(&"integer") => {
            text.push_str("  type: string\n")
        }
        _ => {
            let _ = writeln!(text, "  # seen as {}", types.join(", "));
        }
    }
    if nullable {
        text.push_str("  nullable: true\n");
    }
    text.push_str("  x-evidence: observed");
    text
}

impl fmt::Display for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pointer = self.pointer.trim_end_matches('?');
        let day = self
            .day
            .as_deref()
            .map(|day| format!(", last on {day}"))
            .unwrap_or_default();
        writeln!(f, "{pointer}\n  {} ({} times{day})", self.text, self.count)?;
        for line in self.edit.lines() {
            writeln!(f, "    {line}")?;
        }
        Ok(())
    }
}
