//! Reads the facts beside an enum, each with its evidence and its page.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::shape::Shape;
use super::{FAMILIES, Ids, TABLES, Table};
use crate::document::step;
use crate::naming::{is_identifier, variant_name};
use crate::problem::Problem;

/// A value, and what is known of it.
pub(super) struct Entry {
    pub id: String,
    /// Its Rust variant.
    pub variant: String,
    /// Where its facts stand.
    pub at: String,
    /// In the order of the table.
    pub facts: Vec<Fact>,
}

pub(super) struct Fact {
    pub name: &'static str,
    pub shape: Shape,
    pub value: Value,
    /// The variant of `works_partner_api::Evidence`.
    pub evidence: &'static str,
    pub source: String,
}

impl Entry {
    /// A fact, as the document writes it.
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        let fact = self.facts.iter().find(|fact| fact.name == name)?;
        Some(&fact.value)
    }
}

/// How well a fact is known, and where it stands; either may be missing.
#[derive(Clone, Copy, Default)]
struct Known<'a> {
    evidence: Option<&'static str>,
    source: Option<&'a str>,
}

const EVIDENCE: [(&str, &str); 4] = [
    ("documented", "Documented"),
    ("partial", "Partial"),
    ("inferred", "Inferred"),
    ("numbering", "Numbering"),
];

/// Extensions by which an enum of the catalog says something, beside those of the tables.
const OTHER_EXTENSIONS: [&str; 4] = [
    "x-enum-descriptions",
    "x-enum-descriptions-ja",
    "x-enum-varnames",
    "x-evidence",
];

/// Facts that nothing reads, since they stand beside another schema or under another name.
pub(super) fn misplaced(root: &Value) -> Vec<Problem> {
    let schemas = root.pointer("/components/schemas");
    let schemas = schemas.and_then(Value::as_object).into_iter().flatten();
    let mut problems = Vec::new();
    for (name, schema) in schemas {
        let tables = TABLES.iter().filter(|table| table.component == name);
        let own: Vec<&str> = tables.map(|table| table.extension).collect();
        let is_table = |key: &str| TABLES.iter().any(|table| table.extension == key);
        let keys = schema.as_object().into_iter().flat_map(Map::keys);
        for key in keys.filter(|key| key.starts_with("x-") && !own.contains(&key.as_str())) {
            let at = format!("#/components/schemas/{name}");
            if own.is_empty() && is_table(key) {
                let homes = TABLES.iter().filter(|table| table.extension == key);
                let homes: Vec<_> = homes
                    .map(|table| format!("`{}`", table.component))
                    .collect();
                problems.push(Problem::new(
                    step(&at, key),
                    format!("no facts of `{name}` are read"),
                    format!("write `{key}` beside {}", homes.join(", ")),
                ));
            } else if !own.is_empty() && !OTHER_EXTENSIONS.contains(&key.as_str()) {
                let known: Vec<&str> = own.iter().copied().chain(OTHER_EXTENSIONS).collect();
                problems.push(Problem::new(
                    step(&at, key),
                    format!("`{key}` is not an extension that is read here"),
                    format!("write one of {}", known.join(", ")),
                ));
            }
        }
    }
    problems
}

/// The families of products, and their variants.
pub(super) fn families(root: &Value, problems: &mut Vec<Problem>) -> Vec<(String, String)> {
    let (at, families) = extension(root, &FAMILIES);
    let at = step(&at, "values");
    let families = families.and_then(|families| families.get("values"));
    let mut read: Vec<(String, String)> = Vec::new();
    for family in families.and_then(Value::as_object).into_iter().flatten() {
        let name = variant_name(family.0).filter(|name| is_identifier(name));
        let taken = |name: &String| read.iter().find(|(_, other)| other == name);
        let reason = match &name {
            None => format!("`{}` cannot be made the name of a Rust variant", family.0),
            Some(name) => match taken(name) {
                None => {
                    read.push((family.0.clone(), name.clone()));
                    continue;
                }
                Some((other, _)) => {
                    format!(
                        "`{other}` and `{}` would both be the Rust variant `{name}`",
                        family.0
                    )
                }
            },
        };
        problems.push(Problem::new(
            step(&at, family.0),
            reason,
            "give the family another name",
        ));
    }
    read
}

/// The entries of a table, one for each value of its enum.
pub(super) fn entries(
    root: &Value,
    table: &Table,
    ids: &Ids<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<Entry> {
    let (at, extension) = extension(root, table);
    let nothing = Map::new();
    let (defaults, values) = match extension {
        None => (BTreeMap::new(), &nothing),
        Some(extension) => match parts(extension, &at) {
            Ok((evidence, values)) => (defaults(evidence, &at, table, problems), values),
            Err(problem) => {
                problems.push(problem);
                (BTreeMap::new(), &nothing)
            }
        },
    };
    let reader = Reader {
        table,
        ids,
        at: step(&at, "values"),
        defaults,
    };
    for id in values.keys() {
        if reader.is_unknown(id) {
            problems.push(Problem::new(
                step(&reader.at, id),
                format!("`{id}` is not a value of `{}`", table.component),
                "add it to the enum, or correct it here",
            ));
        }
    }
    let mut entries = Vec::new();
    let of_families = ids.families.iter();
    let of_families = of_families.map(|(id, variant)| (id, variant, [None, None]));
    let of_enum = ids
        .of(table.component)
        .into_iter()
        .flat_map(|open| &open.values);
    let of_enum = of_enum.map(|value| {
        let labels = [&value.description, &value.description_ja].map(Option::as_deref);
        (&value.value, &value.variant, labels)
    });
    let all: Vec<_> = if table.list == FAMILIES.list {
        of_families.collect()
    } else {
        of_enum.collect()
    };
    for (id, variant, labels) in all {
        let facts = reader.facts(id, values.get(id), labels, problems);
        entries.push(Entry {
            id: id.clone(),
            variant: variant.clone(),
            at: step(&reader.at, id),
            facts,
        });
    }
    if extension.is_some() {
        reader.labels_without_evidence(&entries, problems);
    }
    entries
}

fn extension<'a>(root: &'a Value, table: &Table) -> (String, Option<&'a Value>) {
    let pointer = format!(
        "/components/schemas/{}/{}",
        table.component, table.extension
    );
    let extension = root.pointer(&pointer);
    (format!("#{pointer}"), extension)
}

/// The evidence of a table, and its values.
fn parts<'a>(
    extension: &'a Value,
    at: &str,
) -> Result<(Option<&'a Value>, &'a Map<String, Value>), Problem> {
    let help = "write `evidence: { FACT: { evidence: …, source: … } }` and \
                   `values: { VALUE: { FACT: … } }`";
    let Some(parts) = extension.as_object() else {
        return Err(Problem::new(at, "the facts are not a map", help));
    };
    if let Some(other) = parts
        .keys()
        .find(|key| !["evidence", "values"].contains(&key.as_str()))
    {
        let reason = format!("`{other}` is neither `evidence` nor `values`");
        return Err(Problem::new(step(at, other), reason, help));
    }
    match parts.get("values") {
        Some(Value::Object(values)) => Ok((parts.get("evidence"), values)),
        _ => Err(Problem::new(
            step(at, "values"),
            "`values` is missing or not a map",
            help,
        )),
    }
}

/// What holds for a fact of every value, where the value does not say otherwise.
fn defaults<'a>(
    evidence: Option<&'a Value>,
    at: &str,
    table: &Table,
    problems: &mut Vec<Problem>,
) -> BTreeMap<&'static str, Known<'a>> {
    let at = step(at, "evidence");
    let Some(evidence) = evidence else {
        return BTreeMap::new();
    };
    let mut read = BTreeMap::new();
    for (fact, known) in each(evidence, &at, problems) {
        let at = step(&at, fact);
        match table.facts.iter().find(|(name, _)| *name == fact) {
            None => problems.push(unknown_fact(fact, at, table)),
            Some((name, _)) => {
                read.insert(*name, known_of(known, &at, problems));
            }
        }
    }
    read
}

fn each<'a>(
    evidence: &'a Value,
    at: &str,
    problems: &mut Vec<Problem>,
) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
    if !evidence.is_object() {
        problems.push(Problem::new(
            at,
            "the evidence is not a map from facts",
            "write `evidence: { FACT: { evidence: …, source: … } }`",
        ));
    }
    evidence.as_object().into_iter().flatten()
}

fn unknown_fact(fact: &str, at: String, table: &Table) -> Problem {
    let of_enum = table.list != FAMILIES.list;
    let names = table.facts.iter().map(|(name, _)| *name);
    let names: Vec<&str> = names.filter(|name| !(of_enum && is_label(name))).collect();
    let help = if of_enum && is_label(fact) {
        "write labels in `x-enum-descriptions`, and Japanese ones in `x-enum-descriptions-ja`"
            .to_owned()
    } else {
        format!(
            "correct it, or leave it out; known are {}",
            names.join(", ")
        )
    };
    Problem::new(
        at,
        format!("`{fact}` is not a fact that is read here"),
        help,
    )
}

fn is_label(fact: &str) -> bool {
    matches!(fact, "label" | "labelJa")
}

/// Reads `{ evidence: WORD, source: PAGE }`, or the word alone.
fn known_of<'a>(known: &'a Value, at: &str, problems: &mut Vec<Problem>) -> Known<'a> {
    let (word, source) = match known {
        Value::Object(known) => {
            if let Some(other) = known
                .keys()
                .find(|key| !["evidence", "source"].contains(&key.as_str()))
            {
                problems.push(Problem::new(
                    step(at, other),
                    format!("`{other}` is neither `evidence` nor `source`"),
                    "write `{ evidence: documented, source: https://… }`",
                ));
            }
            (known.get("evidence"), known.get("source"))
        }
        word => (Some(word), None),
    };
    let in_object = |key: &str| {
        if known.is_object() {
            step(at, key)
        } else {
            at.to_owned()
        }
    };
    let evidence = word.map(|word| {
        let found = EVIDENCE.iter().find(|(known, _)| word == known);
        if found.is_none() {
            problems.push(Problem::new(
                in_object("evidence"),
                format!("{word} does not say how well a fact is known"),
                "write `documented`, `partial`, `inferred` or `numbering`",
            ));
        }
        // What is wrong is told once, and not as missing as well.
        found.map_or("Documented", |(_, variant)| *variant)
    });
    let source = source.map(|source| {
        let page = source.as_str().filter(|page| page.starts_with("https://"));
        if page.is_none() {
            problems.push(Problem::new(
                in_object("source"),
                format!("{source} is not the address of a page"),
                "write the address of the vendor's page, beginning with `https://`",
            ));
        }
        page.unwrap_or_default()
    });
    Known { evidence, source }
}

struct Reader<'a> {
    table: &'a Table,
    ids: &'a Ids<'a>,
    /// Where the values stand.
    at: String,
    defaults: BTreeMap<&'static str, Known<'a>>,
}

impl<'a> Reader<'a> {
    fn is_unknown(&self, id: &str) -> bool {
        self.table.list != FAMILIES.list && self.ids.variant(self.table.component, id).is_none()
    }

    fn facts(
        &self,
        id: &str,
        facts: Option<&'a Value>,
        labels: [Option<&str>; 2],
        problems: &mut Vec<Problem>,
    ) -> Vec<Fact> {
        let at = step(&self.at, id);
        let nothing = Map::new();
        let facts = match facts {
            None => &nothing,
            Some(Value::Object(facts)) => facts,
            Some(_) => {
                problems.push(Problem::new(
                    &at,
                    format!("the facts of `{id}` are not a map"),
                    "write `{ FACT: … }`",
                ));
                &nothing
            }
        };
        let of_families = self.table.list == FAMILIES.list;
        let of_label = |name: &str| match name {
            "label" if !of_families => labels[0],
            "labelJa" if !of_families => labels[1],
            _ => None,
        };
        let own = self.own_evidence(facts, &at, of_label, problems);
        for fact in facts.keys().filter(|key| *key != "evidence") {
            let is_known = self.table.facts.iter().any(|(name, _)| name == fact);
            if !is_known || (is_label(fact) && !of_families) {
                problems.push(unknown_fact(fact, step(&at, fact), self.table));
            }
        }
        if of_families {
            for name in ["label", "plans"]
                .iter()
                .filter(|name| !facts.contains_key(**name))
            {
                problems.push(Problem::new(
                    &at,
                    format!("the family `{id}` has no `{name}`"),
                    match *name {
                        "label" => "write what the vendor calls it",
                        _ => {
                            "list the contract types of its products: `plans: { values: […], \
                             complete: true }`; where no page shows them, `plans: { values: [], \
                             complete: false }`"
                        }
                    },
                ));
            }
        }
        let mut read = Vec::new();
        for (name, shape) in self.table.facts {
            let fact_at = step(&at, name);
            let value = match (of_label(name), facts.get(*name)) {
                (Some(label), _) => Value::from(label),
                (None, Some(_)) if is_label(name) && !of_families => continue,
                (None, Some(value)) => value.clone(),
                (None, None) => continue,
            };
            let wrong = shape.problems(&value, &fact_at, self.ids);
            if !wrong.is_empty() {
                problems.extend(wrong);
                continue;
            }
            let own = own.get(*name).copied().unwrap_or_default();
            let default = self.defaults.get(*name).copied().unwrap_or_default();
            let evidence = own.evidence.or(default.evidence);
            let source = own.source.or(default.source);
            if let (Some(evidence), Some(source)) = (evidence, source) {
                let source = source.to_owned();
                read.push(Fact {
                    name,
                    shape: *shape,
                    value,
                    evidence,
                    source,
                });
            } else if of_label(name).is_none() {
                problems.push(Problem::new(
                    fact_at,
                    format!(
                        "the fact `{name}` of `{id}` has no {}",
                        lacking(evidence, source)
                    ),
                    format!(
                        "say how it is known: in the `evidence` of the extension for every value, \
                         `{name}: {{ evidence: documented, source: https://… }}`, or in that of \
                         `{id}`"
                    ),
                ));
            }
        }
        read
    }

    /// What a value says of its own facts.
    fn own_evidence(
        &self,
        facts: &'a Map<String, Value>,
        at: &str,
        label: impl Fn(&str) -> Option<&'a str>,
        problems: &mut Vec<Problem>,
    ) -> BTreeMap<&'static str, Known<'a>> {
        let Some(evidence) = facts.get("evidence") else {
            return BTreeMap::new();
        };
        let at = step(at, "evidence");
        let mut read = BTreeMap::new();
        for (fact, known) in each(evidence, &at, problems) {
            let at = step(&at, fact);
            match self.table.facts.iter().find(|(name, _)| name == fact) {
                None => problems.push(unknown_fact(fact, at, self.table)),
                Some((name, _)) if facts.contains_key(*name) || label(name).is_some() => {
                    read.insert(*name, known_of(known, &at, problems));
                }
                Some((name, _)) => problems.push(Problem::new(
                    at,
                    format!("this is the evidence of a fact `{name}`, which is not there"),
                    "write the fact, or take its evidence out",
                )),
            }
        }
        read
    }

    /// Labels stand beside the enum, so that what they lack is told once.
    fn labels_without_evidence(&self, entries: &[Entry], problems: &mut Vec<Problem>) {
        let Some(open) = self.ids.of(self.table.component) else {
            return;
        };
        if self.table.list == FAMILIES.list {
            return;
        }
        let at = self
            .at
            .rsplit_once('/')
            .map_or("", |(extension, _)| extension);
        for name in ["label", "labelJa"] {
            let bare = open.values.iter().find(|value| {
                let label = if name == "label" {
                    &value.description
                } else {
                    &value.description_ja
                };
                let entry = entries.iter().find(|entry| entry.id == value.value);
                label.is_some() && entry.is_some_and(|entry| entry.value(name).is_none())
            });
            if let Some(bare) = bare {
                problems.push(Problem::new(
                    step(&step(at, "evidence"), name),
                    format!("the label of `{}` has no evidence or no page", bare.value),
                    format!(
                        "say how labels are known: `{name}: {{ evidence: documented, source: \
                         https://… }}`"
                    ),
                ));
            }
        }
    }
}

fn lacking(evidence: Option<&str>, source: Option<&str>) -> &'static str {
    match (evidence, source) {
        (None, None) => "evidence and no page",
        (None, Some(_)) => "evidence",
        (Some(_), _) => "page",
    }
}
