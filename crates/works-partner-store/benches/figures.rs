//! What a sweep and its answers cost, each as a ratio to a baseline of the same run:
//!
//! - throughput of a sweep, to that of a bare reqwest loop that throws its answers away;
//! - peak memory of a sweep, to that of one of a tenth of the customers;
//! - the first row of `upcoming` from a store of many runs, to SQLite's own for the bare query;
//! - `changes` of equally many changes in a store ten times as large.
//!
//! `cargo bench -p works-partner-store -- CUSTOMERS`; 2,000 by default.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a program for maintainers"
)]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use serde_json::json;
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

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    if let [_, base_url, token, path] = &arguments[..] {
        return runtime.block_on(sweep_and_tell_memory(base_url, token, Path::new(path)));
    }
    let customers = arguments.iter().find_map(|argument| argument.parse().ok());
    let customers = customers.unwrap_or(2_000);
    runtime.block_on(async {
        throughput(customers).await;
        memory(customers).await;
    });
    answers(customers);
}

fn tell(what: &str, ours: impl std::fmt::Debug, baseline: impl std::fmt::Debug, ratio: f64) {
    println!("{what:<44} {ours:>14?} {baseline:>14?} {ratio:>8.3}");
}

async fn sandbox_of(customers: i64) -> Sandbox {
    let mut state = State::empty();
    for domain_id in 1..=customers {
        let name = format!("Company {domain_id}");
        state.put(
            domain_id,
            Kept::Customer,
            json!({"domainId": domain_id, "companyName": name, "productId": "STD"}),
        );
        state.put(
            domain_id,
            Kept::Subscription,
            json!({"domainId": domain_id, "subscriptionId": domain_id * 10, "productId": "STD", "plan": "MONTHLY",
                   "planStartDate": "2099-12-01", "planEndDate": "2099-12-31", "licenseCount": null, "status": "ACTIVE"}),
        );
        state.put_option_product_order(
            domain_id,
            json!({"subscriptionId": domain_id * 10, "optionProductId": "ACV2", "subOptionId": "ACV201", "type": "APPLY",
                   "quantity": null, "applyDate": "2099-12-15"}),
        );
    }
    let sandbox = Sandbox::builder()
        .state(state)
        .rate_limit(None)
        .concurrency_limit(None);
    sandbox.start().await.unwrap()
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

/// The same calls, by as many at once, and nothing else.
async fn bare(base_url: &str, token: &str, customers: i64) {
    let client = reqwest::Client::new();
    let get = |url: String| {
        let request = client.get(url).bearer_auth(token);
        async move { request.send().await.unwrap().bytes().await.unwrap() }
    };
    let mut cursor = String::new();
    loop {
        let page = get(format!("{base_url}/partners/customers?count=30{cursor}")).await;
        let page: serde_json::Value = serde_json::from_slice(&page).unwrap();
        match page["responseMetaData"]["nextCursor"].as_str() {
            Some(next) if !next.is_empty() => cursor = format!("&cursor={next}"),
            _ => break,
        }
    }
    let get = &get;
    let loops = RESOURCES.map(|(_, path)| {
        stream::iter(1..=customers)
            .map(move |id| get(format!("{base_url}/partners/customers/{id}/{path}")))
            .buffer_unordered(CONCURRENCY)
            .for_each(|_| async {})
    });
    futures_util::future::join_all(loops).await;
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

async fn throughput(customers: i64) {
    let sandbox = sandbox_of(customers).await;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let folder = tempfile::tempdir().unwrap();
        let began = Instant::now();
        let store = Store::open(folder.path().join("partner.db")).unwrap();
        let summary = sweep_of(sandbox.base_url(), sandbox.token())
            .run(store)
            .await
            .unwrap();
        ours.push(began.elapsed());
        assert_eq!(summary.failed, 0);
        let began = Instant::now();
        bare(sandbox.base_url(), sandbox.token(), customers).await;
        theirs.push(began.elapsed());
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "{:<44} {:>14} {:>14} {:>8}",
        "", "ours", "baseline", "ratio"
    );
    tell(
        "throughput of a sweep",
        ours,
        theirs,
        theirs.as_secs_f64() / ours.as_secs_f64(),
    );
}

/// Runs in a process of its own.
async fn sweep_and_tell_memory(base_url: &str, token: &str, path: &Path) {
    let sweep = sweep_of(base_url, token);
    sweep.run(Store::open(path).unwrap()).await.unwrap();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    println!("{}", peak.unwrap_or("0").trim().trim_end_matches(" kB"));
}

async fn memory(customers: i64) {
    let mut peaks = Vec::new();
    for customers in [customers, customers / 10] {
        let sandbox = sandbox_of(customers).await;
        let (base_url, token) = (sandbox.base_url().to_owned(), sandbox.token().to_owned());
        let output = tokio::task::spawn_blocking(move || {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("partner.db");
            let mut command = Command::new(std::env::current_exe().unwrap());
            command.arg("sweep").arg(base_url).arg(token).arg(path);
            command.output().unwrap()
        });
        let output = output.await.unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        peaks.push(text.trim().parse::<u64>().unwrap());
    }
    tell(
        "peak memory of a sweep, in kB",
        peaks[0],
        peaks[1],
        peaks[0] as f64 / peaks[1] as f64,
    );
}

/// A store of so many customers and 30 runs, the last of which changed 100 tasks.
fn store_of(path: &Path, customers: i64) {
    drop(Store::open(path).unwrap());
    let mut connection = rusqlite::Connection::open(path).unwrap();
    let transaction = connection.transaction().unwrap();
    for run in 1..=30 {
        let insert = "INSERT INTO run (run_id, started_at, ended_at, as_of, base_url, resources, scope, state, is_listed)
                      VALUES (?1, ?2, ?2, ?3, '', 'customers,option_orders', 'all', 'complete', TRUE)";
        let day = format!("2026-11-{run:02}");
        let values = rusqlite::params![run, format!("{day}T00:00:00Z"), day];
        transaction.execute(insert, values).unwrap();
    }
    let insert = "INSERT INTO record (record_id, resource, domain_id, key, series, began_run, ended_run, date, body)
                  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    let mut insert = transaction.prepare(insert).unwrap();
    let mut record_id = 0;
    for domain_id in 1..=customers {
        let mut put = |resource: &str,
                       key: &str,
                       series: Option<i64>,
                       began: i64,
                       ended: Option<i64>,
                       date: Option<String>,
                       body: String| {
            record_id += 1;
            let values = rusqlite::params![
                record_id,
                resource,
                domain_id,
                key,
                series.unwrap_or(record_id),
                began,
                ended,
                date,
                body
            ];
            insert.execute(values).unwrap();
            record_id
        };
        put(
            "customers",
            "",
            None,
            1,
            None,
            None,
            json!({"domainId": domain_id, "companyName": "Kita"}).to_string(),
        );
        let order = |date: &str| {
            json!({"optionProductId": "ACV2", "type": "APPLY", "applyDate": date}).to_string()
        };
        let is_moved = domain_id <= 100;
        let date = format!("2027-{:02}-{:02}", domain_id % 12 + 1, domain_id % 28 + 1);
        let ended = is_moved.then_some(30);
        let first = put(
            "option_orders",
            "ACV2",
            None,
            1,
            ended,
            Some(date.clone()),
            order(&date),
        );
        if is_moved {
            let date = "2027-12-31";
            put(
                "option_orders",
                "ACV2",
                Some(first),
                30,
                None,
                Some(date.to_owned()),
                order(date),
            );
        }
    }
    drop(insert);
    transaction.commit().unwrap();
}

fn answers(customers: i64) {
    let folder = tempfile::tempdir().unwrap();
    let (large, small) = (
        folder.path().join("large.db"),
        folder.path().join("small.db"),
    );
    store_of(&large, customers * 10);
    store_of(&small, customers);
    let timed = |act: &dyn Fn()| {
        let times = (0..ROUNDS * 3).map(|_| {
            let began = Instant::now();
            act();
            began.elapsed()
        });
        median(times.collect())
    };
    let first_row = timed(&|| {
        let store = Store::open_read_only(&large).unwrap();
        let stopped = store.for_each_event(&Filter::new(), |_| Err(Stop));
        assert!(stopped.is_err());
    });
    let bare = timed(&|| {
        let connection = rusqlite::Connection::open(&large).unwrap();
        let sql =
            "SELECT date, domain_id, body FROM record WHERE ended_run IS NULL AND date IS NOT NULL
                   ORDER BY date, domain_id LIMIT 1";
        connection
            .query_row(sql, [], |row| row.get::<_, String>(2))
            .unwrap();
    });
    tell(
        "first row of `upcoming`, 30 runs",
        first_row,
        bare,
        first_row.as_secs_f64() / bare.as_secs_f64(),
    );
    let changes = |path: &Path| {
        let store = Store::open_read_only(path).unwrap();
        timed(&|| assert_eq!(store.changes(29, 30, &Filter::new()).unwrap().len(), 100))
    };
    let (of_large, of_small) = (changes(&large), changes(&small));
    tell(
        "100 changes, in ten times the customers",
        of_large,
        of_small,
        of_large.as_secs_f64() / of_small.as_secs_f64(),
    );
}

#[derive(Debug)]
struct Stop;

impl From<works_partner_store::Error> for Stop {
    fn from(_: works_partner_store::Error) -> Self {
        Self
    }
}
