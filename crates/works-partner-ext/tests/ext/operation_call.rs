//! Calls of operations by their data, over HTTP.

use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};
use works_partner_ext::api::schema::{Enumeration, Kind, Reason, Schema};
use works_partner_ext::api::types::OptionProductId;
use works_partner_ext::api::{Body, Location, Operation, Parameter};
use works_partner_ext::{Client, Error, OperationCall};
use works_partner_sandbox::{Fault, Sandbox};

fn operation(id: &str) -> &'static Operation {
    Operation::find(id).unwrap()
}

fn client(base_url: &str, token: &str) -> Client {
    let builder = Client::builder().base_url(base_url).access_token(token);
    builder.jitter(|| 0.0).build().unwrap()
}

fn task(option: &str) -> OperationCall {
    OperationCall::new(operation("get_option_product_order"))
        .parameter("domainId", 10_000_001)
        .parameter("optionProductId", option)
}

fn told(error: &Error) -> Vec<(&str, Reason)> {
    let found = error.mismatches().iter();
    found
        .map(|found| (found.field.as_str(), found.reason.unwrap()))
        .collect()
}

type Seen = (Method, Uri, HeaderMap, Bytes);

/// A server that notes what it is sent, and always answers the same.
struct Echo {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Echo {
    async fn answering(status: u16, body: &'static str) -> Self {
        let seen = Arc::<Mutex<Vec<_>>>::default();
        let notes = seen.clone();
        let app = axum::Router::new().fallback(
            async move |method: Method, uri: Uri, headers: HeaderMap, sent: Bytes| {
                notes.lock().unwrap().push((method, uri, headers, sent));
                (StatusCode::from_u16(status).unwrap(), body)
            },
        );
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1.0", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, seen }
    }

    fn client(&self) -> Client {
        client(&self.url, "a-token")
    }

    fn last(&self) -> Seen {
        self.seen.lock().unwrap().last().unwrap().clone()
    }
}

#[test]
fn a_refusal_shows_a_number_as_it_is_spelled_and_says_that_a_day_does_not_exist() {
    for (field, spelled, shown) in [
        (
            "licenseCount",
            "99999999999999999999",
            "99999999999999999999",
        ),
        ("licenseCount", "1e3000", ""),
        ("licenseCount", "-0.50", "-0.50"),
        (
            "applyDate",
            "\"2027-02-29\"",
            "\"2027-02-29\": expected a day that exists",
        ),
        ("applyDate", "\"2027-2-1\"", "of the form YYYY-MM-DD"),
    ] {
        let body = format!(r#"{{"productId":"ADV","plan":"MONTHLY","{field}":{spelled}}}"#);
        let json = serde_json::value::RawValue::from_string(body).unwrap();
        let call = OperationCall::new(operation("create_subscription_pre_order"))
            .parameter("domainId", 10_000_001)
            .json(json);
        let Ok(call) = call else {
            assert_eq!(shown, "", "{spelled}");
            continue;
        };
        let found = call.check();
        let own = found.iter().find(|one| one.field == field).unwrap();
        assert!(own.to_string().contains(shown), "{own}");
    }
}

#[tokio::test]
async fn a_reply_has_the_value_and_the_servers_bytes() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client(sandbox.base_url(), sandbox.token());

    let reply = client.send(&task("ACV2")).await.unwrap();

    assert_eq!(reply["subOptionId"], "ACV201");
    assert_eq!(reply.status(), 200);
    assert_eq!(
        serde_json::from_slice::<Value>(reply.body()).unwrap(),
        *reply
    );
    assert!(reply.headers().contains_key("content-type"));
    let typed = client.option_order("10000001".parse().unwrap(), OptionProductId::Acv2);
    assert_eq!(typed.await.unwrap().unwrap().body(), reply.body());
}

#[tokio::test]
async fn it_travels_as_every_call_does() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client(sandbox.base_url(), sandbox.token());
    sandbox.faults().push(Fault::ServiceUnavailable);

    client.send(&task("ACV2")).await.unwrap();
    assert_eq!(sandbox.requests().len(), 2, "tried again");

    let error = client.send(&task("DRV")).await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.operation_id(), Some("get_option_product_order"));
}

#[tokio::test]
async fn what_is_wrong_is_told_at_once_and_nothing_leaves() {
    let echo = Echo::answering(200, "{}").await;
    let call = OperationCall::new(operation("create_option_product_order"))
        .parameter("domainId", "ten")
        .parameter("domain", 1)
        .body(json!({"optionProductId": "DRV9", "applyDate": "tomorrow", "quantity": 1.5}));

    let error = echo.client().send(&call).await.unwrap_err();

    assert!(error.is_invalid_request());
    assert_eq!(error.operation_id(), Some("create_option_product_order"));
    let told = told(&error);
    for expected in [
        ("domain", Reason::Unknown),
        ("domainId", Reason::Type),
        ("optionProductId", Reason::Unlisted),
        ("type", Reason::Missing),
        ("quantity", Reason::Type),
        ("applyDate", Reason::Format),
    ] {
        assert!(told.contains(&expected), "{expected:?} in {told:?}");
    }
    assert_eq!(error.to_string().matches("domain is unknown").count(), 1);
    assert!(echo.seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_body_where_none_belongs_and_none_where_one_does() {
    let missing = OperationCall::new(operation("verify_customer_domain")).check();
    assert_eq!(missing[0].reason, Some(Reason::Missing));
    let superfluous = task("ACV2").body(json!({})).check();
    assert_eq!(
        superfluous[0].to_string(),
        "the body is unknown: expected no body"
    );
}

#[tokio::test]
async fn what_the_document_does_not_have_is_sent_on_purpose() {
    let echo = Echo::answering(200, "{}").await;
    let client = echo.client();

    let unlisted = task("NEW").allow_unlisted();
    client.send(&unlisted).await.unwrap();
    assert!(echo.last().1.path().ends_with("/option-product-orders/NEW"));
    let wrong = unlisted.parameter("domainId", "x");
    assert_eq!(
        told(&client.send(&wrong).await.unwrap_err()),
        [("domainId", Reason::Type)]
    );

    client
        .send(&wrong.skip_validation().body(json!([1])))
        .await
        .unwrap();
    let (_, uri, _, body) = echo.last();
    assert!(uri.path().contains("/customers/x/"));
    assert_eq!(body, "[1]");

    for impossible in [
        OperationCall::new(operation("get_customer")),
        task("").parameter("domainId", 1),
        task("..").parameter("domainId", 1),
        task("DRV").parameter("domainId", json!({})),
        task("DRV").parameter("other", 1),
    ] {
        let error = client
            .send(&impossible.skip_validation())
            .await
            .unwrap_err();
        assert_eq!(error.mismatches().len(), 1, "{error}");
    }
    assert_eq!(echo.seen.lock().unwrap().len(), 2);
}

/// Whatever a parameter is, its path is the one of the generated code.
#[tokio::test]
async fn a_parameter_stays_in_its_segment() {
    let echo = Echo::answering(404, "").await;
    let client = echo.client();
    let texts = [
        "a/b",
        r"a\b",
        "../..",
        "%2e",
        "?a=b#c",
        "日本 é",
        "{domainId}",
        "a@b:c;d,e",
        "\n.\t",
    ];
    for text in texts {
        let _ = client.send(&task(text).allow_unlisted()).await;
        let untyped = echo.last().1;
        let typed = client.api().get_option_product_order();
        let option = OptionProductId::from(text.to_owned());
        let _ = typed
            .domain_id(10_000_001)
            .option_product_id(option)
            .send()
            .await;
        assert_eq!(untyped, echo.last().1, "{text}");
        assert_eq!(untyped.path().split('/').count(), 7, "{untyped}");
    }
}

#[tokio::test]
async fn parameters_stand_where_they_belong() {
    static COLOUR: Enumeration = Enumeration::new("Colour", &[("red", None)]);
    static ITEM: Schema = Schema::new(Kind::Enum(&COLOUR));
    static PARAMETERS: &[Parameter] = &[
        Parameter::new(Location::Path, "a", Schema::new(Kind::Text)).required(),
        Parameter::new(Location::Path, "b", Schema::new(Kind::Number)).required(),
        Parameter::new(Location::Query, "colour", Schema::new(Kind::List(&ITEM))),
        Parameter::new(Location::Query, "on", Schema::new(Kind::Boolean)),
        Parameter::new(Location::Header, "X-Tag", Schema::new(Kind::List(&ITEM))),
    ];
    let operation = Operation::new("PUT", "/x/{a}:{b}/y", "made_up")
        .parameters(PARAMETERS)
        .body(Body::new(Schema::new(Kind::Any)));
    let echo = Echo::answering(200, " {\"a\": 1.0}\n").await;
    let call = OperationCall::new(&operation)
        .parameter("a", ".")
        .parameter("b", 2.0)
        .parameter("colour", json!(["red", "green"]))
        .parameter("on", true)
        .parameter("X-Tag", json!(["red", "red"]))
        .body(json!({"z": null, "a": "b"}));

    assert_eq!(call.check()[0].field, "colour[1]");
    let reply = echo
        .client()
        .send(&call.clone().allow_unlisted())
        .await
        .unwrap();

    assert_eq!(reply.body(), " {\"a\": 1.0}\n");
    let (method, uri, headers, body) = echo.last();
    assert_eq!(method, Method::PUT);
    assert_eq!(uri, "/v1.0/x/.:2/y?colour=red&colour=green&on=true");
    assert_eq!(headers["x-tag"], "red,red");
    assert_eq!(headers["accept"], "application/json");
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["authorization"], "Bearer a-token");
    assert_eq!(body, r#"{"z":null,"a":"b"}"#);

    let unwritable = call.parameter("X-Tag", "a\nb").skip_validation();
    let error = echo.client().send(&unwritable).await.unwrap_err();
    assert!(error.is_invalid_request());
}

#[tokio::test]
async fn answers_without_json() {
    let delete = OperationCall::new(operation("delete_customer")).parameter("domainId", 1);

    let reply = Echo::answering(204, "")
        .await
        .client()
        .send(&delete)
        .await
        .unwrap();
    assert_eq!((reply.status().as_u16(), &*reply), (204, &Value::Null));

    let undocumented = Echo::answering(201, "{}").await;
    assert_eq!(
        *undocumented.client().send(&delete).await.unwrap(),
        json!({})
    );

    let page = Echo::answering(200, "<html>").await;
    let error = page.client().send(&delete).await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.body_text().unwrap(), "<html>");
}

#[test]
fn secrets_are_not_shown() {
    let call = OperationCall::new(operation("create_customer"))
        .body(json!({"administrator": {"password": "hush", "id": 7}}));
    let shown = format!("{call:?} {:?} {:?}", call.shown_body(), call.check());
    assert!(!shown.contains("hush"), "{shown}");
    assert!(shown.contains("[secret]"), "{shown}");
    assert!(shown.contains("administrator.password"), "{shown}");
}

#[test]
fn what_is_called_a_secret_is_not_shown() {
    let call = OperationCall::new(operation("create_customer")).body(json!({
        "companyName": {"accessToken": "hush-1"},
        "Password": "hush-2",
        "administrator": {"pass_word": {"is": ["hush-3", 7]}, "password": null, "id": "admin"},
        "more": [{"PRIVATE-KEY": "hush-4", "name": "A"}],
    }));
    let shown = call.shown_body().unwrap();
    assert_eq!(
        shown,
        json!({
            "companyName": {"accessToken": "[secret]"},
            "Password": "[secret]",
            "administrator": {"pass_word": "[secret]", "password": null, "id": "admin"},
            "more": [{"PRIVATE-KEY": "[secret]", "name": "A"}],
        })
    );
    let mut secrets = call.secrets();
    secrets.sort_unstable();
    assert_eq!(secrets, ["hush-1", "hush-2", "hush-3", "hush-4"]);
    let told = format!("{call:?} {:?}", call.check());
    assert!(!told.contains("hush"), "{told}");

    // What the document names is shown, whatever it is called.
    let call =
        OperationCall::new(operation("create_customer")).body(json!({"domain": "token.example"}));
    assert_eq!(call.shown_body(), Some(json!({"domain": "token.example"})));
    assert!(call.secrets().is_empty());
}
