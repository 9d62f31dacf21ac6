//! What the emulated partner has: its customers, and all that the API knows of them.

mod contract;
mod customer;
mod file;
mod json_text;
mod lifecycle;
mod packed;
mod registry;
mod resource;
mod scheduler;
mod store;
mod withdrawal;

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use elsa::sync::FrozenMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

pub(crate) use contract::{Base, Contract};
pub(crate) use customer::Customer;
pub(crate) use file::StateFile;
pub(crate) use lifecycle::{NewOption, Terms, renewal_unchanged};
pub(crate) use registry::Listed;
use registry::{PotentialCustomer, Registry};
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
#[derive(Default)]
pub struct State {
    /// Shared with copies of the state, part by part, until they differ: every request works on a copy.
    registry: Arc<Registry>,
    /// The customers that were looked at or changed since. What they are counts.
    open: FrozenMap<i64, Box<Customer>>,
}

/// How many customers are open before all are packed. A request needs one or two.
const MOST_OPEN: usize = 64;

impl State {
    /// A partner without customers.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Adds a customer that has nothing; one that is already there stays as it is.
    pub fn add_customer(&mut self, domain_id: i64) -> &mut Self {
        if self.registry.customer(domain_id).is_none() {
            self.entry(domain_id);
        }
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
        Some(self.customer(domain_id)?.all(resource))
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
        self.registry_mut().put_potential_customer(domain, company);
        self
    }

    /// [`put`](Self::put) for a scheduled task for an option.
    pub fn put_option_product_order(&mut self, domain_id: i64, order: Value) -> &mut Self {
        self.put(domain_id, Resource::OptionProductOrder, order)
    }

    /// The `domainId` of every customer, in ascending order.
    pub fn domain_ids(&self) -> impl Iterator<Item = i64> {
        self.registry.domain_ids()
    }

    /// [`all`](Self::all) of the scheduled tasks for options.
    pub fn option_product_orders(&self, domain_id: i64) -> Option<&[Value]> {
        self.all(domain_id, Resource::OptionProductOrder)
    }

    /// The task of a customer for one option.
    pub fn option_product_order(&self, domain_id: i64, option_id: &str) -> Option<&Value> {
        let customer = self.customer(domain_id)?;
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
        serde_path_to_error::deserialize(json).map_err(InvalidState::of)
    }

    /// [`from_json`](Self::from_json) of a text.
    ///
    /// # Errors
    ///
    /// As there, and where the text is not JSON.
    ///
    /// ```
    /// use works_partner_sandbox::State;
    ///
    /// let error = State::from_json_text(r#"{"customers": {"7": {"resources": {}, "facts"}}}"#).unwrap_err();
    /// assert!(error.to_string().contains("expected `:`"), "{error}");
    /// ```
    pub fn from_json_text(json: &str) -> Result<Self, InvalidState> {
        let mut json = serde_json::Deserializer::from_str(json);
        let state = serde_path_to_error::deserialize(&mut json).map_err(InvalidState::of)?;
        json.end().map_err(|error| InvalidState {
            path: ".".to_owned(),
            reason: error.to_string(),
        })?;
        Ok(state)
    }

    /// A customer as it is.
    pub(crate) fn customer(&self, domain_id: i64) -> Option<&Customer> {
        if let Some(customer) = self.open.get(&domain_id) {
            return Some(customer);
        }
        let packed = self.registry.customer(domain_id)?;
        let customer = Box::new(Customer::unpacked(packed));
        Some(self.open.insert(domain_id, customer))
    }

    /// What a customer has of a kind under an id, as it is sent. Nothing of a customer at rest is read for it.
    pub(crate) fn json_of(&self, domain_id: i64, resource: Resource, id: &str) -> Option<String> {
        match self.open.get(&domain_id) {
            Some(customer) => customer.find(resource, id).map(Value::to_string),
            None => {
                let packed = self.registry.customer(domain_id)?;
                packed.find(resource, id).map(str::to_owned)
            }
        }
    }

    /// The list of all that a customer has of a kind, as it is sent. Nothing of a customer at rest is read
    /// for it.
    pub(crate) fn list_json(&self, domain_id: i64, resource: Resource) -> Option<String> {
        if let Some(customer) = self.open.get(&domain_id) {
            return Some(list_of(resource, customer.all(resource)).to_string());
        }
        let array = match self.registry.customer(domain_id)?.array(resource) {
            "" => "[]",
            array => array,
        };
        Some(format!(r#"{{"{}":{array}}}"#, resource.name()))
    }

    /// Whether there is such a customer.
    pub(crate) fn has_customer(&self, domain_id: i64) -> bool {
        self.registry.customer(domain_id).is_some()
    }

    /// A customer that is to change.
    pub(crate) fn customer_mut(&mut self, domain_id: i64) -> Option<&mut Customer> {
        self.has_customer(domain_id).then(|| self.entry(domain_id))
    }

    /// A customer that is to change, and is there from now on.
    pub(crate) fn entry(&mut self, domain_id: i64) -> &mut Customer {
        if self.open.len() >= MOST_OPEN {
            self.close();
        }
        if !self.has_customer(domain_id) {
            self.registry_mut().add_customer(domain_id);
        }
        let packed = self.registry.customer(domain_id);
        let customer =
            self.open.as_mut().entry(domain_id).or_insert_with(|| {
                Box::new(packed.map_or_else(Customer::default, Customer::unpacked))
            });
        customer.is_changed = true;
        customer
    }

    /// Takes a customer away.
    pub(crate) fn remove_customer(&mut self, domain_id: i64) {
        self.open.as_mut().remove(&domain_id);
        self.registry_mut().remove_customer(domain_id);
    }

    /// Packs the customers that changed.
    pub(crate) fn close(&mut self) {
        for (domain_id, customer) in std::mem::take(&mut self.open).into_tuple_vec() {
            if customer.is_changed {
                self.registry_mut().put_customer(domain_id, &customer);
            }
        }
    }

    /// The state with all that changed in its registry.
    fn closed(&self) -> Arc<Registry> {
        let mut registry = Arc::clone(&self.registry);
        if !self.open.is_empty() {
            for domain_id in self.open.keys_cloned() {
                let customer = self.open.get(&domain_id);
                if let Some(customer) = customer.filter(|customer| customer.is_changed) {
                    Arc::make_mut(&mut registry).put_customer(domain_id, customer);
                }
            }
        }
        registry
    }

    fn registry_mut(&mut self) -> &mut Registry {
        Arc::make_mut(&mut self.registry)
    }

    /// The customers that have a profile, by name. What changed since the state was copied is not among
    /// them.
    pub(crate) fn listed(&self) -> Listed<'_> {
        self.registry.listed()
    }

    /// The customers that have a domain.
    pub(crate) fn with_domain(&self, domain: &str) -> impl Iterator<Item = i64> {
        self.registry.with_domain(domain)
    }

    /// Sees to it that no id of what is there now comes again, for when something is taken away.
    pub(crate) fn remember_ids(&mut self) {
        self.close();
        self.registry_mut().remember_ids();
    }

    /// A company that may become a customer, if this is the code that it made for the partner.
    pub(crate) fn potential_customer(&self, domain: &str, partner_code: &str) -> Option<&Value> {
        let company = self.registry.potential_customer(domain)?;
        (company.partner_code == partner_code).then_some(&company.body)
    }

    /// Takes a company away that may become a customer no more, or has become one.
    pub(crate) fn remove_potential_customer(&mut self, domain: &str) {
        self.registry_mut().remove_potential_customer(domain);
    }

    /// An id for another customer.
    pub(crate) fn next_domain_id(&mut self) -> i64 {
        self.registry_mut().next_domain_id()
    }

    /// An id for another subscription of any customer.
    pub(crate) fn next_subscription_id(&mut self) -> i64 {
        self.close();
        self.registry_mut().next_subscription_id()
    }

    /// An id for another application of any customer.
    pub(crate) fn next_pre_order_id(&mut self) -> i64 {
        self.close();
        self.registry_mut().next_pre_order_id()
    }
}

impl Clone for State {
    fn clone(&self) -> Self {
        Self {
            registry: self.closed(),
            open: FrozenMap::new(),
        }
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("State").field(&self.closed()).finish()
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.closed() == other.closed()
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.closed().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for State {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let registry = Arc::new(Registry::deserialize(deserializer)?);
        let open = FrozenMap::new();
        Ok(Self { registry, open })
    }
}

/// A JSON value that is not a [`State`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidState {
    path: String,
    reason: String,
}

impl InvalidState {
    fn of(error: serde_path_to_error::Error<serde_json::Error>) -> Self {
        Self {
            path: error.path().to_string(),
            reason: error.inner().to_string(),
        }
    }

    /// Where it is, such as `customers.10000001.facts.graceEndDates.20001`; `.` is the whole.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for InvalidState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "." => write!(f, "invalid sandbox state: {}", self.reason),
            path => write!(f, "invalid sandbox state: {path}: {}", self.reason),
        }
    }
}

impl Error for InvalidState {}

/// The list of something, wrapped as the API wraps it.
pub(crate) fn list_of(resource: Resource, bodies: &[Value]) -> Value {
    json!({resource.name(): bodies})
}
