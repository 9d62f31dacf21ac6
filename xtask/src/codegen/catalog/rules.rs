//! What facts of the catalog must be to each other.

use std::collections::BTreeMap;

use serde_json::Value;

use super::read::Entry;
use super::{Catalog, OPTIONS, PLANS, PRODUCTS, SUB_OPTIONS, Table};
use crate::document::step;
use crate::problem::Problem;

/// Everything that is wrong with facts, each of which can be read.
pub(super) fn problems(catalog: &Catalog<'_>) -> Vec<Problem> {
    let owners = Owners::of(catalog);
    let mut problems = owners.problems.clone();
    for product in catalog.entries(&PRODUCTS) {
        problems.extend(equivalent(catalog, &PRODUCTS, product, "family", |id| {
            text(catalog.fact(&PRODUCTS, id, "family"))
        }));
        if has_facts(product) && product.value("family").is_none() {
            problems.push(Problem::new(
                &product.at,
                format!("the product `{}` has no `family`", product.id),
                "name its family, one of `x-product-families`",
            ));
        }
    }
    for sub_option in catalog.entries(&SUB_OPTIONS) {
        problems.extend(equivalent(
            catalog,
            &SUB_OPTIONS,
            sub_option,
            "option",
            |id| owners.option_of(id),
        ));
        if has_facts(sub_option) && owners.option_of(&sub_option.id).is_none() {
            problems.push(Problem::new(
                &sub_option.at,
                format!("`{}` belongs to no option", sub_option.id),
                "add it to `subOptions` of its option, in `x-catalog` of `OptionProductId`",
            ));
        }
    }
    for plan in catalog.entries(&PLANS) {
        problems.extend(terms(plan));
    }
    for option in catalog.entries(&OPTIONS) {
        problems.extend(upgrades(catalog, option));
    }
    problems
}

/// Whether the document says more of a value than its label.
fn has_facts(entry: &Entry) -> bool {
    entry
        .facts
        .iter()
        .any(|fact| !matches!(fact.name, "label" | "labelJa"))
}

fn text(value: Option<&Value>) -> Option<&str> {
    value?.as_str()
}

/// The option that each sub-option belongs to.
struct Owners<'a> {
    owners: BTreeMap<&'a str, &'a str>,
    problems: Vec<Problem>,
}

impl<'a> Owners<'a> {
    fn of(catalog: &'a Catalog<'_>) -> Self {
        let mut owners = BTreeMap::new();
        let mut problems = Vec::new();
        for option in catalog.entries(&OPTIONS) {
            let at = step(&option.at, "subOptions");
            for (index, id) in ids(option.value("subOptions")).enumerate() {
                if let Some(owner) = owners.insert(id, option.id.as_str()) {
                    problems.push(Problem::new(
                        step(&at, &index.to_string()),
                        format!("`{id}` is listed under `{owner}` already"),
                        "a sub-option belongs to one option, once",
                    ));
                }
            }
        }
        Self { owners, problems }
    }

    fn option_of(&self, sub_option: &str) -> Option<&'a str> {
        self.owners.get(sub_option).copied()
    }
}

fn ids(list: Option<&Value>) -> impl Iterator<Item = &str> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str)
}

/// A trial has a paid equivalent of the same family or option, and nothing else has one.
fn equivalent<'a>(
    catalog: &'a Catalog<'_>,
    table: &Table,
    entry: &'a Entry,
    group: &str,
    group_of: impl Fn(&str) -> Option<&'a str>,
) -> Option<Problem> {
    let at = step(&entry.at, "paidEquivalent");
    let id = &entry.id;
    let is_trial = text(entry.value("stage")) == Some("trial");
    let Some(paid) = entry.value("paidEquivalent") else {
        return is_trial.then(|| {
            Problem::new(
                &entry.at,
                format!("`{id}` is a trial and has no `paidEquivalent`"),
                "name what it becomes when it is converted to paid, or write `paidEquivalent: \
                 null` where no page shows it",
            )
        });
    };
    if !is_trial {
        return Some(Problem::new(
            at,
            format!("`{id}` is not a trial, and has a paid equivalent"),
            "write `stage: trial`, or take the paid equivalent out",
        ));
    }
    let paid = paid.as_str()?;
    if text(catalog.fact(table, paid, "stage")) != Some("paid") {
        return Some(Problem::new(
            at,
            format!("`{paid}`, the paid equivalent of `{id}`, is not paid"),
            format!("name what `{id}` becomes, or write `stage: paid` for `{paid}`"),
        ));
    }
    let edition = |id: &str| text(catalog.fact(table, id, "edition"));
    if let (Some(own), Some(other)) = (edition(id), edition(paid))
        && own != other
    {
        return Some(Problem::new(
            at,
            format!("`{id}` is {own}, and `{paid}`, its paid equivalent, {other}"),
            "name one of the same edition, or correct the editions",
        ));
    }
    let (own, other) = (group_of(id), group_of(paid));
    (own.is_none() || own != other).then(|| {
        Problem::new(
            at,
            format!("`{paid}`, the paid equivalent of `{id}`, is not of the same {group}"),
            match own {
                Some(own) => format!("name one of `{own}`"),
                None => format!("say which {group} `{id}` belongs to"),
            },
        )
    })
}

/// A contract runs for a term exactly where it is paid for.
fn terms(plan: &Entry) -> Vec<Problem> {
    let is_paid = text(plan.value("stage")) == Some("paid");
    let facts = ["term", "prepaid"].iter();
    facts
        .filter(|name| !is_paid && plan.value(name).is_some())
        .map(|name| {
            Problem::new(
                step(&plan.at, name),
                format!("`{}` is not paid for, and has `{name}`", plan.id),
                format!("write `stage: paid`, or take `{name}` out"),
            )
        })
        .collect()
}

/// An order of upgrades has sub-options of its option, of one stage and edition, each of them once
/// and larger than the one before it, and leaves none of them out.
fn upgrades(catalog: &Catalog<'_>, option: &Entry) -> Vec<Problem> {
    let mut problems = Vec::new();
    let own: Vec<&str> = ids(option.value("subOptions")).collect();
    let orders_at = step(&option.at, "upgrades");
    let orders: Vec<Vec<&str>> = option
        .value("upgrades")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|order| ids(Some(order)).collect())
        .collect();
    let fact = |id: &str, name: &str| catalog.fact(&SUB_OPTIONS, id, name);
    let kind = |id: &str| (fact(id, "stage"), fact(id, "edition"));
    for (index, order) in orders.iter().enumerate() {
        let order_at = step(&orders_at, &index.to_string());
        let mut before: Option<&str> = None;
        for (index_in_order, id) in order.iter().enumerate() {
            let at = step(&order_at, &index_in_order.to_string());
            let wrong = if !own.contains(id) {
                Some((
                    format!("`{id}` is not a sub-option of `{}`", option.id),
                    "correct it, or add it to `subOptions`".to_owned(),
                ))
            } else if orders
                .iter()
                .take(index)
                .any(|earlier| earlier.contains(id))
            {
                Some((
                    format!("`{id}` is in an order of upgrades already"),
                    "list it in one order, once".to_owned(),
                ))
            } else {
                before.and_then(|before| step_up(before, id, fact, kind))
            };
            if let Some((reason, help)) = wrong {
                problems.push(Problem::new(at, reason, help));
            }
            before = Some(id);
        }
        let ordered = |id: &str| orders.iter().any(|order| order.contains(&id));
        let first = order.first().copied().unwrap_or_default();
        let left_out = own.iter().filter(|id| {
            !ordered(id)
                && kind(id) == kind(first)
                && fact(id, "size").is_some() == fact(first, "size").is_some()
        });
        for id in left_out {
            problems.push(Problem::new(
                &order_at,
                format!(
                    "the order of upgrades of `{}` has a gap: `{id}` is not in it",
                    option.id
                ),
                format!("list `{id}` after what can be upgraded to it"),
            ));
        }
    }
    problems
}

/// What is wrong with `id` as the one that `before` is upgraded to, and what would be right.
fn step_up<'a>(
    before: &str,
    id: &str,
    fact: impl Fn(&str, &str) -> Option<&'a Value>,
    kind: impl Fn(&str) -> (Option<&'a Value>, Option<&'a Value>),
) -> Option<(String, String)> {
    if kind(before) != kind(id) {
        return Some((
            format!("`{before}` and `{id}` differ in stage or edition"),
            "write an order of its own for each stage and edition; a trial is converted to paid, \
             not upgraded"
                .to_owned(),
        ));
    }
    let size = |id: &str| {
        let size = fact(id, "size")?;
        Some((size.get("amount")?.as_u64()?, size.get("unit")?.as_str()?))
    };
    match (size(before), size(id)) {
        (None, None) => None,
        (Some((low, unit)), Some((high, same))) if unit == same && low < high => None,
        (Some((low, unit)), Some((high, same))) if unit == same => Some((
            format!(
                "the order of upgrades does not rise: `{id}` has {high} {unit}, and `{before}` \
                 before it {low} {unit}"
            ),
            "list the sub-options by size, smallest first, or correct the sizes".to_owned(),
        )),
        (Some((_, unit)), Some((_, other))) => Some((
            format!("`{before}` is counted in {unit}, and `{id}` in {other}"),
            "list what is counted in the same unit".to_owned(),
        )),
        (low, _) => {
            let bare = if low.is_none() { before } else { id };
            Some((
                format!("the order of upgrades has a gap: `{bare}` has no size, and others have"),
                format!("give `{bare}` its size, in `x-catalog` of `SubOptionId`"),
            ))
        }
    }
}
