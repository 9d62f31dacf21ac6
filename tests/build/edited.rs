//! The crate of an edited document. All of it takes longer to compile than a test may, so only the
//! edited operation and its neighbours are.

#[allow(unreachable_pub, reason = "it is public in the library that shares it")]
#[path = "../src/edit.rs"]
mod edit;

use std::path::Path;

use xtask::Document;

use crate::documents::module_of;

pub(crate) fn code(document: &Document, out: &Path) -> String {
    println!("cargo::rerun-if-changed=src/edit.rs");
    let mut edited = document.clone();
    edit::edit(&mut edited.value);
    let prefix = "/partners/customers/{domainId}/option-product-orders";
    edit::cut(&mut edited.value, prefix);
    let folder = out.join("edited");
    module_of(&edited, "crate::documents::edited", "edited", &folder)
}
