//! What the document says of an operation beside its types.

/// An operation of the document; [`OPERATIONS`](crate::OPERATIONS) lists them all.
///
/// ```
/// let operation = works_partner_api::Operation::find("get_option_product_order").unwrap();
/// assert_eq!(operation.method, "GET");
/// assert_eq!(operation.scopes, ["partner", "partner.read"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Its `operationId`, which is also the name of the method of [`Client`](crate::Client).
    pub id: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path below the base URL, parameters in braces.
    pub path: &'static str,
    /// The resource that it belongs to.
    pub tag: Option<&'static str>,
    /// One line on what it does.
    pub summary: Option<&'static str>,
    /// The vendor's page.
    pub documentation: Option<&'static str>,
    /// The OAuth scopes of which any one is enough.
    pub scopes: &'static [&'static str],
    /// How well it is known.
    pub evidence: Option<Evidence>,
}

impl Operation {
    /// The operation with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        crate::OPERATIONS
            .iter()
            .find(|operation| operation.id == id)
    }
}

/// How much of the vendor's page on an operation was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Evidence {
    /// The whole page.
    Documented,
    /// A part of the page; there may be more fields than the document has.
    Partial,
    /// Not the page's tables, but its rules and its neighbours.
    Inferred,
}
