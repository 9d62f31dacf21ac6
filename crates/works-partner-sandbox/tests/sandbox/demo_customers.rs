//! Who the demo customers are.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests"
)]

use std::collections::BTreeSet;

use crate::support::send;
use serde_json::{Value, json};
use works_partner_sandbox::{Resource, Sandbox, State};

async fn demo() -> Sandbox {
    let builder = Sandbox::builder().rate_limit(None).concurrency_limit(None);
    builder.start().await.unwrap()
}

#[tokio::test]
async fn the_examples_of_the_vendors_pages_are_answered_to_the_byte() {
    let sandbox = demo().await;
    let usage = r#"{"domainId":0,"status":"ACTIVE","memberCount":0,"maxMemberCount":0,"withdrawalDate":"2019-08-24"}"#;
    let domain = r#"{"domain":"example.com","isActiveDomain":true,"cnameHost":"XXXXXXXXXXXX","cnameTarget":"XXXXXXXXXXXX","txtHost":"XXXXXXXXXXXX","txtToken":"XXXXXXXXXXXX","mxRecordHost":"XXXXXXXXXXXX","mxRecordValue":{"priority10":"XXXXXXXXXXXX","priority20":"XXXXXXXXXXXX"}}"#;
    let memo = r#"{"domainId":11111,"subscriptionId":1021,"customerCode":"EXAMPLE-CODE001","memo":"example"}"#;
    let memos = format!(r#"{{"subscriptionMemos":[{memo}]}}"#);
    let put = json!({"customerCode": "EXAMPLE-CODE001", "memo": "example"});
    let name = json!({"domain": "example.com"});
    let potential = "/potential-customers/example.com?partnerCode=WSqPvhm0ON1stFBRHgW3";
    for (line, body, status, expected) in [
        (
            "POST /customers/verify-domain",
            name.clone(),
            200,
            r#"{"domain":"example.com","type":"DOMAIN"}"#,
        ),
        (
            "GET /customers/10000001/usage-status",
            Value::Null,
            200,
            usage,
        ),
        (
            "GET /customers/10000001/upgrade-domain",
            Value::Null,
            200,
            domain,
        ),
        ("POST /customers/10000001/upgrade-domain", name, 201, domain),
        (
            "GET /customers/10000002/subscription-memos",
            Value::Null,
            200,
            &memos,
        ),
        (
            "PUT /customers/10000002/subscription-memos/1021",
            put,
            200,
            memo,
        ),
        // The ids of the example are those of customer 10000001.
        (
            &format!("GET {potential}"),
            Value::Null,
            200,
            r#"{"tenantId":9000001,"domainId":9000001,"domain":"example.com","productId":"FR","notHandledApps":["ABC app","XYZ app"]}"#,
        ),
    ] {
        let line = line.replacen(" /", " /partners/", 1);
        send(&sandbox, &line, body).await.is(status, expected);
    }
}

#[tokio::test]
async fn all_customers_are_listed_and_each_has_a_usage_status() {
    let sandbox = demo().await;
    let mut ids = BTreeSet::new();
    let mut cursor = String::new();
    loop {
        let path = format!("GET /partners/customers?count=30{cursor}");
        let page = send(&sandbox, &path, Value::Null).await.json().unwrap();
        let customers = page["customers"].as_array().unwrap().iter();
        ids.extend(customers.map(|it| it["domainId"].as_i64().unwrap()));
        let Some(next) = page["responseMetaData"]["nextCursor"].as_str() else {
            break;
        };
        let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        cursor = format!("&cursor={next}");
    }
    assert!(ids.iter().copied().eq(State::demo().domain_ids()));
    for id in ids {
        let path = format!("GET /partners/customers/{id}/usage-status");
        assert_eq!(send(&sandbox, &path, Value::Null).await.status, 200, "{id}");
    }
}

#[test]
fn profiles_agree_with_what_hangs_on_them() {
    let state = State::demo();
    let mut names = BTreeSet::new();
    for id in state.domain_ids() {
        let profile = &state.all(id, Resource::Customer).unwrap()[0];
        let domain = profile["domain"].as_str().unwrap();
        assert!(names.insert(domain.to_owned()), "{domain}");
        assert!((2..=22).contains(&domain.len()), "{domain}");
        let kind = if domain.contains('.') {
            "DOMAIN"
        } else {
            "GROUP"
        };
        assert_eq!(profile["domainType"], kind);
        let subscriptions = state.all(id, Resource::Subscription).unwrap();
        let mut products = subscriptions.iter().map(|it| &it["productId"]);
        let line_works = products.find(|it| {
            ["FR", "STD_T", "ADV_T", "STD", "ADV"]
                .map(Value::from)
                .contains(it)
        });
        if let Some(product) = profile.get("productId") {
            assert_eq!(product, line_works.unwrap_or(&Value::Null), "{id}");
        }
        if line_works == Some(&json!("ADV")) {
            assert_eq!(kind, "DOMAIN", "{id}");
        }
        let members = state.all(id, Resource::UsageStatus).unwrap()[0]["memberCount"].as_i64();
        for subscription in subscriptions {
            if let (Some(licenses), "STD" | "ADV") = (
                subscription["licenseCount"].as_i64(),
                subscription["productId"].as_str().unwrap(),
            ) {
                assert!(members <= Some(licenses), "{id}");
            }
        }
        for memo in state.all(id, Resource::SubscriptionMemo).unwrap() {
            let is_its = |it: &Value| it["subscriptionId"] == memo["subscriptionId"];
            assert!(subscriptions.iter().any(is_its), "{memo}");
        }
    }
}

#[test]
fn what_is_optional_is_left_out_once_and_what_is_unknown_occurs() {
    let state = State::wild_on(jiff::civil::date(2026, 11, 28));
    let profile = |id| &state.all(id, Resource::Customer).unwrap()[0];
    for member in ["productId", "administrator", "partnership"] {
        assert_eq!(profile(10000019).get(member), None, "{member}");
    }
    assert_eq!(profile(10000020)["contractNo"], 1234567890123456789_i64);
    assert_eq!(profile(10000016)["partnership"]["status"], "TRANSFER_READY");
    let of_status = |member| -> BTreeSet<String> {
        let statuses = state.domain_ids();
        let statuses = statuses.map(|id| &state.all(id, Resource::UsageStatus).unwrap()[0]);
        statuses
            .filter_map(|it| Some(it.get(member)?.to_string()))
            .collect()
    };
    assert!(
        of_status("status")
            .iter()
            .eq([r#""ACTIVE""#, r#""SUSPENDED_ADMIN""#])
    );
    assert_eq!(of_status("renewal").len(), 3);
    assert_eq!(of_status("withdrawalDate").len(), 3);
}
