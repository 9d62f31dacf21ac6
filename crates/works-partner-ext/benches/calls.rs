//! What a call costs: `cargo bench -p works-partner-ext`.
//!
//! Three clients ask one sandbox, which runs in a process of its own, in turns: reqwest and
//! serde_json by hand (the baseline), the generated client alone, and the client of this crate with
//! every policy on. Told are calls per second, CPU time per call of this process, and the ratio of
//! the latter to the baseline's, each the median of the rounds.

#![allow(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark fails by panicking and tells its result on stdout"
)]

use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use http::header::AUTHORIZATION;
use serde::Deserialize;
use works_partner_api::types::OptionProductId;
use works_partner_ext::{Client, DomainId};
use works_partner_sandbox::Sandbox;

const ROUNDS: usize = 31;
const CALLS: u32 = 400;
const DOMAIN_ID: i64 = 10000001;

/// What somebody who needs one call writes by hand.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code)]
struct Task {
    subscription_id: Option<i64>,
    option_product_id: String,
    sub_option_id: String,
    r#type: String,
    quantity: Option<i64>,
    apply_date: String,
}

#[derive(Clone, Copy)]
struct Sample {
    wall: Duration,
    cpu: Duration,
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    if std::env::args().any(|argument| argument == "--serve") {
        return runtime.block_on(serve());
    }
    let mut server = Command::new(std::env::current_exe().unwrap())
        .arg("--serve")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let (url, token) = (
        lines.next().unwrap().unwrap(),
        lines.next().unwrap().unwrap(),
    );
    runtime.block_on(compare(&url, &token));
    server.kill().unwrap();
    server.wait().unwrap();
}

async fn serve() {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    println!("{}\n{}", sandbox.base_url(), sandbox.token());
    std::future::pending::<()>().await;
}

async fn compare(url: &str, token: &str) {
    let bearer = format!("Bearer {token}");
    let plain = reqwest::Client::builder().no_proxy().build().unwrap();
    let authorized = reqwest::Client::builder()
        .no_proxy()
        .default_headers(
            [(AUTHORIZATION, bearer.parse().unwrap())]
                .into_iter()
                .collect(),
        )
        .build()
        .unwrap();
    let generated = works_partner_api::Client::new_with_client(
        url,
        authorized,
        works_partner_api::Transport::plain(),
    );
    let ext = Client::builder()
        .base_url(url)
        .access_token(token)
        .rate_limit(10_000_000)
        .build()
        .unwrap();
    let domain_id: DomainId = DOMAIN_ID.try_into().unwrap();

    let mut samples: [Vec<Sample>; 3] = Default::default();
    for _ in 0..ROUNDS {
        let [by_hand, alone, full] = &mut samples;
        by_hand.push(
            measure(async || {
                let body = plain
                    .get(format!(
                        "{url}/partners/customers/{DOMAIN_ID}/option-product-orders/ACV2"
                    ))
                    .header(AUTHORIZATION, &bearer)
                    .send()
                    .await
                    .unwrap()
                    .error_for_status()
                    .unwrap()
                    .bytes()
                    .await
                    .unwrap();
                black_box(serde_json::from_slice::<Task>(&body).unwrap());
            })
            .await,
        );
        alone.push(
            measure(async || {
                let call = generated.get_option_product_order().domain_id(DOMAIN_ID);
                black_box(
                    call.option_product_id(OptionProductId::Acv2)
                        .send()
                        .await
                        .unwrap(),
                );
            })
            .await,
        );
        full.push(
            measure(async || {
                black_box(
                    ext.option_order(domain_id, OptionProductId::Acv2)
                        .await
                        .unwrap(),
                );
            })
            .await,
        );
    }

    println!(
        "{:<28}{:>10}{:>14}{:>8}",
        "client", "calls/s", "CPU µs/call", "ratio"
    );
    let baseline = median(&samples[0], |sample| sample.cpu);
    let names = [
        "reqwest and serde_json",
        "works-partner-api",
        "works-partner-ext, all on",
    ];
    for (name, samples) in names.iter().zip(&samples) {
        let (wall, cpu) = (
            median(samples, |sample| sample.wall),
            median(samples, |sample| sample.cpu),
        );
        println!(
            "{name:<28}{:>10.0}{:>14.1}{:>8.3}",
            1.0 / wall.as_secs_f64(),
            cpu.as_secs_f64() * 1e6,
            cpu.as_secs_f64() / baseline.as_secs_f64(),
        );
    }
}

/// Wall and CPU time of one call, on average over many.
async fn measure(call: impl AsyncFn()) -> Sample {
    let (wall, cpu) = (Instant::now(), ProcessTime::now());
    for _ in 0..CALLS {
        call().await;
    }
    Sample {
        wall: wall.elapsed() / CALLS,
        cpu: cpu.elapsed() / CALLS,
    }
}

fn median(samples: &[Sample], of: impl Fn(&Sample) -> Duration) -> Duration {
    let mut values: Vec<Duration> = samples.iter().map(of).collect();
    values.sort();
    values[values.len() / 2]
}
