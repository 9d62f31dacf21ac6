//! A parameter is one segment of the path, whatever its text: a backslash would be a slash to the URL,
//! and a parameter that is empty or made of dots would be the path of something else.

use quote::{ToTokens as _, quote};
use syn::{Expr, Field, ImplItem, Item, ItemImpl, ItemStruct, Stmt, Type};

use super::{first_argument_mut, module};

/// How many operations have parameters in their path.
pub(super) fn stay_inside(code: &mut syn::File) -> usize {
    let Some(items) = module(code, &["builder"]) else {
        return 0;
    };
    let builders: Vec<ItemStruct> = items
        .iter()
        .filter_map(|item| match item {
            Item::Struct(definition) => Some(definition.clone()),
            _ => None,
        })
        .collect();
    let mut touched = 0;
    for item in items {
        let Item::Impl(implementation) = item else {
            continue;
        };
        let builder = builders
            .iter()
            .find(|builder| is_of(implementation, builder));
        let numbers: Vec<&syn::Ident> = builder
            .iter()
            .flat_map(|builder| builder.fields.iter().filter(|field| is_number(field)))
            .filter_map(|field| field.ident.as_ref())
            .collect();
        for item in &mut implementation.items {
            if let ImplItem::Fn(method) = item
                && method.sig.ident == "send"
            {
                let is_text = |name: &syn::Ident| !numbers.contains(&name);
                touched += usize::from(guard(&mut method.block, &is_text));
            }
        }
    }
    touched
}

fn is_of(implementation: &ItemImpl, builder: &ItemStruct) -> bool {
    let Type::Path(ty) = &*implementation.self_ty else {
        return false;
    };
    let last = ty.path.segments.last();
    last.is_some_and(|segment| segment.ident == builder.ident)
}

/// `Result<i64, String>`, or any other number: its text has neither dots alone nor slashes.
fn is_number(field: &Field) -> bool {
    let mut ty = field.ty.clone();
    let numbers: [Type; 4] = [
        syn::parse_quote!(i64),
        syn::parse_quote!(u64),
        syn::parse_quote!(f64),
        syn::parse_quote!(bool),
    ];
    first_argument_mut(&mut ty, "Result").is_some_and(|ty| numbers.contains(ty))
}

/// Whether the block builds a URL with parameters in it.
fn guard(block: &mut syn::Block, is_text: &dyn Fn(&syn::Ident) -> bool) -> bool {
    let found = block
        .stmts
        .iter_mut()
        .enumerate()
        .find_map(|(at, statement)| {
            let tokens = formatted(statement)?;
            let url: FormattedUrl = syn::parse2(tokens.clone()).ok()?;
            Some((at, tokens, url))
        });
    let Some((at, tokens, url)) = found.filter(|(.., url)| !url.parameters.is_empty()) else {
        return false;
    };
    let (template, base) = (&url.template, &url.base);
    let arguments = url.parameters.iter().map(|name| -> Expr {
        if is_text(name) {
            syn::parse_quote!(encode_path(&#name.to_string()).replace('\\', "%5C"))
        } else {
            syn::parse_quote!(encode_path(&#name.to_string()))
        }
    });
    *tokens = quote!(#template, #base, #(#arguments,)*);
    let guards = url.segments().filter_map(|(segment, names)| {
        // Anything else in the segment keeps it from being another path.
        let only_dots = segment.replace("{}", "").chars().all(|c| c == '.');
        let guarded = only_dots && names.iter().any(is_text);
        guarded.then(|| refusal(&segment, &names))
    });
    block.stmts.splice(at..at, guards.collect::<Vec<_>>());
    true
}

/// The arguments of `let … = format!(…)`.
fn formatted(statement: &mut Stmt) -> Option<&mut proc_macro2::TokenStream> {
    let Stmt::Local(local) = statement else {
        return None;
    };
    match &mut *local.init.as_mut()?.expr {
        Expr::Macro(format) if format.mac.path.is_ident("format") => Some(&mut format.mac.tokens),
        _ => None,
    }
}

fn refusal(segment: &str, names: &[syn::Ident]) -> Stmt {
    let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let message = format!(
        "{} must be neither empty nor dots alone: that would be another path",
        listed.join(" with ")
    );
    let text = match names {
        [name] if segment == "{}" => quote!(#name.to_string()),
        _ => quote!(format!(#segment, #(#names),*)),
    };
    syn::parse_quote! {
        if matches!(#text.as_str(), "" | "." | "..") {
            return Err(Error::InvalidRequest(#message.to_string()));
        }
    }
}

/// `"{}/a/{}", client.baseurl, encode_path(&b.to_string()),`
struct FormattedUrl {
    template: syn::LitStr,
    base: Expr,
    parameters: Vec<syn::Ident>,
}

impl FormattedUrl {
    /// The segments after the base URL, each with its parameters.
    fn segments(&self) -> impl Iterator<Item = (String, Vec<syn::Ident>)> {
        let mut parameters = self.parameters.iter().cloned();
        let template = self.template.value();
        let segments: Vec<String> = template.split('/').skip(1).map(str::to_owned).collect();
        segments.into_iter().map(move |segment| {
            let count = segment.matches("{}").count();
            let names = parameters.by_ref().take(count).collect();
            (segment, names)
        })
    }
}

impl syn::parse::Parse for FormattedUrl {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        type Arguments = syn::punctuated::Punctuated<Expr, syn::Token![,]>;
        let template = input.parse()?;
        input.parse::<syn::Token![,]>()?;
        let base = input.parse()?;
        input.parse::<Option<syn::Token![,]>>()?;
        let parameters = Arguments::parse_terminated(input)?
            .iter()
            .map(|argument| match argument {
                Expr::Call(call) => {
                    syn::parse::Parser::parse2(encoded, call.args.to_token_stream())
                }
                _ => Err(input.error("a path parameter that is not encoded")),
            })
            .collect::<syn::Result<_>>()?;
        Ok(Self {
            template,
            base,
            parameters,
        })
    }
}

/// `&b.to_string()`
fn encoded(input: syn::parse::ParseStream<'_>) -> syn::Result<syn::Ident> {
    input.parse::<syn::Token![&]>()?;
    let name = input.parse()?;
    input.parse::<proc_macro2::TokenStream>()?;
    Ok(name)
}
