//! Checks on the output that the compiler would make too, but with a better message.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};

use crate::naming::type_name;
use crate::normalise::Normalised;
use crate::problem::GenerateError;

/// progenitor ignores a replacement it has no use for in silence; a component that was to be
/// replaced may not have been generated.
pub(super) fn replacements(
    types: &syn::File,
    normalised: &Normalised,
) -> Result<(), GenerateError> {
    let enums = normalised.enums.iter().map(|open| &open.component);
    let core = normalised.core_types.iter().map(|core| &core.component);
    for component in enums.chain(core) {
        let name = type_name(component);
        let generated = types.items.iter().any(|item| match item {
            syn::Item::Struct(definition) => definition.ident == name.as_str(),
            syn::Item::Enum(definition) => definition.ident == name.as_str(),
            _ => false,
        });
        if generated {
            return Err(GenerateError::Output(format!(
                "#/components/schemas/{component} was to be replaced, and progenitor generated it \
                 all the same"
            )));
        }
    }
    Ok(())
}

/// No two items, fields, variants or arguments of one scope share a name.
pub(super) fn unique_names(file_name: &str, file: &syn::File) -> Result<(), GenerateError> {
    let mut visitor = Scopes { duplicate: None };
    visitor.scope("the file", file.items.iter().filter_map(item_name));
    visitor.visit_file(file);
    visitor.duplicate.map_or(Ok(()), |(scope, name)| {
        Err(GenerateError::Output(format!(
            "{file_name}: two things in {scope} would be called `{name}`; rename one of them in \
             the document"
        )))
    })
}

/// Whether what a comment says might end it, or is not allowed in one.
pub(super) fn may_end_early(file: &syn::File) -> bool {
    let mut visitor = Comments { is_odd: false };
    visitor.visit_file(file);
    visitor.is_odd
}

struct Comments {
    is_odd: bool,
}

impl<'ast> Visit<'ast> for Comments {
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        let syn::Meta::NameValue(syn::MetaNameValue {
            value:
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }),
            ..
        }) = &attribute.meta
        else {
            return;
        };
        let text = text.value();
        let is_odd = |end: char| matches!(end, '/' | '*' | '!');
        self.is_odd |= text.contains('\r')
            || text.contains("/*")
            || text.contains("*/")
            || text.starts_with(is_odd)
            || text.ends_with(is_odd);
    }

    /// No comment stands among expressions.
    fn visit_expr(&mut self, _: &'ast syn::Expr) {}
}

struct Scopes {
    duplicate: Option<(String, String)>,
}

impl Scopes {
    fn scope(&mut self, scope: &str, names: impl Iterator<Item = String>) {
        let mut seen = BTreeSet::new();
        for name in names {
            if !seen.insert(name.clone()) && self.duplicate.is_none() {
                self.duplicate = Some((format!("`{scope}`"), name));
            }
        }
    }
}

impl<'ast> Visit<'ast> for Scopes {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let items = module.content.iter().flat_map(|(_, items)| items);
        self.scope(&module.ident.to_string(), items.filter_map(item_name));
        visit::visit_item_mod(self, module);
    }

    fn visit_item_struct(&mut self, definition: &'ast syn::ItemStruct) {
        let fields = definition
            .fields
            .iter()
            .filter_map(|field| field.ident.as_ref());
        self.scope(
            &definition.ident.to_string(),
            fields.map(ToString::to_string),
        );
    }

    fn visit_item_enum(&mut self, definition: &'ast syn::ItemEnum) {
        let variants = definition
            .variants
            .iter()
            .map(|variant| variant.ident.to_string());
        self.scope(&definition.ident.to_string(), variants);
    }

    fn visit_item_impl(&mut self, implementation: &'ast syn::ItemImpl) {
        let methods = implementation.items.iter().filter_map(|item| match item {
            syn::ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
            _ => None,
        });
        let ty = &implementation.self_ty;
        self.scope(&quote::quote!(#ty).to_string(), methods);
    }
}

/// The name of an item in the namespace of types.
fn item_name(item: &syn::Item) -> Option<String> {
    match item {
        syn::Item::Struct(item) => Some(item.ident.to_string()),
        syn::Item::Enum(item) => Some(item.ident.to_string()),
        syn::Item::Mod(item) => Some(item.ident.to_string()),
        syn::Item::Type(item) => Some(item.ident.to_string()),
        syn::Item::Trait(item) => Some(item.ident.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_end_a_comment_early_is_looked_for_wherever_a_comment_is_printed() {
        for (doc, is_odd) in [
            (" Adds an option.", false),
            (" Several\n lines, and 1 * 2 / 3.", false),
            (" Sends to `/*/x`", true),
            (" ends */ here", true),
            (" a\rb", true),
            ("/ begins", true),
            (" ends/", true),
            ("!", true),
        ] {
            for code in [
                quote::quote!(#[doc = #doc] pub struct One;),
                quote::quote!(pub struct One { #[doc = #doc] field: u8 }),
                quote::quote!(impl One { #[doc = #doc] fn new() {} }),
                quote::quote!(pub mod one { pub enum Two { #[doc = #doc] Three } }),
            ] {
                let file = syn::parse2(code).unwrap();
                assert_eq!(may_end_early(&file), is_odd, "{doc:?}");
            }
        }
    }
}
