//! Control over HTTP: the state and the clock, for programs in any language.

use crate::support::{Answer, Hands, Outcome, client, get};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use works_partner_sandbox::{Resource, Sandbox, State};

async fn control(
    sandbox: &Sandbox,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> Result<Answer, Box<dyn std::error::Error>> {
    let origin = sandbox.base_url().trim_end_matches("/v1.0");
    let mut request = client()?
        .request(method, format!("{origin}/sandbox{path}"))
        .bearer_auth(sandbox.token());
    if let Some(body) = body {
        request = request.json(body);
    }
    Ok(Answer::of(request.send().await?).await?)
}

#[tokio::test]
async fn a_state_that_is_taken_can_be_put_back() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let taken = control(&sandbox, Method::GET, "/state", None)
        .await?
        .json()?;
    let before = sandbox.state();
    assert_eq!(taken, before.to_json());

    let put = control(
        &sandbox,
        Method::PUT,
        "/state",
        Some(&json!({"customers": {}})),
    )
    .await?;
    assert_eq!(
        (put.status, put.body.as_str()),
        (StatusCode::NO_CONTENT, "")
    );
    assert_eq!(sandbox.state(), State::empty());

    control(&sandbox, Method::PUT, "/state", Some(&taken)).await?;
    assert_eq!(sandbox.state(), before);
    // None of it was a call of the API.
    let list = get(
        &sandbox,
        "/partners/customers/10000002/option-product-orders",
    )
    .await?;
    assert_eq!(list.header("rateLimit-ssed"), "1");
    Ok(())
}

#[tokio::test]
async fn what_is_no_state_is_refused_and_its_place_named() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let before = sandbox.state();
    for (state, place) in [
        (json!({}), "customers is missing: a state without customers"),
        (json!({"customer": {}}), "customers is missing"),
        (
            json!({"customers": {}, "customer": {}}),
            "customer: unknown field",
        ),
        (
            json!({"customers": {"x": {}}}),
            "customers.?: invalid value: expected key to be a number",
        ),
        (
            json!({"customers": {"7": {"resources": {"subscriptions": 3}}}}),
            "customers.7.resources.subscriptions: invalid type: integer `3`",
        ),
        (
            json!({"customers": {"7": {"facts": {"graceEndDates": {"1": "soon"}}}}}),
            "customers.7.facts.graceEndDates.1: ",
        ),
    ] {
        let answer = control(&sandbox, Method::PUT, "/state", Some(&state)).await?;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(answer.body.contains(place), "{}", answer.body);
    }
    assert_eq!(sandbox.state(), before);
    Ok(())
}

#[tokio::test]
async fn a_clock_that_is_set_runs_on_from_there_and_can_be_set_back() -> Outcome {
    let hands = Hands::at("2027-01-15T09:00:00Z");
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    let clock = async |body: Option<Value>| {
        let method = body.as_ref().map_or(Method::GET, |_| Method::PUT);
        control(&sandbox, method, "/clock", body.as_ref()).await
    };
    clock(None).await?.is(
        200,
        r#"{"now":"2027-01-15T09:00:00Z","today":"2027-01-15"}"#,
    );
    // Where the sandbox is, a day is nine hours ahead.
    clock(Some(json!({"now": "2027-06-30T15:00:00Z"})))
        .await?
        .is(
            200,
            r#"{"now":"2027-06-30T15:00:00Z","today":"2027-07-01"}"#,
        );
    hands.turn(60);
    clock(None).await?.is(
        200,
        r#"{"now":"2027-06-30T15:01:00Z","today":"2027-07-01"}"#,
    );
    clock(Some(json!({"now": null}))).await?.is(
        200,
        r#"{"now":"2027-01-15T09:01:00Z","today":"2027-01-15"}"#,
    );

    for odd in [json!({}), json!({"now": 5}), json!({"now": "2027-01-15"})] {
        clock(Some(odd)).await?.is(
            400,
            r#"{"code":"INVALID_PARAMETER","description":"now is invalid: expected a time such as 2027-01-15T09:00:00Z, or null"}"#,
        );
    }
    Ok(())
}

#[tokio::test]
async fn time_passes_on_request_by_the_calendar_and_what_falls_due_happens() -> Outcome {
    let hands = Hands::at("2027-01-31T03:00:00Z");
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    let advance = async |by: Value| {
        control(
            &sandbox,
            Method::POST,
            "/clock/advance",
            Some(&json!({"by": by})),
        )
        .await
    };
    let trial_ends = || {
        sandbox
            .state()
            .all(10000027, Resource::Subscription)
            .unwrap()[0]["status"]
            .clone()
    };
    assert_eq!(trial_ends(), "ACTIVE");
    advance(json!("3d")).await?.is(
        200,
        r#"{"now":"2027-02-03T03:00:00Z","today":"2027-02-03"}"#,
    );
    assert_eq!(trial_ends(), "ACTIVE");
    advance(json!("36h")).await?.is(
        200,
        r#"{"now":"2027-02-04T15:00:00Z","today":"2027-02-05"}"#,
    );
    assert_eq!(trial_ends(), "SUSPENDED_TRIALEND");
    advance(json!("P1M")).await?.is(
        200,
        r#"{"now":"2027-03-04T15:00:00Z","today":"2027-03-05"}"#,
    );
    for odd in [json!("soon"), json!(30), json!("-1d"), Value::Null] {
        advance(odd).await?.is(
            400,
            r#"{"code":"INVALID_PARAMETER","description":"by is invalid: expected a time such as 30d, 2 months, 36h or P1Y"}"#,
        );
    }
    let far = advance(json!("101y")).await?;
    assert!(
        far.body.contains("at most 100 years pass at once"),
        "{}",
        far.body
    );
    Ok(())
}

#[tokio::test]
async fn a_clock_can_run_faster_or_stand_still() -> Outcome {
    let hands = Hands::at("2027-01-15T00:00:00Z");
    let sandbox = Sandbox::builder().clock(hands.clock()).start().await?;
    let clock = async |body: Value| control(&sandbox, Method::PUT, "/clock", Some(&body)).await;
    clock(json!({"scale": 3600})).await?.is(
        200,
        r#"{"now":"2027-01-15T00:00:00Z","today":"2027-01-15","scale":3600}"#,
    );
    hands.turn(48);
    assert_eq!(sandbox.now().to_string(), "2027-01-17T00:00:00Z");
    clock(json!({"now": "2027-03-01T00:00:00Z", "scale": 0}))
        .await?
        .is(
            200,
            r#"{"now":"2027-03-01T00:00:00Z","today":"2027-03-01","scale":0}"#,
        );
    hands.turn(1000);
    assert_eq!(sandbox.now().to_string(), "2027-03-01T00:00:00Z");
    clock(json!({"scale": 1})).await?;
    hands.turn(60);
    assert_eq!(sandbox.now().to_string(), "2027-03-01T00:01:00Z");
    clock(json!({"scale": 1_000_001})).await?.is(
        400,
        r#"{"code":"INVALID_PARAMETER","description":"scale is invalid: expected an integer from 0 to 1000000"}"#,
    );
    Ok(())
}

#[tokio::test]
async fn control_is_for_who_knows_the_sandboxs_own_token() -> Outcome {
    let sandbox = Sandbox::builder().start().await?;
    let origin = sandbox.base_url().trim_end_matches("/v1.0");
    for path in ["/state", "/clock"] {
        let url = format!("{origin}/sandbox{path}");
        let none = client()?.get(&url).send().await?;
        assert_eq!(none.status(), StatusCode::UNAUTHORIZED);
        let other = client()?.get(&url).bearer_auth("other").send().await?;
        assert_eq!(other.status(), StatusCode::UNAUTHORIZED);
    }
    Ok(())
}
