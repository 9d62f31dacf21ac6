//! How a sweep goes: a bar on a terminal, a line now and then in a log, nothing in a pipe.

use std::io::IsTerminal as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use works_partner_store::{Plan, SweepEvent};

use crate::output::Format;
use crate::printer::{self, Printer};

/// How often a log gets a line.
const EVERY: Duration = Duration::from_secs(10);
/// How often the bar moves without news, so that one sees that it waits and does not hang.
const TICK: Duration = Duration::from_millis(200);

/// Shows a person how a sweep goes.
pub(super) struct Progress {
    printer: Printer,
    form: Form,
    counts: Mutex<Counts>,
}

enum Form {
    Bar(ProgressBar),
    Lines,
    Nothing,
}

#[derive(Default)]
struct Counts {
    total: u64,
    done: u64,
    failed: u64,
    began: Option<Instant>,
    said: Option<Instant>,
}

impl Progress {
    pub(super) fn new(printer: Printer) -> Self {
        let form = match printer.format {
            Format::Table if std::io::stderr().is_terminal() => Form::Bar(bar()),
            Format::Table if !is_pipe() => Form::Lines,
            _ => Form::Nothing,
        };
        if let Form::Bar(bar) = &form {
            printer::draw_below(Some(bar.clone()));
        }
        Self {
            printer,
            form,
            counts: Mutex::default(),
        }
    }

    pub(super) fn show(&self, event: &SweepEvent) {
        match event {
            SweepEvent::Planned(plan) => self.plan(plan),
            SweepEvent::Listed(customers) => {
                if let Form::Bar(bar) = &self.form {
                    bar.set_message(format!("listing: {customers} customers"));
                }
            }
            SweepEvent::Read { .. } => self.count(false),
            SweepEvent::Failed { .. } => self.count(true),
            _ => {}
        }
    }

    /// Says before it starts what it will take.
    fn plan(&self, plan: &Plan) {
        let total = plan.total_calls();
        {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            counts.total = total;
            counts.began = Some(Instant::now());
        }
        if let Form::Bar(bar) = &self.form {
            bar.set_length(total);
            bar.set_message("");
        }
        if self.printer.format != Format::Table {
            return;
        }
        let half = if plan.is_half_rate {
            ", half of the limit, as it takes 30 minutes or more"
        } else {
            ""
        };
        self.printer.log(&format!(
            "{} customers, {total} calls, at most {} of each operation a minute{half}: {}",
            plan.customers,
            plan.per_minute,
            lasting(plan.duration),
        ));
    }

    fn count(&self, is_failure: bool) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.done = counts.done.saturating_add(1);
        counts.failed = counts.failed.saturating_add(u64::from(is_failure));
        let began = *counts.began.get_or_insert_with(Instant::now);
        let (done, failed) = (counts.done, counts.failed);
        match &self.form {
            Form::Nothing => {}
            Form::Bar(bar) => {
                drop(counts);
                // Of reservations there is a call for each subscription, so that it may be more.
                if bar.length().is_some_and(|length| length < done) {
                    bar.set_length(done);
                }
                bar.set_position(done);
                if is_failure {
                    bar.set_message(format!("{failed} failed"));
                }
            }
            Form::Lines if counts.said.unwrap_or(began).elapsed() >= EVERY => {
                counts.said = Some(Instant::now());
                let total = counts.total.max(done);
                drop(counts);
                let seconds = began.elapsed().as_secs().max(1);
                let left = total.saturating_sub(done).saturating_mul(seconds) / done.max(1);
                self.printer.log(&format!(
                    "{done} of {total} reads, {failed} failed, {}",
                    lasting(Duration::from_secs(left))
                ));
            }
            Form::Lines => {}
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        printer::draw_below(None);
        if let Form::Bar(bar) = &self.form {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let template = "{spinner} {bar:24} {human_pos}/{human_len} reads, {per_sec}, {eta} left {msg}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(TICK);
    bar
}

fn lasting(duration: Duration) -> String {
    match duration.as_secs() {
        0..60 => "less than a minute".to_owned(),
        seconds => format!("about {} min", seconds.div_ceil(60)),
    }
}

/// Whether stderr goes to another program, which has no use for progress.
#[cfg(unix)]
fn is_pipe() -> bool {
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::FileTypeExt as _;

    let owned = std::io::stderr().as_fd().try_clone_to_owned();
    let metadata = owned.and_then(|stderr| std::fs::File::from(stderr).metadata());
    metadata.is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
fn is_pipe() -> bool {
    false
}
