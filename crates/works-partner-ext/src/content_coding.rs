//! Content codings of responses, by RFC 9110, 8.4: in any case, several in a row, bounded.

use std::io::Read;

use bytes::Bytes;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

/// What requests ask for.
pub(crate) const ACCEPTED: &str = "gzip";

/// More than anybody applies to one body.
const MOST_CODINGS: usize = 5;

/// Why a body stays as it is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Undecodable {
    /// A coding that this client does not know, or too many of them.
    Unsupported(String),
    /// The body is not what its coding says.
    Damaged(&'static str),
    /// It is longer than allowed once decoded.
    TooLarge,
}

/// The content of a body: decoded as its headers say, without a leading byte order mark. Headers that
/// speak of the encoded body go.
///
/// `limit` holds for what comes out of each coding, in bytes.
pub(crate) fn content(
    headers: &mut HeaderMap,
    body: Bytes,
    limit: usize,
) -> Result<Bytes, Undecodable> {
    let codings = codings(headers)?;
    let mut body = body;
    if !body.is_empty() {
        for coding in codings.iter().rev() {
            body = decode(coding, &body, limit)?;
        }
    }
    if !codings.is_empty() {
        headers.remove(CONTENT_ENCODING);
        headers.remove(CONTENT_LENGTH);
    }
    Ok(without_bom(body))
}

/// A byte order mark is not content.
pub(crate) fn without_bom(body: Bytes) -> Bytes {
    match body.starts_with("\u{feff}".as_bytes()) {
        true => body.slice(3..),
        false => body,
    }
}

/// In the order in which they were applied.
fn codings(headers: &HeaderMap) -> Result<Vec<String>, Undecodable> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        let listed = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
        for coding in listed.split(',').map(str::trim) {
            match coding {
                "" | "identity" => {}
                "gzip" | "x-gzip" | "deflate" => codings.push(coding.to_owned()),
                other => {
                    let shown = other.escape_default().take(40).collect();
                    return Err(Undecodable::Unsupported(shown));
                }
            }
        }
    }
    if codings.len() > MOST_CODINGS {
        let count = codings.len();
        return Err(Undecodable::Unsupported(format!(
            "{count} codings in a row"
        )));
    }
    Ok(codings)
}

fn decode(coding: &str, body: &[u8], limit: usize) -> Result<Bytes, Undecodable> {
    if coding != "deflate" {
        return read(MultiGzDecoder::new(body), limit, "gzip");
    }
    match read(ZlibDecoder::new(body), limit, "deflate") {
        // Some servers leave the frame of zlib out.
        Err(Undecodable::Damaged(_)) => read(DeflateDecoder::new(body), limit, "deflate"),
        other => other,
    }
}

fn read(decoder: impl Read, limit: usize, coding: &'static str) -> Result<Bytes, Undecodable> {
    let most = u64::try_from(limit).unwrap_or(u64::MAX);
    let mut decoded = Vec::new();
    decoder
        .take(most.saturating_add(1))
        .read_to_end(&mut decoded)
        .map_err(|_| Undecodable::Damaged(coding))?;
    if decoded.len() > limit {
        return Err(Undecodable::TooLarge);
    }
    Ok(decoded.into())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn gzip(body: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(body).unwrap_or_default();
        encoder.finish().unwrap_or_default()
    }

    fn zlib(body: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(body).unwrap_or_default();
        encoder.finish().unwrap_or_default()
    }

    fn raw_deflate(body: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(body).unwrap_or_default();
        encoder.finish().unwrap_or_default()
    }

    fn decoded(codings: &[&str], body: Vec<u8>) -> Result<Vec<u8>, Undecodable> {
        let mut headers = HeaderMap::new();
        for coding in codings {
            let value = coding.parse().unwrap_or_else(|_| panic!("{coding}"));
            headers.append(CONTENT_ENCODING, value);
        }
        content(&mut headers, body.into(), 100).map(Vec::from)
    }

    #[test]
    fn codings_are_read_as_rfc_9110_says() {
        let body = b"{}".to_vec();
        for (codings, encoded) in [
            (&["gzip"][..], gzip(b"{}")),
            (&["GZip"], gzip(b"{}")),
            (&["x-gzip"], gzip(b"{}")),
            (&["gzip, X-Gzip"], gzip(&gzip(b"{}"))),
            (&["gzip", " deflate "], zlib(&gzip(b"{}"))),
            (&["deflate"], raw_deflate(b"{}")),
            (&["identity,, gzip"], gzip(b"{}")),
            (&["gzip"], [gzip(b"{"), gzip(b"}")].concat()),
            (&[], body.clone()),
            (&["gzip"], gzip("\u{feff}{}".as_bytes())),
        ] {
            assert_eq!(decoded(codings, encoded), Ok(body.clone()), "{codings:?}");
        }
        assert_eq!(decoded(&["gzip"], Vec::new()), Ok(Vec::new()));
    }

    #[test]
    fn what_cannot_be_decoded_is_told_apart() {
        for (coding, body, expected) in [
            ("br", gzip(b"{}"), Undecodable::Unsupported("br".to_owned())),
            ("gzip", b"{}".to_vec(), Undecodable::Damaged("gzip")),
            ("gzip", gzip(&[b' '; 101]), Undecodable::TooLarge),
            (
                "gzip,gzip,gzip,gzip,gzip,gzip",
                gzip(b"{}"),
                Undecodable::Unsupported("6 codings in a row".to_owned()),
            ),
        ] {
            assert_eq!(decoded(&[coding], body), Err(expected), "{coding}");
        }
    }
}
