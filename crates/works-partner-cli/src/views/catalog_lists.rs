//! Products, product families and contract types, with all that is known of them.

use std::borrow::Cow;

use serde_json::{Value, json};
use works_partner_ext::api::catalog::{FAMILIES, PLANS, PRODUCTS};
use works_partner_ext::{Basis, Edition, PlanExt as _, ProductIdExt as _, Stage, Term, ValueList};

use super::catalog::{codes, source, sources, weakest};
use crate::language;
use crate::output::View;
use crate::output::columns::Field;
use crate::output::table::Importance::{Essential, Minor, Useful};
use crate::output::table::{Cell, Row, Table};

/// Things of one kind, as JSON objects. Their names are stable, and those of one list are the same.
#[derive(Debug)]
pub(crate) struct CatalogList(Vec<Value>);

impl CatalogList {
    pub(crate) fn products() -> Self {
        let all = PRODUCTS.iter().map(|facts| {
            json!({
                "productId": facts.id.as_str(),
                "label": language::label(&facts.id),
                "family": facts.id.family().map(|family| family.as_str()),
                "stage": facts.id.stage().map(stage),
                "paidEquivalent": facts.id.paid_equivalent().map(|paid| paid.as_str()),
                "edition": facts.id.edition().map(|edition| match edition {
                    Edition::Standard => "standard",
                    Edition::Advanced => "advanced",
                }),
                "evidence": sources([
                    ("label", source(facts.label.as_ref())),
                    ("family", source(facts.family.as_ref())),
                    ("stage", source(facts.stage.as_ref())),
                    ("paidEquivalent", source(facts.paid_equivalent.as_ref())),
                    ("edition", source(facts.edition.as_ref())),
                ]),
            })
        });
        Self(all.collect())
    }

    pub(crate) fn families() -> Self {
        let all = FAMILIES.iter().map(|facts| {
            let plans: Option<ValueList<_>> = facts.plans.as_ref().map(|plans| plans.value);
            json!({
                "family": facts.id.as_str(),
                "label": facts.id.label(),
                "plans": plans.map(|plans| codes(plans.values)),
                "plansComplete": plans.map(|plans| plans.complete),
                "evidence": sources([
                    ("label", source(facts.label.as_ref())),
                    ("plans", source(facts.plans.as_ref())),
                ]),
            })
        });
        Self(all.collect())
    }

    pub(crate) fn plans() -> Self {
        let all = PLANS.iter().map(|facts| {
            json!({
                "plan": facts.id.as_str(),
                "label": language::label(&facts.id),
                "stage": facts.id.stage().map(stage),
                "basis": facts.basis.as_ref().map(|basis| match basis.value {
                    Basis::User => "user",
                    Basis::License => "license",
                }),
                "term": facts.term.as_ref().map(|term| match term.value {
                    Term::Monthly => "monthly",
                    Term::Annual => "annual",
                }),
                "prepaid": facts.id.is_prepaid(),
                "evidence": sources([
                    ("label", source(facts.label.as_ref())),
                    ("stage", source(facts.stage.as_ref())),
                    ("basis", source(facts.basis.as_ref())),
                    ("term", source(facts.term.as_ref())),
                    ("prepaid", source(facts.prepaid.as_ref())),
                ]),
            })
        });
        Self(all.collect())
    }

    fn members(&self) -> impl Iterator<Item = impl Iterator<Item = (&str, &Value)>> {
        let objects = self.0.iter().filter_map(Value::as_object);
        objects.map(|object| object.iter().map(|(name, value)| (name.as_str(), value)))
    }
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Free => "free",
        Stage::Trial => "trial",
        Stage::Paid => "paid",
    }
}

impl View for CatalogList {
    fn table(&self, width: Option<usize>) -> String {
        let names: Vec<&str> = self
            .members()
            .next()
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
            .collect();
        let headings = names
            .iter()
            .enumerate()
            .map(|(index, name)| match (index, *name) {
                (0, _) => "Code".to_owned(),
                (_, "plans") => "Contract types".to_owned(),
                (_, "plansComplete") => "All known".to_owned(),
                (_, name) => spaced(name),
            });
        let headings: Vec<String> = headings.collect();
        let importance = names
            .iter()
            .enumerate()
            .map(|(index, name)| match (index, *name) {
                (0 | 1, _) => Essential,
                (_, "edition" | "evidence" | "plansComplete") => Minor,
                _ => Useful,
            });
        let rows = self.members().map(|members| Row {
            cells: members
                .enumerate()
                .map(|(index, (_, value))| match (index, value) {
                    (0, value) => Cell::code(value.as_str().unwrap_or_default()),
                    (_, Value::Null) => Cell::none(),
                    (_, Value::Bool(is_so)) => {
                        Cell::text(language::word(if *is_so { "yes" } else { "no" }))
                    }
                    (_, Value::String(text)) => Cell::text(language::word(text)),
                    (_, Value::Array(_)) => Cell::text(flat(value).replace(' ', ", ")),
                    (_, value) => weakest(value).map_or_else(Cell::none, Cell::text),
                })
                .collect(),
            also: Vec::new(),
        });
        Table::new(&headings, rows)
            .ranked(importance)
            .without_empty_columns()
            .fitted(width)
    }

    fn json(&self) -> Cow<'_, str> {
        serde_json::to_string(&self.0).unwrap_or_default().into()
    }

    fn items(&self) -> Vec<Cow<'_, str>> {
        self.0.iter().map(|item| item.to_string().into()).collect()
    }

    fn rows(&self) -> Vec<Vec<Field<'_>>> {
        let field = |value: &Value| match value {
            Value::Array(_) | Value::Object(_) => Value::from(flat(value)).to_string(),
            value => value.to_string(),
        };
        let rows = self.members();
        rows.map(|members| {
            members
                .map(|(_, value)| Some(field(value).into()))
                .collect()
        })
        .collect()
    }
}

/// A list of codes, or how well each fact is known, in one field.
fn flat(value: &Value) -> String {
    let parts: Vec<String> = match value {
        Value::Array(codes) => codes
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        Value::Object(facts) => facts
            .iter()
            .map(|(fact, source)| {
                let evidence = source.get("evidence").and_then(Value::as_str);
                format!("{fact}:{}", evidence.unwrap_or_default())
            })
            .collect(),
        _ => Vec::new(),
    };
    parts.join(" ")
}

/// `paidEquivalent` as a heading.
fn spaced(name: &str) -> String {
    let mut heading = String::new();
    for (index, letter) in name.chars().enumerate() {
        match (index, letter.is_uppercase()) {
            (0, _) => heading.extend(letter.to_uppercase()),
            (_, true) => {
                heading.push(' ');
                heading.extend(letter.to_lowercase());
            }
            _ => heading.push(letter),
        }
    }
    heading
}
