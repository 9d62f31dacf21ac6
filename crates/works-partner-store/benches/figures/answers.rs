//! Answers from a store of 30 runs.

use std::io::{BufRead as _, BufReader};
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use works_partner_sandbox::{Resource as Kept, Sandbox, State};
use works_partner_store::{Filter, Resource, Store};

use super::served::sweep_of;
use super::{Goal, median, own, report, runtime};

const ROUNDS: usize = 25;
const RUNS: i64 = 30;
/// The id of the first customer that is generated.
const FIRST: i64 = 20_000_001;

/// Takes two stores of one run, of which one has ten times as many customers.
pub(super) fn measure(large: &Path, middle: &Path) {
    fill(middle);
    fill(large);
    first_rows(large);
    changes(large, middle);
}

/// How many tasks a run finds changed: the last one ten times as many as the one before.
fn changed_in(run: i64) -> i64 {
    match run {
        RUNS => 1_000,
        run if run == RUNS - 1 => 100,
        _ => 300,
    }
}

/// Adds runs to a store that has one, by the writer that all sweeps have. A run that finds nothing new in a customer
/// writes nothing about it, so that only those are read again that changed.
fn fill(path: &Path) {
    runtime().block_on(async {
        let sandbox = Sandbox::builder().state(State::empty());
        let sandbox = sandbox.rate_limit(None).concurrency_limit(None);
        let sandbox = sandbox.start().await.unwrap();
        for run in 2..=RUNS {
            let customers = FIRST..FIRST + changed_in(run);
            sandbox.set_state(changed(customers.clone(), run));
            let sweep = sweep_of(sandbox.base_url(), sandbox.token())
                .include([Resource::OptionOrders])
                .only(customers);
            let summary = sweep.run(Store::open(path).unwrap()).await.unwrap();
            assert_eq!((summary.run_id, summary.failed), (run, 0));
        }
    });
}

/// Customers whose one task is on another day than in the run before.
fn changed(customers: Range<i64>, run: i64) -> State {
    let mut state = State::empty();
    for domain_id in customers {
        let customer = json!({"domainId": domain_id, "companyName": "Kita", "domain": format!("c{domain_id}.example.com")});
        state.put(domain_id, Kept::Customer, customer);
        let day = format!("2099-{:02}-{:02}", domain_id % 12 + 1, run % 28 + 1);
        let task = json!({"subscriptionId": domain_id * 10, "optionProductId": "ACV2", "subOptionId": "ACV201",
                          "type": "APPLY", "quantity": null, "applyDate": day});
        state.put_option_product_order(domain_id, task);
    }
    state
}

fn today() -> Date {
    Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// Runs in a process of its own.
pub(super) fn first_row(path: &Path) {
    let store = Store::open_read_only(path).unwrap();
    let filter = Filter::new().from(today());
    let stopped = store.for_each_event(&filter, |event| {
        println!("{}", serde_json::to_string(&event).unwrap());
        Err(Stop)
    });
    assert!(stopped.is_err());
}

/// Milliseconds until a program has printed its first line.
fn until_first_line(mut command: Command) -> f64 {
    let began = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    let took = began.elapsed();
    assert!(line.contains("20"), "{line}");
    child.wait().unwrap();
    took.as_secs_f64() * 1e3
}

fn first_rows(path: &Path) {
    let bare = format!(
        "SELECT date, domain_id, body FROM record WHERE ended_run IS NULL AND date IS NOT NULL AND date >= '{}'
         ORDER BY date, domain_id LIMIT 1",
        today()
    );
    if Command::new("sqlite3").arg("-version").output().is_err() {
        eprintln!("the first row of `upcoming` is not measured: there is no sqlite3");
        return;
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut command = own(&["first-row"]);
        command.arg(path);
        ours.push(until_first_line(command));
        let mut command = Command::new("sqlite3");
        command.arg("-readonly").arg(path).arg(&bare);
        theirs.push(until_first_line(command));
    }
    report(
        "first row of `upcoming`, ms",
        median(ours),
        median(theirs),
        Goal::AtMost(3.0),
    );
}

/// Runs in a process of its own. Of run 0 nothing is asked.
pub(super) fn changes_of(path: &Path, run: i64) {
    let store = Store::open_read_only(path).unwrap();
    println!("{}", found(&store, run));
}

fn found(store: &Store, run: i64) -> f64 {
    let found = store.changes(run - 1, run, &Filter::new()).unwrap();
    found.len() as f64
}

/// Instructions repeat. Time does not, and depends on how much of a file the system has in its memory.
fn changes(large: &Path, middle: &Path) {
    let cases = [(large, RUNS), (large, RUNS - 1), (middle, RUNS)];
    let stores = cases.map(|(path, run)| (Store::open_read_only(path).unwrap(), run));
    let mut times: [Vec<f64>; 3] = Default::default();
    for _ in 0..ROUNDS {
        for ((store, run), times) in stores.iter().zip(&mut times) {
            let began = Instant::now();
            let found = found(store, *run);
            assert!(found >= changed_in(*run) as f64, "{found}");
            times.push(began.elapsed().as_secs_f64() * 1e6 / found);
        }
    }
    let [many, few, of_middle] = times.map(median);
    report("many changes to few, us a change", many, few, Goal::None);
    report(
        "changes in ten times the customers, us a change",
        many,
        of_middle,
        Goal::None,
    );
    let counted = cases.map(|(path, run)| {
        let found = own(&["changes-of"])
            .arg(path)
            .arg(run.to_string())
            .output()
            .unwrap();
        let found: f64 = String::from_utf8(found.stdout)
            .unwrap()
            .trim()
            .parse()
            .unwrap();
        Some((instructions(path, run)? - instructions(path, 0)?) / found)
    });
    let [Some(many), Some(few), Some(of_middle)] = counted else {
        eprintln!("`changes` is not counted: there is no valgrind");
        return;
    };
    report(
        "many changes to few, instructions a change",
        many,
        few,
        Goal::AtMost(1.1),
    );
    report(
        "changes in ten times the customers, instructions a change",
        many,
        of_middle,
        Goal::AtMost(1.1),
    );
}

/// As callgrind counts them; `None` where it cannot be run.
fn instructions(path: &Path, run: i64) -> Option<f64> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command.arg(std::env::current_exe().unwrap());
    command.arg("changes-of").arg(path).arg(run.to_string());
    let output = command.output().ok()?;
    // `==12== Collected : 34`
    let text = String::from_utf8_lossy(&output.stderr);
    let (_, count) = text.split_once("Collected : ")?;
    count.split_whitespace().next()?.parse().ok()
}

#[derive(Debug)]
struct Stop;

impl From<works_partner_store::Error> for Stop {
    fn from(_: works_partner_store::Error) -> Self {
        Self
    }
}
