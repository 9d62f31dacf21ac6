//! The answer of the token endpoint, read generously.
#![deny(clippy::arithmetic_side_effects)]

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::credentials::AccessToken;
use crate::credentials::tokens::Tokens;

/// Where the server does not say how long a token lives: the shorter of the two lives that an app
/// can have. Should it be shorter still, the 401 that follows brings a new one.
const LIFE_WHEN_UNTOLD: SignedDuration = SignedDuration::from_hours(1);

/// Longer than any life; what claims more is a mistake.
const LONGEST_LIFE: SignedDuration = SignedDuration::from_hours(24 * 90);

impl Tokens {
    /// Reads a response to a request that was sent then. The error is what is wrong with it.
    ///
    /// The vendor sends `expires_in` as a string. Numbers are read too, as are fields that are missing
    /// or unknown: only `access_token` is needed.
    pub(super) fn read(body: &[u8], sent_at: Timestamp) -> Result<Self, &'static str> {
        let body: Value = serde_json::from_slice(body).map_err(|error| match error.classify() {
            _ if body.is_empty() => "the body is empty",
            serde_json::error::Category::Eof => "the body ends too early",
            _ => "the body is not JSON",
        })?;
        let Value::Object(fields) = body else {
            return Err("the body is not a JSON object");
        };
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        if text("token_type").is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
            return Err("the token is not of the type Bearer");
        }
        let access = match fields.get("access_token") {
            Some(Value::String(token)) => {
                AccessToken::new(token).map_err(|_| "its access_token is invalid")?
            }
            Some(_) => return Err("its access_token is not a text"),
            None => return Err("it has no access_token"),
        };
        let refresh = text("refresh_token").filter(|token| !token.is_empty());
        let expires_at = sent_at.checked_add(life(&fields)).unwrap_or(Timestamp::MAX);
        Ok(Self {
            access,
            refresh: refresh.map(SecretString::from),
            scope: text("scope").map(str::to_owned),
            obtained_at: sent_at,
            expires_at,
        })
    }
}

fn life(fields: &Map<String, Value>) -> SignedDuration {
    let seconds = match fields.get("expires_in") {
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(Value::Number(number)) => number.as_f64(),
        _ => None,
    };
    let seconds = seconds.filter(|seconds: &f64| *seconds >= 1.0);
    seconds.map_or(LIFE_WHEN_UNTOLD, |seconds| {
        SignedDuration::try_from_secs_f64(seconds)
            .unwrap_or(LONGEST_LIFE)
            .min(LONGEST_LIFE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_life_is_read_however_it_is_written() {
        let day = SignedDuration::from_hours(24);
        for (expires_in, expected) in [
            (r#""86400""#, day),
            ("86400", day),
            ("86400.0", day),
            (r#"" 86400 ""#, day),
            (r#""86400.0""#, day),
            ("59.5", SignedDuration::from_millis(59_500)),
            ("1e300", LONGEST_LIFE),
            (r#""inf""#, LONGEST_LIFE),
            (r#""NaN""#, LIFE_WHEN_UNTOLD),
            ("0", LIFE_WHEN_UNTOLD),
            ("-5", LIFE_WHEN_UNTOLD),
            ("null", LIFE_WHEN_UNTOLD),
            (r#""soon""#, LIFE_WHEN_UNTOLD),
            ("[1]", LIFE_WHEN_UNTOLD),
        ] {
            let body = format!(r#"{{"access_token":"a","expires_in":{expires_in}}}"#);
            let tokens =
                Tokens::read(body.as_bytes(), Timestamp::UNIX_EPOCH).unwrap_or_else(|_| {
                    panic!("{expires_in} must not make the token unusable");
                });
            let life = tokens.expires_at.duration_since(Timestamp::UNIX_EPOCH);
            assert_eq!(life, expected, "{expires_in}");
        }
    }

    #[test]
    fn only_the_access_token_is_needed() {
        let tokens = Tokens::read(br#"{"access_token":"jp1AAAA=="}"#, Timestamp::UNIX_EPOCH);
        let tokens = tokens.unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(tokens.access.expose_secret(), "jp1AAAA==");
        assert!(tokens.refresh.is_none());
        assert!(tokens.scope.is_none());
        assert_eq!(
            tokens.expires_at.duration_since(tokens.obtained_at),
            LIFE_WHEN_UNTOLD
        );
    }

    #[test]
    fn what_is_no_token_is_told_apart() {
        for (body, problem) in [
            ("", "the body is empty"),
            ("{", "the body ends too early"),
            ("<html>", "the body is not JSON"),
            ("[]", "the body is not a JSON object"),
            ("{}", "it has no access_token"),
            (r#"{"access_token":7}"#, "its access_token is not a text"),
            (r#"{"access_token":""}"#, "its access_token is invalid"),
            (r#"{"access_token":"a b"}"#, "its access_token is invalid"),
            (
                r#"{"access_token":"a","token_type":"mac"}"#,
                "the token is not of the type Bearer",
            ),
        ] {
            let read = Tokens::read(body.as_bytes(), Timestamp::UNIX_EPOCH);
            assert_eq!(read.err(), Some(problem), "{body}");
        }
    }
}
