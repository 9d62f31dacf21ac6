//! One function for each request body: it gives the generated builder the fields of a JSON object,
//! and returns what was built as JSON.

use std::collections::{BTreeMap, BTreeSet};

use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::visit_mut::{self, VisitMut};
use syn::{Item, Type};
use xtask::Generated;

use crate::{object, setters};

pub(crate) fn code(generated: &Generated) -> String {
    let types = syn::parse_file(&generated.files["types.rs"]).expect("it is Rust");
    let builders = types.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content.as_ref(),
        _ => None,
    });
    let (_, builders) = builders.expect("the types have builders");
    let entries = bodies(&generated.normalised.value).into_iter().map(|name| {
        let wire_names = wire_names(&types, &name);
        let setters = setters::of(builders, &name);
        let given = setters.iter().map(|setter| {
            let (name, ty) = (&setter.name, from_outside(&setter.ty));
            let inner = match &ty {
                Type::Path(path) => setters::argument(&path.path, "Option"),
                _ => None,
            };
            // Read as an option, null would be taken for absent.
            let read = match inner {
                Some(inner) => quote!(Some(read::<#inner>(&value)?)),
                None => quote!(read::<#ty>(&value)?),
            };
            match wire_names.get(&name.to_string()) {
                Some(wire) => quote! {
                    if let Some(value) = fields.shift_remove(#wire) {
                        builder = builder.#name(#read);
                    }
                },
                None => quote!(builder = builder.#name(std::mem::take(&mut fields));),
            }
        });
        // What takes all other fields comes last.
        let (last, first): (Vec<_>, Vec<_>) = setters
            .iter()
            .zip(given)
            .partition(|(setter, _)| !wire_names.contains_key(&setter.name.to_string()));
        let given = first.into_iter().chain(last).map(|(_, given)| given);
        let ty = format_ident!("{name}");
        quote! {
            Builder {
                component: #name,
                build: |mut fields| {
                    let mut builder = types::#ty::builder();
                    #(#given)*
                    if let Some(field) = fields.keys().next() {
                        return Err(format!("the builder has no setter for `{field}`"));
                    }
                    let built = types::#ty::try_from(builder).map_err(|error| error.to_string())?;
                    serde_json::to_value(built).map_err(|error| error.to_string())
                },
            }
        }
    });
    let entries: Vec<_> = entries.collect();
    prettyplease::unparse(&syn::parse_quote! {
        /// Every component that is the body of a request.
        pub(crate) static BUILDERS: &[Builder] = &[#(#entries),*];
    })
}

/// The components that requests have as their bodies.
fn bodies(normalised: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, item) in object(&normalised["paths"]) {
        for (_, operation) in object(item) {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let name = schema["$ref"].as_str().and_then(|at| at.rsplit('/').next());
            // A map has no builder.
            found.extend(
                name.filter(|name| {
                    normalised["components"]["schemas"][*name]["properties"].is_object()
                })
                .map(str::to_owned),
            );
        }
    }
    found
}

/// Fields of a struct, with their names in JSON. The one that takes all others is left out.
fn wire_names(types: &syn::File, name: &str) -> BTreeMap<String, String> {
    let fields = types.items.iter().find_map(|item| match item {
        Item::Struct(definition) if definition.ident == name => Some(&definition.fields),
        _ => None,
    });
    let mut names = BTreeMap::new();
    for field in fields.into_iter().flatten() {
        let ident = field.ident.as_ref().map(ToString::to_string);
        let ident = ident.unwrap_or_default();
        let attrs = field.attrs.iter();
        let serde: String = attrs
            .filter(|attr| attr.path().is_ident("serde"))
            .map(|attr| attr.to_token_stream().to_string())
            .collect();
        if serde.contains("flatten") {
            continue;
        }
        let renamed = serde.split_once("rename = \"").map(|(_, rest)| rest);
        let renamed = renamed.and_then(|rest| rest.split_once('"'));
        let wire = renamed.map_or(ident.clone(), |(wire, _)| wire.to_owned());
        names.insert(ident, wire);
    }
    names
}

/// A type as it is written outside of the module of the builders: `super::X` is `types::X`.
fn from_outside(ty: &Type) -> Type {
    struct Visitor;
    impl VisitMut for Visitor {
        fn visit_path_mut(&mut self, path: &mut syn::Path) {
            if let Some(first) = path.segments.first_mut()
                && first.ident == "super"
            {
                first.ident = format_ident!("types");
            }
            visit_mut::visit_path_mut(self, path);
        }
    }
    let mut ty = ty.clone();
    Visitor.visit_type_mut(&mut ty);
    ty
}
