//! `POST /revoke`: a token is given up.

use std::sync::Arc;

use axum::extract;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::AuthServer;
use super::form::Form;
use super::refusal::Refusal;

pub(super) async fn revoke(
    extract::State(auth): extract::State<Arc<AuthServer>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let revoked = Form::of_request(&headers, &body).and_then(|form| auth.revoke(&form));
    match revoked {
        Ok(()) => StatusCode::OK.into_response(),
        Err(refusal) => refusal.into_response(auth.settings.error_form),
    }
}

impl AuthServer {
    /// Revokes the token that a form names. One that is unknown, or another app's, is as good as
    /// revoked, as in RFC 7009; so is the hint about what it is of no use here.
    fn revoke(&self, form: &Form) -> Result<(), Refusal> {
        let app = self.authenticated_app(form)?;
        let token = form.required("token")?;
        self.secrets.lock().revoke(app.client_id(), token);
        Ok(())
    }
}
