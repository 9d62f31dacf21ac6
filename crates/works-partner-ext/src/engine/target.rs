//! Where a request goes, as a URI: the base URL is taken apart once, and not with every call.

use bytes::Bytes;
use http::Uri;
use http::uri::{Authority, Parts, PathAndQuery, Scheme};
use url::Url;

use crate::error::{Error, ErrorKind};
use crate::hosts::{BaseUrl, Hosts, without_secrets};

/// The base URL.
pub(crate) struct Target {
    scheme: Option<Scheme>,
    authority: Option<Authority>,
    /// Its path, without a slash at the end.
    path: String,
}

impl Target {
    pub(crate) fn new(base: &BaseUrl) -> Result<Self, Error> {
        let parts = Uri::try_from(base.as_str())
            .map_err(|_| Error::configuration("the base URL cannot be requested"))?
            .into_parts();
        let path = parts.path_and_query.map(|path| path.path().to_owned());
        Ok(Self {
            scheme: parts.scheme,
            authority: parts.authority,
            path: path.map_or_else(String::new, |path| path.trim_end_matches('/').to_owned()),
        })
    }

    /// A path that begins with a slash, and its query, below the base URL.
    ///
    /// # Errors
    ///
    /// A path that leads to another host, or that no request can have.
    pub(super) fn below(&self, hosts: &Hosts, path: &str) -> Result<Uri, Error> {
        if !is_plain(path) {
            // Read as browsers read it, and held against the hosts like a redirect.
            let url = hosts.base().below(path);
            let url = url.ok_or_else(|| Error::invalid_request("the path cannot be requested"))?;
            if !hosts.allow(&url) {
                return Err(Error::new(
                    ErrorKind::InvalidRequest,
                    format!("the token does not travel to {}", without_secrets(&url)),
                ));
            }
            return Self::elsewhere(&url);
        }
        let mut whole = String::with_capacity(self.path.len().saturating_add(path.len()));
        whole.push_str(&self.path);
        whole.push_str(path);
        let mut parts = Parts::default();
        parts.scheme.clone_from(&self.scheme);
        parts.authority.clone_from(&self.authority);
        parts.path_and_query = PathAndQuery::from_maybe_shared(Bytes::from(whole)).ok();
        match parts.path_and_query {
            Some(_) => Uri::from_parts(parts).map_err(|_| too_long()),
            None => Err(too_long()),
        }
    }

    /// A URL that a redirect has led to.
    pub(super) fn elsewhere(url: &Url) -> Result<Uri, Error> {
        Uri::try_from(url.as_str()).map_err(|_| too_long())
    }
}

/// What else a URL cannot be has been refused before.
fn too_long() -> Error {
    Error::invalid_request("the path is longer than any request can have")
}

/// Whether a URL writes this path as it is, so that it cannot lead anywhere else: no dots at the beginning of a
/// segment, and no character that means another one.
fn is_plain(path: &str) -> bool {
    let mut before = b' ';
    path.starts_with('/')
        && path.bytes().all(|byte| {
            let at_start = before == b'/';
            // Encoded, a dot is a dot.
            let encoded = before == b'%' && byte == b'2';
            before = byte;
            match byte {
                b'.' => !at_start,
                b'2' => !encoded,
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'~' | b'/' | b'%' => true,
                b'!' | b'$' | b'&' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' => true,
                b'@' | b'?' => true,
                _ => false,
            }
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn uri(base: &str, path: &str) -> Result<String, String> {
        let base = BaseUrl::parse(base).unwrap();
        let hosts = Hosts::new(base.clone(), &[]).unwrap();
        let target = Target::new(&base).unwrap();
        let uri = target.below(&hosts, path);
        uri.map(|uri| uri.to_string())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_path_is_read_as_browsers_read_it() {
        for base in [
            "https://api.example/v1.0",
            "https://api.example/v1.0/",
            "http://127.0.0.1:80",
            "http://[::1]:8080/x",
        ] {
            let url = Url::parse(base).unwrap();
            let url = url.as_str().trim_end_matches('/').to_owned();
            for path in [
                "/a/b-c_d~e",
                "/a/%E3%81%82",
                "/a?b=c+d%2Fe&f=1",
                "/a?b='c'",
                "/a/../b",
                "/a/%2e%2E/b",
                "/a/.b",
                "/a\\b",
                "/a b#c",
                "//other.example/",
                "/あ",
                "/a;b=c,d:@",
            ] {
                let expected = Url::parse(&format!("{url}{path}")).unwrap();
                let expected = Uri::try_from(expected.as_str()).unwrap().to_string();
                assert_eq!(uri(base, path).unwrap(), expected, "{path}");
            }
        }
    }

    #[test]
    fn a_path_leads_to_no_other_host() {
        for path in ["@evil.example/", ".evil.example/", "evil", ""] {
            let uri = uri("https://api.example", path);
            let is_ours = |uri: &String| uri.starts_with("https://api.example/");
            assert!(uri.as_ref().map_or(true, is_ours), "{path}: {uri:?}");
        }
        let long = format!("/{}", "a".repeat(70_000));
        let error = uri("https://api.example", &long).unwrap_err();
        assert!(error.contains("longer"), "{error}");
    }
}
