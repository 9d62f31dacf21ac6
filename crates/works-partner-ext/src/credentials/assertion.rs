//! The signed statement by which a service account asks for a token.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde_json::json;

use crate::credentials::PrivateKey;
use crate::error::Error;

/// How far back `iat` is set: a clock that runs fast by less than this says nothing of the future.
const BACKDATED: SignedDuration = SignedDuration::from_secs(60);

/// Half of the hour that the vendor allows. It only has to survive the way to the server, but a clock
/// may run slow by nearly as much; and a statement that leaks is of no use for long.
const LIFE: SignedDuration = SignedDuration::from_mins(30);

/// A JWT (RS256): from a minute ago until in 29 minutes.
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/auth-jwt>: header, `iss`, `sub`, `iat`, `exp`. The
/// times are integers, and the parts base64url without padding, as others learnt by refusals.
pub(super) fn assertion(
    client_id: &str,
    service_account: &str,
    key: &PrivateKey,
    now: Timestamp,
) -> Result<SecretString, Error> {
    let issued_at = now.as_second() - BACKDATED.as_secs();
    let claims = json!({
        "iss": client_id,
        "sub": service_account,
        "iat": issued_at,
        "exp": issued_at + LIFE.as_secs(),
    });
    let header = json!({"alg": "RS256", "typ": "JWT"});
    let part = |json: serde_json::Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let signature = URL_SAFE_NO_PAD.encode(key.sign(message.as_bytes())?);
    Ok(SecretString::from(format!("{message}.{signature}")))
}
