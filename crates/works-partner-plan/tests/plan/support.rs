//! Customers, a sandbox with them, and a client for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::{Date, date};
use serde_json::json;
use works_partner_ext::{Client, ManualClock};
use works_partner_plan::{
    ApplyOptions, ChangeList, Journal, LiveFacts, Outcome, OutcomeKind, Plan, PlanOptions, Report,
    apply, plan,
};
use works_partner_sandbox::{Resource, Sandbox, State};

/// The day of all tests, in Japan.
pub(crate) const DAY: Date = date(2026, 12, 1);

pub(crate) fn clock() -> ManualClock {
    ManualClock::new("2026-12-01T00:00:00Z".parse().unwrap())
}

/// The id of the customer of this number.
pub(crate) fn id(number: i64) -> i64 {
    20_000_000 + number
}

/// Customers with STD until 14 December, Drive for a month, and storage.
pub(crate) fn state(customers: i64) -> State {
    let mut state = State::empty();
    for number in 1..=customers {
        add(&mut state, number);
    }
    state
}

fn add(state: &mut State, number: i64) {
    let (id, subscription) = (id(number), 30_000 + number);
    let period =
        json!({"plan": "MONTHLY", "planStartDate": "2026-11-15", "planEndDate": "2026-12-14"});
    let with_period = |mut body: serde_json::Value| {
        let members = body.as_object_mut().unwrap();
        members.extend(period.as_object().unwrap().clone());
        body
    };
    state
        .put(
            id,
            Resource::Customer,
            json!({
                "tenantId": id, "domainId": id, "domain": format!("c{number}.example"),
                "productId": "STD", "companyName": format!("Company {number}"),
                "phoneNumber": "+81-3-0000-0000", "timeZone": "Asia/Tokyo", "locale": "ja_JP",
                "enableActiveMxrecord": false, "enableActiveDomain": true, "domainType": "DOMAIN",
            }),
        )
        .put(
            id,
            Resource::UsageStatus,
            json!({
                "domainId": id, "status": "ACTIVE", "memberCount": 5, "maxMemberCount": 50,
                "withdrawalDate": null,
            }),
        )
        .put(
            id,
            Resource::Subscription,
            with_period(json!({
                "domainId": id, "subscriptionId": subscription, "productId": "STD",
                "licenseAssignType": "NONE", "licenseCount": null, "status": "ACTIVE",
                "renewal": {"subscriptionId": subscription, "type": "STAY", "productId": "STD", "plan": "MONTHLY"},
            })),
        );
    for (option, sub_option) in [("DRV", "DRV01"), ("SSTG2", "SSTG201")] {
        state.put(
            id,
            Resource::OptionProduct,
            with_period(json!({
                "subscriptionId": subscription, "optionProductId": option, "subOptionId": sub_option,
                "appliedTime": "2026-11-15T00:00:00.000Z", "quantity": null,
            })),
        );
    }
}

/// A sandbox, a client for it, and a clock that both live by.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    pub(crate) clock: ManualClock,
}

impl World {
    pub(crate) async fn of(state: State) -> Self {
        let clock = clock();
        let now = clock.clone();
        let sandbox = Sandbox::builder()
            .state(state)
            .clock(move || now.now())
            .rate_limit(None)
            .concurrency_limit(None)
            .start()
            .await
            .unwrap();
        let client = Client::builder()
            .base_url(sandbox.base_url())
            .access_token(sandbox.token())
            .clock(clock.clone())
            .rate_limit(None)
            .build()
            .unwrap();
        Self {
            sandbox,
            client,
            clock,
        }
    }

    pub(crate) async fn plan(&self, list: &str) -> Plan {
        let list = ChangeList::read(list.as_bytes());
        self.plan_of(&list).await
    }

    pub(crate) async fn plan_of(&self, list: &ChangeList) -> Plan {
        let facts = LiveFacts::new(self.client.clone());
        plan(list, &facts, &PlanOptions::new(DAY, "sandbox"))
            .await
            .unwrap()
    }

    pub(crate) fn options(&self) -> ApplyOptions {
        let mut options = ApplyOptions::default();
        options.clock = Arc::new(self.clock.clone());
        options.base_url = Some("sandbox".to_owned());
        options
    }

    pub(crate) async fn apply(&self, plan: &Plan, journal: &Journal) -> Report {
        self.apply_with(plan, journal, &self.options()).await
    }

    pub(crate) async fn apply_with(
        &self,
        plan: &Plan,
        journal: &Journal,
        options: &ApplyOptions,
    ) -> Report {
        apply(plan, None, &self.client, journal, options, |_| {})
            .await
            .unwrap()
    }

    /// How many requests arrived that change something.
    pub(crate) fn writes(&self) -> Vec<String> {
        let requests = self.sandbox.requests();
        let writes = requests.iter().filter(|request| request.method() != "GET");
        writes
            .map(|request| format!("{} {}", request.method(), request.path()))
            .collect()
    }
}

pub(crate) fn kinds(report: &Report) -> Vec<OutcomeKind> {
    report.outcomes.iter().map(|outcome| outcome.kind).collect()
}

pub(crate) fn only(report: &Report) -> &Outcome {
    assert_eq!(report.outcomes.len(), 1, "{:?}", report.outcomes);
    &report.outcomes[0]
}

#[allow(dead_code, reason = "for tests to come")]
pub(crate) fn lines(lines: &[u64]) -> Option<BTreeSet<u64>> {
    Some(lines.iter().copied().collect())
}
