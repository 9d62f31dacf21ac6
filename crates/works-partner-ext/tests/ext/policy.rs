//! What a client does when the service is not at its best: against a sandbox that misbehaves on
//! purpose, on a clock that is held by the test.

mod attacks;
mod faults;
mod rates;
mod redirects;
mod virtual_clock;
mod writes;

use std::sync::atomic::{AtomicUsize, Ordering};

use virtual_clock::VirtualClock;
use works_partner_ext::{AccessToken, Client, ClientBuilder, Credentials, DomainId, TokenFuture};
use works_partner_sandbox::{Sandbox, SandboxBuilder};

/// A customer of the demo data that has two tasks.
fn customer() -> DomainId {
    "10000002".parse().unwrap()
}

/// A sandbox that lives on the test's clock.
fn sandbox(clock: &VirtualClock) -> SandboxBuilder {
    let clock = clock.clone();
    Sandbox::builder().clock(move || works_partner_ext::Clock::now(&clock))
}

/// A client on the test's clock, whose jitter is always a half.
fn client(sandbox: &Sandbox, clock: &VirtualClock) -> ClientBuilder {
    Client::builder()
        .base_url(sandbox.base_url())
        .access_token(sandbox.token())
        .clock(clock.clone())
        .jitter(|| 0.5)
}

/// Credentials that have another token whenever one is refused.
struct Renewable {
    token: AccessToken,
    renewals: &'static AtomicUsize,
}

impl Renewable {
    fn new(sandbox: &Sandbox, renewals: &'static AtomicUsize) -> Self {
        let token = AccessToken::new(sandbox.token()).unwrap();
        Self { token, renewals }
    }
}

impl Credentials for Renewable {
    fn access_token(&self) -> TokenFuture<'_> {
        Box::pin(std::future::ready(Ok(self.token.clone())))
    }

    fn refused(&self, _: &AccessToken) -> bool {
        self.renewals.fetch_add(1, Ordering::Relaxed);
        true
    }
}
