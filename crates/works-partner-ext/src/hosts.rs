//! Where requests may go: https, or this machine.

use std::fmt;

use url::{Host, Position, Url};

/// A URL that a token must not be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidUrl {
    /// Without what may be a secret in it.
    shown: String,
    reason: &'static str,
}

impl fmt::Display for InvalidUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be used: {}", self.shown, self.reason)
    }
}

impl std::error::Error for InvalidUrl {}

/// The host of a URL, and the port where it names one.
pub(crate) fn authority(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}

/// Whether a client may have this base URL, which then has nothing secret in it.
///
/// # Errors
///
/// A URL that a client is not built with.
///
/// ```
/// use works_partner_ext::{BASE_URL, check_base_url};
///
/// assert!(check_base_url(BASE_URL).is_ok());
/// let error = check_base_url("https://me:hush@example.com/v1.0").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the base URL https://example.com/v1.0 cannot be used: it must not carry a user or a password",
/// );
/// ```
pub fn check_base_url(url: &str) -> Result<(), InvalidUrl> {
    BaseUrl::parse(url).map(drop)
}

/// Whether an account may have this URL of an auth server, which then has nothing secret in it.
///
/// # Errors
///
/// A URL that an account is not built with.
///
/// ```
/// use works_partner_ext::{AUTH_URL, check_auth_url};
///
/// assert!(check_auth_url(AUTH_URL).is_ok());
/// assert!(check_auth_url("http://example.com/oauth2/v2.0").is_err());
/// ```
pub fn check_auth_url(url: &str) -> Result<(), InvalidUrl> {
    BaseUrl::parse_auth(url).map(drop)
}

/// A URL that requests may be sent below: no trailing slash, no query, no user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BaseUrl(Url);

impl BaseUrl {
    /// The API's.
    pub(crate) fn parse(text: &str) -> Result<Self, InvalidUrl> {
        let no_url = "it is not a URL such as https://www.worksapis.com/v1.0";
        Self::parse_named(text, "the base URL", no_url)
    }

    /// An auth server's.
    pub(crate) fn parse_auth(text: &str) -> Result<Self, InvalidUrl> {
        let no_url = "it is not a URL such as https://auth.worksmobile.com/oauth2/v2.0";
        Self::parse_named(text, "the auth URL", no_url)
    }

    fn parse_named(
        text: &str,
        name: &'static str,
        no_url: &'static str,
    ) -> Result<Self, InvalidUrl> {
        let Ok(url) = Url::parse(text) else {
            // What cannot be parsed cannot be cleaned either.
            return Err(InvalidUrl {
                shown: name.to_owned(),
                reason: no_url,
            });
        };
        let refused = |reason| {
            // A user and a password without `//` before them are no part of their own.
            let may_hide_a_user = url.cannot_be_a_base() || url.path().contains('@');
            Err(InvalidUrl {
                shown: match may_hide_a_user {
                    true => name.to_owned(),
                    false => format!("{name} {}", without_secrets(&url)),
                },
                reason,
            })
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refused("it must not carry a user or a password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refused("it must not carry a query or a fragment");
        }
        match may_carry_a_token(&url) {
            Ok(()) => Ok(Self(url)),
            Err(reason) => refused(reason),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }

    /// Whom requests are sent to, for errors.
    pub(crate) fn authority(&self) -> &str {
        authority(&self.0)
    }

    /// A URL below this one, by a path that begins with a slash, and its query.
    pub(crate) fn below(&self, path: &str) -> Option<Url> {
        Url::parse(&[self.as_str(), path].concat()).ok()
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    #[cfg(feature = "rustls-no-provider")]
    pub(crate) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }
}

/// Where the token may travel.
#[derive(Clone, Debug)]
pub(crate) struct Hosts {
    base: BaseUrl,
    /// `host`, or `host:port` for a port that is not that of https.
    allowed: Vec<String>,
}

impl Hosts {
    /// The vendor moves resources between instances, all below the domain of its API.
    const VENDOR: &str = "worksapis.com";

    pub(crate) fn new(base: BaseUrl, allowed: &[String]) -> Result<Self, InvalidUrl> {
        let allowed = allowed
            .iter()
            .map(|host| allowed_host(host))
            .collect::<Result<_, _>>()?;
        Ok(Self { base, allowed })
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.base
    }

    pub(crate) fn allow(&self, url: &Url) -> bool {
        if may_carry_a_token(url).is_err() {
            return false;
        }
        let base = &self.base.0;
        // Both have an origin of the usual kind, which is these three.
        if url.scheme() == base.scheme()
            && url.host() == base.host()
            && url.port_or_known_default() == base.port_or_known_default()
        {
            return true;
        }
        let Some(host) = url.host_str() else {
            return false;
        };
        let port = url.port_or_known_default().unwrap_or_default();
        let with_port = format!("{host}:{port}");
        let is_vendor = |host: &str| {
            host.strip_suffix(Self::VENDOR)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        self.allowed
            .iter()
            .any(|allowed| *allowed == authority(url) || *allowed == with_port)
            || is_vendor(authority(url)) && self.base.0.host_str().is_some_and(is_vendor)
    }
}

/// A host as URLs have it: in small letters, and without the usual port.
fn allowed_host(text: &str) -> Result<String, InvalidUrl> {
    let is_more = |character: char| character.is_whitespace() || "/\\?#@*".contains(character);
    let url = Url::parse(&format!("https://{text}")).ok();
    let url = url.filter(|_| !text.contains(is_more));
    let host = url.as_ref().map(|url| authority(url).to_owned());
    host.ok_or_else(|| InvalidUrl {
        shown: match text.contains('@') {
            true => "an allowed host".to_owned(),
            false => format!("the allowed host {text:?}"),
        },
        reason: "it is not a host such as other.example or other.example:8443",
    })
}

/// Plain http shows the token to whoever listens, so it may go to this machine only.
fn may_carry_a_token(url: &Url) -> Result<(), &'static str> {
    match url.scheme() {
        "https" if url.has_host() => Ok(()),
        "http" if is_loopback(url) => Ok(()),
        "http" => {
            Err("plain http goes to this machine only (127.0.0.1, ::1, localhost); use https")
        }
        _ => Err("it must begin with https://"),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The URL without user, password, query and fragment, for errors and logs.
pub(crate) fn without_secrets(url: &Url) -> String {
    let mut shown = url.clone();
    // Both fail only for URLs that have neither.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_query(None);
    shown.set_fragment(None);
    shown.to_string()
}
