//! A partner of one's own: a sandbox, a clock that both sides share, and a store.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use tempfile::TempDir;
use works_partner_ext::{Client, Clock};
use works_partner_sandbox::{Resource as Kept, Sandbox, State};
use works_partner_store::{Filter, Resource, Store, Summary, Sweep};

/// A clock that stands until it is set.
#[derive(Clone, Debug, Default)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub(crate) fn on(day: &str) -> Self {
        let clock = Self::default();
        clock.set(day);
        clock
    }

    /// Noon in Japan.
    pub(crate) fn set(&self, day: &str) {
        let noon: Timestamp = format!("{day}T12:00:00+09:00").parse().unwrap();
        self.0.store(noon.as_second(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::SeqCst).unsigned_abs())
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.fetch_add(
            i64::try_from(duration.as_secs()).unwrap().max(1),
            Ordering::SeqCst,
        );
        Box::pin(tokio::task::yield_now())
    }
}

pub(crate) struct Partner {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: TestClock,
    pub(crate) folder: TempDir,
}

impl Partner {
    pub(crate) async fn start(day: &str, state: State) -> Self {
        let clock = TestClock::on(day);
        let now = clock.clone();
        let sandbox = Sandbox::builder()
            .state(state)
            .clock(move || now.now())
            .rate_limit(None)
            .concurrency_limit(None)
            .start()
            .await
            .unwrap();
        Self {
            sandbox,
            clock,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("partner.db")
    }

    pub(crate) fn store(&self) -> Store {
        Store::open(self.path()).unwrap()
    }

    pub(crate) fn client(&self) -> Client {
        Client::builder()
            .base_url(self.sandbox.base_url())
            .access_token(self.sandbox.token())
            .rate_limit(None)
            .attempts(1)
            .build()
            .unwrap()
    }

    pub(crate) fn sweep(&self) -> Sweep {
        Sweep::new(self.client())
            .include(Resource::ALL)
            .clock(self.clock.clone())
    }

    pub(crate) async fn swept(&self) -> Summary {
        self.sweep().run(self.store()).await.unwrap()
    }

    /// Sets the clock and sweeps.
    pub(crate) async fn swept_on(&self, day: &str) -> Summary {
        self.clock.set(day);
        self.swept().await
    }

    pub(crate) fn days(&self, filter: &Filter) -> Vec<(String, i64, &'static str)> {
        let events = self.store().upcoming(filter).unwrap();
        let rows = events.into_iter();
        rows.map(|event| (event.date.to_string(), event.domain_id, event.kind.name()))
            .collect()
    }
}

/// A customer with a paid Standard contract from the first of a year to its end.
pub(crate) fn customer(state: &mut State, domain_id: i64, name: &str) {
    state.put(
        domain_id,
        Kept::Customer,
        json!({
            "tenantId": domain_id, "domainId": domain_id, "domain": format!("c{domain_id}.example.com"),
            "productId": "STD", "companyName": name, "phoneNumber": "03-1111-2222", "timeZone": "Asia/Tokyo",
            "locale": "ja_JP", "enableActiveMxrecord": true, "enableActiveDomain": true, "domainType": "DOMAIN",
            "administrator": {"lastName": "K", "firstName": "H", "id": "k", "privateEmail": "k@example.com"},
        }),
    );
    state.put(
        domain_id,
        Kept::UsageStatus,
        json!({"domainId": domain_id, "status": "ACTIVE", "memberCount": 3, "maxMemberCount": null, "withdrawalDate": null}),
    );
}

pub(crate) fn subscription(state: &mut State, domain_id: i64, fields: Value) {
    let mut body = json!({
        "domainId": domain_id, "subscriptionId": domain_id * 10, "productId": "STD", "plan": "MONTHLY",
        "planStartDate": "2026-12-01", "planEndDate": "2026-12-31", "licenseAssignType": "NONE",
        "licenseCount": null, "status": "ACTIVE",
        "renewal": {"subscriptionId": domain_id * 10, "type": "STAY", "productId": "STD", "plan": "MONTHLY"},
    });
    merge(&mut body, fields);
    state.put(domain_id, Kept::Subscription, body);
}

pub(crate) fn option(state: &mut State, domain_id: i64, fields: Value) {
    let mut body = json!({
        "subscriptionId": domain_id * 10, "optionProductId": "SSTG2", "subOptionId": "SSTG202",
        "appliedTime": "2026-12-01T00:00:00.000Z", "quantity": null, "plan": "MONTHLY",
        "planStartDate": "2026-12-01", "planEndDate": "2026-12-31",
    });
    merge(&mut body, fields);
    state.put(domain_id, Kept::OptionProduct, body);
}

pub(crate) fn order(state: &mut State, domain_id: i64, fields: Value) {
    let mut body = json!({
        "subscriptionId": domain_id * 10, "optionProductId": "ACV2", "subOptionId": "ACV201", "type": "APPLY",
        "quantity": null, "applyDate": "2026-12-15",
    });
    merge(&mut body, fields);
    state.put_option_product_order(domain_id, body);
}

fn merge(body: &mut Value, fields: Value) {
    let Value::Object(fields) = fields else {
        return;
    };
    for (name, value) in fields {
        body[name] = value;
    }
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}
