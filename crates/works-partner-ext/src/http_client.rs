//! The HTTP client that speaks with a server, for the API and the auth server alike.

use crate::error::Error;
use crate::hosts::BaseUrl;
use crate::proxy::EnvironmentProxies;

/// A client for what is below this URL, with the proxies of the environment.
pub(crate) fn http_client(
    base: &BaseUrl,
    timeouts: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) -> Result<reqwest::Client, Error> {
    let http = reqwest::Client::builder()
        .user_agent(concat!("works-partner/", env!("CARGO_PKG_VERSION")))
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
    let mut http = timeouts(http);
    if !base.is_loopback()
        && let Some(proxies) = EnvironmentProxies::read()?
    {
        http = http.proxy(reqwest::Proxy::custom(move |url| proxies.for_url(url)));
    }
    http.build()
        .map_err(|error| Error::configuration(format!("the HTTP client cannot be set up: {error}")))
}
