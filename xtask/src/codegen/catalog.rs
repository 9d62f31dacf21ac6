//! The contract catalog: the facts that the document holds beside its enums, in `x-catalog`.
//!
//! [`TABLES`] says which enums have facts, and what each fact looks like. From it, the facts are
//! [read](mod@read) with their evidence, held against each other by [rules], and
//! [generated](mod@generate) as statics of `works_partner_api::catalog`.

mod generate;
mod read;
mod rules;
mod shape;

use serde_json::Value;

use self::read::Entry;
use self::shape::{Shape, Words};
use crate::document::Document;
use crate::normalise::Normalised;
use crate::normalise::enums::OpenEnum;
use crate::problem::{GenerateError, Problem};
use crate::settings::Settings;

pub(super) use self::generate::code;

pub(super) const PRODUCT: &str = "ProductId";
pub(super) const PLAN: &str = "Plan";
pub(super) const OPTION: &str = "OptionProductId";
pub(super) const SUB_OPTION: &str = "SubOptionId";
const TASK: &str = "OptionProductOrderType";

/// One kind of thing that has facts.
struct Table {
    /// The enum beside which the facts stand.
    component: &'static str,
    extension: &'static str,
    /// The struct of the facts in `works_partner_api::catalog`.
    facts_type: &'static str,
    /// The static that lists them.
    list: &'static str,
    facts: &'static [(&'static str, Shape)],
}

const STAGE: Words = Words {
    rust: "Stage",
    words: &[("free", "Free"), ("trial", "Trial"), ("paid", "Paid")],
};
const EDITION: Words = Words {
    rust: "Edition",
    words: &[("standard", "Standard"), ("advanced", "Advanced")],
};
const RECURRENCE: Words = Words {
    rust: "Recurrence",
    words: &[("oneMonth", "OneMonth"), ("everyMonth", "EveryMonth")],
};
const BASIS: Words = Words {
    rust: "Basis",
    words: &[("user", "User"), ("license", "License")],
};
const TERM: Words = Words {
    rust: "Term",
    words: &[("monthly", "Monthly"), ("annual", "Annual")],
};

const FAMILIES: Table = Table {
    component: PRODUCT,
    extension: "x-product-families",
    facts_type: "FamilyFacts",
    list: "FAMILIES",
    facts: &[
        ("label", Shape::Text),
        ("labelJa", Shape::Text),
        ("plans", Shape::ValueList(PLAN)),
    ],
};

const PRODUCTS: Table = Table {
    component: PRODUCT,
    extension: "x-catalog",
    facts_type: "ProductFacts",
    list: "PRODUCTS",
    facts: &[
        ("label", Shape::Text),
        ("labelJa", Shape::Text),
        ("family", Shape::Family),
        ("stage", Shape::Word(&STAGE)),
        ("paidEquivalent", Shape::IdOrNull(PRODUCT)),
        ("edition", Shape::Word(&EDITION)),
    ],
};

const PLANS: Table = Table {
    component: PLAN,
    extension: "x-catalog",
    facts_type: "PlanFacts",
    list: "PLANS",
    facts: &[
        ("label", Shape::Text),
        ("labelJa", Shape::Text),
        ("stage", Shape::Word(&STAGE)),
        ("basis", Shape::Word(&BASIS)),
        ("term", Shape::Word(&TERM)),
        ("prepaid", Shape::Flag),
    ],
};

const OPTIONS: Table = Table {
    component: OPTION,
    extension: "x-catalog",
    facts_type: "OptionFacts",
    list: "OPTIONS",
    facts: &[
        ("label", Shape::Text),
        ("labelJa", Shape::Text),
        ("subOptions", Shape::Ids(SUB_OPTION)),
        ("upgrades", Shape::Orders(SUB_OPTION)),
        ("products", Shape::Products),
        ("tasks", Shape::ValueList(TASK)),
        ("quantity", Shape::Quantity),
        ("size", Shape::Size),
        ("recurrence", Shape::Word(&RECURRENCE)),
        ("downgradable", Shape::Flag),
    ],
};

const SUB_OPTIONS: Table = Table {
    component: SUB_OPTION,
    extension: "x-catalog",
    facts_type: "SubOptionFacts",
    list: "SUB_OPTIONS",
    facts: &[
        ("label", Shape::Text),
        ("labelJa", Shape::Text),
        ("stage", Shape::Word(&STAGE)),
        ("paidEquivalent", Shape::IdOrNull(SUB_OPTION)),
        ("edition", Shape::Word(&EDITION)),
        ("size", Shape::Size),
    ],
};

/// Families come first: their values become an enum that the facts of products name.
const TABLES: [&Table; 5] = [&FAMILIES, &PRODUCTS, &PLANS, &OPTIONS, &SUB_OPTIONS];

/// The enums whose values facts may name.
const ENUMS: [&str; 5] = [PRODUCT, PLAN, OPTION, SUB_OPTION, TASK];

/// The facts of a document, all of them sound.
pub(super) struct Catalog<'a> {
    ids: Ids<'a>,
    /// One for each of [`TABLES`].
    entries: Vec<Vec<Entry>>,
}

/// What facts may name.
struct Ids<'a> {
    enums: Vec<&'a OpenEnum>,
    /// A family and its variant.
    families: Vec<(String, String)>,
}

impl Ids<'_> {
    fn of(&self, component: &str) -> Option<&OpenEnum> {
        let mut enums = self.enums.iter();
        enums.find(|open| open.component == component).copied()
    }

    /// The variant of a value of an enum.
    fn variant(&self, component: &str, value: &str) -> Option<&str> {
        self.of(component)?.variant_of(value)
    }

    /// The variant of a family.
    fn family(&self, value: &str) -> Option<&str> {
        let found = self.families.iter().find(|(family, _)| family == value)?;
        Some(&found.1)
    }
}

pub(super) fn read<'a>(
    document: &Document,
    normalised: &'a Normalised,
    settings: &Settings,
) -> Result<Option<Catalog<'a>>, GenerateError> {
    if !settings.catalog {
        return Ok(None);
    }
    let find = |component: &str| {
        let mut enums = normalised.enums.iter();
        enums.find(|open| open.component == component)
    };
    document.refused(
        ENUMS
            .iter()
            .filter(|component| find(component).is_none())
            .map(|missing| {
                Problem::new(
                    format!("#/components/schemas/{missing}"),
                    format!("the catalog is made of the enum `{missing}`, which is gone"),
                    "give the enum its name back, or change the tables in \
                     xtask/src/codegen/catalog.rs",
                )
            })
            .collect(),
    )?;

    let mut problems = read::misplaced(&document.value);
    let ids = Ids {
        enums: ENUMS
            .iter()
            .filter_map(|component| find(component))
            .collect(),
        families: read::families(&document.value, &mut problems),
    };
    let entries = TABLES
        .iter()
        .map(|table| read::entries(&document.value, table, &ids, &mut problems))
        .collect();
    // Facts are held against each other only once each of them can be read.
    document.refused(problems)?;
    let catalog = Catalog { ids, entries };
    document.refused(rules::problems(&catalog))?;
    Ok(Some(catalog))
}

impl Catalog<'_> {
    /// The entries of a table.
    fn entries(&self, table: &Table) -> &[Entry] {
        let index = TABLES.iter().position(|other| other.list == table.list);
        let entries = index.and_then(|index| self.entries.get(index));
        entries.map(Vec::as_slice).unwrap_or_default()
    }

    /// A fact of a value, as the document writes it.
    fn fact(&self, table: &Table, id: &str, name: &str) -> Option<&Value> {
        let entry = self.entries(table).iter().find(|entry| entry.id == id)?;
        entry.value(name)
    }
}
