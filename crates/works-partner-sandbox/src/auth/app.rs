//! The apps that may ask for tokens.

use std::fmt;

use axum::http::Uri;

use super::keys::{AppKey, InvalidPublicKey};
use super::secrets;

/// An app as it is registered in the vendor's Developer Console: its credentials, its service
/// account with the public half of its key, and where its users may be sent back to.
///
/// A sandbox always has a default app of its own, whose key it makes itself
/// ([`Sandbox::client_id`](crate::Sandbox::client_id) and the methods after it). Register another
/// to use credentials that you already have.
///
/// ```
/// use works_partner_sandbox::{App, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let public_key_pem = "-----BEGIN PUBLIC KEY-----
/// # MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo
/// # 4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0/IzW7yWR7QkrmBL7jTKEn5u
/// # +qKhbwKfBstIs+bMY2Zkp18gnTxKLxoS2tFczGkPLPgizskuemMghRniWaoLcyeh
/// # kd3qqGElvW/VDL5AaWTg0nLVkjRo9z+40RQzuVaE8AkAFmxZzow3x+VJYKdjykkJ
/// # 0iT9wCS0DRTXu269V264Vf/3jvredZiKRkgwlL9xNAwxXFg0x/XFw005UWVRIkdg
/// # cKWTjpBP2dPwVZ4WWC+9aGVd+Gyn1o0CLelf4rEjGoXbAAEgAqeGUxrcIlbjXfbc
/// # mwIDAQAB
/// # -----END PUBLIC KEY-----";
/// let app = App::new(
///     "my-client-id",
///     "my-client-secret",
///     "1wagx.serviceaccount@example.com",
///     public_key_pem,
/// )?;
/// let sandbox = Sandbox::builder()
///     .app(app.redirect_uri("https://app.example.com/callback"))
///     .start()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct App {
    client_id: String,
    client_secret: String,
    service_account: String,
    key: AppKey,
    redirect_uris: Vec<String>,
}

impl App {
    /// An app whose service account signs with the private half of an RSA key.
    ///
    /// # Errors
    ///
    /// When the PEM text holds no RSA public key.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
        service_account: impl Into<String>,
        public_key_pem: &str,
    ) -> Result<Self, InvalidPublicKey> {
        Ok(Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            service_account: service_account.into(),
            key: AppKey::from_pem(public_key_pem)?,
            redirect_uris: Vec::new(),
        })
    }

    /// Registers a URI that users may be sent back to. It must be asked for exactly so.
    ///
    /// `http://localhost` and `http://127.0.0.1`, with any port and path, are always registered.
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uris.push(uri.into());
        self
    }

    /// The default app of a sandbox.
    pub(crate) fn generate() -> Self {
        let [id, secret, account] = std::array::from_fn(|_| secrets::random_hex());
        Self {
            client_id: format!("sandbox{id}"),
            client_secret: secret,
            service_account: format!("{account}.serviceaccount@sandbox.example"),
            key: AppKey::Default,
            redirect_uris: Vec::new(),
        }
    }

    pub(crate) fn client_id(&self) -> &str {
        &self.client_id
    }

    pub(crate) fn client_secret(&self) -> &str {
        &self.client_secret
    }

    pub(crate) fn service_account(&self) -> &str {
        &self.service_account
    }

    pub(super) fn has_secret(&self, secret: &str) -> bool {
        self.client_secret == secret
    }

    pub(super) fn key(&self) -> &AppKey {
        &self.key
    }

    pub(super) fn may_redirect_to(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|known| known == uri) || is_loopback(uri)
    }
}

fn is_loopback(uri: &str) -> bool {
    let Ok(parsed) = uri.parse::<Uri>() else {
        return false;
    };
    let authority = parsed.authority().map_or("", |it| it.as_str());
    parsed.scheme_str() == Some("http")
        && matches!(parsed.host(), Some("localhost" | "127.0.0.1"))
        && !authority.contains('@')
        && !uri.contains('#')
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("client_id", &self.client_id)
            .field("client_secret", &format_args!("[redacted]"))
            .field("service_account", &self.service_account)
            .field("redirect_uris", &self.redirect_uris)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_callbacks_are_registered_and_what_looks_like_them_is_not() {
        let app = App::generate().redirect_uri("https://app.example.com/callback?a=1");
        for uri in [
            "http://localhost:9876/callback",
            "http://localhost",
            "http://127.0.0.1:1/?x=1",
            "https://app.example.com/callback?a=1",
        ] {
            assert!(app.may_redirect_to(uri), "{uri}");
        }
        for uri in [
            "",
            "/callback",
            "https://localhost/",
            "http://localhost@evil.example/",
            "http://evil@localhost/",
            "http://localhost.evil.example/",
            "http://localhost/#token",
            "https://app.example.com/callback",
            "https://app.example.com/callback?a=1&b=2",
        ] {
            assert!(!app.may_redirect_to(uri), "{uri}");
        }
    }
}
