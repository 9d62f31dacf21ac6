//! Which request meets which fault.

use std::collections::VecDeque;
use std::sync::Arc;

use super::Fault;
use crate::http::operation::{self, Operation};
use crate::mutex::Mutex;

/// The faults that await requests.
///
/// There are two kinds. A *queued* fault happens to one request, the first that it is for; several
/// happen in the order in which they were pushed. A *standing* fault happens to every request that
/// it is for, when no queued one does; the last one set counts.
///
/// What a fault is for is given as the beginning of a path (`/oauth2/v2.0/token`, `/v1.0/partners`)
/// or as an operation (`list_option_product_orders`).
///
/// A clone is the same plan. So one can be made before the sandbox is, and be kept.
///
/// ```
/// use works_partner_sandbox::{Fault, Faults, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let faults = Faults::new();
/// faults.always_for("/v1.0/partners", Fault::ServiceUnavailable);
/// faults.push_for("get_option_product_order", Fault::NotFound);
/// let sandbox = Sandbox::builder().faults(faults.clone()).start().await?;
///
/// let client = reqwest::Client::builder().no_proxy().build()?;
/// let list = format!("{}/partners/customers/10000001/option-product-orders", sandbox.base_url());
/// let one = format!("{list}/ACV2");
/// assert_eq!(client.get(&list).send().await?.status(), 503);
/// assert_eq!(client.get(&one).send().await?.status(), 404);
/// assert_eq!(client.get(&one).send().await?.status(), 503);
///
/// faults.clear();
/// assert_eq!(client.get(&one).bearer_auth(sandbox.token()).send().await?.status(), 200);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Plan>>);

#[derive(Debug, Default)]
struct Plan {
    queued: VecDeque<(Target, Fault)>,
    standing: Vec<(Target, Fault)>,
}

/// The requests that a fault is for.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Every,
    PathPrefix(String),
    Operation(&'static Operation),
}

impl Faults {
    /// A plan without faults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Queues a fault for the next request, whatever it is.
    pub fn push(&self, fault: Fault) {
        self.0.lock().queued.push_back((Target::Every, fault));
    }

    /// Queues a fault for the next request whose path begins so, or for the next of an operation.
    ///
    /// # Panics
    ///
    /// When it is neither a path, which begins with `/`, nor the id of an operation.
    #[track_caller]
    pub fn push_for(&self, path_prefix_or_operation: &str, fault: Fault) {
        let target = Target::parse(path_prefix_or_operation);
        self.0.lock().queued.push_back((target, fault));
    }

    /// Sets a fault for every request.
    pub fn always(&self, fault: Fault) {
        self.0.lock().standing.push((Target::Every, fault));
    }

    /// Sets a fault for every request whose path begins so, or for every one of an operation.
    ///
    /// # Panics
    ///
    /// When it is neither a path, which begins with `/`, nor the id of an operation.
    #[track_caller]
    pub fn always_for(&self, path_prefix_or_operation: &str, fault: Fault) {
        let target = Target::parse(path_prefix_or_operation);
        self.0.lock().standing.push((target, fault));
    }

    /// Plans a fault for so many requests; `None` for every one.
    pub(super) fn plan(&self, target: Target, fault: Fault, times: Option<u64>) {
        let mut plan = self.0.lock();
        match times {
            None => plan.standing.push((target, fault)),
            Some(times) => {
                for _ in 0..times {
                    plan.queued.push_back((target.clone(), fault.clone()));
                }
            }
        }
    }

    /// Removes every fault, queued and standing.
    pub fn clear(&self) {
        *self.0.lock() = Plan::default();
    }

    /// How many queued faults have not happened yet.
    pub fn pending(&self) -> usize {
        self.0.lock().queued.len()
    }

    /// The fault that awaits a request. A queued one is taken off the queue. The request's operation is
    /// looked up only where a fault is planned.
    pub(crate) fn take(
        &self,
        path: &str,
        operation: impl FnOnce() -> Option<&'static Operation>,
    ) -> Option<Fault> {
        let mut plan = self.0.lock();
        if plan.queued.is_empty() && plan.standing.is_empty() {
            return None;
        }
        let operation = operation();
        let is_meant = |(target, _): &(Target, Fault)| target.includes(path, operation);
        match plan.queued.iter().position(is_meant) {
            Some(position) => plan.queued.remove(position),
            None => plan.standing.iter().rfind(|entry| is_meant(entry)).cloned(),
        }
        .map(|(_, fault)| fault)
    }
}

impl Target {
    #[track_caller]
    fn parse(text: &str) -> Self {
        let read = Self::read(text);
        let expected = read.as_ref().err().map_or("", String::as_str);
        assert!(read.is_ok(), "{text:?}: {expected}");
        read.unwrap_or(Self::Every)
    }

    /// A path or an operation; else what would be one.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        if text.starts_with('/') {
            return Ok(Self::PathPrefix(text.to_owned()));
        }
        let operation = operation::meant_by(text).into_iter().next();
        operation.map(Self::Operation).ok_or_else(|| {
            let ids = operation::ids();
            format!("use the beginning of a path, such as /v1.0/partners, or an operation: {ids}")
        })
    }

    fn includes(&self, path: &str, operation: Option<&Operation>) -> bool {
        match self {
            Self::Every => true,
            Self::PathPrefix(prefix) => path.starts_with(prefix),
            Self::Operation(wanted) => operation == Some(*wanted),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queued_faults_come_in_order_and_before_standing_ones() {
        let faults = Faults::new();
        faults.always(Fault::Forbidden);
        faults.always_for("/v1.0", Fault::Conflict);
        faults.push_for("/oauth2", Fault::NotFound);
        faults.push(Fault::Unauthorized);
        faults.push_for("get_option_product_order", Fault::EmptyBody);

        let get = Operation::find("get_option_product_order");
        assert_eq!(faults.take("/v1.0/x", || get), Some(Fault::Unauthorized));
        assert_eq!(faults.pending(), 2);
        assert_eq!(faults.take("/v1.0/x", || None), Some(Fault::Conflict));
        assert_eq!(faults.take("/v1.0/x", || get), Some(Fault::EmptyBody));
        assert_eq!(
            faults.take("/oauth2/v2.0/token", || None),
            Some(Fault::NotFound)
        );
        assert_eq!(
            faults.take("/oauth2/v2.0/token", || None),
            Some(Fault::Forbidden)
        );
        assert_eq!(faults.pending(), 0);
    }

    #[test]
    #[should_panic(
        expected = "\"list_orders\": use the beginning of a path, such as /v1.0/partners, or an operation: list_customers"
    )]
    fn a_slip_in_an_operation_is_noticed() {
        Faults::new().push_for("list_orders", Fault::NotFound);
    }
}
