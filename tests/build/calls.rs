//! One function for each operation: it gives the generated method its parameters and body as JSON,
//! and returns the answer as JSON.

use quote::quote;
use serde_json::Value;
use syn::{ImplItem, Item, ReturnType};
use xtask::Generated;

use crate::{object, setters};

pub(crate) fn code(generated: &Generated) -> String {
    let client = syn::parse_file(&generated.files["mod.rs"]).expect("it is Rust");
    let builders = syn::parse_file(&generated.files["builder.rs"]).expect("it is Rust");
    let mut functions = Vec::new();
    let mut entries = Vec::new();
    for (_, item) in object(&generated.normalised.value["paths"]) {
        for (_, operation) in object(item) {
            let Some(id) = operation["operationId"].as_str() else {
                continue;
            };
            let (method, builder) = method_of(&client, id);
            let setters = setters::of(&builders.items, &builder);
            let given = setters.iter().map(|setter| {
                let (name, ty) = (&setter.name, &setter.ty);
                match wire_name(operation, &name.to_string()) {
                    Some(wire) => quote! {
                        if let Some(value) = arguments.parameters.get(#wire) {
                            call = call.#name(read::<#ty>(value)?);
                        }
                    },
                    None => quote! {
                        if let Some(value) = &arguments.body {
                            call = call.#name(read::<#ty>(value)?);
                        }
                    },
                }
            });
            functions.push(quote! {
                fn #method(client: &Client, arguments: Arguments) -> Answered<'_> {
                    Box::pin(async move {
                        let mut call = client.#method();
                        #(#given)*
                        answer(call.send().await)
                    })
                }
            });
            entries.push(quote!(Call { operation_id: #id, send: #method }));
        }
    }
    let table = quote! {
        /// Every operation of the document.
        pub(crate) static CALLS: &[Call] = &[#(#entries),*];
    };
    prettyplease::unparse(&syn::parse_quote!(#table #(#functions)*))
}

/// The method of the client for an operation, and the builder that it returns.
fn method_of(client: &syn::File, id: &str) -> (syn::Ident, String) {
    let methods = client.items.iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(&block.items),
        _ => None,
    });
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let found = methods.flatten().find_map(|item| match item {
        ImplItem::Fn(method) if plain(&method.sig.ident.to_string()) == plain(id) => Some(method),
        _ => None,
    });
    let method = found.unwrap_or_else(|| panic!("the generated client has no method for `{id}`"));
    let ReturnType::Type(_, builder) = &method.sig.output else {
        panic!("the method for `{id}` returns nothing");
    };
    (method.sig.ident.clone(), setters::named(builder))
}

/// The parameter that a setter is for; the body has none. Names are compared by their letters, so
/// that the generator's rules for names are not repeated here.
fn wire_name(operation: &Value, setter: &str) -> Option<String> {
    let plain = |name: &str| -> String {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let mut names = parameters.filter_map(|parameter| parameter["name"].as_str());
    let found = names.find(|name| plain(name) == plain(setter));
    assert!(
        found.is_some() || setter == "body",
        "{}: no parameter for the setter `{setter}`",
        operation["operationId"]
    );
    found.map(str::to_owned)
}
