//! Integers beyond an `i64`. typify makes `u64` of those that were marked, and of no others; what is read
//! becomes an `i128`, which has room for either sign.

use syn::visit_mut::{self, VisitMut};
use syn::{ImplItem, Item, Type};

use super::module;

/// Counts the types, fields and functions with such an integer.
pub(super) fn widen(code: &mut syn::File) -> usize {
    let mut widen = Widen(0);
    for item in module(code, &["types"]).into_iter().flatten() {
        widen.visit_item_mut(item);
    }
    // Parameters stay: progenitor writes nothing longer into a query.
    for item in module(code, &["builder"]).into_iter().flatten() {
        let Item::Impl(implementation) = item else {
            continue;
        };
        for item in &mut implementation.items {
            if let ImplItem::Fn(method) = item
                && method.sig.ident == "send"
            {
                widen.visit_return_type_mut(&mut method.sig.output);
            }
        }
    }
    widen.0
}

struct Widen(usize);

impl VisitMut for Widen {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        if matches!(ty, Type::Path(path) if path.path.is_ident("u64")) {
            *ty = syn::parse_quote!(i128);
            self.0 += 1;
        }
    }
}
