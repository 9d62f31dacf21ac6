//! Tokens on disk, shared by processes.

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use fs4::{FileExt, TryLockError};
use jiff::Timestamp;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::clock::Clock;
use crate::credentials::AccessToken;
use crate::credentials::tokens::Tokens;
use crate::error::Error;

/// A folder in which accounts keep their tokens, for the next run and for other processes.
///
/// Each account has a file of its own, named after a hash of auth server, client id, account and scope;
/// changing one of them never finds the token of another. The folder is for its owner alone (0700 on
/// Unix, which it is set to if it is there already), the files likewise (0600). A file is replaced
/// whole or not at all, and only by a process that holds its lock: another that needs a token at the
/// same time waits, and then uses the token that the first one got.
///
/// A file that is damaged, somebody else's, or readable by others counts as none and is replaced. What a
/// process has written and not put in place, as it was killed, the next one puts in place.
///
/// Where no file can be written, the token of a [`ServiceAccount`](crate::ServiceAccount) lives in memory.
/// A [`UserAccount`](crate::UserAccount) is not renewed then: that would use up a refresh token, and
/// what came for it would be lost with the process. Its calls fail with
/// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), and nothing is sent.
///
/// ```
/// use works_partner_ext::{ServiceAccount, TokenStore};
///
/// let store = TokenStore::in_directory("/home/me/.cache/works-partner/tokens");
/// let account = ServiceAccount::builder().token_store(store);
/// ```
#[derive(Clone, Debug)]
pub struct TokenStore {
    directory: PathBuf,
}

impl TokenStore {
    /// Keeps tokens in this folder, which should have no other use. It is made when it is first needed.
    pub fn in_directory(path: impl Into<PathBuf>) -> Self {
        Self {
            directory: path.into(),
        }
    }

    /// The file of one account.
    pub(super) fn file(
        &self,
        auth_url: &str,
        client_id: &str,
        account: &str,
        scope: &str,
    ) -> TokenFile {
        let key = Key {
            auth_url: auth_url.to_owned(),
            client_id: client_id.to_owned(),
            account: account.to_owned(),
            scope: scope.to_owned(),
        };
        let name = key.hash();
        TokenFile(Arc::new(Place {
            key,
            tokens: self.directory.join(format!("{name}.json")),
            lock: self.directory.join(format!("{name}.lock")),
            unfinished: format!("{UNFINISHED}{name}-"),
            directory: self.directory.clone(),
        }))
    }
}

/// How often a lock that another process holds is asked for.
const LOCK_POLL: Duration = Duration::from_millis(50);

/// How long it is asked for: twice as long as the auth server may take to answer.
const LOCK_TIMEOUT: Duration = Duration::from_secs(60);

/// More than any file that we write.
const LONGEST_FILE: u64 = 64 * 1024;

/// The tokens of one account on disk.
#[derive(Clone)]
pub(super) struct TokenFile(Arc<Place>);

struct Place {
    key: Key,
    directory: PathBuf,
    tokens: PathBuf,
    lock: PathBuf,
    /// What the names of files that are being written begin with.
    unfinished: String,
}

/// Room on the disk for tokens that are still to come.
pub(super) struct Reserved(NamedTempFile);

/// Which process may get tokens now.
pub(super) enum Turn {
    /// This one, while the lock is there.
    Ours(#[expect(dead_code, reason = "dropping it ends the turn")] Lock),
    /// Another one.
    Theirs,
    /// There are no turns to be had.
    Nobodys(io::Error),
}

/// A file that is locked until it is closed.
pub(super) struct Lock(#[expect(dead_code, reason = "closing it unlocks")] File);

impl TokenFile {
    /// Asks for the turn of this process, and waits for it where `may_wait`.
    pub(super) async fn turn(&self, clock: &dyn Clock, may_wait: bool) -> Turn {
        let begun = clock.monotonic();
        let timeout = if may_wait {
            LOCK_TIMEOUT
        } else {
            Duration::ZERO
        };
        let mut is_told = false;
        loop {
            // Not waiting inside keeps the threads free, and a cancelled call from waiting on.
            match self.blocking(Place::try_lock).await {
                Ok(Some(lock)) => {
                    let recovered = self.blocking(Place::recover).await;
                    if let Err(error) = recovered {
                        tracing::debug!(path = %self.path(), %error, "nothing is recovered");
                    }
                    return Turn::Ours(lock);
                }
                Ok(None) if clock.monotonic().saturating_sub(begun) < timeout => {
                    if !is_told {
                        tracing::warn!(
                            lock = %self.lock_path(),
                            ?timeout,
                            "waiting for another process that renews the token"
                        );
                        is_told = true;
                    }
                    clock.sleep(LOCK_POLL).await;
                }
                Ok(None) => {
                    tracing::debug!(path = %self.lock_path(), "another process has the lock");
                    return Turn::Theirs;
                }
                Err(error) => {
                    tracing::debug!(path = %self.lock_path(), %error, "there is no lock");
                    return Turn::Nobodys(error);
                }
            }
        }
    }

    /// The tokens that the file holds, if it is one of ours.
    pub(super) async fn load(&self) -> Option<Tokens> {
        match self.blocking(Place::load).await {
            Ok(tokens) => tokens,
            Err(error) => {
                tracing::debug!(path = %self.path(), %error, "the token file cannot be used");
                None
            }
        }
    }

    /// Makes sure that tokens can be kept, before anything is spent on them.
    pub(super) async fn reserve(&self) -> Result<Reserved, Error> {
        self.blocking(Place::reserve).await.map_err(|error| {
            let path = self.path();
            Error::configuration(format!(
                "the token file {path} cannot be written: {error}; nothing was asked of the auth server, \
                 since its answer could not be kept"
            ))
        })
    }

    /// Keeps the tokens, in the room that was reserved if there is some.
    pub(super) async fn save(
        &self,
        tokens: Tokens,
        reserved: Option<Reserved>,
    ) -> Result<(), Error> {
        let saved = self.blocking(move |place| {
            let reserved = reserved.map_or_else(|| place.reserve(), Ok)?;
            place.save(&tokens, reserved)
        });
        saved.await.map_err(|error| {
            let path = self.path();
            Error::configuration(format!("the tokens cannot be kept in {path}: {error}"))
        })
    }

    /// Removes the tokens; `is_revoked` says whether the server has ended them.
    pub(super) async fn remove(&self, is_revoked: bool) -> Result<(), Error> {
        self.blocking(Place::remove).await.map_err(|error| {
            let path = self.path();
            let before = match is_revoked {
                true => "the tokens are revoked, but",
                false => "no token could be read, none was revoked, and",
            };
            Error::configuration(format!(
                "{before} the file {path} cannot be removed: {error}"
            ))
        })
    }

    pub(super) fn lock_path(&self) -> std::path::Display<'_> {
        self.0.lock.display()
    }

    fn path(&self) -> std::path::Display<'_> {
        self.0.tokens.display()
    }

    /// Disks are slow; the runtime has threads to wait for them.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Place) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let place = self.0.clone();
        let outcome = tokio::task::spawn_blocking(move || work(&place)).await;
        outcome.unwrap_or_else(|error| Err(io::Error::other(error)))
    }
}

impl Place {
    /// The lock has a file of its own: that of the tokens is replaced under the eyes of who waits.
    fn try_lock(&self) -> io::Result<Option<Lock>> {
        self.make_directory()?;
        // Opening a pipe would wait for its other end.
        if fs::symlink_metadata(&self.lock).is_ok_and(|found| !found.is_file()) {
            return Err(io::Error::other("the lock is not a regular file"));
        }
        let mut options = File::options();
        options.create(true).truncate(false).write(true);
        owner_only::file(&mut options);
        let file = options.open(&self.lock)?;
        // By its name: files of newer standard libraries have a method of the same name.
        match FileExt::try_lock(&file) {
            Ok(()) => Ok(Some(Lock(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn load(&self) -> io::Result<Option<Tokens>> {
        let Some(entry) = self.read(&self.tokens)? else {
            return Ok(None);
        };
        if entry.key != self.key {
            return Err(io::Error::other("of another account"));
        }
        let damaged = || io::Error::other("damaged");
        entry.tokens().ok_or_else(damaged).map(Some)
    }

    fn read(&self, path: &Path) -> io::Result<Option<Entry<'static>>> {
        let metadata = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        if !metadata.is_file() || !owner_only::is(&metadata) || metadata.len() > LONGEST_FILE {
            return Err(io::Error::other("not a file of ours"));
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(1 + LONGEST_FILE as usize));
        let file = File::open(path)?;
        file.take(LONGEST_FILE).read_to_end(&mut bytes)?;
        // What is wrong with it would quote it.
        let entry: Entry<'_> =
            serde_json::from_slice(&bytes).map_err(|_| io::Error::other("damaged"))?;
        match entry.version {
            VERSION => Ok(Some(entry.into_owned())),
            _ => Err(io::Error::other("of another version")),
        }
    }

    /// Blanks, which are no tokens, but JSON may end in them.
    fn reserve(&self) -> io::Result<Reserved> {
        self.make_directory()?;
        // Made for its owner alone from the start.
        let mut file = tempfile::Builder::new()
            .prefix(&self.unfinished)
            .tempfile_in(&self.directory)?;
        file.write_all(&[b' '; ROOM])?;
        file.as_file().sync_all()?;
        // A folder in the place of the file could not be replaced.
        if fs::symlink_metadata(&self.tokens).is_ok_and(|found| found.is_dir()) {
            return Err(io::Error::other(
                "there is a folder in the place of the file",
            ));
        }
        Ok(Reserved(file))
    }

    fn save(&self, tokens: &Tokens, Reserved(mut file): Reserved) -> io::Result<()> {
        let last = self.read(&self.tokens).ok().flatten();
        let sequence = last.map_or(0, |entry| entry.sequence).saturating_add(1);
        let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST_FILE as usize));
        serde_json::to_writer_pretty(&mut *bytes, &Entry::new(&self.key, tokens, sequence))?;
        file.rewind()?;
        file.write_all(&bytes)?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        file.as_file().set_len(length)?;
        file.as_file().sync_all()?;
        file.persist(&self.tokens)?;
        Ok(())
    }

    /// Puts in place what a process has written that was killed before it could. Only who has the lock
    /// may: nobody else is writing then.
    fn recover(&self) -> io::Result<()> {
        let last = self.read(&self.tokens).ok().flatten();
        let mut newest = (
            last.map_or(0, |entry| entry.sequence),
            written(&self.tokens),
        );
        for path in self.left_behind()? {
            let age = match self.read(&path) {
                Ok(Some(entry)) => (entry.sequence, written(&path)),
                _ => (0, None),
            };
            if age > newest {
                tracing::warn!(path = %self.tokens.display(), "tokens are recovered");
                fs::rename(&path, &self.tokens)?;
                newest = age;
            } else {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }

    /// Files of this account that nobody finished.
    fn left_behind(&self) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let path = entry.path();
            // Earlier versions did not name the account.
            let is_ours = name.starts_with(&self.unfinished)
                || name.starts_with(UNFINISHED)
                    && matches!(self.read(&path), Ok(Some(entry)) if entry.key == self.key);
            if is_ours {
                found.push(path);
            }
        }
        Ok(found)
    }

    fn remove(&self) -> io::Result<()> {
        let left_behind = self.left_behind().unwrap_or_default();
        for path in std::iter::once(&self.tokens).chain(&left_behind) {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    fn make_directory(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        owner_only::directory(&mut builder);
        builder.create(&self.directory)?;
        owner_only::enforce(&self.directory)
    }
}

fn written(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

#[cfg(unix)]
mod owner_only {
    use std::fs::{DirBuilder, Metadata, OpenOptions, Permissions};
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};

    use super::{Path, fs, io};

    pub(super) fn file(options: &mut OpenOptions) {
        options.mode(0o600);
    }

    pub(super) fn directory(builder: &mut DirBuilder) {
        builder.mode(0o700);
    }

    pub(super) fn is(metadata: &Metadata) -> bool {
        metadata.permissions().mode() & 0o077 == 0
    }

    pub(super) fn enforce(directory: &Path) -> io::Result<()> {
        if is(&fs::metadata(directory)?) {
            return Ok(());
        }
        fs::set_permissions(directory, Permissions::from_mode(0o700))
    }
}

/// Elsewhere, what is below a user's folder is that user's.
#[cfg(not(unix))]
mod owner_only {
    use std::fs::{DirBuilder, Metadata, OpenOptions};

    use super::{Path, io};

    pub(super) fn file(_: &mut OpenOptions) {}

    pub(super) fn directory(_: &mut DirBuilder) {}

    pub(super) fn is(_: &Metadata) -> bool {
        true
    }

    pub(super) fn enforce(_: &Path) -> io::Result<()> {
        Ok(())
    }
}

const VERSION: u32 = 1;

/// What the names of all files that are being written begin with.
const UNFINISHED: &str = ".new-";

/// More than tokens take.
const ROOM: usize = 16 * 1024;

/// Whose tokens they are.
#[derive(Clone, Deserialize, PartialEq, Serialize)]
struct Key {
    auth_url: String,
    client_id: String,
    account: String,
    scope: String,
}

impl Key {
    fn hash(&self) -> String {
        // None of the parts holds a line end.
        let Self {
            auth_url,
            client_id,
            account,
            scope,
        } = self;
        let text = format!("{auth_url}\n{client_id}\n{account}\n{scope}");
        let hash = Sha256::digest(text.as_bytes());
        let bytes = hash.iter().take(16);
        bytes.map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The file.
#[derive(Deserialize, Serialize)]
struct Entry<'a> {
    version: u32,
    #[serde(flatten)]
    key: Key,
    access_token: std::borrow::Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<std::borrow::Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    granted: Option<String>,
    obtained_at: Timestamp,
    expires_at: Timestamp,
    /// Grows with every file that replaces another, whatever the clock does. Earlier versions have none.
    #[serde(default)]
    sequence: u64,
}

impl<'a> Entry<'a> {
    fn new(key: &Key, tokens: &'a Tokens, sequence: u64) -> Self {
        let refresh = tokens.refresh.as_ref();
        Self {
            version: VERSION,
            key: key.clone(),
            access_token: tokens.access.expose_secret().into(),
            refresh_token: refresh.map(|token| token.expose_secret().into()),
            granted: tokens.scope.clone(),
            obtained_at: tokens.obtained_at,
            expires_at: tokens.expires_at,
            sequence,
        }
    }

    fn into_owned(self) -> Entry<'static> {
        Entry {
            access_token: self.access_token.into_owned().into(),
            refresh_token: self.refresh_token.map(|token| token.into_owned().into()),
            version: self.version,
            key: self.key,
            granted: self.granted,
            obtained_at: self.obtained_at,
            expires_at: self.expires_at,
            sequence: self.sequence,
        }
    }

    fn tokens(self) -> Option<Tokens> {
        let refresh = self.refresh_token.filter(|token| !token.is_empty());
        Some(Tokens {
            access: AccessToken::new(self.access_token).ok()?,
            refresh: refresh.map(|token| SecretString::from(&*token)),
            scope: self.granted,
            obtained_at: self.obtained_at,
            expires_at: self.expires_at,
        })
    }
}
