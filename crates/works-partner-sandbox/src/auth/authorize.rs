//! `GET /authorize`: a user's browser is sent back with a code, as if the user had agreed.

use std::sync::Arc;

use axum::extract;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use form_urlencoded::Serializer;

use super::AuthServer;
use super::app::App;
use super::form::Form;
use super::refusal::Refusal;
use super::scopes::Scopes;
use crate::http::response;

pub(super) async fn authorize(
    extract::State(auth): extract::State<Arc<AuthServer>>,
    extract::RawQuery(query): extract::RawQuery,
) -> Response {
    let form = Form::parse(query.unwrap_or_default().as_bytes());
    match auth.send_back(&form) {
        Ok(response) => response,
        // Nobody is sent to a place that is not registered, so the user is told.
        Err(refusal) => response::page(StatusCode::BAD_REQUEST, refusal.description()),
    }
}

impl AuthServer {
    fn send_back(&self, form: &Form) -> Result<Response, Refusal> {
        let app = self
            .app(form.required("client_id")?)
            .ok_or_else(|| Refusal::invalid_request("client_id is unknown"))?;
        let redirect_uri = form.required("redirect_uri")?;
        if !app.may_redirect_to(redirect_uri) {
            return Err(Refusal::invalid_request("redirect_uri is not registered"));
        }
        let state = form.optional("state")?;

        let code = self.code(app, redirect_uri, form);
        let mut query = Serializer::new(String::new());
        match &code {
            Ok(code) => query.append_pair("code", code),
            Err(refusal) => query
                .append_pair("error", refusal.error())
                .append_pair("error_description", refusal.description()),
        };
        query.extend_pairs(state.map(|state| ("state", state)));

        let separator = if redirect_uri.contains('?') { '&' } else { '?' };
        let location = format!("{redirect_uri}{separator}{}", query.finish());
        let location = HeaderValue::try_from(location)
            .map_err(|_| Refusal::invalid_request("redirect_uri is not a URI"))?;
        Ok((StatusCode::FOUND, [(LOCATION, location)]).into_response())
    }

    fn code(&self, app: &App, redirect_uri: &str, form: &Form) -> Result<String, Refusal> {
        if form.required("response_type")? != "code" {
            return Err(Refusal::unsupported_response_type());
        }
        let scopes = Scopes::parse(form.required("scope")?).ok_or_else(Refusal::invalid_scope)?;
        let mut secrets = self.secrets.lock();
        let permission = secrets.permit(app.client_id(), scopes);
        Ok(secrets.issue_code(permission, redirect_uri, self.clock.now()))
    }
}
