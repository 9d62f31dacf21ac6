//! `POST /token`: a token for an assertion, for a code, or for a refresh token.

use std::sync::Arc;

use axum::extract;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use serde_json::{Value, json};

use super::form::{Form, GrantType};
use super::refusal::Refusal;
use super::scopes::Scopes;
use super::{AuthServer, assertion};
use crate::http::response;

pub(super) async fn token(
    extract::State(auth): extract::State<Arc<AuthServer>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let issued = Form::of_request(&headers, &body).and_then(|form| auth.issue(&form));
    match issued {
        Ok(token) => response::json(StatusCode::OK, &token),
        Err(refusal) => refusal.into_response(auth.settings.error_form),
    }
}

impl AuthServer {
    fn issue(&self, form: &Form) -> Result<Value, Refusal> {
        let grant_type = GrantType::parse(form.required("grant_type")?)
            .ok_or_else(Refusal::unsupported_grant_type)?;
        let app = self.authenticated_app(form)?;
        let is_own = |client_id: &str| client_id == app.client_id();
        let settings = &self.settings;
        let now = self.clock.now();

        let mut secrets = self.secrets.lock();
        let (permission, has_refresh_token) = match grant_type {
            GrantType::JwtBearer => {
                assertion::check(form.required("assertion")?, app, now)?;
                let scopes =
                    Scopes::parse(form.required("scope")?).ok_or_else(Refusal::invalid_scope)?;
                (secrets.permit(app.client_id(), scopes), true)
            }
            GrantType::AuthorizationCode => {
                let wanted_uri = form.optional("redirect_uri")?;
                let permission = secrets
                    .redeem_code(form.required("code")?, now)
                    .filter(|(permission, _)| is_own(&permission.client_id))
                    .filter(|(_, uri)| wanted_uri.is_none_or(|wanted| wanted == uri))
                    .map(|(permission, _)| permission)
                    .ok_or_else(|| {
                        Refusal::invalid_grant("the code is unknown, used, expired or not for this")
                    })?;
                (permission, true)
            }
            GrantType::RefreshToken => {
                let token = form.required("refresh_token")?;
                let permission = secrets
                    .permission_to_refresh(token, now)
                    .filter(|permission| is_own(&permission.client_id))
                    .ok_or_else(|| {
                        Refusal::invalid_grant("the refresh token is unknown, expired or revoked")
                    })?;
                if settings.is_refresh_token_rotated {
                    secrets.retire_refresh_token(token);
                }
                (permission, settings.is_refresh_token_rotated)
            }
        };

        let lifetime = settings.token_lifetime;
        let access_token = secrets.issue_access_token(&permission, now, lifetime);
        let mut token = serde_json::Map::new();
        token.insert("access_token".to_owned(), access_token.into());
        if has_refresh_token {
            let refresh_token = secrets.issue_refresh_token(&permission, now);
            token.insert("refresh_token".to_owned(), refresh_token.into());
        }
        token.insert("token_type".to_owned(), "Bearer".into());
        let expires_in = if settings.is_expires_in_a_number {
            json!(lifetime.as_secs())
        } else {
            json!(lifetime.as_secs().to_string())
        };
        token.insert("expires_in".to_owned(), expires_in);
        token.insert("scope".to_owned(), permission.scopes.to_string().into());
        Ok(token.into())
    }
}
