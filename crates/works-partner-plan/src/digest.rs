//! SHA-256 in hexadecimal digits.

use std::fmt::Write as _;

use aws_lc_rs::digest::{SHA256, digest};

/// The digest of some bytes.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in digest(&SHA256, bytes).as_ref() {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
