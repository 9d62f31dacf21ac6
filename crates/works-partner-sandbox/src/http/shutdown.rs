//! The signal that the sandbox shuts down.

use tokio::sync::watch;

/// Resolves when the sandbox shuts down. Clones wait for the same signal.
#[derive(Clone, Debug)]
pub(crate) struct Shutdown(watch::Receiver<()>);

/// The sandbox runs as long as this is held.
#[derive(Debug)]
pub(crate) struct ShutdownGuard {
    _sender: watch::Sender<()>,
}

impl Shutdown {
    pub(crate) fn channel() -> (ShutdownGuard, Self) {
        let (_sender, receiver) = watch::channel(());
        (ShutdownGuard { _sender }, Self(receiver))
    }

    /// Returns when the sandbox shuts down.
    pub(crate) async fn wait(mut self) {
        while self.0.changed().await.is_ok() {}
    }
}
