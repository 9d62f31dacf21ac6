//! What a sweep and its answers cost, each as a ratio to a baseline of the same run:
//!
//! - throughput of a sweep, to that of a bare reqwest loop that throws its answers away: at least 0.95;
//! - peak memory of a sweep, to that of one of a hundredth of the customers: at most 1.1;
//! - duration of a sweep within limits of calls, on a clock of its own, to the shortest that they allow: at most 1.02;
//! - the first row of `upcoming` from a store of 30 runs, to that of the bare query in the `sqlite3` shell: at most 3;
//! - `changes`, to that of a tenth of the changes, and to that of as many in a tenth of the customers: no more each.
//!
//! `cargo bench -p works-partner-store` prints a line a figure: name, value, baseline, ratio, goal, tab-separated.
//! With `--json` it prints an object a line. The sandbox is a process of its own, and what is compared takes
//! turns. A number (`-- 1000`) is the customers of the first figure, 10,000 by default; the stores of the others have
//! ten times as many. A name (`-- memory`) is a figure to measure instead of all.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark that fails stops"
)]

mod answers;
mod limits;
mod memory;
mod served;
#[path = "../../tests/store/sweep_clock.rs"]
mod sweep_clock;
mod throughput;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::json;
use tokio::runtime::Runtime;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["serve", customers] => return served::serve(customers.parse().unwrap()),
        ["sweep", base_url, token, path] => return memory::sweep(base_url, token, path.as_ref()),
        ["first-row", path] => return answers::first_row(path.as_ref()),
        ["changes-of", path, run] => {
            return answers::changes_of(path.as_ref(), run.parse().unwrap());
        }
        _ => {}
    }
    let customers: u32 = words
        .iter()
        .find_map(|it| it.parse().ok())
        .unwrap_or(10_000);
    let figures = ["throughput", "memory", "limits", "answers"];
    let chosen = figures.map(|figure| words.contains(&figure));
    let [throughput, memory, limits, answers] = match chosen {
        [false, false, false, false] => [true; 4],
        chosen => chosen,
    };
    let folder = tempfile::tempdir().unwrap();
    let store = |name: &str| -> PathBuf { folder.path().join(name) };
    let (middle, large) = (store("middle.db"), store("large.db"));
    if throughput {
        throughput::measure(customers);
    }
    if memory || answers {
        memory::measure(customers * 10, &large);
    }
    if limits {
        limits::measure(customers / 2);
    }
    if answers {
        memory::sweep_of_own_sandbox(customers, &middle);
        answers::measure(&large, &middle);
    }
}

/// What a ratio should come to.
#[derive(Clone, Copy)]
enum Goal {
    None,
    AtMost(f64),
    AtLeast(f64),
}

/// A figure, to a person or to a program.
fn report(name: &str, value: f64, baseline: f64, goal: Goal) {
    report_with(name, value, baseline, goal, None);
}

/// A figure, and what stands in the way where its goal is not reached.
fn report_with(name: &str, value: f64, baseline: f64, goal: Goal, obstacle: Option<&str>) {
    let ratio = value / baseline;
    let (at_most, at_least) = match goal {
        Goal::None => (None, None),
        Goal::AtMost(most) => (Some(most), None),
        Goal::AtLeast(least) => (None, Some(least)),
    };
    if std::env::args().any(|argument| argument == "--json") {
        let figure = json!({"name": name, "value": value, "baseline": baseline, "at_most": at_most, "at_least": at_least,
                            "obstacle": obstacle});
        println!("{figure}");
    } else {
        let goal = match goal {
            Goal::None => String::new(),
            Goal::AtMost(most) => format!("≤ {most}"),
            Goal::AtLeast(least) => format!("≥ {least}"),
        };
        println!("{name}\t{value:.2}\t{baseline:.2}\t{ratio:.3}\t{goal}");
        let is_missed =
            at_most.is_some_and(|most| ratio > most) || at_least.is_some_and(|least| ratio < least);
        if let Some(obstacle) = obstacle.filter(|_| is_missed) {
            println!("  {obstacle}");
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// This program, as another process.
fn own(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments).stdout(Stdio::piped());
    command
}

/// The runtime of the command `works-partner`: one thread for all calls.
fn runtime() -> Runtime {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_all().build().unwrap()
}
