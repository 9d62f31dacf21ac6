//! The thread that writes: readings come through a channel and go to disk in batches.

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use rusqlite::{Transaction, params};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use crate::error::Error;
use crate::reading::{self, Position, Reading, ReadingWriter};
use crate::run::RunState;
use crate::store::{Store, WriterLock};

/// How much may wait for the disk before readers wait, too, in bytes. A limit of messages would not do: a page of
/// the customer list is thirty times as large as most.
const WAITING: u32 = 512 * 1024;
/// How long messages are gathered before they are written, unless half of the room is taken. Each transaction writes
/// whole pages, whatever it changes of them.
const GATHER: Duration = Duration::from_millis(20);
/// How often a gathering writer looks at the room.
const GLANCE: Duration = Duration::from_millis(4);
/// How large the log may grow before it is written into the file, in pages. That takes about as long as calls go on
/// without waiting for room.
const LOG_PAGES: i32 = 1_000;
/// How much of the file the writer keeps in memory, in KiB: about what a transaction changes. Customers come in the
/// order of their ids, so that few pages are needed again soon, and those the system keeps.
const CACHE: i32 = -512;
/// How many messages a transaction takes at most, so that a crash loses little.
const BATCH: usize = 512;
/// What a message takes besides its texts, in bytes.
const OVERHEAD: usize = 256;

#[derive(Debug)]
pub(super) enum Message {
    Reading(Reading),
    /// A page of customers, and where the next one begins; `None` where it was the last.
    Page {
        customers: Vec<Reading>,
        cursor: Option<String>,
    },
    /// The list is known without pages.
    Listed,
    /// What to do once everything before it is on disk.
    After(After),
}

#[derive(Debug)]
pub(super) enum After {
    /// Answers.
    Settled(oneshot::Sender<()>),
    /// Ends the run.
    End {
        state: RunState,
        ended_at: Timestamp,
        calls: u64,
    },
}

/// A message, and the room that it takes until it is written.
#[derive(Debug)]
struct Waiting {
    message: Message,
    _room: OwnedSemaphorePermit,
}

/// Messages on their way to the writer, bounded by their size.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    sender: mpsc::UnboundedSender<Waiting>,
    room: Arc<Semaphore>,
}

impl Queue {
    fn new() -> (Self, mpsc::UnboundedReceiver<Waiting>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        let room = Arc::new(Semaphore::new(WAITING as usize));
        (Self { sender, room }, receiver)
    }

    /// Waits for room, and fails where the writer has ended.
    pub(super) async fn send(&self, message: Message) -> Result<(), Error> {
        let size = u32::try_from(message.size()).unwrap_or(WAITING);
        let room = self.room.clone().acquire_many_owned(size.min(WAITING));
        let room = room.await.map_err(|_| Error::WriterEnded)?;
        let waiting = Waiting {
            message,
            _room: room,
        };
        self.sender.send(waiting).map_err(|_| Error::WriterEnded)
    }
}

impl Message {
    /// About how much memory it takes, in bytes.
    fn size(&self) -> usize {
        match self {
            Self::Reading(reading) => size_of(reading),
            Self::Page { customers, .. } => customers.iter().fold(OVERHEAD, |sum, reading| {
                sum.saturating_add(size_of(reading))
            }),
            Self::Listed | Self::After(_) => OVERHEAD,
        }
    }
}

fn size_of(reading: &Reading) -> usize {
    let Ok(answer) = &reading.outcome else {
        return OVERHEAD;
    };
    let items = answer
        .items
        .iter()
        .map(|item| item.body.len().saturating_add(OVERHEAD));
    let rest = answer.rest.as_ref().map_or(OVERHEAD, String::len);
    items.fold(rest, usize::saturating_add)
}

/// Where the readings of one run go.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Queue,
    thread: JoinHandle<Result<(), Error>>,
}

impl Writer {
    pub(super) fn start(
        mut store: Store,
        lock: WriterLock,
        run_id: i64,
        is_whole: bool,
    ) -> Result<Self, Error> {
        let (queue, mut receiver) = Queue::new();
        let room = queue.room.clone();
        let path = store.path().to_owned();
        let mut position =
            Position::of(store.connection(), run_id).map_err(|source| store.failed(source))?;
        // A crash of the machine may lose the last batches, which are then read again; nothing breaks.
        let relaxed = store
            .connection()
            .pragma_update(None, "synchronous", "normal");
        relaxed.map_err(|source| store.failed(source))?;
        let log = store
            .connection()
            .pragma_update(None, "wal_autocheckpoint", LOG_PAGES);
        log.map_err(|source| store.failed(source))?;
        // Without these, the defaults serve as well. The run that all rows refer to is there, and nobody deletes it
        // while it is written.
        let _ = store.connection().pragma_update(None, "cache_size", CACHE);
        let _ = store
            .connection()
            .pragma_update(None, "foreign_keys", false);
        let write = move || {
            let _lock = lock;
            let mut batch = Vec::new();
            while let Some(message) = receiver.blocking_recv() {
                batch.push(message);
                gather(&mut batch, &mut receiver, &room);
                let transaction = store.transaction()?;
                let mut after = Vec::new();
                let written = write_all(
                    &transaction,
                    batch.drain(..),
                    &mut position,
                    run_id,
                    is_whole,
                    &mut after,
                )
                .and_then(|()| transaction.commit());
                written.map_err(|source| store.failed(source))?;
                for after in after {
                    match after {
                        // Whoever waited may have stopped.
                        After::Settled(sender) => drop(sender.send(())),
                        After::End {
                            state,
                            ended_at,
                            calls,
                        } => {
                            // The memory is of more use to what sorts the index of dates.
                            let _ = store.connection().execute_batch("PRAGMA shrink_memory");
                            store.end_run(run_id, state, ended_at, calls)?;
                        }
                    }
                }
            }
            // Leaves one small file, so that a copy of it alone is complete. Readers may prevent it, and
            // nothing is lost then.
            let checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)";
            let _ = store.connection().query_row(checkpoint, [], |_| Ok(()));
            Ok(())
        };
        let thread = thread::Builder::new()
            .name("store".to_owned())
            .spawn(write)
            .map_err(|source| Error::Open { path, source })?;
        Ok(Self { queue, thread })
    }

    pub(super) fn queue(&self) -> Queue {
        self.queue.clone()
    }

    /// Waits until all that was sent is on disk.
    pub(super) async fn finish(self) -> Result<(), Error> {
        drop(self.queue);
        let thread = self.thread;
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        match joined {
            Ok(Ok(outcome)) => outcome,
            _ => Err(Error::WriterEnded),
        }
    }
}

/// Waits for more messages, for as long as their senders need not wait for what is done with these.
fn gather(
    batch: &mut Vec<Waiting>,
    receiver: &mut mpsc::UnboundedReceiver<Waiting>,
    room: &Semaphore,
) {
    let began = Instant::now();
    loop {
        while batch.len() < BATCH
            && let Ok(message) = receiver.try_recv()
        {
            batch.push(message);
        }
        let last = batch.last().map(|waiting| &waiting.message);
        if !matches!(last, Some(Message::Reading(_) | Message::Page { .. }))
            || batch.len() >= BATCH
            || began.elapsed() >= GATHER
            || room.available_permits() <= WAITING as usize / 2
        {
            return;
        }
        thread::sleep(GLANCE);
    }
}

/// Writes messages within a transaction, but for what is to be done after it.
fn write_all(
    transaction: &Transaction<'_>,
    messages: impl Iterator<Item = Waiting>,
    position: &mut Position,
    run_id: i64,
    is_whole: bool,
    after: &mut Vec<After>,
) -> rusqlite::Result<()> {
    let mut readings = ReadingWriter::new(transaction, position)?;
    for Waiting { message, _room } in messages {
        match message {
            Message::After(what) => after.push(what),
            Message::Reading(reading) => readings.write(&reading)?,
            Message::Page { customers, cursor } => {
                for customer in &customers {
                    readings.write(customer)?;
                }
                transaction
                    .prepare_cached(
                        "UPDATE run SET list_cursor = ?2, is_listed = ?3 WHERE run_id = ?1",
                    )?
                    .execute(params![run_id, cursor, cursor.is_none()])?;
                if cursor.is_none() {
                    listed(transaction, run_id, is_whole)?;
                }
            }
            Message::Listed => {
                transaction.execute(
                    "UPDATE run SET is_listed = TRUE WHERE run_id = ?1",
                    [run_id],
                )?;
                listed(transaction, run_id, is_whole)?;
            }
        }
    }
    Ok(())
}

fn listed(transaction: &Transaction<'_>, run_id: i64, is_whole: bool) -> rusqlite::Result<()> {
    if is_whole {
        reading::end_missing_customers(transaction, run_id)?;
    }
    transaction
        .execute(
            "UPDATE run SET customers = (SELECT count(*) FROM reading
                 WHERE reading.run_id = ?1 AND resource = 'customers') WHERE run_id = ?1",
            [run_id],
        )
        .map(drop)
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::item::{Answer, Item};
    use crate::resource::Resource;

    #[test]
    fn what_waits_is_bounded_by_its_size() {
        let customer = |length: usize| Reading {
            domain_id: 1,
            resource: Resource::Customers,
            read_at: Timestamp::UNIX_EPOCH,
            outcome: Ok(Answer {
                items: vec![Item {
                    key: String::new(),
                    date: None,
                    body: "x".repeat(length),
                }],
                rest: None,
            }),
        };
        let (queue, mut receiver) = Queue::new();
        let page = |length| Message::Page {
            customers: (0..30).map(|_| customer(length)).collect(),
            cursor: None,
        };
        let sent = |length| matches!(queue.send(page(length)).now_or_never(), Some(Ok(())));
        let pages = (0..1_000).take_while(|_| sent(2_000)).count();
        let most = WAITING as usize / (30 * 2_000);
        assert!((1..=most).contains(&pages), "{pages}");
        drop(receiver.try_recv());
        assert!(sent(2_000));
        assert!(!sent(2_000));

        // What is larger than all the room takes all of it.
        while let Ok(waiting) = receiver.try_recv() {
            drop(waiting);
        }
        assert!(sent(100_000));
        assert!(!sent(0));
        drop(receiver);
        assert!(matches!(
            queue.send(page(0)).now_or_never(),
            Some(Err(Error::WriterEnded))
        ));
    }
}
