//! Takes secrets out of foreign text, however they are written there.
//!
//! A server may echo a token as it came, or percent-encoded in a URL, escaped in JSON or HTML, encoded
//! in base64, or several of these over each other. The text is decoded layer by layer, each byte
//! remembering where it stood, and searched in each layer. The work grows with the length of the text
//! alone.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use memchr::memmem;

/// What stands in place of a secret.
const MASK: &str = "[secret]";

/// Shorter texts are no secrets, and would take parts out of words.
const SHORTEST_SECRET: usize = 8;

/// Encodings over each other that are looked through.
const LAYERS: usize = 4;

/// The text without the secrets that it repeats. Secrets of fewer than 8 bytes stay: taking them out
/// would harm other words and hide little.
///
/// ```
/// use works_partner_ext::mask;
///
/// let token = "jp1AAAA/xyz==";
/// assert_eq!(mask("no such token: jp1AAAA%2Fxyz%3D%3D", &[token]), "no such token: [secret]");
/// assert_eq!(mask("a proxy", &["x"]), "a proxy");
/// ```
pub fn mask(text: &str, secrets: &[&str]) -> String {
    mask_as(MASK, text, secrets)
}

/// The same with another sign.
pub(crate) fn mask_as(sign: &str, text: &str, secrets: &[&str]) -> String {
    let needles: Vec<Vec<u8>> = secrets
        .iter()
        .map(|secret| secret.trim())
        .filter(|secret| secret.len() >= SHORTEST_SECRET)
        .flat_map(spellings)
        .collect();
    if needles.is_empty() {
        return text.to_owned();
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut layer = Layer::of(text);
    for _ in 0..LAYERS {
        for needle in &needles {
            found.extend(layer.find(needle));
        }
        match layer.decoded() {
            Some(deeper) => layer = deeper,
            None => break,
        }
    }
    without(text, found, sign)
}

/// The text without these places, which may overlap.
fn without(text: &str, mut places: Vec<(usize, usize)>, sign: &str) -> String {
    places.sort_unstable();
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for (start, end) in places {
        if end <= from {
            continue;
        }
        // What goes on where another one ends, or in the middle of it, is the same hole.
        if start > from || kept.is_empty() && from == 0 {
            kept.push_str(text.get(from..start).unwrap_or_default());
            kept.push_str(sign);
        }
        from = end;
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept
}

/// The secret itself, and what any base64 text that contains it has in it.
fn spellings(secret: &str) -> Vec<Vec<u8>> {
    let mut all = vec![secret.as_bytes().to_vec()];
    for before in 0..3_usize {
        let mut bytes = vec![0; before];
        bytes.extend_from_slice(secret.as_bytes());
        // Digits that also hold bits of what stands before or after differ from text to text.
        let first = (before * 8).div_ceil(6);
        let end = bytes.len() * 8 / 6;
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let digits = engine.encode(&bytes);
            let certain = digits.as_bytes().get(first..end).unwrap_or_default();
            if certain.len() >= SHORTEST_SECRET && !all.iter().any(|known| known == certain) {
                all.push(certain.to_vec());
            }
        }
    }
    all
}

/// A text after some decoding.
struct Layer {
    bytes: Vec<u8>,
    /// Where each byte begins and ends in the text.
    places: Vec<(usize, usize)>,
}

impl Layer {
    fn of(text: &str) -> Self {
        let mut places = Vec::with_capacity(text.len());
        for (start, c) in text.char_indices() {
            // All bytes of a character stand for the whole of it.
            places.extend(std::iter::repeat_n(
                (start, start + c.len_utf8()),
                c.len_utf8(),
            ));
        }
        Self {
            bytes: text.as_bytes().to_vec(),
            places,
        }
    }

    /// Where the needle stands, as places of the text.
    fn find(&self, needle: &[u8]) -> Vec<(usize, usize)> {
        let found = memmem::find_iter(&self.bytes, needle);
        found
            .filter_map(|start| {
                let (first, _) = self.places.get(start)?;
                let (_, last) = self.places.get(start + needle.len() - 1)?;
                Some((*first, *last))
            })
            .collect()
    }

    /// One layer deeper; `None` where nothing is encoded.
    fn decoded(&self) -> Option<Self> {
        let mut deeper = Self {
            bytes: Vec::with_capacity(self.bytes.len()),
            places: Vec::with_capacity(self.bytes.len()),
        };
        let mut is_encoded = false;
        let mut at = 0;
        while let Some(rest) = self.bytes.get(at..)
            && let Some(first) = rest.first()
        {
            let (byte, length) = decode(rest).unwrap_or((*first, 1));
            is_encoded |= length > 1;
            let start = self.places.get(at)?.0;
            let end = self.places.get(at + length - 1)?.1;
            deeper.bytes.push(byte);
            deeper.places.push((start, end));
            at += length;
        }
        is_encoded.then_some(deeper)
    }
}

/// The byte that an escape at the beginning stands for, and how long the escape is. Secrets are ASCII,
/// so others are of no interest.
fn decode(text: &[u8]) -> Option<(u8, usize)> {
    let hex = |digits: &[u8]| {
        let digits = std::str::from_utf8(digits).ok()?;
        u8::try_from(u32::from_str_radix(digits, 16).ok()?).ok()
    };
    match text {
        [b'%', digits @ ..] => Some((hex(digits.get(..2)?)?, 3)),
        [b'\\', b'u', digits @ ..] => Some((hex(digits.get(..4)?)?, 6)),
        [b'\\', escaped @ (b'/' | b'\\' | b'"'), ..] => Some((*escaped, 2)),
        [b'&', entity @ ..] => {
            let length = entity.iter().take(9).position(|byte| *byte == b';')?;
            let name = std::str::from_utf8(entity.get(..length)?).ok()?;
            let byte = match name {
                "amp" => b'&',
                "lt" => b'<',
                "gt" => b'>',
                "quot" => b'"',
                "apos" => b'\'',
                "plus" => b'+',
                "sol" => b'/',
                "equals" => b'=',
                "lowbar" => b'_',
                "period" => b'.',
                _ => {
                    let number = name.strip_prefix('#')?;
                    let code = match number.strip_prefix(['x', 'X']) {
                        Some(digits) => u32::from_str_radix(digits, 16),
                        None => number.parse(),
                    };
                    u8::try_from(code.ok()?).ok()?
                }
            };
            Some((byte, length + 2))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "EOZ/Uo0C5K+x=";

    #[test]
    fn a_secret_is_found_in_every_writing() {
        let base64 = |before: &str| STANDARD_NO_PAD.encode(format!("{before}{SECRET}after"));
        for echo in [
            SECRET.to_owned(),
            "EOZ%2FUo0C5K%2Bx%3D".to_owned(),
            "EOZ%2fUo0C5K%2bx%3d".to_owned(),
            "%45OZ%252FUo0C5K%252Bx%253D".to_owned(),
            r"EOZ\/Uo0C5K\u002bx\u003D".to_owned(),
            "EOZ&#47;Uo0C5K&#x2B;x&equals;".to_owned(),
            "EOZ%26%2347%3BUo0C5K&amp;#43;x=".to_owned(),
            base64(""),
            base64("a"),
            base64("ab"),
            URL_SAFE_NO_PAD.encode(format!("Bearer {SECRET}")),
        ] {
            let masked = mask(&format!("<{echo}>"), &[SECRET]);
            assert!(masked.contains(MASK), "{echo}: {masked}");
            assert!(!masked.contains("Uo0C5K"), "{echo}: {masked}");
            assert!(masked.starts_with('<') && masked.ends_with('>'), "{masked}");
            let digits = STANDARD_NO_PAD.encode("/Uo0C5");
            assert!(!masked.contains(&digits), "{echo}: {masked}");
        }
    }

    #[test]
    fn what_is_too_short_for_a_secret_stays() {
        assert_eq!(
            mask("a proxy & 100% of é", &["x", "", "proxy"]),
            "a proxy & 100% of é"
        );
        assert_eq!(mask("100%2", &[SECRET]), "100%2");
    }

    #[test]
    fn overlapping_and_repeated_secrets_go_as_one() {
        let text = format!("a {SECRET}{SECRET} b {SECRET}");
        let longer = format!("{SECRET}{SECRET}");
        assert_eq!(mask(&text, &[SECRET, &longer]), "a [secret] b [secret]");
    }
}
