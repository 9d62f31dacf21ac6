//! Whose records are shown.

use std::fmt;

use serde_json::Value;
use works_partner_ext::DomainId;

/// The customer that all records of an answer belong to.
#[derive(Clone, Debug)]
pub(crate) struct Customer {
    pub(crate) id: DomainId,
    /// Its domain and its company's name, where they are known.
    names: Option<(String, String)>,
}

impl Customer {
    pub(crate) const COLUMNS: [&'static str; 3] = [
        "customer.domainId",
        "customer.domain",
        "customer.companyName",
    ];

    /// A customer of whom nothing else is known.
    pub(crate) fn new(id: DomainId) -> Self {
        Self { id, names: None }
    }

    pub(crate) fn named(self, domain: String, company_name: String) -> Self {
        Self {
            names: Some((domain, company_name)),
            ..self
        }
    }

    pub(crate) fn is_named(&self) -> bool {
        self.names.is_some()
    }

    /// Whether a column needs more of a customer than the id.
    pub(crate) fn is_asked_for(column: &str) -> bool {
        matches!(base(column), "domain" | "companyName")
    }

    /// A column as a JSON text.
    pub(crate) fn field(&self, column: &str) -> Option<String> {
        let names = self.names.as_ref();
        let text = |text: Option<&String>| Some(Value::from(text?.as_str()).to_string());
        match base(column) {
            "domainId" => Some(self.id.to_string()),
            "domain" => text(names.map(|(domain, _)| domain)),
            "companyName" => text(names.map(|(_, name)| name)),
            _ => None,
        }
    }
}

impl fmt::Display for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.names {
            Some((domain, name)) => write!(f, "{} ({name}, {domain})", self.id),
            None => self.id.fmt(f),
        }
    }
}

/// `domain` does as well as `customer.domain` where records have no such field themselves.
fn base(column: &str) -> &str {
    column.strip_prefix("customer.").unwrap_or(column)
}
