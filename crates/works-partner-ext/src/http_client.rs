//! reqwest, as it speaks with the auth server, and with the API through a proxy.

use reqwest::ClientBuilder;

use crate::error::Error;
use crate::hosts::BaseUrl;
use crate::proxy::EnvironmentProxies;

/// Who asks, for servers.
pub(crate) const PRODUCT: &str = concat!("works-partner/", env!("CARGO_PKG_VERSION"));

/// The proxies of the environment for what is below this URL.
pub(crate) fn proxies(base: &BaseUrl) -> Result<Option<EnvironmentProxies>, Error> {
    match base.is_loopback() {
        true => Ok(None),
        false => EnvironmentProxies::read(),
    }
}

/// A client for what is below this URL, with these proxies.
pub(crate) fn http_client(
    base: &BaseUrl,
    proxies: Option<EnvironmentProxies>,
    timeouts: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<reqwest::Client, Error> {
    let http = ClientBuilder::new()
        .user_agent(PRODUCT)
        // Followed by hand, or not at all: a redirect would carry secrets wherever it points.
        .redirect(reqwest::redirect::Policy::none())
        // reqwest would replay a request of its own accord where HTTP/2 lets it.
        .retry(reqwest::retry::never())
        // Decoded by the engine, whatever the case of their names.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        // Those of the environment are read by us: see `proxy`.
        .no_proxy();
    let mut http = trusting(timeouts(http), base)?;
    if let Some(proxies) = proxies {
        http = http.proxy(reqwest::Proxy::custom(move |url| proxies.for_url(url)));
    }
    http.build().map_err(|error| unusable(&error.to_string()))
}

#[cfg(feature = "rustls-no-provider")]
fn trusting(http: ClientBuilder, base: &BaseUrl) -> Result<ClientBuilder, Error> {
    if !base.is_https() {
        // This machine needs no certificates, and reading them takes longer than a call.
        return Ok(http.tls_certs_only([]));
    }
    let config = crate::tls::config().map_err(|reason| unusable(&reason))?;
    Ok(http.tls_backend_preconfigured((*config).clone()))
}

#[cfg(not(feature = "rustls-no-provider"))]
fn trusting(http: ClientBuilder, _: &BaseUrl) -> Result<ClientBuilder, Error> {
    Ok(http)
}

/// A client that trusts no server, for where one is asked for and none is used: to set it up costs little.
pub(crate) fn placeholder() -> Result<reqwest::Client, Error> {
    let http = ClientBuilder::new().no_proxy();
    #[cfg(feature = "rustls-no-provider")]
    let http = http.tls_certs_only([]);
    http.build().map_err(|error| unusable(&error.to_string()))
}

/// There is no way to speak with any server.
pub(crate) fn unusable(reason: &str) -> Error {
    Error::configuration(format!("the HTTP client cannot be set up: {reason}"))
}
