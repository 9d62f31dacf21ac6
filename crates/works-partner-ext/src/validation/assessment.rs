//! What came of holding a request against the rules.

use std::borrow::Cow;
use std::fmt;

use super::rules::Rule;

/// A documented rule that a request breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The id of the rule; [`rules`](super::rules) lists all.
    pub id: Cow<'static, str>,
    /// Where, as a path into the request's body such as `administrator.lastName`, or the name of a
    /// parameter. Empty where the request as a whole is refused.
    pub field: String,
    /// What stands there, `(absent)` where nothing does. Of a password, `(hidden)`.
    pub value: String,
    /// What would be right.
    pub rule: String,
    /// The vendor's page that says so.
    pub source: &'static str,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.field.is_empty() {
            write!(f, "{} ", self.field)?;
        }
        if self.value == ABSENT {
            write!(f, "{ABSENT} ")?;
        } else if !self.value.is_empty() {
            write!(f, "`{}` ", self.value.escape_debug())?;
        }
        write!(f, "breaks the rule \"{}\" <{}>", self.rule, self.source)
    }
}

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
pub struct Violations(Vec<Violation>);

impl Violations {
    /// One after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }

    /// All, as a slice.
    pub fn as_slice(&self) -> &[Violation] {
        &self.0
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

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

/// A rule that could not be decided here.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Undecided {
    /// The id of the rule; [`rules`](super::rules) lists all.
    pub id: Cow<'static, str>,
    /// Where, as in [`Violation::field`].
    pub field: String,
    /// The rule.
    pub rule: String,
    /// Which fact is missing, or what no page says.
    pub reason: Cow<'static, str>,
    /// The vendor's page.
    pub source: &'static str,
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "{}; undecided: {}", self.rule, self.reason)
    }
}

/// Whether a request may be sent, as far as the vendor's pages and the facts say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// No rule stands against it, and all that concern it could be decided.
    Allowed,
    /// Rules are broken.
    Forbidden(Violations),
    /// No rule is known to be broken, but some could not be decided.
    ServerDecides(Vec<Undecided>),
}

/// A request held against all rules: which it breaks, and which could not be decided.
///
/// ```
/// use works_partner_ext::validation::Facts;
/// use works_partner_ext::requests::usage_status::UpdateUsageStatusRenewal;
///
/// let request = UpdateUsageStatusRenewal::new(jiff::civil::date(2025, 2, 20));
/// // Without today's date, nothing can be said of the day.
/// let assessment = request.assess(&Facts::new());
/// assert!(assessment.violations().is_empty());
/// assert_eq!(assessment.undecided().len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assessment {
    violations: Vec<Violation>,
    undecided: Vec<Undecided>,
}

impl Assessment {
    /// The rules that are broken.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// The rules that could not be decided.
    pub fn undecided(&self) -> &[Undecided] {
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
        if self.violations.is_empty() {
            Ok(())
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
        let mut text = rule.text.to_string();
        if !here.is_empty() {
            text = format!("{text} (here {here})");
        }
        self.violations.push(Violation {
            id: rule.id.clone(),
            field: rule.field.to_string(),
            value: value.to_string(),
            rule: text,
            source: rule.source,
        });
    }

    /// The rule can't be decided.
    pub(crate) fn unknown(&mut self, rule: &Rule, reason: impl Into<Cow<'static, str>>) {
        self.undecided.push(Undecided {
            id: rule.id.clone(),
            field: rule.field.to_string(),
            rule: rule.text.to_string(),
            reason: reason.into(),
            source: rule.source,
        });
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
}

/// What a violation shows where nothing stands.
pub(crate) const ABSENT: &str = "(absent)";
/// What a violation shows of a secret.
pub(crate) const HIDDEN: &str = "(hidden)";

/// Values of an enum of the document, for a sentence.
pub(crate) fn listed<T: fmt::Display>(values: Option<&[T]>) -> String {
    let values: Vec<String> = values.into_iter().flatten().map(T::to_string).collect();
    values.join(", ")
}

/// An optional value as a violation shows it.
pub(crate) fn shown<T: fmt::Display>(value: Option<T>) -> String {
    value.map_or_else(|| ABSENT.to_owned(), |value| value.to_string())
}
