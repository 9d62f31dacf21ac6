//! The auth server: who may have a token, and which tokens there are.

mod app;
mod assertion;
mod authorize;
mod form;
mod keys;
mod refusal;
mod revoke;
mod scopes;
mod secrets;
mod token;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use jiff::{SignedDuration, Timestamp};

pub use app::App;
pub(crate) use form::GrantType;
pub use keys::InvalidPublicKey;
pub(crate) use keys::private_key_pem;
pub use refusal::AuthErrorForm;
pub(crate) use scopes::Scopes;
pub(crate) use secrets::AccessCheck;

use crate::clock::Clock;
use crate::mutex::Mutex;
use form::Form;
use refusal::Refusal;
use secrets::Secrets;

/// What stands before `/token`, `/authorize` and `/revoke`.
pub(crate) const AUTH_PATH: &str = "/oauth2/v2.0";
pub(crate) const TOKEN_PATH: &str = "/oauth2/v2.0/token";

/// The paths of the auth server, for a router with any state.
pub(crate) fn routes<S>(server: Arc<AuthServer>) -> Router<S> {
    Router::new()
        .route("/authorize", get(authorize::authorize))
        .route("/token", post(token::token))
        .route("/revoke", post(revoke::revoke))
        .with_state(server)
}

/// The apps, what was issued to them, and how the server is set.
#[derive(Debug)]
pub(crate) struct AuthServer {
    default_app: App,
    other_apps: Vec<App>,
    settings: AuthSettings,
    clock: Clock,
    secrets: Mutex<Secrets>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct AuthSettings {
    pub(crate) token_lifetime: Duration,
    pub(crate) is_expires_in_a_number: bool,
    pub(crate) is_refresh_token_rotated: bool,
    pub(crate) error_form: AuthErrorForm,
}

impl Default for AuthSettings {
    fn default() -> Self {
        Self {
            token_lifetime: Duration::from_secs(86_400),
            is_expires_in_a_number: false,
            is_refresh_token_rotated: false,
            error_form: AuthErrorForm::default(),
        }
    }
}

impl AuthServer {
    pub(crate) fn new(other_apps: Vec<App>, settings: AuthSettings, clock: Clock) -> Self {
        Self {
            default_app: App::generate(),
            other_apps,
            settings,
            clock,
            secrets: Mutex::default(),
        }
    }

    pub(crate) fn default_app(&self) -> &App {
        &self.default_app
    }

    /// What is known of an access token.
    pub(crate) fn check(&self, access_token: &str) -> AccessCheck {
        self.secrets.lock().check(access_token, self.clock.now())
    }

    /// Makes everything that was issued worthless.
    pub(crate) fn revoke_all(&self) {
        self.secrets.lock().clear();
    }

    fn app(&self, client_id: &str) -> Option<&App> {
        self.other_apps
            .iter()
            .chain([&self.default_app])
            .find(|app| app.client_id() == client_id)
    }

    /// The app that a form names and whose secret it knows.
    fn authenticated_app(&self, form: &Form) -> Result<&App, Refusal> {
        let client_id = form.required("client_id")?;
        let client_secret = form.required("client_secret")?;
        self.app(client_id)
            .filter(|app| app.has_secret(client_secret))
            .ok_or_else(Refusal::invalid_client)
    }
}

/// The time so much later, or the last that there is.
fn later(now: Timestamp, duration: Duration) -> Timestamp {
    SignedDuration::try_from(duration)
        .ok()
        .and_then(|duration| now.checked_add(duration).ok())
        .unwrap_or(Timestamp::MAX)
}
