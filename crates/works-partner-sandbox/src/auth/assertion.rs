//! The JWT by which a service account asks for a token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::Value;

use super::app::App;
use super::refusal::Refusal;

const MAX_LIFETIME_SECONDS: f64 = 60.0 * 60.0;

/// How far ahead of the sandbox's clock `iat` may be.
const LEEWAY_SECONDS: f64 = 30.0;

/// Checks that an assertion is signed by an app's service account, and good now.
pub(super) fn check(assertion: &str, app: &App, now: Timestamp) -> Result<(), Refusal> {
    let refused = |reason: &str| Err(Refusal::invalid_grant(format!("assertion: {reason}")));

    let parts: Vec<_> = assertion.split('.').collect();
    let [header, claims, signature] = parts[..] else {
        return refused("there must be three parts with dots between");
    };
    let (Some(header_json), Some(claims_json)) = (object(header), object(claims)) else {
        return refused("header and claims must be JSON objects in base64url without padding");
    };
    // The algorithm is not the client's to choose.
    if header_json.get("alg").and_then(Value::as_str) != Some("RS256") {
        return refused("alg must be RS256");
    }
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else {
        return refused("the signature must be in base64url without padding");
    };
    let signed = format!("{header}.{claims}");
    if !app.key().verifies(signed.as_bytes(), &signature) {
        return refused("the signature is not made with the service account's private key");
    }

    let text = |name: &str| claims_json.get(name).and_then(Value::as_str);
    if text("iss") != Some(app.client_id()) {
        return refused("iss must be the client_id");
    }
    if text("sub") != Some(app.service_account()) {
        return refused("sub must be the app's service account");
    }
    // Fractions are tolerated, strings are not.
    let seconds = |name: &str| claims_json.get(name).and_then(Value::as_f64);
    let (Some(iat), Some(exp)) = (seconds("iat"), seconds("exp")) else {
        return refused("iat and exp must be numbers");
    };
    let now = now.as_duration().as_secs_f64();
    if exp <= now {
        return refused("it expired");
    }
    if iat > now + LEEWAY_SECONDS {
        return refused("iat is in the future");
    }
    if exp - iat > MAX_LIFETIME_SECONDS {
        return refused("exp must be at most 60 minutes after iat");
    }
    Ok(())
}

fn object(part: &str) -> Option<Value> {
    let json = URL_SAFE_NO_PAD.decode(part).ok()?;
    let value: Value = serde_json::from_slice(&json).ok()?;
    value.is_object().then_some(value)
}
