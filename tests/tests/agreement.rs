//! The client's validation and the sandbox judge every scheduled task that can be thought of, and
//! agree. They share no code but the document, so that a rule mistaken in one shows.

#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "these are tests, helpers included"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use works_partner_ext::requests::agreement::{Cell, Situation, cells};
use works_partner_ext::validation::Decision;
use works_partner_sandbox::{Resource, Sandbox, State};

const TODAY: Date = date(2026, 11, 3);
const SUBSCRIPTION: i64 = 7;

/// How many customers the sandbox has at a time.
const SOME: usize = 64;

/// How many requests are under way at once.
const LANES: usize = 8;

/// A customer in the situation of a cell.
fn put(state: &mut State, domain_id: i64, cell: &Cell) {
    state.add_customer(domain_id);
    if cell.situation == Situation::AppliedFor {
        state.put(
            domain_id,
            Resource::SubscriptionPreOrder,
            json!({
                "preOrderId": 1, "domainId": domain_id, "productId": cell.product.as_str(),
                "plan": cell.plan.as_str(), "applyDate": cell.base_task,
            }),
        );
        return;
    }
    let end = (cell.situation == Situation::InUse && cell.is_paid()).then_some(cell.base_end);
    state.put(
        domain_id,
        Resource::Subscription,
        json!({
            "domainId": domain_id, "subscriptionId": SUBSCRIPTION,
            "productId": cell.product.as_str(), "plan": cell.plan.as_str(),
            "planStartDate": "2026-01-01", "planEndDate": end, "status": "ACTIVE",
        }),
    );
    if cell.situation == Situation::GoingPaid {
        state.put(
            domain_id,
            Resource::SubscriptionReservation,
            json!({
                "subscriptionId": SUBSCRIPTION, "type": "START_PAID_SERVICE",
                "applyDate": cell.base_task, "productId": cell.product_to_be().map(|id| id.as_str()),
            }),
        );
    }
    if let Some(sub_option) = &cell.in_use {
        state.put(
            domain_id,
            Resource::OptionProduct,
            json!({
                "subscriptionId": SUBSCRIPTION, "optionProductId": cell.option.as_str(),
                "subOptionId": sub_option.as_str(), "planEndDate": cell.option_end,
            }),
        );
    }
}

/// What the sandbox answers to each cell's request, from a customer of its own.
async fn answers(sandbox: &Sandbox, client: &reqwest::Client, cells: &[Cell]) -> Vec<(u16, Value)> {
    let mut state = State::empty();
    for (domain_id, cell) in (1..).zip(cells) {
        put(&mut state, domain_id, cell);
    }
    sandbox.set_state(state);
    let mut lanes = JoinSet::new();
    for lane in 0..LANES {
        let (client, token) = (client.clone(), sandbox.token().to_owned());
        let requests: Vec<(usize, String, Value)> = cells
            .iter()
            .enumerate()
            .skip(lane)
            .step_by(LANES)
            .map(|(index, cell)| {
                let customer = format!("{}/partners/customers/{}", sandbox.base_url(), index + 1);
                let body = serde_json::to_value(cell.request().body()).unwrap();
                (index, format!("{customer}/option-product-orders"), body)
            })
            .collect();
        lanes.spawn(async move {
            let mut answers = Vec::new();
            for (index, url, body) in requests {
                let request = client.post(url).bearer_auth(&token).json(&body);
                let response = request.send().await.unwrap();
                let status = response.status().as_u16();
                answers.push((index, (status, response.json().await.unwrap())));
            }
            answers
        });
    }
    let mut answers = lanes.join_all().await.concat();
    answers.sort_by_key(|(index, _)| *index);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Where the two disagree, in words; at most one line for each way to do so.
#[derive(Default)]
struct Disagreements(BTreeMap<String, String>);

impl Disagreements {
    fn note(&mut self, cell: &Cell, decision: &Decision, (status, body): &(u16, Value)) {
        let told = match decision {
            Decision::Forbidden(violations) => violations.to_string(),
            other => format!("{other:?}"),
        };
        let way = format!("{} {status} {}", cell.task, body["description"]);
        self.0.entry(way).or_insert_with(|| {
            let Cell { task, option, sub_option, in_use, product, plan, situation, date_case, quantity, .. } = cell;
            format!(
                "{task} {option} {sub_option:?} x {quantity:?}, {in_use:?} in use, on {product} {plan} {situation:?}, {date_case:?}:\n    ext: {told}\n    sandbox: {status} {body}"
            )
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn validation_and_sandbox_agree_on_every_scheduled_task() {
    let noon = TODAY
        .at(12, 0, 0, 0)
        .to_zoned(TimeZone::get("Asia/Tokyo").unwrap());
    let now = noon.unwrap().timestamp();
    let sandbox = Sandbox::builder()
        .clock(move || now)
        .rate_limit(None)
        .concurrency_limit(None)
        .start()
        .await
        .unwrap();

    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let all: Vec<Cell> = cells(TODAY).collect();
    let mut disagreements = Disagreements::default();
    let (mut allowed, mut forbidden) = (0, 0);
    let mut open: BTreeMap<String, (usize, BTreeSet<String>)> = BTreeMap::new();
    for some in all.chunks(SOME) {
        for (cell, answer) in some.iter().zip(answers(&sandbox, &client, some).await) {
            let decision = cell.decision();
            let agree = match &decision {
                Decision::Allowed => {
                    allowed += 1;
                    answer.0 == 201
                }
                Decision::Forbidden(_) => {
                    forbidden += 1;
                    (400..500).contains(&answer.0) && answer.1["code"].is_string()
                }
                Decision::ServerDecides(undecided) => {
                    for rule in undecided {
                        let row = open.entry(rule.to_string()).or_default();
                        row.0 += 1;
                        row.1.insert(format!("{} {}", cell.task, cell.option));
                    }
                    true
                }
            };
            if !agree {
                disagreements.note(cell, &decision, &answer);
            }
        }
    }
    let mut told = String::new();
    for line in disagreements.0.values() {
        writeln!(told, "{line}").unwrap();
    }
    assert!(told.is_empty(), "they disagree:\n{told}");

    // The cells that only the server decides, by what is not known.
    let mut list = format!(
        "{} cells: {allowed} allowed, {forbidden} forbidden\n",
        all.len()
    );
    for (rule, (count, which)) in open {
        writeln!(list, "\n{count} left to the server: {rule}").unwrap();
        let which: Vec<String> = which.into_iter().collect();
        writeln!(list, "    {}", which.join(", ")).unwrap();
    }
    insta::assert_snapshot!(list);
}
