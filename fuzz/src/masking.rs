//! Texts that repeat a secret: afterwards they do not.

use works_partner_ext::mask;

use crate::input::{SEPARATOR, parts};

/// What replaces a secret, in which a secret may be found again.
const MASK: &str = "[secret]";

pub(crate) fn run(input: &[u8]) {
    let parts = parts(input);
    let Some((text, secrets)) = parts.split_last() else {
        return;
    };
    let text = String::from_utf8_lossy(text);
    let secrets: Vec<_> = secrets
        .iter()
        .map(|secret| String::from_utf8_lossy(secret))
        .collect();
    let secrets: Vec<&str> = secrets.iter().map(|secret| &**secret).collect();
    let masked = mask(&text, &secrets);
    for part in masked.split(MASK) {
        for secret in secrets.iter().map(|secret| secret.trim()) {
            assert!(
                secret.len() < 8 || !part.contains(secret),
                "{secret:?} of {text:?} in {masked:?}"
            );
        }
    }
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let secret = "jp1+AAAA/xyz==\"\\é";
    let texts = [
        format!("no such token: {secret}"),
        format!("&lt; jp1%2BAAAA%2Fxyz%3D%3D%22%5C%C3%A9 {secret}{secret}"),
        "anAxK0FBQUEveHl6PT0= jp1\\u002bAAAA\\/xyz&#61;&#x3d;".to_owned(),
    ];
    let seeds =
        texts.map(|text| [secret.as_bytes(), b"another-secret", text.as_bytes()].join(SEPARATOR));
    seeds.into()
}
