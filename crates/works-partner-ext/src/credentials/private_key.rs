//! The key that signs for a service account.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use rustls_pki_types::pem::{PemObject, SectionKind};
use secrecy::zeroize::Zeroizing;

use crate::error::{Error, ErrorKind};

/// The private key of an app, as the vendor's Developer Console gives it: RSA, PKCS#8, PEM.
///
/// What is read on the way is wiped from memory; `Debug` shows the size alone.
///
/// # Source
///
/// <https://developers.worksmobile.com/en/docs/auth-jwt>
#[derive(Clone)]
pub struct PrivateKey(Arc<RsaKeyPair>);

impl PrivateKey {
    /// Reads a key out of a PEM text.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] for anything but one RSA key in PKCS#8 that is not encrypted and
    /// has 2048 to 8192 bits. The error says what it is instead, and how to make it right.
    ///
    /// ```
    /// use works_partner_ext::PrivateKey;
    ///
    /// let error = PrivateKey::from_pem("-----BEGIN PUBLIC KEY-----").unwrap_err();
    /// assert!(error.to_string().contains("a public key"));
    /// ```
    pub fn from_pem(pem: impl AsRef<str>) -> Result<Self, Error> {
        Place::unnamed().read(pem.as_ref())
    }

    /// Reads a key out of a PEM file, which only its owner may read.
    ///
    /// This waits for the disk: it is meant for setting up, not for the middle of other work.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] as [`from_pem`](Self::from_pem) says; where the file cannot be
    /// read; and, on Unix, where others than its owner may use it, with the command that mends it.
    ///
    /// ```no_run
    /// use works_partner_ext::PrivateKey;
    ///
    /// let key = PrivateKey::from_file("private_20260101000000.key")?;
    /// # Ok::<(), works_partner_ext::Error>(())
    /// ```
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::from_path(path.as_ref(), Readers::Owner)
    }

    /// Reads a key out of a PEM file that its group may read, too, as containers mount secrets (0440).
    ///
    /// # Errors
    ///
    /// As for [`from_file`](Self::from_file), but for what the group may read.
    ///
    /// ```no_run
    /// use works_partner_ext::PrivateKey;
    ///
    /// let key = PrivateKey::from_group_readable_file("/run/secrets/works-partner.key")?;
    /// # Ok::<(), works_partner_ext::Error>(())
    /// ```
    pub fn from_group_readable_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::from_path(path.as_ref(), Readers::Group)
    }

    /// Reads a key out of a stream, such as the standard input.
    ///
    /// # Errors
    ///
    /// As for [`from_pem`](Self::from_pem), and where the stream cannot be read.
    ///
    /// ```no_run
    /// use works_partner_ext::PrivateKey;
    ///
    /// let key = PrivateKey::from_reader(std::io::stdin())?;
    /// # Ok::<(), works_partner_ext::Error>(())
    /// ```
    pub fn from_reader(reader: impl Read) -> Result<Self, Error> {
        let place = Place::unnamed();
        let bytes = place.read_all(reader)?;
        place.key(&bytes)
    }

    fn from_path(path: &Path, readers: Readers) -> Result<Self, Error> {
        let place = Place {
            name: format!("the private key file {}", path.display()),
            file: quoted(path),
        };
        let bytes = place.bytes(path, readers)?;
        place.key(&bytes)
    }

    /// The signature of RS256: RSASSA-PKCS1-v1_5 with SHA-256.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let mut signature = vec![0; self.0.public_modulus_len()];
        self.0
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                message,
                &mut signature,
            )
            .map_err(|_| Error::new(ErrorKind::Credentials, "the private key does not sign"))?;
        Ok(signature)
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "PrivateKey(RSA, {} bits)",
            8 * self.0.public_modulus_len()
        )
    }
}

/// More than any key takes.
const LONGEST_FILE: u64 = 64 * 1024;

const IT_BEGINS_WITH: &str = "the file that the Developer Console gives begins with \
                              -----BEGIN PRIVATE KEY-----";

/// Who may read the file of a key.
#[derive(Clone, Copy, PartialEq)]
enum Readers {
    Owner,
    Group,
}

/// Whether a path names what this process was started with: `<(…)` of a shell, or a redirection.
fn is_open_already(path: &Path) -> bool {
    ["/dev/fd", "/proc/self/fd", "/dev/stdin"]
        .iter()
        .any(|open| path.starts_with(open))
}

/// Where a key is read from, for the errors.
struct Place {
    name: String,
    /// As a shell takes it.
    file: String,
}

impl Place {
    fn unnamed() -> Self {
        Self {
            name: "the private key".to_owned(),
            file: "KEY.pem".to_owned(),
        }
    }

    fn bytes(&self, path: &Path, readers: Readers) -> Result<Zeroizing<Vec<u8>>, Error> {
        let unreadable = |error| self.unreadable(&error);
        let is_file = path.metadata().map_err(unreadable)?.is_file();
        // Opening a named pipe would wait for someone to write to it.
        if !is_file && !is_open_already(path) {
            return Err(self.wrong("is not a file", IT_BEGINS_WITH));
        }
        let file = File::open(path).map_err(unreadable)?;
        if is_file {
            self.refuse_other_readers(&file.metadata().map_err(unreadable)?, readers)?;
        }
        self.read_all(file)
    }

    fn read_all(&self, reader: impl Read) -> Result<Zeroizing<Vec<u8>>, Error> {
        // Room for all of it at once: growing would leave copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(2 + LONGEST_FILE as usize));
        let length = reader
            .take(LONGEST_FILE.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| self.unreadable(&error))?;
        if length as u64 > LONGEST_FILE {
            return Err(self.wrong("is too long for a key", IT_BEGINS_WITH));
        }
        Ok(bytes)
    }

    fn unreadable(&self, error: &std::io::Error) -> Error {
        Error::configuration(format!("{} cannot be read: {error}", self.name))
    }

    fn key(&self, bytes: &[u8]) -> Result<PrivateKey, Error> {
        match std::str::from_utf8(bytes) {
            Ok(pem) => self.read(pem),
            Err(_) => Err(self.wrong("is not a PEM text", IT_BEGINS_WITH)),
        }
    }

    #[cfg(unix)]
    fn refuse_other_readers(
        &self,
        metadata: &std::fs::Metadata,
        readers: Readers,
    ) -> Result<(), Error> {
        use std::os::unix::fs::PermissionsExt;

        let mode = metadata.permissions().mode() & 0o777;
        let is_for_group = mode & 0o037 == 0;
        if mode & 0o077 == 0 || is_for_group && readers == Readers::Group {
            return Ok(());
        }
        // Who cannot write it may not be able to change its mode either.
        if is_for_group && mode & 0o200 == 0 {
            return Err(self.wrong(
                format_args!("may be read by its group (its mode is {mode:03o})"),
                "allow that if it is meant to be, or make it readable by its owner alone",
            ));
        }
        Err(self.wrong(
            format!("may be used by others than its owner (its mode is {mode:03o})"),
            format_args!("fix it with `chmod 600 {}`", self.file),
        ))
    }

    /// Who may read a file is a matter of the folder's access list elsewhere.
    #[cfg(not(unix))]
    fn refuse_other_readers(&self, _: &std::fs::Metadata, _: Readers) -> Result<(), Error> {
        Ok(())
    }

    fn read(&self, pem: &str) -> Result<PrivateKey, Error> {
        // A byte order mark is not content.
        let pem = pem.strip_prefix('\u{feff}').unwrap_or(pem);
        self.refuse_other_kinds(pem)?;
        let broken = || self.wrong("is damaged", "download it again, or copy all of its lines");
        let der = <(SectionKind, Vec<u8>)>::pem_slice_iter(pem.as_bytes())
            .filter_map(Result::ok)
            .find(|(kind, _)| *kind == SectionKind::PrivateKey)
            .map(|(_, der)| Zeroizing::new(der))
            .ok_or_else(broken)?;
        match RsaKeyPair::from_pkcs8(&der) {
            Ok(key) => Ok(PrivateKey(Arc::new(key))),
            Err(rejected) => Err(
                match (other_algorithm(&der), rejected.to_string().as_str()) {
                    (Some(name), _) => self.wrong(
                        format_args!("is {name}"),
                        "the service account needs an RSA key, such as the Developer Console gives",
                    ),
                    (None, "TooSmall") => self.wrong(
                        "is too short to be safe",
                        "it needs 2048 bits or more; issue a new one in the Developer Console",
                    ),
                    (None, "TooLarge") => {
                        self.wrong("is too long", "it may have 8192 bits at most")
                    }
                    (None, _) => broken(),
                },
            ),
        }
    }

    /// Tells a key that is merely of another form from one that is broken.
    fn refuse_other_kinds(&self, pem: &str) -> Result<(), Error> {
        let file = &self.file;
        let convert = |options: &str| {
            format!("convert it with `openssl pkcs8 {options}-in {file} -out NEW.pem`")
        };
        let encrypted = "is encrypted, and there is nobody to ask for the passphrase";
        let Some(label) = label(pem) else {
            return Err(if pem.trim().is_empty() {
                self.wrong("is empty", IT_BEGINS_WITH)
            } else {
                self.wrong("is not a PEM text", IT_BEGINS_WITH)
            });
        };
        Err(match label {
            "PRIVATE KEY" if pem.trim().lines().nth(1).is_some() => return Ok(()),
            "PRIVATE KEY" => self.wrong(
                "is all on one line",
                "its lines must end in line ends, not in `\\n` or spaces",
            ),
            "RSA PRIVATE KEY" if pem.contains("ENCRYPTED") => {
                self.wrong(encrypted, convert("-topk8 -nocrypt "))
            }
            "RSA PRIVATE KEY" => {
                self.wrong("is in PKCS#1, not PKCS#8", convert("-topk8 -nocrypt "))
            }
            "ENCRYPTED PRIVATE KEY" => self.wrong(encrypted, convert("")),
            "EC PRIVATE KEY" => self.wrong(
                "is an EC key",
                "the service account needs an RSA key, such as the Developer Console gives",
            ),
            "OPENSSH PRIVATE KEY" => self.wrong("is an SSH key", IT_BEGINS_WITH),
            "PUBLIC KEY" | "RSA PUBLIC KEY" => self.wrong(
                "is a public key",
                "the other half of the pair is needed, which begins with -----BEGIN PRIVATE KEY-----",
            ),
            "CERTIFICATE" => self.wrong("is a certificate", IT_BEGINS_WITH),
            _ => self.wrong("is a PEM text without a private key", IT_BEGINS_WITH),
        })
    }

    fn wrong(&self, fault: impl fmt::Display, remedy: impl fmt::Display) -> Error {
        Error::configuration(format!("{} {fault}; {remedy}", self.name))
    }
}

/// What the first private key in a PEM text is called, else the first thing in it.
fn label(pem: &str) -> Option<&str> {
    let mut labels = pem
        .split("-----BEGIN ")
        .skip(1)
        .filter_map(|section| Some(section.split_once("-----")?.0.trim()));
    let first = labels.clone().next();
    labels
        .find(|label| label.ends_with("PRIVATE KEY"))
        .or(first)
}

/// The algorithm that a PKCS#8 structure names, where it is not plain RSA.
fn other_algorithm(der: &[u8]) -> Option<&'static str> {
    const NAMED: &[(&[u8], &str)] = &[
        (b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01", "an EC key"),
        (b"\x06\x03\x2b\x65\x70", "an Ed25519 key"),
        (
            b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a",
            "an RSA key for PSS signatures alone",
        ),
    ];
    // The name stands right after the version.
    let head = der.get(..40).unwrap_or(der);
    NAMED
        .iter()
        .find(|(id, _)| head.windows(id.len()).any(|bytes| bytes == *id))
        .map(|(_, name)| *name)
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@%".contains(c);
    let path = match path.strip_prefix('-') {
        Some(_) => format!("./{path}"),
        None => path,
    };
    if path.chars().all(is_plain) {
        path
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}
