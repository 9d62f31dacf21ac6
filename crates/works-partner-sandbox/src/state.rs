//! What the emulated partner has: its customers, and all that the API knows of them.

mod contract;
mod customer;
mod file;
mod lifecycle;
mod resource;
mod scheduler;
mod store;
mod withdrawal;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) use contract::{Base, Contract};
pub(crate) use customer::Customer;
pub(crate) use file::StateFile;
pub(crate) use lifecycle::{NewOption, Terms, renewal_unchanged};
pub use resource::Resource;
pub(crate) use store::{LONGEST_LEAP, Store};

/// The customers of the emulated partner and what the API knows of each.
///
/// Whatever the API answers with is kept as JSON and sent exactly as it was put, key order included.
/// Nothing about it is checked, so a test can have the sandbox say what the vendor does not document:
/// an unknown value, another field, a field left out. The operations read what they need of it and
/// take what is missing or odd for not known.
///
/// ```
/// use serde_json::json;
/// use works_partner_sandbox::{Resource, State};
///
/// let mut state = State::empty();
/// state
///     .add_customer(10000001)
///     .put(10000001, Resource::Subscription, json!({"subscriptionId": 1, "productId": "STD"}))
///     .put_option_product_order(10000002, json!({"optionProductId": "DRV", "type": "CANCEL"}));
///
/// assert_eq!(state.domain_ids().collect::<Vec<_>>(), [10000001, 10000002]);
/// assert_eq!(state.all(10000001, Resource::Subscription).unwrap()[0]["productId"], "STD");
/// assert_eq!(state.option_product_order(10000002, "DRV").unwrap()["type"], "CANCEL");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct State {
    /// Shared with the copies of a state until one of them changes, all and each: every request works on
    /// a copy, and most only read.
    customers: Arc<BTreeMap<i64, Arc<Customer>>>,
    potential_customers: BTreeMap<String, PotentialCustomer>,
    last_ids: LastIds,
}

/// A company that may become a customer, under its domain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PotentialCustomer {
    partner_code: String,
    body: Value,
}

/// The last id of its kind that was given out, for ids not to come again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct LastIds {
    domain_id: i64,
    subscription_id: i64,
    pre_order_id: i64,
}

impl State {
    /// A partner without customers.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Adds a customer that has nothing; one that is already there stays as it is.
    pub fn add_customer(&mut self, domain_id: i64) -> &mut Self {
        self.customers_mut().entry(domain_id).or_default();
        self
    }

    /// Gives a customer something, adding the customer if need be.
    ///
    /// What has [the same id](Resource::id_member) takes the old one's place. What has no id is only
    /// ever seen in lists.
    pub fn put(&mut self, domain_id: i64, resource: Resource, body: Value) -> &mut Self {
        self.entry(domain_id).put(resource, body);
        self
    }

    /// What a customer has of a kind, in the order in which it was first put, or `None` if there is
    /// no such customer.
    pub fn all(&self, domain_id: i64, resource: Resource) -> Option<&[Value]> {
        Some(self.customers.get(&domain_id)?.all(resource))
    }

    /// Says on which day the grace period after a subscription's trial ends, which no answer of the
    /// API shows. As long as it is not said, grace has no end.
    pub fn set_grace_end(
        &mut self,
        domain_id: i64,
        subscription_id: i64,
        day: jiff::civil::Date,
    ) -> &mut Self {
        let facts = &mut self.entry(domain_id).facts;
        facts.grace_end_dates.insert(subscription_id, day);
        self
    }

    /// Adds a company that may become a customer, as `get_potential_customer` answers with it, for
    /// whoever knows the code that it made for the partner. It takes the place of the one with the
    /// same domain.
    ///
    /// ```
    /// use serde_json::json;
    /// use works_partner_sandbox::State;
    ///
    /// let company = json!({"tenantId": 77, "domainId": 77, "domain": "star.example", "productId": "FR"});
    /// State::empty().put_potential_customer("star.example", "Kq7ZtB2mXw9LrE4sYvN1", company);
    /// ```
    pub fn put_potential_customer(
        &mut self,
        domain: &str,
        partner_code: &str,
        body: Value,
    ) -> &mut Self {
        let company = PotentialCustomer {
            partner_code: partner_code.to_owned(),
            body,
        };
        self.potential_customers.insert(domain.to_owned(), company);
        self
    }

    /// [`put`](Self::put) for a scheduled task for an option.
    pub fn put_option_product_order(&mut self, domain_id: i64, order: Value) -> &mut Self {
        self.put(domain_id, Resource::OptionProductOrder, order)
    }

    /// The `domainId` of every customer, in ascending order.
    pub fn domain_ids(&self) -> impl Iterator<Item = i64> {
        self.customers.keys().copied()
    }

    /// [`all`](Self::all) of the scheduled tasks for options.
    pub fn option_product_orders(&self, domain_id: i64) -> Option<&[Value]> {
        self.all(domain_id, Resource::OptionProductOrder)
    }

    /// The task of a customer for one option.
    pub fn option_product_order(&self, domain_id: i64, option_id: &str) -> Option<&Value> {
        let customer = self.customers.get(&domain_id)?;
        customer.find(Resource::OptionProductOrder, option_id)
    }

    /// All of it as JSON, for [`from_json`](Self::from_json) to read back. Its form is the
    /// sandbox's own and goes with its version.
    ///
    /// ```
    /// use works_partner_sandbox::State;
    ///
    /// let state = State::demo();
    /// assert_eq!(State::from_json(&state.to_json()).unwrap(), state);
    /// ```
    pub fn to_json(&self) -> Value {
        // Maps with keys that are no text alone can fail, and integers are written as text.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Reads what [`to_json`](Self::to_json) wrote. What is left out is empty.
    ///
    /// # Errors
    ///
    /// Where something is not of its type or has a name that nothing here has; the error names the
    /// place.
    ///
    /// ```
    /// use serde_json::json;
    /// use works_partner_sandbox::State;
    ///
    /// let odd = json!({"customers": {"7": {"resources": {"subscriptions": [{}, 3], "optionProducts": "none"}}}});
    /// let error = State::from_json(&odd).unwrap_err();
    /// assert_eq!(error.path(), "customers.7.resources.optionProducts");
    /// ```
    pub fn from_json(json: &Value) -> Result<Self, InvalidState> {
        serde_path_to_error::deserialize(json).map_err(|error| InvalidState {
            path: error.path().to_string(),
            reason: error.inner().to_string(),
        })
    }

    fn customers_mut(&mut self) -> &mut BTreeMap<i64, Arc<Customer>> {
        Arc::make_mut(&mut self.customers)
    }

    /// A customer as it is.
    pub(crate) fn customer(&self, domain_id: i64) -> Option<&Customer> {
        Some(self.customers.get(&domain_id)?)
    }

    /// A customer that is to change.
    pub(crate) fn customer_mut(&mut self, domain_id: i64) -> Option<&mut Customer> {
        Some(Arc::make_mut(self.customers_mut().get_mut(&domain_id)?))
    }

    /// A customer that is to change, and is there from now on.
    pub(crate) fn entry(&mut self, domain_id: i64) -> &mut Customer {
        Arc::make_mut(self.customers_mut().entry(domain_id).or_default())
    }

    /// Takes a customer away.
    pub(crate) fn remove_customer(&mut self, domain_id: i64) {
        self.customers_mut().remove(&domain_id);
    }

    /// Sees to it that no id of what is there now comes again, for when something is taken away.
    pub(crate) fn remember_ids(&mut self) {
        let customer = self.domain_ids().max();
        let subscription = self.greatest_id(Resource::Subscription);
        let pre_order = self.greatest_id(Resource::SubscriptionPreOrder);
        let last = &mut self.last_ids;
        for (last, known) in [
            (&mut last.domain_id, customer),
            (&mut last.subscription_id, subscription),
            (&mut last.pre_order_id, pre_order),
        ] {
            *last = known.unwrap_or_default().max(*last);
        }
    }

    /// A company that may become a customer, if this is the code that it made for the partner.
    pub(crate) fn potential_customer(&self, domain: &str, partner_code: &str) -> Option<&Value> {
        let company = self.potential_customers.get(domain)?;
        (company.partner_code == partner_code).then_some(&company.body)
    }

    /// Takes a company away that may become a customer no more, or has become one.
    pub(crate) fn remove_potential_customer(&mut self, domain: &str) {
        self.potential_customers.remove(domain);
    }

    /// An id for another customer.
    pub(crate) fn next_domain_id(&mut self) -> i64 {
        let known = self.domain_ids().max().unwrap_or(10_000_000);
        next(&mut self.last_ids.domain_id, known)
    }

    /// An id for another subscription of any customer.
    pub(crate) fn next_subscription_id(&mut self) -> i64 {
        let known = self.greatest_id(Resource::Subscription).unwrap_or(20_000);
        next(&mut self.last_ids.subscription_id, known)
    }

    /// An id for another application of any customer.
    pub(crate) fn next_pre_order_id(&mut self) -> i64 {
        let known = self
            .greatest_id(Resource::SubscriptionPreOrder)
            .unwrap_or(1_000);
        next(&mut self.last_ids.pre_order_id, known)
    }

    fn greatest_id(&self, resource: Resource) -> Option<i64> {
        self.customers
            .values()
            .flat_map(|customer| customer.all(resource))
            .filter_map(|body| body.get(resource.id_member()?)?.as_i64())
            .max()
    }
}

fn next(last: &mut i64, known: i64) -> i64 {
    *last = known.max(*last).saturating_add(1);
    *last
}

/// A JSON value that is not a [`State`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidState {
    path: String,
    reason: String,
}

impl InvalidState {
    /// Where it is, such as `customers.10000001.facts.graceEndDates.20001`; `.` is the whole.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for InvalidState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid sandbox state: {}: {}", self.path, self.reason)
    }
}

impl Error for InvalidState {}

/// The list of something, wrapped as the API wraps it.
pub(crate) fn list_of(resource: Resource, bodies: &[Value]) -> Value {
    json!({resource.name(): bodies})
}
