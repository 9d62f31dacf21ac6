//! What a generated builder can be given: read from the generated code, which knows best.

use quote::ToTokens;
use syn::{GenericArgument, ImplItem, Item, PathArguments, Type, TypeParamBound, WherePredicate};

/// A method `name(self, value: impl TryInto<ty>) -> Self`.
pub(crate) struct Setter {
    pub(crate) name: syn::Ident,
    pub(crate) ty: Type,
}

/// The setters of the builder `owner`.
pub(crate) fn of(items: &[Item], owner: &str) -> Vec<Setter> {
    let methods = items.iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() && named(&block.self_ty) == owner => {
            Some(&block.items)
        }
        _ => None,
    });
    let setters = methods.flatten().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(Setter {
            name: method.sig.ident.clone(),
            ty: accepted(method)?,
        }),
        _ => None,
    });
    setters.collect()
}

/// `T` of `V: TryInto<T>`.
fn accepted(method: &syn::ImplItemFn) -> Option<Type> {
    let bounds = method.sig.generics.where_clause.iter();
    let bounds = bounds.flat_map(|clause| &clause.predicates);
    let mut bounds = bounds.flat_map(|predicate| match predicate {
        WherePredicate::Type(predicate) => predicate.bounds.iter().collect(),
        _ => Vec::new(),
    });
    bounds.find_map(|bound| match bound {
        TypeParamBound::Trait(bound) => argument(&bound.path, "TryInto"),
        _ => None,
    })
}

/// `T` of `Wrapper<T>`.
pub(crate) fn argument(path: &syn::Path, wrapper: &str) -> Option<Type> {
    let last = path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    if last.ident != wrapper {
        return None;
    }
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    })
}

/// The last name of a type's path.
pub(crate) fn named(ty: &Type) -> String {
    match ty {
        Type::Path(ty) => ty
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string())
            .unwrap_or_default(),
        other => other.to_token_stream().to_string(),
    }
}
