//! How many calls a minute, and how many at once.

use std::time::Duration;

use crate::support::{
    Answer, Hands, Outcome, anonymous_request, client, get, request, subscription,
};
use reqwest::Method;
use serde_json::json;
use tokio::task::{JoinSet, yield_now};
use tokio::time::timeout;
use works_partner_sandbox::{Fault, RateLimitHeaders, Resource, Sandbox, State};

const LIST: &str = "/partners/customers/10000001/option-product-orders";
const GET: &str = "/partners/customers/10000001/option-product-orders/ACV2";
const RENEWAL: &str = "/partners/customers/10000001/subscriptions/0/renewal";
const TOO_MANY: &str = r#"{"code":"TOO_MANY_REQUESTS","description":"API rate limit exceeded"}"#;
const TIMEOUT: Duration = Duration::from_secs(10);

#[tokio::test]
async fn an_answer_tells_what_is_left_of_the_minute() -> Outcome {
    let hands = Hands::at("2027-01-15T09:00:30.5Z");
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    assert_eq!(rate(&get(&sandbox, LIST).await?), ["1", "240", "239", "60"]);
    hands.turn(20);
    assert_eq!(rate(&get(&sandbox, LIST).await?), ["2", "240", "238", "40"]);
    // Each operation has a minute of its own.
    assert_eq!(rate(&get(&sandbox, GET).await?), ["1", "240", "239", "60"]);
    hands.turn(39);
    assert_eq!(rate(&get(&sandbox, LIST).await?), ["3", "240", "237", "1"]);
    hands.turn(1);
    assert_eq!(rate(&get(&sandbox, LIST).await?), ["1", "240", "239", "60"]);
    assert_eq!(rate(&get(&sandbox, GET).await?), ["2", "240", "238", "20"]);
    Ok(())
}

#[tokio::test]
async fn beyond_the_limit_nothing_runs_until_the_minute_is_over() -> Outcome {
    let hands = Hands::at("2027-01-15T09:00:00Z");
    let mut state = State::empty();
    state.put(
        10000001,
        Resource::Subscription,
        subscription(1, "ADV", "MONTHLY", Some("2027-01-31")),
    );
    let sandbox = Sandbox::builder()
        .clock(hands.clock())
        .state(state)
        .rate_limit(Some(2))
        .start()
        .await?;
    let create = async |option: &str| {
        let order = json!({"optionProductId": option, "type": "APPLY", "applyDate": "2027-01-31"});
        let request = request(&sandbox, Method::POST, LIST)?.json(&order);
        Answer::of(request.send().await?).await
    };

    assert_eq!(create("DRV").await?.status, 201);
    assert_eq!(create("BCT").await?.status, 201);
    hands.turn(59);
    for _ in 0..2 {
        let refused = create("ACV3").await?;
        refused.is(429, TOO_MANY);
        assert_eq!(rate(&refused), ["2", "2", "0", "1"]);
        assert_eq!(refused.header("Retry-After"), "");
    }
    assert_eq!(get(&sandbox, LIST).await?.status, 200);
    assert_eq!(sandbox.state().option_product_order(10000001, "ACV3"), None);
    hands.turn(1);
    assert_eq!(create("ACV3").await?.status, 201);
    Ok(())
}

#[tokio::test]
async fn what_an_operation_refuses_counts_and_what_is_no_operation_does_not() -> Outcome {
    let hands = Hands::at("2027-01-15T09:00:00Z");
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    for (path, status, headers) in [
        (
            "/partners/customers/abc/option-product-orders",
            400,
            ["1", "240", "239", "60"],
        ),
        (
            "/partners/customers/99999999/option-product-orders",
            403,
            ["2", "240", "238", "60"],
        ),
        (
            "/partners/customers/10000001/option-product-orders/DRV",
            404,
            ["1", "240", "239", "60"],
        ),
        ("/nowhere", 404, [""; 4]),
    ] {
        let answer = get(&sandbox, path).await?;
        assert_eq!(
            (answer.status.as_u16(), rate(&answer)),
            (status, headers),
            "{path}"
        );
    }
    let anonymous = anonymous_request(&sandbox, Method::GET, LIST)?
        .send()
        .await?;
    assert_eq!(rate(&Answer::of(anonymous).await?), [""; 4]);
    let head = request(&sandbox, Method::HEAD, LIST)?.send().await?;
    assert_eq!(rate(&Answer::of(head).await?), ["3", "240", "237", "60"]);
    Ok(())
}

#[tokio::test]
async fn the_headers_are_spelt_as_set() -> Outcome {
    for (limit, headers, ssed, used, left) in [
        (Some(9), RateLimitHeaders::Documented, "1", "", "8"),
        (Some(9), RateLimitHeaders::Used, "", "1", "8"),
        (Some(9), RateLimitHeaders::Omitted, "", "", ""),
        (None, RateLimitHeaders::Documented, "", "", ""),
    ] {
        let builder = Sandbox::builder().rate_limit(limit);
        let sandbox = builder.rate_limit_headers(headers).start().await?;
        let answer = get(&sandbox, LIST).await?;
        let seen = ["rateLimit-ssed", "rateLimit-used", "rateLimit-remaining"];
        assert_eq!(
            seen.map(|name| answer.header(name)),
            [ssed, used, left],
            "{headers:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn another_client_may_eat_of_the_same_minute() -> Outcome {
    let sandbox = Sandbox::builder().rate_limit(Some(10)).start().await?;
    sandbox.consume_quota("list_option_product_orders", 4);
    sandbox.consume_quota("/v1.0/partners/customers/7/option-product-orders", 3);
    assert_eq!(rate(&get(&sandbox, LIST).await?)[0], "8");
    assert_eq!(rate(&get(&sandbox, GET).await?)[0], "1");
    sandbox.consume_quota(
        "/partners/customers/{domainId}/option-product-orders/{optionProductId}",
        u32::MAX,
    );
    assert_eq!(rate(&get(&sandbox, GET).await?)[..3], ["10", "10", "0"]);
    Ok(())
}

#[tokio::test]
#[should_panic(
    expected = "\"orders\" is neither an operation nor the path of one; the operations are list_customers"
)]
async fn a_slip_in_the_operation_to_consume_of_is_noticed() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    sandbox.consume_quota("orders", 1);
}

#[tokio::test]
async fn beyond_so_many_at_once_requests_are_refused_until_one_ends() -> Outcome {
    let sandbox = Sandbox::builder()
        .concurrency_limit(Some(2))
        .start()
        .await?;
    for fault in [Fault::StallBeforeHeaders, Fault::StallMidBody] {
        sandbox.faults().push_for(&format!("/v1.0{GET}"), fault);
    }
    let mut stalled = JoinSet::new();
    for _ in 0..2 {
        let request = request(&sandbox, Method::GET, GET)?;
        stalled.spawn(async move { Answer::of(request.send().await?).await });
    }
    timeout(TIMEOUT, async {
        while sandbox.requests().len() < 2 {
            yield_now().await;
        }
    })
    .await?;

    sandbox.faults().push(Fault::Conflict);
    get(&sandbox, LIST).await?.is(429, TOO_MANY);
    assert_eq!(
        sandbox.faults().pending(),
        1,
        "what is refused meets no fault"
    );
    assert_eq!(sandbox.requests().len(), 3, "though it is recorded");
    // The auth server has no such limit.
    let token = client()?
        .post(format!("{}/token", sandbox.auth_url()))
        .send()
        .await?;
    assert_eq!(token.status(), 409);

    stalled.shutdown().await;
    timeout(TIMEOUT, async {
        while get(&sandbox, LIST).await?.status != 200 {}
        reqwest::Result::Ok(())
    })
    .await??;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_keeps_to_the_limit_is_never_refused() -> Outcome {
    let sandbox = Sandbox::builder().rate_limit(None).start().await?;
    let client = client()?;
    let mut workers = JoinSet::new();
    for _ in 0..5 {
        let base_url = sandbox.base_url().to_owned();
        let (client, token) = (client.clone(), sandbox.token().to_owned());
        workers.spawn(async move {
            for number in 0..100 {
                let (method, path) = [
                    (Method::GET, LIST),
                    (Method::HEAD, LIST),
                    (Method::PATCH, RENEWAL),
                ][number % 3]
                    .clone();
                let request = client
                    .request(method, format!("{base_url}{path}"))
                    .bearer_auth(&token)
                    .json(&json!({"type": "STAY"}));
                let response = request.send().await?.error_for_status()?;
                response.bytes().await?;
            }
            reqwest::Result::Ok(())
        });
    }
    while let Some(worked) = workers.join_next().await {
        worked??;
    }
    assert_eq!(sandbox.requests().len(), 500);
    Ok(())
}

#[tokio::test]
async fn without_a_limit_many_may_run_at_once() -> Outcome {
    let sandbox = Sandbox::builder().concurrency_limit(None).start().await?;
    sandbox.faults().always(Fault::StallMidBody);
    let mut stalled = JoinSet::new();
    for _ in 0..20 {
        let request = request(&sandbox, Method::GET, LIST)?;
        stalled.spawn(request.send());
    }
    while let Some(response) = stalled.join_next().await {
        assert_eq!(response??.status(), 200);
    }
    Ok(())
}

/// The rate headers in documented spelling: used, allowed, left, seconds left.
fn rate(answer: &Answer) -> [&str; 4] {
    [
        "rateLimit-ssed",
        "rateLimit-limit",
        "rateLimit-remaining",
        "rateLimit-reset",
    ]
    .map(|name| answer.header(name))
}
