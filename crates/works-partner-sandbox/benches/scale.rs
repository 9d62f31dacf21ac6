//! What calls, state and memory cost at size, as ratios of one run.
//!
//! `cargo bench -p works-partner-sandbox` prints a line a figure: name, value, baseline, ratio, tab-separated.
//! With `--json` it prints an object a line. A sandbox of 100,000 customers is measured against one of 24, in
//! turns, so that whatever else the machine does is in both; the median of the turns counts.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a benchmark that fails stops"
)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use jiff::civil::date;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use works_partner_sandbox::{Resource, Sandbox, State};

const FEW: u32 = 24;
const MANY: u32 = 100_000;
const TURNS: usize = 40;
const CALLS_A_TURN: usize = 200;

/// What a customer of the demo took up, and how long the restore of 10,000 took in a debug build, before
/// customers were packed.
const BYTES_BEFORE: f64 = 9_400.0;
const RESTORE_BEFORE: f64 = 28.0;

fn main() {
    let runtime = Runtime::new().unwrap();
    let many = std::env::args().skip(1).find_map(|it| it.parse().ok());
    let many = many.unwrap_or(MANY);
    memory(many);
    restore();

    let started = Instant::now();
    let large = start(&runtime, many);
    report(
        "start with generated customers, s",
        started.elapsed().as_secs_f64(),
        f64::NAN,
    );
    let small = start(&runtime, FEW);
    calls(&large, &small);
    throughput(&small);
}

fn start(runtime: &Runtime, customers: u32) -> Sandbox {
    let builder = Sandbox::builder().customers(customers).seed(7);
    let builder = builder.rate_limit(None).concurrency_limit(None);
    runtime.block_on(builder.start()).unwrap()
}

/// A request of each kind, to either sandbox in turns.
fn calls(large: &Sandbox, small: &Sandbox) {
    let (mut to_large, mut to_small) = (Connection::to(large), Connection::to(small));
    type Request = fn(&Sandbox, usize) -> String;
    let kinds: [(&str, Request); 5] = [
        ("GET of an order, us", |sandbox, _| {
            get(sandbox, &order(sandbox))
        }),
        ("list of 24 customers, us", |sandbox, _| {
            get(sandbox, "/partners/customers?count=24")
        }),
        ("PUT of a memo, us", |sandbox, number| {
            let (id, subscription) = subscription(sandbox);
            let path = format!("/partners/customers/{id}/subscription-memos/{subscription}");
            let memo = json!({"customerCode": "C", "memo": format!("{number}")});
            request(sandbox, "PUT", &path, &memo.to_string())
        }),
        ("PATCH of a customer's name, us", |sandbox, number| {
            let (id, _) = subscription(sandbox);
            let body = json!({"companyName": format!("Name {number}")});
            request(
                sandbox,
                "PATCH",
                &format!("/partners/customers/{id}"),
                &body.to_string(),
            )
        }),
        (
            "POST of an upgrade domain or its DELETE, us",
            |sandbox, number| {
                let (id, _) = subscription(sandbox);
                let path = format!("/partners/customers/{id}/upgrade-domain");
                if number % 2 == 0 {
                    request(sandbox, "POST", &path, r#"{"domain":"upgrade.example"}"#)
                } else {
                    request(sandbox, "DELETE", &path, "")
                }
            },
        ),
    ];
    for (name, request) in kinds {
        let (mut of_large, mut of_small) = (Vec::new(), Vec::new());
        for turn in 0..TURNS {
            for (sandbox, connection, times) in [
                (large, &mut to_large, &mut of_large),
                (small, &mut to_small, &mut of_small),
            ] {
                let numbers = turn * CALLS_A_TURN..(turn + 1) * CALLS_A_TURN;
                let requests: Vec<String> = numbers.map(|it| request(sandbox, it)).collect();
                let started = Instant::now();
                for request in &requests {
                    assert_eq!(connection.send(request) / 100, 2, "{request}");
                }
                times.push(started.elapsed() / u32::try_from(CALLS_A_TURN).unwrap());
            }
        }
        report(name, micros(median(of_large)), micros(median(of_small)));
    }
}

/// How many calls a second, over one connection and over 64.
fn throughput(sandbox: &Sandbox) {
    let request = get(sandbox, &order(sandbox));
    for connections in [1, 64] {
        let (for_how_long, started) = (Duration::from_secs(3), Instant::now());
        let calls: usize = std::thread::scope(|scope| {
            let loops: Vec<_> = (0..connections)
                .map(|_| {
                    scope.spawn(|| {
                        let (mut connection, mut calls) = (Connection::to(sandbox), 0);
                        while started.elapsed() < for_how_long {
                            assert_eq!(connection.send(&request), 200);
                            calls += 1;
                        }
                        calls
                    })
                })
                .collect();
            loops.into_iter().map(|it| it.join().unwrap()).sum()
        });
        #[allow(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
        let rate = calls as f64 / started.elapsed().as_secs_f64();
        report(
            &format!("calls a second, {connections} connections"),
            rate,
            f64::NAN,
        );
    }
}

/// What a customer of the demo's kind takes up, in states that are kept.
fn memory(customers: u32) {
    let before = resident();
    let state = demo_times(customers);
    let closed = state.clone();
    drop(state);
    let bytes = resident() - before;
    report(
        "bytes in memory a customer of the demo's kind",
        bytes / f64::from(customers),
        BYTES_BEFORE,
    );
    drop(closed);
}

/// How long the JSON of 10,000 customers of the demo's kind takes to be a state.
fn restore() {
    let json = serde_json::to_string(&demo_times(10_000)).unwrap();
    let started = Instant::now();
    let state = State::from_json_text(&json).unwrap();
    report(
        "restore of 10,000 customers, s",
        started.elapsed().as_secs_f64(),
        RESTORE_BEFORE,
    );
    assert_eq!(serde_json::to_string(&state).unwrap(), json);
    let started = Instant::now();
    let value: Value = serde_json::from_str(&json).unwrap();
    report(
        "the same read into values alone, s",
        started.elapsed().as_secs_f64(),
        f64::NAN,
    );
    drop(value);
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
    let (demo, mut state) = (State::demo_on(date(2026, 11, 28)), State::empty());
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

/// A connection that is kept, and waits for each answer.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    fn to(sandbox: &Sandbox) -> Self {
        let host = sandbox.base_url().split('/').nth(2).unwrap();
        let stream = TcpStream::connect(host).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            buffer: vec![0; 1 << 20],
        }
    }

    /// Sends a request, reads all of the answer, and tells its status.
    fn send(&mut self, request: &str) -> u16 {
        self.stream.write_all(request.as_bytes()).unwrap();
        let mut length = 0;
        loop {
            let read = self.stream.read(&mut self.buffer[length..]).unwrap();
            assert!(read > 0, "the connection was closed");
            length += read;
            let answer = &self.buffer[..length];
            let Some(head) = answer.windows(4).position(|it| it == b"\r\n\r\n") else {
                continue;
            };
            let text = std::str::from_utf8(&answer[..head]).unwrap();
            let body = text
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "));
            let body: usize = body.map_or(0, |it| it.parse().unwrap());
            if length == head + 4 + body {
                return text[9..12].parse().unwrap();
            }
        }
    }
}

fn get(sandbox: &Sandbox, path: &str) -> String {
    request(sandbox, "GET", path, "")
}

fn request(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> String {
    let (token, length) = (sandbox.token(), body.len());
    let entity = match body {
        "" => String::new(),
        _ => format!("Content-Type: application/json\r\nContent-Length: {length}\r\n"),
    };
    format!(
        "{method} /v1.0{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n{entity}\r\n{body}"
    )
}

/// The first order that there is.
fn order(sandbox: &Sandbox) -> String {
    first(sandbox, Resource::OptionProductOrder, |id, body| {
        let option = body["optionProductId"].as_str().unwrap();
        format!("/partners/customers/{id}/option-product-orders/{option}")
    })
}

/// The first subscription that there is.
fn subscription(sandbox: &Sandbox) -> (i64, i64) {
    first(sandbox, Resource::Subscription, |id, body| {
        (id, body["subscriptionId"].as_i64().unwrap())
    })
}

fn first<T>(sandbox: &Sandbox, kind: Resource, of: impl Fn(i64, &Value) -> T) -> T {
    let state = sandbox.state();
    let found = state
        .domain_ids()
        .find_map(|id| Some(of(id, state.all(id, kind)?.first()?)));
    found.unwrap()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn report(name: &str, value: f64, baseline: f64) {
    let ratio = value / baseline;
    if std::env::args().any(|argument| argument == "--json") {
        let finite = |number: f64| json!(number.is_finite().then_some(number));
        let line = json!({"name": name, "value": value, "baseline": finite(baseline), "ratio": finite(ratio)});
        println!("{line}");
    } else if ratio.is_finite() {
        println!("{name}\t{value:.2}\t{baseline:.2}\t{ratio:.3}");
    } else {
        println!("{name}\t{value:.2}\t-\t-");
    }
}
