//! What `--help` says of operations.

use std::fmt::Write as _;

use anstyle::Style;
use works_partner_ext::api::schema::{Kind, Limits};
use works_partner_ext::api::{Evidence, Operation};

use super::flags::{self, Flag, Target};
use super::{markdown, tree};
use crate::terminal::{self, CODE, HEADING};

/// clap has no headings for subcommands; the listing stands in their place.
pub(super) fn template() -> String {
    format!(
        "\
{{about-with-newline}}
{{usage-heading}} {{usage}}

{{before-help}}{TITLE}Global options:{TITLE:#}
{{options}}{{after-help}}"
    )
}

/// As clap has its headings.
const TITLE: Style = Style::new().bold().underline();

pub(super) const ABOUT_OPERATIONS: &str = "\
`works-partner api OPERATION --help` tells all that is known of an operation. Its id, such as
get_customer, is a name for it too.";

/// As wide as clap's own help.
const WIDEST: usize = 100;

fn width() -> usize {
    terminal::width().map_or(WIDEST, |width| width.min(WIDEST))
}

/// Operations below their tags.
pub(super) fn listing(operations: &[Operation]) -> String {
    let mut tags: Vec<Option<&str>> = Vec::new();
    for operation in operations {
        if !tags.contains(&operation.tag) {
            tags.push(operation.tag);
        }
    }
    let widest = operations
        .iter()
        .map(|operation| tree::name_of(operation).len());
    let widest = widest.max().unwrap_or_default();
    let mut out = String::new();
    for tag in tags {
        let title = sentence(&tag.unwrap_or("other").replace('-', " "));
        let _ = writeln!(out, "{TITLE}{title}:{TITLE:#}");
        for operation in operations.iter().filter(|operation| operation.tag == tag) {
            let name = tree::name_of(operation);
            let summary = operation.summary.unwrap_or(operation.path);
            let _ = writeln!(
                out,
                "  {HEADING}{name}{HEADING:#}{:1$}{summary}",
                "",
                widest + 2 - name.len()
            );
        }
        out.push('\n');
    }
    out
}

/// What an operation does, how it is called, and how well it is known.
pub(super) fn long_about(operation: &Operation) -> String {
    let mut out = operation.summary.unwrap_or(operation.id).to_owned();
    if let Some(description) = operation.description {
        let description = markdown::rendered(description, Some(width()));
        let _ = write!(out, "\n\n{description}");
    }
    let mut facts = vec![(
        "Request",
        format!("{} {CODE}{}{CODE:#}", operation.method, operation.path),
    )];
    if !operation.scopes.is_empty() {
        facts.push(("Scope", operation.scopes.join(" or ")));
    }
    if let Some(evidence) = operation.evidence {
        facts.push(("Known", seen(evidence).to_owned()));
    }
    if let Some(page) = operation.documentation {
        facts.push(("Page", page.to_owned()));
    }
    out.push('\n');
    for (name, fact) in facts {
        let _ = write!(out, "\n  {HEADING}{name:<7}{HEADING:#}  {fact}");
    }
    out
}

fn seen(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Documented => "the whole of the vendor's page was seen",
        Evidence::Partial => "a part of the vendor's page was seen; there may be more fields",
        Evidence::Inferred => {
            "what is sent is inferred from rules and neighbours, not from its page"
        }
        _ => "to an extent that this version has no words for",
    }
}

/// As wide as `Usage:`.
const INDENT: &str = "      ";

/// The required flags, and a place for the others.
pub(super) fn usage(operation: &Operation, flags: &[Flag]) -> String {
    let mut usage = format!("works-partner api {}", tree::name_of(operation));
    let required = flags
        .iter()
        .filter(|flag| flag.required && flag.is_outermost());
    let required = required.map(|flag| format!("--{} <{}>", flag.name, flag.value_name()));
    let mut column = INDENT.len() + usage.len();
    for part in required.chain(["[OPTIONS]".to_owned()]) {
        if column + 1 + part.len() <= width() {
            usage.push(' ');
        } else {
            usage.push('\n');
            usage.push_str(INDENT);
            usage.push(' ');
            column = INDENT.len();
        }
        column += 1 + part.len();
        usage.push_str(&part);
    }
    usage
}

pub(super) fn json_body(operation: &Operation) -> String {
    let mut text =
        "The whole body as JSON, from a file, from stdin with -, or, where it cannot hold a secret, \
         as it stands here. Flags beside it set their fields in it: all else in it stays, digit by \
         digit. A field that is in it twice is refused."
            .to_owned();
    let others = flags::without_flag(operation);
    if !others.is_empty() {
        let _ = write!(text, " It alone can give {}.", others.join(", "));
    }
    if let Some(description) = operation.body.and_then(|body| body.description) {
        let _ = write!(text, "\n\n{}", markdown::rendered(description, None));
    }
    text
}

/// The first sentence.
pub(super) fn short(flag: &Flag) -> String {
    let description = flag.description.map(|text| markdown::rendered(text, None));
    let description = description.unwrap_or_default();
    let first = description.split("\n").next().unwrap_or_default();
    let first = first
        .split(". ")
        .next()
        .unwrap_or_default()
        .trim_end_matches('.');
    let mut text = first.to_owned();
    if flag.required && flag.is_outermost() {
        text.push_str(" [required]");
    }
    text.trim_start().to_owned()
}

/// All that is known of it.
pub(super) fn long(flag: &Flag) -> String {
    let description = flag.description.map(|text| markdown::rendered(text, None));
    let mut facts = Vec::new();
    if flag.schema.is_secret() {
        facts.push(
            "The file that it is in, which must be its owner's alone, or - for stdin: others could \
             read a value that stands here"
                .to_owned(),
        );
    }
    if flag.is_list() {
        facts.push("Can be repeated".to_owned());
        facts.extend(in_words(&flag.schema.limits).map(|limits| sentence(&limits)));
    }
    let item = flag.item();
    let kind = match (item.kind, item.format) {
        // The values are listed, and that others are texts goes without saying.
        (Kind::Enum(_), _) => None,
        (Kind::Text, format) if !matches!(format, Some("date" | "date-time")) => None,
        _ => {
            let mut bare = *item;
            bare.nullable = false;
            Some(bare.in_words())
        }
    };
    let kind: Vec<String> = [kind, in_words(&item.limits)]
        .into_iter()
        .flatten()
        .collect();
    facts.push(sentence(&kind.join(", ")));
    if flag.schema.nullable && matches!(flag.target, Target::Field(_)) {
        facts.push(format!("--null {} sends null", flag.name));
    }
    match &flag.target {
        _ if !flag.required => {}
        Target::Field(path) if !flag.is_outermost() => {
            let outer = path.split_last().map(|(_, outer)| outer.join("."));
            facts.push(format!("Required in {}", outer.unwrap_or_default()));
        }
        _ => facts.push("Required".to_owned()),
    }
    if flag.inferred {
        facts.push("Inferred: no page of the vendor shows it".to_owned());
    }
    let facts = facts.into_iter().filter(|fact| !fact.is_empty());
    let facts: Vec<String> = facts.map(|fact| fact + ".").collect();
    let paragraphs = [description.unwrap_or_default(), facts.join(" ")];
    let paragraphs: Vec<String> = paragraphs
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    paragraphs.join("\n\n")
}

impl Flag {
    /// Whether it is a parameter, or a property of the body itself.
    fn is_outermost(&self) -> bool {
        match &self.target {
            Target::Parameter(_) => true,
            Target::Field(path) => path.len() == 1,
        }
    }
}

fn in_words(limits: &Limits) -> Option<String> {
    let between = |least: Option<String>, most: Option<String>, of: &str| match (least, most) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}{of}")),
        (Some(least), None) => Some(format!("at least {least}{of}")),
        (None, Some(most)) => Some(format!("at most {most}{of}")),
        (None, None) => None,
    };
    let text = |number: Option<usize>| number.map(|number| number.to_string());
    let counts = [
        (limits.min_length, limits.max_length, " characters"),
        (limits.min_items, limits.max_items, " items"),
        (limits.min_properties, limits.max_properties, " members"),
    ];
    let mut words: Vec<String> = counts
        .into_iter()
        .filter_map(|(least, most, of)| between(text(least), text(most), of))
        .collect();
    words.extend(limits.range());
    let steps = limits.multiples_of.iter();
    words.extend(steps.map(|step| format!("a multiple of {step}")));
    if limits.unique_items {
        words.push("no item twice".to_owned());
    }
    if !limits.values.is_empty() {
        words.push(format!("one of {}", limits.values.join(", ")));
    }
    let patterns = limits.patterns.iter();
    words.extend(patterns.map(|pattern| format!("matching `{pattern}`")));
    (!words.is_empty()).then(|| words.join(", "))
}

/// With a capital letter.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}
