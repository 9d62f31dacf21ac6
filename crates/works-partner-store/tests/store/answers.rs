//! Questions to a store.

use serde_json::json;
use works_partner_sandbox::State;
use works_partner_store::{EventKind, Filter};

use crate::support::{Partner, customer, day, option, order, subscription};

async fn partner() -> Partner {
    let mut state = State::empty();
    customer(&mut state, 1, "Kita");
    subscription(&mut state, 1, json!({}));
    option(&mut state, 1, json!({}));
    order(
        &mut state,
        1,
        json!({"optionProductId": "SSTG2", "subOptionId": "SSTG204", "type": "MODIFY"}),
    );
    customer(&mut state, 2, "Minami");
    let trial = json!({"productId": "STD_T", "plan": "TRIAL", "planEndDate": "2026-12-10", "renewal": null});
    subscription(&mut state, 2, trial);
    let archive = json!({"optionProductId": "ACV2", "subOptionId": "ACV200", "plan": "TRIAL", "planEndDate": "2026-12-10"});
    option(&mut state, 2, archive);
    let partner = Partner::start("2026-11-28", state).await;
    partner.swept().await;
    partner
}

#[tokio::test]
async fn what_is_coming_is_told_by_day() {
    let partner = partner().await;
    let days = partner.days(&Filter::new().from(day("2026-12-01")).to(day("2026-12-31")));
    let row = |date: &str, domain_id, kind| (date.to_owned(), domain_id, kind);
    assert_eq!(
        days,
        [
            row("2026-12-10", 2, "option-trial-end"),
            row("2026-12-10", 2, "trial-end"),
            row("2026-12-15", 1, "option-order"),
            row("2026-12-31", 1, "option-renewal"),
            row("2026-12-31", 1, "renewal"),
        ]
    );
    assert_eq!(partner.days(&Filter::new().option("SSTG2")).len(), 2);
    assert_eq!(partner.days(&Filter::new().task_type("modify")).len(), 1);
    assert_eq!(partner.days(&Filter::new().to(day("2026-12-09"))), []);
}

#[tokio::test]
async fn a_deadline_is_the_last_day_to_act_and_says_why() {
    let partner = partner().await;
    let deadlines = partner.store().deadlines(&Filter::new()).unwrap();
    let rows: Vec<(String, EventKind, Option<bool>)> = deadlines
        .iter()
        .map(|deadline| {
            (
                deadline.last_day.to_string(),
                deadline.event.kind,
                deadline.decided,
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (
                "2026-12-10".to_owned(),
                EventKind::OptionTrialEnd,
                Some(false)
            ),
            ("2026-12-10".to_owned(), EventKind::TrialEnd, Some(false)),
            ("2026-12-14".to_owned(), EventKind::OptionOrder, Some(true)),
            ("2026-12-31".to_owned(), EventKind::OptionRenewal, None),
            ("2026-12-31".to_owned(), EventKind::Renewal, Some(true)),
        ]
    );
    assert!(deadlines.iter().all(|deadline| {
        deadline
            .rule
            .source
            .starts_with("https://developers.worksmobile.com/")
    }));
    // The window is that of the deadlines, not of the events.
    let one = Filter::new().from(day("2026-12-14")).to(day("2026-12-14"));
    assert_eq!(partner.store().deadlines(&one).unwrap().len(), 1);
}

#[tokio::test]
async fn totals_add_up_sizes_and_tell_trials_from_paid() {
    let partner = partner().await;
    let totals = partner.store().totals(&Filter::new()).unwrap();
    let storage = totals
        .iter()
        .find(|total| total.sub_option_id.as_deref() == Some("SSTG202"))
        .unwrap();
    assert_eq!(
        (
            storage.terabytes,
            storage.customers,
            storage.stage.as_deref()
        ),
        (5, 1, Some("paid"))
    );
    let trial = totals
        .iter()
        .find(|total| total.product_id.as_deref() == Some("STD_T"))
        .unwrap();
    assert_eq!(
        (
            trial.contracts,
            trial.stage.as_deref(),
            trial.edition.as_deref()
        ),
        (1, Some("trial"), Some("standard"))
    );
}

#[tokio::test]
async fn holders_of_an_option_are_found() {
    let partner = partner().await;
    let holdings = partner
        .store()
        .holdings(&Filter::new().option("SSTG2"))
        .unwrap();
    assert_eq!(holdings.len(), 1);
    assert_eq!((holdings[0].terabytes, holdings[0].seats), (Some(5), None));
    assert_eq!(
        (holdings[0].domain_id, holdings[0].company_name.as_deref()),
        (1, Some("Kita"))
    );
    assert_eq!(partner.store().holdings(&Filter::new()).unwrap().len(), 4);
}
