//! What changed, over days that pass.

use serde_json::json;
use works_partner_sandbox::{Resource as Kept, State};
use works_partner_store::{Cause, Change, ChangeKind, Filter, Resource};

use crate::support::{Partner, customer, option, order, subscription};

fn told(changes: &[Change]) -> Vec<(i64, Resource, &str, ChangeKind, Cause)> {
    changes
        .iter()
        .map(|change| {
            (
                change.domain_id,
                change.resource,
                change.key.as_str(),
                change.kind,
                change.cause,
            )
        })
        .collect()
}

#[tokio::test]
async fn what_comes_due_is_told_from_what_was_withdrawn_and_what_somebody_did() {
    let mut state = State::empty();
    for (domain_id, name) in [(1, "Kita"), (2, "Minami"), (3, "Higashi")] {
        customer(&mut state, domain_id, name);
        subscription(&mut state, domain_id, json!({}));
    }
    order(&mut state, 1, json!({"applyDate": "2026-12-10"}));
    order(&mut state, 2, json!({"applyDate": "2026-12-20"}));
    option(&mut state, 3, json!({}));
    let partner = Partner::start("2026-12-05", state.clone()).await;
    let first = partner.swept().await.run_id;

    // The task of customer 1 comes due in the sandbox itself.
    let second = partner.swept_on("2026-12-11").await.run_id;
    let changes = partner
        .store()
        .changes(first, second, &Filter::new())
        .unwrap();
    assert_eq!(
        told(&changes),
        [
            (
                1,
                Resource::OptionOrders,
                "ACV2",
                ChangeKind::Applied,
                Cause::Scheduled
            ),
            (
                1,
                Resource::Options,
                "ACV2",
                ChangeKind::New,
                Cause::Scheduled
            ),
        ]
    );

    // One is moved, one is added at once.
    let mut moved = partner.sandbox.state();
    moved.put(2, Kept::OptionProductOrder, json!({
        "subscriptionId": 20, "optionProductId": "ACV2", "subOptionId": "ACV201", "type": "APPLY",
        "quantity": null, "applyDate": "2026-12-25",
    }));
    let bigger = json!({"subOptionId": "SSTG203"});
    option(&mut moved, 3, bigger);
    partner.sandbox.set_state(moved);
    let third = partner.swept_on("2026-12-12").await.run_id;
    let changes = partner
        .store()
        .changes(second, third, &Filter::new())
        .unwrap();
    assert_eq!(
        told(&changes),
        [
            (
                2,
                Resource::OptionOrders,
                "ACV2",
                ChangeKind::Moved,
                Cause::Somebody
            ),
            (
                3,
                Resource::Options,
                "SSTG2",
                ChangeKind::Changed,
                Cause::Somebody
            ),
        ]
    );
    assert_eq!(changes[0].date_before.as_deref(), Some("2026-12-20"));
    assert_eq!(changes[1].fields, ["subOptionId"]);

    // Month ends: contracts renew by themselves.
    let fourth = partner.swept_on("2027-01-01").await.run_id;
    let changes = partner
        .store()
        .changes(third, fourth, &Filter::new().customer(3))
        .unwrap();
    assert_eq!(
        told(&changes),
        [
            (
                3,
                Resource::Options,
                "SSTG2",
                ChangeKind::Renewed,
                Cause::Renewal
            ),
            (
                3,
                Resource::Subscriptions,
                "30",
                ChangeKind::Renewed,
                Cause::Renewal
            ),
        ]
    );
    // Nothing changed since, so there is nothing to tell.
    let fifth = partner.swept().await.run_id;
    assert_eq!(
        told(
            &partner
                .store()
                .changes(fourth, fifth, &Filter::new())
                .unwrap()
        ),
        []
    );
}

#[tokio::test]
async fn what_no_earlier_run_covers_is_not_told_as_somebodys_doing() {
    let mut state = State::empty();
    for domain_id in [1, 2] {
        customer(&mut state, domain_id, "Kita");
        subscription(&mut state, domain_id, json!({}));
        order(&mut state, domain_id, json!({}));
    }
    let partner = Partner::start("2026-12-05", state.clone()).await;
    let orders = partner.sweep().include([Resource::OptionOrders]).only([1]);
    let first = orders.run(partner.store()).await.unwrap().run_id;
    let second = partner.swept().await.run_id;
    let changes = |after, up_to| {
        let changes = partner.store().changes(after, up_to, &Filter::new());
        let mut causes = changes.unwrap();
        causes.sort_by_key(|change| (change.domain_id, change.resource));
        causes
            .iter()
            .map(|change| (change.domain_id, change.resource, change.cause))
            .collect::<Vec<_>>()
    };
    let appeared = changes(first, second);
    assert!(appeared.contains(&(1, Resource::Subscriptions, Cause::Unknown)));
    assert!(appeared.contains(&(2, Resource::OptionOrders, Cause::Unknown)));
    assert!(
        appeared
            .iter()
            .all(|(_, _, cause)| *cause == Cause::Unknown),
        "{appeared:?}"
    );

    customer(&mut state, 3, "Minami");
    option(&mut state, 1, json!({}));
    partner.sandbox.set_state(state);
    let third = partner.swept().await.run_id;
    let appeared = changes(second, third);
    assert!(appeared.contains(&(1, Resource::Options, Cause::Somebody)));
    assert!(appeared.contains(&(3, Resource::Customers, Cause::Somebody)));
}
