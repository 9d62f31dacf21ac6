//! What is wrong with a line of a change list, and what would be right.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Something in a change list that keeps a line from being sent.
///
/// ```
/// use works_partner_plan::ChangeList;
///
/// let list = ChangeList::read(b"domainId,operation,optionProductId\n10000001,option cancel,DVR\n");
/// let mistake = &list.mistakes()[0];
/// assert_eq!((mistake.line, mistake.column.as_deref()), (2, Some("optionProductId")));
/// assert!(mistake.to_string().contains("did you mean `DRV`?"), "{mistake}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Mistake {
    /// The line of the file, counted from 1, on which the change begins.
    pub line: u64,
    /// The column as the header writes it, or the member of the JSON object.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub column: Option<String>,
    /// The value as it is written; `None` where there is none, or where it is a secret.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<String>,
    /// A name for this kind of mistake that stays; for a rule of the vendor, its id.
    pub kind: Cow<'static, str>,
    /// What is wrong.
    pub problem: String,
    /// What would be right.
    pub expected: String,
    /// The vendor's page, where one says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
}

impl Mistake {
    pub(crate) fn new(
        line: u64,
        kind: impl Into<Cow<'static, str>>,
        problem: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            line,
            column: None,
            value: None,
            kind: kind.into(),
            problem: problem.into(),
            expected: expected.into(),
            source: None,
        }
    }

    pub(crate) fn at(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", {}", column.escape_debug())?;
        }
        f.write_str(": ")?;
        if let Some(value) = &self.value {
            write!(f, "`{}` ", value.escape_debug())?;
        }
        write!(f, "{}; {}", self.problem, self.expected)?;
        match &self.source {
            Some(source) => write!(f, " <{source}>"),
            None => Ok(()),
        }
    }
}
