//! The auth server: forms go there, and come back with an answer of whatever kind.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_TYPE, DATE, HeaderName, RETRY_AFTER};
use jiff::Timestamp;
use reqwest::Response;
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use crate::clock::Clock;
use crate::content_coding::{Undecodable, content};
use crate::error::Error;
use crate::hosts::BaseUrl;
use crate::http_client::{http_client, proxies};
use crate::proxy::EnvironmentProxies;
use crate::reply::Received;
use crate::unanswered::Unanswered;

/// The auth server of LINE WORKS. Others, such as the government's, are set on the builders.
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/auth-oauth>
pub const AUTH_URL: &str = "https://auth.worksmobile.com/oauth2/v2.0";

/// No answer that gives a token is nearly as long.
pub(super) const BODY_LIMIT: usize = 64 * 1024;

/// How often a form is sent in all, where it may be sent again.
const ATTEMPTS: u32 = 4;

/// Before the second try; doubled before each further one.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// A server that asks for more patience is not waited for within a call.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Where forms are sent.
pub(super) struct AuthServer {
    base: BaseUrl,
    host: String,
    proxies: Option<EnvironmentProxies>,
    /// Set up with the first form: most programs find a token in the store.
    http: OnceLock<reqwest::Client>,
    clock: Arc<dyn Clock>,
}

/// What the server said in the end.
pub(super) struct Answer {
    pub(super) received: Received,
    /// The body is longer than this.
    pub(super) is_cut: bool,
    /// Lives are reckoned from here: a token is never older than we think.
    pub(super) sent_at: Timestamp,
}

impl AuthServer {
    pub(super) fn new(url: &str, clock: Arc<dyn Clock>) -> Result<Self, Error> {
        let base =
            BaseUrl::parse_auth(url).map_err(|error| Error::configuration(error.to_string()))?;
        Ok(Self {
            host: host(base.as_str()),
            proxies: proxies(&base)?,
            base,
            http: OnceLock::new(),
            clock,
        })
    }

    fn http(&self) -> Result<&reqwest::Client, Error> {
        if let Some(http) = self.http.get() {
            return Ok(http);
        }
        let http = http_client(&self.base, self.proxies.clone(), |http| {
            http.connect_timeout(Duration::from_secs(10))
                .timeout(Duration::from_secs(30))
        })?;
        Ok(self.http.get_or_init(|| http))
    }

    pub(super) fn url(&self) -> &str {
        self.base.as_str()
    }

    /// The host, with the port where it is not the usual one.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    pub(super) fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// Sends a form, again where the server is in passing trouble. Any status is an answer.
    pub(super) async fn post(&self, path: &str, form: &Form, who: &str) -> Result<Answer, Error> {
        let http = self.http()?;
        let mut wait = FIRST_WAIT;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let outcome = self.post_once(http, path, form).await;
            let may_try_again = match &outcome {
                Ok(answer) => form.may_follow(answer.received.status.as_u16()),
                Err(error) => form.may_be_repeated || error.is_connect(),
            };
            let asked = outcome
                .as_ref()
                .ok()
                .and_then(|answer| answer.received.asked_wait)
                // Less is no wait that could help, and many tries at once no help either.
                .filter(|asked| *asked >= FIRST_WAIT);
            let pause = asked.unwrap_or_else(|| wait.mul_f64(0.5 + fastrand::f64() / 2.0));
            if attempt == ATTEMPTS || !may_try_again || pause > LONGEST_WAIT {
                return outcome.map_err(|error| {
                    let proxies = self.proxies.as_ref();
                    let proxy = proxies.and_then(|proxies| proxies.shown_for(self.url()));
                    Error::no_token(Unanswered::by_proxy(error, proxy), &self.host, who)
                });
            }
            tracing::debug!(
                host = self.host,
                attempt,
                ?pause,
                "the auth server is in trouble"
            );
            self.clock.sleep(pause).await;
            wait *= 2;
        }
    }

    async fn post_once(
        &self,
        http: &reqwest::Client,
        path: &str,
        form: &Form,
    ) -> reqwest::Result<Answer> {
        let sent_at = self.clock.now();
        let request = http
            .post(format!("{}{path}", self.base.as_str()))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.encode());
        let mut response = request.send().await?;
        let (body, is_cut) = read(&mut response).await?;
        let mut headers = std::mem::take(response.headers_mut());
        let body = body.freeze();
        let (body, is_cut) = match content(&mut headers, body.clone(), BODY_LIMIT) {
            Ok(content) => (content, is_cut),
            Err(Undecodable::TooLarge) => (Bytes::new(), true),
            // What it says cannot be read, which the caller reports.
            Err(_) => (body, is_cut),
        };
        let received = Received {
            status: response.status(),
            headers: harmless(&headers),
            body,
            ..Received::default()
        };
        Ok(Answer {
            received: received.with_asked_wait(|| self.clock.now()),
            is_cut,
            sent_at,
        })
    }
}

async fn read(response: &mut Response) -> reqwest::Result<(BytesMut, bool)> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > BODY_LIMIT {
            body.truncate(BODY_LIMIT);
            return Ok((body, true));
        }
    }
    Ok((body, false))
}

/// The headers that can hold neither a token nor a session.
fn harmless(headers: &HeaderMap) -> HeaderMap {
    const KEPT: [HeaderName; 4] = [
        CONTENT_TYPE,
        DATE,
        RETRY_AFTER,
        HeaderName::from_static("ratelimit-reset"),
    ];
    let kept = KEPT.into_iter().filter_map(|name| {
        let value = headers.get(&name)?.clone();
        Some((name, value))
    });
    kept.collect()
}

fn host(url: &str) -> String {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    match url.as_ref().and_then(Url::port) {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// The fields of a request, which know what of them is secret.
pub(super) struct Form {
    fields: Vec<(&'static str, SecretString)>,
    secrets: Vec<SecretString>,
    /// Whether the server takes it a second time, should it have taken it without our hearing so.
    may_be_repeated: bool,
}

impl Form {
    pub(super) fn new() -> Self {
        Self {
            fields: Vec::new(),
            secrets: Vec::new(),
            may_be_repeated: true,
        }
    }

    /// For what the server takes once only: it is sent again only if the server can't have taken it.
    pub(super) fn only_once(mut self) -> Self {
        self.may_be_repeated = false;
        self
    }

    pub(super) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.fields.push((name, SecretString::from(value)));
        self
    }

    pub(super) fn with_secret(mut self, name: &'static str, value: &SecretString) -> Self {
        self.fields.push((name, value.clone()));
        self.secrets.push(value.clone());
        self
    }

    /// What must not be told of it.
    pub(super) fn secrets(&self) -> Vec<&str> {
        self.secrets
            .iter()
            .map(ExposeSecret::expose_secret)
            .collect()
    }

    /// Encoded once, though one of the vendor's samples does so twice.
    fn encode(&self) -> String {
        let fields = self.fields.iter();
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields.map(|(name, value)| (name, value.expose_secret())))
            .finish()
    }

    fn may_follow(&self, status: u16) -> bool {
        match status {
            // The server says that it has done nothing.
            429 | 503 => true,
            500.. => self.may_be_repeated,
            _ => false,
        }
    }
}
