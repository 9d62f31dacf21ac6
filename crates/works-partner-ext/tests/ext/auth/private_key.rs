//! Keys that are not what a service account needs, and what their owner is told.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use works_partner_ext::{ErrorKind, PrivateKey};

use crate::auth::support::keys;

/// What is said of a key that is no good.
fn fault(pem: &str) -> String {
    let error = PrivateKey::from_pem(pem).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    error.to_string()
}

#[test]
fn a_key_may_be_written_in_several_ways() {
    let pem = &keys::pair().private_pem;
    for text in [
        pem.clone(),
        pem.replace('\n', "\r\n"),
        format!("\n\nBag Attributes\n    friendlyName: app\n{pem}\n"),
        format!("{}{pem}", keys::pair().public_pem),
        pem.trim_end().to_owned(),
    ] {
        assert!(PrivateKey::from_pem(&text).is_ok(), "{text}");
    }
}

#[test]
fn what_is_no_private_key_is_told_what_it_is() {
    let pair = keys::pair();
    for (pem, expected) in [
        (String::new(), "is empty"),
        ("  \n\t ".to_owned(), "is empty"),
        ("hello".to_owned(), "is not a PEM text"),
        (pair.public_pem.clone(), "is a public key"),
        (keys::pem("RSA PUBLIC KEY", b"x"), "is a public key"),
        (keys::pem("CERTIFICATE", b"x"), "is a certificate"),
        (keys::pem("EC PRIVATE KEY", b"x"), "is an EC key"),
        (
            keys::pem("EC PARAMETERS", b"x") + &keys::pem("EC PRIVATE KEY", b"x"),
            "is an EC key",
        ),
        (keys::pem("OPENSSH PRIVATE KEY", b"x"), "is an SSH key"),
        (
            keys::pem("DH PARAMETERS", b"x"),
            "is a PEM text without a private key",
        ),
    ] {
        let fault = fault(&pem);
        let expected = format!("the private key {expected}; ");
        assert!(fault.starts_with(&expected), "{fault}");
    }
}

#[test]
fn a_key_that_only_needs_converting_comes_with_the_command() {
    let old_and_encrypted = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\
                             DEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    for (pem, expected) in [
        (
            keys::pem("RSA PRIVATE KEY", b"x"),
            "the private key is in PKCS#1, not PKCS#8; convert it with `openssl pkcs8 -topk8 \
             -nocrypt -in KEY.pem -out NEW.pem`",
        ),
        (
            keys::pem("ENCRYPTED PRIVATE KEY", b"x"),
            "the private key is encrypted, and there is nobody to ask for the passphrase; convert it \
             with `openssl pkcs8 -in KEY.pem -out NEW.pem`",
        ),
        (
            old_and_encrypted.to_owned(),
            "the private key is encrypted, and there is nobody to ask for the passphrase; convert it \
             with `openssl pkcs8 -topk8 -nocrypt -in KEY.pem -out NEW.pem`",
        ),
    ] {
        assert_eq!(fault(&pem), expected);
    }
}

#[test]
fn a_private_key_of_another_kind_is_told_apart() {
    let random = aws_lc_rs::rand::SystemRandom::new();
    let elliptic = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
    let edwards = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
    for (der, expected) in [
        (elliptic.as_ref(), "the private key is an EC key; "),
        (edwards.as_ref(), "the private key is an Ed25519 key; "),
    ] {
        let fault = fault(&keys::pem("PRIVATE KEY", der));
        assert!(fault.starts_with(expected), "{fault}");
        assert!(fault.contains("needs an RSA key"), "{fault}");
    }
}

#[test]
fn a_short_key_is_refused() {
    // 1024 bits, made for this test and good for nothing else.
    let body = include_str!("fixtures/rsa-1024.base64");
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{body}-----END PRIVATE KEY-----\n");
    assert_eq!(
        fault(&pem),
        "the private key is too short to be safe; it needs 2048 bits or more; issue a new one in the \
         Developer Console"
    );
}

#[test]
fn a_damaged_key_is_told_as_damaged() {
    let pem = &keys::pair().private_pem;
    let (cut, _) = pem.split_at(pem.len() / 2);
    let without_a_line: String = pem
        .lines()
        .enumerate()
        .filter(|(number, _)| *number != 3)
        .map(|(_, line)| format!("{line}\n"))
        .collect();
    for damaged in [
        cut,
        &without_a_line,
        &keys::pem("PRIVATE KEY", b"nonsense"),
        &keys::pem("PRIVATE KEY", b""),
        &pem.replace("-----END", "----END"),
        &pem.replacen("MII", "M!I", 1),
    ] {
        assert_eq!(
            fault(damaged),
            "the private key is damaged; download it again, or copy all of its lines",
            "{damaged}"
        );
    }
    for one_line in [pem.replace('\n', r"\n"), pem.replace('\n', " ")] {
        assert_eq!(
            fault(&one_line),
            r"the private key is all on one line; its lines must end in line ends, not in `\n` or spaces"
        );
    }
}

#[test]
fn nothing_of_a_key_is_shown() {
    let key = PrivateKey::from_pem(&keys::pair().private_pem).unwrap();
    assert_eq!(format!("{key:?}"), "PrivateKey(RSA, 2048 bits)");
}

#[cfg(unix)]
mod files {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::path::{Path, PathBuf};

    use super::*;

    fn file(directory: &Path, name: &str, content: impl AsRef<[u8]>, mode: u32) -> PathBuf {
        let path = directory.join(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        path
    }

    fn fault(path: &Path) -> String {
        let error = PrivateKey::from_file(path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        error.to_string()
    }

    #[test]
    fn a_file_for_its_owner_alone_is_read() {
        let directory = tempfile::tempdir().unwrap();
        for mode in [0o600, 0o400, 0o700] {
            let name = format!("{mode:o}.key");
            let path = file(directory.path(), &name, &keys::pair().private_pem, mode);
            assert!(PrivateKey::from_file(path).is_ok(), "{mode:o}");
        }
    }

    #[test]
    fn a_file_for_others_is_refused_with_the_command_that_mends_it() {
        let directory = tempfile::tempdir().unwrap();
        for mode in [0o644, 0o640, 0o604, 0o660, 0o620, 0o601] {
            let name = format!("{mode:o}.key");
            let path = file(directory.path(), &name, &keys::pair().private_pem, mode);
            let shown = path.display();
            assert_eq!(
                fault(&path),
                format!(
                    "the private key file {shown} may be used by others than its owner (its mode is \
                     {mode:o}); fix it with `chmod 600 {shown}`"
                )
            );
        }
        let path = file(directory.path(), "my $key's.pem", "x", 0o644);
        let fault = fault(&path);
        assert!(fault.ends_with(r"/my $key'\''s.pem'`"), "{fault}");
    }

    #[test]
    fn the_command_that_converts_names_the_file() {
        let directory = tempfile::tempdir().unwrap();
        let pem = keys::pem("RSA PRIVATE KEY", b"x");
        let path = file(directory.path(), "old.pem", pem, 0o600);
        let shown = path.display();
        assert_eq!(
            fault(&path),
            format!(
                "the private key file {shown} is in PKCS#1, not PKCS#8; convert it with `openssl \
                 pkcs8 -topk8 -nocrypt -in {shown} -out NEW.pem`"
            )
        );
    }

    #[test]
    fn what_is_no_file_of_text_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let at = directory.path();
        for (path, expected) in [
            (
                at.join("none.pem"),
                "cannot be read: No such file or directory",
            ),
            (at.to_owned(), "is not a file; "),
            (file(at, "empty.pem", "", 0o600), "is empty; "),
            (
                file(at, "key.der", [0x30, 0x82, 0xff], 0o600),
                "is not a PEM text; ",
            ),
            (
                file(at, "big.pem", vec![b'x'; 1 << 20], 0o600),
                "is too long for a key; ",
            ),
        ] {
            let fault = fault(&path);
            let expected = format!("the private key file {} {expected}", path.display());
            assert!(fault.starts_with(&expected), "{fault}");
        }
    }
}
