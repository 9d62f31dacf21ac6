//! What the facts of the catalog look like in the document, and what becomes of them in Rust.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::{Ids, PLAN, PRODUCT};
use crate::document::step;
use crate::problem::Problem;

/// The form of a fact.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    Text,
    Flag,
    /// One of a few words.
    Word(&'static Words),
    /// A family of products.
    Family,
    /// A value of an enum, or null where it is known to have none that a page shows.
    IdOrNull(&'static str),
    /// Values of an enum, each once.
    Ids(&'static str),
    /// Lists of values of an enum, each once.
    Orders(&'static str),
    /// Values of an enum, and whether they are all.
    ValueList(&'static str),
    /// The products of an option.
    Products,
    Size,
    Quantity,
}

/// Words of the document, and the variants of the Rust enum that they become.
pub(super) struct Words {
    pub rust: &'static str,
    pub words: &'static [(&'static str, &'static str)],
}

const UNITS: Words = Words {
    rust: "Unit",
    words: &[
        ("TB", "Terabytes"),
        ("contacts", "Contacts"),
        ("seats", "Seats"),
        ("minutes", "Minutes"),
    ],
};

const QUANTITIES: Words = Words {
    rust: "Quantity",
    words: &[("none", "Null"), ("noneOrOne", "NullOrOne")],
};

impl Words {
    fn variant(&self, word: &Value) -> Option<&'static str> {
        let found = self.words.iter().find(|(known, _)| word == known)?;
        Some(found.1)
    }

    fn listed(&self) -> String {
        let words: Vec<String> = self
            .words
            .iter()
            .map(|(word, _)| format!("`{word}`"))
            .collect();
        match words.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => words.concat(),
        }
    }

    fn problem(&self, word: &Value, at: &str) -> Option<Problem> {
        self.variant(word).is_none().then(|| {
            Problem::new(
                at,
                format!("{word} is not one of the words that are known here"),
                format!("write {}", self.listed()),
            )
        })
    }

    fn code(&self, word: &Value) -> Option<TokenStream> {
        let (rust, variant) = (format_ident!("{}", self.rust), self.variant(word)?);
        let variant = format_ident!("{variant}");
        Some(quote! { #rust::#variant })
    }
}

impl Shape {
    /// What is wrong with a value of this form.
    pub(super) fn problems(self, value: &Value, at: &str, ids: &Ids<'_>) -> Vec<Problem> {
        match self {
            Self::Text => match value.as_str() {
                Some(text) if !text.trim().is_empty() => Vec::new(),
                _ => vec![Problem::new(
                    at,
                    format!("{value} is not a text"),
                    "write a text, or leave it out",
                )],
            },
            Self::Flag if value.is_boolean() => Vec::new(),
            Self::Flag => vec![Problem::new(
                at,
                format!("{value} is neither true nor false"),
                "write `true` or `false`",
            )],
            Self::Word(words) => words.problem(value, at).into_iter().collect(),
            Self::Family => family_problems(value, at, ids),
            Self::IdOrNull(_) if value.is_null() => Vec::new(),
            Self::IdOrNull(component) => id_problems(value, at, ids, component),
            Self::Ids(component) => list_problems(value, at, ids, component),
            Self::Orders(component) => order_problems(value, at, ids, component),
            Self::ValueList(component) => value_list_problems(value, at, ids, component),
            Self::Products => product_problems(value, at, ids),
            Self::Size => size_problems(value, at),
            Self::Quantity => quantity_problems(value, at),
        }
    }

    /// The value in Rust; `None` for what is no fact after all.
    pub(super) fn code(self, value: &Value, ids: &Ids<'_>) -> Option<TokenStream> {
        let list = |key: &str, component| ids_code(value.get(key)?, ids, component);
        Some(match self {
            Self::Text => {
                let text = value.as_str()?;
                quote! { #text }
            }
            Self::Flag => {
                let flag = value.as_bool()?;
                quote! { #flag }
            }
            Self::Word(words) => words.code(value)?,
            Self::Family => {
                let variant = format_ident!("{}", ids.family(value.as_str()?)?);
                quote! { ProductFamily::#variant }
            }
            Self::IdOrNull(component) => id_code(value, ids, component)?,
            Self::Ids(component) => ids_code(value, ids, component)?,
            Self::Orders(component) => {
                let lists = value.as_array()?.iter();
                let lists: Option<Vec<_>> = lists.map(|v| ids_code(v, ids, component)).collect();
                let lists = lists?;
                quote! { &[#(#lists),*] }
            }
            Self::ValueList(component) => {
                let values = list("values", component)?;
                let complete = value.get("complete")?.as_bool()?;
                quote! { ValueList { values: #values, complete: #complete } }
            }
            Self::Products => {
                let values = list("values", PRODUCT)?;
                let undecided = list("undecided", PRODUCT)?;
                quote! { CompatibleProducts { values: #values, undecided: #undecided } }
            }
            Self::Size => {
                let amount = amount(value.get("amount")?)?;
                let unit = UNITS.code(value.get("unit")?)?;
                quote! { Size { amount: #amount, unit: #unit } }
            }
            Self::Quantity => match amount(value) {
                Some(most) => quote! { Quantity::UpTo(#most) },
                None => QUANTITIES.code(value)?,
            },
        })
    }
}

fn id_code(value: &Value, ids: &Ids<'_>, component: &str) -> Option<TokenStream> {
    let variant = format_ident!("{}", ids.variant(component, value.as_str()?)?);
    let name = format_ident!("{}", ids.of(component)?.name);
    Some(quote! { #name::#variant })
}

fn ids_code(value: &Value, ids: &Ids<'_>, component: &str) -> Option<TokenStream> {
    let values = value.as_array()?.iter();
    let values: Option<Vec<_>> = values.map(|value| id_code(value, ids, component)).collect();
    let values = values?;
    Some(quote! { &[#(#values),*] })
}

/// A whole number from 1 on that fits `u32`.
fn amount(value: &Value) -> Option<u32> {
    u32::try_from(value.as_u64()?)
        .ok()
        .filter(|amount| *amount > 0)
}

fn id_problems(value: &Value, at: &str, ids: &Ids<'_>, component: &str) -> Vec<Problem> {
    let known = value.as_str().and_then(|id| ids.variant(component, id));
    if known.is_some() {
        return Vec::new();
    }
    vec![Problem::new(
        at,
        format!("{value} is not a value of `{component}`"),
        "add it to the enum, or correct it here",
    )]
}

fn family_problems(value: &Value, at: &str, ids: &Ids<'_>) -> Vec<Problem> {
    let known = value.as_str().and_then(|family| ids.family(family));
    if known.is_some() {
        return Vec::new();
    }
    vec![Problem::new(
        at,
        format!("{value} is not a family of products"),
        "add it to `x-product-families`, or correct it here",
    )]
}

fn list_problems(value: &Value, at: &str, ids: &Ids<'_>, component: &str) -> Vec<Problem> {
    let Some(values) = value.as_array() else {
        return vec![Problem::new(
            at,
            format!("{value} is not a list of values of `{component}`"),
            "write a list, or leave it out where no page shows one",
        )];
    };
    let mut problems = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let at = step(at, &index.to_string());
        problems.extend(id_problems(value, &at, ids, component));
        if values.iter().take(index).any(|earlier| earlier == value) {
            problems.push(Problem::new(
                at,
                format!("{value} is listed twice"),
                "list it once",
            ));
        }
    }
    problems
}

fn order_problems(value: &Value, at: &str, ids: &Ids<'_>, component: &str) -> Vec<Problem> {
    let lists = value
        .as_array()
        .filter(|lists| lists.iter().all(Value::is_array));
    let Some(lists) = lists else {
        return vec![Problem::new(
            at,
            format!("{value} is not a list of lists of values of `{component}`"),
            "write one list for each order, lowest first: `upgrades: [[LOW, HIGH], …]`",
        )];
    };
    let mut problems = Vec::new();
    for (index, list) in lists.iter().enumerate() {
        let at = step(at, &index.to_string());
        problems.extend(list_problems(list, &at, ids, component));
        if list.as_array().is_some_and(|list| list.len() < 2) {
            problems.push(Problem::new(
                at,
                "an order of fewer than two has nothing to upgrade to",
                "list what can be upgraded, lowest first, or leave the order out",
            ));
        }
    }
    problems
}

fn value_list_problems(value: &Value, at: &str, ids: &Ids<'_>, component: &str) -> Vec<Problem> {
    let form = "`{ values: […], complete: true }`, or `complete: false` where there may be more";
    let [values, complete] = match members(value, at, &["values", "complete"], form) {
        Ok(members) => members,
        Err(problems) => return problems,
    };
    let mut problems = list_problems(values, &step(at, "values"), ids, component);
    problems.extend(Shape::Flag.problems(complete, &step(at, "complete"), ids));
    let is_empty = values.as_array().is_some_and(Vec::is_empty);
    if is_empty && *complete == Value::Bool(true) {
        problems.push(Problem::new(
            at,
            "the list has no values, and is complete",
            if component == PLAN {
                "list them, or write `complete: false` where no page shows them"
            } else {
                "list them, or leave the fact out where no page shows them"
            },
        ));
    }
    problems
}

fn product_problems(value: &Value, at: &str, ids: &Ids<'_>) -> Vec<Problem> {
    let form = "`{ values: […], undecided: [] }`";
    let [values, undecided] = match members(value, at, &["values", "undecided"], form) {
        Ok(members) => members,
        Err(problems) => return problems,
    };
    let undecided_at = step(at, "undecided");
    let mut problems = list_problems(values, &step(at, "values"), ids, PRODUCT);
    problems.extend(list_problems(undecided, &undecided_at, ids, PRODUCT));
    let decided = values.as_array().into_iter().flatten();
    for (index, value) in undecided.as_array().into_iter().flatten().enumerate() {
        if decided.clone().any(|other| other == value) {
            problems.push(Problem::new(
                step(&undecided_at, &index.to_string()),
                format!("{value} is among the values, and undecided"),
                "list it in one of the two",
            ));
        }
    }
    if values.as_array().is_some_and(Vec::is_empty) {
        problems.push(Problem::new(
            step(at, "values"),
            "an option that goes with no product cannot be had",
            "list its products, or leave `products` out where no page shows them",
        ));
    }
    problems
}

fn size_problems(value: &Value, at: &str) -> Vec<Problem> {
    let form = format!(
        "`{{ amount: 5, unit: TB }}`; the unit is {}",
        UNITS.listed()
    );
    let [number, unit] = match members(value, at, &["amount", "unit"], &form) {
        Ok(members) => members,
        Err(problems) => return problems,
    };
    let mut problems = Vec::new();
    if amount(number).is_none() {
        problems.push(Problem::new(
            step(at, "amount"),
            format!("{number} is not a whole number from 1 to {}", u32::MAX),
            "write how many of the unit it is",
        ));
    }
    problems.extend(UNITS.problem(unit, &step(at, "unit")));
    problems
}

fn quantity_problems(value: &Value, at: &str) -> Vec<Problem> {
    if amount(value).is_some() || QUANTITIES.variant(value).is_some() {
        return Vec::new();
    }
    let reason = if value.is_number() {
        format!("at most {value} can be asked for, which is not a whole number from 1 on")
    } else {
        format!("{value} is not a quantity")
    };
    vec![Problem::new(
        at,
        reason,
        format!(
            "write the most that can be asked for, such as 50, or {} where it is not sold by \
             quantity",
            QUANTITIES.listed()
        ),
    )]
}

/// The members of an object that has these and no others.
fn members<'a, const N: usize>(
    value: &'a Value,
    at: &str,
    names: &[&str; N],
    form: &str,
) -> Result<[&'a Value; N], Vec<Problem>> {
    let help = format!("write {form}");
    let Some(object) = value.as_object() else {
        let reason = format!(
            "{value} has no {}",
            names.map(|name| format!("`{name}`")).join(" and ")
        );
        return Err(vec![Problem::new(at, reason, help)]);
    };
    let mut problems: Vec<Problem> = object
        .keys()
        .filter(|key| !names.contains(&key.as_str()))
        .map(|key| Problem::new(step(at, key), format!("`{key}` is not known here"), &*help))
        .collect();
    for name in names.iter().filter(|name| !object.contains_key(**name)) {
        problems.push(Problem::new(at, format!("`{name}` is missing"), &*help));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(names.map(|name| object.get(name).unwrap_or(&Value::Null)))
}
