//! Arguments that make no command: a wish for help, or a mistake.

use std::ffi::OsString;

use clap::ValueEnum;
use clap::error::ErrorKind;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Format;
use crate::printer::Printer;

/// What clap has to say instead, and how.
#[derive(Debug)]
pub(crate) struct Unparsed {
    error: clap::Error,
    printer: Printer,
}

impl Unparsed {
    pub(crate) fn new(error: clap::Error, arguments: &[OsString]) -> Self {
        let printer = Printer {
            format: wish(arguments, Some('o'), "output").unwrap_or_default(),
            color: wish(arguments, None, "color").unwrap_or_default(),
            ..Printer::default()
        };
        Self { error, printer }
    }

    /// Prints help where help was asked for, else what is wrong.
    pub(crate) fn print(self) -> Exit {
        let Self { error, printer } = self;
        let text = plain(error.render().ansi().to_string());
        match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                return match printer.print_styled(&text) {
                    Ok(()) => Exit::Done,
                    Err(failure) => {
                        printer.fail(&failure);
                        failure.exit()
                    }
                };
            }
            _ => {}
        }
        match printer.format {
            Format::Json | Format::Jsonl => printer.fail(&failure(&error)),
            Format::Table | Format::Csv | Format::Ics => printer.tell(text.trim_end()),
        }
        Exit::Usage
    }
}

fn failure(error: &clap::Error) -> Failure {
    let message = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            "a command is missing".to_owned()
        }
        _ => {
            let text = plain(error.render().to_string());
            let text = text.strip_prefix("error: ").unwrap_or(&text);
            let end = ["\n\nUsage:", "\n\nFor more information"]
                .iter()
                .filter_map(|tail| text.find(tail))
                .min();
            let message = end.and_then(|end| text.get(..end)).unwrap_or(text);
            message.trim_end().to_owned()
        }
    };
    Failure::new(Exit::Usage, message).hint("for more information, try --help")
}

/// What Rust says of numbers, in words for everybody.
fn plain(text: String) -> String {
    [
        ("invalid digit found in string", "expected a whole number"),
        (
            "cannot parse integer from empty string",
            "expected a whole number",
        ),
        (
            "number too large to fit in target type",
            "the number is too large",
        ),
    ]
    .into_iter()
    .fold(text, |text, (rust, words)| text.replace(rust, words))
}

/// What a flag says in arguments that clap could not read, as far as that can be told.
fn wish<T: ValueEnum>(arguments: &[OsString], short: Option<char>, long: &str) -> Option<T> {
    let mut arguments = arguments.iter().skip(1).filter_map(|text| text.to_str());
    let mut value = None;
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            break;
        }
        let rest = match argument.strip_prefix("--") {
            Some(name) => name.strip_prefix(long),
            None => argument
                .strip_prefix('-')
                .and_then(|cluster| cluster.trim_start_matches('v').strip_prefix(short?)),
        };
        let text = match rest {
            Some("") => arguments.next(),
            Some(rest) if argument.starts_with("--") => rest.strip_prefix('='),
            Some(rest) => Some(rest.strip_prefix('=').unwrap_or(rest)),
            None => continue,
        };
        value = text
            .and_then(|text| T::from_str(text, false).ok())
            .or(value);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spoken_of_in_words() {
        for wrong in ["x", "", "99999999999999999999999"] {
            let text = format!("invalid value: {}", wrong.parse::<u64>().unwrap_err());
            let said = plain(text.clone());
            assert!(said != text && said.contains("number"), "{said}");
        }
    }

    #[test]
    fn the_format_is_heard_through_mistakes() {
        let cases = [
            ("works-partner --bad -o json", Format::Json),
            ("works-partner -ojsonl x", Format::Jsonl),
            ("works-partner -o=csv x", Format::Csv),
            ("works-partner -vo json x", Format::Json),
            ("works-partner --output json x", Format::Json),
            ("works-partner --output=json x", Format::Json),
            ("works-partner --outputs=json x", Format::Table),
            ("works-partner -o xml x", Format::Table),
            ("works-partner -- -o json", Format::Table),
            ("works-partner -o", Format::Table),
        ];
        for (line, format) in cases {
            let arguments: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let heard = wish(&arguments, Some('o'), "output").unwrap_or_default();
            assert_eq!(format, heard, "{line}");
        }
    }
}
