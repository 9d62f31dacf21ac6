//! Whose records are shown.

use serde_json::Value;

/// The customer that all records of an answer belong to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Customer {
    domain_id: String,
    domain: Option<String>,
    company_name: Option<String>,
}

impl Customer {
    pub(crate) const COLUMNS: [&'static str; 3] = [
        "customer.domainId",
        "customer.domain",
        "customer.companyName",
    ];

    /// A customer of whom nothing else is known.
    pub(crate) fn new(domain_id: impl ToString) -> Self {
        Self {
            domain_id: domain_id.to_string(),
            ..Self::default()
        }
    }

    pub(crate) fn named(self, domain: Option<String>, company_name: Option<String>) -> Self {
        Self {
            domain,
            company_name,
            ..self
        }
    }

    /// Whether a column needs more of a customer than the id.
    pub(crate) fn is_asked_for(column: &str) -> bool {
        matches!(base(column), "domain" | "companyName")
    }

    /// A column as a JSON text.
    pub(crate) fn field(&self, column: &str) -> Option<String> {
        let text = |text: &Option<String>| Value::from(text.clone()).to_string();
        match base(column) {
            "domainId" => Some(self.domain_id.clone()),
            "domain" => Some(text(&self.domain)),
            "companyName" => Some(text(&self.company_name)),
            _ => None,
        }
    }
}

/// `domain` does as well as `customer.domain` where records have no such field themselves.
fn base(column: &str) -> &str {
    column.strip_prefix("customer.").unwrap_or(column)
}
