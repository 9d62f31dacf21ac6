//! What goes wrong on request, as a plain client sees it.

use std::io::{self, Read as _};
use std::time::Duration;

use crate::support::{Answer, Hands, Outcome, client, get, request};
use flate2::read::GzDecoder;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::{JoinSet, yield_now};
use tokio::time::timeout;
use works_partner_sandbox::{Fault, Faults, Resource, ResponseTemplate, RetryHint, Sandbox};

const LIST: &str = "/partners/customers/10000001/option-product-orders";
const OPTIONS: &str = "/partners/customers/10000001/option-products";
const EMPTY_LIST: &str = "/partners/customers/10000023/option-product-orders";
const TIMEOUT: Duration = Duration::from_secs(10);
const MIB: u64 = 1 << 20;

/// What a plain client sees.
#[derive(Clone, Copy, Debug)]
enum Seen {
    /// No response at all.
    NoResponse,
    /// A response whose body does not end as it should.
    BrokenBody(u16),
    /// Status, media type, and what the body begins with.
    Answer(u16, &'static str, &'static str),
}
use Seen::{BrokenBody, NoResponse};

const JSON: &str = "application/json; charset=UTF-8";
const HTML: &str = "text/html; charset=UTF-8";
const TEXT: &str = "text/plain; charset=UTF-8";

/// Every fault that ends by itself; whether a write that meets it is applied; what is seen.
fn faults() -> Vec<(Fault, bool, Seen)> {
    let json = |status, code| Seen::Answer(status, JSON, code);
    vec![
        (Fault::ResetBeforeRequest, false, NoResponse),
        (Fault::ResetAfterRequest, true, NoResponse),
        (Fault::TruncatedBody, true, BrokenBody(201)),
        (
            Fault::Trickle(Duration::from_millis(1)),
            true,
            json(201, "{\"opt"),
        ),
        (
            Fault::HtmlBody,
            true,
            Seen::Answer(201, HTML, "<!DOCTYPE html>"),
        ),
        (Fault::EmptyBody, true, json(201, "")),
        (
            Fault::WrongContentType,
            true,
            Seen::Answer(201, TEXT, "{\"opt"),
        ),
        (
            Fault::InvalidUtf8,
            true,
            json(201, "{\"note\":\"\u{FFFD}\",\"opt"),
        ),
        (
            Fault::DuplicateKeys,
            true,
            json(201, "{\"optionProductId\":\"DRV\""),
        ),
        (Fault::Gzip, true, json(201, "\u{1F}\u{FFFD}\u{8}")),
        (
            Fault::Unauthorized,
            false,
            json(401, "{\"code\":\"UNAUTHORIZED\""),
        ),
        (
            Fault::Forbidden,
            false,
            json(403, "{\"code\":\"FORBIDDEN\""),
        ),
        (Fault::NotFound, false, json(404, "{\"code\":\"NOT_FOUND\"")),
        (Fault::Conflict, false, json(409, "{\"code\":\"CONFLICT\"")),
        (
            Fault::TooManyRequests(RetryHint::None),
            false,
            json(429, "{\"code\":\"TOO_MANY_REQUESTS\""),
        ),
        (
            Fault::InternalServerError,
            false,
            json(500, "{\"code\":\"INTERNAL_SERVER_ERROR\""),
        ),
        (
            Fault::ServiceUnavailable,
            false,
            json(503, "{\"code\":\"SERVICE_UNAVAILABLE\""),
        ),
        (
            Fault::GatewayPage(500),
            false,
            Seen::Answer(500, HTML, "<!DOCTYPE"),
        ),
        (
            Fault::GatewayPage(502),
            false,
            Seen::Answer(502, HTML, "<!DOCTYPE"),
        ),
        (
            Fault::GatewayPage(503),
            false,
            Seen::Answer(503, HTML, "<!DOCTYPE"),
        ),
        (
            Fault::GatewayPage(99),
            false,
            Seen::Answer(502, HTML, "<!DOCTYPE"),
        ),
        (Fault::RedirectToSelf, false, Seen::Answer(307, "", "")),
        (
            Fault::Response(
                ResponseTemplate::new(299)
                    .header("Content-Type", "a/b")
                    .body("c"),
            ),
            false,
            Seen::Answer(299, "a/b", "c"),
        ),
    ]
}

#[tokio::test]
async fn a_write_meets_each_fault_once_and_is_applied_or_not() -> Outcome {
    for (fault, is_applied, seen) in faults() {
        let sandbox = Sandbox::builder().start().await?;
        sandbox.faults().push(fault.clone());
        let sent = request(&sandbox, Method::POST, OPTIONS)?
            .json(&json!({"optionProductId": "DRV"}))
            .send()
            .await;
        check(sent, seen, &fault).await;

        let is_recorded = fault != Fault::ResetBeforeRequest;
        assert_eq!(
            sandbox.requests().len(),
            usize::from(is_recorded),
            "{fault:?}"
        );
        assert_eq!(sandbox.connections(), 1, "{fault:?}");
        let state = sandbox.state();
        let applied = state.all(10000001, Resource::OptionProduct).map(<[_]>::len);
        assert_eq!(applied, Some(usize::from(is_applied)), "{fault:?}");
        assert_eq!(sandbox.faults().pending(), 0);
        assert_eq!(get(&sandbox, LIST).await?.status, 200, "after {fault:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_request_for_a_token_meets_faults_as_well() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    for (number, (fault, _, seen)) in faults().into_iter().enumerate() {
        sandbox
            .faults()
            .push_for("/oauth2/v2.0/token", fault.clone());
        assert_eq!(get(&sandbox, LIST).await?.status, 200);
        let url = format!("{}/token", sandbox.auth_url());
        let sent = client()?
            .post(url)
            .form(&[("grant_type", "refresh_token")])
            .send()
            .await;
        // What is proper here is a refusal, so only these are the same.
        match seen {
            NoResponse => assert!(sent.is_err(), "{fault:?}"),
            BrokenBody(_) => assert!(sent?.bytes().await.is_err(), "{fault:?}"),
            Seen::Answer(201, content_type, _) => {
                let answer = Answer::of(sent?).await?;
                assert_eq!(
                    (answer.status.as_u16(), &*answer.content_type),
                    (400, content_type)
                );
            }
            Seen::Answer(..) => check(sent, seen, &fault).await,
        }
        assert_eq!(sandbox.faults().pending(), 0);
        // A reset before the request leaves no trace but the connection.
        assert_eq!(sandbox.token_requests(), number, "{fault:?}");
    }
    Ok(())
}

async fn check(sent: reqwest::Result<Response>, seen: Seen, fault: &Fault) {
    match (sent, seen) {
        (Err(error), NoResponse) => assert!(error.is_request(), "{fault:?}: {error:?}"),
        (Ok(response), BrokenBody(status)) => {
            assert_eq!(response.status(), status, "{fault:?}");
            assert!(response.bytes().await.is_err(), "{fault:?}");
        }
        (Ok(response), Seen::Answer(status, content_type, begin)) => {
            let answer = Answer::of(response).await.unwrap();
            assert_eq!(
                (answer.status.as_u16(), &*answer.content_type),
                (status, content_type),
                "{fault:?}"
            );
            assert!(
                answer.body.starts_with(begin),
                "{fault:?}: {:?}",
                answer.body
            );
            assert_eq!(answer.body.is_empty(), begin.is_empty(), "{fault:?}");
        }
        (sent, seen) => panic!("{fault:?}: {sent:?} instead of {seen:?}"),
    }
}

#[tokio::test]
async fn a_reset_is_a_reset_and_a_truncated_body_ends_in_order() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let host = sandbox
        .base_url()
        .trim_start_matches("http://")
        .trim_end_matches("/v1.0");
    let sent = format!(
        "GET /v1.0{LIST} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {}\r\n\r\n",
        sandbox.token()
    );
    for (fault, is_reset, begin) in [
        (Fault::ResetBeforeRequest, true, ""),
        (Fault::ResetAfterRequest, true, ""),
        (Fault::TruncatedBody, false, "HTTP/1.1 200 OK\r\n"),
    ] {
        // On the second request of a connection as well as on the first.
        for earlier in 0..2 {
            let mut stream = TcpStream::connect(host).await?;
            for _ in 0..earlier {
                stream.write_all(sent.as_bytes()).await?;
                let mut answer = vec![0; 4096];
                let length = stream.read(&mut answer).await?;
                assert!(answer[..length].starts_with(b"HTTP/1.1 200 OK"));
            }
            sandbox.faults().push(fault.clone());
            stream.write_all(sent.as_bytes()).await?;
            let mut answer = Vec::new();
            let ended = timeout(TIMEOUT, stream.read_to_end(&mut answer)).await?;
            let error = ended.err().map(|error| error.kind());
            assert_eq!(
                error,
                is_reset.then_some(io::ErrorKind::ConnectionReset),
                "{fault:?}"
            );
            assert!(
                String::from_utf8_lossy(&answer).starts_with(begin),
                "{fault:?}"
            );
        }
    }
    assert_eq!(sandbox.connections(), 6);
    // Of each pair of connections, one request came before.
    assert_eq!(sandbox.requests().len(), 3 + 4);
    Ok(())
}

#[tokio::test]
async fn a_stall_lasts_until_the_client_gives_up() -> Outcome {
    let sandbox = Sandbox::builder()
        .concurrency_limit(Some(1))
        .start()
        .await?;
    for (number, fault, option, has_headers) in [
        (1, Fault::StallBeforeHeaders, "DRV", false),
        (2, Fault::StallMidBody, "BCT", true),
    ] {
        sandbox.faults().push(fault.clone());
        let option = json!({"optionProductId": option});
        let request = request(&sandbox, Method::POST, OPTIONS)?.json(&option);
        let sent = request.timeout(Duration::from_millis(300)).send().await;
        let error = match sent {
            Ok(response) if has_headers => {
                assert_eq!(response.status(), 201);
                response.bytes().await.unwrap_err()
            }
            sent => sent.unwrap_err(),
        };
        assert!(error.is_timeout(), "{fault:?}: {error:?}");
        let state = sandbox.state();
        let options = state.all(10000001, Resource::OptionProduct);
        assert_eq!(options.map(<[_]>::len), Some(number));

        // Its place is free again.
        timeout(TIMEOUT, async {
            while get(&sandbox, LIST).await?.status != 200 {}
            reqwest::Result::Ok(())
        })
        .await??;
    }
    Ok(())
}

#[tokio::test]
async fn stalls_end_with_the_sandbox() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let slow = Fault::Trickle(Duration::from_secs(3600));
    for fault in [
        Fault::StallBeforeHeaders,
        Fault::StallMidBody,
        Fault::HugeBody,
        slow,
    ] {
        sandbox.faults().push(fault);
    }
    let mut stalled = JoinSet::new();
    for _ in 0..4 {
        let request = request(&sandbox, Method::GET, LIST)?;
        stalled.spawn(async move {
            let mut response = request.send().await?;
            // A client that is in no hurry to read.
            response.chunk().await?;
            std::future::pending::<()>().await;
            reqwest::Result::Ok(())
        });
    }
    while sandbox.requests().len() < 4 {
        yield_now().await;
    }
    timeout(TIMEOUT, sandbox.shutdown()).await?;
    Ok(())
}

#[tokio::test]
async fn faults_come_in_order_and_standing_ones_stay() -> Outcome {
    let faults = Faults::new();
    faults.push(Fault::Unauthorized);
    faults.push_for("get_option_product_order", Fault::NotFound);
    let sandbox = Sandbox::builder().faults(faults).start().await?;
    let status = async |path: &str| reqwest::Result::Ok(get(&sandbox, path).await?.status.as_u16());

    let unauthorized = get(&sandbox, LIST).await?;
    assert_eq!(unauthorized.status, 401);
    assert!(
        unauthorized
            .header("WWW-Authenticate")
            .contains("invalid_token")
    );
    assert_eq!(status(LIST).await?, 200);
    assert_eq!(status(&format!("{LIST}/ACV2")).await?, 404);

    sandbox.faults().always(Fault::Unauthorized);
    sandbox
        .faults()
        .push_for("/v1.0/partners", Fault::EmptyBody);
    assert_eq!(status(LIST).await?, 200);
    for _ in 0..3 {
        assert_eq!(status(LIST).await?, 401);
        assert_eq!(status("/nowhere").await?, 401);
    }
    sandbox.faults().clear();
    assert_eq!(status(LIST).await?, 200);
    Ok(())
}

#[tokio::test]
async fn a_429_gives_the_hint_that_was_asked_for() -> Outcome {
    let hands = Hands::at("2027-01-15T09:00:00Z");
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    for (hint, retry_after, reset, ssed) in [
        (RetryHint::None, "", "", ""),
        (RetryHint::RetryAfterSeconds(7), "7", "", ""),
        (
            RetryHint::RetryAfterDate(90),
            "Fri, 15 Jan 2027 09:01:30 GMT",
            "",
            "",
        ),
        (
            RetryHint::RetryAfterDate(u64::MAX),
            "Fri, 15 Jan 2027 09:00:00 GMT",
            "",
            "",
        ),
        (RetryHint::RateLimitReset(42), "", "42", "240"),
    ] {
        sandbox.faults().push(Fault::TooManyRequests(hint));
        let answer = get(&sandbox, LIST).await?;
        answer.is(
            429,
            r#"{"code":"TOO_MANY_REQUESTS","description":"API rate limit exceeded"}"#,
        );
        let seen = ["Retry-After", "rateLimit-reset", "rateLimit-ssed"];
        assert_eq!(
            seen.map(|name| answer.header(name)),
            [retry_after, reset, ssed],
            "{hint:?}"
        );
    }
    assert_eq!(get(&sandbox, LIST).await?.header("rateLimit-ssed"), "1");
    Ok(())
}

#[tokio::test]
async fn redirects_lead_where_they_are_told() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let own = format!("{}{LIST}?a=%20b", sandbox.base_url());
    for (fault, location) in [
        (
            Fault::Redirect("https://kr.worksapis.com/v1.0/x?y=z".to_owned()),
            "https://kr.worksapis.com/v1.0/x?y=z",
        ),
        (
            Fault::Redirect("http://www.worksapis.com/v1.0".to_owned()),
            "http://www.worksapis.com/v1.0",
        ),
        (Fault::Redirect("..".to_owned()), ".."),
        (Fault::Redirect("a b\r\nc".to_owned()), "abc"),
        (
            Fault::RedirectToOrigin("https://evil.example/".to_owned()),
            "https://evil.example/v1.0/partners/customers/10000001/option-product-orders?a=%20b",
        ),
        (Fault::RedirectToSelf, &own),
    ] {
        sandbox.faults().push(fault);
        let answer = get(&sandbox, &format!("{LIST}?a=%20b")).await?;
        assert_eq!(answer.status, 307);
        assert_eq!(answer.header("Location"), location);
    }
    Ok(())
}

#[tokio::test]
async fn a_client_that_follows_redirects_arrives_or_goes_round() -> Outcome {
    let (here, there) = (
        Sandbox::builder().start().await?,
        Sandbox::builder().start().await?,
    );
    let following = Client::builder()
        .no_proxy()
        .redirect(Policy::limited(3))
        .build()?;
    let url = format!("{}{LIST}", here.base_url());

    let origin = there.base_url().trim_end_matches("/v1.0");
    here.faults()
        .push(Fault::RedirectToOrigin(origin.to_owned()));
    following.get(&url).send().await?;
    assert_eq!(there.requests()[0].path(), format!("/v1.0{LIST}"));

    here.faults().push(Fault::RedirectToSelf);
    let response = following.get(&url).bearer_auth(here.token()).send().await?;
    assert_eq!(response.status(), 200);

    here.faults().always(Fault::RedirectToSelf);
    let error = following.get(&url).send().await.unwrap_err();
    assert!(error.is_redirect(), "{error:?}");
    assert_eq!(here.requests().len(), 1 + 2 + 4);
    Ok(())
}

#[tokio::test]
async fn a_trickle_arrives_whole() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    sandbox
        .faults()
        .push(Fault::Trickle(Duration::from_millis(1)));
    let mut response = request(&sandbox, Method::GET, EMPTY_LIST)?.send().await?;
    let whole = r#"{"optionProductOrders":[]}"#;
    assert_eq!(response.content_length(), Some(whole.len() as u64));
    let (mut body, mut pieces) = (Vec::new(), 0);
    while let Some(piece) = response.chunk().await? {
        body.extend(piece);
        pieces += 1;
    }
    assert_eq!(body, whole.as_bytes());
    assert!(pieces > 1, "{pieces}");
    Ok(())
}

#[tokio::test]
async fn damaged_json_is_damaged_in_just_that_way() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let body = async |fault| {
        sandbox.faults().push(fault);
        request(&sandbox, Method::GET, EMPTY_LIST)?
            .send()
            .await?
            .bytes()
            .await
    };
    let twice = body(Fault::DuplicateKeys).await?;
    assert_eq!(
        &twice[..],
        br#"{"optionProductOrders":[],"optionProductOrders":null}"#
    );
    assert_eq!(
        serde_json::from_slice::<Value>(&twice)?,
        json!({"optionProductOrders": null})
    );

    let not_utf8 = body(Fault::InvalidUtf8).await?;
    assert_eq!(
        &not_utf8[..],
        b"{\"note\":\"\xE3\x81\",\"optionProductOrders\":[]}"
    );

    let mut unpacked = String::new();
    GzDecoder::new(&body(Fault::Gzip).await?[..]).read_to_string(&mut unpacked)?;
    assert_eq!(unpacked, r#"{"optionProductOrders":[]}"#);
    Ok(())
}

#[tokio::test]
async fn a_huge_body_never_ends_for_a_client_that_gives_up() -> Outcome {
    let sandbox = Sandbox::builder()
        .concurrency_limit(Some(1))
        .start()
        .await?;
    for (fault, length) in [
        (Fault::HugeBody, Some(1024 * MIB + 14)),
        (Fault::HugeChunkedBody, None),
    ] {
        sandbox.faults().push(fault.clone());
        let mut response = request(&sandbox, Method::GET, LIST)?.send().await?;
        assert_eq!(response.content_length(), length);
        let mut read = 0;
        while read < 9 * MIB {
            let piece = response.chunk().await?.ok_or("it ended")?;
            if read == 0 {
                assert!(piece.starts_with(br#"{"padding":""#), "{fault:?}");
            }
            read += piece.len() as u64;
        }
        drop(response);
        timeout(TIMEOUT, async {
            while get(&sandbox, LIST).await?.status != 200 {}
            reqwest::Result::Ok(())
        })
        .await??;
    }
    Ok(())
}

#[tokio::test]
async fn a_gzip_bomb_is_small_on_the_wire() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    sandbox.faults().push(Fault::GzipBomb);
    let response = request(&sandbox, Method::GET, LIST)?.send().await?;
    assert_eq!(response.headers()["content-encoding"], "gzip");
    assert_eq!(response.headers()["content-type"], JSON);
    let packed = response.bytes().await?;
    assert!((packed.len() as u64) < 3 * MIB, "{}", packed.len());
    // What it says of itself: its length modulo 2^32.
    assert_eq!(
        packed.last_chunk(),
        Some(&(1024 * 1024 * 1024 + 14_u32).to_le_bytes())
    );

    let mut unpacked = GzDecoder::new(&packed[..]);
    let mut begin = [0; 14];
    unpacked.read_exact(&mut begin)?;
    assert_eq!(&begin, br#"{"padding":"xx"#);
    let read = io::copy(&mut unpacked.take(9 * MIB), &mut io::sink())?;
    assert_eq!(read, 9 * MIB);
    Ok(())
}

#[test]
fn what_can_be_no_answer_is_noticed() {
    for (make, message) in [
        (
            (|| ResponseTemplate::new(99)) as fn() -> ResponseTemplate,
            "99 is not an HTTP status",
        ),
        (
            || ResponseTemplate::new(200).header("a b", "c"),
            "\"a b\": \"c\" is not an HTTP header",
        ),
        (
            || ResponseTemplate::new(200).header("a", "b\nc"),
            "\"a\": \"b\\nc\" is not an HTTP header",
        ),
    ] {
        let panic = std::panic::catch_unwind(make).unwrap_err();
        assert_eq!(panic.downcast_ref::<String>().unwrap(), message);
    }
}
