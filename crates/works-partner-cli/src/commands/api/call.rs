//! What the command line says, as a call.

use std::fs;
use std::io::{self, IsTerminal as _, Read as _};
use std::path::Path;

use clap::ArgMatches;
use serde_json::Value;
use works_partner_ext::OperationCall;
use works_partner_ext::api::Operation;
use works_partner_ext::api::schema::{Kind, Reason};
use works_partner_ext::validation::Diagnostic;

use super::body::Body;
use super::flags::{self, Flag, Target};
use crate::exit::Exit;
use crate::failure::{Failure, FlagMismatch};
use crate::settings::read_secret_file;

/// Makes a call of what was given.
pub(super) fn read(
    operation: &Operation,
    flags: &[Flag],
    matches: &ArgMatches,
) -> Result<OperationCall, Failure> {
    let mut call = OperationCall::new(operation);
    let mut stdin = Stdin::default();
    let mut body = match given::<std::path::PathBuf>(matches, flags::JSON_BODY) {
        Some(path) => Some(read_json(path, operation, &mut stdin)?),
        None => None,
    };
    for flag in flags {
        let Some(value) = value_of(flag, matches, &mut stdin)? else {
            continue;
        };
        match &flag.target {
            Target::Parameter(parameter) => call = call.parameter(parameter.name, value),
            Target::Field(path) => {
                let whole = body.get_or_insert_with(Body::empty);
                let set = whole.set(path, &value);
                set.map_err(|place| no_place(flag, &place))?;
            }
        }
    }
    // What is missing in it is told field by field.
    if let (None, Some(expected)) = (&body, &operation.body)
        && expected.required
        && matches!(expected.schema.kind, Kind::Object(_))
    {
        body = Some(Body::empty());
    }
    if let Some(body) = body {
        let json = body.into_json().and_then(|json| call.json(json));
        call = json.map_err(|error| {
            let (line, column) = (error.line(), error.column());
            let message = format!("the JSON body cannot be sent (line {line}, column {column})");
            Failure::new(Exit::Usage, message)
        })?;
    }
    Ok(if matches.get_flag(flags::SKIP_VALIDATION) {
        call.skip_validation()
    } else if matches.get_flag(flags::ALLOW_UNLISTED) {
        call.allow_unlisted()
    } else {
        call
    })
}

/// The value that the command line gives a flag's target; `None` where it says nothing of it.
fn value_of(
    flag: &Flag,
    matches: &ArgMatches,
    stdin: &mut Stdin,
) -> Result<Option<Value>, Failure> {
    let id = flag.id();
    let nulls = matches.try_get_many::<String>(flags::NULL).ok().flatten();
    let is_null = nulls
        .is_some_and(|mut names| names.any(|name| *name == flag.name || *name == flag.field()));
    if is_null && matches.contains_id(&id) {
        let message = format!(
            "--{} and --null {} contradict each other",
            flag.name, flag.name
        );
        return Err(Failure::new(Exit::Usage, message));
    }
    if is_null {
        return Ok(Some(Value::Null));
    }
    if flag.schema.is_secret() {
        let Some(path) = given::<std::path::PathBuf>(matches, &id) else {
            return Ok(None);
        };
        let what = flag.field();
        return Ok(Some(if path == Path::new("-") {
            stdin.read_secret(&what)?.into()
        } else {
            secret(path, &what)?.into()
        }));
    }
    if flag.is_list() {
        let items = matches.get_many::<Value>(&id);
        return Ok(items.map(|items| items.cloned().collect()));
    }
    Ok(given::<Value>(matches, &id).cloned())
}

/// The value that the command line gives a parameter.
pub(super) fn parameter(matches: &ArgMatches, name: &str) -> Option<Value> {
    given::<Value>(matches, &format!("--{}", flags::kebab(name))).cloned()
}

/// The value of a flag that the operation may not have.
fn given<'a, T: Clone + Send + Sync + 'static>(matches: &'a ArgMatches, id: &str) -> Option<&'a T> {
    matches.try_get_one::<T>(id).ok().flatten()
}

fn no_place(flag: &Flag, place: &str) -> Failure {
    let place = match place {
        "" => "the JSON body".to_owned(),
        field => format!("{field} of the JSON body"),
    };
    let message = format!(
        "{place} is not an object, so there is no place for --{}",
        flag.name
    );
    Failure::new(Exit::Usage, message)
}

fn read_json(path: &Path, operation: &Operation, stdin: &mut Stdin) -> Result<Body, Failure> {
    if path == Path::new("-") {
        return Body::read(&stdin.read("the JSON body")?, "stdin");
    }
    let name = path.display().to_string();
    if is_inline(path) {
        // Others can read what stands on a command line.
        let has_secret = operation
            .body
            .is_some_and(|body| body.schema.holds_secret());
        if !has_secret {
            return Body::read(&name, "on the command line");
        }
        let message =
            "the JSON body may hold a secret, and others could read one on the command line";
        return Err(Failure::new(Exit::Usage, message)
            .hint("put it into a file and name that, or pipe it in with --json-body -"));
    }
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::new(
            Exit::Usage,
            format!("the JSON body {name} cannot be read: {error}"),
        )
    })?;
    Body::read(&text, &name)
}

/// Whether the JSON itself stands there instead of a file's name.
fn is_inline(path: &Path) -> bool {
    let text = path.to_str().unwrap_or_default().trim_start();
    text.starts_with(['{', '[']) && !path.exists()
}

/// Standard input, which can be read once.
#[derive(Default)]
struct Stdin {
    read_by: Option<String>,
}

impl Stdin {
    fn read(&mut self, what: &str) -> Result<String, Failure> {
        if let Some(other) = self.read_by.replace(what.to_owned()) {
            let message = format!("{other} and {what} cannot both come from stdin");
            return Err(Failure::new(Exit::Usage, message));
        }
        let mut text = String::new();
        io::stdin()
            .lock()
            .read_to_string(&mut text)
            .map_err(|error| {
                Failure::new(
                    Exit::Usage,
                    format!("{what} cannot be read from stdin: {error}"),
                )
            })?;
        Ok(text)
    }

    fn read_secret(&mut self, what: &str) -> Result<String, Failure> {
        if io::stdin().is_terminal() {
            let message = format!("{what} is a secret, which this terminal would show");
            return Err(Failure::new(Exit::Usage, message).hint("pipe it in, or name a file"));
        }
        let text = self.read(what)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        Ok(text.trim_end_matches(['\r', '\n']).to_owned())
    }
}

/// A secret that is in a file, or comes from stdin where the file is `-`.
pub(crate) fn secret(path: &Path, what: &str) -> Result<String, Failure> {
    match path == Path::new("-") {
        true => Stdin::default().read_secret(what),
        false => read_secret_file(path, what),
    }
}

/// Why the call is not sent: all that is wrong, with the flags that could mend it.
pub(super) fn refusal(found: Vec<Diagnostic>, flags: &[Flag], operation: &Operation) -> Failure {
    let has_unlisted = found
        .iter()
        .any(|found| found.reason == Some(Reason::Unlisted));
    let mismatches = found.into_iter().map(|mismatch| {
        let field = mismatch.field.split('[').next().unwrap_or_default();
        let flags = flags.iter().filter(|flag| flag.field() == field);
        let names: Vec<String> = flags
            .clone()
            .map(|flag| format!("--{}", flag.name))
            .collect();
        let meant = match (mismatch.reason, mismatch.shown_value()) {
            (Some(Reason::Unlisted), Some(value)) => {
                let mut items = flags.map(Flag::item);
                items.find_map(|item| meant(item.kind, value.trim_matches('"')))
            }
            _ => None,
        };
        FlagMismatch {
            flag: (!names.is_empty()).then(|| names.join(" or ")),
            mismatch,
            meant,
        }
    });
    let failure = Failure::mismatch(mismatches.collect(), operation.id);
    if has_unlisted {
        failure.hint("--allow-unlisted sends codes that the document does not list")
    } else {
        failure
    }
}

/// The listed value that is nearest to a text, if near at all.
fn meant(kind: Kind, text: &str) -> Option<&'static str> {
    const NEAR: f64 = 0.6;
    let Kind::Enum(known) = kind else {
        return None;
    };
    let text = text.to_lowercase();
    let likeness =
        |value: &str| strsim::normalized_damerau_levenshtein(&text, &value.to_lowercase());
    let values = known.values.iter().map(|(value, _)| *value);
    let nearest = values.max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(nearest) >= NEAR).then_some(nearest)
}
