//! The proxies of the environment.
//!
//! reqwest reads the same variables, but goes directly where it cannot read a proxy's address, and knows
//! neither ports nor `*.domain` in `NO_PROXY`.

use std::env;
use std::ffi::OsString;
use std::net::IpAddr;

use ipnet::IpNet;
use url::{Host, Url};

use crate::error::Error;

/// Which proxy leads to where.
#[derive(Clone, Debug)]
pub(crate) struct EnvironmentProxies {
    http: Option<Url>,
    https: Option<Url>,
    none: Vec<Exception>,
}

impl EnvironmentProxies {
    /// Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in upper or lower case. A variable
    /// that is empty is not set. `None` where no proxy is set.
    ///
    /// # Errors
    ///
    /// Where the address of a proxy cannot be used: going without one could be what it is to prevent.
    pub(crate) fn read() -> Result<Option<Self>, Error> {
        Self::from(|name| env::var_os(name))
    }

    fn from(variable: impl Fn(&str) -> Option<OsString>) -> Result<Option<Self>, Error> {
        let value = |name: &'static str| -> Result<Option<(&'static str, String)>, Error> {
            let lower = name.to_ascii_lowercase();
            let set = |name: &str| variable(name).filter(|value| !value.is_empty());
            match set(name).or_else(|| set(&lower)).map(OsString::into_string) {
                None => Ok(None),
                Some(Ok(value)) => Ok(Some((name, value))),
                Some(Err(_)) => Err(Error::configuration(format!("{name} is not valid UTF-8"))),
            }
        };
        let proxy = |given: Option<(&str, String)>| {
            given.map(|(name, value)| parsed(name, &value)).transpose()
        };
        let all = proxy(value("ALL_PROXY")?)?;
        // A CGI program gets HTTP_PROXY from whoever sends a header `Proxy`.
        let http = match variable("REQUEST_METHOD") {
            Some(_) => None,
            None => proxy(value("HTTP_PROXY")?)?.or_else(|| all.clone()),
        };
        let https = proxy(value("HTTPS_PROXY")?)?.or(all);
        if http.is_none() && https.is_none() {
            return Ok(None);
        }
        let none = value("NO_PROXY")?.map_or_else(String::new, |(_, value)| value);
        let none = none
            .split([',', ' ', '\t', '\n'])
            .filter_map(Exception::parse);
        Ok(Some(Self {
            http,
            https,
            none: none.collect(),
        }))
    }

    /// The proxy that leads there, for messages: its host and port, and no password.
    pub(crate) fn shown_for(&self, url: &str) -> Option<String> {
        self.for_url(&Url::parse(url).ok()?).as_ref().map(shown)
    }

    pub(crate) fn for_url(&self, url: &Url) -> Option<Url> {
        if self.none.iter().any(|exception| exception.covers(url)) {
            return None;
        }
        match url.scheme() {
            "https" => self.https.clone(),
            _ => self.http.clone(),
        }
    }
}

fn shown(proxy: &Url) -> String {
    let host = proxy.host_str().unwrap_or_default();
    match proxy.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn parsed(name: &str, value: &str) -> Result<Url, Error> {
    let value = value.trim();
    let with_scheme = match value.contains("://") {
        true => value.to_owned(),
        false => format!("http://{value}"),
    };
    let url = Url::parse(&with_scheme)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| {
        // It may have a password in it.
        let shown = match value.contains('@') {
            true => "its value".to_owned(),
            false => format!("`{}`", value.escape_debug()),
        };
        Error::configuration(format!(
            "{name}: {shown} is not the address of a proxy, such as http://proxy.example:8080; only \
             http and https proxies are supported"
        ))
    })
}

/// An entry of `NO_PROXY`: where to go directly.
#[derive(Clone, Debug)]
struct Exception {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Clone, Debug)]
enum Hosts {
    All,
    /// A domain and what is below it; or only what is below.
    Domain {
        name: String,
        itself: bool,
    },
    Network(IpNet),
}

impl Exception {
    fn parse(entry: &str) -> Option<Self> {
        let entry = entry.trim();
        if entry.is_empty() {
            return None;
        }
        if let Some(network) = network(entry) {
            return Some(Self {
                hosts: Hosts::Network(network),
                port: None,
            });
        }
        let (host, port) = match entry.rsplit_once(':') {
            Some((host, port)) => match port.parse() {
                Ok(port) => (host, Some(port)),
                Err(_) => (entry, None),
            },
            None => (entry, None),
        };
        let hosts = if host == "*" {
            Hosts::All
        } else if let Some(network) = network(host) {
            Hosts::Network(network)
        } else {
            let lower = host.trim_end_matches('.').to_lowercase();
            let below = lower.strip_prefix("*.");
            let name = below.unwrap_or(&lower).trim_start_matches('.');
            // Names of other scripts are compared as URLs write them.
            let name = match Host::parse(name) {
                Ok(Host::Domain(name)) => name,
                _ => name.to_owned(),
            };
            Hosts::Domain {
                name,
                itself: below.is_none(),
            }
        };
        Some(Self { hosts, port })
    }

    fn covers(&self, url: &Url) -> bool {
        if self.port.is_some() && self.port != url.port_or_known_default() {
            return false;
        }
        match (&self.hosts, url.host()) {
            (_, None) => false,
            (Hosts::All, _) => true,
            (Hosts::Network(network), Some(Host::Ipv4(ip))) => network.contains(&IpAddr::from(ip)),
            (Hosts::Network(network), Some(Host::Ipv6(ip))) => network.contains(&IpAddr::from(ip)),
            (Hosts::Domain { name, itself }, Some(Host::Domain(host))) => {
                let host = host.trim_end_matches('.');
                match host.strip_suffix(name.as_str()) {
                    Some("") => *itself,
                    Some(before) => before.ends_with('.'),
                    None => false,
                }
            }
            _ => false,
        }
    }
}

/// An address, with or without brackets, or a network.
fn network(text: &str) -> Option<IpNet> {
    let text = match text.strip_prefix('[') {
        Some(text) => text.strip_suffix(']')?,
        None => text,
    };
    let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)]) -> Result<Option<EnvironmentProxies>, Error> {
        EnvironmentProxies::from(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        })
    }

    fn way(variables: &[(&str, &str)], url: &str) -> Option<String> {
        let url = Url::parse(url).unwrap_or_else(|error| panic!("{error}"));
        let proxies = proxies(variables).unwrap_or_else(|error| panic!("{error}"))?;
        proxies.for_url(&url).map(|proxy| proxy.to_string())
    }

    #[test]
    fn exceptions_name_hosts_ports_and_networks() {
        for (entry, url, is_direct) in [
            ("api.example:443", "https://api.example/v1", true),
            ("api.example:8443", "https://api.example/v1", false),
            ("API.example", "https://api.example/v1", true),
            ("example", "https://api.example/v1", true),
            (".example", "https://api.example/v1", true),
            ("*.example", "https://api.example/v1", true),
            ("*.example", "https://example/v1", false),
            ("*.example:443", "https://a.b.example./v1", true),
            ("ample", "https://api.example/v1", false),
            ("x, api.example", "https://api.example/v1", true),
            ("x api.example", "https://api.example/v1", true),
            ("*", "https://api.example/v1", true),
            ("10.1.0.0/16", "https://10.1.2.3/v1", true),
            ("10.1.0.0/16", "https://10.2.2.3/v1", false),
            ("10.1.2.3:443", "https://10.1.2.3/v1", true),
            ("fd00::/8", "https://[fd12::1]/v1", true),
            ("[fd12::1]:444", "https://[fd12::1]/v1", false),
            ("[fd12::1]:443", "https://[fd12::1]/v1", true),
            ("fd12::1", "https://[fd12::1]/v1", true),
            ("", "https://api.example/v1", false),
        ] {
            for name in ["NO_PROXY", "no_proxy"] {
                let way = way(&[("HTTPS_PROXY", "http://p:1"), (name, entry)], url);
                assert_eq!(way.is_none(), is_direct, "{entry}: {url}");
            }
        }
    }

    #[test]
    fn each_scheme_has_its_variable() {
        let all = [
            ("ALL_PROXY", "all:3"),
            ("https_proxy", "u:p@https:2"),
            ("HTTP_PROXY", ""),
        ];
        assert_eq!(
            way(&all, "https://a/").as_deref(),
            Some("http://u:p@https:2/")
        );
        assert_eq!(way(&all, "http://a/").as_deref(), Some("http://all:3/"));
        assert_eq!(way(&[], "https://a/"), None);
        let cgi = [("HTTP_PROXY", "evil:1"), ("REQUEST_METHOD", "GET")];
        assert_eq!(way(&cgi, "http://a/"), None);
    }

    #[test]
    fn what_is_no_proxy_is_an_error_and_not_a_direct_way() {
        for (name, value) in [
            ("HTTPS_PROXY", "http://"),
            ("https_proxy", "proxy.example:port"),
            ("HTTP_PROXY", "socks5://proxy.example:1080"),
            ("ALL_PROXY", "http://user:CANARY@proxy example"),
        ] {
            let error = proxies(&[(name, value)])
                .err()
                .map(|error| error.to_string());
            let error = error.unwrap_or_else(|| panic!("{value} is taken"));
            assert!(error.contains(&name.to_uppercase()), "{error}");
            assert!(!error.contains("CANARY"), "{error}");
        }
    }
}
