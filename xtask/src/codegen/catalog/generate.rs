//! The facts as statics of the generated crate: data, with nothing to build when a program starts.

use heck::ToSnakeCase as _;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::read::{Entry, Fact};
use super::{Catalog, ENUMS, FAMILIES, Ids, TABLES, Table};
use crate::settings::Settings;

pub(in crate::codegen) fn code(catalog: &Option<Catalog<'_>>, settings: &Settings) -> TokenStream {
    let Some(catalog) = catalog else {
        return TokenStream::new();
    };
    let core: TokenStream = settings.core.parse().unwrap_or_default();
    let enums = ENUMS
        .iter()
        .filter_map(|component| catalog.ids.of(component));
    let enums = enums.map(|open| format_ident!("{}", open.name));
    let facts_types = TABLES
        .iter()
        .map(|table| format_ident!("{}", table.facts_type));
    let family = families(&catalog.ids);
    let lists = TABLES.iter().map(|table| list(catalog, table));
    quote! {
        use super::enums::{#(#enums),*};
        use #core::Evidence::*;
        use #core::catalog::{
            Basis, CompatibleProducts, Edition, Quantity, Recurrence, Size, Stage, Term, Unit,
            ValueList, known, #(#facts_types),*
        };

        #family
        #(#lists)*
    }
}

/// The enum of families.
fn families(ids: &Ids<'_>) -> TokenStream {
    let families = ids.families.iter();
    let variants: Vec<_> = families
        .map(|(_, variant)| format_ident!("{variant}"))
        .collect();
    let names: Vec<_> = ids.families.iter().map(|(family, _)| family).collect();
    let docs = names.iter().map(|family| format!(" `{family}`"));
    quote! {
        /// A family of products: each has its own free, trial and paid forms.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ProductFamily {
            #(#[doc = #docs] #variants,)*
        }

        impl ProductFamily {
            /// All families, in the document's order.
            pub const fn known_values() -> &'static [Self] {
                &[#(Self::#variants),*]
            }

            /// The name that the document gives it, such as `LINE_WORKS`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    #(Self::#variants => #names,)*
                }
            }
        }
    }
}

fn list(catalog: &Catalog<'_>, table: &Table) -> TokenStream {
    let name = format_ident!("{}", table.list);
    let facts_type = format_ident!("{}", table.facts_type);
    let entries = catalog.entries(table).iter();
    let entries = entries.map(|entry| facts(entry, table, &catalog.ids));
    let docs = if table.list == FAMILIES.list {
        " Every family of products, in the document's order."
    } else {
        " Every value that the document lists, in its order."
    };
    quote! {
        #[doc = #docs]
        pub static #name: &[#facts_type] = &[#(#entries),*];
    }
}

fn facts(entry: &Entry, table: &Table, ids: &Ids<'_>) -> TokenStream {
    let facts_type = format_ident!("{}", table.facts_type);
    let variant = format_ident!("{}", entry.variant);
    let owner = if table.list == FAMILIES.list {
        format_ident!("ProductFamily")
    } else {
        format_ident!("{}", ids.of(table.component).map_or("", |open| &open.name))
    };
    let members = table.facts.iter().map(|(name, _)| {
        let member = format_ident!("{}", name.to_snake_case());
        let fact = entry.facts.iter().find(|fact| fact.name == *name);
        match fact.and_then(|fact| fact_code(fact, ids)) {
            Some(fact) => quote! { #member: #fact },
            None => quote! { #member: None },
        }
    });
    quote! { #facts_type { id: #owner::#variant, #(#members),* } }
}

fn fact_code(fact: &Fact, ids: &Ids<'_>) -> Option<TokenStream> {
    let value = fact.shape.code(&fact.value, ids)?;
    let evidence = format_ident!("{}", fact.evidence);
    let source = &fact.source;
    Some(quote! { known(#value, #evidence, #source) })
}
