//! One row a fault: what the caller gets, how often the sandbox was asked, how long was waited.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use works_partner_ext::ErrorKind::{self, Decode, Network, Status, Timeout, TooLarge};
use works_partner_sandbox::{Fault, ResponseTemplate, RetryHint};

use crate::policy::{Renewable, VirtualClock, client, customer, sandbox};

enum Times {
    Once,
    Always,
}
use Times::{Always, Once};

/// `Ok` with the number of tasks read, or the kind and the status of the error.
type Outcome = Result<usize, (ErrorKind, Option<u16>)>;

struct Row {
    fault: Fault,
    times: Times,
    outcome: Outcome,
    requests: usize,
    waited_ms: u64,
}

fn row(fault: Fault, times: Times, outcome: Outcome, requests: usize, waited_ms: u64) -> Row {
    Row {
        fault,
        times,
        outcome,
        requests,
        waited_ms,
    }
}

fn rows() -> Vec<Row> {
    use Fault::*;
    let page = GatewayPage;
    let status = |status| Err((Status, Some(status)));
    vec![
        row(ResetBeforeRequest, Once, Ok(2), 1, 250),
        row(ResetAfterRequest, Once, Ok(2), 2, 250),
        row(ResetAfterRequest, Always, Err((Network, None)), 4, 1750),
        row(StallBeforeHeaders, Once, Ok(2), 2, 250),
        row(StallBeforeHeaders, Always, Err((Timeout, None)), 4, 1750),
        row(StallMidBody, Once, Ok(2), 2, 250),
        row(StallMidBody, Always, Err((Timeout, Some(200))), 4, 1750),
        row(TruncatedBody, Once, Ok(2), 2, 250),
        row(TruncatedBody, Always, Err((Network, Some(200))), 4, 1750),
        row(Unauthorized, Once, status(401), 1, 0),
        row(Unauthorized, Always, status(401), 1, 0),
        row(Forbidden, Always, status(403), 1, 0),
        row(NotFound, Always, status(404), 1, 0),
        row(Conflict, Always, status(409), 1, 0),
        row(
            TooManyRequests(RetryHint::RetryAfterSeconds(7)),
            Once,
            Ok(2),
            2,
            7_000,
        ),
        row(
            TooManyRequests(RetryHint::RetryAfterDate(9)),
            Once,
            Ok(2),
            2,
            9_000,
        ),
        row(
            TooManyRequests(RetryHint::RateLimitReset(5)),
            Once,
            Ok(2),
            2,
            5_000,
        ),
        row(TooManyRequests(RetryHint::None), Once, Ok(2), 2, 250),
        row(
            TooManyRequests(RetryHint::RetryAfterSeconds(7)),
            Always,
            status(429),
            11,
            70_000,
        ),
        row(
            TooManyRequests(RetryHint::RetryAfterSeconds(1_000)),
            Always,
            status(429),
            1,
            0,
        ),
        // No wait is not "at once", and a date counts by the answer's own clock.
        row(
            TooManyRequests(RetryHint::RetryAfterSeconds(0)),
            Once,
            Ok(2),
            2,
            250,
        ),
        row(
            TooManyRequests(RetryHint::RetryAfterSeconds(0)),
            Always,
            status(429),
            11,
            75_750,
        ),
        row(
            Response(
                ResponseTemplate::new(429)
                    .header("date", "Sat, 02 Jan 2027 00:00:00 GMT")
                    .header("retry-after", "Sat, 02 Jan 2027 00:00:04 GMT"),
            ),
            Once,
            Ok(2),
            2,
            4_000,
        ),
        row(
            Response(
                ResponseTemplate::new(503)
                    .header("date", "Sat, 02 Jan 2027 00:00:00 GMT")
                    .header("retry-after", "Fri, 01 Jan 2027 00:00:00 GMT"),
            ),
            Always,
            status(503),
            4,
            1_750,
        ),
        row(
            Response(ResponseTemplate::new(429).header("retry-after", "99999999999999999999")),
            Always,
            status(429),
            1,
            0,
        ),
        row(
            TooManyRequests(RetryHint::None),
            Always,
            status(429),
            11,
            75_750,
        ),
        row(InternalServerError, Always, status(500), 1, 0),
        row(page(500), Always, status(500), 1, 0),
        row(page(502), Once, Ok(2), 2, 250),
        row(page(502), Always, status(502), 4, 1750),
        row(page(503), Once, Ok(2), 2, 250),
        row(page(503), Always, status(503), 4, 1750),
        row(ServiceUnavailable, Always, status(503), 4, 1750),
        row(
            Response(
                ResponseTemplate::new(503)
                    .header("retry-after", "3")
                    .body("busy"),
            ),
            Once,
            Ok(2),
            2,
            3_000,
        ),
        row(Response(ResponseTemplate::new(408)), Once, Ok(2), 2, 250),
        row(Response(ResponseTemplate::new(504)), Once, Ok(2), 2, 250),
        row(
            Response(ResponseTemplate::new(302).header("location", "/")),
            Always,
            status(302),
            1,
            0,
        ),
        row(
            Response(ResponseTemplate::new(204)),
            Always,
            Err((Decode, Some(204))),
            1,
            0,
        ),
        row(HtmlBody, Always, Err((Decode, Some(200))), 1, 0),
        row(EmptyBody, Always, Err((Decode, Some(200))), 1, 0),
        row(WrongContentType, Always, Ok(2), 1, 0),
        row(InvalidUtf8, Always, Err((Decode, Some(200))), 1, 0),
        row(DuplicateKeys, Always, Err((Decode, Some(200))), 1, 0),
        row(HugeBody, Always, Err((TooLarge, Some(200))), 1, 0),
        row(HugeChunkedBody, Always, Err((TooLarge, Some(200))), 1, 0),
        row(Gzip, Always, Ok(2), 1, 0),
        row(GzipBomb, Always, Err((TooLarge, Some(200))), 1, 0),
        row(coded("br", "{}"), Always, Err((Decode, Some(200))), 1, 0),
        row(
            coded("GZIP", "no gzip"),
            Always,
            Err((Decode, Some(200))),
            1,
            0,
        ),
        row(coded("identity", TASKS), Always, Ok(0), 1, 0),
        row(
            coded("identity", "\u{feff}{\"optionProductOrders\":[]}"),
            Always,
            Ok(0),
            1,
            0,
        ),
        row(
            Response(
                ResponseTemplate::new(503)
                    .header("content-encoding", "br")
                    .body("?"),
            ),
            Once,
            Ok(2),
            2,
            250,
        ),
    ]
}

const TASKS: &str = r#"{"optionProductOrders":[]}"#;

fn coded(coding: &str, body: &str) -> Fault {
    Fault::Response(
        ResponseTemplate::new(200)
            .header("content-type", "application/json")
            .header("content-encoding", coding)
            .body(body),
    )
}

#[tokio::test]
async fn every_fault_has_its_outcome() {
    let mut wrong = Vec::new();
    for Row {
        fault,
        times,
        outcome,
        requests,
        waited_ms,
    } in rows()
    {
        let name = format!(
            "{fault:?} {}",
            if matches!(times, Once) {
                "once"
            } else {
                "always"
            }
        );
        let clock = VirtualClock::default();
        let sandbox = sandbox(&clock).start().await.unwrap();
        match times {
            Once => sandbox.faults().push(fault),
            Always => sandbox.faults().always(fault),
        };
        let client = client(&sandbox, &clock)
            .timeout(Duration::from_millis(400))
            .idle_timeout(Duration::from_millis(200))
            .build()
            .unwrap();

        let found = client.option_orders(customer()).await;

        let found = match found {
            Ok(tasks) => Ok(tasks.len()),
            Err(error) => Err((error.kind(), error.status().map(|status| status.as_u16()))),
        };
        let seen = sandbox.requests().len();
        let waited = clock.elapsed().as_millis();
        let expected = (outcome, requests, u128::from(waited_ms));
        if (found, seen, waited) != expected {
            wrong.push(format!(
                "{name}: {found:?}, {seen} requests, {waited} ms; not {expected:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    for (always, expected, requests) in [(false, Ok(2), 2), (true, Err(Some(401)), 2)] {
        static RENEWALS: AtomicUsize = AtomicUsize::new(0);
        RENEWALS.store(0, Ordering::Relaxed);
        let clock = VirtualClock::default();
        let sandbox = sandbox(&clock).start().await.unwrap();
        match always {
            false => sandbox.faults().push(Fault::Unauthorized),
            true => sandbox.faults().always(Fault::Unauthorized),
        };
        let client = client(&sandbox, &clock)
            .credentials(Renewable::new(&sandbox, &RENEWALS))
            .build()
            .unwrap();

        let found = client.option_orders(customer()).await;

        let found = found
            .map(|tasks| tasks.len())
            .map_err(|error| error.status().map(|status| status.as_u16()));
        assert_eq!((found, sandbox.requests().len()), (expected, requests));
        assert_eq!(RENEWALS.load(Ordering::Relaxed), 1);
    }
}

#[tokio::test]
async fn an_error_keeps_what_the_server_said() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    sandbox.faults().push(Fault::Forbidden);
    sandbox.faults().push(Fault::GatewayPage(500));
    let client = client(&sandbox, &clock).build().unwrap();

    let error = client.option_orders(customer()).await.unwrap_err();
    assert!(error.is_auth() && !error.is_retryable());
    assert!(error.code().is_some());
    assert_eq!(error.operation_id(), Some("list_option_product_orders"));
    assert_eq!(error.attempts(), 1);

    let error = client.option_orders(customer()).await.unwrap_err();
    assert!(error.is_server_error());
    assert_eq!(error.code(), None);
    assert!(error.body_text().unwrap().contains("<html"));
    assert!(!error.to_string().contains("<html"), "{error}");
    assert!(!format!("{error:?}").contains("<html"), "{error:?}");

    sandbox.faults().always(Fault::ServiceUnavailable);
    let error = client.option_orders(customer()).await.unwrap_err();
    assert_eq!((error.is_retryable(), error.attempts()), (true, 4));
}

#[tokio::test]
async fn nobody_listening_is_a_network_error_that_was_tried_again() {
    let clock = VirtualClock::default();
    let sandbox = sandbox(&clock).start().await.unwrap();
    let client = client(&sandbox, &clock).build().unwrap();
    let url = sandbox.base_url().to_owned();
    let host = url.split('/').nth(2).unwrap();
    sandbox.shutdown().await;

    let error = client.option_orders(customer()).await.unwrap_err();

    assert_eq!(error.kind(), Network);
    assert_eq!(error.attempts(), 4);
    assert_eq!(clock.elapsed(), Duration::from_millis(1750));
    let told = format!("{host} could not be reached: ");
    assert!(
        host.contains(':') && error.to_string().starts_with(&told),
        "{error}"
    );
}
