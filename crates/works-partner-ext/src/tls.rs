//! TLS by rustls, with the certificates that the system trusts.

use std::sync::{Arc, OnceLock};

use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls_platform_verifier::BuilderVerifierExt as _;

/// HTTP/2 where the server speaks it.
const PROTOCOLS: [&[u8]; 2] = [b"h2", b"http/1.1"];

/// The configuration of all connections. Reading the system's certificates takes longer than most calls, so
/// it is done once, and not before there is a connection to make by TLS.
pub(crate) fn config() -> Result<Arc<ClientConfig>, String> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(config.clone());
    }
    let config = Arc::new(read().map_err(|error| error.to_string())?);
    Ok(CONFIG.get_or_init(|| config).clone())
}

fn read() -> Result<ClientConfig, rustls::Error> {
    // A program may have chosen another.
    let provider = CryptoProvider::get_default().cloned();
    #[cfg(feature = "rustls")]
    let provider =
        provider.or_else(|| Some(Arc::new(rustls::crypto::aws_lc_rs::default_provider())));
    let provider = provider.ok_or_else(|| {
        rustls::Error::General("the program installs no cryptography for rustls".to_owned())
    })?;
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    config.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).into();
    Ok(config)
}
