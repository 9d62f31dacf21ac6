//! How many calls are under way at once.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The limit on concurrent calls, shared by the clones of a client.
pub(crate) struct Concurrency(Option<Arc<Semaphore>>);

impl Concurrency {
    /// `None` sets no limit.
    pub(crate) fn new(calls: Option<usize>) -> Self {
        let calls = calls.map(|calls| calls.clamp(1, Semaphore::MAX_PERMITS));
        Self(calls.map(|calls| Arc::new(Semaphore::new(calls))))
    }

    /// Waits until another call may be under way. Calls are admitted in the order in which they ask.
    pub(super) async fn acquire(&self) -> Option<OwnedSemaphorePermit> {
        // Nobody closes the semaphore.
        self.0.as_ref()?.clone().acquire_owned().await.ok()
    }
}
