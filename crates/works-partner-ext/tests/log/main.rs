//! What is logged. This binary is apart from the others, and its tests take turns: while other threads
//! log too, what one thread alone listens to may be lost.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    dead_code,
    reason = "these are tests, and use a part of their helpers"
)]

mod auth;
mod policy;
#[path = "../ext/auth/support/mod.rs"]
mod support;
#[path = "../ext/policy/virtual_clock.rs"]
mod virtual_clock;

use tokio::sync::{Mutex, MutexGuard};

/// Held by the test that runs.
async fn alone() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::const_new(());
    TURN.lock().await
}
