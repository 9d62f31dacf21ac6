//! What several requests change, behind a lock that survives a panic.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A value that is never left half changed, so that a poisoned lock is still good.
#[derive(Debug, Default)]
pub(crate) struct Locked<T>(Mutex<T>);

impl<T> Locked<T> {
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
