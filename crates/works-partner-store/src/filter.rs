//! Which rows of an answer are wanted.

use jiff::civil::Date;
use rusqlite::types::Value;

/// Narrows an answer. What is not set narrows nothing; several values of one kind are alternatives.
///
/// ```
/// use jiff::civil::date;
/// use works_partner_store::Filter;
///
/// let filter = Filter::new().from(date(2027, 1, 1)).to(date(2027, 1, 31)).option("DRV").task_type("APPLY");
/// # let _ = filter;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Filter {
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
    pub(crate) customers: Vec<i64>,
    pub(crate) options: Vec<String>,
    pub(crate) types: Vec<String>,
    pub(crate) states: Vec<String>,
}

impl Filter {
    /// Everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// On this day or later.
    pub fn from(mut self, day: Date) -> Self {
        self.from = Some(day);
        self
    }

    /// On this day or earlier.
    pub fn to(mut self, day: Date) -> Self {
        self.to = Some(day);
        self
    }

    /// Of this customer, by its `domainId`.
    pub fn customer(mut self, domain_id: i64) -> Self {
        self.customers.push(domain_id);
        self
    }

    /// About this option, by its `optionProductId`.
    pub fn option(mut self, option_product_id: impl Into<String>) -> Self {
        self.options.push(option_product_id.into());
        self
    }

    /// Of this `type`, such as `APPLY` or `STAY`, or of this kind, such as `trial-end`.
    pub fn task_type(mut self, task_type: impl Into<String>) -> Self {
        self.types.push(task_type.into());
        self
    }

    /// Of customers or subscriptions in this `status`, such as `SUSPENDED_TRIALEND`.
    pub fn state(mut self, status: impl Into<String>) -> Self {
        self.states.push(status.into());
        self
    }

    /// Whether a value of a filter means this name or code. Case, `_` and `-` make no difference.
    pub fn means(wanted: &str, name: &str) -> bool {
        plain(wanted) == plain(name)
    }

    pub(crate) fn admits_customer(&self, domain_id: i64) -> bool {
        self.customers.is_empty() || self.customers.contains(&domain_id)
    }

    pub(crate) fn admits_option(&self, option: Option<&str>) -> bool {
        admits(&self.options, &[option])
    }

    pub(crate) fn admits_type(&self, kind: &str, task_type: Option<&str>) -> bool {
        admits(&self.types, &[Some(kind), task_type])
    }

    pub(crate) fn admits_state(&self, status: Option<&str>) -> bool {
        admits(&self.states, &[status])
    }
}

fn admits(wanted: &[String], found: &[Option<&str>]) -> bool {
    wanted.is_empty()
        || wanted.iter().any(|wanted| {
            let wanted = plain(wanted);
            found.iter().flatten().any(|found| plain(found) == wanted)
        })
}

fn plain(text: &str) -> String {
    text.replace('-', "_").to_ascii_uppercase()
}

/// A condition that grows with its parameters.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    sql: String,
    pub(crate) parameters: Vec<Value>,
}

impl Condition {
    pub(crate) fn and(&mut self, sql: &str, parameter: impl Into<Value>) {
        self.parameters.push(parameter.into());
        self.sql.push_str(" AND ");
        self.sql
            .push_str(&sql.replace("{}", &format!("?{}", self.parameters.len())));
    }

    pub(crate) fn and_one_of(&mut self, column: &str, ids: &[i64]) {
        if ids.is_empty() {
            return;
        }
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        // Numbers need no quoting.
        self.sql
            .push_str(&format!(" AND {column} IN ({})", ids.join(",")));
    }

    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }
}
