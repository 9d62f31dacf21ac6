//! What the document says of an operation besides its types.

use crate::schema::Schema;

/// An operation of the document; [`OPERATIONS`](crate::OPERATIONS) lists them all.
///
/// ```
/// let operation = works_partner_api::Operation::find("get_option_product_order").unwrap();
/// assert_eq!(operation.method, "GET");
/// assert_eq!(operation.scopes, ["partner", "partner.read"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
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
    /// What there is to know about it, as Markdown.
    pub description: Option<&'static str>,
    /// The vendor's page.
    pub documentation: Option<&'static str>,
    /// The OAuth scopes of which any one is enough.
    pub scopes: &'static [&'static str],
    /// How well it is known.
    pub evidence: Option<Evidence>,
    /// What its path, its query and its headers take.
    pub parameters: &'static [Parameter],
    /// What it is sent with.
    pub body: Option<Body>,
    /// The media type of a successful response that is JSON, for the header `Accept`.
    pub accept: &'static str,
    /// The statuses of success, all of them 2xx.
    pub statuses: &'static [u16],
}

/// A parameter of an [`Operation`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name in the request.
    pub name: &'static str,
    /// Where in the request it stands.
    pub location: Location,
    /// What it is for, as Markdown.
    pub description: Option<&'static str>,
    /// Whether a request must have it.
    pub required: bool,
    /// What its value is.
    pub schema: Schema,
}

/// Where a [`Parameter`] stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Location {
    /// In the path, in braces.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// The body of an [`Operation`]'s requests.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Body {
    /// What it is, as Markdown.
    pub description: Option<&'static str>,
    /// Whether a request must have it. Where not, none at all is sent without one.
    pub required: bool,
    /// The media type that it is sent as: JSON, or [`FORM`](Self::FORM).
    pub media_type: &'static str,
    /// What its value is.
    pub schema: Schema,
}

impl Body {
    /// A form: the members of an object as pairs of texts.
    pub const FORM: &'static str = "application/x-www-form-urlencoded";

    /// Whether it is sent as a form.
    pub fn is_form(&self) -> bool {
        self.media_type == Self::FORM
    }
}

impl Operation {
    /// The operation with this id.
    pub fn find(id: &str) -> Option<&'static Self> {
        crate::OPERATIONS
            .iter()
            .find(|operation| operation.id == id)
    }
}

/// How well an operation, or a fact of the [catalog](crate::catalog), is known from the vendor's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Evidence {
    /// The whole page.
    Documented,
    /// A part of the page; there may be more fields than the document has.
    Partial,
    /// Not the page's tables, but its rules and its neighbours.
    Inferred,
    /// No page, but the codes themselves: a fact of the catalog that is read off their numbering.
    Numbering,
}

/// How the generated code says it.
#[rustfmt::skip]
#[allow(missing_docs)]
mod construction {
    use super::*;

    const JSON: &str = "application/json";

    #[doc(hidden)]
    impl Operation {
        pub const fn new(method: &'static str, path: &'static str, id: &'static str) -> Self {
            Self {
                id, method, path, tag: None, summary: None, description: None, documentation: None,
                scopes: &[], evidence: None, parameters: &[], body: None, accept: JSON, statuses: &[],
            }
        }
        pub const fn tag(mut self, tag: &'static str) -> Self { self.tag = Some(tag); self }
        pub const fn summary(mut self, text: &'static str) -> Self { self.summary = Some(text); self }
        pub const fn description(mut self, text: &'static str) -> Self { self.description = Some(text); self }
        pub const fn documentation(mut self, url: &'static str) -> Self { self.documentation = Some(url); self }
        pub const fn scopes(mut self, scopes: &'static [&'static str]) -> Self { self.scopes = scopes; self }
        pub const fn evidence(mut self, evidence: Evidence) -> Self { self.evidence = Some(evidence); self }
        pub const fn parameters(mut self, parameters: &'static [Parameter]) -> Self { self.parameters = parameters; self }
        pub const fn body(mut self, body: Body) -> Self { self.body = Some(body); self }
        pub const fn accept(mut self, media_type: &'static str) -> Self { self.accept = media_type; self }
        pub const fn statuses(mut self, statuses: &'static [u16]) -> Self { self.statuses = statuses; self }
    }

    #[doc(hidden)]
    impl Parameter {
        pub const fn new(location: Location, name: &'static str, schema: Schema) -> Self {
            Self { name, location, description: None, required: false, schema }
        }
        pub const fn description(mut self, text: &'static str) -> Self { self.description = Some(text); self }
        pub const fn required(mut self) -> Self { self.required = true; self }
    }

    #[doc(hidden)]
    impl Body {
        pub const fn new(schema: Schema) -> Self {
            Self { description: None, required: false, media_type: JSON, schema }
        }
        pub const fn description(mut self, text: &'static str) -> Self { self.description = Some(text); self }
        pub const fn required(mut self) -> Self { self.required = true; self }
        pub const fn media_type(mut self, media_type: &'static str) -> Self { self.media_type = media_type; self }
    }
}
