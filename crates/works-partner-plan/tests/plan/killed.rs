//! A process that applies a plan and is killed, wherever it is; and disks, networks and servers that fail.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use fastrand::Rng;
use works_partner_ext::Client;
use works_partner_plan::{
    ApplyOptions, Error, Journal, OutcomeKind, Plan, Report, WriteState, apply,
};
use works_partner_sandbox::{Fault, Resource, RetryHint, Sandbox};

use super::support::{World, id, kinds, state};

fn list(customers: i64) -> String {
    let mut list = "domainId,operation,optionProductId,subOptionId,applyDate\n".to_owned();
    for number in 1..=customers {
        let line = match number % 3 {
            0 => "upgrade,SSTG2,SSTG203,",
            1 => "cancel,DRV,,2026-12-10",
            _ => "cancel,DRV,,",
        };
        list.push_str(&format!("{},{line}\n", id(number)));
    }
    list
}

/// How often a change of each customer arrived.
fn arrived(sandbox: &Sandbox) -> BTreeMap<String, usize> {
    let mut arrived = BTreeMap::new();
    for request in sandbox.requests() {
        if request.method() != "GET" && request.path().contains("/customers/") {
            let customer = request.path().split('/').nth(4).unwrap().to_owned();
            *arrived.entry(customer).or_default() += 1;
        }
    }
    arrived
}

/// Whether the change of each customer is made.
fn is_made(sandbox: &Sandbox, number: i64) -> bool {
    let state = sandbox.state();
    let options = state.all(id(number), Resource::OptionProduct).unwrap();
    let option = |name: &str| {
        options
            .iter()
            .find(|option| option["optionProductId"] == name)
    };
    match number % 3 {
        0 => option("SSTG2").unwrap()["subOptionId"] == "SSTG203",
        1 => state.option_product_order(id(number), "DRV").is_some(),
        _ => option("DRV").is_none(),
    }
}

/// What the child process does: it is this test alone, in a process of its own.
#[tokio::test]
#[ignore = "a process for the tests below"]
async fn child() {
    let Ok(base_url) = std::env::var("PLAN_TEST_URL") else {
        return;
    };
    let variable = |name: &str| std::env::var(name).unwrap();
    let plan =
        Plan::from_json(&std::fs::read_to_string(variable("PLAN_TEST_PLAN")).unwrap()).unwrap();
    let client = Client::builder()
        .base_url(base_url)
        .access_token(variable("PLAN_TEST_TOKEN"))
        .build()
        .unwrap();
    let journal = match Journal::open(variable("PLAN_TEST_JOURNAL")) {
        Ok(journal) => journal,
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(3);
        }
    };
    let mut options = ApplyOptions::default();
    options.clock = Arc::new(super::support::clock());
    options.base_url = Some("sandbox".to_owned());
    options.resume = true;
    options.concurrency = 2;
    match apply(&plan, None, &client, &journal, &options, |_| {}).await {
        Ok(report)
            if report
                .outcomes
                .iter()
                .all(|outcome| outcome.kind == OutcomeKind::Done) => {}
        Ok(report) => {
            eprintln!("{report:?}");
            std::process::exit(4);
        }
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(3);
        }
    }
}

fn spawn(world: &World, folder: &Path, shell: Option<&str>) -> Child {
    let program = std::env::current_exe().unwrap();
    let arguments = ["--exact", "plan::killed::child", "--ignored", "--nocapture"];
    let mut command = match shell {
        None => {
            let mut command = Command::new(program);
            command.args(arguments);
            command
        }
        Some(script) => {
            let mut command = Command::new("sh");
            command.args(["-c", &format!("{script}; exec \"$0\" \"$@\"")]);
            command.arg(program).args(arguments);
            command
        }
    };
    command
        .env("PLAN_TEST_URL", world.sandbox.base_url())
        .env("PLAN_TEST_TOKEN", world.sandbox.token())
        .env("PLAN_TEST_PLAN", folder.join("plan.json"))
        .env("PLAN_TEST_JOURNAL", folder.join("journal.db"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Waits without holding the sandbox up, which lives in this process.
async fn ended(child: &mut Child, within: Duration) -> Option<i32> {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status.code().unwrap_or(-1));
        }
        if began.elapsed() > within {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn kill(kills: usize, seed: u64) {
    let mut rng = Rng::with_seed(seed);
    let mut killed = 0;
    while killed < kills {
        let world = World::of(state(6)).await;
        let folder = tempfile::tempdir().unwrap();
        let plan = world.plan(&list(6)).await;
        std::fs::write(folder.path().join("plan.json"), plan.to_json()).unwrap();
        let mut after = None;
        loop {
            let mut child = spawn(&world, folder.path(), None);
            // At a random moment, or once a random request has arrived.
            let wait = match after {
                _ if killed >= kills => Duration::from_secs(60),
                Some(_) => Duration::from_micros(rng.u64(0..60_000)),
                None => {
                    let wanted = world.sandbox.requests().len() + rng.usize(1..12);
                    let began = Instant::now();
                    while world.sandbox.requests().len() < wanted
                        && child.try_wait().unwrap().is_none()
                        && began.elapsed() < Duration::from_secs(20)
                    {
                        tokio::time::sleep(Duration::from_micros(300)).await;
                    }
                    Duration::from_micros(rng.u64(0..3_000))
                }
            };
            after = if rng.bool() { Some(()) } else { None };
            match ended(&mut child, wait).await {
                Some(0) => break,
                Some(code) => {
                    let output = child.wait_with_output().unwrap();
                    panic!("{code}: {}", String::from_utf8_lossy(&output.stderr));
                }
                None => {
                    child.kill().unwrap();
                    child.wait().unwrap();
                    killed += 1;
                }
            }
        }
        for number in 1..=6 {
            assert!(
                is_made(&world.sandbox, number),
                "seed {seed}, customer {number}"
            );
        }
        assert!(
            arrived(&world.sandbox).values().all(|count| *count == 1),
            "{:?}",
            arrived(&world.sandbox)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_makes_each_change_once() {
    kill(6, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "200 processes"]
async fn a_process_that_is_killed_200_times_makes_each_change_once() {
    kill(200, 2).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_sends_nothing_that_nobody_knows_of() {
    let world = World::of(state(6)).await;
    let folder = tempfile::tempdir().unwrap();
    let plan = world.plan(&list(6)).await;
    std::fs::write(folder.path().join("plan.json"), plan.to_json()).unwrap();
    // Files may grow to so many blocks of 512 bytes, which each attempt finds full a little later.
    for blocks in [60, 100, 120, 140] {
        let limit = format!("trap '' XFSZ; ulimit -f {blocks}");
        let mut child = spawn(&world, folder.path(), Some(&limit));
        let code = ended(&mut child, Duration::from_secs(60)).await;
        assert!(matches!(code, Some(0 | 3)), "{blocks}: {code:?}");
    }
    let mut child = spawn(&world, folder.path(), None);
    assert_eq!(ended(&mut child, Duration::from_secs(60)).await, Some(0));
    for number in 1..=6 {
        assert!(is_made(&world.sandbox, number), "customer {number}");
    }
    assert!(
        arrived(&world.sandbox).values().all(|count| *count == 1),
        "{:?}",
        arrived(&world.sandbox)
    );
}

async fn resumed(world: &World, plan: &Plan, journal: &Journal, client: &Client) -> Report {
    let mut options = world.options();
    options.resume = true;
    apply(plan, None, client, journal, &options, |_| {})
        .await
        .unwrap()
}

#[tokio::test]
async fn whatever_the_network_and_the_server_do_each_change_is_made_once() {
    let write = [
        "upgrade_option_product",
        "create_option_product_order",
        "delete_option_product",
    ];
    for (fault, is_processed) in [
        (Fault::ResetBeforeRequest, false),
        (Fault::ResetAfterRequest, true),
        (Fault::TruncatedBody, true),
        (Fault::HtmlBody, true),
        (Fault::GatewayPage(502), false),
        (Fault::ServiceUnavailable, false),
        (Fault::Unauthorized, false),
        (
            Fault::TooManyRequests(RetryHint::RetryAfterSeconds(3)),
            false,
        ),
    ] {
        let world = World::of(state(6)).await;
        let plan = world.plan(&list(6)).await;
        let journal = Journal::in_memory().unwrap();
        for operation in write {
            world.sandbox.faults().push_for(operation, fault.clone());
        }
        let first = world.apply(&plan, &journal).await;
        let mut last = first.clone();
        for _ in 0..3 {
            last = resumed(&world, &plan, &journal, &world.client).await;
        }
        assert_eq!(
            kinds(&last),
            [OutcomeKind::Done; 6],
            "{fault:?}: {first:?} {last:?}"
        );
        for number in 1..=6 {
            assert!(
                is_made(&world.sandbox, number),
                "{fault:?}, customer {number}"
            );
        }
        if is_processed {
            let arrived = arrived(&world.sandbox);
            assert!(
                arrived.values().all(|count| *count == 1),
                "{fault:?}: {arrived:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_storm_of_429_is_waited_out() {
    let world = World::of(state(3)).await;
    let plan = world.plan(&list(3)).await;
    for _ in 0..4 {
        let fault = Fault::TooManyRequests(RetryHint::RetryAfterSeconds(20));
        world
            .sandbox
            .faults()
            .push_for("delete_option_product", fault);
    }
    let report = world.apply(&plan, &Journal::in_memory().unwrap()).await;
    assert_eq!(kinds(&report), [OutcomeKind::Done; 3], "{report:?}");
    assert!(
        world.clock.slept() >= Duration::from_secs(80),
        "{:?}",
        world.clock.slept()
    );
}

/// A gateway that answers 502 for every change that the server has made.
async fn gateway(base_url: String) -> (String, Arc<AtomicUsize>) {
    let origin = base_url.trim_end_matches("/v1.0").to_owned();
    let answered = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&answered);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let handler = move |request: Request| {
        let (origin, http, count) = (origin.clone(), http.clone(), Arc::clone(&count));
        async move {
            let (parts, body) = request.into_parts();
            let body = to_bytes(body, 1 << 20).await.unwrap();
            let url = format!("{origin}{}", parts.uri);
            let mut headers = parts.headers;
            headers.remove("host");
            let is_write = parts.method != "GET";
            let answer = http
                .request(parts.method, url)
                .headers(headers)
                .body(body)
                .send()
                .await
                .unwrap();
            let status = answer.status();
            let bytes = answer.bytes().await.unwrap();
            let (status, bytes) = if is_write && status.is_success() {
                count.fetch_add(1, Ordering::SeqCst);
                (StatusCode::BAD_GATEWAY, "a gateway".into())
            } else {
                (status, bytes)
            };
            let mut response = Response::new(Body::from(bytes));
            *response.status_mut() = status;
            response
                .headers_mut()
                .insert("content-type", "application/json".parse().unwrap());
            response
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1.0", listener.local_addr().unwrap());
    let router = Router::new().fallback(handler);
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, answered)
}

#[tokio::test]
async fn a_5xx_after_the_change_was_made_is_settled_by_reading() {
    let world = World::of(state(6)).await;
    let plan = world.plan(&list(6)).await;
    let (url, answered) = gateway(world.sandbox.base_url().to_owned()).await;
    let client = Client::builder()
        .base_url(url)
        .access_token(world.sandbox.token())
        .rate_limit(None)
        .build()
        .unwrap();
    let journal = Journal::in_memory().unwrap();
    let report = apply(&plan, None, &client, &journal, &world.options(), |_| {})
        .await
        .unwrap();
    assert_eq!(kinds(&report), [OutcomeKind::Done; 6], "{report:?}");
    assert_eq!(answered.load(Ordering::SeqCst), 6);
    let writes = journal.writes().unwrap();
    let is_settled = |write: &works_partner_plan::Write| {
        write.state == WriteState::Done && write.status == Some(502) && write.settled.is_some()
    };
    assert!(writes.iter().all(is_settled), "{writes:?}");
    let again = apply(&plan, None, &client, &journal, &world.options(), |_| {}).await;
    assert!(matches!(again, Err(Error::Begun { sent: 6 })));
}
