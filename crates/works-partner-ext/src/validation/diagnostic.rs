//! One form for all that can be said of a value: in a request, or in a response.

use std::borrow::Cow;
use std::fmt;

use works_partner_api::Operation;
use works_partner_api::schema::{Mismatch, Reason};

use super::Rule;

/// Something to say of a value: where it is, what is wrong, what would be right, and which page says
/// so.
///
/// A rule that a request breaks, one that cannot be decided, and something unexpected in a response
/// are told by [`verdict`](Self::verdict); a request that is not as the document says has a
/// [`reason`](Self::reason), too. None of them shows a secret.
///
/// ```
/// use works_partner_ext::requests::memos::PutMemo;
/// use works_partner_ext::validation::{Facts, Verdict};
///
/// let assessment = PutMemo::new().assess(&Facts::new());
/// let found = &assessment.violations()[0];
/// assert_eq!(found.verdict, Verdict::Violation);
/// assert_eq!(found.rule_id, "MEMO_ANY");
/// assert_eq!(found.expected, "at least one of customerCode and memo is given");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Whether a rule is broken, cannot be decided, or an expectation is not met.
    pub verdict: Verdict,
    /// The id of the rule, which stays; [`rules`](super::rules()) lists those for requests.
    pub rule_id: Cow<'static, str>,
    /// Where, as a path into the body such as `administrator.lastName` or `[2].applyDate`, or the name
    /// of a parameter. Empty where it is about the whole.
    pub field: String,
    /// The value: `(absent)` where there is none, `(hidden)` for a secret. That of a response, and of what
    /// has a [`reason`](Self::reason), is JSON.
    pub value: String,
    /// What is wrong, or which fact is missing to decide it.
    pub problem: Cow<'static, str>,
    /// What would be right.
    pub expected: String,
    /// The vendor's page that says so; empty where the document names none.
    pub source: &'static str,
    /// How the value differs from what the document says; `None` where a rule in words is the matter.
    pub reason: Option<Reason>,
}

/// What a [`Diagnostic`] comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// A documented rule is broken.
    Violation,
    /// A rule cannot be decided here; the server decides.
    Undecided,
    /// A response has what the vendor's pages would not make one expect.
    Unexpected,
}

/// What a diagnostic shows where nothing stands.
pub(crate) const ABSENT: &str = "(absent)";
/// What a diagnostic shows of a secret.
pub(crate) const HIDDEN: &str = "(hidden)";

impl Diagnostic {
    /// Whether the rule could be decided.
    pub fn is_decided(&self) -> bool {
        self.verdict != Verdict::Undecided
    }

    /// The value, where there is one and it is not a secret.
    pub fn shown_value(&self) -> Option<&str> {
        let value = self.value.as_str();
        (value != ABSENT && value != HIDDEN).then_some(value)
    }

    /// A rule that is broken by a value. `here` is what the rule comes to with the facts at hand.
    pub(crate) fn violation(rule: &Rule, value: impl fmt::Display, here: &str) -> Self {
        let mut expected = rule.text.to_string();
        if !here.is_empty() {
            expected = format!("{expected} (here {here})");
        }
        Self {
            verdict: Verdict::Violation,
            rule_id: rule.id.clone(),
            field: rule.field.to_string(),
            value: value.to_string(),
            problem: "breaks the rule".into(),
            expected,
            source: rule.source,
            reason: None,
        }
    }

    /// A rule that cannot be decided for this reason.
    pub(crate) fn undecided(rule: &Rule, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            verdict: Verdict::Undecided,
            rule_id: rule.id.clone(),
            field: rule.field.to_string(),
            value: String::new(),
            problem: reason.into(),
            expected: rule.text.to_string(),
            source: rule.source,
            reason: None,
        }
    }

    /// Something unexpected in a response: the value as JSON.
    pub(crate) fn unexpected(
        rule_id: &'static str,
        field: &str,
        value: String,
        expected: String,
        source: &'static str,
    ) -> Self {
        Self {
            verdict: Verdict::Unexpected,
            rule_id: rule_id.into(),
            field: field.to_owned(),
            value,
            problem: "is unexpected".into(),
            expected,
            source,
            reason: None,
        }
    }

    /// The same at a place within another.
    #[must_use]
    pub(crate) fn within(self, place: &str) -> Self {
        Self {
            field: match self.field.as_str() {
                "" => place.to_owned(),
                field => format!("{place}.{field}"),
            },
            ..self
        }
    }

    /// The same of several.
    pub(crate) fn of_mismatches(operation: &Operation, mismatches: &[Mismatch]) -> Vec<Self> {
        let mismatches = mismatches.iter();
        mismatches
            .map(|mismatch| Self::of_mismatch(operation, mismatch))
            .collect()
    }

    /// Where a request of an operation is not as the document says.
    ///
    /// ```
    /// use works_partner_ext::api::Operation;
    /// use works_partner_ext::validation::Diagnostic;
    ///
    /// let operation = Operation::find("create_option_product_order").unwrap();
    /// let body = serde_json::json!({"optionProductId": "DRV", "type": "APPLY", "applyDate": 7});
    /// let parameters = serde_json::Map::from_iter([("domainId".to_owned(), 1.into())]);
    /// let found = operation.check(&parameters, Some(&body));
    /// let found = Diagnostic::of_mismatch(operation, &found[0]);
    /// assert_eq!(found.field, "applyDate");
    /// assert_eq!(found.rule_id, "create_option_product_order.applyDate.type");
    /// ```
    pub fn of_mismatch(operation: &Operation, mismatch: &Mismatch) -> Self {
        let facet = match mismatch.reason {
            Reason::Missing => "required",
            Reason::Type => "type",
            Reason::Format => "format",
            Reason::Unlisted => "enum",
            Reason::Length => "length",
            Reason::Pattern => "pattern",
            Reason::Range => "range",
            Reason::Repeated => "unique",
            _ => "schema",
        };
        let absent = mismatch.reason == Reason::Missing;
        Self {
            verdict: Verdict::Violation,
            rule_id: format!("{}.{}.{facet}", operation.id, mismatch.field).into(),
            field: mismatch.field.clone(),
            value: mismatch
                .value
                .clone()
                .unwrap_or_else(|| if absent { ABSENT } else { HIDDEN }.to_owned()),
            problem: match mismatch.reason {
                Reason::Missing => "is missing",
                Reason::Unknown => "is unknown",
                _ => "is not as the document says",
            }
            .into(),
            expected: mismatch.expected.clone(),
            source: operation.documentation.unwrap_or_default(),
            reason: Some(mismatch.reason),
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            field,
            value,
            problem,
            expected,
            source,
            reason,
            ..
        } = self;
        if let Some(reason) = reason {
            let field = if field.is_empty() { "the body" } else { field };
            let is_plain = matches!(reason, Reason::Missing | Reason::Unknown);
            return match self.shown_value().filter(|_| !is_plain) {
                Some(value) => write!(f, "{field} is {value}: expected {expected}"),
                None => write!(f, "{field} {problem}: expected {expected}"),
            };
        }
        match self.verdict {
            Verdict::Violation => {
                if !field.is_empty() {
                    write!(f, "{field} ")?;
                }
                if value == ABSENT {
                    write!(f, "{ABSENT} ")?;
                } else if !value.is_empty() {
                    write!(f, "`{}` ", value.escape_debug())?;
                }
                write!(f, "{problem} \"{expected}\"")?;
                match *source {
                    "" => Ok(()),
                    source => write!(f, " <{source}>"),
                }
            }
            Verdict::Undecided => {
                if !field.is_empty() {
                    write!(f, "{field}: ")?;
                }
                write!(f, "{expected}; undecided: {problem}")
            }
            Verdict::Unexpected => write!(f, "{field}: {expected} ({value})"),
        }
    }
}
