//! The customers of the emulated partner, and their scheduled tasks.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::demo;

/// The customers of the emulated partner and what the API knows of each.
///
/// A scheduled task for an option is kept as JSON and sent exactly as it was put, key order
/// included. Nothing about it is checked, so a test can have the sandbox say what the vendor does
/// not document: an unknown value, another field, a field left out.
///
/// ```
/// use serde_json::json;
/// use works_partner_sandbox::State;
///
/// let mut state = State::empty();
/// state
///     .add_customer(10000001)
///     .put_option_product_order(10000002, json!({"optionProductId": "DRV", "type": "CANCEL"}));
///
/// assert_eq!(state.domain_ids().collect::<Vec<_>>(), [10000001, 10000002]);
/// assert_eq!(state.option_product_orders(10000001), Some(&[][..]));
/// assert_eq!(state.option_product_order(10000002, "DRV").unwrap()["type"], "CANCEL");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    customers: BTreeMap<i64, Customer>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Customer {
    option_product_orders: Vec<Value>,
}

impl State {
    /// A partner without customers.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Customers 10000001 to 10000024, invented for trying things out. The first two hold the
    /// examples of the vendor's pages, and together they show every option, every documented
    /// sub-option and every type of task.
    pub fn demo() -> Self {
        demo::state()
    }

    /// Adds a customer without tasks; one that is already there stays as it is.
    pub fn add_customer(&mut self, domain_id: i64) -> &mut Self {
        self.customers.entry(domain_id).or_default();
        self
    }

    /// Gives a customer a task, adding the customer if need be.
    ///
    /// A customer has one task per option: a task whose `optionProductId` is already there takes
    /// the old one's place. A task without that member is only ever seen in the list.
    pub fn put_option_product_order(&mut self, domain_id: i64, order: Value) -> &mut Self {
        let orders = &mut self
            .customers
            .entry(domain_id)
            .or_default()
            .option_product_orders;
        let same_option = option_product_id(&order)
            .and_then(|id| orders.iter_mut().find(|o| option_product_id(o) == Some(id)));
        match same_option {
            Some(old) => *old = order,
            None => orders.push(order),
        }
        self
    }

    /// The `domainId` of every customer, in ascending order.
    pub fn domain_ids(&self) -> impl Iterator<Item = i64> {
        self.customers.keys().copied()
    }

    /// The tasks of a customer in the order they were first put, or `None` if there is no such
    /// customer.
    pub fn option_product_orders(&self, domain_id: i64) -> Option<&[Value]> {
        let customer = self.customers.get(&domain_id)?;
        Some(&customer.option_product_orders)
    }

    /// The task of a customer for one option.
    pub fn option_product_order(&self, domain_id: i64, option_id: &str) -> Option<&Value> {
        self.option_product_orders(domain_id)?
            .iter()
            .find(|order| option_product_id(order) == Some(option_id))
    }
}

fn option_product_id(order: &Value) -> Option<&str> {
    order.get("optionProductId")?.as_str()
}
