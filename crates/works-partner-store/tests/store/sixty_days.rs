//! Sixty days over month ends and a leap day, on which things are added, moved, withdrawn, come due, lapse and
//! renew; and what `changes` tells of each day, which is all of it and nothing else.

use serde_json::{Value, json};
use works_partner_ext::OperationCall;
use works_partner_ext::api::Operation;
use works_partner_sandbox::{Resource as Kept, State};
use works_partner_store::Filter;

use crate::support::{Partner, customer, day, option, order, subscription};

fn partner() -> State {
    let mut state = State::empty();
    let paid = |state: &mut State, domain_id: i64, begin: &str, end: &str| {
        customer(state, domain_id, &format!("Company {domain_id}"));
        subscription(
            state,
            domain_id,
            json!({"planStartDate": begin, "planEndDate": end}),
        );
    };
    let ends_later =
        |state: &mut State, domain_id| paid(state, domain_id, "2028-01-01", "2028-12-31");
    // 1 renews every month, its option with it.
    paid(&mut state, 1, "2028-01-01", "2028-01-31");
    option(
        &mut state,
        1,
        json!({"planStartDate": "2028-01-01", "planEndDate": "2028-01-31"}),
    );
    // 2 has a task that comes due at a month's end, and 3 one for the leap day.
    ends_later(&mut state, 2);
    order(&mut state, 2, json!({"applyDate": "2028-01-31"}));
    ends_later(&mut state, 3);
    order(&mut state, 3, json!({"applyDate": "2028-02-29"}));
    // 4 is on trial until the leap day, and nobody decides.
    customer(&mut state, 4, "Company 4");
    subscription(
        &mut state,
        4,
        json!({"productId": "STD_T", "plan": "TRIAL", "planStartDate": "2028-01-31", "planEndDate": "2028-02-29", "renewal": null}),
    );
    // 5 is changed by its partner, who adds a task, moves it and withdraws it.
    ends_later(&mut state, 5);
    // 6 has an option that a task cancels on the day after the leap day.
    ends_later(&mut state, 6);
    option(
        &mut state,
        6,
        json!({"planStartDate": "2028-01-01", "planEndDate": "2028-12-31"}),
    );
    order(
        &mut state,
        6,
        json!({"optionProductId": "SSTG2", "subOptionId": "SSTG202", "type": "CANCEL", "applyDate": "2028-03-01"}),
    );
    // 7 never changes.
    ends_later(&mut state, 7);
    state
}

/// What somebody does on a day.
async fn act(partner: &Partner, today: &str) {
    let task = |date: &str| {
        json!({"subscriptionId": 50, "optionProductId": "ACV2", "subOptionId": "ACV201", "type": "APPLY",
               "quantity": null, "applyDate": date})
    };
    let put = |domain_id: i64, kept: Kept, body: Value| {
        let mut state = partner.sandbox.state();
        state.put(domain_id, kept, body);
        partner.sandbox.set_state(state);
    };
    match today {
        "2028-01-20" => put(5, Kept::OptionProductOrder, task("2028-02-29")),
        "2028-02-05" => put(5, Kept::OptionProductOrder, task("2028-03-10")),
        "2028-02-20" => {
            let withdraw = Operation::find("delete_option_product_order").unwrap();
            let withdraw = OperationCall::new(withdraw)
                .parameter("domainId", 5)
                .parameter("optionProductId", "ACV2");
            partner.client().send(&withdraw).await.unwrap();
        }
        "2028-03-05" => customer_renamed(partner),
        _ => {}
    }
}

fn customer_renamed(partner: &Partner) {
    let mut state = partner.sandbox.state();
    let mut body = state.all(7, Kept::Customer).unwrap()[0].clone();
    body["companyName"] = json!("Company Seven");
    state.put(7, Kept::Customer, body);
    partner.sandbox.set_state(state);
}

#[tokio::test]
async fn changes_are_exact_over_sixty_days() {
    let partner = Partner::start("2028-01-15", partner()).await;
    let mut before = partner.swept().await.run_id;
    let mut told = Vec::new();
    for more in 1..=60 {
        let today = day("2028-01-15")
            .saturating_add(jiff::ToSpan::days(more))
            .to_string();
        partner.clock.set(&today);
        act(&partner, &today).await;
        let run = partner.swept().await.run_id;
        for change in partner
            .store()
            .changes(before, run, &Filter::new())
            .unwrap()
        {
            told.push(format!(
                "{} {} {} {}: {}, {}{}",
                change.as_of,
                change.domain_id,
                change.resource,
                change.key,
                name(&change.kind),
                name(&change.cause),
                match (&change.date_before, &change.date_after) {
                    (Some(from), Some(to)) if from != to => format!(", {from} to {to}"),
                    _ => String::new(),
                }
            ));
        }
        before = run;
    }
    assert_eq!(told, EXPECTED);

    // The same over all days at once: nothing is lost between runs.
    let all = partner.store().changes(1, before, &Filter::new()).unwrap();
    assert_eq!(all.len(), EXPECTED.len());
}

/// The name of a value in every output.
fn name(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap();
    value.as_str().unwrap().to_owned()
}

const EXPECTED: &[&str] = &[
    "2028-01-20 5 option_orders ACV2: new, somebody",
    "2028-01-31 2 option_orders ACV2: applied, scheduled",
    "2028-01-31 2 options ACV2: new, scheduled",
    "2028-02-01 1 options SSTG2: renewed, renewal, 2028-01-31 to 2028-02-29",
    "2028-02-01 1 subscriptions 10: renewed, renewal, 2028-01-31 to 2028-02-29",
    "2028-02-05 5 option_orders ACV2: moved, somebody, 2028-02-29 to 2028-03-10",
    "2028-02-20 5 option_orders ACV2: withdrawn, somebody",
    "2028-02-29 3 option_orders ACV2: applied, scheduled",
    "2028-02-29 3 options ACV2: new, scheduled",
    "2028-03-01 1 options SSTG2: renewed, renewal, 2028-02-29 to 2028-03-31",
    "2028-03-01 1 subscriptions 10: renewed, renewal, 2028-02-29 to 2028-03-31",
    "2028-03-01 4 subscriptions 40: lapsed, expiry",
    "2028-03-01 6 option_orders SSTG2: applied, scheduled",
    "2028-03-01 6 options SSTG2: ended, scheduled",
    "2028-03-05 7 customers : changed, somebody",
];
