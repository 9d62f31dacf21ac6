//! The rate: as fast as allowed, and no faster.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use works_partner_ext::{AccessToken, CallOptions, Client, Credentials, ErrorKind, TokenFuture};
use works_partner_sandbox::{Fault, RateLimitHeaders, Sandbox};

use crate::policy::{VirtualClock, client, customer, sandbox};

const LIMIT: usize = 240;

/// Makes that many calls at once; how many succeeded.
async fn call(client: &Client, calls: usize) -> usize {
    let mut tasks = JoinSet::new();
    for _ in 0..calls {
        let client = client.clone();
        tasks.spawn(async move { client.option_orders(customer()).await.is_ok() });
    }
    tasks
        .join_all()
        .await
        .into_iter()
        .filter(|succeeded| *succeeded)
        .count()
}

/// The whole minutes that so many calls need at least.
fn shortest(calls: usize, per_minute: usize) -> Duration {
    Duration::from_secs(60 * (calls.div_ceil(per_minute) as u64 - 1))
}

fn within_a_hundredth(found: Duration, shortest: Duration) -> bool {
    found >= shortest && found.as_secs_f64() <= shortest.as_secs_f64() * 1.01
}

#[tokio::test]
async fn ten_thousand_calls_take_as_long_as_they_must_and_none_is_refused() {
    for (headers, calls) in [
        (RateLimitHeaders::Documented, 10_000),
        (RateLimitHeaders::Omitted, 2_000),
    ] {
        let clock = VirtualClock::default();
        let sandbox = sandbox(&clock)
            .rate_limit_headers(headers)
            .start()
            .await
            .unwrap();
        let client = client(&sandbox, &clock).build().unwrap();

        assert_eq!(call(&client, calls).await, calls);

        assert_eq!(
            sandbox.requests().len(),
            calls,
            "a refused call is sent again"
        );
        let (took, shortest) = (clock.elapsed(), shortest(calls, LIMIT));
        assert!(
            within_a_hundredth(took, shortest),
            "{took:?}, not {shortest:?}"
        );
    }
}

#[tokio::test]
async fn a_second_client_that_eats_a_third_is_lived_with() {
    let clock = VirtualClock::default();
    let sandbox = Arc::new(sandbox(&clock).start().await.unwrap());
    let client = client(&sandbox, &clock).build().unwrap();

    let calls = 2_000;
    let mut succeeded = 0;
    for _ in 0..calls / 20 {
        // For every two of ours, one of theirs.
        sandbox.consume_quota("list_option_product_orders", 10);
        succeeded += call(&client, 20).await;
    }

    assert_eq!(succeeded, calls);
    let left_for_us = LIMIT * 2 / 3;
    let (took, fair) = (clock.elapsed(), shortest(calls, left_for_us));
    assert!(
        took <= fair * 11 / 10 + Duration::from_secs(60),
        "{took:?}, not about {fair:?}"
    );
}

#[tokio::test]
async fn a_long_run_keeps_to_half() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    let client = client(&sandbox, &clock).build().unwrap();
    let client = client.with(CallOptions::new().half_rate(true));

    assert_eq!(call(&client, 1_200).await, 1_200);

    let (took, shortest) = (clock.elapsed(), shortest(1_200, LIMIT / 2));
    assert!(
        within_a_hundredth(took, shortest),
        "{took:?}, not {shortest:?}"
    );
}

#[tokio::test]
async fn a_lower_limit_is_learnt_from_the_headers() {
    for headers in [RateLimitHeaders::Documented, RateLimitHeaders::Used] {
        let clock = VirtualClock::default();
        let sandbox = sandbox(&clock)
            .rate_limit(Some(60))
            .rate_limit_headers(headers)
            .start()
            .await
            .unwrap();
        let client = client(&sandbox, &clock).build().unwrap();

        assert_eq!(call(&client, 300).await, 300);

        assert_eq!(sandbox.requests().len(), 300);
        let (took, shortest) = (clock.elapsed(), shortest(300, 60));
        assert!(
            within_a_hundredth(took, shortest),
            "{took:?}, not {shortest:?}"
        );
    }
}

#[tokio::test]
async fn no_more_than_five_calls_are_under_way() {
    let clock = VirtualClock::default();
    // The sandbox answers a sixth with 429.
    let sandbox = sandbox(&clock)
        .concurrency_limit(Some(5))
        .start()
        .await
        .unwrap();
    let client = client(&sandbox, &clock).attempts(1).build().unwrap();

    assert_eq!(call(&client, 200).await, 200);
    assert_eq!(sandbox.requests().len(), 200);
}

#[tokio::test]
async fn cancelled_calls_leave_nothing_behind() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    let client = client(&sandbox, &clock)
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap();
    sandbox.faults().always(Fault::StallBeforeHeaders);

    let started = Arc::new(AtomicUsize::new(0));
    let mut stuck = JoinSet::new();
    for _ in 0..20 {
        let (client, started) = (client.clone(), started.clone());
        stuck.spawn(async move {
            started.fetch_add(1, Ordering::Relaxed);
            client.option_orders(customer()).await
        });
    }
    while started.load(Ordering::Relaxed) < 20 || sandbox.requests().len() < 5 {
        tokio::task::yield_now().await;
    }
    stuck.shutdown().await;
    sandbox.faults().clear();

    assert_eq!(call(&client, 50).await, 50);
}

#[tokio::test]
async fn the_operations_have_a_rate_each() {
    let clock = VirtualClock::default();
    let sandbox: Sandbox = sandbox(&clock).rate_limit(Some(10)).start().await.unwrap();
    let client = client(&sandbox, &clock).rate_limit(10).build().unwrap();

    assert_eq!(call(&client, 10).await, 10);
    let task = client
        .option_order("10000001".parse().unwrap(), "ACV2")
        .await
        .unwrap();
    assert!(task.is_some());
    assert_eq!(clock.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn a_server_that_asks_for_too_long_a_wait_is_not_waited_for() {
    use works_partner_sandbox::RetryHint;
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    sandbox
        .faults()
        .push(Fault::TooManyRequests(RetryHint::RetryAfterSeconds(3_600)));
    let client = client(&sandbox, &clock).build().unwrap();

    let error = client.option_orders(customer()).await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Status);
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3_600)));
    assert_eq!(clock.elapsed(), Duration::ZERO);
}

/// Credentials that note when they were last asked, in seconds.
struct Noting {
    clock: VirtualClock,
    token: AccessToken,
    asked: Arc<AtomicUsize>,
}

impl Credentials for Noting {
    fn access_token(&self) -> TokenFuture<'_> {
        let now = usize::try_from(self.clock.elapsed().as_secs()).unwrap();
        self.asked.fetch_max(now, Ordering::Relaxed);
        Box::pin(std::future::ready(Ok(self.token.clone())))
    }
}

#[tokio::test]
async fn the_token_is_got_when_the_turn_has_come() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let client = client(&sandbox, &clock)
        .credentials(Noting {
            clock: clock.clone(),
            token: AccessToken::new(sandbox.token()).unwrap(),
            asked: asked.clone(),
        })
        .rate_limit(1)
        .build()
        .unwrap();

    // All ask at once, and go out a minute apart.
    assert_eq!(call(&client, 4).await, 4);

    assert_eq!(asked.load(Ordering::Relaxed), 180);
}

/// Credentials that fail from the second time they are asked on, for so many times.
struct Failing {
    token: AccessToken,
    asked: AtomicUsize,
    failures: usize,
}

impl Credentials for Failing {
    fn access_token(&self) -> TokenFuture<'_> {
        let before = self.asked.fetch_add(1, Ordering::Relaxed);
        Box::pin(std::future::ready(match before {
            1.. if before <= self.failures => AccessToken::new(""),
            _ => Ok(self.token.clone()),
        }))
    }
}

#[tokio::test]
async fn a_call_that_gets_no_token_takes_nobodys_place() {
    for headers in [RateLimitHeaders::Documented, RateLimitHeaders::Omitted] {
        let clock = VirtualClock::default();
        let sandbox = sandbox(&clock)
            .rate_limit_headers(headers)
            .start()
            .await
            .unwrap();
        let client = client(&sandbox, &clock)
            .credentials(Failing {
                token: AccessToken::new(sandbox.token()).unwrap(),
                asked: AtomicUsize::new(0),
                failures: 300,
            })
            .build()
            .unwrap();

        assert_eq!(call(&client, 1).await, 1);
        assert_eq!(call(&client, 300).await, 0);
        assert_eq!(call(&client, LIMIT - 1).await, LIMIT - 1);

        assert_eq!(clock.elapsed(), Duration::ZERO, "nobody had to wait");
    }
}
