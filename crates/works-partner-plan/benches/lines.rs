//! How many lines of a change list are planned in a second of CPU, on facts that need no call.
//!
//! `cargo bench -p works-partner-plan` prints a line a figure: name, value, baseline, ratio, tab-separated. With
//! `--json` it prints an object a line. Everything counts: the list is read, judged, and written as a plan. A
//! number (`-- 1000`) is that of the lines, 10,000 by default; the baseline is the rate that is asked for.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark that fails stops"
)]

use std::collections::BTreeMap;
use std::time::Instant;

use jiff::civil::date;
use serde_json::json;
use tokio::runtime::Builder;
use works_partner_plan::{ChangeList, CustomerFacts, FactKind, PlanOptions, PlannedDecision, plan};

const ROUNDS: usize = 7;
const WANTED: f64 = 20_000.0;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let lines: i64 = arguments
        .iter()
        .find_map(|it| it.parse().ok())
        .unwrap_or(10_000);
    let facts: BTreeMap<i64, CustomerFacts> = (1..=lines).map(|id| (id, facts(id))).collect();
    let mut text = "domainId,operation,optionProductId,subOptionId,applyDate\n".to_owned();
    for id in 1..=lines {
        text.push_str(
            match id % 3 {
                0 => format!("{id},cancel,DRV,,2026-12-10\n"),
                _ => format!("{id},upgrade,SSTG2,SSTG203,\n"),
            }
            .as_str(),
        );
    }
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let options = PlanOptions::new(date(2026, 12, 1), "benchmark");
    let mut times: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|_| {
            let (began, used) = (Instant::now(), cpu());
            let list = ChangeList::read(text.as_bytes());
            let made = runtime.block_on(plan(&list, &facts, &options)).unwrap();
            let bytes = made.to_json().len();
            let sent = made.changes.iter();
            let sent = sent.filter(|change| change.decision == PlannedDecision::Send);
            assert_eq!(sent.count() as i64, lines, "{bytes} bytes");
            (cpu() - used, began.elapsed().as_secs_f64())
        })
        .collect();
    times.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (cpu, wall) = times[ROUNDS / 2];
    eprintln!("{lines} lines: {cpu:.3} s of CPU, {wall:.3} s");
    let (name, rate) = ("lines planned in a second of CPU", lines as f64 / cpu);
    let ratio = rate / WANTED;
    if arguments.iter().any(|argument| argument == "--json") {
        let figure = json!({"name": name, "value": rate, "baseline": WANTED, "ratio": ratio});
        println!("{figure}");
    } else {
        println!("{name}\t{rate:.0}\t{WANTED:.0}\t{ratio:.3}");
    }
}

/// A customer with Standard, storage and Drive.
fn facts(id: i64) -> CustomerFacts {
    let period = |mut body: serde_json::Value| {
        body["plan"] = "MONTHLY".into();
        body["planStartDate"] = "2026-11-15".into();
        body["planEndDate"] = "2026-12-14".into();
        body
    };
    let option = |option: &str, sub_option: &str| {
        period(
            json!({"subscriptionId": id * 10, "optionProductId": option, "subOptionId": sub_option,
                      "appliedTime": "2026-11-15T00:00:00.000Z", "quantity": null}),
        )
    };
    let subscription = period(json!({
        "domainId": id, "subscriptionId": id * 10, "productId": "STD", "licenseAssignType": "NONE",
        "licenseCount": null, "status": "ACTIVE",
        "renewal": {"subscriptionId": id * 10, "type": "STAY", "productId": "STD", "plan": "MONTHLY"},
    }));
    CustomerFacts::new(id)
        .with(
            FactKind::Customer,
            vec![
                json!({"domainId": id, "domain": format!("c{id}.example"), "productId": "STD",
                        "companyName": format!("Company {id}"), "timeZone": "Asia/Tokyo"}),
            ],
        )
        .with(FactKind::Subscriptions, vec![subscription])
        .with(FactKind::SubscriptionReservations, vec![])
        .with(FactKind::SubscriptionPreOrders, vec![])
        .with(
            FactKind::OptionProducts,
            vec![option("SSTG2", "SSTG201"), option("DRV", "DRV01")],
        )
        .with(FactKind::OptionProductOrders, vec![])
}

/// The CPU time of this process, in seconds.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}
