//! The file of `--observe`: what responses looked like, a JSON object a line.
//!
//! Lines are appended, so that programs that run side by side need not know of each other; whoever reads the
//! file adds them up.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use works_partner_ext::observation::{ObservedResponse, Shapes};

use crate::exit::Exit;
use crate::failure::Failure;

/// So many responses are held before a line is written.
const BATCH: usize = 500;

static RECORDER: OnceLock<Recorder> = OnceLock::new();

struct Recorder {
    path: PathBuf,
    held: Mutex<Held>,
}

struct Held {
    file: File,
    shapes: Shapes,
    responses: usize,
}

/// Starts to keep what responses look like. A file that cannot be written is an error before any call is made.
pub(crate) fn start(path: &Path) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options
        .open(path)
        .map_err(|error| unwritten(path, &error))?;
    let held = Held {
        file,
        shapes: Shapes::default(),
        responses: 0,
    };
    let _ = RECORDER.set(Recorder {
        path: path.to_owned(),
        held: Mutex::new(held),
    });
    Ok(())
}

/// Keeps what a response looks like.
pub(crate) fn add(response: &ObservedResponse<'_>) {
    with(|held| {
        held.shapes
            .add(response, Timestamp::now().to_zoned(TimeZone::UTC).date());
        held.responses = held.responses.saturating_add(1);
        match held.responses.is_multiple_of(BATCH) {
            true => held.write(),
            false => Ok(()),
        }
    });
}

/// Keeps what the service made of a change that broke a rule, or that a rule did not decide.
pub(crate) fn add_verdict(keep: impl FnOnce(&mut Shapes)) {
    with(|held| {
        keep(&mut held.shapes);
        Ok(())
    });
}

/// Writes what is held.
pub(crate) fn finish() {
    with(Held::write);
}

fn with(act: impl FnOnce(&mut Held) -> std::io::Result<()>) {
    let Some(recorder) = RECORDER.get() else {
        return;
    };
    let mut held = recorder.held.lock().unwrap_or_else(PoisonError::into_inner);
    if let Err(error) = act(&mut held) {
        // What is observed is a by-product: the command goes on. stderr may be closed.
        let _ = writeln!(
            std::io::stderr(),
            "warning: {} cannot be written: {error}",
            recorder.path.display()
        );
    }
}

impl Held {
    fn write(&mut self) -> std::io::Result<()> {
        if self.shapes.is_empty() {
            return Ok(());
        }
        let shapes = std::mem::take(&mut self.shapes);
        let mut line = serde_json::to_vec(&shapes)?;
        line.push(b'\n');
        self.file.write_all(&line)
    }
}

/// All that was observed into a file.
pub(crate) fn read(path: &Path) -> Result<Shapes, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let message = format!("{} cannot be read: {error}", path.display());
        Failure::new(Exit::Usage, message)
    })?;
    let mut shapes = Shapes::default();
    for (at, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let one = serde_json::from_str(line).map_err(|error| {
            let message = format!(
                "line {} of {} is not an observation: {error}",
                at.saturating_add(1),
                path.display()
            );
            Failure::new(Exit::Usage, message)
        })?;
        shapes.merge(one);
    }
    Ok(shapes)
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    let message = format!("{} cannot be written: {error}", path.display());
    Failure::new(Exit::Usage, message).hint("--observe takes a file, such as observed.jsonl")
}
