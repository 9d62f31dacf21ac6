//! Asks the person at the terminal to confirm a change.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::terminal::{HEADING, visible};

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Question<'a> {
    /// Whether to go on.
    GoOn,
    /// The customer's domain, for what ends a contract.
    Domain(&'a str),
}

/// Fails where nobody could be asked who has to be: before anything is read or sent.
pub(crate) fn ensure_can_be_had(is_needless: bool) -> Result<(), Failure> {
    let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
    if is_needless || can_ask {
        return Ok(());
    }
    let message = "this changes something, and there is no terminal to ask on";
    Err(Failure::new(Exit::Usage, message)
        .hint("pass --yes to send it without asking, or --dry-run to see what would be sent"))
}

/// Asks. An answer counts once its line has ended: what stands before the end of the input is none.
pub(crate) async fn is_given(question: Question<'_>, printer: Printer) -> Result<bool, Failure> {
    printer.ask(&match question {
        Question::GoOn => format!("{HEADING}Go on?{HEADING:#} [y/N] "),
        Question::Domain(domain) => format!(
            "{HEADING}This ends a contract.{HEADING:#} Type the customer's domain, {}, to go on: ",
            visible(domain)
        ),
    });
    let answer = line().await?;
    if !answer.ends_with('\n') {
        let _ = writeln!(io::stderr());
        return Ok(false);
    }
    Ok(match question {
        Question::GoOn => matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"),
        Question::Domain(domain) => is_domain(&answer, domain),
    })
}

/// Whether that is the domain. Domains know no upper and lower case.
pub(crate) fn is_domain(typed: &str, domain: &str) -> bool {
    !domain.is_empty() && typed.trim().eq_ignore_ascii_case(domain)
}

/// A line of stdin, read beside all else: a signal is noticed while it is waited for.
async fn line() -> Result<String, Failure> {
    let read = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map(|_| line)
    });
    let unreadable = |error: &dyn std::fmt::Display| {
        let message = format!("the answer cannot be read: {error}");
        Failure::new(Exit::Unexpected, message)
    };
    let read = read.await.map_err(|error| unreadable(&error))?;
    read.map_err(|error| unreadable(&error))
}
