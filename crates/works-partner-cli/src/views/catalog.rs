//! The options and sub-options that the document lists, with all that is known of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use works_partner_ext::api::catalog::{Fact, OPTIONS, OptionFacts, Size, Unit, option_of};
use works_partner_ext::api::types::{OptionProductId, SubOptionId};
use works_partner_ext::api::{Evidence, OpenEnum};
use works_partner_ext::{
    Edition, OptionProductIdExt as _, Quantity, Recurrence, Stage, SubOptionIdExt as _,
};

use crate::language;
use crate::output::View;
use crate::output::columns::Field;
use crate::output::table::Importance::{Essential, Minor, Useful};
use crate::output::table::{Cell, Missing, Row, Table};

/// Options, each with its sub-options.
#[derive(Debug)]
pub(crate) struct Catalog {
    entries: Vec<Entry>,
    /// Whether to show the vendor's pages in the table.
    with_pages: bool,
}

/// One option. Its names in JSON are stable.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    /// Null for the sub-options of which the document does not say whose they are.
    option_product_id: Option<&'static str>,
    label: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label_ja: Option<&'static str>,
    family: Option<&'static str>,
    #[serde(flatten)]
    size: Amounts,
    recurrence: Option<&'static str>,
    /// The products that it can be added to.
    products: Option<Vec<&'static str>>,
    /// Those of which no page says whether it can.
    undecided_products: Option<Vec<&'static str>>,
    /// The scheduled tasks that it can have; null where no page lists them.
    tasks: Option<Vec<&'static str>>,
    tasks_complete: Option<bool>,
    /// The most that can be asked for, or a word of the document.
    quantity: Option<Sold>,
    /// Null where no page of the vendor shows them.
    sub_options: Option<Vec<SubEntry>>,
    /// How well each fact is known, by its name.
    evidence: Sources,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SubEntry {
    sub_option_id: &'static str,
    label: Option<Cow<'static, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label_ja: Option<&'static str>,
    stage: Option<&'static str>,
    edition: Option<&'static str>,
    #[serde(flatten)]
    size: Amounts,
    paid_equivalent: Option<&'static str>,
    upgrades_to: Vec<&'static str>,
    evidence: Sources,
}

/// A size, by its unit.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Amounts {
    terabytes: Option<u32>,
    contacts: Option<u32>,
    seats: Option<u32>,
    minutes: Option<u32>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(untagged)]
enum Sold {
    UpTo(u32),
    Not(&'static str),
}

pub(super) type Sources = BTreeMap<&'static str, Source>;

#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Source {
    evidence: &'static str,
    source: &'static str,
}

impl Catalog {
    /// All that the document lists.
    pub(crate) fn whole() -> Self {
        let options = OPTIONS.iter().map(Entry::new);
        let unowned = unowned(SubOptionId::known_values());
        Self {
            entries: options.chain(unowned).collect(),
            with_pages: false,
        }
    }

    /// One option.
    pub(crate) fn of(option: &OptionProductId) -> Self {
        let options = OPTIONS.iter().filter(|facts| facts.id == *option);
        Self {
            entries: options.map(Entry::new).collect(),
            with_pages: true,
        }
    }
}

impl Entry {
    fn new(facts: &'static OptionFacts) -> Self {
        let option = &facts.id;
        let (products, tasks) = (option.products(), option.tasks());
        Self {
            option_product_id: Some(option.as_str()),
            label: language::label(option),
            label_ja: option.label_ja(),
            family: option.family().map(|family| family.as_str()),
            size: Amounts::of(facts.size.as_ref()),
            recurrence: option.recurrence().map(|recurrence| match recurrence {
                Recurrence::OneMonth => "oneMonth",
                Recurrence::EveryMonth => "everyMonth",
            }),
            products: products.map(|products| codes(products.values)),
            undecided_products: products.map(|products| codes(products.undecided)),
            tasks: tasks.map(|tasks| codes(tasks.values)),
            tasks_complete: tasks.map(|tasks| tasks.complete),
            quantity: option.quantity().map(|quantity| match quantity {
                Quantity::UpTo(most) => Sold::UpTo(most),
                Quantity::Null => Sold::Not("none"),
                Quantity::NullOrOne => Sold::Not("noneOrOne"),
            }),
            sub_options: option
                .sub_options()
                .map(|listed| listed.iter().map(SubEntry::new).collect()),
            evidence: sources([
                ("label", source(facts.label.as_ref())),
                ("subOptions", source(facts.sub_options.as_ref())),
                ("upgrades", source(facts.upgrades.as_ref())),
                ("products", source(facts.products.as_ref())),
                ("tasks", source(facts.tasks.as_ref())),
                ("quantity", source(facts.quantity.as_ref())),
                ("size", source(facts.size.as_ref())),
                ("recurrence", source(facts.recurrence.as_ref())),
            ]),
        }
    }

    fn table(&self, width: Option<usize>, missing: &mut Missing) -> String {
        let title = match (self.option_product_id, &self.label) {
            (Some(code), Some(label)) => Cell::code(code).and_heading(label),
            (Some(code), None) => Cell::code(code),
            (None, _) => Cell::heading("Not known to which option"),
        };
        let facts = self.in_words();
        let Some(listed) = &self.sub_options else {
            let missing_subs = "its sub-options are on no page of the vendor".to_owned();
            let facts = facts.into_iter().chain([missing_subs]);
            let remark = Cell::quiet(facts.collect::<Vec<_>>().join("; "));
            return Table::without_rows(remark)
                .titled(title)
                .fitted_silently(width, missing);
        };
        let headings = [
            "Code",
            "Label",
            "Stage",
            "Edition",
            "Size",
            "Upgrades to",
            "Evidence",
        ];
        let table = Table::new(&headings, listed.iter().map(|sub| sub.row(self)))
            .titled(title)
            .ranked([Essential, Essential, Useful, Minor, Useful, Useful, Minor])
            .without_empty_columns();
        if facts.is_empty() {
            return table.fitted_silently(width, missing);
        }
        let remark = Cell::quiet(facts.join("; "));
        table.remarked(remark).fitted_silently(width, missing)
    }

    /// What is known of the option beside its sub-options.
    fn in_words(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut add = |fact: &str, text: String| match self.evidence.get(fact) {
            Some(source) if source.evidence != DOCUMENTED => {
                words.push(format!("{text} ({})", source.evidence));
            }
            _ => words.push(text),
        };
        // With sub-options, it stands in a column.
        if let (Some(size), None) = (self.size.in_words(), &self.sub_options) {
            add("size", size);
        }
        if let Some(products) = &self.products {
            let undecided = self.undecided_products.as_deref().unwrap_or_default();
            let mut text = format!("goes with {}", products.join(", "));
            if !undecided.is_empty() {
                text.push_str(&format!(", undecided {}", undecided.join(", ")));
            }
            add("products", text);
        }
        if let Some(tasks) = &self.tasks {
            let more = if self.tasks_complete == Some(false) {
                " and others"
            } else {
                ""
            };
            add("tasks", format!("tasks {}{more}", tasks.join(", ")));
        }
        match self.quantity {
            Some(Sold::UpTo(most)) => add("quantity", format!("quantity up to {}", grouped(most))),
            Some(Sold::Not(_)) => add("quantity", "not sold by quantity".to_owned()),
            None => {}
        }
        match self.recurrence {
            Some("oneMonth") => add("recurrence", "for one month".to_owned()),
            Some(_) => add("recurrence", "every month".to_owned()),
            None => {}
        }
        words
    }

    /// The vendor's page of each fact.
    fn pages(&self, width: Option<usize>, missing: &mut Missing) -> String {
        let of_option = self
            .evidence
            .iter()
            .map(|(fact, source)| ("", fact, source));
        let of_subs = self.sub_options.iter().flatten().flat_map(|sub| {
            let facts = sub.evidence.iter();
            facts.map(|(fact, source)| (sub.sub_option_id, fact, source))
        });
        // Sub-options with the same fact from the same page stand in one row.
        let mut rows: Vec<(Vec<&str>, &str, &Source)> = Vec::new();
        for (id, fact, source) in of_option.chain(of_subs) {
            let is_same = |row: &&mut (Vec<&str>, &str, &Source)| {
                row.1 == *fact
                    && row
                        .0
                        .first()
                        .is_some_and(|first| first.is_empty() == id.is_empty())
                    && (row.2.evidence, row.2.source) == (source.evidence, source.source)
            };
            match rows.iter_mut().find(is_same) {
                Some(row) => row.0.push(id),
                None => rows.push((vec![id], *fact, source)),
            }
        }
        let rows = rows.into_iter().map(|(ids, fact, source)| {
            let of = match ids.as_slice() {
                [""] => Cell::code(self.option_product_id.unwrap_or_default()),
                [first, _, .., last] => Cell::code(format!("{first} … {last}")),
                ids => Cell::code(ids.join(", ")),
            };
            Row {
                cells: vec![
                    of,
                    Cell::text(fact),
                    Cell::text(source.evidence),
                    Cell::text(source.source),
                ],
                also: Vec::new(),
            }
        });
        Table::new(&["Of", "Fact", "Evidence", "Page"], rows)
            .ranked([Essential, Essential, Useful, Essential])
            .fitted_silently(width, missing)
    }
}

/// The sub-options that the document lists without saying whose they are.
fn unowned(listed: &'static [SubOptionId]) -> Option<Entry> {
    let orphans: Vec<SubEntry> = listed
        .iter()
        .filter(|sub_option| option_of(sub_option).is_none())
        .map(SubEntry::new)
        .collect();
    (!orphans.is_empty()).then(|| Entry {
        sub_options: Some(orphans),
        ..Entry::default()
    })
}

impl SubEntry {
    fn new(sub_option: &'static SubOptionId) -> Self {
        let facts = sub_option.facts();
        let evidence = facts.map(|facts| {
            sources([
                ("label", source(facts.label.as_ref())),
                ("stage", source(facts.stage.as_ref())),
                ("paidEquivalent", source(facts.paid_equivalent.as_ref())),
                ("edition", source(facts.edition.as_ref())),
                ("size", source(facts.size.as_ref())),
            ])
        });
        Self {
            sub_option_id: sub_option.as_str(),
            label: language::label(sub_option),
            label_ja: sub_option.label_ja(),
            stage: sub_option.stage().map(|stage| match stage {
                Stage::Free => "free",
                Stage::Trial => "trial",
                Stage::Paid => "paid",
            }),
            edition: sub_option.edition().map(|edition| match edition {
                Edition::Standard => "standard",
                Edition::Advanced => "advanced",
            }),
            size: Amounts::of(facts.and_then(|facts| facts.size.as_ref())),
            paid_equivalent: sub_option.paid_equivalent().map(SubOptionId::as_str),
            upgrades_to: codes(sub_option.upgrades()),
            evidence: evidence.unwrap_or_default(),
        }
    }

    fn row(&self, option: &Entry) -> Row {
        let word = |word: Option<&str>| word.map_or_else(Cell::none, Cell::text);
        let size = self.size.in_words().or_else(|| option.size.in_words());
        Row {
            cells: vec![
                Cell::code(self.sub_option_id),
                word(self.label.as_deref()),
                match self.paid_equivalent {
                    Some(paid) => Cell::text(format!("trial of {paid}")).unbroken(),
                    None => word(self.stage.map(language::word)),
                },
                word(self.edition),
                word(size.as_deref()).unbroken(),
                self.upgrades(option),
                word(self.weakest()),
            ],
            also: Vec::new(),
        }
    }

    /// How well the fact is known that is known least.
    fn weakest(&self) -> Option<&'static str> {
        let facts = self.evidence.iter().filter(|(fact, _)| **fact != "label");
        least(facts.map(|(_, source)| source.evidence))
    }

    /// Three or more in a row stand as the first and the last of them.
    fn upgrades(&self, option: &Entry) -> Cell {
        let row: Vec<&str> = option
            .sub_options
            .iter()
            .flatten()
            .map(|sub| sub.sub_option_id)
            .collect();
        let codes = self.upgrades_to.as_slice();
        match codes {
            [] => Cell::none(),
            [first, _, .., last] if row.windows(codes.len()).any(|part| part == codes) => {
                Cell::text(format!("{first} to {last}")).unbroken()
            }
            codes => Cell::text(codes.join(", ")).unbroken(),
        }
    }
}

impl Amounts {
    fn of(size: Option<&Fact<Size>>) -> Self {
        let mut amounts = Self::default();
        if let Some(size) = size {
            let amount = Some(size.value.amount);
            match size.value.unit {
                Unit::Terabytes => amounts.terabytes = amount,
                Unit::Contacts => amounts.contacts = amount,
                Unit::Seats => amounts.seats = amount,
                Unit::Minutes => amounts.minutes = amount,
                _ => {}
            }
        }
        amounts
    }

    fn in_words(self) -> Option<String> {
        let units = [
            (self.terabytes, "TB"),
            (self.contacts, "contacts"),
            (self.seats, "seats"),
            (self.minutes, "minutes"),
        ];
        let given =
            |(amount, unit): &(Option<u32>, &str)| Some(format!("{} {unit}", grouped((*amount)?)));
        units.iter().find_map(given)
    }

    /// Each amount, or that of another where this has none.
    fn or(self, other: Self) -> Self {
        Self {
            terabytes: self.terabytes.or(other.terabytes),
            contacts: self.contacts.or(other.contacts),
            seats: self.seats.or(other.seats),
            minutes: self.minutes.or(other.minutes),
        }
    }
}

/// How well the fact is known that is known least, of the evidence of facts as JSON. A label is not
/// counted.
pub(super) fn weakest(evidence: &Value) -> Option<&'static str> {
    let facts = evidence.as_object().into_iter().flatten();
    let facts = facts.filter(|(fact, _)| *fact != "label");
    least(facts.filter_map(|(_, source)| source.get("evidence")?.as_str()))
}

fn least<'a>(words: impl Iterator<Item = &'a str>) -> Option<&'static str> {
    let places = words.filter_map(|word| EVIDENCE.iter().position(|known| *known == word));
    EVIDENCE.get(places.max()?).copied()
}

const DOCUMENTED: &str = "documented";

/// From well to less well known.
const EVIDENCE: [&str; 4] = [DOCUMENTED, "partial", "inferred", "numbering"];

pub(super) fn source<T>(fact: Option<&Fact<T>>) -> Option<Source> {
    let fact = fact?;
    let [documented, partial, inferred, numbering] = EVIDENCE;
    let evidence = match fact.evidence {
        Evidence::Documented => documented,
        Evidence::Partial => partial,
        Evidence::Numbering => numbering,
        _ => inferred,
    };
    Some(Source {
        evidence,
        source: fact.source,
    })
}

pub(super) fn sources<const N: usize>(facts: [(&'static str, Option<Source>); N]) -> Sources {
    let known = facts.into_iter();
    known
        .filter_map(|(fact, source)| Some((fact, source?)))
        .collect()
}

pub(super) fn codes<T: OpenEnum>(values: &'static [T]) -> Vec<&'static str> {
    values.iter().map(T::as_str).collect()
}

impl View for Catalog {
    fn table(&self, width: Option<usize>) -> String {
        let mut missing = Missing::default();
        let mut tables = Vec::new();
        for entry in &self.entries {
            tables.push(entry.table(width, &mut missing));
            if self.with_pages {
                tables.push(entry.pages(width, &mut missing));
            }
        }
        tables.join("\n") + &missing.remark()
    }

    fn json(&self) -> Cow<'_, str> {
        serde_json::to_string(&self.entries)
            .unwrap_or_default()
            .into()
    }

    fn items(&self) -> Vec<Cow<'_, str>> {
        let json = |entry| serde_json::to_string(entry).unwrap_or_default().into();
        self.entries.iter().map(json).collect()
    }

    fn header(&self) -> Vec<Cow<'_, str>> {
        HEADER.map(Cow::from).to_vec()
    }

    /// A row for each sub-option, and one for an option of which none are known.
    fn rows(&self) -> Vec<Vec<Field<'_>>> {
        let mut rows = Vec::new();
        for entry in &self.entries {
            let listed = entry.sub_options.iter().flatten().map(Some);
            let listed: Vec<_> = listed.collect();
            let alone = listed.is_empty().then_some(None);
            rows.extend(listed.into_iter().chain(alone).map(|sub| row(entry, sub)));
        }
        rows
    }
}

const HEADER: [&str; 20] = [
    "optionProductId",
    "optionLabel",
    "family",
    "products",
    "undecidedProducts",
    "tasks",
    "quantity",
    "recurrence",
    "subOptionId",
    "label",
    "stage",
    "edition",
    "terabytes",
    "contacts",
    "seats",
    "minutes",
    "paidEquivalent",
    "upgradesTo",
    "optionEvidence",
    "evidence",
];

/// The fields of [`HEADER`]. A size that depends on the option alone stands with each sub-option.
fn row(option: &Entry, sub: Option<&SubEntry>) -> Vec<Field<'static>> {
    let size = sub.map(|sub| sub.size).unwrap_or_default().or(option.size);
    let listed = |values: &Option<Vec<&str>>| field(&values.as_ref().map(|list| list.join(" ")));
    let evidence = |sources: &Sources| {
        let facts = sources.iter();
        let facts = facts.map(|(fact, source)| format!("{fact}:{}", source.evidence));
        facts.collect::<Vec<_>>().join(" ")
    };
    vec![
        field(&option.option_product_id),
        field(&option.label),
        field(&option.family),
        listed(&option.products),
        listed(&option.undecided_products),
        listed(&option.tasks),
        field(&option.quantity),
        field(&option.recurrence),
        sub.and_then(|sub| field(&sub.sub_option_id)),
        sub.and_then(|sub| field(&sub.label)),
        sub.and_then(|sub| field(&sub.stage)),
        sub.and_then(|sub| field(&sub.edition)),
        field(&size.terabytes),
        field(&size.contacts),
        field(&size.seats),
        field(&size.minutes),
        sub.and_then(|sub| field(&sub.paid_equivalent)),
        sub.and_then(|sub| field(&sub.upgrades_to.join(" "))),
        field(&evidence(&option.evidence)),
        sub.and_then(|sub| field(&evidence(&sub.evidence))),
    ]
}

fn field(value: &impl Serialize) -> Field<'static> {
    Some(serde_json::to_string(value).ok()?.into())
}

/// `5,000,000`
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(5), "5");
        assert_eq!(grouped(250), "250");
        assert_eq!(grouped(5_000_000), "5,000,000");
    }

    #[test]
    fn nothing_that_the_document_lists_is_missing() {
        let Catalog { entries, .. } = Catalog::whole();
        let options: Vec<_> = entries.iter().filter_map(|e| e.option_product_id).collect();
        let subs: Vec<_> = entries
            .iter()
            .flat_map(|entry| entry.sub_options.iter().flatten())
            .map(|sub| sub.sub_option_id)
            .collect();
        for option in OptionProductId::known_values() {
            assert!(options.contains(&option.as_str()), "{option}");
        }
        for sub_option in SubOptionId::known_values() {
            assert!(subs.contains(&sub_option.as_str()), "{sub_option}");
        }
    }

    #[test]
    fn a_sub_option_without_an_owner_stands_by_itself() {
        let listed = Vec::leak(vec![SubOptionId::Drv01, "NEW01".into()]);
        let catalog = Catalog {
            entries: unowned(listed).into_iter().collect(),
            with_pages: false,
        };
        let table = anstream::adapter::strip_str(&catalog.table(None)).to_string();
        assert!(
            table.contains("Not known to which option\n  CODE\n  NEW01\n"),
            "{table}"
        );
        assert!(!table.contains("DRV01"), "{table}");
    }
}
