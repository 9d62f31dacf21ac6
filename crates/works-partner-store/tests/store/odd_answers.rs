//! Answers that no page describes: nothing that they hold is lost, doubled or taken for another.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use works_partner_sandbox::{Fault, ResponseTemplate, State};
use works_partner_store::{Calendar, Change, ChangeKind, Filter, Resource};

use crate::support::{Partner, customer, day, order, subscription};

async fn partner(customers: i64) -> Partner {
    let mut state = State::empty();
    for domain_id in 1..=customers {
        customer(&mut state, domain_id, "Kita");
        subscription(&mut state, domain_id, json!({}));
        order(&mut state, domain_id, json!({}));
    }
    Partner::start("2026-11-28", state).await
}

impl Partner {
    fn answers(&self, operation: &str, body: &Value) {
        let template = ResponseTemplate::new(200)
            .header("Content-Type", "application/json")
            .body(body.to_string());
        let faults = self.sandbox.faults();
        faults.push_for(operation, Fault::Response(template));
    }

    /// What the last run has changed.
    fn changes(&self) -> Vec<Change> {
        let store = self.store();
        let runs = store.runs().unwrap();
        let [.., before, last] = &runs[..] else {
            panic!("{runs:?}");
        };
        let (from, to) = (before.run_id, last.run_id);
        store.changes(from, to, &Filter::new()).unwrap()
    }
}

fn listed(domain_id: Value) -> Value {
    json!({"domainId": domain_id, "domain": "kita.example.com", "companyName": "Kita"})
}

#[tokio::test]
async fn a_list_that_is_cut_ends_nobody_and_says_so() {
    let page = |customers: &[Value], next: Value| json!({"customers": customers, "responseMetaData": {"nextCursor": next}});
    let one = || listed(json!(1));
    for (pages, wrong) in [
        (
            vec![page(&[one()], json!("a")), page(&[], json!("a"))],
            "leads back to a page",
        ),
        (
            vec![page(&[one(), listed(json!(null))], json!(""))],
            "1 customers on a page have no `domainId`",
        ),
        (
            vec![page(&[one(), listed(json!(2.5)), json!({})], json!(""))],
            "2 customers on a page have no `domainId`",
        ),
    ] {
        let partner = partner(3).await;
        partner.swept().await;
        for page in &pages {
            partner.answers("list_customers", page);
        }
        let summary = partner.swept().await;
        assert_eq!(summary.failed, 1, "{wrong}");
        let store = partner.store();
        let unread = store.unread(None, &Filter::new()).unwrap();
        let [unread] = &unread[..] else {
            panic!("{unread:?}");
        };
        assert!(unread.failure.message.contains(wrong), "{unread:?}");
        let changes = partner.changes();
        assert!(
            changes
                .iter()
                .all(|change| change.kind != ChangeKind::Ended),
            "{changes:?}"
        );

        // The next list is whole.
        assert_eq!(partner.swept().await.failed, 0);
        assert!(
            partner
                .store()
                .unread(None, &Filter::new())
                .unwrap()
                .is_empty()
        );
    }
}

#[tokio::test]
async fn a_cursor_that_is_a_number_leads_to_the_next_page() {
    let partner = partner(3).await;
    partner.answers(
        "list_customers",
        &json!({"customers": [listed(json!(1))], "responseMetaData": {"nextCursor": 5}}),
    );
    partner.answers(
        "list_customers",
        &json!({"customers": [listed(json!(2)), listed(json!("3"))]}),
    );
    let summary = partner.swept().await;
    assert_eq!(partner.store().run(summary.run_id).unwrap().customers, 3);
}

#[tokio::test]
async fn a_customer_who_is_listed_twice_has_changed_only_if_the_last_one_differs() {
    let partner = partner(1).await;
    let list = |names: &[&str]| {
        let customers = names
            .iter()
            .map(|name| json!({"domainId": 1, "companyName": name}));
        partner.answers(
            "list_customers",
            &json!({"customers": customers.collect::<Vec<_>>()}),
        );
    };
    list(&["Kita"]);
    partner.swept().await;
    list(&["Kita", "Minami", "Kita"]);
    partner.swept().await;
    assert!(partner.changes().is_empty(), "{:?}", partner.changes());
    list(&["Kita", "Minami"]);
    partner.swept().await;
    let changes = partner.changes();
    assert_eq!(changes[0].fields, ["companyName"], "{changes:?}");
    list(&["Minami"]);
    partner.swept().await;
    assert!(partner.changes().is_empty());
}

#[tokio::test]
async fn one_option_of_two_subscriptions_is_two_things_in_any_order() {
    let partner = partner(1).await;
    let of = |subscription: i64, date: &str| json!({"subscriptionId": subscription, "optionProductId": "ACV2", "applyDate": date});
    let (seven, eight) = (of(7, "2026-12-29"), of(8, "2027-01-08"));
    let answers = |orders: &[&Value]| {
        partner.answers(
            "list_option_product_orders",
            &json!({"optionProductOrders": orders}),
        );
    };
    answers(&[&seven, &eight]);
    partner.swept().await;
    answers(&[&eight, &seven]);
    partner.swept().await;
    assert!(partner.changes().is_empty(), "{:?}", partner.changes());

    // One goes, and the other stays what it was.
    answers(&[&eight]);
    partner.swept().await;
    let told = |changes: &[Change]| -> Vec<(ChangeKind, Option<String>, Option<String>)> {
        let told = changes
            .iter()
            .map(|it| (it.kind, it.date_before.clone(), it.date_after.clone()));
        told.collect()
    };
    let text = |date: &str| Some(date.to_owned());
    assert_eq!(
        told(&partner.changes()),
        [(ChangeKind::Withdrawn, text("2026-12-29"), None)]
    );

    // It is moved, and a third comes.
    let moved = of(8, "2027-02-01");
    answers(&[&of(9, "2027-03-01"), &moved]);
    partner.swept().await;
    let mut changes = told(&partner.changes());
    changes.sort_by_key(|(_, _, after)| after.clone());
    assert_eq!(
        changes,
        [
            (ChangeKind::Moved, text("2027-01-08"), text("2027-02-01")),
            (ChangeKind::New, None, text("2027-03-01")),
        ]
    );
}

#[tokio::test]
async fn a_day_is_one_however_it_is_written() {
    let partner = partner(1).await;
    let dates = [
        "2026-12-29",
        "20261229",
        "2026-12-29T00:00:00",
        "2026-12-29 00:00",
        "2026-12-29T00:00:00+09:00",
        "2026-12-28T15:00:00Z",
        "2026-12-29T00:00:00+09:00[Asia/Tokyo]",
    ];
    let order = |(index, date): (usize, &&str)| json!({"subscriptionId": index, "optionProductId": "ACV2", "applyDate": date});
    let orders: Vec<Value> = dates.iter().enumerate().map(order).collect();
    partner.answers(
        "list_option_product_orders",
        &json!({"optionProductOrders": orders}),
    );
    partner.swept().await;
    let only = Filter::new()
        .task_type("option-order")
        .from(day("2026-12-29"))
        .to(day("2026-12-29"));
    assert_eq!(
        partner.days(&only).len(),
        dates.len(),
        "{:?}",
        partner.days(&Filter::new())
    );
}

#[tokio::test]
async fn each_subscription_is_asked_for_once_and_one_without_an_id_is_a_failure() {
    let partner = partner(1).await;
    let subscription = |id: Value| json!({"subscriptionId": id, "productId": "STD"});
    let answers = |ids: &[Value]| {
        let subscriptions: Vec<Value> = ids.iter().cloned().map(subscription).collect();
        partner.answers(
            "list_subscriptions",
            &json!({"subscriptions": subscriptions}),
        );
    };
    answers(&[json!(7), json!(7), json!("8")]);
    let before = partner.sandbox.requests().len();
    partner.swept().await;
    let requests = partner.sandbox.requests().split_off(before);
    let paths = requests.iter().map(|request| request.path().to_owned());
    let mut asked: Vec<String> = paths
        .filter(|path| path.ends_with("/reservation"))
        .collect();
    asked.sort();
    let of = |id: i64| format!("/v1.0/partners/customers/1/subscriptions/{id}/reservation");
    assert_eq!(asked, [of(7), of(8)]);

    answers(&[json!(7), json!(null)]);
    assert_eq!(partner.swept().await.failed, 1);
    let unread = partner.store().unread(None, &Filter::new()).unwrap();
    assert_eq!(
        unread[0].resource,
        Resource::Reservations.name(),
        "{unread:?}"
    );
    assert!(
        unread[0].failure.message.contains("`subscriptionId`"),
        "{unread:?}"
    );
}

#[tokio::test]
async fn each_thing_in_a_calendar_has_a_uid_of_its_own() {
    let partner = partner(1).await;
    let pre_order =
        |id: i64, date: &str| json!({"preOrderId": id, "productId": "STD", "applyDate": date});
    let pre_orders = [pre_order(1, "2026-12-09"), pre_order(2, "2026-12-19")];
    partner.answers(
        "list_subscription_pre_orders",
        &json!({"subscriptionPreOrders": pre_orders}),
    );
    let of = |subscription: i64, date: &str| json!({"subscriptionId": subscription, "optionProductId": "ACV2", "applyDate": date});
    let orders = [of(7, "2026-12-29"), of(8, "2027-01-08")];
    partner.answers(
        "list_option_product_orders",
        &json!({"optionProductOrders": orders}),
    );
    partner.swept().await;
    let calendar = Calendar::new()
        .of(&partner.store(), &Filter::new())
        .unwrap();
    let calendar = calendar.replace("\r\n ", "");
    let uids: Vec<&str> = calendar
        .lines()
        .filter(|line| line.starts_with("UID:"))
        .collect();
    let distinct: BTreeSet<&str> = uids.iter().copied().collect();
    assert!(uids.len() >= 4, "{uids:?}");
    assert_eq!(distinct.len(), uids.len(), "{uids:?}");
}

#[tokio::test]
async fn pruning_reads_nothing_for_a_run_that_was_stopped() {
    let partner = partner(20).await;
    partner.swept().await;
    let faults = partner.sandbox.faults();
    faults.push_for("list_option_products", Fault::InternalServerError);
    let stopped = partner.sweep().max_failures(0).run(partner.store()).await;
    assert!(stopped.is_err(), "{stopped:?}");
    let mut store = partner.store();
    assert_eq!(store.prune(1).unwrap(), 0);
    drop(store);

    let before = partner.sandbox.requests().len();
    let resumed = partner.sweep().resume().run(partner.store()).await.unwrap();
    let asked = partner.sandbox.requests().len() - before;
    assert!(asked > 20 && resumed.read > 20, "{asked} {resumed:?}");
    let mut store = partner.store();
    assert_eq!(store.prune(1).unwrap(), 1);
    assert_eq!(store.runs().unwrap().len(), 1);
}
