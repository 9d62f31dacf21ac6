//! The operations as data, with what their requests may carry.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Map, Value};

use super::operations::Operation;
use crate::media_type;
use crate::naming::type_name;
use crate::normalise::constraints::{listed, resolved, whole};
use crate::normalise::{Normalised, is_type, referenced};
use crate::refuse::servers::base_url;
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
    let (properties, codes) = names(&normalised.described);
    let base_url = base_url(&normalised.described);
    quote! {
        #![allow(non_upper_case_globals)]

        use #core::{
            Body, Evidence, Location, Operation, Parameter,
            schema::{Enumeration, Kind, Object, Property, Schema},
        };

        /// Where the API is: the first server of the document.
        pub const BASE_URL: &str = #base_url;

        /// Every operation of the document, sorted by path.
        pub static OPERATIONS: &[Operation] = &[#(#entries),*];

        /// The names of all documented properties, sorted.
        pub static PROPERTIES: &[&str] = &[#(#properties),*];

        /// Those of them whose values are codes that the document lists, sorted.
        pub static CODE_PROPERTIES: &[&str] = &[#(#codes),*];

        #(#statics)*
    }
}

/// The names of the properties of all components, and of those that are enums.
fn names(described: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let schemas = described
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let is_enum = |schema: &Value| {
        let own = schema.as_object().and_then(referenced);
        let parts = ["allOf", "anyOf"]
            .into_iter()
            .flat_map(|key| list(schema, key));
        let named = parts.filter_map(|part| referenced(part.as_object()?));
        let target = own.into_iter().chain(named);
        let mut targets = target.filter_map(|name| schemas?.get(name));
        schema.get("enum").is_some() || targets.any(|target| target.get("enum").is_some())
    };
    let (mut properties, mut codes) = (BTreeSet::new(), BTreeSet::new());
    let mut open: Vec<&Value> = schemas.into_iter().flat_map(Map::values).collect();
    while let Some(schema) = open.pop() {
        for (name, property) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            properties.insert(name.clone());
            // A list of codes, too.
            let item = property.get("items");
            if is_enum(property) || item.is_some_and(is_enum) {
                codes.insert(name.clone());
            }
            open.push(property);
        }
        open.extend(schema.get("items"));
        open.extend(
            ["allOf", "anyOf"]
                .into_iter()
                .flat_map(|key| list(schema, key)),
        );
    }
    (properties, codes)
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
        if let Some(accept) = accept(&described) {
            code.extend(quote! { .accept(#accept) });
        }
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
        // No operation has more than one media type.
        let (media_type, content) = body.get("content")?.as_object()?.iter().next()?;
        let schema = self.schema(content.get("schema")?);
        let mut code = quote! { Body::new(#schema) };
        add(&mut code, "description", text(body, "description"));
        if is(body, "required") {
            code.extend(quote! { .required() });
        }
        let media_type = media_type::in_header(media_type);
        if media_type != "application/json" {
            code.extend(quote! { .media_type(#media_type) });
        }
        Some(code)
    }

    fn schema(&mut self, schema: &Value) -> TokenStream {
        let (component, object) = match schema.as_object() {
            Some(object) => resolved(self.described, object),
            None => Default::default(),
        };
        let kind = self.kind(component.as_deref(), &object);
        let mut code = quote! { Schema::new(#kind) };
        limits(&mut code, &object);
        if is(schema, "nullable") {
            code.extend(quote! { .nullable() });
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

/// The media type of the JSON that a success carries, where it is not the usual one.
pub(super) fn accept(operation: &Value) -> Option<String> {
    let responses = operation.get("responses")?.as_object()?;
    let contents = responses
        .values()
        .filter_map(|response| response.get("content")?.as_object());
    let json = contents.filter_map(|content| media_type::json(content.keys()));
    let accept = json.map(|json| media_type::in_header(json)).next();
    accept.filter(|accept| accept != "application/json")
}

/// What narrows a value.
fn limits(code: &mut TokenStream, object: &Map<String, Value>) {
    let format = object.get("format").and_then(Value::as_str);
    add(code, "format", format);
    let patterns = listed(object.get("pattern"));
    let patterns: Vec<&str> = patterns.iter().filter_map(Value::as_str).collect();
    list_of(code, "patterns", &patterns);
    for (setter, key, is_most) in [
        ("min_length", "minLength", false),
        ("max_length", "maxLength", true),
        ("min_items", "minItems", false),
        ("max_items", "maxItems", true),
        ("min_properties", "minProperties", false),
        ("max_properties", "maxProperties", true),
    ] {
        // Nothing is as long as what a `usize` of 32 bits does not hold.
        const LONGEST: i128 = u32::MAX as i128;
        let count = object.get(key).and_then(|count| whole(count, f64::round));
        let count = count.filter(|count| !is_most || *count < LONGEST);
        if let Some(count) = count.and_then(|count| u64::try_from(count.min(LONGEST)).ok()) {
            let (setter, count) = (format_ident!("{setter}"), Literal::u64_unsuffixed(count));
            code.extend(quote! { .#setter(#count) });
        }
    }
    for (end, exclusive, beyond, inwards) in [
        ("minimum", "exclusiveMinimum", "above", 1),
        ("maximum", "exclusiveMaximum", "below", -1),
    ] {
        let Some(bound) = object.get(end).filter(|bound| bound.is_number()) else {
            continue;
        };
        let is_exclusive = object.get(exclusive) == Some(&Value::Bool(true));
        let rounded = if inwards > 0 { f64::ceil } else { f64::floor };
        let (setter, bound) = match whole(bound, rounded).filter(|_| is_type(object, "integer")) {
            None if is_exclusive => (beyond, bound.to_string()),
            None => (end, bound.to_string()),
            // The next integer is as good a bound, and easier to read.
            Some(next) if is_exclusive && bound.as_f64() == Some(next as f64) => {
                (end, next.saturating_add(inwards).to_string())
            }
            Some(next) => (end, next.to_string()),
        };
        let setter = format_ident!("{setter}");
        code.extend(quote! { .#setter(#bound) });
    }
    let steps = listed(object.get("multipleOf"));
    let steps: Vec<String> = steps.iter().map(Value::to_string).collect();
    list_of(code, "multiples_of", &steps);
    if object.get("uniqueItems") == Some(&Value::Bool(true)) {
        code.extend(quote! { .unique_items() });
    }
    if !is_type(object, "string") {
        let values = object.get("enum").and_then(Value::as_array);
        let values = values.into_iter().flatten().filter(|one| !one.is_null());
        let values: Vec<String> = values.map(Value::to_string).collect();
        list_of(code, "values", &values);
    }
}

fn list_of(code: &mut TokenStream, setter: &str, texts: &[impl quote::ToTokens]) {
    if !texts.is_empty() {
        let setter = format_ident!("{setter}");
        code.extend(quote! { .#setter(&[#(#texts),*]) });
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
