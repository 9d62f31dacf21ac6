//! All customers at rest, and the indexes over them. Copies share what they have in common, so that one
//! costs nothing, and a change of one customer as much as the depth of the trees.

use std::fmt;
use std::ops::Bound;
use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use jiff::civil::Date;
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::Customer;
use super::packed::{Greatest, Packed};

/// A customer's place in the list: its name, and its id where names are alike.
type Place = (Arc<str>, i64);

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Written")]
pub(super) struct Registry {
    customers: OrdMap<i64, Arc<Packed>>,
    /// Those with a profile.
    by_name: OrdSet<(Arc<str>, i64)>,
    by_domain: OrdSet<(Arc<str>, i64)>,
    /// Every day on which something may fall due, and for whom.
    due: OrdSet<(Date, i64)>,
    potential_customers: OrdMap<Arc<str>, Arc<PotentialCustomer>>,
    greatest: Greatest,
    last_ids: LastIds,
}

/// A company that may become a customer, under its domain.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PotentialCustomer {
    pub(super) partner_code: String,
    pub(super) body: Value,
}

/// The last id of its kind that was given out, for ids not to come again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct LastIds {
    domain_id: i64,
    subscription_id: i64,
    pre_order_id: i64,
}

impl Registry {
    pub(super) fn customer(&self, domain_id: i64) -> Option<&Arc<Packed>> {
        self.customers.get(&domain_id)
    }

    pub(super) fn domain_ids(&self) -> impl Iterator<Item = i64> {
        self.customers.keys().copied()
    }

    /// Adds a customer that has nothing.
    pub(super) fn add_customer(&mut self, domain_id: i64) {
        self.put_customer(domain_id, &Customer::default());
    }

    /// Puts a customer in its place, in the indexes too.
    pub(super) fn put_customer(&mut self, domain_id: i64, customer: &Customer) {
        self.put(domain_id, Packed::of(customer));
    }

    fn put(&mut self, domain_id: i64, packed: Packed) {
        let packed = Arc::new(packed);
        let old = self.customers.insert(domain_id, Arc::clone(&packed));
        let old = old.as_ref().map(|old| &old.index);
        let new = &packed.index;
        if old == Some(new) {
            return;
        }
        self.greatest.join(new.greatest);
        let names = (old.and_then(|old| old.name.as_ref()), new.name.as_ref());
        replace(&mut self.by_name, domain_id, names);
        let domains = (old.and_then(|old| old.domain.as_ref()), new.domain.as_ref());
        replace(&mut self.by_domain, domain_id, domains);
        let old_due = old.map(|old| &*old.due).unwrap_or_default();
        for day in old_due.iter().filter(|day| !new.due.contains(day)) {
            self.due.remove(&(*day, domain_id));
        }
        for day in new.due.iter().filter(|day| !old_due.contains(day)) {
            self.due.insert((*day, domain_id));
        }
    }

    pub(super) fn remove_customer(&mut self, domain_id: i64) {
        let Some(packed) = self.customers.remove(&domain_id) else {
            return;
        };
        let index = &packed.index;
        replace(&mut self.by_name, domain_id, (index.name.as_ref(), None));
        replace(
            &mut self.by_domain,
            domain_id,
            (index.domain.as_ref(), None),
        );
        for day in &index.due {
            self.due.remove(&(*day, domain_id));
        }
    }

    /// What falls due next after a day and the customer that it was for, and up to a day.
    pub(super) fn next_due(&self, after: (Date, i64), until: Date) -> Option<(Date, i64)> {
        let range = (Bound::Excluded(after), Bound::Included((until, i64::MAX)));
        self.due.range(range).next().copied()
    }

    pub(super) fn listed(&self) -> Listed<'_> {
        Listed(self)
    }

    pub(super) fn with_domain(&self, domain: &str) -> impl Iterator<Item = i64> {
        let domain: Arc<str> = domain.into();
        let range = (Arc::clone(&domain), i64::MIN)..=(domain, i64::MAX);
        self.by_domain.range(range).map(|(_, domain_id)| *domain_id)
    }

    pub(super) fn potential_customer(&self, domain: &str) -> Option<&PotentialCustomer> {
        self.potential_customers
            .get(domain)
            .map(|company| &**company)
    }

    pub(super) fn put_potential_customer(&mut self, domain: &str, company: PotentialCustomer) {
        let company = Arc::new(company);
        self.potential_customers.insert(domain.into(), company);
    }

    pub(super) fn remove_potential_customer(&mut self, domain: &str) {
        self.potential_customers.remove(domain);
    }

    pub(super) fn remember_ids(&mut self) {
        let customer = self.greatest_domain_id();
        let Greatest {
            subscription,
            pre_order,
        } = self.greatest;
        let last = &mut self.last_ids;
        for (last, known) in [
            (&mut last.domain_id, customer),
            (&mut last.subscription_id, subscription),
            (&mut last.pre_order_id, pre_order),
        ] {
            *last = known.unwrap_or_default().max(*last);
        }
    }

    pub(super) fn next_domain_id(&mut self) -> i64 {
        let known = self.greatest_domain_id().unwrap_or(10_000_000);
        next(&mut self.last_ids.domain_id, known)
    }

    pub(super) fn next_subscription_id(&mut self) -> i64 {
        let known = self.greatest.subscription.unwrap_or(20_000);
        next(&mut self.last_ids.subscription_id, known)
    }

    pub(super) fn next_pre_order_id(&mut self) -> i64 {
        let known = self.greatest.pre_order.unwrap_or(1_000);
        next(&mut self.last_ids.pre_order_id, known)
    }

    fn greatest_domain_id(&self) -> Option<i64> {
        self.customers.get_max().map(|(domain_id, _)| *domain_id)
    }
}

fn replace(
    index: &mut OrdSet<(Arc<str>, i64)>,
    domain_id: i64,
    (old, new): (Option<&Arc<str>>, Option<&Arc<str>>),
) {
    if old == new {
        return;
    }
    if let Some(old) = old {
        index.remove(&(Arc::clone(old), domain_id));
    }
    if let Some(new) = new {
        index.insert((Arc::clone(new), domain_id));
    }
}

fn next(last: &mut i64, known: i64) -> i64 {
    *last = known.max(*last).saturating_add(1);
    *last
}

/// The customers that have a profile, in the order of their names; of one name, in that of their ids.
#[derive(Clone, Copy)]
pub(crate) struct Listed<'a>(&'a Registry);

impl<'a> Listed<'a> {
    /// Those after a place, or all.
    pub(crate) fn after(self, place: Option<(&str, i64)>) -> impl Iterator<Item = (&'a str, i64)> {
        let start = place.map_or(Bound::Unbounded, |(name, id)| {
            Bound::Excluded((name.into(), id))
        });
        self.in_range((start, Bound::Unbounded))
    }

    /// Those before a place, or all, backwards.
    pub(crate) fn before(self, place: Option<(&str, i64)>) -> impl Iterator<Item = (&'a str, i64)> {
        let end = place.map_or(Bound::Unbounded, |(name, id)| {
            Bound::Excluded((name.into(), id))
        });
        self.in_range((Bound::Unbounded, end)).rev()
    }

    fn in_range(
        self,
        range: (Bound<Place>, Bound<Place>),
    ) -> impl DoubleEndedIterator<Item = (&'a str, i64)> {
        let places = self.0.by_name.range(range);
        places.map(|(name, domain_id)| (&**name, *domain_id))
    }

    /// What a customer is listed under.
    pub(crate) fn name(self, domain_id: i64) -> Option<&'a str> {
        self.0.customer(domain_id)?.index.name.as_deref()
    }

    /// A customer's profile, as it is sent.
    pub(crate) fn profile(self, domain_id: i64) -> Option<&'a str> {
        self.0.customer(domain_id)?.first(super::Resource::Customer)
    }
}

/// The indexes follow from the customers.
impl PartialEq for Registry {
    fn eq(&self, other: &Self) -> bool {
        self.last_ids == other.last_ids
            && self.potential_customers == other.potential_customers
            && self.customers == other.customers
    }
}

impl Serialize for Registry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut state = serializer.serialize_struct("State", 3)?;
        let customers = self.customers.iter();
        state.serialize_field(
            "customers",
            &Entries(|| customers.clone().map(|(id, it)| (id, &**it))),
        )?;
        let companies = self.potential_customers.iter();
        let companies = || companies.clone().map(|(domain, it)| (&**domain, &**it));
        state.serialize_field("potentialCustomers", &Entries(companies))?;
        state.serialize_field("lastIds", &self.last_ids)?;
        state.end()
    }
}

/// The entries of a map, as often as they are asked for.
struct Entries<F>(F);

impl<F, I, K, V> Serialize for Entries<F>
where
    F: Fn() -> I,
    I: Iterator<Item = (K, V)>,
    K: Serialize,
    V: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0())
    }
}

/// A registry as a state's JSON has it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Written {
    customers: Customers,
    potential_customers: std::collections::BTreeMap<String, PotentialCustomer>,
    last_ids: LastIds,
}

impl From<Written> for Registry {
    fn from(written: Written) -> Self {
        let mut registry = written.customers.0;
        registry.last_ids = written.last_ids;
        for (domain, company) in written.potential_customers {
            registry.put_potential_customer(&domain, company);
        }
        registry
    }
}

/// Customers by their ids, put into a registry one by one.
#[derive(Default)]
struct Customers(Registry);

impl<'de> Deserialize<'de> for Customers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(CustomersVisitor)
    }
}

struct CustomersVisitor;

impl<'de> Visitor<'de> for CustomersVisitor {
    type Value = Customers;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Customers, A::Error> {
        let mut registry = Registry::default();
        while let Some((domain_id, packed)) = entries.next_entry::<i64, Packed>()? {
            if registry.customer(domain_id).is_some() {
                let twice = format_args!("it has the customer {domain_id} twice");
                return Err(A::Error::custom(twice));
            }
            registry.put(domain_id, packed);
        }
        Ok(Customers(registry))
    }
}
