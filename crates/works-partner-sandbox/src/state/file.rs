//! The file that a state is kept in between two runs of a sandbox.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fs4::{FileExt, TryLockError};
use jiff::SignedDuration;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;
use tokio::time::{Instant, sleep};

use super::State;

/// How long to wait for another sandbox to release the file.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// A state file that no other sandbox uses as long as this is held.
#[derive(Debug)]
pub(crate) struct StateFile {
    path: PathBuf,
    _lock: File,
}

/// What the file holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Saved<'a> {
    /// The day that the state has been brought up to.
    pub(crate) day: Date,
    /// How far the sandbox's clock was set ahead of the system's.
    #[serde(default)]
    pub(crate) clock_ahead_seconds: i64,
    pub(crate) state: std::borrow::Cow<'a, State>,
}

impl Saved<'_> {
    pub(crate) fn clock_ahead(&self) -> SignedDuration {
        SignedDuration::from_secs(self.clock_ahead_seconds)
    }
}

impl StateFile {
    /// Opens a file that need not exist yet, and keeps other sandboxes from it.
    pub(crate) async fn open(path: &Path) -> io::Result<Self> {
        // Where the file is a link, the file behind it is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let lock = lock(&path).await.map_err(|error| about(&path, error))?;
        Ok(Self { path, _lock: lock })
    }

    /// What was saved last; `None` where there is no file yet, or an empty one.
    pub(crate) fn read(&self) -> io::Result<Option<Saved<'static>>> {
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(about(&self.path, error)),
        };
        if text.trim_ascii().is_empty() {
            return Ok(None);
        }
        let mut json = serde_json::Deserializer::from_slice(&text);
        let saved = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            // Of what is no JSON, there is no path.
            let reason = match error.path().to_string().as_str() {
                "." | "?" => format!("invalid sandbox state: {}", error.inner()),
                path => format!("invalid sandbox state: {path}: {}", error.inner()),
            };
            about(
                &self.path,
                io::Error::new(io::ErrorKind::InvalidData, reason),
            )
        })?;
        Ok(Some(saved))
    }

    /// Replaces the file in one step, readable by its owner alone.
    pub(crate) fn write(&self, saved: &Saved<'_>) -> io::Result<()> {
        self.replace(saved)
            .map_err(|error| about(&self.path, error))
    }

    fn replace(&self, saved: &Saved<'_>) -> io::Result<()> {
        let mut file = NamedTempFile::new_in(folder(&self.path))?;
        serde_json::to_writer(&mut file, saved)?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }
}

/// The lock is on a file beside, because the file itself is replaced.
async fn lock(path: &Path) -> io::Result<File> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let mut file = options.open(name)?;
    let deadline = Instant::now() + LOCK_TIMEOUT;
    loop {
        match FileExt::try_lock(&file) {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => sleep(LOCK_PAUSE).await,
            Err(TryLockError::WouldBlock) => {
                let holder = io::read_to_string(&mut file).unwrap_or_default();
                let holder = match holder.trim() {
                    "" => String::new(),
                    pid => format!(" (process {pid})"),
                };
                return Err(io::Error::new(
                    io::ErrorKind::WouldBlock,
                    format!("another sandbox{holder} uses this state file"),
                ));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    // Who holds it, for the message above. That it cannot be written hinders nothing.
    let _ = file.set_len(0);
    let _ = file.rewind();
    let _ = write!(file, "{}", std::process::id());
    Ok(file)
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn about(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
