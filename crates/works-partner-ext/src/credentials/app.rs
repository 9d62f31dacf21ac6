//! The app in whose name tokens are asked for, and what both kinds of account share.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use crate::clock::{Clock, SystemClock};
use crate::credentials::Scope;
use crate::credentials::auth_server::{AUTH_URL, Answer, AuthServer, Form};
use crate::credentials::refusal::{Asked, refusal};
use crate::credentials::token_store::{TokenFile, TokenStore};
use crate::credentials::tokens::Tokens;
use crate::error::Error;

/// An app of the Developer Console.
pub(super) struct App {
    pub(super) client_id: String,
    pub(super) scope: Scope,
    client_secret: SecretString,
    server: AuthServer,
}

impl App {
    pub(super) fn clock(&self) -> &Arc<dyn Clock> {
        self.server.clock()
    }

    pub(super) fn auth_url(&self) -> &str {
        self.server.url()
    }

    /// Asks for tokens.
    pub(super) async fn grant(&self, asked: Asked, form: Form, who: &str) -> Result<Tokens, Error> {
        let form = self.signed(form);
        let who = self.named(who);
        let answer = self.server.post("/token", &form, &who).await?;
        let read = match answer.received.status.is_success() && !answer.is_cut {
            true => Tokens::read(&answer.received.body, answer.sent_at),
            false => Err("the answer has no tokens"),
        };
        let host = self.server.host();
        match read {
            Ok(tokens) => {
                tracing::debug!(host, expires_at = %tokens.expires_at, "token renewed");
                Ok(tokens)
            }
            Err(problem) => {
                let error = self.refused(answer, Some(problem), asked, &form, &who);
                tracing::debug!(
                    host,
                    status = error.status().map(|status| status.as_u16()),
                    "no token"
                );
                Err(error)
            }
        }
    }

    /// Asks for the end of a token. One that has ended already is none the server knows: that is fine.
    pub(super) async fn revoke(
        &self,
        token: &SecretString,
        hint: &'static str,
        who: &str,
    ) -> Result<(), Error> {
        let form = self.signed(
            Form::new()
                .with_secret("token", token)
                .with("token_type_hint", hint),
        );
        let who = self.named(who);
        let answer = self.server.post("/revoke", &form, &who).await?;
        if answer.received.status.is_success() {
            tracing::debug!(host = self.server.host(), "token revoked");
            return Ok(());
        }
        Err(self.refused(answer, None, Asked::Revocation, &form, &who))
    }

    fn signed(&self, form: Form) -> Form {
        form.with("client_id", &self.client_id)
            .with_secret("client_secret", &self.client_secret)
    }

    fn named(&self, who: &str) -> String {
        format!("{who} of the client `{}`", self.client_id)
    }

    fn refused(
        &self,
        answer: Answer,
        problem: Option<&'static str>,
        asked: Asked,
        form: &Form,
        who: &str,
    ) -> Error {
        let now = self.clock().now();
        refusal(answer, problem, asked, form, self.server.host(), who, now)
    }
}

/// The part of a builder that both kinds of account have.
pub(super) struct AppSettings {
    pub(super) client_id: Option<String>,
    pub(super) client_secret: Option<SecretString>,
    pub(super) scope: Scope,
    pub(super) auth_url: String,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) store: Option<TokenStore>,
}

impl Default for AppSettings {
    fn default() -> Self {
        Self {
            client_id: None,
            client_secret: None,
            scope: Scope::default(),
            auth_url: AUTH_URL.to_owned(),
            clock: Arc::new(SystemClock),
            store: None,
        }
    }
}

impl AppSettings {
    /// The app, and the file for the tokens of one of its accounts.
    pub(super) fn build(self, account: &str) -> Result<(Arc<App>, Option<TokenFile>), Error> {
        let app = App {
            client_id: given("client id", self.client_id)?,
            client_secret: secret("client secret", self.client_secret)?,
            scope: self.scope,
            server: AuthServer::new(&self.auth_url, self.clock)?,
        };
        let file = self
            .store
            .map(|store| store.file(app.auth_url(), &app.client_id, account, app.scope.as_str()));
        Ok((Arc::new(app), file))
    }
}

/// What is no secret and may stand in errors, cleared of the white space that copying may have left.
pub(super) fn given(what: &str, value: Option<String>) -> Result<String, Error> {
    let value = value.unwrap_or_default();
    let value = value.trim();
    if value.is_empty() {
        return Err(Error::configuration(format!("there is no {what}")));
    }
    if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::configuration(format!(
            "the {what} holds characters that none has, such as spaces or line ends"
        )));
    }
    Ok(value.to_owned())
}

pub(super) fn secret(what: &str, value: Option<SecretString>) -> Result<SecretString, Error> {
    let value = value.unwrap_or_default();
    match value.expose_secret().trim() {
        "" => Err(Error::configuration(format!("there is no {what}"))),
        trimmed => Ok(SecretString::from(trimmed)),
    }
}
