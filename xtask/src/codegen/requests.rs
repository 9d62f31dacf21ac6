//! The operations as data, with what their requests may carry.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Map, Value};

use super::operations::Operation;
use crate::document::is_json;
use crate::naming::type_name;
use crate::normalise::{Normalised, is_type, referenced};
use crate::settings::Settings;

pub(super) fn code(
    operations: &[Operation],
    normalised: &Normalised,
    settings: &Settings,
) -> TokenStream {
    let mut requests = Requests {
        described: &normalised.described,
        statics: BTreeMap::new(),
        begun: Vec::new(),
    };
    let entries: Vec<TokenStream> = operations
        .iter()
        .map(|one| requests.operation(one))
        .collect();
    let core: TokenStream = settings.core.parse().unwrap_or_default();
    let statics = requests.statics.values();
    quote! {
        #![allow(non_upper_case_globals)]

        use #core::{
            Body, Evidence, Location, Operation, Parameter,
            schema::{Enumeration, Kind, Object, Property, Schema},
        };

        /// Every operation of the document, sorted by path.
        pub static OPERATIONS: &[Operation] = &[#(#entries),*];

        #(#statics)*
    }
}

struct Requests<'a> {
    /// The document before anything of what a request may carry was dropped.
    described: &'a Value,
    /// The objects and enums that requests carry, by name.
    statics: BTreeMap<String, TokenStream>,
    /// The components that are being described: lists and maps may lead back to themselves.
    begun: Vec<String>,
}

impl Requests<'_> {
    fn operation(&mut self, operation: &Operation) -> TokenStream {
        let Operation {
            id, path, scopes, ..
        } = operation;
        let described = self
            .described
            .pointer("/paths")
            .and_then(|paths| paths.get(path));
        let described = described.and_then(|item| item.get(operation.method));
        let described = described.cloned().unwrap_or_default();

        let method = operation.method.to_ascii_uppercase();
        let mut code = quote! { Operation::new(#method, #path, #id) };
        for (setter, text) in [
            ("tag", operation.tag.as_deref()),
            ("summary", text(&described, "summary")),
            ("description", text(&described, "description")),
            ("documentation", operation.documentation.as_deref()),
        ] {
            add(&mut code, setter, text);
        }
        if !scopes.is_empty() {
            code.extend(quote! { .scopes(&[#(#scopes),*]) });
        }
        if let Some(evidence) = &operation.evidence {
            let variant = format_ident!("{}", type_name(evidence));
            code.extend(quote! { .evidence(Evidence::#variant) });
        }
        let parameters: Vec<TokenStream> = list(&described, "parameters")
            .filter_map(|parameter| self.parameter(parameter))
            .collect();
        if !parameters.is_empty() {
            code.extend(quote! { .parameters(&[#(#parameters),*]) });
        }
        if let Some(body) = described
            .get("requestBody")
            .and_then(|body| self.body(body))
        {
            code.extend(quote! { .body(#body) });
        }
        let responses = described.get("responses").and_then(Value::as_object);
        let statuses = responses.into_iter().flat_map(Map::keys);
        let statuses: Vec<Literal> = statuses
            .filter_map(|status| status.parse().ok())
            .map(Literal::u16_unsuffixed)
            .collect();
        code.extend(quote! { .statuses(&[#(#statuses),*]) });
        code
    }

    fn parameter(&mut self, parameter: &Value) -> Option<TokenStream> {
        let name = text(parameter, "name")?;
        let location = match text(parameter, "in")? {
            "path" => "Path",
            "query" => "Query",
            "header" => "Header",
            _ => return None,
        };
        let location = format_ident!("{location}");
        let schema = self.schema(parameter.get("schema")?);
        let mut code = quote! { Parameter::new(Location::#location, #name, #schema) };
        add(&mut code, "description", text(parameter, "description"));
        if is(parameter, "required") {
            code.extend(quote! { .required() });
        }
        Some(code)
    }

    fn body(&mut self, body: &Value) -> Option<TokenStream> {
        let mut contents = body.get("content")?.as_object()?.iter();
        let (_, content) = contents.find(|(kind, _)| is_json(kind))?;
        let schema = self.schema(content.get("schema")?);
        let mut code = quote! { Body::new(#schema) };
        add(&mut code, "description", text(body, "description"));
        if is(body, "required") {
            code.extend(quote! { .required() });
        }
        Some(code)
    }

    fn schema(&mut self, schema: &Value) -> TokenStream {
        let empty = Map::new();
        let object = schema.as_object().unwrap_or(&empty);
        let mut code = match referenced(object).map(str::to_owned) {
            Some(component) => self.component(&component),
            None => {
                let kind = self.kind(None, object);
                self.bare(kind, object)
            }
        };
        if is(schema, "nullable") {
            code.extend(quote! { .nullable() });
        }
        code
    }

    /// What a component is, for a place that names it.
    fn component(&mut self, name: &str) -> TokenStream {
        let target = self
            .described
            .pointer("/components/schemas")
            .and_then(|all| all.get(name));
        let Some(object) = target.and_then(Value::as_object).cloned() else {
            return quote! { Schema::new(Kind::Any) };
        };
        if let Some(next) = referenced(&object).and_then(|_| Some(target?.clone())) {
            return self.schema(&next);
        }
        let kind = self.kind(Some(name), &object);
        self.bare(kind, &object)
    }

    fn bare(&self, kind: TokenStream, object: &Map<String, Value>) -> TokenStream {
        let mut code = quote! { Schema::new(#kind) };
        add(
            &mut code,
            "format",
            object.get("format").and_then(Value::as_str),
        );
        add(
            &mut code,
            "pattern",
            object.get("pattern").and_then(Value::as_str),
        );
        for (setter, key) in [
            ("min_length", "minLength"),
            ("max_length", "maxLength"),
            ("min_items", "minItems"),
            ("max_items", "maxItems"),
        ] {
            if let Some(number) = object.get(key).and_then(Value::as_u64) {
                let (setter, number) = (format_ident!("{setter}"), Literal::u64_unsuffixed(number));
                code.extend(quote! { .#setter(#number) });
            }
        }
        for (setter, exclusive, inwards) in [
            ("minimum", "exclusiveMinimum", 1.0),
            ("maximum", "exclusiveMaximum", -1.0),
        ] {
            let limit = object.get(setter).and_then(Value::as_f64);
            let limit = match object.get(exclusive) == Some(&Value::Bool(true)) {
                false => limit,
                // Between a fraction and its limit there is no next one to name.
                true if !is_type(object, "integer") => None,
                true => limit.map(|limit| limit + inwards),
            };
            if let Some(limit) = limit {
                let (setter, limit) = (format_ident!("{setter}"), Literal::f64_unsuffixed(limit));
                code.extend(quote! { .#setter(#limit) });
            }
        }
        code
    }

    fn kind(&mut self, name: Option<&str>, object: &Map<String, Value>) -> TokenStream {
        let bare = |kind: &str| {
            let kind = format_ident!("{kind}");
            quote! { Kind::#kind }
        };
        match object.get("type").and_then(Value::as_str) {
            Some("boolean") => bare("Boolean"),
            Some("integer") => bare("Integer"),
            Some("number") => bare("Number"),
            Some("string") => match name.filter(|_| object.contains_key("enum")) {
                Some(name) => self.enumeration(name, object),
                None => bare("Text"),
            },
            Some("array") => self.inner("List", name, object.get("items")),
            Some("object") => match (name, object.contains_key("properties")) {
                (Some(name), true) => self.object(name, object),
                _ => self.inner("Map", name, object.get("additionalProperties")),
            },
            _ => bare("Any"),
        }
    }

    /// A list or a map. One that contains itself is any JSON from there on.
    fn inner(&mut self, kind: &str, name: Option<&str>, schema: Option<&Value>) -> TokenStream {
        let any = quote! { Schema::new(Kind::Any) };
        let is_begun = name.is_some_and(|name| self.begun.iter().any(|begun| begun == name));
        let inner = match schema.filter(|schema| schema.is_object() && !is_begun) {
            None => any,
            Some(schema) => {
                self.begun.extend(name.map(str::to_owned));
                let inner = self.schema(schema);
                name.is_some().then(|| self.begun.pop());
                inner
            }
        };
        let kind = format_ident!("{kind}");
        quote! { Kind::#kind(&#inner) }
    }

    fn object(&mut self, name: &str, object: &Map<String, Value>) -> TokenStream {
        let ident = format_ident!("{}", type_name(name));
        let key = ident.to_string();
        if !self.statics.contains_key(&key) {
            // It stands here before its properties are looked at: one of them may lead back to it.
            self.statics.insert(key.clone(), TokenStream::new());
            let required: Vec<&str> = object
                .get("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let properties = object.get("properties").and_then(Value::as_object);
            let properties: Vec<TokenStream> = properties
                .into_iter()
                .flatten()
                .filter(|(_, schema)| !is(schema, "readOnly"))
                .map(|(name, schema)| {
                    self.property(name, schema, required.contains(&name.as_str()))
                })
                .collect();
            let mut code = quote! { Object::new(#name, &[#(#properties),*]) };
            add(
                &mut code,
                "description",
                object.get("description").and_then(Value::as_str),
            );
            let code = quote! { static #ident: Object = #code; };
            self.statics.insert(key, code);
        }
        quote! { Kind::Object(&#ident) }
    }

    fn property(&mut self, name: &str, schema: &Value, is_required: bool) -> TokenStream {
        let inner = self.schema(schema);
        let mut code = quote! { Property::new(#name, #inner) };
        // A property that stands for a component has the component's description, unless its own.
        let target = || {
            let component = referenced(schema.as_object()?)?;
            text(
                self.described
                    .pointer("/components/schemas")?
                    .get(component)?,
                "description",
            )
        };
        add(
            &mut code,
            "description",
            text(schema, "description").or_else(target),
        );
        if is_required {
            code.extend(quote! { .required() });
        }
        if text(schema, "x-evidence") == Some("inferred") {
            code.extend(quote! { .inferred() });
        }
        code
    }

    fn enumeration(&mut self, name: &str, object: &Map<String, Value>) -> TokenStream {
        let ident = format_ident!("{}", type_name(name));
        let labels = object.get("x-enum-descriptions");
        let values = object
            .get("enum")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let values = values.filter_map(Value::as_str).map(|value| {
            let label = labels.and_then(|labels| text(labels, value));
            let label = match label {
                Some(label) => quote! { ::std::option::Option::Some(#label) },
                None => quote! { ::std::option::Option::None },
            };
            quote! { (#value, #label) }
        });
        let code = quote! {
            static #ident: Enumeration = Enumeration::new(#name, &[#(#values),*]);
        };
        self.statics.insert(ident.to_string(), code);
        quote! { Kind::Enum(&#ident) }
    }
}

fn add(code: &mut TokenStream, setter: &str, text: Option<&str>) {
    if let Some(text) = text.map(str::trim) {
        let setter = format_ident!("{setter}");
        code.extend(quote! { .#setter(#text) });
    }
}

fn text<'a>(object: &'a Value, key: &str) -> Option<&'a str> {
    object.get(key)?.as_str()
}

fn is(object: &Value, key: &str) -> bool {
    object.get(key) == Some(&Value::Bool(true))
}

fn list<'a>(object: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    object
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}
