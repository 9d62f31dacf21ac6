//! Open enums: the values of the document, and whatever else the server may send.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::normalise::enums::{EnumValue, OpenEnum};
use crate::settings::Settings;

pub(super) fn code(enums: &[OpenEnum], settings: &Settings) -> TokenStream {
    let enums = enums.iter().map(|open| one(open, settings));
    quote! { #(#enums)* }
}

fn one(open: &OpenEnum, settings: &Settings) -> TokenStream {
    let name = format_ident!("{}", open.name);
    let core: TokenStream = settings.core.parse().unwrap_or_default();
    let description = format!(
        " {}",
        open.description
            .as_deref()
            .unwrap_or(&open.component)
            .trim()
    );
    let variants: Vec<_> = open
        .values
        .iter()
        .map(|value| format_ident!("{}", value.variant))
        .collect();
    let values: Vec<_> = open.values.iter().map(|value| &value.value).collect();
    let docs = open.values.iter().map(|value| {
        let text = in_words(&value.value);
        match &value.description {
            Some(description) => format!(" {text}: {description}"),
            None => format!(" {text}"),
        }
    });
    let labels = |of: fn(&EnumValue) -> &Option<String>| -> Vec<TokenStream> {
        let labelled = open.values.iter().filter_map(|value| {
            let variant = format_ident!("{}", value.variant);
            let label = of(value).as_ref()?;
            Some(quote! { Self::#variant => ::std::option::Option::Some(#label) })
        });
        labelled.collect()
    };
    let descriptions = labels(|value| &value.description);
    let japanese = labels(|value| &value.description_ja);
    quote! {
        #[doc = #description]
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #docs] #variants,)*
            /// A value that this version does not know, as it came.
            Unknown(::std::string::String),
        }

        impl #name {
            /// The values that the document lists, in its order.
            pub const fn known_values() -> &'static [Self] {
                &[#(Self::#variants),*]
            }

            /// The value as it stands in requests and responses.
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Unknown(value) => value,
                }
            }

            /// Whether the document lists this value.
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }

            /// What the vendor calls this value, where the document says so.
            pub fn description(&self) -> ::std::option::Option<&'static str> {
                #[allow(unreachable_patterns)]
                match self {
                    #(#descriptions,)*
                    _ => ::std::option::Option::None,
                }
            }

            /// What the vendor calls this value in Japanese, where the document says so.
            pub fn description_ja(&self) -> ::std::option::Option<&'static str> {
                #[allow(unreachable_patterns)]
                match self {
                    #(#japanese,)*
                    _ => ::std::option::Option::None,
                }
            }

            fn known(value: &str) -> ::std::option::Option<Self> {
                ::std::option::Option::Some(match value {
                    #(#values => Self::#variants,)*
                    _ => return ::std::option::Option::None,
                })
            }
        }

        #core::open_enum!(#name);
    }
}

/// A value, in the documentation of its variant.
fn in_words(value: &str) -> String {
    if value.is_empty() {
        "the empty text".to_owned()
    } else if value.contains('`') || format!("{value:?}") != format!("\"{value}\"") {
        format!("{value:?}").replace('`', "\\`")
    } else {
        format!("`{value}`")
    }
}
