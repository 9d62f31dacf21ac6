//! What an answer of the auth server said, without what must not be told.
//!
//! An error keeps the server's body, for there is no telling what a gateway or an auth server says
//! when something is wrong, and a log may end up with it. So every body is cleared first, by four
//! rules that overlap:
//!
//! - what we sent as a secret goes, wherever it stands;
//! - the value beside a name such as `access_token` goes;
//! - what is as long as a token goes, outside JSON and inside its texts;
//! - of a success, which was meant to bring a token, only JSON with known names keeps its texts.

use serde_json::Value;

use crate::masking::mask_as;

const GONE: &str = "[redacted]";

/// Texts that are as long without a break, in the alphabet of tokens, are taken for one.
const TOKEN_LENGTH: usize = 40;

/// Parts of the names of secrets. `token_type` is none.
const SECRET_NAMES: [&str; 4] = ["token", "assertion", "secret", "password"];

/// Names whose texts are kept even where a token was to be expected anywhere.
const PLAIN_NAMES: [&str; 12] = [
    "code",
    "description",
    "error",
    "error_description",
    "error_uri",
    "errorcode",
    "errormessage",
    "message",
    "returncode",
    "returnmessage",
    "scope",
    "token_type",
];

/// The body, cleared. `secrets` is what the request held; `is_success` is whether the status promised
/// a token.
pub(super) fn redacted(body: &[u8], secrets: &[&str], is_success: bool) -> String {
    if let Ok(json) = serde_json::from_slice(body) {
        let keeping = if is_success {
            Keeping::Plain
        } else {
            Keeping::All
        };
        let cleared = without_secret_values(json, keeping).to_string();
        return mask_as(GONE, &cleared, secrets);
    }
    let text = String::from_utf8_lossy(body);
    if is_success && !text.trim_start().starts_with('<') && !text.is_empty() {
        return format!("[redacted: {} bytes]", body.len());
    }
    without_runs(&without_named(&mask_as(GONE, &text, secrets)))
}

#[derive(Clone, Copy, PartialEq)]
enum Keeping {
    All,
    /// Only texts whose name says that they are harmless.
    Plain,
    Nothing,
}

fn without_secret_values(json: Value, keeping: Keeping) -> Value {
    match json {
        Value::String(_) if keeping != Keeping::All => Value::from(GONE),
        Value::String(text) => Value::String(without_runs(&text)),
        Value::Array(items) => items
            .into_iter()
            .map(|item| without_secret_values(item, keeping))
            .collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| {
                let lower = name.to_ascii_lowercase();
                let keeping = if PLAIN_NAMES.contains(&lower.as_str()) {
                    match keeping {
                        Keeping::Plain => Keeping::All,
                        other => other,
                    }
                } else if SECRET_NAMES.iter().any(|secret| lower.contains(secret)) {
                    Keeping::Nothing
                } else {
                    keeping
                };
                (without_runs(&name), without_secret_values(value, keeping))
            })
            .collect(),
        other => other,
    }
}

/// The text without the values that stand beside the names of secrets, whatever form it is of.
fn without_named(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut kept = String::with_capacity(text.len());
    let mut rest = 0;
    while let Some((value, end)) = next_named(&lower, rest) {
        kept.push_str(text.get(rest..value).unwrap_or_default());
        kept.push_str(GONE);
        rest = end;
    }
    kept.push_str(text.get(rest..).unwrap_or_default());
    kept
}

/// Where the value beside the next name of a secret begins and ends, as in `"access_token": "…"`.
fn next_named(lower: &str, mut from: usize) -> Option<(usize, usize)> {
    loop {
        let (name_end, _) = SECRET_NAMES
            .iter()
            .filter_map(|name| Some((from + lower.get(from..)?.find(name)? + name.len(), name)))
            .min()?;
        from = name_end;
        let after = lower.get(name_end..)?;
        let value = after.trim_start_matches(|c: char| c.is_whitespace() || "\\\"'".contains(c));
        let value = value.strip_prefix("&quot;").unwrap_or(value);
        let Some(value) = value.trim_start().strip_prefix([':', '=']) else {
            continue;
        };
        let value = value.trim_start_matches(|c: char| c.is_whitespace() || "\\\"'".contains(c));
        let value = value.strip_prefix("&quot;").unwrap_or(value);
        let start = lower.len() - value.len();
        let is_end = |c: char| c.is_whitespace() || "\\\"'&<>,;{}()[]".contains(c);
        let length = value.find(is_end).unwrap_or(value.len());
        if length > 0 {
            return Some((start, start + length));
        }
    }
}

/// The text without what is as long as a token.
fn without_runs(text: &str) -> String {
    let is_of_tokens = |c: char| c.is_ascii_alphanumeric() || "+/=_-.~%".contains(c);
    let mut kept = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().map(Some).chain([None]) {
        match c {
            Some(c) if is_of_tokens(c) => run.push(c),
            _ => {
                let is_token = run.len() >= TOKEN_LENGTH;
                kept.push_str(if is_token { GONE } else { &run });
                run.clear();
                kept.extend(c);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRETS: [&str; 2] = ["EOZ/Uo0C5K=", "eyJh.eyJp.c2ln"];

    #[test]
    fn an_error_keeps_its_words_and_loses_its_secrets() {
        for (body, expected) in [
            (
                r#"{"error":"invalid_client","error_description":"no client"}"#,
                r#"{"error":"invalid_client","error_description":"no client"}"#,
            ),
            (
                r#"{"error":"bad secret EOZ/Uo0C5K=","client_secret":"x","n":1}"#,
                r#"{"error":"bad secret [redacted]","client_secret":"[redacted]","n":1}"#,
            ),
            (
                r#"{"request":{"assertion":{"raw":"abc","parts":["d"]}},"token_type":"Bearer"}"#,
                r#"{"request":{"assertion":{"raw":"[redacted]","parts":["[redacted]"]}},"token_type":"Bearer"}"#,
            ),
            (
                "<p>client_secret=EOZ%2FUo0C5K%3D&amp;x</p>",
                "<p>client_secret=[redacted]&amp;x</p>",
            ),
            (
                r#"{"refresh_token": "jp1AAAA==", "cut"#,
                r#"{"refresh_token": "[redacted]", "cut"#,
            ),
            (
                "Access_Token : 'ab'; then",
                "Access_Token : '[redacted]'; then",
            ),
            ("a token was refused", "a token was refused"),
            (
                "see 0123456789abcdef0123456789abcdef01234567 now",
                "see [redacted] now",
            ),
            (r#""E\u004fZ EOZ\/Uo0C5K=""#, r#""EOZ [redacted]""#),
            ("", ""),
        ] {
            assert_eq!(
                redacted(body.as_bytes(), &SECRETS, false),
                expected,
                "{body}"
            );
        }
    }

    #[test]
    fn a_success_keeps_only_what_its_names_make_harmless() {
        for (body, expected) in [
            (
                r#"{"accessToken":"a","data":{"jwt":"b","message":"c"},"scope":"partner","expires_in":5}"#,
                r#"{"accessToken":"[redacted]","data":{"jwt":"[redacted]","message":"c"},"scope":"partner","expires_in":5}"#,
            ),
            (r#"["jp1AAAA=="]"#, r#"["[redacted]"]"#),
            (r#""jp1AAAA==""#, r#""[redacted]""#),
            ("jp1AAAA==", "[redacted: 9 bytes]"),
            (r#"{"access_token":"jp1A"#, "[redacted: 21 bytes]"),
            ("<html>log in first</html>", "<html>log in first</html>"),
            ("", ""),
        ] {
            assert_eq!(
                redacted(body.as_bytes(), &SECRETS, true),
                expected,
                "{body}"
            );
        }
    }
}
