//! The keys that service accounts sign with.

use std::fmt;
use std::sync::{Arc, OnceLock};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What an app's assertions are verified with.
#[derive(Clone)]
pub(super) enum AppKey {
    Given(Arc<ParsedPublicKey>),
    /// The key that this process makes when someone first asks for its private half.
    Default,
}

impl AppKey {
    pub(super) fn from_pem(pem: &str) -> Result<Self, InvalidPublicKey> {
        let der = unwrap_pem(pem).ok_or(InvalidPublicKey)?;
        let key = parse(&der).map_err(|_| InvalidPublicKey)?;
        Ok(Self::Given(Arc::new(key)))
    }

    /// Whether this key's private half made the signature: RS256, and nothing else.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = match self {
            Self::Given(key) => Some(&**key),
            // Nobody can have signed with a key that was not made yet.
            Self::Default => DEFAULT.get().map(|key| &key.public),
        };
        key.is_some_and(|key| key.verify_sig(message, signature).is_ok())
    }
}

/// The private key of every sandbox's default app, in PKCS#8. It is made at the first call.
pub(crate) fn private_key_pem() -> &'static str {
    let key = DEFAULT.get_or_init(|| {
        let made = DefaultKey::generate();
        #[expect(clippy::expect_used, reason = "without randomness nothing works")]
        made.expect("the system gives random bytes to make a key from")
    });
    &key.private_pem
}

/// One for the process, since making one takes longer than anything else here.
static DEFAULT: OnceLock<DefaultKey> = OnceLock::new();

struct DefaultKey {
    private_pem: String,
    public: ParsedPublicKey,
}

impl DefaultKey {
    fn generate() -> Result<Self, Unspecified> {
        let pair = KeyPair::generate(KeySize::Rsa2048)?;
        let private: Pkcs8V1Der<'_> = pair.as_der()?;
        let public: PublicKeyX509Der<'_> = pair.public_key().as_der()?;
        Ok(Self {
            private_pem: wrap_pem("PRIVATE KEY", private.as_ref()),
            public: parse(public.as_ref()).map_err(|_| Unspecified)?,
        })
    }
}

fn parse(der: &[u8]) -> Result<ParsedPublicKey, aws_lc_rs::error::KeyRejected> {
    ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, der)
}

fn wrap_pem(label: &str, der: &[u8]) -> String {
    let mut pem = format!("-----BEGIN {label}-----\n");
    // 48 bytes make a line of 64 characters.
    for line in der.chunks(48) {
        STANDARD.encode_string(line, &mut pem);
        pem.push('\n');
    }
    pem + &format!("-----END {label}-----\n")
}

/// The bytes of the only public key in a PEM text, as an X.509 or a PKCS#1 one.
fn unwrap_pem(pem: &str) -> Option<Vec<u8>> {
    let (_, rest) = pem.split_once("-----BEGIN ")?;
    let (label, rest) = rest.split_once("-----")?;
    if !matches!(label, "PUBLIC KEY" | "RSA PUBLIC KEY") {
        return None;
    }
    let (text, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let text: String = text.split_ascii_whitespace().collect();
    STANDARD.decode(text).ok()
}

/// No RSA public key in PEM.
///
/// ```
/// use works_partner_sandbox::App;
///
/// let error = App::new("id", "secret", "account", "-----BEGIN PRIVATE KEY-----").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "this is not an RSA public key in PEM, which begins with -----BEGIN PUBLIC KEY-----",
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidPublicKey;

impl fmt::Display for InvalidPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "this is not an RSA public key in PEM, which begins with -----BEGIN PUBLIC KEY-----",
        )
    }
}

impl std::error::Error for InvalidPublicKey {}
