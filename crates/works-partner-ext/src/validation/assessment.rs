//! What came of holding a request against the rules.

use std::borrow::Cow;
use std::fmt;

use super::diagnostic::{ABSENT, Diagnostic};
use super::rules::Rule;

/// All documented rules that a request breaks; at least one.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::memos::PutMemo;
///
/// let violations = PutMemo::new()
///     .customer_code("x".repeat(201))
///     .memo("x".repeat(701))
///     .validate(&Facts::new())
///     .unwrap_err();
/// let fields: Vec<&str> = violations.iter().map(|violation| violation.field.as_str()).collect();
/// assert_eq!(fields, ["customerCode", "memo"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations(Vec<Diagnostic>);

impl Violations {
    /// One after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// All, as a slice.
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.0
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Violations {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("the request breaks a documented rule:")?,
            count => write!(f, "the request breaks {count} documented rules:")?,
        }
        for violation in &self.0 {
            write!(f, "\n  {violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// Whether a request may be sent, as far as the vendor's pages and the facts say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// No rule stands against it, and all that concern it could be decided.
    Allowed,
    /// Rules are broken.
    Forbidden(Violations),
    /// No rule is known to be broken, but some could not be decided.
    ServerDecides(Vec<Diagnostic>),
}

/// A request held against all rules: which it breaks, and which could not be decided.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::usage_status::UpdateUsageStatusRenewal;
///
/// let request = UpdateUsageStatusRenewal::new(jiff::civil::date(2025, 2, 20));
/// // Without facts, nothing can be said of the day, nor of a renewal that it could move.
/// let assessment = request.assess(&Facts::new());
/// assert!(assessment.violations().is_empty());
/// assert_eq!(assessment.undecided().len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assessment {
    violations: Vec<Diagnostic>,
    undecided: Vec<Diagnostic>,
}

impl Assessment {
    /// The rules that are broken.
    pub fn violations(&self) -> &[Diagnostic] {
        &self.violations
    }

    /// The rules that could not be decided.
    pub fn undecided(&self) -> &[Diagnostic] {
        &self.undecided
    }

    /// All in one word.
    pub fn decision(self) -> Decision {
        if !self.violations.is_empty() {
            Decision::Forbidden(Violations(self.violations))
        } else if !self.undecided.is_empty() {
            Decision::ServerDecides(self.undecided)
        } else {
            Decision::Allowed
        }
    }

    /// An error where a rule is broken; what is undecided is left to the server.
    ///
    /// # Errors
    ///
    /// All rules that are broken.
    pub fn into_result(self) -> Result<(), Violations> {
        self.into_undecided().map(drop)
    }

    /// The same, with what is left to the server.
    pub(crate) fn into_undecided(self) -> Result<Vec<Diagnostic>, Violations> {
        if self.violations.is_empty() {
            Ok(self.undecided)
        } else {
            Err(Violations(self.violations))
        }
    }
}

/// How the rules of this crate report.
impl Assessment {
    /// The rule is broken by this value.
    pub(crate) fn broken(&mut self, rule: &Rule, value: impl fmt::Display) {
        self.broken_here(rule, value, "");
    }

    /// The same, with what the rule comes to with the facts at hand.
    pub(crate) fn broken_here(&mut self, rule: &Rule, value: impl fmt::Display, here: &str) {
        self.violations
            .push(Diagnostic::violation(rule, value, here));
    }

    /// The rule can't be decided.
    pub(crate) fn unknown(&mut self, rule: &Rule, reason: impl Into<Cow<'static, str>>) {
        self.undecided.push(Diagnostic::undecided(rule, reason));
    }

    /// The rule holds, is broken, or, for want of `reason`, can't be decided.
    pub(crate) fn require(
        &mut self,
        rule: &Rule,
        holds: Option<bool>,
        value: impl fmt::Display,
        reason: &'static str,
    ) {
        match holds {
            Some(true) => {}
            Some(false) => self.broken(rule, value),
            None => self.unknown(rule, reason),
        }
    }

    /// The same where a fact decides, and `here` says which one and what shows it, once that is to be told.
    pub(crate) fn require_here<T: fmt::Display>(
        &mut self,
        rule: &Rule,
        holds: Option<bool>,
        value: impl fmt::Display,
        here: impl FnOnce() -> T,
        reason: &'static str,
    ) {
        match holds {
            Some(false) => self.broken_here(rule, value, &here().to_string()),
            _ => self.require(rule, holds, value, reason),
        }
    }
}

/// Values of an enum of the document, for a sentence.
pub(crate) fn listed<T: fmt::Display>(values: Option<&[T]>) -> String {
    let values: Vec<String> = values.into_iter().flatten().map(T::to_string).collect();
    values.join(", ")
}

/// An optional value as a violation shows it.
pub(crate) fn shown<T: fmt::Display>(value: Option<T>) -> String {
    value.map_or_else(|| ABSENT.to_owned(), |value| value.to_string())
}
