//! What calls cost in a sandbox of 100,000 customers, beside one of 24.
//!
//! `cargo bench -p works-partner-sandbox` prints a line a kind of call: wall and CPU time in microseconds, each
//! beside those of the small sandbox; with `--json`, an object a line. The two take turns, so that whatever else
//! the machine does is in both, and the median of the turns counts. The CPU time is that of the sandbox and of the
//! connection, which are one process.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a benchmark that fails stops"
)]

mod state;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use works_partner_sandbox::{Resource, Sandbox, State};

const FEW: u32 = 24;
const MANY: u32 = 100_000;
const TURNS: usize = 40;
const CALLS_A_TURN: usize = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let customers = arguments.iter().find_map(|it| it.parse().ok());
    let customers = customers.unwrap_or(MANY);
    if let Some(what @ ("memory" | "restore")) = arguments.first().map(String::as_str) {
        return state::run(what, customers, |json| State::from_json_text(json).unwrap());
    }
    let runtime = Runtime::new().unwrap();
    let large = start(&runtime, customers);
    let small = start(&runtime, FEW);
    calls(&large, &small);
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
        ("GET of an order", |sandbox, _| {
            get(sandbox, &order(sandbox))
        }),
        ("a list of 24", |sandbox, _| {
            get(sandbox, "/partners/customers?count=24")
        }),
        ("PUT of a memo", |sandbox, number| {
            let (id, subscription) = subscription(sandbox);
            let path = format!("/partners/customers/{id}/subscription-memos/{subscription}");
            let memo = json!({"customerCode": "C", "memo": format!("{number}")});
            request(sandbox, "PUT", &path, &memo.to_string())
        }),
        ("PATCH of a name", |sandbox, number| {
            let (id, _) = subscription(sandbox);
            let body = json!({"companyName": format!("Name {number}")});
            request(
                sandbox,
                "PATCH",
                &format!("/partners/customers/{id}"),
                &body.to_string(),
            )
        }),
        ("POST and DELETE of a domain", |sandbox, number| {
            let (id, _) = subscription(sandbox);
            let path = format!("/partners/customers/{id}/upgrade-domain");
            if number % 2 == 0 {
                request(sandbox, "POST", &path, r#"{"domain":"upgrade.example"}"#)
            } else {
                request(sandbox, "DELETE", &path, "")
            }
        }),
    ];
    for (name, request) in kinds {
        let (mut of_large, mut of_small) = (Times::default(), Times::default());
        for turn in 0..TURNS {
            for (sandbox, connection, times) in [
                (large, &mut to_large, &mut of_large),
                (small, &mut to_small, &mut of_small),
            ] {
                let numbers = turn * CALLS_A_TURN..(turn + 1) * CALLS_A_TURN;
                let requests: Vec<String> = numbers.map(|it| request(sandbox, it)).collect();
                let (wall, cpu) = (Instant::now(), ProcessTime::now());
                for request in &requests {
                    assert_eq!(connection.send(request) / 100, 2, "{request}");
                }
                times.cpu.push(cpu.elapsed());
                times.wall.push(wall.elapsed());
            }
        }
        let call = |times| median(times) / CALLS_A_TURN as f64;
        report(name, "wall", call(of_large.wall), call(of_small.wall));
        report(name, "CPU", call(of_large.cpu), call(of_small.cpu));
    }
}

/// Of the turns of a sandbox.
#[derive(Default)]
struct Times {
    wall: Vec<Duration>,
    cpu: Vec<Duration>,
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

/// In microseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e6
}

fn report(name: &str, time: &str, value: f64, baseline: f64) {
    let ratio = value / baseline;
    if std::env::args().any(|argument| argument == "--json") {
        let unit = format!("{time} µs per call");
        println!(
            "{}",
            json!({"name": name, "unit": unit, "value": value, "baseline": baseline})
        );
    } else {
        println!("{name}\t{time}\t{value:.2}\t{baseline:.2}\t{ratio:.3}");
    }
}
