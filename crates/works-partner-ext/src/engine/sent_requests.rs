//! How many requests have left.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Counts the requests that may have reached the server, for those who stop waiting for a call: before
/// one has left, nothing was done; after that, the outcome of a change is unknown until it is told.
///
/// Fetching a token does not count, nor does waiting for a turn, nor a request that was surely not
/// processed, such as one that is answered 401 or 429. Clones share the count.
///
/// ```
/// # async fn example(client: works_partner_ext::Client) {
/// use works_partner_ext::SentRequests;
///
/// let sent = SentRequests::new();
/// let client = client.counting(&sent);
/// tokio::select! {
///     outcome = client.delete_option_order(10000001.try_into().unwrap(), "ACV2") => drop(outcome),
///     _ = std::future::ready(()) => {
///         if sent.count() == 0 {
///             println!("nothing was sent");
///         }
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct SentRequests(Arc<AtomicU32>);

impl SentRequests {
    /// None so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many requests have left, or may have.
    pub fn count(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }

    /// One is handed to the connection.
    pub(super) fn leaving(&self) -> Leaving<'_> {
        // A wrap-around is 4 billion requests away.
        self.0.fetch_add(1, Ordering::SeqCst);
        Leaving(self)
    }
}

/// A request that counts.
pub(super) struct Leaving<'a>(&'a SentRequests);

impl Leaving<'_> {
    /// It was not processed after all.
    pub(super) fn stayed(self) {
        let count = &self.0.0;
        let _ = count.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |count| {
            count.checked_sub(1)
        });
    }
}
