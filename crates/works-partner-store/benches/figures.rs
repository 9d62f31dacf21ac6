//! What a sweep and its answers cost, each as a ratio to a baseline of the same run:
//!
//! - throughput of a sweep, to that of a bare reqwest loop that throws its answers away;
//! - peak memory of a sweep, to that of one of a hundredth of the customers;
//! - the first row of `upcoming` from a store of 30 runs, to that of the bare query in the `sqlite3` shell;
//! - `changes`, to that of a tenth of the changes, and to that of as many in a tenth of the customers.
//!
//! `cargo bench -p works-partner-store` prints a line a figure: name, value, baseline, ratio, tab-separated.
//! With `--json` it prints an object a line. The sandbox is a process of its own, and what is compared takes
//! turns. A number (`-- 1000`) is the customers of the first figure, 10,000 by default; the others have ten
//! times as many.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark that fails stops"
)]

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use works_partner_ext::Client;
use works_partner_sandbox::{Resource as Kept, Sandbox, State};
use works_partner_store::{Filter, Resource, Store, Sweep};

const RESOURCES: [(Resource, &str); 3] = [
    (Resource::OptionOrders, "option-product-orders"),
    (Resource::Options, "option-products"),
    (Resource::Subscriptions, "subscriptions"),
];
const CONCURRENCY: usize = 8;
const ROUNDS: usize = 5;
const SEED: u64 = 7;
/// The id of the first customer that is generated.
const FIRST: i64 = 20_000_001;
const RUNS: i64 = 30;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["serve", customers] => return serve(customers.parse().unwrap()),
        ["sweep", base_url, token, path] => return sweep_and_tell(base_url, token, path.as_ref()),
        ["first-row", path] => return first_row(path.as_ref()),
        _ => {}
    }
    let customers: u32 = words
        .iter()
        .find_map(|it| it.parse().ok())
        .unwrap_or(10_000);
    let folder = tempfile::tempdir().unwrap();
    let runtime = Runtime::new().unwrap();
    let middle = folder.path().join("middle.db");
    throughput(&runtime, customers, &middle);
    let large = folder.path().join("large.db");
    memory(customers * 10, &large);
    fill(&runtime, &middle);
    fill(&runtime, &large);
    first_rows(&large);
    changes(&large, &middle);
}

/// A figure, to a person or to a program.
fn report(name: &str, value: f64, baseline: f64) {
    let ratio = value / baseline;
    if std::env::args().any(|argument| argument == "--json") {
        println!(
            "{}",
            json!({"name": name, "value": value, "baseline": baseline, "ratio": ratio})
        );
    } else {
        println!("{name}\t{value:.2}\t{baseline:.2}\t{ratio:.3}");
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn own(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments).stdout(Stdio::piped());
    command
}

/// A sandbox in a process of its own, which ends with this.
struct Served {
    child: Child,
    base_url: String,
    token: String,
}

impl Served {
    fn start(customers: u32) -> Self {
        let mut child = own(&["serve", &customers.to_string()])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut line = || lines.next().unwrap().unwrap();
        Self {
            base_url: line(),
            token: line(),
            child,
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves until whoever started it is gone.
fn serve(customers: u32) {
    let runtime = Runtime::new().unwrap();
    let sandbox = Sandbox::builder()
        .customers(customers)
        .seed(SEED)
        .rate_limit(None)
        .concurrency_limit(None);
    let sandbox = runtime.block_on(sandbox.start()).unwrap();
    println!("{}\n{}", sandbox.base_url(), sandbox.token());
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}

fn sweep_of(base_url: &str, token: &str) -> Sweep {
    let client = Client::builder()
        .base_url(base_url)
        .access_token(token)
        .rate_limit(None)
        .concurrency(None)
        .build()
        .unwrap();
    Sweep::new(client)
        .include(RESOURCES.map(|(resource, _)| resource))
        .concurrency(CONCURRENCY)
        .rate_limit(None)
}

/// The same calls, by as many at once, and nothing else. Gives their number.
async fn bare(base_url: &str, token: &str) -> usize {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = |url: reqwest::Url| {
        let request = client.get(url).bearer_auth(token);
        async move { request.send().await.unwrap().bytes().await.unwrap() }
    };
    let base: reqwest::Url = format!("{base_url}/partners/customers").parse().unwrap();
    let (mut cursor, mut ids, mut pages) = (None::<String>, Vec::new(), 0);
    loop {
        let mut url = base.clone();
        url.query_pairs_mut().append_pair("count", "30");
        if let Some(cursor) = &cursor {
            url.query_pairs_mut().append_pair("cursor", cursor);
        }
        let page = get(url).await;
        let page: Value = serde_json::from_slice(&page).unwrap();
        pages += 1;
        let customers = page["customers"].as_array().unwrap().iter();
        ids.extend(customers.map(|customer| customer["domainId"].as_i64().unwrap()));
        match page["responseMetaData"]["nextCursor"].as_str() {
            Some(next) if !next.is_empty() => cursor = Some(next.to_owned()),
            _ => break,
        }
    }
    let (get, ids, base) = (&get, &ids, &base);
    let loops = RESOURCES.map(|(_, path)| {
        stream::iter(ids)
            .map(move |id| get(format!("{base}/{id}/{path}").parse().unwrap()))
            .buffer_unordered(CONCURRENCY)
            .for_each(|_| async {})
    });
    futures_util::future::join_all(loops).await;
    pages + ids.len() * RESOURCES.len()
}

/// The CPU time of a process, in seconds.
fn cpu(process: &str) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

fn throughput(runtime: &Runtime, customers: u32, kept: &Path) {
    let served = Served::start(customers);
    let folder = tempfile::tempdir().unwrap();
    let mut calls = 0.0;
    let server = served.child.id().to_string();
    // Wall time, CPU time of this process, and CPU time with the sandbox: of the sweep, and of the bare loop.
    let mut times: [Vec<f64>; 6] = Default::default();
    for round in 0..=ROUNDS {
        let path = if round == 0 {
            kept.to_owned()
        } else {
            folder.path().join(format!("{round}.db"))
        };
        let begin = || (Instant::now(), cpu("self"), cpu(&server));
        let end = |(began, own, other): (Instant, f64, f64)| {
            let own = cpu("self") - own;
            [
                began.elapsed().as_secs_f64(),
                own,
                own + cpu(&server) - other,
            ]
        };
        let began = begin();
        let store = Store::open(path).unwrap();
        let sweep = sweep_of(&served.base_url, &served.token).run(store);
        let summary = runtime.block_on(sweep).unwrap();
        let ours = end(began);
        assert_eq!(summary.failed, 0);
        let began = begin();
        let made = runtime.block_on(bare(&served.base_url, &served.token));
        let theirs = end(began);
        assert_eq!(summary.calls, made as u64);
        calls = made as f64;
        // The first round warms up.
        if round > 0 {
            for (times, time) in times.iter_mut().zip([ours, theirs].concat()) {
                times.push(time);
            }
        }
    }
    let ratios = times[0].iter().zip(&times[3]);
    let ratios = ratios.map(|(ours, theirs)| format!("{:.3}", theirs / ours));
    eprintln!(
        "throughput of each round: {}",
        ratios.collect::<Vec<_>>().join(" ")
    );
    let [wall, own, both, their_wall, their_own, their_both] = times.map(median);
    report(
        "throughput of a sweep, calls/s",
        calls / wall,
        calls / their_wall,
    );
    // What else a machine does has no say in this one.
    report(
        "throughput of a sweep and its sandbox, calls/s of CPU",
        calls / both,
        calls / their_both,
    );
    report(
        "CPU of a sweep, us a call",
        own / calls * 1e6,
        their_own / calls * 1e6,
    );
}

/// Runs in a process of its own.
fn sweep_and_tell(base_url: &str, token: &str, path: &Path) {
    let runtime = Runtime::new().unwrap();
    let sweep = sweep_of(base_url, token).run(Store::open(path).unwrap());
    assert_eq!(runtime.block_on(sweep).unwrap().failed, 0);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!("{}", peak.unwrap_or("0").trim().trim_end_matches(" kB"));
}

fn memory(customers: u32, kept: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let few = folder.path().join("few.db");
    let peaks = [(customers, kept), (customers / 100, &few)].map(|(customers, path)| {
        let served = Served::start(customers);
        let arguments = ["sweep", &served.base_url, &served.token];
        let output = own(&arguments).arg(path).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.trim().parse::<f64>().unwrap()
    });
    report("peak memory of a sweep, kB", peaks[0], peaks[1]);
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
fn fill(runtime: &Runtime, path: &Path) {
    runtime.block_on(async {
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
fn changed(customers: std::ops::Range<i64>, run: i64) -> State {
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
fn first_row(path: &Path) {
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
    for _ in 0..ROUNDS * 5 {
        let mut command = own(&["first-row"]);
        command.arg(path);
        ours.push(until_first_line(command));
        let mut command = Command::new("sqlite3");
        command.arg("-readonly").arg(path).arg(&bare);
        theirs.push(until_first_line(command));
    }
    report("first row of `upcoming`, ms", median(ours), median(theirs));
}

fn changes(large: &Path, middle: &Path) {
    let [large, middle] = [large, middle].map(|path| Store::open_read_only(path).unwrap());
    // Microseconds a change.
    let timed = |store: &Store, run: i64| {
        let began = Instant::now();
        let found = store.changes(run - 1, run, &Filter::new()).unwrap().len();
        assert!(found as i64 >= changed_in(run), "{found}");
        began.elapsed().as_secs_f64() * 1e6 / found as f64
    };
    let [mut many, mut few, mut of_middle] = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..ROUNDS * 5 {
        many.push(timed(&large, RUNS));
        few.push(timed(&large, RUNS - 1));
        of_middle.push(timed(&middle, RUNS));
    }
    let many = median(many);
    report("many changes to few, us a change", many, median(few));
    report(
        "changes in ten times the customers, us a change",
        many,
        median(of_middle),
    );
}

#[derive(Debug)]
struct Stop;

impl From<works_partner_store::Error> for Stop {
    fn from(_: works_partner_store::Error) -> Self {
        Self
    }
}
