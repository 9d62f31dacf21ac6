//! What progenitor's output needs beyond what its settings give. Each patch is named, counted, and
//! an error where it no longer applies.

mod body;
mod integers;
mod path_segment;
mod transport;

use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Field, FnArg, ImplItem, Item, ItemImpl, ItemMod, Stmt, Type};

use crate::naming::{field_name, type_name};
use crate::normalise::Normalised;
use crate::problem::GenerateError;
use crate::settings::Settings;

pub(super) fn apply(
    code: &mut syn::File,
    normalised: &Normalised,
    settings: &Settings,
) -> Result<Vec<(&'static str, usize)>, GenerateError> {
    let operations = crate::document::operations(&normalised.value).count();
    let with_path_parameters = crate::document::operations(&normalised.value)
        .filter(|(_, path, ..)| path.contains('{'))
        .count();
    let optional_bodies = body::optional(&normalised.described);
    let media_types = body::MediaTypes::of(&normalised.described);
    let mut done = Vec::new();
    for (name, touched, expected) in [
        (
            "DropPanickingConstructor",
            drop_panicking_constructor(code),
            Some(1),
        ),
        (
            "DropApiVersionHeader",
            drop_api_version_header(code),
            Some(operations),
        ),
        (
            "StayInPathSegment",
            path_segment::stay_inside(code),
            Some(with_path_parameters),
        ),
        (
            "LeaveOutOptionalBody",
            body::make_optional(code, &optional_bodies),
            Some(optional_bodies.len()),
        ),
        (
            "SendMediaTypes",
            body::send_media_types(code, &media_types),
            Some(media_types.count()),
        ),
        (
            "SendThroughTransport",
            transport::send_through(code, &settings.core)?,
            Some(operations),
        ),
        ("WidenIntegers", integers::widen(code), None),
        ("MarkNonExhaustive", mark_non_exhaustive(code), None),
        ("DefaultExtra", default_extra(code)?, None),
        ("BoxInsideOption", box_inside_option(code)?, None),
        (
            "TellEmptyListFromAbsent",
            tell_empty_from_absent(code)?,
            None,
        ),
        (
            "TellNullFromAbsent",
            tell_null_from_absent(code, normalised, settings)?,
            Some(normalised.nullable.len()),
        ),
    ] {
        if expected.is_some_and(|expected| expected != touched) {
            return Err(GenerateError::Output(format!(
                "the patch {name} touched {touched} places of progenitor's output, not {}: the \
                 output has changed its shape, mend xtask/src/codegen/patches.rs",
                expected.unwrap_or_default()
            )));
        }
        done.push((name, touched));
    }
    Ok(done)
}

/// `Client::new` unwraps the building of a reqwest client; `new_with_client` stays.
fn drop_panicking_constructor(code: &mut syn::File) -> usize {
    let mut touched = 0;
    for item in &mut code.items {
        if let Item::Impl(implementation) = item
            && implementation.trait_.is_none()
        {
            let before = implementation.items.len();
            implementation
                .items
                .retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "new"));
            touched += before - implementation.items.len();
        }
    }
    touched
}

/// The header is Dropshot's; this API knows none, and building it panics on some versions.
fn drop_api_version_header(code: &mut syn::File) -> usize {
    struct Visitor(usize);
    impl VisitMut for Visitor {
        fn visit_block_mut(&mut self, block: &mut syn::Block) {
            let before = block.stmts.len();
            block.stmts.retain(|statement| !is_api_version(statement));
            self.0 += before - block.stmts.len();
            visit_mut::visit_block_mut(self, block);
        }
    }
    fn is_api_version(statement: &Stmt) -> bool {
        let Stmt::Expr(Expr::MethodCall(call), _) = statement else {
            return false;
        };
        call.method == "append"
            && call.args.first().is_some_and(|name| {
                quote!(#name)
                    .to_string()
                    .ends_with("from_static (\"api-version\")")
            })
    }
    let mut visitor = Visitor(0);
    visitor.visit_file_mut(code);
    visitor.0
}

/// A new field of a response is no breaking change.
fn mark_non_exhaustive(code: &mut syn::File) -> usize {
    let mut touched = 0;
    for item in module(code, &["types"]).into_iter().flatten() {
        let attrs = match item {
            Item::Struct(definition) if matches!(definition.fields, syn::Fields::Named(_)) => {
                &mut definition.attrs
            }
            Item::Enum(definition) => &mut definition.attrs,
            _ => continue,
        };
        attrs.push(syn::parse_quote!(#[non_exhaustive]));
        touched += 1;
    }
    touched
}

/// A builder asks for every flattened map; nobody building a value has undocumented fields to give.
fn default_extra(code: &mut syn::File) -> Result<usize, GenerateError> {
    let mut touched = 0;
    for item in builders(code)? {
        let Item::Impl(implementation) = item else {
            continue;
        };
        if !implements(implementation, "Default") {
            continue;
        }
        struct Visitor<'a>(&'a mut usize);
        impl VisitMut for Visitor<'_> {
            fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
                if matches!(&field.member, syn::Member::Named(name) if name == "extra") {
                    field.expr = syn::parse_quote!(Ok(Default::default()));
                    *self.0 += 1;
                }
            }
        }
        Visitor(&mut touched).visit_item_impl_mut(implementation);
    }
    Ok(touched)
}

/// Where a type contains itself, typify may box the option instead of what is in it, and then writes
/// an absent field as null.
fn box_inside_option(code: &mut syn::File) -> Result<usize, GenerateError> {
    let unbox = |ty: &Type| -> Option<Type> {
        let mut ty = ty.clone();
        let inner = option_argument(first_argument_mut(&mut ty, "Box")?)?;
        Some(syn::parse_quote!(::std::option::Option<::std::boxed::Box<#inner>>))
    };
    let mut found: Vec<(String, String)> = Vec::new();
    for item in module(code, &["types"]).into_iter().flatten() {
        let Item::Struct(definition) = item else {
            continue;
        };
        for field in &mut definition.fields {
            let (Some(name), Some(ty)) = (field.ident.clone(), unbox(&field.ty)) else {
                continue;
            };
            field.ty = ty;
            if serde_arguments(field)
                .iter()
                .any(|argument| argument == "default")
            {
                let none = "::std::option::Option::is_none";
                set_serde_argument(field, "skip_serializing_if", none);
            }
            found.push((definition.ident.to_string(), name.to_string()));
        }
    }
    for (owner, field) in &found {
        retype_builder(code, owner, field, &|ty| unbox(&ty).unwrap_or(ty))?;
    }
    Ok(found.len())
}

/// typify reads an absent list as an empty one, fails on null, and writes neither back: an optional
/// list is `Option<Vec<T>>`, like every other optional field.
fn tell_empty_from_absent(code: &mut syn::File) -> Result<usize, GenerateError> {
    let mut found: Vec<(String, String)> = Vec::new();
    for item in module(code, &["types"]).into_iter().flatten() {
        let Item::Struct(definition) = item else {
            continue;
        };
        for field in &mut definition.fields {
            let Some(name) = field.ident.clone() else {
                continue;
            };
            let serde = serde_arguments(field);
            if !serde.iter().any(|arg| arg.contains("is_empty")) {
                continue;
            }
            let ty = &field.ty;
            field.ty = syn::parse_quote!(::std::option::Option<#ty>);
            set_serde_argument(
                field,
                "skip_serializing_if",
                "::std::option::Option::is_none",
            );
            found.push((definition.ident.to_string(), name.to_string()));
        }
    }
    for (owner, field) in &found {
        retype_builder(
            code,
            owner,
            field,
            &|ty| syn::parse_quote!(::std::option::Option<#ty>),
        )?;
    }
    Ok(found.len())
}

/// `Option<T>` becomes `Option<Nullable<T>>` where the document tells null from absent.
fn tell_null_from_absent(
    code: &mut syn::File,
    normalised: &Normalised,
    settings: &Settings,
) -> Result<usize, GenerateError> {
    let core = &settings.core;
    let nullable: syn::Path = parse(&format!("{core}::Nullable"))?;
    let wrap = |ty: Type| -> Type {
        match option_argument(&ty) {
            Some(inner) => syn::parse_quote!(::std::option::Option<#nullable<#inner>>),
            None => ty,
        }
    };
    let mut touched = 0;
    for place in &normalised.nullable {
        let (owner, field) = (type_name(&place.component), field_name(&place.property));
        for item in module(code, &["types"]).into_iter().flatten() {
            let Item::Struct(definition) = item else {
                continue;
            };
            if definition.ident != owner.as_str() {
                continue;
            }
            for candidate in &mut definition.fields {
                if candidate
                    .ident
                    .as_ref()
                    .is_some_and(|ident| ident == field.as_str())
                    && option_argument(&candidate.ty).is_some()
                {
                    candidate.ty = wrap(candidate.ty.clone());
                    set_serde_argument(candidate, "default", "");
                    let with = format!("{core}::nullable::deserialize");
                    set_serde_argument(candidate, "deserialize_with", &with);
                    touched += 1;
                }
            }
        }
        retype_builder(code, &owner, &field, &wrap)?;
    }
    Ok(touched)
}

/// Changes the type of a field in the builder of a struct: the field, and what its setter takes.
fn retype_builder(
    code: &mut syn::File,
    owner: &str,
    field: &str,
    wrap: &dyn Fn(Type) -> Type,
) -> Result<(), GenerateError> {
    let mut touched = 0;
    for item in builders(code)? {
        match item {
            Item::Struct(definition) if definition.ident == owner => {
                for candidate in &mut definition.fields {
                    if candidate.ident.as_ref().is_some_and(|ident| ident == field)
                        && let Some(inner) = first_argument_mut(&mut candidate.ty, "Result")
                    {
                        *inner = wrap(inner.clone());
                        touched += 1;
                    }
                }
            }
            Item::Impl(implementation) if is_inherent_of(implementation, owner) => {
                for item in &mut implementation.items {
                    let ImplItem::Fn(method) = item else { continue };
                    if method.sig.ident != field
                        || !matches!(method.sig.inputs.first(), Some(FnArg::Receiver(_)))
                    {
                        continue;
                    }
                    let bounds = method.sig.generics.where_clause.as_mut();
                    for predicate in bounds.into_iter().flat_map(|clause| &mut clause.predicates) {
                        let syn::WherePredicate::Type(predicate) = predicate else {
                            continue;
                        };
                        for bound in &mut predicate.bounds {
                            if let syn::TypeParamBound::Trait(bound) = bound
                                && let Some(inner) = path_argument_mut(&mut bound.path, "TryInto")
                            {
                                *inner = wrap(inner.clone());
                                touched += 1;
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    if touched == 2 {
        return Ok(());
    }
    Err(GenerateError::Output(format!(
        "the builder of `{owner}` has no field `{field}` of the expected shape: progenitor's output \
         has changed, mend xtask/src/codegen/patches.rs"
    )))
}

/// The items of a nested module.
fn module<'a>(code: &'a mut syn::File, path: &[&str]) -> Option<&'a mut Vec<Item>> {
    let mut items = &mut code.items;
    for name in path {
        let found = items.iter_mut().find_map(|item| match item {
            Item::Mod(ItemMod {
                ident,
                content: Some((_, items)),
                ..
            }) if ident == name => Some(items),
            _ => None,
        });
        items = found?;
    }
    Some(items)
}

/// The builders of the types; a document without structs has none.
fn builders(code: &mut syn::File) -> Result<&mut [Item], GenerateError> {
    Ok(module(code, &["types", "builder"])
        .map(Vec::as_mut_slice)
        .unwrap_or_default())
}

fn implements(implementation: &ItemImpl, name: &str) -> bool {
    implementation
        .trait_
        .as_ref()
        .and_then(|(path, _)| path.segments.last())
        .is_some_and(|segment| segment.ident == name)
}

fn is_inherent_of(implementation: &ItemImpl, owner: &str) -> bool {
    implementation.trait_.is_none()
        && matches!(&*implementation.self_ty, Type::Path(ty) if ty.path.is_ident(owner))
}

fn option_argument(ty: &Type) -> Option<Type> {
    let mut ty = ty.clone();
    first_argument_mut(&mut ty, "Option").cloned()
}

/// `T` of `Wrapper<T, …>`.
fn first_argument_mut<'a>(ty: &'a mut Type, wrapper: &str) -> Option<&'a mut Type> {
    match ty {
        Type::Path(ty) => path_argument_mut(&mut ty.path, wrapper),
        _ => None,
    }
}

fn path_argument_mut<'a>(path: &'a mut syn::Path, wrapper: &str) -> Option<&'a mut Type> {
    let segment = path
        .segments
        .last_mut()
        .filter(|segment| segment.ident == wrapper)?;
    let syn::PathArguments::AngleBracketed(arguments) = &mut segment.arguments else {
        return None;
    };
    arguments
        .args
        .iter_mut()
        .find_map(|argument| match argument {
            syn::GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}

/// The arguments of a field's `#[serde(…)]`, as text.
fn serde_arguments(field: &Field) -> Vec<String> {
    let mut arguments = Vec::new();
    for attr in field
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("serde"))
    {
        if let Ok(list) = attr.parse_args_with(
            syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated,
        ) {
            arguments.extend(list.iter().map(|meta| quote!(#meta).to_string()));
        }
    }
    arguments
}

/// Sets `name = "value"` (or `name` alone) among the arguments of `#[serde(…)]`.
fn set_serde_argument(field: &mut Field, name: &str, value: &str) {
    let ident = format_ident!("{name}");
    let setting: syn::Meta = if value.is_empty() {
        syn::parse_quote!(#ident)
    } else {
        syn::parse_quote!(#ident = #value)
    };
    let mut list = syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::new();
    for attr in field
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("serde"))
    {
        if let Ok(existing) = attr.parse_args_with(
            syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated,
        ) {
            list.extend(
                existing
                    .into_iter()
                    .filter(|meta| !meta.path().is_ident(name)),
            );
        }
    }
    list.push(setting);
    field.attrs.retain(|attr| !attr.path().is_ident("serde"));
    field.attrs.push(syn::parse_quote!(#[serde(#list)]));
}

fn parse<T: syn::parse::Parse>(text: &str) -> Result<T, GenerateError> {
    syn::parse_str(text)
        .map_err(|error| GenerateError::Output(format!("`{text}` in the settings: {error}")))
}
