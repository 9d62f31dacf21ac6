//! Why a command did not do what it was asked to, told to people and to programs.

use std::io;

use serde::Serialize;
use works_partner_ext::api::OPERATIONS;
use works_partner_ext::{Error, ErrorKind};

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
    /// The vendor's code and its sentence.
    code: Option<String>,
    description: Option<String>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            hint: None,
            operation_id: None,
            status: None,
            code: None,
            description: None,
        }
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
            self.code.as_mut(),
            self.description.as_mut(),
        ];
        for text in texts.into_iter().flatten() {
            if !secret.is_empty() && text.contains(secret) {
                *text = text.replace(secret, "[secret]");
            }
        }
        self
    }

    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// For people: one message, in colour.
    pub(crate) fn to_text(&self) -> String {
        let mut text = format!("{ERROR}error:{ERROR:#} {}", visible(&self.message));
        if let Some(description) = &self.description {
            text.push_str(": ");
            text.push_str(&visible(description));
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
        }
        let document = Document {
            error: Fields {
                kind: self.exit.word(),
                message: &self.message,
                status: self.status,
                code: self.code.as_deref(),
                description: self.description.as_deref(),
                operation_id: self.operation_id,
                exit_code: self.exit.code(),
                hint: self.hint.as_deref(),
            },
        };
        visible_json(&serde_json::to_string(&document).unwrap_or_default())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            exit: exit_of(&error),
            message: error.to_string(),
            hint: hint_for(&error),
            operation_id: error.operation_id(),
            status: error.status().map(|status| status.as_u16()),
            code: error.code().map(str::to_owned),
            description: error.description().map(|text| text.into_owned()),
        }
    }
}

fn exit_of(error: &Error) -> Exit {
    match error.kind() {
        ErrorKind::InvalidRequest | ErrorKind::Configuration => Exit::Usage,
        ErrorKind::Credentials => Exit::Auth,
        ErrorKind::Network | ErrorKind::Timeout => Exit::Network,
        ErrorKind::Decode | ErrorKind::TooLarge => Exit::Server,
        ErrorKind::Status => match error.status().map_or(0, |status| status.as_u16()) {
            401 | 403 => Exit::Auth,
            404 => Exit::NotFound,
            408 => Exit::Network,
            429 => Exit::RateLimited,
            400..=499 => Exit::Usage,
            // A redirect is an answer that cannot be used: the token does not follow it.
            300..=399 | 500..=599 => Exit::Server,
            _ => Exit::Unexpected,
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

fn scopes(error: &Error) -> Option<String> {
    let id = error.operation_id()?;
    let operation = OPERATIONS.iter().find(|operation| operation.id == id)?;
    Some(operation.scopes.join(" or "))
}

fn claims_json(error: &Error) -> Option<bool> {
    let content_type = error.headers()?.get("content-type");
    Some(content_type.is_some_and(|value| {
        let value = value.to_str().unwrap_or_default().to_ascii_lowercase();
        value.contains("json")
    }))
}
