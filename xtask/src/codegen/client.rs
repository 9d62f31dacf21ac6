//! progenitor, kept from panicking in our users' faces.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TypeImpl};
use serde_json::Value;

use crate::document::{Document, METHODS, operations, schema_name, step};
use crate::naming::type_name;
use crate::normalise::Normalised;
use crate::problem::{GenerateError, Problem};
use crate::settings::Settings;

pub(super) fn generate(
    document: &Document,
    normalised: &Normalised,
    settings: &Settings,
) -> Result<syn::File, GenerateError> {
    let how = generation_settings(normalised, settings)?;
    let problems = match run(&normalised.value, &how) {
        Ok(code) => return syn::parse2(code).map_err(|error| output(&error)),
        Err(failure) => locate(&normalised.value, &how, failure),
    };
    Err(GenerateError::Refused {
        document: document.name.clone(),
        problems,
    })
}

fn generation_settings(
    normalised: &Normalised,
    settings: &Settings,
) -> Result<GenerationSettings, GenerateError> {
    let inner: TokenStream =
        syn::parse_str(&format!("{}::Transport", settings.core)).map_err(|error| output(&error))?;
    let mut how = GenerationSettings::default();
    how.with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(inner)
        .with_derive("schemars::JsonSchema")
        .with_map_type("::std::collections::BTreeMap");
    for open in &normalised.enums {
        how.with_replacement(
            type_name(&open.component),
            format!("{}::types::{}", settings.module, open.name),
            [TypeImpl::FromStringIrrefutable, TypeImpl::Display].into_iter(),
        );
    }
    for date in &normalised.core_types {
        how.with_replacement(
            type_name(&date.component),
            format!("{}::{}", settings.core, date.core_type),
            [TypeImpl::FromStr, TypeImpl::Display].into_iter(),
        );
    }
    Ok(how)
}

/// Why progenitor made nothing of a document.
struct Failure {
    pointer: String,
    reason: String,
}

fn run(root: &Value, how: &GenerationSettings) -> Result<TokenStream, Failure> {
    let spec: OpenAPI = serde_path_to_error::deserialize(root).map_err(|error| Failure {
        pointer: pointer(error.path()),
        reason: error.inner().to_string(),
    })?;
    let result = quietly(|| Generator::new(how).generate_tokens(&spec));
    let reason = match result {
        Ok(Ok(code)) => return Ok(code),
        Ok(Err(error)) => error.to_string(),
        Err(panic) => panic,
    };
    Err(Failure {
        pointer: "#".to_owned(),
        reason: format!("progenitor cannot generate this: {reason}"),
    })
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .fold("#".to_owned(), |at, segment| match segment {
            Segment::Seq { index } => format!("{at}/{index}"),
            Segment::Map { key } | Segment::Enum { variant: key } => step(&at, key),
            Segment::Unknown => at,
        })
}

/// Finds what progenitor stumbled over by giving it the document in parts.
fn locate(root: &Value, how: &GenerationSettings, failure: Failure) -> Vec<Problem> {
    let help = "describe it in plainer terms, or leave it out of the document and call it by hand";
    let problem = |pointer: String, reason: &str| Problem::new(pointer, reason, help);
    if failure.pointer != "#" {
        return vec![problem(failure.pointer, &failure.reason)];
    }
    let mut found = Vec::new();
    let names: Vec<&String> = root
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .into_iter()
        .flat_map(|schemas| schemas.keys())
        .collect();
    for name in names {
        if let Err(failure) = run(&schema_alone(root, name), how) {
            found.push(problem(step("#/components/schemas", name), &failure.reason));
        }
    }
    if found.is_empty() {
        for (pointer, path, method, ..) in operations(root) {
            if let Err(failure) = run(&operation_alone(root, path, method), how) {
                found.push(problem(pointer, &failure.reason));
            }
        }
    }
    if found.is_empty() {
        found.push(problem("#".to_owned(), &failure.reason));
    }
    found
}

fn schema_alone(root: &Value, name: &str) -> Value {
    let mut alone = root.clone();
    let mut keep = vec![name.to_owned()];
    let mut index = 0;
    while let Some(name) = keep.get(index).cloned() {
        if let Some(schema) = root.pointer(&step("/components/schemas", &name)) {
            references(schema, &mut keep);
        }
        index += 1;
    }
    if let Some(Value::Object(schemas)) = alone.pointer_mut("/components/schemas") {
        schemas.retain(|name, _| keep.contains(name));
    }
    if let Some(Value::Object(paths)) = alone.pointer_mut("/paths") {
        paths.clear();
    }
    alone
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, child) in object {
                let name = child
                    .as_str()
                    .filter(|_| key == "$ref")
                    .and_then(schema_name);
                match name {
                    Some(name) if !found.iter().any(|known| known == name) => {
                        found.push(name.to_owned());
                    }
                    _ => references(child, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

fn operation_alone(root: &Value, path: &str, method: &str) -> Value {
    let mut alone = root.clone();
    if let Some(Value::Object(paths)) = alone.pointer_mut("/paths") {
        paths.retain(|candidate, _| candidate == path);
        for (_, item) in paths {
            if let Some(item) = item.as_object_mut() {
                item.retain(|key, _| key == method || !METHODS.contains(&key.as_str()));
            }
        }
    }
    alone
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs what may panic; the panic's message instead of a backtrace on stderr.
fn quietly<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                usual(info);
            }
        }));
    });
    QUIET.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(false);
    result.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        text.or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("it panicked")
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    })
}

/// progenitor's one file as three: the client, its types, its builders.
pub(super) fn split(code: syn::File) -> Result<(syn::File, syn::File, syn::File), GenerateError> {
    let mut client = code;
    let mut take = |name: &str| {
        let at = client
            .items
            .iter()
            .position(|item| matches!(item, syn::Item::Mod(module) if module.ident == name));
        match at.map(|at| client.items.remove(at)) {
            Some(syn::Item::Mod(module)) => Ok(syn::File {
                shebang: None,
                attrs: Vec::new(),
                frontmatter: None,
                items: module.content.map(|(_, items)| items).unwrap_or_default(),
            }),
            _ => Err(GenerateError::Output(format!(
                "progenitor wrote no module `{name}`"
            ))),
        }
    };
    let types = take("types")?;
    let builder = take("builder")?;
    Ok((client, types, builder))
}

fn output(error: &syn::Error) -> GenerateError {
    GenerateError::Output(format!("progenitor's output is not Rust: {error}"))
}
