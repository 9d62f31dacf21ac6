//! One call in twenty fails, in mixed ways: the answers name exactly what could not be read, and why.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use works_partner_sandbox::{Fault, ResponseTemplate, RetryHint, State};
use works_partner_store::{Error, Filter, Resource, RunState};

use crate::support::{Partner, customer, option, order, subscription};

const CUSTOMERS: i64 = 120;

fn partner() -> State {
    let mut state = State::empty();
    for domain_id in 1..=CUSTOMERS {
        customer(&mut state, domain_id, &format!("Company {domain_id}"));
        subscription(&mut state, domain_id, json!({}));
        option(&mut state, domain_id, json!({}));
        order(&mut state, domain_id, json!({}));
    }
    state
}

/// The path of what reads a resource of a customer.
fn path(resource: Resource, domain_id: i64) -> String {
    let customer = format!("/v1.0/partners/customers/{domain_id}");
    match resource {
        Resource::OptionOrders => format!("{customer}/option-product-orders"),
        Resource::Options => format!("{customer}/option-products"),
        Resource::Subscriptions => format!("{customer}/subscriptions"),
        Resource::Reservations => {
            format!("{customer}/subscriptions/{}/reservation", domain_id * 10)
        }
        Resource::PreOrders => format!("{customer}/subscriptions/pre-orders"),
        _ => format!("{customer}/usage-status"),
    }
}

#[tokio::test]
async fn the_answers_name_exactly_what_could_not_be_read_and_why() {
    let partner = Partner::start("2026-11-28", partner()).await;
    let kinds: [(Fault, &str, Option<u16>); 8] = [
        (Fault::InternalServerError, "status", Some(500)),
        (Fault::ServiceUnavailable, "status", Some(503)),
        (Fault::GatewayPage(502), "status", Some(502)),
        (
            Fault::TooManyRequests(RetryHint::RetryAfterSeconds(1)),
            "status",
            Some(429),
        ),
        (Fault::Forbidden, "status", Some(403)),
        (Fault::ResetAfterRequest, "network", None),
        (Fault::TruncatedBody, "network", Some(200)),
        (Fault::HtmlBody, "decode", Some(200)),
    ];
    let resources = &Resource::ALL[1..];
    let faults = partner.sandbox.faults();
    let mut faulty = BTreeMap::new();
    let mut count = 0;
    for domain_id in 1..=CUSTOMERS {
        for (index, resource) in resources.iter().enumerate() {
            // One in twenty, spread over customers and resources.
            if !(domain_id as usize * 7 + index * 3).is_multiple_of(20) {
                continue;
            }
            let (fault, reason, status) = &kinds[count % kinds.len()];
            count += 1;
            let path = path(*resource, domain_id);
            faults.always_for(&path, fault.clone());
            faulty.insert(path, (*reason, *status));
        }
    }
    assert!(
        count * 20 >= CUSTOMERS as usize * resources.len(),
        "{count}"
    );

    // A fault of a path is one of every path below it; reservations need the subscriptions.
    let fault_of = |path: &str| faulty.iter().find(|(faulty, _)| path.starts_with(*faulty));
    let mut expected = BTreeSet::new();
    for domain_id in 1..=CUSTOMERS {
        for resource in resources {
            let mut found = fault_of(&path(*resource, domain_id));
            if *resource == Resource::Reservations {
                found = fault_of(&path(Resource::Subscriptions, domain_id)).or(found);
            }
            if let Some((_, (reason, status))) = found {
                // Nothing is scheduled for the subscriptions, so that a page stands where a 404 would be;
                // it is not the API that says so.
                let is_page = *reason == "decode" && *resource == Resource::Reservations;
                let (reason, status) = if is_page {
                    (&"status", &Some(404))
                } else {
                    (reason, status)
                };
                expected.insert((
                    domain_id,
                    resource.name().to_owned(),
                    (*reason).to_owned(),
                    *status,
                ));
            }
        }
    }

    let summary = partner.swept().await;
    let store = partner.store();
    let run = store.run(summary.run_id).unwrap();
    assert_eq!(
        (run.state, run.customers),
        (RunState::Complete, CUSTOMERS as u64)
    );
    let unread: BTreeSet<_> = store
        .unread(None, &Filter::new())
        .unwrap()
        .into_iter()
        .map(|row| {
            assert!(!row.failure.message.is_empty());
            (
                row.domain_id,
                row.resource,
                row.failure.reason,
                row.failure.status,
            )
        })
        .collect();
    assert_eq!(unread, expected);

    // Every customer's task is either among the events, or among what could not be read.
    let events = store
        .upcoming(&Filter::new().task_type("option-order"))
        .unwrap();
    let known: BTreeSet<i64> = events.iter().map(|event| event.domain_id).collect();
    let unknown: BTreeSet<i64> = unread
        .iter()
        .filter(|(_, resource, ..)| resource == "option_orders")
        .map(|(domain_id, ..)| *domain_id)
        .collect();
    assert!(!unknown.is_empty() && known.is_disjoint(&unknown));
    assert_eq!(known.union(&unknown).count(), CUSTOMERS as usize);
}

/// Customers come and go while the list is read: one is on two pages, one is gone before it is asked about, and
/// one comes too late for its page.
#[tokio::test]
async fn a_list_that_changes_while_it_is_read_doubles_nothing_and_hides_nothing() {
    let mut state = State::empty();
    for domain_id in [1, 2, 3] {
        customer(&mut state, domain_id, "Kita");
        subscription(&mut state, domain_id, json!({}));
    }
    let partner = Partner::start("2026-11-28", state).await;
    let faults = partner.sandbox.faults();
    for (ids, next) in [([1, 2], "more"), ([2, 4], "")] {
        let customers = ids.map(|id| json!({"domainId": id, "companyName": "Kita"}));
        let page = json!({"customers": customers, "responseMetaData": {"nextCursor": next}});
        let page = ResponseTemplate::new(200)
            .header("Content-Type", "application/json")
            .body(page.to_string());
        faults.push_for("list_customers", Fault::Response(page));
    }
    let summary = partner.swept().await;
    let store = partner.store();
    assert_eq!(store.run(summary.run_id).unwrap().customers, 3);
    let records = store.records().unwrap();
    let keys: BTreeSet<_> = records
        .iter()
        .map(|record| (record.resource, record.domain_id, record.key.clone()))
        .collect();
    assert_eq!(keys.len(), records.len());
    assert!(records.iter().all(|record| record.domain_id != 3));
    let unread = store.unread(None, &Filter::new()).unwrap();
    assert_eq!(unread.len(), Resource::ALL.len() - 1);
    let is_gone =
        |row: &works_partner_store::Unread| (row.domain_id, row.failure.status) == (4, Some(403));
    assert!(unread.iter().all(is_gone), "{unread:?}");

    // The next run sees who is there.
    let summary = partner.swept().await;
    let store = partner.store();
    assert_eq!(store.run(summary.run_id).unwrap().customers, 3);
    assert!(store.unread(None, &Filter::new()).unwrap().is_empty());
    let holders: BTreeSet<i64> = store
        .upcoming(&Filter::new())
        .unwrap()
        .iter()
        .map(|event| event.domain_id)
        .collect();
    assert_eq!(holders, [1, 2, 3].into());
}

#[tokio::test]
async fn customers_are_not_gone_because_their_list_cannot_be_read() {
    let partner = Partner::start("2026-11-28", partner()).await;
    partner.swept().await;
    let before = partner.days(&Filter::new());
    assert!(!before.is_empty());
    let page = |body: &str| Fault::Response(ResponseTemplate::new(200).body(body));
    let pages = [
        r#"{"customers": [5]}"#,
        r#"{"customers": {}}"#,
        r#"{"customers": null}"#,
        "{}",
        r#"{"items": []}"#,
        r#"{"code": "INTERNAL_SERVER_ERROR", "description": "later"}"#,
        r#"{"customers": [], "responseMetaData": {"nextCursor": {}}}"#,
    ]
    .map(page);
    let faults = [Fault::HtmlBody, Fault::EmptyBody, Fault::InvalidUtf8];
    for fault in faults.into_iter().chain(pages) {
        partner
            .sandbox
            .faults()
            .always_for("list_customers", fault.clone());
        let swept = partner.sweep().run(partner.store()).await;
        assert!(matches!(swept, Err(Error::List(_))), "{fault:?}: {swept:?}");
        partner.sandbox.faults().clear();
        let runs = partner.store().runs().unwrap();
        assert_eq!(runs.last().unwrap().state, RunState::Stopped);
        assert_eq!(partner.days(&Filter::new()), before, "{fault:?}");
    }
}
