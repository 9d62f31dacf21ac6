//! How much of what all customers have together.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Serialize;
use works_partner_ext::api::catalog::Unit;
use works_partner_ext::api::types::{ProductId, SubOptionId};

use super::event::Stored;
use super::fields::Fields;
use crate::error::Error;
use crate::filter::Filter;
use crate::resource::Resource;
use crate::store::Store;

/// How much there is of one product or of one sub-option, in one contract type.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Total {
    /// The product; `None` for an option.
    pub product_id: Option<String>,
    /// The option; `None` for a product.
    pub option_product_id: Option<String>,
    /// The sub-option.
    pub sub_option_id: Option<String>,
    /// The contract type.
    pub plan: Option<String>,
    /// `free`, `trial` or `paid`, where that is known.
    pub stage: Option<String>,
    /// `standard` or `advanced`, where that is known.
    pub edition: Option<String>,
    /// How many customers have it.
    pub customers: u64,
    /// How many contracts there are.
    pub contracts: u64,
    /// The sum of the licenses of products.
    pub licenses: i64,
    /// The sum of the quantities of options.
    pub quantity: i64,
    /// The sum of the storage, in TB.
    pub terabytes: u64,
    /// The sum of the contacts.
    pub contacts: u64,
    /// The sum of the seats.
    pub seats: u64,
    /// The sum of the minutes.
    pub minutes: u64,
}

type Key = (
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

impl Store {
    /// All that customers have, by product and by sub-option, contract type and stage.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn totals(&self, filter: &Filter) -> Result<Vec<Total>, Error> {
        let mut totals: BTreeMap<Key, (Total, BTreeSet<i64>)> = BTreeMap::new();
        self.for_each_current(
            &[Resource::Subscriptions, Resource::Options],
            filter,
            |stored| {
                let fields = stored.fields()?;
                if !(filter.admits_option(fields.text("optionProductId"))
                    && filter.admits_state(fields.text("status")))
                {
                    return Ok(());
                }
                let one = Total::of(&stored, &fields);
                let key = (
                    one.product_id.clone(),
                    one.option_product_id.clone(),
                    one.sub_option_id.clone(),
                    one.plan.clone(),
                    one.stage.clone(),
                );
                let (total, customers) = totals.entry(key).or_insert_with(|| {
                    let mut empty = one.clone();
                    empty.clear();
                    (empty, BTreeSet::new())
                });
                total.add(&one);
                customers.insert(stored.domain_id);
                Ok(())
            },
        )?;
        let totals = totals.into_values();
        Ok(totals
            .map(|(total, customers)| Total {
                customers: customers.len() as u64,
                ..total
            })
            .collect())
    }
}

impl Total {
    fn of(stored: &Stored, fields: &Fields) -> Self {
        let is_option = stored.resource == Resource::Options.name();
        let sub_option = fields.text("subOptionId").map(SubOptionId::from);
        let amount = |unit| fields.amount(unit).unwrap_or_default();
        let product = fields.text("productId").map(ProductId::from);
        let edition = match &product {
            Some(product) => product.facts().and_then(|facts| facts.edition.as_ref()),
            None => sub_option
                .as_ref()
                .and_then(|id| id.facts()?.edition.as_ref()),
        };
        let stage = if is_option {
            fields.option_stage()
        } else {
            fields.subscription_stage()
        };
        Self {
            product_id: fields.owned("productId"),
            option_product_id: fields.owned("optionProductId"),
            sub_option_id: fields.owned("subOptionId"),
            plan: fields.owned("plan"),
            stage: stage.map(|stage| format!("{stage:?}").to_lowercase()),
            edition: edition.map(|edition| format!("{:?}", edition.value).to_lowercase()),
            customers: 0,
            contracts: 1,
            licenses: fields.integer("licenseCount").unwrap_or_default(),
            quantity: fields.integer("quantity").unwrap_or_default(),
            terabytes: amount(Unit::Terabytes),
            contacts: amount(Unit::Contacts),
            seats: amount(Unit::Seats),
            minutes: amount(Unit::Minutes),
        }
    }

    fn clear(&mut self) {
        (self.contracts, self.licenses, self.quantity) = (0, 0, 0);
        (self.terabytes, self.contacts, self.seats, self.minutes) = (0, 0, 0, 0);
    }

    fn add(&mut self, other: &Self) {
        self.contracts = self.contracts.saturating_add(other.contracts);
        self.licenses = self.licenses.saturating_add(other.licenses);
        self.quantity = self.quantity.saturating_add(other.quantity);
        self.terabytes = self.terabytes.saturating_add(other.terabytes);
        self.contacts = self.contacts.saturating_add(other.contacts);
        self.seats = self.seats.saturating_add(other.seats);
        self.minutes = self.minutes.saturating_add(other.minutes);
    }
}
