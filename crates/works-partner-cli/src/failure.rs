//! Why a command did not do what it was asked to, for people and for programs.

use std::fmt;
use std::io;

use serde::Serialize;
use works_partner_ext::api::OPERATIONS;
use works_partner_ext::api::schema::Reason;
use works_partner_ext::validation::{Diagnostic, Violations};
use works_partner_ext::{DomainId, Error, ErrorKind};

use crate::exit::Exit;
use crate::terminal::{ERROR, HINT, visible, visible_json};

/// What went wrong, and what may help.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
    hint: Option<String>,
    operation_id: Option<&'static str>,
    status: Option<u16>,
    vendor: Box<Vendor>,
    /// Where the request is not as the document says.
    mismatches: Box<[FlagMismatch]>,
    /// The documented rules that the request breaks.
    violations: Vec<Diagnostic>,
    /// Nothing is known that an argument could mean in its place.
    is_argument_unknown: bool,
}

/// The vendor's code and its sentence.
#[derive(Debug, Default)]
struct Vendor {
    code: Option<String>,
    description: Option<String>,
}

/// Where a request is not as the document says, and what could correct it.
#[derive(Debug)]
pub(crate) struct FlagMismatch {
    pub(crate) mismatch: Diagnostic,
    /// The flag that gives the value.
    pub(crate) flag: Option<String>,
    /// The value that may have been meant.
    pub(crate) meant: Option<&'static str>,
}

impl Failure {
    /// A failure of a call about a customer. The API refuses one that it does not know in the same way as
    /// one that is another partner's.
    pub(crate) fn about_customer(self, domain_id: DomainId) -> Self {
        if self.is_forbidden() {
            let more = format!(", and customer {domain_id} must exist and be this partner's");
            return self.extend_hint(&more).argument_unknown();
        }
        self
    }

    /// Nothing is known that an argument could mean in its place.
    pub(crate) fn argument_unknown(mut self) -> Self {
        self.is_argument_unknown = true;
        self
    }

    pub(crate) fn is_argument_unknown(&self) -> bool {
        self.is_argument_unknown
    }

    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            hint: None,
            operation_id: None,
            status: None,
            vendor: Box::default(),
            mismatches: Box::default(),
            violations: Vec::new(),
            is_argument_unknown: false,
        }
    }

    /// The request was not sent, as it is not as the document says.
    pub(crate) fn mismatch(mismatches: Vec<FlagMismatch>, operation_id: &'static str) -> Self {
        let message = match mismatches.len() {
            1 => "the request is not as documented, and was not sent".to_owned(),
            count => {
                format!("the request is not as documented in {count} places, and was not sent")
            }
        };
        Self {
            mismatches: mismatches.into(),
            ..Self::new(Exit::Usage, message).operation(operation_id)
        }
    }

    /// The request was not sent, as it breaks rules.
    pub(crate) fn invalid(violations: Violations, operation_id: &'static str) -> Self {
        Self::from(Error::from(violations)).operation(operation_id)
    }

    /// The output could not be written.
    pub(crate) fn output(error: &io::Error) -> Self {
        Self::new(
            Exit::Unexpected,
            format!("the output cannot be written: {error}"),
        )
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds to the hint, if there is one.
    pub(crate) fn extend_hint(mut self, more: &str) -> Self {
        if let Some(hint) = &mut self.hint {
            hint.push_str(more);
        }
        self
    }

    /// Tells more of what happened, and ends the program in another way.
    pub(crate) fn with(mut self, exit: Exit, before: &str) -> Self {
        self.exit = exit;
        self.message.insert_str(0, before);
        self
    }

    /// Gives one more hint.
    pub(crate) fn add_hint(mut self, hint: &str) -> Self {
        self.hint = Some(match self.hint {
            Some(before) => format!("{before}; {hint}"),
            None => hint.to_owned(),
        });
        self
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn is_forbidden(&self) -> bool {
        self.status == Some(403)
    }

    pub(crate) fn is_unauthorized(&self) -> bool {
        self.status == Some(401) && self.operation_id.is_some()
    }

    /// Names the operation that was called.
    pub(crate) fn operation(mut self, operation_id: &'static str) -> Self {
        self.operation_id = Some(operation_id);
        self
    }

    /// Takes a secret out of whatever the server may have repeated.
    pub(crate) fn without(mut self, secret: &str) -> Self {
        let texts = [
            Some(&mut self.message),
            self.hint.as_mut(),
            self.vendor.code.as_mut(),
            self.vendor.description.as_mut(),
        ];
        for text in texts.into_iter().flatten() {
            *text = works_partner_ext::mask(text, &[secret]);
        }
        self
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// For people: one message, in colour.
    pub(crate) fn to_text(&self) -> String {
        let mut text = format!("{ERROR}error:{ERROR:#} {}", visible(&self.message));
        if let Some(description) = &self.vendor.description {
            text.push_str(": ");
            text.push_str(&visible(description));
        }
        for mismatch in &self.mismatches {
            text.push_str(&format!("\n  {}", visible(&mismatch.to_string())));
        }
        for violation in &self.violations {
            text.push_str(&format!("\n  {}", visible(&violation.to_string())));
        }
        if let Some(hint) = &self.hint {
            text.push_str(&format!("\n{HINT}hint:{HINT:#} {}", visible(hint)));
        }
        text
    }

    /// For programs: one object on one line.
    pub(crate) fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Document<'a> {
            error: Fields<'a>,
        }
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Fields<'a> {
            kind: &'static str,
            message: &'a str,
            status: Option<u16>,
            code: Option<&'a str>,
            description: Option<&'a str>,
            operation_id: Option<&'static str>,
            exit_code: u8,
            hint: Option<&'a str>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            mismatches: Vec<MismatchFields<'a>>,
            #[serde(skip_serializing_if = "Vec::is_empty")]
            violations: Vec<Broken<'a>>,
        }
        let document = Document {
            error: Fields {
                kind: self.exit.word(),
                message: &self.message,
                status: self.status,
                code: self.vendor.code.as_deref(),
                description: self.vendor.description.as_deref(),
                operation_id: self.operation_id,
                exit_code: self.exit.code(),
                hint: self.hint.as_deref(),
                mismatches: self.mismatches.iter().map(MismatchFields::from).collect(),
                violations: self.violations.iter().map(Broken::from).collect(),
            },
        };
        visible_json(&serde_json::to_string(&document).unwrap_or_default())
    }
}

impl fmt::Display for FlagMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.mismatch)?;
        if let Some(meant) = self.meant {
            write!(f, "; did you mean {meant}?")?;
        }
        match &self.flag {
            Some(flag) => write!(f, " ({flag})"),
            None => Ok(()),
        }
    }
}

/// A [`FlagMismatch`] for programs. Its names are stable.
#[derive(Serialize)]
struct MismatchFields<'a> {
    field: &'a str,
    value: Option<&'a str>,
    expected: &'a str,
    reason: &'static str,
    flag: Option<&'a str>,
}

impl<'a> From<&'a FlagMismatch> for MismatchFields<'a> {
    fn from(FlagMismatch { mismatch, flag, .. }: &'a FlagMismatch) -> Self {
        Self {
            field: &mismatch.field,
            value: mismatch.shown_value(),
            expected: &mismatch.expected,
            reason: match mismatch.reason {
                Some(Reason::Missing) => "missing",
                Some(Reason::Type) => "type",
                Some(Reason::Format) => "format",
                Some(Reason::Unlisted) => "unlisted",
                Some(Reason::Length) => "length",
                Some(Reason::Pattern) => "pattern",
                Some(Reason::Range) => "range",
                Some(Reason::Unknown) => "unknown",
                _ => "other",
            },
            flag: flag.as_deref(),
        }
    }
}

/// A rule that a request breaks, for programs.
#[derive(Serialize)]
pub(crate) struct Broken<'a> {
    id: &'a str,
    field: &'a str,
    value: &'a str,
    rule: &'a str,
    source: &'static str,
}

impl<'a> From<&'a Diagnostic> for Broken<'a> {
    fn from(violation: &'a Diagnostic) -> Self {
        Self {
            id: &violation.rule_id,
            field: &violation.field,
            value: &violation.value,
            rule: &violation.expected,
            source: violation.source,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let violations = error.violations();
        let violations = violations.map_or_else(Vec::new, |found| found.as_slice().to_vec());
        let message = match violations.len() {
            0 => error.summary(),
            1 => "the request breaks a documented rule, and was not sent".to_owned(),
            count => format!("the request breaks {count} documented rules, and was not sent"),
        };
        Self {
            exit: exit_of(&error),
            message,
            hint: hint_for(&error),
            operation_id: error.operation_id(),
            status: error.status().map(|status| status.as_u16()),
            vendor: Box::new(Vendor {
                code: error.code().map(str::to_owned),
                description: error.description().map(|text| text.into_owned()),
            }),
            mismatches: Box::default(),
            violations,
            is_argument_unknown: false,
        }
    }
}

fn exit_of(error: &Error) -> Exit {
    match error.kind() {
        ErrorKind::InvalidRequest | ErrorKind::Configuration => Exit::Usage,
        ErrorKind::Credentials => Exit::Auth,
        ErrorKind::Network | ErrorKind::Timeout => Exit::Network,
        ErrorKind::Decode | ErrorKind::TooLarge | ErrorKind::Redirect => Exit::Server,
        ErrorKind::Status => match error.status().map_or(0, |status| status.as_u16()) {
            401 | 403 => Exit::Auth,
            404 => Exit::NotFound,
            408 => Exit::Network,
            429 => Exit::RateLimited,
            400..=499 => Exit::Usage,
            // An answer that cannot be used: a redirect, which the token does not follow, a failure of the
            // server, or a status that HTTP does not have.
            _ => Exit::Server,
        },
        _ => Exit::Unexpected,
    }
}

fn hint_for(error: &Error) -> Option<String> {
    let status = error.status().map(|status| status.as_u16());
    let hint = match (error.kind(), status) {
        (ErrorKind::Status, Some(401)) => {
            "the access token may have expired: put a new one into WORKS_PARTNER_ACCESS_TOKEN"
        }
        (ErrorKind::Status, Some(403)) => {
            let scopes = scopes(error)?;
            return Some(format!("the access token needs the scope {scopes}"));
        }
        (ErrorKind::Status, Some(429)) => {
            let seconds = error.retry_after()?.as_secs();
            return Some(format!("the server asks to wait {seconds} seconds"));
        }
        (ErrorKind::Network | ErrorKind::Timeout, _) => {
            "check the network, a proxy (HTTPS_PROXY), and the base URL (--base-url)"
        }
        (ErrorKind::Status, Some(404)) if is_of_a_thing(error) => return None,
        (ErrorKind::Status, Some(404)) => "check the base URL (--base-url)",
        // JSON that is not as documented may still be the API's; anything else is not.
        (ErrorKind::Decode | ErrorKind::Status, _) if !claims_json(error)? => {
            "this is not how the API answers: check the base URL (--base-url), and what stands \
             between here and there"
        }
        _ if error.is_retryable() => "it may work when tried again later",
        _ => return None,
    };
    Some(hint.to_owned())
}

/// Whether the API itself says that there is no such thing; it says `Api not exists` of a path.
fn is_of_a_thing(error: &Error) -> bool {
    let description = error.description().unwrap_or_default();
    error.code().is_some() && !description.contains("Api not exists")
}

fn scopes(error: &Error) -> Option<String> {
    let id = error.operation_id()?;
    let operation = OPERATIONS.iter().find(|operation| operation.id == id)?;
    (!operation.scopes.is_empty()).then(|| operation.scopes.join(" or "))
}

fn claims_json(error: &Error) -> Option<bool> {
    let content_type = error.headers()?.get("content-type");
    Some(content_type.is_some_and(|value| {
        let value = value.to_str().unwrap_or_default().to_ascii_lowercase();
        value.contains("json")
    }))
}
