//! What customers of the demo's kind take up, and how long their JSON takes to be a state again. `cargo xtask
//! bench` builds this file with the sandbox of an earlier commit, too.

use cpu_time::ProcessTime;
use std::time::Instant;
use works_partner_sandbox::{Resource, State};

/// `memory CUSTOMERS` prints the bytes of each; `restore CUSTOMERS` the CPU and the wall time in nanoseconds.
pub(crate) fn run(what: &str, customers: u32, restore: fn(&str) -> State) {
    match what {
        "memory" => {
            let before = resident();
            let kept = demo_times(customers).clone();
            println!("{}", (resident() - before) / f64::from(customers));
            drop(kept);
        }
        "restore" => {
            let json = serde_json::to_string(&demo_times(customers)).unwrap();
            let (wall, cpu) = (Instant::now(), ProcessTime::now());
            let state = restore(&json);
            println!("{} {}", cpu.elapsed().as_nanos(), wall.elapsed().as_nanos());
            assert_eq!(state.domain_ids().count(), customers as usize);
        }
        other => panic!("{other} is neither `memory` nor `restore`"),
    }
}

/// The demo's customers again and again, under other ids.
fn demo_times(customers: u32) -> State {
    const KINDS: [Resource; 10] = [
        Resource::Customer,
        Resource::UsageStatus,
        Resource::UpgradeDomain,
        Resource::Subscription,
        Resource::SubscriptionReservation,
        Resource::SubscriptionPreOrder,
        Resource::SubscriptionMemo,
        Resource::OptionProduct,
        Resource::OptionProductRenewal,
        Resource::OptionProductOrder,
    ];
    let (demo, mut state) = (State::demo(), State::empty());
    let ids: Vec<i64> = demo.domain_ids().collect();
    for (number, id) in (0..i64::from(customers)).zip(ids.iter().cycle()) {
        for kind in KINDS {
            for body in demo.all(*id, kind).unwrap_or_default() {
                state.put(30_000_000 + number, kind, body.clone());
            }
        }
    }
    state
}

/// The bytes of this process that are in memory.
fn resident() -> f64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = pages
        .split(' ')
        .nth(1)
        .and_then(|it| it.parse::<f64>().ok());
    pages.unwrap_or(f64::NAN) * 4096.0
}
