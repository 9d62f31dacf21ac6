//! What the body of a request must be, and how one that can't be read is told.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use works_partner_sandbox::{Resource, Sandbox};

use crate::support::{Answer, Outcome, request, subscription, with_customer};

const MEMO: &str = "/partners/customers/7/subscription-memos/1";

async fn sandbox() -> Sandbox {
    let contract = subscription(1, "STD", "MONTHLY", Some("2027-01-31"));
    with_customer(&[(Resource::Subscription, contract)]).await.0
}

async fn put(sandbox: &Sandbox, headers: &[(&str, &str)], body: &[u8]) -> (u16, String) {
    let mut put = request(sandbox, "PUT".parse().unwrap(), MEMO).unwrap();
    for (name, value) in headers {
        put = put.header(*name, *value);
    }
    let answer = Answer::of(put.body(body.to_vec()).send().await.unwrap());
    let answer = answer.await.unwrap();
    (answer.status.as_u16(), answer.body)
}

#[tokio::test]
async fn the_content_type_is_json_in_utf_8() {
    let sandbox = sandbox().await;
    for content_type in [
        "application/json",
        "application/json; charset=UTF-8",
        "Application/JSON;charset=\"utf-8\"; version=1",
        "application/merge-patch+json",
    ] {
        let (status, body) = put(
            &sandbox,
            &[("content-type", content_type)],
            br#"{"memo":"x"}"#,
        )
        .await;
        assert_eq!(status, 200, "{content_type}: {body}");
    }
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "text/json",
        "application/json; charset=Shift_JIS",
        "json",
    ] {
        let (status, body) = put(
            &sandbox,
            &[("content-type", content_type)],
            br#"{"memo":"x"}"#,
        )
        .await;
        assert_eq!(status, 400, "{content_type}: {body}");
        assert!(
            body.contains("Content-Type is invalid: expected application/json"),
            "{body}"
        );
    }
    // The calling reference names it for every method that sends JSON.
    let (status, body) = put(&sandbox, &[], br#"{"memo":"x"}"#).await;
    assert_eq!(status, 400);
    assert!(body.contains("Content-Type"), "{body}");

    let gzip = [
        ("content-type", "application/json"),
        ("content-encoding", "gzip"),
    ];
    let (status, body) = put(&sandbox, &gzip, b"\x1f\x8b").await;
    assert_eq!(status, 400);
    assert!(
        body.contains("Content-Encoding is invalid: expected a body without"),
        "{body}"
    );
}

#[tokio::test]
async fn an_unreadable_body_is_told_with_its_place_and_reason() {
    let sandbox = sandbox().await;
    let deep = format!("{{\"memo\":{}", "[".repeat(200));
    for (body, words) in [
        (&b""[..], "it is empty"),
        (b" \n", "it is empty"),
        (b"\xEF\xBB\xBF{}", "it begins with a byte order mark"),
        (b"\xFF\xFE{\0}\0", "it is UTF-16, not UTF-8"),
        (b"\xFE\xFF\0{\0}", "it is UTF-16, not UTF-8"),
        (b"\x1F\x8B\x08\0", "it is compressed by gzip"),
        (
            b"{\"memo\":\"\xE3\x81\"}",
            "it is not valid UTF-8 at byte 10",
        ),
        (
            b"{\"memo\":",
            "it is malformed: EOF while parsing a value at line 1 column 8",
        ),
        (
            b"{\n\"memo\" 1}",
            "it is malformed: expected `:` at line 2 column 8",
        ),
        (
            b"{}{}",
            "it is malformed: trailing characters at line 1 column 3",
        ),
        (deep.as_bytes(), "it is nested too deeply at line 1 column"),
        (
            br#"{"memo":"a","customerCode":"c","memo":"b"}"#,
            r#"it has the field \"memo\" twice at line 1 column 37"#,
        ),
        (b"[]", "it is an array"),
        (b"null", "it is null"),
        (b"3", "it is a number"),
    ] {
        let (status, answer) = put(&sandbox, &[("content-type", "application/json")], body).await;
        assert_eq!(status, 400, "{answer}");
        let told = format!("the body is invalid: expected a JSON object, but {words}");
        assert!(answer.contains(&told), "{answer}\nis not: {told}");
    }
    assert_eq!(
        sandbox.state().all(7, Resource::SubscriptionMemo),
        Some(&[][..])
    );
}

#[tokio::test]
async fn numbers_that_do_not_fit_are_out_of_range() {
    let sandbox = sandbox().await;
    let before = sandbox.state();
    for (method, path, body, field) in [
        (
            "POST",
            "/partners/customers/7/subscriptions/pre-orders",
            r#"{"productId":"ADV","plan":"ANNUAL_LICENSE","applyDate":"2027-01-20","licenseCount":99999999999999999999}"#,
            "licenseCount",
        ),
        (
            "PATCH",
            "/partners/customers/7/usage-status",
            r#"{"maxMemberCount":99999999999999999999}"#,
            "maxMemberCount",
        ),
        (
            "POST",
            "/partners/customers/7/option-product-orders",
            r#"{"optionProductId":"CST_S","type":"APPLY","applyDate":"2027-01-20","quantity":-1e30}"#,
            "quantity",
        ),
    ] {
        let request = request(&sandbox, method.parse().unwrap(), path).unwrap();
        let request = request
            .header("content-type", "application/json")
            .body(body);
        let answer = Answer::of(request.send().await.unwrap()).await.unwrap();
        assert_eq!(answer.status, 400, "{body}: {}", answer.body);
        assert!(answer.body.contains(field), "{}", answer.body);
    }
    assert!(sandbox.state() == before);
}

#[tokio::test]
async fn a_parameter_is_an_integer_as_json_spells_it_and_comes_once() {
    let sandbox = sandbox().await;
    for query in [
        "count=%2B2",
        "count=02",
        "count=2&count=3",
        "count=0",
        "count=31",
        "count=",
    ] {
        let path = format!("/partners/customers?{query}");
        let answer = request(&sandbox, "GET".parse().unwrap(), &path).unwrap();
        let answer = Answer::of(answer.send().await.unwrap()).await.unwrap();
        assert_eq!(answer.status, 400, "{query}: {}", answer.body);
        assert!(answer.body.contains("count is invalid"), "{}", answer.body);
    }
}

async fn raw(sandbox: &Sandbox, text: &str) -> String {
    let address = sandbox
        .base_url()
        .replace("http://", "")
        .replace("/v1.0", "");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let mut piece = [0; 1024];
    while let Ok(length @ 1..) = stream.read(&mut piece).await {
        answer.extend_from_slice(&piece[..length]);
    }
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_malformed_chunk_is_not_told_as_a_large_body() {
    let sandbox = sandbox().await;
    let token = sandbox.token();
    let answer = raw(
        &sandbox,
        &format!(
            "PUT /v1.0{MEMO} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n"
        ),
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(answer.contains("the body is malformed"), "{answer}");
}

pub(crate) async fn connections_that_stay_half_open_end() -> Outcome {
    let builder = Sandbox::builder().read_timeout(Duration::from_millis(100));
    let sandbox = builder.start().await?;
    let head = format!(
        "PUT /v1.0{MEMO} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: 20\r\n\r\n",
        sandbox.token()
    );
    for text in [
        "",
        "GET /v1.0/partners HTTP/1.1\r\nHost:",
        &head,
        &format!("{head}{{\"memo\""),
    ] {
        // It ends, or the test does not.
        let answer = raw(&sandbox, text).await;
        assert!(!answer.starts_with("HTTP/1.1 200"), "{text}: {answer}");
    }
    // Whoever only takes the time between two requests is let be as long.
    let answer = request(&sandbox, "GET".parse()?, "/partners/customers")?;
    assert_eq!(answer.send().await?.status(), 200);
    Ok(())
}

#[tokio::test]
async fn pages_in_a_browser_are_let_in_on_request() -> Outcome {
    let closed = Sandbox::builder().start().await?;
    let open = Sandbox::builder()
        .cors("http://localhost:5173")
        .start()
        .await?;
    let list = "/partners/customers";
    let get = request(&closed, "GET".parse()?, list)?.send().await?;
    assert!(!get.headers().contains_key("access-control-allow-origin"));

    let preflight = reqwest::Client::builder()
        .no_proxy()
        .build()?
        .request("OPTIONS".parse()?, format!("{}{list}", open.base_url()))
        .header("origin", "http://localhost:5173")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization, content-type",
        )
        .send()
        .await?;
    assert_eq!(preflight.status(), 204);
    let header = |name: &str| preflight.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        header("access-control-allow-origin"),
        "http://localhost:5173"
    );
    assert_eq!(
        header("access-control-allow-headers"),
        "authorization, content-type"
    );
    assert!(header("access-control-allow-methods").contains("PATCH"));

    for (token, status) in [(open.token(), 200), ("wrong", 401)] {
        let get = reqwest::Client::builder().no_proxy().build()?;
        let get = get
            .get(format!("{}{list}", open.base_url()))
            .bearer_auth(token);
        let answer = get.send().await?;
        assert_eq!(answer.status(), status);
        let headers = answer.headers();
        assert_eq!(
            headers["access-control-allow-origin"],
            "http://localhost:5173"
        );
        let exposed = headers["access-control-expose-headers"].to_str()?;
        assert!(exposed.contains("Retry-After"), "{exposed}");
    }
    Ok(())
}

#[tokio::test]
async fn who_comes_when_too_many_do_is_told_when_to_come_again() -> Outcome {
    let sandbox = Sandbox::builder()
        .concurrency_limit(Some(0))
        .start()
        .await?;
    let answer = request(&sandbox, "GET".parse()?, "/partners/customers")?;
    let answer = answer.send().await?;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "1");
    Ok(())
}

pub(crate) async fn a_clock_set_to_the_end_of_time_is_refused_and_a_century_is_not() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let set = async |now: &str| {
        reqwest::Client::builder()
            .no_proxy()
            .build()
            .unwrap()
            .put(sandbox.base_url().replace("/v1.0", "/sandbox/clock"))
            .bearer_auth(sandbox.token())
            .json(&json!({"now": now}))
            .send()
            .await
            .unwrap()
    };
    let refused = set("9999-12-30T00:00:00Z").await;
    assert_eq!(refused.status(), 400);
    let text = refused.text().await?;
    assert!(text.contains("at most 100 years pass at once"), "{text}");

    let later = sandbox.now().as_second() + 99 * 365 * 86_400;
    let later = jiff::Timestamp::from_second(later)?.to_string();
    assert_eq!(set(&later).await.status(), 200);
    assert!(sandbox.now().to_string().starts_with(later.split_at(4).0));
    Ok(())
}

/// A clock of the program's own is not refused; what lies beyond a century does not happen.
pub(crate) async fn a_clock_at_the_end_of_time_does_not_block() -> Outcome {
    let hands = crate::support::Hands::at("2027-01-15T03:00:00Z");
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    hands.turn_to("9999-12-30");
    assert!(sandbox.state().domain_ids().count() > 20);
    assert_eq!(sandbox.today().to_string(), "9999-12-30");
    Ok(())
}
