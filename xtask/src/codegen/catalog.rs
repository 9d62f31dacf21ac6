//! Which sub-option belongs to which option, as the document says it in `x-sub-options`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::document::{Document, step};
use crate::normalise::Normalised;
use crate::normalise::enums::OpenEnum;
use crate::problem::{GenerateError, Problem};
use crate::settings::Settings;

/// Variants of options, each with the variants of its sub-options where the document knows them.
pub(super) struct Catalog {
    options: Vec<(String, Option<Vec<String>>)>,
}

const EXTENSION: &str = "x-sub-options";

pub(super) fn read(
    document: &Document,
    normalised: &Normalised,
    settings: &Settings,
) -> Result<Option<Catalog>, GenerateError> {
    let Some((option, sub_option)) = &settings.catalog else {
        return Ok(None);
    };
    let find = |component: &str| {
        normalised
            .enums
            .iter()
            .find(|open| open.component == component)
    };
    let (Some(options), Some(sub_options)) = (find(option), find(sub_option)) else {
        let missing = if find(option).is_none() {
            option
        } else {
            sub_option
        };
        document.refused(vec![Problem::new(
            format!("#/components/schemas/{missing}"),
            format!("the catalog is made of the enum `{missing}`, which is gone"),
            "give the enum its name back, or change `catalog` in xtask/src/settings.rs",
        )])?;
        return Ok(None);
    };

    let at = format!("#/components/schemas/{option}/{EXTENSION}");
    let pointer = format!("/components/schemas/{option}/{EXTENSION}");
    let pairs = document.value.pointer(&pointer);
    document.refused(problems(pairs, &at, options, sub_options))?;
    let options = options
        .values
        .iter()
        .map(|value| {
            let listed = pairs
                .and_then(|pairs| pairs.get(&value.value))
                .and_then(Value::as_array);
            let variants = listed.map(|listed| {
                let values = listed.iter().filter_map(Value::as_str);
                values
                    .filter_map(|value| sub_options.variant_of(value))
                    .map(str::to_owned)
                    .collect()
            });
            (value.variant.clone(), variants)
        })
        .collect();
    Ok(Some(Catalog { options }))
}

fn problems(
    pairs: Option<&Value>,
    at: &str,
    options: &OpenEnum,
    sub_options: &OpenEnum,
) -> Vec<Problem> {
    let Some(pairs) = pairs else {
        return Vec::new();
    };
    let Some(pairs) = pairs.as_object() else {
        return vec![Problem::new(
            at,
            format!("`{EXTENSION}` is not a map"),
            format!("write `{EXTENSION}: {{ OPTION: [SUB_OPTION, …] }}`"),
        )];
    };
    let mut problems = Vec::new();
    let mut owners: Vec<(&str, &str)> = Vec::new();
    for (option, listed) in pairs {
        let at = step(at, option);
        if options.variant_of(option).is_none() {
            problems.push(Problem::new(
                &at,
                format!("`{option}` is not a value of `{}`", options.component),
                "add it to the enum, or correct it here",
            ));
        }
        let Some(listed) = listed.as_array() else {
            problems.push(Problem::new(
                &at,
                "the sub-options are not a list",
                "write a list",
            ));
            continue;
        };
        for value in listed {
            let value_text = value.as_str().unwrap_or_default();
            if sub_options.variant_of(value_text).is_none() {
                problems.push(Problem::new(
                    &at,
                    format!("{value} is not a value of `{}`", sub_options.component),
                    "add it to the enum, or correct it here",
                ));
            } else if let Some((_, owner)) = owners.iter().find(|(known, _)| *known == value_text) {
                problems.push(Problem::new(
                    &at,
                    format!("`{value_text}` is listed under `{owner}` already"),
                    "a sub-option belongs to one option, once",
                ));
            } else {
                owners.push((value_text, option));
            }
        }
    }
    problems
}

pub(super) fn code(catalog: &Option<Catalog>, settings: &Settings) -> TokenStream {
    let Some(catalog) = catalog else {
        return TokenStream::new();
    };
    let core: TokenStream = settings.core.parse().unwrap_or_default();
    let (option, sub_option) = settings.catalog.clone().unwrap_or_default();
    let (option, sub_option) = (format_ident!("{option}"), format_ident!("{sub_option}"));
    let entries = catalog.options.iter().map(|(variant, sub_options)| {
        let id = format_ident!("{variant}");
        let sub_options = match sub_options {
            None => quote! { ::std::option::Option::None },
            Some(variants) => {
                let variants = variants.iter().map(|variant| format_ident!("{variant}"));
                quote! { ::std::option::Option::Some(&[#(#sub_option::#variants),*]) }
            }
        };
        quote! {
            #core::OptionProduct {
                option_product_id: #option::#id,
                sub_options: #sub_options,
            }
        }
    });
    quote! {
        use super::enums::{#option, #sub_option};

        /// Every option that the document lists, in its order.
        pub static OPTION_PRODUCTS: &[#core::OptionProduct] = &[#(#entries),*];
    }
}
