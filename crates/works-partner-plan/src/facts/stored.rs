//! Facts from a store that a sweep has filled.

use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;

use works_partner_store::{Resource, Store};

use super::wanted::Subject;
use super::{CustomerFacts, FactKind, FactSource};
use crate::error::Error;

/// Takes facts from a store, without a call. What the store does not have is unknown: memos, the
/// renewals of options, the domains that customers move to.
#[derive(Debug)]
pub struct StoredFacts {
    store: Mutex<Store>,
    cache: Mutex<HashMap<i64, CustomerFacts>>,
}

impl StoredFacts {
    /// Facts of this store.
    pub fn new(store: Store) -> Self {
        Self {
            store: Mutex::new(store),
            cache: Mutex::default(),
        }
    }

    /// What the store knows of a customer.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn read(&self, domain_id: i64) -> Result<CustomerFacts, Error> {
        if let Some(facts) = lock(&self.cache).get(&domain_id) {
            return Ok(facts.clone());
        }
        let state = lock(&self.store).state_of(domain_id)?;
        let facts = if state.contains_key(&Resource::Customers) {
            let mut facts = CustomerFacts::new(domain_id);
            for (resource, bodies) in state {
                let Some(kind) = kind_of(resource) else {
                    continue;
                };
                let items: Result<Vec<_>, _> = bodies
                    .iter()
                    .map(|body| serde_json::from_str(body.get()))
                    .collect();
                facts.known.insert(kind, items.map_err(Error::Json)?);
            }
            facts
        } else {
            CustomerFacts::missing(Some(domain_id))
        };
        lock(&self.cache).insert(domain_id, facts.clone());
        Ok(facts)
    }

    /// Every customer that the store has.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn domain_ids(&self) -> Result<Vec<i64>, Error> {
        Ok(lock(&self.store).domain_ids()?)
    }
}

/// What a panic left behind is read as it is: it is only a cache.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn kind_of(resource: Resource) -> Option<FactKind> {
    let mut kinds = FactKind::ALL.into_iter();
    kinds.find(|kind| kind.stored_as() == Some(resource))
}

impl FactKind {
    /// What a sweep stores it as; `None` where it reads no such thing.
    pub const fn stored_as(self) -> Option<Resource> {
        Some(match self {
            Self::Customer => Resource::Customers,
            Self::OptionProductOrders => Resource::OptionOrders,
            Self::OptionProducts => Resource::Options,
            Self::Subscriptions => Resource::Subscriptions,
            Self::SubscriptionReservations => Resource::Reservations,
            Self::SubscriptionPreOrders => Resource::PreOrders,
            Self::UsageStatus => Resource::UsageStatus,
            Self::SubscriptionMemos | Self::OptionProductRenewals | Self::UpgradeDomain => {
                return None;
            }
        })
    }
}

impl FactSource for StoredFacts {
    async fn facts(
        &self,
        subject: &Subject,
        _: &BTreeSet<FactKind>,
    ) -> Result<CustomerFacts, Error> {
        match subject.domain_id {
            Some(id) => self.read(id),
            None => Ok(CustomerFacts::missing(None)),
        }
    }
}
