//! Redirects, followed by hand: an automatic one would carry the token anywhere, or drop it.
#![deny(clippy::arithmetic_side_effects)]

use http::header::LOCATION;
use http::response;
use url::Url;

use crate::credentials::AccessToken;
use crate::error::{Error, ErrorKind};
use crate::hosts::{Hosts, authority, without_secrets};
use crate::masking::mask;

/// As many as a resource that moves between instances can ever need.
const MOST_HOPS: usize = 5;

/// Where one request has been.
pub(super) struct Hops<'a> {
    hosts: &'a Hosts,
    /// Below the base URL, where it began.
    path: &'a str,
    token: &'a AccessToken,
    /// Where it was sent on to.
    further: Vec<Url>,
}

impl<'a> Hops<'a> {
    pub(super) fn new(hosts: &'a Hosts, path: &'a str, token: &'a AccessToken) -> Self {
        Self {
            hosts,
            path,
            token,
            further: Vec::new(),
        }
    }

    /// Where the request was last sent on to.
    pub(super) fn target(&self) -> Option<&Url> {
        self.further.last()
    }

    /// The same for logs and errors, without an echo of the token.
    pub(super) fn shown(&self) -> String {
        let target = self.target().map(|target| self.masked(target));
        target.unwrap_or_default()
    }

    fn masked(&self, url: &Url) -> String {
        mask(&without_secrets(url), &[self.token.expose_secret()])
    }

    /// Whom it asks there, for errors.
    pub(super) fn host(&self) -> &str {
        match self.target() {
            Some(target) => authority(target),
            None => self.hosts.base().authority(),
        }
    }

    /// Whether a response sends the request on: a 307 or 308 that names an allowed host. Other 3xx
    /// would turn a POST into a GET; they are answers, and the caller sees them.
    pub(super) fn follow(
        &mut self,
        head: &response::Parts,
        operation_id: &'static str,
    ) -> Result<bool, Error> {
        if !matches!(head.status.as_u16(), 307 | 308) {
            return Ok(false);
        }
        let refused = |reason: String| {
            let head = crate::reply::Received {
                operation_id,
                status: head.status,
                headers: head.headers.clone(),
                ..Default::default()
            };
            Err(Error::new(ErrorKind::Redirect, reason).with_head(head))
        };
        let start = self.hosts.base().below(self.path);
        let location = head.headers.get(LOCATION);
        let location = location.and_then(|value| value.to_str().ok());
        let here = self.target().or(start.as_ref());
        let target = location
            .zip(here)
            .and_then(|(location, here)| here.join(location).ok());
        let Some(target) = target else {
            return refused("the server redirected to nowhere".to_owned());
        };
        let shown = self.masked(&target);
        if !self.hosts.allow(&target) {
            return refused(format!(
                "the server redirected to {shown}, where the token does not travel; allow the host \
                 if it is the vendor's"
            ));
        }
        if start.as_ref() == Some(&target) || self.further.contains(&target) {
            return refused(format!("the server redirects in a loop, back to {shown}"));
        }
        if self.further.len() >= MOST_HOPS {
            return refused(format!("the server redirected more than {MOST_HOPS} times"));
        }
        self.further.push(target);
        Ok(true)
    }
}
