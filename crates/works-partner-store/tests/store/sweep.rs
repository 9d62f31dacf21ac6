//! Sweeping: what is read, what fails, and going on after a stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use tokio::sync::Notify;
use works_partner_sandbox::{Fault, State};
use works_partner_store::{Error, Filter, Resource, RunState, Store, SweepEvent};

use crate::support::{Partner, customer, option, order, subscription};

fn partner_of(customers: i64) -> State {
    let mut state = State::empty();
    for domain_id in 1..=customers {
        customer(&mut state, domain_id, &format!("Company {domain_id}"));
        subscription(&mut state, domain_id, json!({}));
        option(&mut state, domain_id, json!({}));
        order(
            &mut state,
            domain_id,
            json!({"applyDate": format!("2026-12-{:02}", domain_id % 28 + 1)}),
        );
    }
    state
}

#[tokio::test]
async fn everything_of_every_customer_is_read_once() {
    let partner = Partner::start("2026-11-28", partner_of(65)).await;
    let summary = partner.swept().await;

    assert_eq!((summary.failed, summary.read), (0, 65 * 6));
    // Three pages of customers, and a call for each resource: of reservations, one a subscription.
    assert_eq!(summary.calls, 3 + 65 * 6);
    let run = partner.store().run(summary.run_id).unwrap();
    assert_eq!(
        (run.state, run.customers, run.failures),
        (RunState::Complete, 65, 0)
    );
    assert_eq!(run.as_of.to_string(), "2026-11-28");
    let orders = Filter::new().task_type("option-order");
    assert_eq!(partner.days(&orders).len(), 65);
    assert_eq!(
        partner.days(&orders.customer(5)),
        [("2026-12-06".to_owned(), 5, "option-order")]
    );
}

#[tokio::test]
async fn a_second_sweep_writes_only_what_differs() {
    let partner = Partner::start("2026-11-28", partner_of(3)).await;
    partner.swept().await;
    let records = |store: &Store| store.records().unwrap();
    let before = records(&partner.store());
    partner.swept().await;
    assert_eq!(records(&partner.store()), before);
}

#[tokio::test]
async fn what_cannot_be_read_is_named_and_does_not_look_like_nothing() {
    let partner = Partner::start("2026-11-28", partner_of(4)).await;
    let faults = partner.sandbox.faults();
    faults.always_for(
        "/v1.0/partners/customers/2/option-product-orders",
        Fault::GatewayPage(502),
    );
    faults.always_for(
        "/v1.0/partners/customers/3/subscriptions",
        Fault::ResetAfterRequest,
    );
    let summary = partner.swept().await;

    // Subscriptions, pre-orders and reservations of customer 3 are under one path.
    assert_eq!(summary.failed, 4);
    let unread = partner.store().unread(None, &Filter::new()).unwrap();
    let rows: Vec<(i64, &str, &str, Option<u16>)> = unread
        .iter()
        .map(|row| {
            (
                row.domain_id,
                row.resource.as_str(),
                row.failure.reason.as_str(),
                row.failure.status,
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (2, "option_orders", "status", Some(502)),
            (3, "pre_orders", "network", None),
            (3, "reservations", "network", None),
            (3, "subscriptions", "network", None),
        ]
    );
    assert_eq!(unread[0].company_name.as_deref(), Some("Company 2"));

    // What an earlier run read stays, and is not taken for gone.
    faults.clear();
    partner.swept().await;
    faults.always_for(
        "/v1.0/partners/customers/2/option-product-orders",
        Fault::GatewayPage(502),
    );
    partner.swept().await;
    assert_eq!(
        partner
            .days(&Filter::new().customer(2).task_type("option-order"))
            .len(),
        1
    );
    assert!(
        partner.store().unread(None, &Filter::new()).unwrap()[0]
            .last_read_at
            .is_some()
    );
}

#[tokio::test]
async fn a_sweep_that_was_stopped_goes_on_where_it_was() {
    for stop_after in [0, 1, 7, 40, 100, 200] {
        let partner = Partner::start("2026-11-28", partner_of(35)).await;
        let stop = Arc::new(Notify::new());
        let seen = Arc::new(AtomicUsize::new(0));
        let (notify, count) = (stop.clone(), seen.clone());
        let stopped = partner
            .sweep()
            .observe(move |event| {
                if matches!(event, SweepEvent::Read { .. } | SweepEvent::Listed(_))
                    && count.fetch_add(1, Ordering::SeqCst) == stop_after
                {
                    notify.notify_one();
                }
            })
            .run_until(partner.store(), async move { stop.notified().await })
            .await;
        assert!(matches!(stopped, Err(Error::Stopped)), "{stopped:?}");
        let run = partner.store().unfinished_run().unwrap().unwrap();
        assert_eq!(run.state, RunState::Stopped);

        let resumed = partner.sweep().resume().run(partner.store()).await.unwrap();
        assert_eq!(resumed.run_id, run.run_id);
        let undisturbed = Partner::start("2026-11-28", partner_of(35)).await;
        undisturbed.swept().await;
        assert_eq!(
            partner.store().records().unwrap().len(),
            undisturbed.store().records().unwrap().len()
        );
        let bodies = |store: &Store| -> Vec<(String, i64, String, String)> {
            let mut rows: Vec<_> = store
                .records()
                .unwrap()
                .into_iter()
                .map(|record| {
                    (
                        record.resource.to_string(),
                        record.domain_id,
                        record.key,
                        record.body.get().to_owned(),
                    )
                })
                .collect();
            rows.sort();
            rows
        };
        assert_eq!(bodies(&partner.store()), bodies(&undisturbed.store()));
        let whole = partner.store().run(run.run_id).unwrap();
        assert_eq!((whole.state, whole.customers), (RunState::Complete, 35));
        // What the first part had stored was not asked for again; what was under way may have been.
        let calls = u64::try_from(partner.sandbox.requests().len()).unwrap();
        assert!(calls <= 2 + 35 * 6 + 40, "{calls} calls");
    }
}

#[tokio::test]
async fn only_an_unfinished_run_of_the_last_day_is_resumed() {
    let partner = Partner::start("2026-11-28", partner_of(2)).await;
    let resume = || async { partner.sweep().resume().run(partner.store()).await };
    assert!(matches!(resume().await, Err(Error::NothingToResume(_))));
    partner.swept().await;
    assert!(matches!(resume().await, Err(Error::NothingToResume(_))));
    let stopped = partner.sweep().run_until(partner.store(), async {}).await;
    assert!(matches!(stopped, Err(Error::Stopped)) || stopped.is_ok());
    partner.clock.set("2026-11-30");
    assert!(matches!(resume().await, Err(Error::NothingToResume(_))));
}

#[tokio::test]
async fn a_customer_that_is_no_longer_listed_is_gone_and_one_that_was_not_asked_for_is_not() {
    let partner = Partner::start("2026-11-28", partner_of(3)).await;
    partner.swept().await;
    partner.sandbox.set_state(partner_of(2));
    partner
        .sweep()
        .only([1])
        .run(partner.store())
        .await
        .unwrap();
    assert_eq!(partner.days(&Filter::new().customer(3)).len(), 3);
    partner.swept().await;
    assert_eq!(partner.days(&Filter::new().customer(3)), []);
    assert_eq!(partner.days(&Filter::new().customer(2)).len(), 3);
}

#[tokio::test]
async fn a_second_writer_is_told_and_a_reader_is_not_disturbed() {
    let partner = Partner::start("2026-11-28", partner_of(2)).await;
    let path = partner.path();
    let other = partner.sweep();
    let (told, seen) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let count = seen.clone();
    let first = partner
        .sweep()
        .include([Resource::OptionOrders])
        .observe(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            Store::open_read_only(&path)
                .unwrap()
                .upcoming(&Filter::new())
                .unwrap();
        })
        .run(partner.store());
    let second = async {
        let outcome = other.run(partner.store()).await;
        assert!(matches!(outcome, Err(Error::Locked { .. })), "{outcome:?}");
        told.fetch_add(1, Ordering::SeqCst);
    };
    let (first, ()) = tokio::join!(first, second);
    first.unwrap();
    assert_eq!(told.load(Ordering::SeqCst), 1);
    assert!(seen.load(Ordering::SeqCst) > 2);
}

#[tokio::test]
async fn failures_beyond_the_most_that_are_allowed_end_it() {
    let partner = Partner::start("2026-11-28", partner_of(30)).await;
    partner
        .sandbox
        .faults()
        .always_for("list_option_products", Fault::GatewayPage(502));
    let outcome = partner
        .sweep()
        .include([Resource::Options])
        .max_failures(3)
        .run(partner.store())
        .await;
    assert!(
        matches!(outcome, Err(Error::TooManyFailures(4))),
        "{outcome:?}"
    );
}
