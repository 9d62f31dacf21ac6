//! Private keys as files: read or refused, and never told.

use works_partner_ext::PrivateKey;
use works_partner_sandbox::Sandbox;

use crate::input::block_on;

pub(crate) fn run(input: &[u8]) {
    let of_bytes = PrivateKey::from_reader(input);
    let of_text = str::from_utf8(input).ok().map(PrivateKey::from_pem);
    if let Some(of_text) = &of_text {
        assert_eq!(of_text.is_ok(), of_bytes.is_ok(), "text and bytes differ");
    }
    let Some(error) = of_bytes.err() else {
        return;
    };
    let told = format!("{error} {error:?}");
    // A line of a key is longer than any word that we write.
    let text = String::from_utf8_lossy(input);
    let mut words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "+/=".contains(c)));
    assert!(
        !words.any(|word| word.len() >= 40 && told.contains(word)),
        "{told}"
    );
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let sandbox = block_on(Sandbox::builder().start()).expect("a sandbox");
    let pem = sandbox.private_key_pem().to_owned();
    let label = |name: &str| pem.replace("PRIVATE KEY", name);
    let seeds = [
        pem.clone(),
        pem.replace('\n', "\r\n"),
        pem.replace('\n', "\\n"),
        pem.replace('\n', " "),
        format!("\u{feff}Bag Attributes\n  name: x\n{pem}{pem}"),
        label("RSA PRIVATE KEY"),
        label("EC PRIVATE KEY"),
        label("ENCRYPTED PRIVATE KEY"),
        label("OPENSSH PRIVATE KEY"),
        label("PUBLIC KEY"),
        label("CERTIFICATE"),
        format!("{{\"privateKey\": {pem:?}}}"),
    ];
    seeds.map(String::into_bytes).into()
}
