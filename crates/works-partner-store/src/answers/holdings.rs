//! What each customer has.

use rusqlite::params_from_iter;
use serde::Serialize;
use serde_json::value::RawValue;
use works_partner_ext::api::catalog::Unit;

use super::event::Stored;
use super::fields::Fields;
use crate::error::Error;
use crate::filter::{Condition, Filter};
use crate::resource::Resource;
use crate::store::Store;

/// A product or an option that a customer has.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Holding {
    /// The customer.
    pub domain_id: i64,
    /// Its domain, where the store knows it.
    pub domain: Option<String>,
    /// Its name, where the store knows it.
    pub company_name: Option<String>,
    /// The subscription.
    pub subscription_id: Option<i64>,
    /// The product; `None` for an option.
    pub product_id: Option<String>,
    /// The option; `None` for a product.
    pub option_product_id: Option<String>,
    /// The sub-option.
    pub sub_option_id: Option<String>,
    /// How many units of an option.
    pub quantity: Option<i64>,
    /// The storage of an option, in TB, where it is known to have that; so the next three.
    pub terabytes: Option<u64>,
    /// The contacts of an option.
    pub contacts: Option<u64>,
    /// The seats of an option.
    pub seats: Option<u64>,
    /// The minutes of an option.
    pub minutes: Option<u64>,
    /// How many licenses of a product.
    pub license_count: Option<i64>,
    /// The contract type.
    pub plan: Option<String>,
    /// The last day of the contract.
    pub plan_end_date: Option<String>,
    /// The status of the subscription.
    pub status: Option<String>,
    /// What the service answered.
    pub body: Box<RawValue>,
}

impl Store {
    /// What customers have, customer by customer. With options in the filter, those options alone.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn holdings(&self, filter: &Filter) -> Result<Vec<Holding>, Error> {
        let mut holdings = Vec::new();
        self.for_each_current(
            &[Resource::Subscriptions, Resource::Options],
            filter,
            |stored| {
                let fields = stored.fields()?;
                if filter.admits_option(fields.text("optionProductId"))
                    && filter.admits_state(fields.text("status"))
                {
                    holdings.push(Holding {
                        domain_id: stored.domain_id,
                        subscription_id: fields.integer("subscriptionId"),
                        product_id: fields.owned("productId"),
                        option_product_id: fields.owned("optionProductId"),
                        sub_option_id: fields.owned("subOptionId"),
                        quantity: fields.integer("quantity"),
                        terabytes: fields.amount(Unit::Terabytes),
                        contacts: fields.amount(Unit::Contacts),
                        seats: fields.amount(Unit::Seats),
                        minutes: fields.amount(Unit::Minutes),
                        license_count: fields.integer("licenseCount"),
                        plan: fields.owned("plan"),
                        plan_end_date: fields.owned("planEndDate"),
                        status: fields.owned("status"),
                        body: stored.raw_body()?,
                        domain: stored.domain,
                        company_name: stored.company_name,
                    });
                }
                Ok(())
            },
        )?;
        Ok(holdings)
    }

    /// Every current record of some resources, by customer.
    pub(super) fn for_each_current(
        &self,
        resources: &[Resource],
        filter: &Filter,
        mut each: impl FnMut(Stored) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut condition = Condition::default();
        condition.and_one_of("record.domain_id", &filter.customers);
        let names: Vec<String> = resources
            .iter()
            .map(|resource| format!("'{resource}'"))
            .collect();
        let sql = format!(
            "SELECT record.record_id, record.resource, record.key, record.domain_id, record.date, record.series,
                    record.began_run, record.body,
                    customer.body ->> '$.domain', customer.body ->> '$.companyName'
             FROM record LEFT JOIN record AS customer
               ON customer.domain_id = record.domain_id AND customer.resource = 'customers'
                  AND customer.key = '' AND customer.ended_run IS NULL
             WHERE record.ended_run IS NULL AND record.resource IN ({}){}
             ORDER BY record.domain_id, record.resource DESC, record.key",
            names.join(", "),
            condition.sql()
        );
        let failed = |source| self.failed(source);
        let mut statement = self.connection().prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement
            .query(params_from_iter(condition.parameters))
            .map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            each(Stored::of(row).map_err(failed)?)?;
        }
        Ok(())
    }
}

impl Stored {
    pub(super) fn fields(&self) -> Result<Fields, Error> {
        Fields::read(&self.body).map_err(|source| Error::Record {
            record_id: self.record_id,
            source,
        })
    }

    pub(super) fn raw_body(&self) -> Result<Box<RawValue>, Error> {
        let unreadable = |source| Error::Record {
            record_id: self.record_id,
            source,
        };
        RawValue::from_string(self.body.clone()).map_err(unreadable)
    }
}

/// A customer, as the store knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct KnownCustomer {
    /// The customer.
    pub domain_id: i64,
    /// Its domain.
    pub domain: Option<String>,
    /// Its name.
    pub company_name: Option<String>,
}

impl Store {
    /// The customers of a domain, or else those whose name contains a text, whatever its case.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn find_customers(&self, text: &str) -> Result<Vec<KnownCustomer>, Error> {
        let text = text.to_lowercase();
        let mut named = Vec::new();
        let mut of_domain = Vec::new();
        self.for_each_current(&[Resource::Customers], &Filter::new(), |stored| {
            let customer = KnownCustomer {
                domain_id: stored.domain_id,
                domain: stored.domain,
                company_name: stored.company_name,
            };
            let is = |field: &Option<String>, test: &dyn Fn(&str) -> bool| {
                field
                    .as_deref()
                    .is_some_and(|field| test(&field.to_lowercase()))
            };
            if is(&customer.domain, &|domain| domain == text) {
                of_domain.push(customer);
            } else if is(&customer.company_name, &|name| name.contains(&text)) {
                named.push(customer);
            }
            Ok(())
        })?;
        Ok(if of_domain.is_empty() {
            named
        } else {
            of_domain
        })
    }
}
