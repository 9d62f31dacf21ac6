//! `--verbose`: what the client reports of its requests, on stderr. It reports no bodies and no
//! secrets; what other libraries report, which might, is left out.

use std::io;

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::printer::Printer;

/// From here on, shows what happens.
pub(crate) fn start(printer: Printer) {
    show(
        printer,
        Targets::new().with_target("works_partner", LevelFilter::DEBUG),
    );
}

/// From here on, shows that a rate limit or another process is waited for: without it the program would
/// seem to hang. What the user should know of tokens shows, too.
pub(crate) fn start_waits(printer: Printer) {
    show(
        printer,
        Targets::new()
            .with_target("works_partner_ext::engine::rate_limit", LevelFilter::DEBUG)
            .with_target("works_partner_ext::credentials", LevelFilter::WARN),
    );
}

fn show(printer: Printer, ours: Targets) {
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_level(false)
        .with_target(false)
        .without_time()
        .with_writer(Lines(printer));
    // There is no other subscriber that this could be in the way of.
    let _ = tracing_subscriber::registry()
        .with(ours)
        .with(lines)
        .try_init();
}

/// Prints each line that is written.
#[derive(Clone, Copy)]
struct Lines(Printer);

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        *self
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.log(String::from_utf8_lossy(bytes).trim_end());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
