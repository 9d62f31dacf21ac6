//! The signals that stop the program: Ctrl-C, and where there are such, SIGTERM and SIGHUP.

use std::cell::Cell;

thread_local! {
    /// How many wait for signals themselves. All of a run happens on one thread.
    static OWNERS: Cell<usize> = const { Cell::new(0) };
}

/// Who has it answers signals itself, until it is dropped: whoever waits around it leaves them to it.
#[derive(Debug)]
pub(crate) struct Own(());

impl Own {
    pub(crate) fn new() -> Self {
        OWNERS.set(OWNERS.get().saturating_add(1));
        Self(())
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        OWNERS.set(OWNERS.get().saturating_sub(1));
    }
}

/// Waits for a signal that nobody else answers.
pub(crate) async fn stopped_unheeded() {
    loop {
        stopped().await;
        if OWNERS.get() == 0 {
            return;
        }
    }
}

/// Waits for one of them. From then on none of them ends the program by itself: whoever waits does.
#[cfg(unix)]
pub(crate) async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};

    // A hang-up that is ignored (`nohup`) stays ignored.
    let hang_up = if is_hang_up_ignored() {
        None
    } else {
        signal(SignalKind::hangup()).ok()
    };
    let terminate = signal(SignalKind::terminate()).ok();
    let of = |signal: Option<tokio::signal::unix::Signal>| async move {
        match signal {
            Some(mut signal) => {
                signal.recv().await;
            }
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = interrupted() => {}
        () = of(terminate) => {}
        () = of(hang_up) => {}
    }
}

#[cfg(not(unix))]
pub(crate) async fn stopped() {
    interrupted().await;
}

async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Whether the program was started so that SIGHUP does nothing, as far as the system says.
#[cfg(unix)]
fn is_hang_up_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let ignored = lines.find_map(|line| line.strip_prefix("SigIgn:"));
    ignored
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & 1 == 1)
}
