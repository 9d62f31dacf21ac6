//! From the document as the vendor means it to the one that progenitor reads.
//!
//! [`TRANSFORMS`] is the table of contents, in the order in which they run. Each reports how many
//! places it touched; one that the settings rely on and that touches nothing is an error.

mod all_of;
pub(crate) mod constraints;
mod core_types;
pub(crate) mod defaults;
mod descriptions;
mod direction;
pub(crate) mod enums;
mod inline;
mod integers;
mod media_types;
pub(crate) mod nullable;
mod references;
mod success;
mod tolerance;
mod unused;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::document::{Document, METHODS, step};
use crate::problem::{GenerateError, Problem};
use crate::settings::{PlainIntegers, Settings};
pub use crate::transform::Transform;
use enums::OpenEnum;

type Apply = fn(&mut Work) -> usize;

/// Every transform, in order.
pub const TRANSFORMS: [(Transform, Apply); 20] = [
    (Transform::ResolveReferences, references::resolve),
    (Transform::KeepSuccessOnly, success::keep_success_only),
    (Transform::PlainDescriptions, descriptions::plain),
    (Transform::ReadNullUnions, nullable::read_unions),
    (Transform::StateTypes, inline::state_types),
    (Transform::NameInlineTypes, inline::name_types),
    (Transform::MergeAllOf, all_of::merge),
    (Transform::MoveNullable, nullable::move_to_users),
    (Transform::MoveDirections, direction::move_to_users),
    (
        Transform::RequireOfTheWriter,
        direction::require_of_the_writer,
    ),
    (Transform::OpenEnums, enums::open),
    (Transform::UseCoreTypes, core_types::use_core_types),
    (Transform::WidenIntegers, integers::widen),
    (Transform::DropConstraints, tolerance::drop_constraints),
    (Transform::DropDefaults, tolerance::drop_defaults),
    (Transform::UsePlainMediaTypes, media_types::use_plain_names),
    (Transform::AcceptAnySuccess, success::accept_any),
    (Transform::OpenResponses, tolerance::open_responses),
    (Transform::TellNullFromAbsent, nullable::tell_from_absent),
    (Transform::DropUnused, unused::drop),
];

/// The first transform after which a request's own rules are no longer all there.
const FIRST_LOSS: Transform = Transform::RequireOfTheWriter;

/// A document on its way through the transforms.
#[derive(Debug, Default)]
pub struct Work {
    pub(crate) root: Value,
    pub(crate) enums: Vec<OpenEnum>,
    pub(crate) core_types: Vec<CoreType>,
    pub(crate) nullable: Vec<Property>,
    pub(crate) plain_integers: PlainIntegers,
    pub(crate) problems: Vec<Problem>,
    /// Where the components stand that the document does not have: their names, and JSON pointers.
    pub(crate) inline: BTreeMap<String, String>,
}

/// A component that is replaced by a type of the hand-written core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CoreType {
    pub component: String,
    /// `Date` or `DateTime`.
    pub core_type: &'static str,
}

/// A property of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Property {
    pub component: String,
    pub property: String,
}

/// A document that progenitor makes a correct crate of, and what it cannot say itself.
#[derive(Debug)]
pub struct Normalised {
    pub value: Value,
    /// The same before anything was dropped that a request must keep to: every type has a name, and
    /// is described in one place.
    pub described: Value,
    /// What each transform touched, in order.
    pub applied: Vec<(Transform, usize)>,
    pub(crate) enums: Vec<OpenEnum>,
    pub(crate) core_types: Vec<CoreType>,
    pub(crate) nullable: Vec<Property>,
}

pub(crate) fn normalise(
    document: &Document,
    settings: &Settings,
) -> Result<Normalised, GenerateError> {
    let mut work = Work {
        root: document.value.clone(),
        plain_integers: settings.plain_integers,
        ..Work::default()
    };
    let mut applied = Vec::new();
    let mut described = Value::Null;
    for (transform, apply) in TRANSFORMS {
        if transform == FIRST_LOSS {
            described = work.root.clone();
            document.refused(placed(document, contradictions(&mut work, &described)))?;
        }
        let touched = apply(&mut work);
        document.refused(placed(document, work.take_problems()))?;
        applied.push((transform, touched));
    }
    document.refused(unmet(settings, &applied, &work.enums))?;
    Ok(Normalised {
        value: work.root,
        described,
        applied,
        enums: work.enums,
        core_types: work.core_types,
        nullable: work.nullable,
    })
}

/// What no value can be, and defaults that are none, once all that is said of a schema is put together.
fn contradictions(work: &mut Work, described: &Value) -> Vec<Problem> {
    let (mut problems, mut defaults) = (Vec::new(), Vec::new());
    work.for_each_schema(&mut |at, object| {
        problems.extend(constraints::contradictions(described, object, at));
        defaults.extend(defaults::problem(described, object, at));
        0
    });
    problems.extend(defaults);
    problems
}

/// The problems, each at a place that the document has: what was put together of several parts stands nowhere.
fn placed(document: &Document, mut problems: Vec<Problem>) -> Vec<Problem> {
    let exists = |pointer: &str| {
        let pointer = pointer.trim_start_matches('#');
        document.value.pointer(pointer).is_some()
    };
    let parent = |pointer: &str| {
        pointer
            .rsplit_once('/')
            .map_or("#", |(parent, _)| parent)
            .to_owned()
    };
    for problem in &mut problems {
        // The last step may be what is missing.
        let mut place = problem.pointer.clone();
        if exists(&parent(&place)) {
            continue;
        }
        while !exists(&place) {
            place = parent(&place);
        }
        let inside = problem.pointer.get(place.len()..).unwrap_or_default();
        if !inside.is_empty() {
            problem.reason = format!(
                "{} (in `{}`)",
                problem.reason,
                inside.trim_start_matches('/')
            );
            problem.pointer = place;
        }
    }
    problems
}

/// What the settings rely on and the document no longer gives.
fn unmet(settings: &Settings, applied: &[(Transform, usize)], enums: &[OpenEnum]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (transform, touched) in applied {
        if *touched == 0 && settings.must_apply.contains(transform) {
            problems.push(Problem::new(
                "#",
                format!("the transform {transform:?} has nothing to do any more"),
                "see whether the document lost what it should have; if not, take the transform \
                 off `must_apply` in xtask/src/settings.rs",
            ));
        }
    }
    for name in &settings.open_enums {
        if !enums.iter().any(|open| open.component == *name) {
            problems.push(Problem::new(
                format!("#/components/schemas/{name}"),
                format!("hand-written code relies on the enum `{name}`, which is gone"),
                "give the enum its name back; if it is meant to go, take it off `open_enums` in \
                 xtask/src/settings.rs and mend the code that names it",
            ));
        }
    }
    problems
}

impl Work {
    /// The problems so far, each where the document has it.
    fn take_problems(&mut self) -> Vec<Problem> {
        let mut problems = std::mem::take(&mut self.problems);
        for problem in &mut problems {
            let place = problem.pointer.strip_prefix("#/components/schemas/");
            let (name, rest) = place
                .map(|place| place.split_once('/').unwrap_or((place, "")))
                .unwrap_or_default();
            if let Some(at) = self.inline.get(name) {
                let slash = if rest.is_empty() { "" } else { "/" };
                problem.pointer = format!("{at}{slash}{rest}");
            }
        }
        problems
    }

    pub(crate) fn schemas(&self) -> impl Iterator<Item = (&String, &Value)> {
        let schemas = self
            .root
            .pointer("/components/schemas")
            .and_then(Value::as_object);
        schemas.into_iter().flatten()
    }

    /// The components, made where the document has none.
    pub(crate) fn schemas_mut(&mut self) -> Option<&mut Map<String, Value>> {
        self.root
            .as_object_mut()?
            .entry("components")
            .or_insert_with(|| Value::Object(Map::new()))
            .as_object_mut()?
            .entry("schemas")
            .or_insert_with(|| Value::Object(Map::new()))
            .as_object_mut()
    }

    /// Visits every operation, with its JSON pointer.
    pub(crate) fn for_each_operation(
        &mut self,
        mut visit: impl FnMut(&str, &mut Map<String, Value>),
    ) {
        let paths = self.root.get_mut("paths").and_then(Value::as_object_mut);
        for (path, item) in paths.into_iter().flatten() {
            for method in METHODS {
                if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                    visit(&step(&step("#/paths", path), method), operation);
                }
            }
        }
    }

    /// Visits every schema with its JSON pointer, components first, each before the schemas inside
    /// it. The sum of what the visits return is what was touched.
    pub(crate) fn for_each_schema(&mut self, visit: Visit<'_>) -> usize {
        let mut touched = 0;
        for (name, schema) in self.schemas_mut().into_iter().flatten() {
            touched += walk(&step("#/components/schemas", name), schema, visit);
        }
        self.for_each_operation(|at, operation| {
            for_each_slot(at, operation, &mut |_, at, schema| {
                touched += walk(at, schema, visit)
            });
        });
        touched
    }
}

pub(crate) type Visit<'a> = &'a mut dyn FnMut(&str, &mut Map<String, Value>) -> usize;

/// Where in an operation a schema stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot<'a> {
    Parameter(&'a str),
    Body,
    Response,
}

/// The schemas of an operation whose references are resolved, with their JSON pointers.
pub(crate) fn for_each_slot(
    at: &str,
    operation: &mut Map<String, Value>,
    visit: &mut dyn FnMut(Slot<'_>, &str, &mut Value),
) {
    let parameters = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for (index, parameter) in parameters.into_iter().flatten().enumerate() {
        let name = parameter
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        if let Some(schema) = parameter.get_mut("schema") {
            let at = format!("{at}/parameters/{index}/schema");
            visit(Slot::Parameter(&name), &at, schema);
        }
    }
    if let Some(body) = operation.get_mut("requestBody") {
        let at = step(at, "requestBody");
        for_each_content(&at, body, &mut |at, schema| visit(Slot::Body, at, schema));
    }
    let responses = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut);
    for (status, response) in responses.into_iter().flatten() {
        let at = step(&step(at, "responses"), status);
        for_each_content(&at, response, &mut |at, schema| {
            visit(Slot::Response, at, schema);
        });
    }
}

fn for_each_content(at: &str, owner: &mut Value, visit: &mut dyn FnMut(&str, &mut Value)) {
    let content = owner.get_mut("content").and_then(Value::as_object_mut);
    for (kind, media_type) in content.into_iter().flatten() {
        if let Some(schema) = media_type.get_mut("schema") {
            visit(&step(&step(&step(at, "content"), kind), "schema"), schema);
        }
    }
}

pub(crate) fn walk(at: &str, schema: &mut Value, visit: Visit<'_>) -> usize {
    let Some(object) = schema.as_object_mut() else {
        return 0;
    };
    let mut touched = visit(at, object);
    for (step, inner) in inner_schemas(object) {
        touched += walk(&format!("{at}/{step}"), inner, visit);
    }
    touched
}

/// The schemas directly inside a schema, each with its JSON pointer from there.
pub(crate) fn inner_schemas(object: &mut Map<String, Value>) -> Vec<(String, &mut Value)> {
    let mut inner = Vec::new();
    for (key, value) in object.iter_mut() {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                let properties = properties.iter_mut();
                inner.extend(properties.map(|(name, schema)| (step("properties", name), schema)));
            }
            ("items" | "additionalProperties", schema @ Value::Object(_)) => {
                inner.push((key.clone(), schema));
            }
            ("allOf", Value::Array(parts)) => {
                let parts = parts.iter_mut().enumerate();
                inner.extend(parts.map(|(index, part)| (format!("allOf/{index}"), part)));
            }
            _ => {}
        }
    }
    inner
}

/// `$ref`, alone or as the only member of an `allOf`: the component that a schema stands for.
pub(crate) fn referenced(object: &Map<String, Value>) -> Option<&str> {
    let reference = match object
        .get("allOf")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
    {
        Some([only]) => only.get("$ref"),
        _ => object.get("$ref"),
    };
    crate::document::schema_name(reference?.as_str()?)
}

pub(crate) fn reference_to(component: &str) -> Value {
    serde_json::json!({ "$ref": format!("#/components/schemas/{component}") })
}

pub(crate) fn is_type(object: &Map<String, Value>, kind: &str) -> bool {
    object.get("type").is_some_and(|value| value == kind)
}
