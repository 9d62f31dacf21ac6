//! The rules on customers and memos, and paging through the customers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::extract::Query;
use axum::routing::get;
use serde_json::{Value, json};
use works_partner_ext::Validation;
use works_partner_ext::api::types::UpgradeDomain;
use works_partner_ext::requests::customers::{
    Administrator, CreateCustomer, UpdateCustomer, VerifyDomain,
};
use works_partner_ext::requests::domains::ChangeDomain;
use works_partner_ext::requests::memos::PutMemo;
use works_partner_ext::validation::{Assessment, Facts};
use works_partner_ext::{Client, Error};

const NONE: [&str; 0] = [];

fn broken(assessment: &Assessment) -> Vec<String> {
    assessment
        .violations()
        .iter()
        .map(|violation| violation.rule_id.to_string())
        .collect()
}

fn create() -> CreateCustomer {
    CreateCustomer::new("example.com", "Example", "03-0000-0000", "ja_JP")
}

fn admin(password: &str) -> Administrator {
    Administrator::new("Yamada", "yamada", password, "yamada@example.com")
}

#[test]
fn domains_have_2_to_22_characters_and_single_hyphens() {
    let verify = |domain: &str| broken(&VerifyDomain::new(domain).assess(&Facts::new()));
    let length = ["verify_customer_domain.domain.length"];
    assert_eq!(verify("a"), length);
    assert_eq!(verify("ab"), NONE);
    assert_eq!(verify(&"a".repeat(22)), NONE);
    assert_eq!(verify(&"a".repeat(23)), length);
    let add =
        |domain: &str| broken(&CreateCustomer::new(domain, "", "", "ja_JP").assess(&Facts::new()));
    for good in ["example.com", "a-b", "a1", "my-shop.by-works.com"] {
        assert_eq!(add(good), NONE, "{good}");
    }
    for bad in ["-ab", "ab-", "a--b", "Ab", "a_b", "a b", "日本"] {
        assert_eq!(add(bad), ["create_customer.domain.pattern"], "{bad}");
    }
    assert_eq!(
        add("A"),
        [
            "create_customer.domain.length",
            "create_customer.domain.pattern"
        ]
    );
}

#[test]
fn lengths_count_characters_or_bytes_as_documented() {
    let facts = Facts::new();
    let update = |request: UpdateCustomer| broken(&request.assess(&facts));
    let new = UpdateCustomer::new;
    assert_eq!(update(new().company_name("社".repeat(40))), NONE);
    assert_eq!(
        update(new().company_name("社".repeat(41))),
        ["update_customer.companyName.length"]
    );
    assert_eq!(update(new().memo("😀".repeat(700))), NONE);
    assert_eq!(
        update(new().memo("😀".repeat(701))),
        ["update_customer.partnership.memo.length"]
    );
    assert_eq!(update(new().customer_code("x".repeat(200))), NONE);
    assert_eq!(
        update(new().customer_code("x".repeat(201))),
        ["UPDATE_CODE"]
    );
    assert_eq!(update(new().customer_code("社".repeat(66))), NONE);
    assert_eq!(
        update(new().customer_code("社".repeat(67))),
        ["UPDATE_CODE"]
    );
    assert_eq!(update(new().phone_number("0123456789PT-*#+,")), NONE);
    // The page names no characters for a change.
    assert_eq!(update(new().phone_number("(06) 5555-0123")), NONE);
    assert_eq!(update(new().locale("ja-JP")), ["UPDATE_LOCALE"]);

    let put = |memo: PutMemo| broken(&memo.assess(&facts));
    assert_eq!(put(PutMemo::new()), ["MEMO_ANY"]);
    assert_eq!(put(PutMemo::new().customer_code("社".repeat(200))), NONE);
    assert_eq!(
        put(PutMemo::new().customer_code("社".repeat(201))),
        ["put_subscription_memo.customerCode.length"]
    );
    assert_eq!(put(PutMemo::new().memo("社".repeat(700))), NONE);
    assert_eq!(
        put(PutMemo::new().memo("社".repeat(701))),
        ["put_subscription_memo.memo.length"]
    );

    let add = |request: CreateCustomer| broken(&request.assess(&facts));
    assert_eq!(
        add(CreateCustomer::new("ab", "社".repeat(41), "x", "xx").product("STD")),
        [
            "create_customer.companyName.length",
            "create_customer.phoneNumber.pattern",
            "CUSTOMER_LOCALE",
            "CUSTOMER_PRODUCT",
        ]
    );
    assert_eq!(add(create().product("STD_T")), NONE);
    let named = |last: &str, first: &str, id: &str| {
        let admin = Administrator::new(last, id, "pass1word9", "a@example.com");
        add(create().administrator(admin.first_name(first)))
    };
    assert_eq!(named(&"山".repeat(79), "太", "ab"), NONE);
    assert_eq!(named(&"山".repeat(80), "太", "ab"), ["NAME_TOGETHER"]);
    assert_eq!(
        named("山", "太", "a"),
        ["create_customer.administrator.id.length"]
    );
    assert_eq!(named("山", "太", &"a".repeat(40)), NONE);
    assert_eq!(
        named("山", "太", &"a".repeat(41)),
        ["create_customer.administrator.id.length"]
    );
    assert_eq!(named("O!@&()-_+[]{},. é", "太", "ab"), NONE);
    assert_eq!(
        named("O'Neil", "a/b", "ab"),
        ["LAST_NAME_CHARACTERS", "FIRST_NAME_CHARACTERS"]
    );
}

#[test]
fn passwords_are_held_against_the_rules_and_never_shown() {
    for (password, expected) in [
        ("pass1wo", &["PASSWORD_LENGTH"][..]),
        ("pass1wor", &[]),
        ("pass1wordpass1wordpa", &[]),
        ("pass1wordpass1wordpas", &["PASSWORD_LENGTH"]),
        ("passwordy", &["PASSWORD_MIX"]),
        ("19283746", &["PASSWORD_MIX"]),
        ("paaass1word", &["PASSWORD_RUN"]),
        ("password111", &["PASSWORD_RUN"]),
        ("xabcy1word", &["PASSWORD_RUN"]),
        ("password123", &["PASSWORD_RUN"]),
        ("p!!!ssw0rd", &[]),
        ("p4cbassword", &[]),
    ] {
        let request = create().administrator(admin(password));
        let assessment = request.assess(&Facts::new());
        assert_eq!(broken(&assessment), expected, "{password}");
        for text in [format!("{request:?}"), format!("{assessment:?}")] {
            assert!(!text.contains(password), "{text}");
        }
        if let Err(violations) = assessment.into_result() {
            let error = Error::from(violations.clone());
            for text in [
                violations.to_string(),
                error.to_string(),
                format!("{error:?}"),
            ] {
                assert!(!text.contains(password), "{text}");
            }
        }
    }
    // Whether these count is not documented.
    for open in ["p4cbassword", "pass1wordCBA", "paAass1word", "pass321word"] {
        let assessment = create().administrator(admin(open)).assess(&Facts::new());
        assert_eq!(broken(&assessment), NONE, "{open}");
    }
    let body = create().administrator(admin("pass1word9")).body();
    assert_eq!(
        serde_json::to_value(body).unwrap()["administrator"]["password"],
        "cGFzczF3b3JkOQ=="
    );
}

#[test]
fn bodies_hold_what_was_set() {
    assert_eq!(
        serde_json::to_value(create().body()).unwrap(),
        json!({
            "domain": "example.com", "companyName": "Example", "phoneNumber": "03-0000-0000",
            "timeZone": "Asia/Tokyo", "locale": "ja_JP"
        })
    );
    assert_eq!(
        serde_json::to_value(UpdateCustomer::new().body()).unwrap(),
        json!({})
    );
    assert_eq!(
        serde_json::to_value(PutMemo::new().customer_code("A").body()).unwrap(),
        json!({"customerCode": "A", "memo": null})
    );
}

fn customer(name: &str) -> Value {
    json!({
        "tenantId": 1, "domainId": 1, "domain": name, "companyName": name, "phoneNumber": "",
        "timeZone": "Asia/Tokyo", "locale": "ja_JP", "enableActiveMxrecord": true,
        "enableActiveDomain": true, "domainType": "DOMAIN"
    })
}

type Asked = Arc<Mutex<Vec<HashMap<String, String>>>>;

/// A server whose pages lead from one to the next.
async fn serve(pages: Vec<(&'static str, Value)>) -> (Client, Asked) {
    let asked = Asked::default();
    let log = asked.clone();
    let list = move |Query(query): Query<HashMap<String, String>>| async move {
        let cursor = query.get("cursor").cloned().unwrap_or_default();
        log.lock().unwrap().push(query);
        let page = pages.iter().find(|page| page.0 == cursor);
        Json(page.map_or_else(|| json!({}), |page| page.1.clone()))
    };
    let router = axum::Router::new().route("/partners/customers", get(list));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let client = Client::builder()
        .base_url(url)
        .access_token("token")
        .build()
        .unwrap();
    (client, asked)
}

fn page(names: &[&str], next: Value) -> Value {
    let customers: Vec<Value> = names.iter().map(|name| customer(name)).collect();
    json!({"customers": customers, "responseMetaData": next})
}

async fn names(client: &Client) -> Vec<String> {
    let mut names = Vec::new();
    let mut items = client.customers().items();
    while let Some(customer) = items.next().await {
        names.push(customer.unwrap().domain);
    }
    names
}

#[tokio::test]
async fn pages_end_where_no_cursor_leads_on() {
    for end in [
        json!({}),
        json!({"nextCursor": null}),
        json!({"nextCursor": ""}),
        json!(null),
    ] {
        let last = if end.is_null() {
            json!({"customers": [customer("c")]})
        } else {
            page(&["c"], end)
        };
        let (client, asked) = serve(vec![
            ("", page(&["a", "b"], json!({"nextCursor": "p2"}))),
            ("p2", page(&[], json!({"nextCursor": "p+3/="}))),
            ("p+3/=", last),
        ])
        .await;
        assert_eq!(names(&client).await, ["a", "b", "c"]);
        assert_eq!(asked.lock().unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_list_goes_on_from_a_cursor() {
    let (client, asked) = serve(vec![
        ("", page(&["a"], json!({"nextCursor": "p2"}))),
        ("p2", page(&["b"], json!({}))),
    ])
    .await;
    let mut pages = client
        .customers()
        .count(30)
        .order_by("name desc")
        .domain("example.com");
    assert_eq!(pages.cursor(), None);
    pages.next().await.unwrap().unwrap();
    let cursor = pages.cursor().unwrap().to_owned();
    let mut rest = client.customers().from_cursor(cursor);
    let page = rest.next().await.unwrap().unwrap();
    assert_eq!(
        page.customers.as_ref().unwrap().first().unwrap().domain,
        "b"
    );
    assert!(rest.is_done() && rest.next().await.is_none());
    let first = asked.lock().unwrap().first().unwrap().clone();
    assert_eq!(
        (first["count"].as_str(), first["orderBy"].as_str()),
        ("30", "name desc")
    );
    assert_eq!(first["domain"], "example.com");
}

#[tokio::test]
async fn a_cursor_that_comes_back_is_an_error_and_the_end() {
    for (second, third) in [("p2", ""), ("p3", "p2")] {
        let (client, _) = serve(vec![
            ("", page(&["a"], json!({"nextCursor": "p2"}))),
            ("p2", page(&["b"], json!({"nextCursor": second}))),
            ("p3", page(&["c"], json!({"nextCursor": third}))),
        ])
        .await;
        let mut pages = client.customers();
        let mut seen = 0;
        let error = loop {
            match pages.next().await.unwrap() {
                Ok(_) => seen += 1,
                Err(error) => break error,
            }
        };
        assert!(error.is_decode(), "{error}");
        assert!(seen <= 2);
        assert!(pages.next().await.is_none());
    }
}

#[tokio::test]
async fn nothing_is_sent_that_breaks_a_rule() {
    let (client, asked) = serve(vec![]).await;
    for count in [0, 31] {
        let mut pages = client.customers().count(count);
        let error = pages.next().await.unwrap().unwrap_err();
        assert_eq!(
            error.violations().unwrap().iter().next().unwrap().rule_id,
            "list_customers.count.range"
        );
        assert!(pages.next().await.is_none());
    }
    for order in ["name up", "name  asc", "", "name asc desc"] {
        let error = client
            .customers()
            .order_by(order)
            .next()
            .await
            .unwrap()
            .unwrap_err();
        assert_eq!(
            error.violations().unwrap().iter().next().unwrap().rule_id,
            "ORDER_BY"
        );
    }
    let request = VerifyDomain::new("x");
    let error = client
        .verify_domain(&request, &client.facts())
        .await
        .unwrap_err();
    assert!(error.is_invalid_request() && error.violations().is_some());
    assert!(asked.lock().unwrap().is_empty());
    // Unless one insists.
    let error = client
        .verify_domain(&request, Validation::Skip)
        .await
        .unwrap_err();
    assert!(error.violations().is_none());
    for count in [1, 30] {
        assert!(
            client
                .customers()
                .count(count)
                .next()
                .await
                .unwrap()
                .is_ok()
        );
    }
}

#[test]
fn a_customer_moves_to_a_domain_that_is_registered_or_the_vendors() {
    let registered: UpgradeDomain =
        serde_json::from_value(json!({"domain": "example.com"})).unwrap();
    let move_to = |domain: &str, facts: Facts| ChangeDomain::to(domain).assess(&facts);
    for (domain, expected) in [
        ("example.com", &[][..]),
        ("Example.COM", &[]),
        ("example.org", &["DOMAIN_REGISTERED"]),
        ("a.example.com", &["DOMAIN_REGISTERED"]),
        ("shop.by-works.com", &[]),
        ("shop.by-works.net", &[]),
        ("by-works.com", &["DOMAIN_REGISTERED"]),
    ] {
        let facts = Facts::new().upgrade_domain(&registered);
        assert_eq!(broken(&move_to(domain, facts)), expected, "{domain}");
    }
    let none = Facts::new().no_upgrade_domain();
    assert_eq!(broken(&move_to("example.com", none)), ["DOMAIN_REGISTERED"]);
    let unknown = move_to("example.com", Facts::new());
    assert_eq!(
        (unknown.violations().len(), unknown.undecided().len()),
        (0, 1)
    );
}
