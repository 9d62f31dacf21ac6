//! What is wrong with a document, told so that its author can mend it.

use std::fmt;
use std::path::PathBuf;

/// One thing in the document that cannot become a correct crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A JSON pointer into the document, such as `#/paths/~1a/get/operationId`.
    pub pointer: String,
    pub reason: String,
    pub help: String,
}

impl Problem {
    pub fn new(
        pointer: impl Into<String>,
        reason: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            reason: reason.into(),
            help: help.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\n  reason:  {}\n  help:    {}",
            self.pointer, self.reason, self.help
        )
    }
}

/// Why nothing was generated.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    #[error("cannot read {}: {reason}", .path.display())]
    Unreadable { path: PathBuf, reason: String },

    #[error("{} is not a YAML or JSON document: {reason}", .path.display())]
    Broken { path: PathBuf, reason: String },

    #[error("{document} cannot become a correct crate\n\n{}", list(.problems))]
    Refused {
        document: String,
        problems: Vec<Problem>,
    },

    #[error("{0}")]
    Output(String),
}

impl GenerateError {
    /// The problems of a refused document; empty for every other error.
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Refused { problems, .. } => problems,
            _ => &[],
        }
    }
}

fn list(problems: &[Problem]) -> String {
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    texts.join("\n\n")
}
