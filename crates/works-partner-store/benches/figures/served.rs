//! A sandbox in a process of its own, and sweeps of it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Stdio};

use tokio::runtime::Runtime;
use works_partner_ext::Client;
use works_partner_sandbox::Sandbox;
use works_partner_store::{Resource, Sweep};

use super::own;

/// What is read of each customer, by calls of this path.
pub(super) const RESOURCES: [(Resource, &str); 3] = [
    (Resource::OptionOrders, "option-product-orders"),
    (Resource::Options, "option-products"),
    (Resource::Subscriptions, "subscriptions"),
];
pub(super) const CONCURRENCY: usize = 8;
const SEED: u64 = 7;

/// Ends with this.
pub(super) struct Served {
    pub(super) child: Child,
    pub(super) base_url: String,
    pub(super) token: String,
}

impl Served {
    pub(super) fn start(customers: u32) -> Self {
        let mut child = own(&["serve", &customers.to_string()])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut line = || lines.next().unwrap().unwrap();
        Self {
            base_url: line(),
            token: line(),
            child,
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves until whoever started it is gone.
pub(super) fn serve(customers: u32) {
    let runtime = Runtime::new().unwrap();
    let sandbox = Sandbox::builder()
        .customers(customers)
        .seed(SEED)
        .rate_limit(None)
        .concurrency_limit(None);
    let sandbox = runtime.block_on(sandbox.start()).unwrap();
    println!("{}\n{}", sandbox.base_url(), sandbox.token());
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

pub(super) fn sweep_of(base_url: &str, token: &str) -> Sweep {
    let client = Client::builder()
        .base_url(base_url)
        .access_token(token)
        .rate_limit(None)
        .concurrency(None)
        .build()
        .unwrap();
    Sweep::new(client)
        .include(RESOURCES.map(|(resource, _)| resource))
        .concurrency(CONCURRENCY)
        .rate_limit(None)
}
