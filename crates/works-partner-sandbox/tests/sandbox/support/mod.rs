//! How the tests talk to a sandbox: plain HTTP, with and without its token.

#![allow(dead_code, reason = "each test file uses its own part of this")]
pub(crate) mod auth;

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use works_partner_api::OpenEnum;
use works_partner_sandbox::{Resource, Sandbox, State};

pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

/// A request for a path under the base URL, with the token.
pub(crate) fn request(
    sandbox: &Sandbox,
    method: Method,
    path: &str,
) -> reqwest::Result<RequestBuilder> {
    Ok(anonymous_request(sandbox, method, path)?.bearer_auth(sandbox.token()))
}

/// The same without `Authorization`.
pub(crate) fn anonymous_request(
    sandbox: &Sandbox,
    method: Method,
    path: &str,
) -> reqwest::Result<RequestBuilder> {
    Ok(client()?.request(method, format!("{}{path}", sandbox.base_url())))
}

/// A client that does nothing by itself.
pub(crate) fn client() -> reqwest::Result<Client> {
    let builder = Client::builder()
        .no_proxy()
        // Other crates of a workspace build may switch unpacking on.
        .no_gzip()
        .redirect(Policy::none());
    builder.build()
}

/// Sends what `METHOD /path` says, with a JSON body unless that is null.
pub(crate) async fn send(sandbox: &Sandbox, line: &str, body: Value) -> Answer {
    let (method, path) = line.split_once(' ').unwrap();
    let mut request = request(sandbox, method.parse().unwrap(), path).unwrap();
    if !body.is_null() {
        request = request.json(&body);
    }
    Answer::of(request.send().await.unwrap()).await.unwrap()
}

/// Calls that are refused, each with the status, the code and some of the words of its refusal. None of
/// them changes anything.
pub(crate) async fn all_refused(sandbox: &Sandbox, calls: &[(&str, Value, u16, &str, &str)]) {
    let before = sandbox.state();
    for (line, body, status, code, words) in calls {
        let answer = send(sandbox, line, body.clone()).await;
        let error = answer.json().unwrap_or_default();
        let description = error["description"].as_str().unwrap_or_default();
        assert_eq!(
            (answer.status.as_u16(), error["code"].as_str()),
            (*status, Some(*code)),
            "{line} {body}: {description}"
        );
        assert!(description.contains(words), "{line} {body}: {description}");
        assert_eq!(sandbox.state(), before, "{line} {body}");
    }
}

/// A subscription as the API sends it, of which a test says what matters.
pub(crate) fn subscription(id: i64, product: &str, plan: &str, end: Option<&str>) -> Value {
    let is_paid = !product.ends_with("_T") && !product.ends_with("FR");
    let renewal = json!({"subscriptionId": id, "type": "STAY", "productId": product, "plan": plan});
    json!({
        "domainId": 7, "subscriptionId": id, "productId": product, "plan": plan,
        "planStartDate": "2027-01-01", "planEndDate": end, "licenseAssignType": "NONE",
        "licenseCount": null, "status": "ACTIVE",
        "renewal": if is_paid { renewal } else { Value::Null },
    })
}

/// An option as the API sends it.
pub(crate) fn option_in_use(base: i64, option: &str, sub_option: &str, end: &str) -> Value {
    json!({
        "subscriptionId": base, "optionProductId": option, "subOptionId": sub_option,
        "quantity": null, "appliedTime": "2027-01-01T00:00:00.000Z", "plan": "MONTHLY",
        "planStartDate": "2027-01-01", "planEndDate": end,
    })
}

/// A sandbox with customer 7 and what it has, on 15 January 2027.
pub(crate) async fn with_customer(has: &[(Resource, Value)]) -> (Sandbox, Hands) {
    let mut state = State::empty();
    state.add_customer(7);
    for (resource, body) in has {
        state.put(7, *resource, body.clone());
    }
    let hands = Hands::at("2027-01-15T03:00:00Z");
    let builder = Sandbox::builder().clock(hands.clock()).state(state);
    let builder = builder.rate_limit(None).concurrency_limit(None);
    (builder.start().await.unwrap(), hands)
}

pub(crate) async fn get(sandbox: &Sandbox, path: &str) -> reqwest::Result<Answer> {
    Answer::of(request(sandbox, Method::GET, path)?.send().await?).await
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) content_type: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> reqwest::Result<Self> {
        let content_type = response.headers().get("content-type");
        Ok(Self {
            status: response.status(),
            content_type: content_type
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
            headers: response.headers().clone(),
            body: response.text().await?,
        })
    }

    pub(crate) fn json(&self) -> serde_json::Result<Value> {
        serde_json::from_str(&self.body)
    }

    /// A header's value, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).map(|value| value.to_str());
        value.and_then(Result::ok).unwrap_or_default()
    }

    /// Asserts on all that a caller can tell of an answer: status, media type, body to the byte.
    #[track_caller]
    pub(crate) fn is(&self, status: u16, body: &str) {
        assert_eq!(self.content_type, "application/json; charset=UTF-8");
        assert_eq!((self.status.as_u16(), self.body.as_str()), (status, body));
    }
}

/// A clock that stops until it is set.
#[derive(Clone)]
pub(crate) struct Hands(Arc<Mutex<Timestamp>>);

impl Hands {
    pub(crate) fn at(time: &str) -> Self {
        Self(Arc::new(Mutex::new(time.parse().unwrap())))
    }

    pub(crate) fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    /// What a builder takes.
    pub(crate) fn clock(&self) -> impl Fn() -> Timestamp + Send + Sync + 'static + use<> {
        let hands = self.clone();
        move || hands.now()
    }

    /// Turns to noon in Japan of a day.
    pub(crate) fn turn_to(&self, day: &str) {
        *self.0.lock().unwrap() = format!("{day}T03:00:00Z").parse().unwrap();
    }

    pub(crate) fn turn(&self, seconds: i64) {
        *self.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }
}

/// The values of an enum of the document, as messages list them.
pub(crate) fn listed<E: OpenEnum>() -> String {
    let values: Vec<&str> = E::known_values().iter().map(OpenEnum::as_str).collect();
    values.join(", ")
}
