//! The flags of an operation: one for each parameter, and one for each field of the body whose value
//! can be typed.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command};
use serde_json::{Number, Value};
use works_partner_ext::api::schema::{Kind, Object, Property, Schema};
use works_partner_ext::api::{Location, Operation, Parameter};

use super::help;
use crate::arguments::{Global, Writing};

pub(super) const JSON_BODY: &str = "json-body";
pub(super) const NULL: &str = "null";
pub(super) const ALLOW_UNLISTED: &str = "allow-unlisted";
pub(super) const SKIP_VALIDATION: &str = "skip-validation";
pub(super) const DRY_RUN: &str = "dry-run";
pub(super) const YES: &str = "yes";
pub(super) const CONFIRM: &str = "confirm";

/// Names of flags that every operation has or may have; no parameter's flag takes one of them.
const SHARED: [&str; 9] = [
    JSON_BODY,
    NULL,
    ALLOW_UNLISTED,
    SKIP_VALIDATION,
    DRY_RUN,
    YES,
    CONFIRM,
    "help",
    "version",
];

/// A flag, and what it gives a value to.
#[derive(Debug)]
pub(super) struct Flag {
    /// Its name, without dashes.
    pub(super) name: String,
    pub(super) target: Target,
    pub(super) schema: Schema,
    pub(super) description: Option<&'static str>,
    pub(super) required: bool,
    pub(super) inferred: bool,
}

/// What a flag gives a value to.
#[derive(Debug)]
pub(super) enum Target {
    Parameter(&'static Parameter),
    /// A property of the body, by the names that lead to it.
    Field(Vec<&'static str>),
}

/// Whether it changes nothing at the server.
pub(super) fn is_read(operation: &Operation) -> bool {
    matches!(operation.method, "GET" | "HEAD") || READS.contains(&operation.id)
}

/// What is asked by another method than GET, and changes nothing all the same.
const READS: [&str; 1] = ["verify_customer_domain"];

/// How a change is to be made.
pub(super) fn writing(matches: &ArgMatches) -> Writing {
    Writing::new(
        matches.get_flag(DRY_RUN),
        matches.get_flag(YES),
        matches.get_one(CONFIRM).cloned(),
        matches.get_flag(SKIP_VALIDATION),
    )
}

/// The flags of an operation: its parameters, then the fields of its body, in the document's order.
///
/// Who comes first has the plain name. Where it is taken, by another of them or by a flag that every
/// command has, the place comes before it: `--path.x`, `--query.x`, `--header.x`, `--body.x`; and
/// where that is taken too, a number after it.
pub(super) fn of(operation: &Operation) -> Vec<Flag> {
    let mut flags: Vec<Flag> = operation
        .parameters
        .iter()
        .filter(|parameter| is_simple(&parameter.schema))
        .map(|parameter| Flag {
            name: kebab(parameter.name),
            target: Target::Parameter(parameter),
            schema: parameter.schema,
            description: parameter.description,
            required: parameter.required,
            inferred: false,
        })
        .collect();
    if let Some(Kind::Object(object)) = operation.body.map(|body| body.schema.kind) {
        fields(object, &mut Vec::new(), &mut Vec::new(), &mut flags);
    }
    let mut taken = taken_everywhere();
    for flag in &mut flags {
        let plain = flag.name.clone();
        let placed = format!("{}.{plain}", flag.place());
        let numbered = (2..).map(|number| format!("{placed}-{number}"));
        let mut names = [plain, placed.clone()].into_iter().chain(numbered);
        if let Some(name) = names.find(|name| !taken.contains(name)) {
            taken.insert(name.clone());
            flag.name = name;
        }
    }
    flags
}

/// The properties of the body that no flag gives a value to.
pub(super) fn without_flag(operation: &Operation) -> Vec<&'static str> {
    let Some(Kind::Object(object)) = operation.body.map(|body| body.schema.kind) else {
        return Vec::new();
    };
    let properties = object.properties.iter();
    let others = properties.filter(|property| {
        !is_simple(&property.schema) && !matches!(property.schema.kind, Kind::Object(_))
    });
    others.map(|property| property.name).collect()
}

fn fields(
    object: &'static Object,
    path: &mut Vec<&'static str>,
    within: &mut Vec<&'static Object>,
    flags: &mut Vec<Flag>,
) {
    // An object may contain itself.
    if within.iter().any(|outer| std::ptr::eq(*outer, object)) {
        return;
    }
    within.push(object);
    for property in object.properties {
        path.push(property.name);
        match property.schema.kind {
            Kind::Object(inner) => fields(inner, path, within, flags),
            _ if is_simple(&property.schema) => flags.push(Flag::of_field(property, path)),
            _ => {}
        }
        path.pop();
    }
    within.pop();
}

/// Whether texts can give it: a single value, or a list of those.
fn is_simple(schema: &Schema) -> bool {
    match schema.kind {
        Kind::Boolean | Kind::Integer | Kind::Number | Kind::Text | Kind::Enum(_) => true,
        // A list of secrets would be many files.
        Kind::List(item) => {
            !item.is_secret() && !matches!(item.kind, Kind::List(_)) && is_simple(item)
        }
        _ => false,
    }
}

fn taken_everywhere() -> BTreeSet<String> {
    let global = <Global as Args>::augment_args(Command::new(""));
    let global = global.get_arguments().filter_map(Arg::get_long);
    global.chain(SHARED).map(str::to_owned).collect()
}

impl Flag {
    fn of_field(property: &Property, path: &[&'static str]) -> Self {
        let names: Vec<String> = path.iter().map(|name| kebab(name)).collect();
        let secret = if property.schema.is_secret() {
            "-file"
        } else {
            ""
        };
        Self {
            name: names.join(".") + secret,
            target: Target::Field(path.to_vec()),
            schema: property.schema,
            description: property.description,
            required: property.required,
            inferred: property.inferred,
        }
    }

    fn place(&self) -> &'static str {
        match &self.target {
            Target::Field(_) => "body",
            Target::Parameter(parameter) => match parameter.location {
                Location::Path => "path",
                Location::Query => "query",
                Location::Header => "header",
                _ => "parameter",
            },
        }
    }

    /// Where a mismatch of its value is said to be.
    pub(super) fn field(&self) -> String {
        match &self.target {
            Target::Parameter(parameter) => parameter.name.to_owned(),
            Target::Field(path) => path.join("."),
        }
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self.schema.kind, Kind::List(_))
    }

    /// What a single value is.
    pub(super) fn item(&self) -> &Schema {
        match self.schema.kind {
            Kind::List(item) => item,
            _ => &self.schema,
        }
    }

    /// As clap has it. Nothing is required and nothing refused here: the call is checked as a whole.
    pub(super) fn argument(&self) -> Arg {
        let argument = Arg::new(self.id())
            .long(self.name.clone())
            .value_name(self.value_name())
            .help(help::short(self))
            .long_help(help::long(self))
            .help_heading(match self.target {
                Target::Parameter(_) => "Parameters",
                Target::Field(_) => "Fields of the body",
            })
            .action(if self.is_list() {
                ArgAction::Append
            } else {
                ArgAction::Set
            })
            .allow_negative_numbers(matches!(self.item().kind, Kind::Integer | Kind::Number));
        if self.schema.is_secret() {
            argument.value_parser(clap::value_parser!(PathBuf))
        } else {
            argument.value_parser(ValueParser(*self.item()))
        }
    }

    /// Its id for clap, which no other flag has.
    pub(super) fn id(&self) -> String {
        format!("--{}", self.name)
    }

    pub(super) fn value_name(&self) -> String {
        let item = self.item();
        match (item.kind, item.format) {
            _ if item.is_secret() => "FILE".to_owned(),
            (Kind::Boolean, _) => "true|false".to_owned(),
            (Kind::Integer | Kind::Number, _) => "N".to_owned(),
            (Kind::Enum(_), _) => {
                let field = self.name.rsplit('.').next().unwrap_or_default();
                field.replace('-', "_").to_uppercase()
            }
            (_, Some("date")) => "DATE".to_owned(),
            (_, Some("date-time")) => "TIME".to_owned(),
            _ => "TEXT".to_owned(),
        }
    }
}

/// The flags that operations have in common, as far as this one has use for them.
pub(super) fn shared(operation: &Operation, flags: &[Flag]) -> Vec<Arg> {
    let switch = |id: &'static str| {
        let switch = Arg::new(id).long(id).action(ArgAction::SetTrue);
        switch.help_heading("Options of every operation")
    };
    let mut shared = Vec::new();
    if operation.body.is_some() {
        let body = Arg::new(JSON_BODY)
            .long(JSON_BODY)
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help_heading("Fields of the body")
            .help("The whole body as JSON: a file, - for stdin, or the JSON itself; flags set fields in it")
            .long_help(help::json_body(operation));
        shared.push(body);
    }
    let fields = flags
        .iter()
        .filter(|flag| matches!(flag.target, Target::Field(_)));
    let nullable = fields.filter(|flag| flag.schema.nullable);
    let nullable: Vec<PossibleValue> = nullable
        .map(|flag| PossibleValue::new(flag.name.clone()).alias(flag.field()))
        .collect();
    if !nullable.is_empty() {
        let null = Arg::new(NULL)
            .long(NULL)
            .value_name("FIELD")
            .value_parser(PossibleValuesParser::new(nullable))
            .action(ArgAction::Append)
            .help_heading("Fields of the body")
            .help("Send null for this field; can be repeated")
            .long_help(
                "Send null for the field of this flag; can be repeated. A field without flag is left \
                 out, and the word null as a flag's value is a text.",
            );
        shared.push(null);
    }
    shared
        .push(switch(DRY_RUN).help("Show what would be sent, secrets left out, and send nothing"));
    if !is_read(operation) {
        let yes = switch(YES).short('y');
        shared.push(yes.help("Send without asking for confirmation. Required without a terminal"));
        let confirm = Arg::new(CONFIRM)
            .long(CONFIRM)
            .value_name("DOMAIN")
            .help_heading("Options of every operation")
            .help("The customer's domain, to confirm the end of a contract. Required with --yes");
        shared.push(confirm);
    }
    shared.push(
        switch(ALLOW_UNLISTED)
            .help("Send codes that the document does not list; all else is held against it"),
    );
    shared.push(switch(SKIP_VALIDATION).help("Send it as it is, whatever the document says of it"));
    // clap's own would stand before everything else.
    let help = switch("help").short('h').action(ArgAction::Help);
    shared.push(help.help("Print help; -h prints a summary"));
    shared
}

/// Reads a value of the schema's type where the text is one; else it is the text, which the call's
/// check tells together with all else that is wrong.
#[derive(Clone, Debug)]
struct ValueParser(Schema);

impl TypedValueParser for ValueParser {
    type Value = Value;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Value, clap::Error> {
        let Some(text) = value.to_str() else {
            return Err(clap::Error::new(ErrorKind::InvalidUtf8).with_cmd(command));
        };
        let read = match self.0.kind {
            Kind::Boolean => text.parse().ok().map(Value::Bool),
            Kind::Integer | Kind::Number => text.parse::<Number>().ok().map(Value::Number),
            _ => None,
        };
        let is_whole = || text.bytes().all(|byte| matches!(byte, b'-' | b'0'..=b'9'));
        if read.as_ref().is_some_and(Value::is_f64) && is_whole() {
            // It would be sent as another number.
            let flag = argument.map(ToString::to_string).unwrap_or_default();
            let message =
                format!("invalid value '{text}' for '{flag}': an integer of more than 64 bits");
            return Err(clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command));
        }
        Ok(read.unwrap_or_else(|| text.into()))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let Kind::Enum(known) = self.0.kind else {
            return None;
        };
        Some(Box::new(known.values.iter().map(|(value, label)| {
            let value = PossibleValue::new(*value);
            match label {
                Some(label) => value.help(*label),
                None => value,
            }
        })))
    }
}

/// A name as flags and commands are spelt: `optionProductId` and `option_product_id` are both
/// `option-product-id`.
pub(super) fn kebab(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut kebab = String::new();
    for (index, char) in chars.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| chars.get(before));
        let after = chars.get(index + 1);
        let begins_word = char.is_uppercase()
            && before.is_some_and(|before| {
                let ends_capitals =
                    before.is_uppercase() && after.is_some_and(|c| c.is_lowercase());
                before.is_lowercase() || before.is_numeric() || ends_capitals
            });
        if !char.is_alphanumeric() {
            kebab.push('-');
            continue;
        }
        if begins_word {
            kebab.push('-');
        }
        kebab.extend(char.to_lowercase());
    }
    let words: Vec<&str> = kebab.split('-').filter(|word| !word.is_empty()).collect();
    words.join("-")
}
