//! Tokens on disk, shared by processes.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use fs4::{FileExt, TryLockError};
use jiff::Timestamp;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::credentials::AccessToken;
use crate::credentials::tokens::Tokens;

/// A folder in which accounts keep their tokens, for the next run and for other processes.
///
/// Each account has a file of its own, named after a hash of auth server, client id, account and scope;
/// changing one of them never finds the token of another. The folder is for its owner alone (0700 on
/// Unix, which it is set to if it is there already), the files likewise (0600). A file is replaced
/// whole or not at all, and only by a process that holds its lock: another that needs a token at the
/// same time waits, and then uses the token that the first one got.
///
/// Nothing that goes wrong with the folder makes a call fail. A file that is damaged, somebody else's,
/// or readable by others counts as none and is replaced; where none can be written, the token lives in
/// memory.
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
            directory: self.directory.clone(),
        }))
    }
}

/// How often a lock that another process holds is asked for.
const LOCK_POLL: Duration = Duration::from_millis(50);

/// How long it is asked for: as long as a token request takes that fails in every way there is.
const LOCK_TIMEOUT: Duration = Duration::from_secs(150);

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
}

/// Which process may get tokens now.
pub(super) enum Turn {
    /// This one, while the lock is there.
    Ours(#[expect(dead_code, reason = "dropping it ends the turn")] Lock),
    /// Another one.
    Theirs,
    /// There are no turns to be had.
    Nobodys,
}

/// A file that is locked until it is closed.
pub(super) struct Lock(#[expect(dead_code, reason = "closing it unlocks")] File);

impl TokenFile {
    /// Asks for the turn of this process, and waits for it where `may_wait`.
    pub(super) async fn turn(&self, clock: &dyn Clock, may_wait: bool) -> Turn {
        let begun = clock.monotonic();
        let patience = if may_wait {
            LOCK_TIMEOUT
        } else {
            Duration::ZERO
        };
        loop {
            // Not waiting inside keeps the threads free, and a cancelled call from waiting on.
            match self.blocking(Place::try_lock).await {
                Some(Some(lock)) => return Turn::Ours(lock),
                Some(None) if clock.monotonic().saturating_sub(begun) < patience => {
                    clock.sleep(LOCK_POLL).await;
                }
                Some(None) => {
                    tracing::debug!(path = %self.0.lock.display(), "another process has the lock");
                    return Turn::Theirs;
                }
                None => return Turn::Nobodys,
            }
        }
    }

    /// The tokens that the file holds, if it is one of ours.
    pub(super) async fn load(&self) -> Option<Tokens> {
        self.blocking(Place::load).await?
    }

    pub(super) async fn save(&self, tokens: Tokens) {
        self.blocking(move |place| place.save(&tokens)).await;
    }

    pub(super) async fn remove(&self) {
        self.blocking(|place| match fs::remove_file(&place.tokens) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        })
        .await;
    }

    /// Disks are slow; the runtime has threads to wait for them.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Place) -> io::Result<T> + Send + 'static,
    ) -> Option<T> {
        let place = self.0.clone();
        let outcome = tokio::task::spawn_blocking(move || work(&place)).await;
        match outcome.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok(value) => Some(value),
            Err(error) => {
                tracing::debug!(path = %self.0.tokens.display(), %error, "the token file is no help");
                None
            }
        }
    }
}

impl Place {
    /// The lock has a file of its own: that of the tokens is replaced under the eyes of who waits.
    fn try_lock(&self) -> io::Result<Option<Lock>> {
        self.make_directory()?;
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
        let metadata = match fs::symlink_metadata(&self.tokens) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        if !metadata.is_file() || !owner_only::is(&metadata) || metadata.len() > LONGEST_FILE {
            return Err(io::Error::other("not a file of ours"));
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(1 + LONGEST_FILE as usize));
        let file = File::open(&self.tokens)?;
        file.take(LONGEST_FILE).read_to_end(&mut bytes)?;
        // What is wrong with it would quote it.
        let damaged = || io::Error::other("damaged");
        let entry: Entry<'_> = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        if entry.version != VERSION || entry.key != self.key {
            return Err(io::Error::other("of another version or account"));
        }
        entry.tokens().ok_or_else(damaged).map(Some)
    }

    fn save(&self, tokens: &Tokens) -> io::Result<()> {
        self.make_directory()?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(LONGEST_FILE as usize));
        serde_json::to_writer_pretty(&mut *bytes, &Entry::new(&self.key, tokens))?;
        // Made for its owner alone from the start.
        let mut file = tempfile::Builder::new()
            .prefix(".new-")
            .tempfile_in(&self.directory)?;
        file.write_all(&bytes)?;
        file.as_file().sync_all()?;
        file.persist(&self.tokens)?;
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
        let hash = digest(&SHA256, text.as_bytes());
        let bytes = hash.as_ref().iter().take(16);
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
}

impl<'a> Entry<'a> {
    fn new(key: &Key, tokens: &'a Tokens) -> Self {
        let refresh = tokens.refresh.as_ref();
        Self {
            version: VERSION,
            key: key.clone(),
            access_token: tokens.access.expose_secret().into(),
            refresh_token: refresh.map(|token| token.expose_secret().into()),
            granted: tokens.scope.clone(),
            obtained_at: tokens.obtained_at,
            expires_at: tokens.expires_at,
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
