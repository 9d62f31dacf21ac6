//! The options and sub-options that the document lists, with what they mean.

use std::borrow::Cow;

use serde::Serialize;
use works_partner_ext::api::catalog::{OPTIONS, option_of};
use works_partner_ext::api::types::{OptionProductId, SubOptionId};
use works_partner_ext::{Edition, OptionProductIdExt as _, Recurrence, Stage, SubOptionIdExt as _};

use crate::output::View;
use crate::output::columns::Field;
use crate::output::table::Importance::{Essential, Minor, Useful};
use crate::output::table::{Cell, Missing, Row, Table};

/// Options, each with its sub-options.
#[derive(Debug)]
pub(crate) struct Catalog(Vec<Entry>);

/// One option. Its names in JSON are stable.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    /// Null for the sub-options of which the document does not say whose they are.
    option_product_id: Option<&'static str>,
    label: Option<&'static str>,
    seats: Option<u32>,
    minutes: Option<u32>,
    recurrence: Option<&'static str>,
    /// Null where no page of the vendor shows them.
    sub_options: Option<Vec<SubEntry>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SubEntry {
    sub_option_id: &'static str,
    label: Option<&'static str>,
    stage: Option<&'static str>,
    edition: Option<&'static str>,
    terabytes: Option<u32>,
    contacts: Option<u32>,
    paid_equivalent: Option<&'static str>,
    upgrades_to: Vec<&'static str>,
}

impl Catalog {
    /// All that the document lists.
    pub(crate) fn whole() -> Self {
        let options = OPTIONS.iter().map(|option| Entry::new(&option.id));
        Self(
            options
                .chain(unowned(SubOptionId::known_values()))
                .collect(),
        )
    }

    /// One option.
    pub(crate) fn of(option: &OptionProductId) -> Self {
        let options = OPTIONS.iter().map(|entry| &entry.id);
        Self(options.filter(|id| *id == option).map(Entry::new).collect())
    }
}

impl Entry {
    fn new(option: &'static OptionProductId) -> Self {
        Self {
            option_product_id: Some(option.as_str()),
            label: option.description(),
            seats: option.seats(),
            minutes: option.minutes(),
            recurrence: option.recurrence().map(|recurrence| match recurrence {
                Recurrence::OneMonth => "oneMonth",
                Recurrence::EveryMonth => "everyMonth",
            }),
            sub_options: option
                .sub_options()
                .map(|listed| listed.iter().map(SubEntry::new).collect()),
        }
    }

    fn table(&self, width: Option<usize>, missing: &mut Missing) -> String {
        let title = match (self.option_product_id, self.label) {
            (Some(code), Some(label)) => Cell::code(code).and_heading(label),
            (Some(code), None) => Cell::code(code),
            (None, _) => Cell::heading("Not known to which option"),
        };
        let Some(listed) = &self.sub_options else {
            let remark = Cell::quiet("its sub-options are on no page of the vendor");
            return Table::without_rows(remark)
                .titled(title)
                .fitted_silently(width, missing);
        };
        let headings = ["Code", "Label", "Stage", "Edition", "Size", "Upgrades to"];
        Table::new(&headings, listed.iter().map(|sub| sub.row(self)))
            .titled(title)
            .ranked([Essential, Essential, Useful, Minor, Useful, Useful])
            .without_empty_columns()
            .fitted_silently(width, missing)
    }

    /// What the option adds, where that does not depend on the sub-option.
    fn size(&self) -> Option<String> {
        let seats = self.seats.map(|seats| format!("{} seats", grouped(seats)));
        seats.or_else(|| Some(format!("{} minutes", grouped(self.minutes?))))
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
        Self {
            sub_option_id: sub_option.as_str(),
            label: sub_option.description(),
            stage: sub_option.stage().map(|stage| match stage {
                Stage::Free => "free",
                Stage::Trial => "trial",
                Stage::Paid => "paid",
            }),
            edition: sub_option.edition().map(|edition| match edition {
                Edition::Standard => "standard",
                Edition::Advanced => "advanced",
            }),
            terabytes: sub_option.terabytes(),
            contacts: sub_option.contact_limit(),
            paid_equivalent: sub_option.paid_equivalent().map(SubOptionId::as_str),
            upgrades_to: sub_option
                .upgrades()
                .iter()
                .map(SubOptionId::as_str)
                .collect(),
        }
    }

    fn size(&self) -> Option<String> {
        let terabytes = self.terabytes.map(|size| format!("{} TB", grouped(size)));
        terabytes.or_else(|| Some(format!("{} contacts", grouped(self.contacts?))))
    }

    fn row(&self, option: &Entry) -> Row {
        let word = |word: Option<&str>| word.map_or_else(Cell::none, Cell::text);
        Row {
            cells: vec![
                Cell::code(self.sub_option_id),
                word(self.label),
                match self.paid_equivalent {
                    Some(paid) => Cell::text(format!("trial of {paid}")).unbroken(),
                    None => word(self.stage),
                },
                word(self.edition),
                word(self.size().or_else(|| option.size()).as_deref()).unbroken(),
                self.upgrades(option),
            ],
            also: Vec::new(),
        }
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

impl View for Catalog {
    fn table(&self, width: Option<usize>) -> String {
        let mut missing = Missing::default();
        let tables = self.0.iter().map(|entry| entry.table(width, &mut missing));
        let tables: Vec<String> = tables.collect();
        tables.join("\n") + &missing.remark()
    }

    fn json(&self) -> Cow<'_, str> {
        serde_json::to_string(&self.0).unwrap_or_default().into()
    }

    fn items(&self) -> Vec<Cow<'_, str>> {
        let json = |entry| serde_json::to_string(entry).unwrap_or_default().into();
        self.0.iter().map(json).collect()
    }

    fn header(&self) -> Vec<Cow<'_, str>> {
        HEADER.map(Cow::from).to_vec()
    }

    /// A row for each sub-option, and one for an option of which none are known.
    fn rows(&self) -> Vec<Vec<Field<'_>>> {
        let mut rows = Vec::new();
        for entry in &self.0 {
            let option = [
                field(&entry.option_product_id),
                field(&entry.label),
                field(&entry.seats),
                field(&entry.minutes),
                field(&entry.recurrence),
            ];
            let Some(listed) = &entry.sub_options else {
                let none = std::iter::repeat_n(None, HEADER.len() - option.len());
                rows.push(option.into_iter().chain(none).collect());
                continue;
            };
            for sub in listed {
                let sub = [
                    field(&sub.sub_option_id),
                    field(&sub.label),
                    field(&sub.stage),
                    field(&sub.edition),
                    field(&sub.terabytes),
                    field(&sub.contacts),
                    field(&sub.paid_equivalent),
                    field(&sub.upgrades_to.join(" ")),
                ];
                rows.push(option.iter().cloned().chain(sub).collect());
            }
        }
        rows
    }
}

const HEADER: [&str; 13] = [
    "optionProductId",
    "optionLabel",
    "seats",
    "minutes",
    "recurrence",
    "subOptionId",
    "label",
    "stage",
    "edition",
    "terabytes",
    "contacts",
    "paidEquivalent",
    "upgradesTo",
];

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
        let Catalog(entries) = Catalog::whole();
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
        let catalog = Catalog(unowned(listed).into_iter().collect());
        let table = anstream::adapter::strip_str(&catalog.table(None)).to_string();
        assert!(
            table.contains("Not known to which option\n  CODE\n  NEW01\n"),
            "{table}"
        );
        assert!(!table.contains("DRV01"), "{table}");
    }
}
