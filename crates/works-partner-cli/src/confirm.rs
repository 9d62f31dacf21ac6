//! Whether a change may be made: asked of the person at the terminal.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;
use crate::terminal::HEADING;

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

/// Asks whether to go on. The end of the input is a no.
pub(crate) fn is_given(printer: Printer) -> Result<bool, Failure> {
    printer.ask(&format!("{HEADING}Go on?{HEADING:#} [y/N] "));
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(|error| {
        let message = format!("the answer cannot be read: {error}");
        Failure::new(Exit::Unexpected, message)
    })?;
    if !answer.ends_with('\n') {
        let _ = writeln!(io::stderr());
    }
    let answer = answer.trim().to_lowercase();
    Ok(matches!(answer.as_str(), "y" | "yes"))
}
