//! Redirects, followed by hand: an automatic one would carry the token anywhere, or drop it.
#![deny(clippy::arithmetic_side_effects)]

use http::header::LOCATION;
use reqwest::Response;
use url::Url;

use crate::credentials::AccessToken;
use crate::error::{Error, ErrorKind};
use crate::hosts::{Hosts, without_secrets};
use crate::masking::mask;

/// As many as a resource that moves between instances can ever need.
const MOST_HOPS: usize = 5;

/// Where one request has been.
pub(super) struct Hops<'a> {
    start: &'a Url,
    token: &'a AccessToken,
    /// Where it was sent on to.
    further: Vec<Url>,
}

impl<'a> Hops<'a> {
    pub(super) fn new(start: &'a Url, token: &'a AccessToken) -> Self {
        Self {
            start,
            token,
            further: Vec::new(),
        }
    }

    /// Where the request was last sent on to.
    pub(super) fn target(&self) -> Option<&Url> {
        self.further.last()
    }

    /// Where the request is to go now.
    pub(super) fn here(&self) -> &Url {
        self.target().unwrap_or(self.start)
    }

    /// The same for logs and errors, without an echo of the token.
    pub(super) fn shown(&self) -> String {
        self.masked(self.here())
    }

    fn masked(&self, url: &Url) -> String {
        mask(&without_secrets(url), &[self.token.expose_secret()])
    }

    /// Whom it asks there, for errors.
    pub(super) fn host(&self) -> &str {
        self.here().host_str().unwrap_or_default()
    }

    /// Whether a response sends the request on: a 307 or 308 that names an allowed host. Other 3xx
    /// would turn a POST into a GET; they are answers, and the caller sees them.
    pub(super) fn follow(
        &mut self,
        response: &Response,
        hosts: &Hosts,
        operation_id: &'static str,
    ) -> Result<bool, Error> {
        if !matches!(response.status().as_u16(), 307 | 308) {
            return Ok(false);
        }
        let refused = |reason: String| {
            let head = crate::reply::Received {
                operation_id,
                status: response.status(),
                headers: response.headers().clone(),
                ..Default::default()
            };
            Err(Error::new(ErrorKind::Redirect, reason).with_head(head))
        };
        let location = response
            .headers()
            .get(LOCATION)
            .and_then(|value| value.to_str().ok());
        let Some(target) = location.and_then(|location| response.url().join(location).ok()) else {
            return refused("the server redirected to nowhere".to_owned());
        };
        let shown = self.masked(&target);
        if !hosts.allow(&target) {
            return refused(format!(
                "the server redirected to {shown}, where the token does not travel; allow the host \
                 if it is the vendor's"
            ));
        }
        if *self.start == target || self.further.contains(&target) {
            return refused(format!("the server redirects in a loop, back to {shown}"));
        }
        if self.further.len() >= MOST_HOPS {
            return refused(format!("the server redirected more than {MOST_HOPS} times"));
        }
        self.further.push(target);
        Ok(true)
    }
}
