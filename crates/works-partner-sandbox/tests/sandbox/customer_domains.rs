//! The names that customers go by: checked, registered and changed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests"
)]

use crate::support::{all_refused, send, with_customer};
use serde_json::{Value, json};
use works_partner_sandbox::{Resource, State};

const UPGRADE: &str = "/partners/customers/7/upgrade-domain";
const CHANGE: &str = "POST /partners/customers/7/change-domain";
const VERIFY: &str = "POST /partners/customers/verify-domain";

fn group() -> (Resource, Value) {
    let profile = json!({
        "domainId": 7, "domain": "seven", "enableActiveDomain": true, "domainType": "GROUP",
    });
    (Resource::Customer, profile)
}

#[tokio::test]
async fn a_name_is_a_domain_name_or_a_group_name_or_taken() {
    let (sandbox, _) = with_customer(&[group()]).await;
    for (name, kind) in [
        ("example.com", "DOMAIN"),
        ("x.by-works.com", "DOMAIN"),
        ("seven-2", "GROUP"),
    ] {
        let body = json!({"domain": name});
        let expected = format!(r#"{{"domain":"{name}","type":"{kind}"}}"#);
        send(&sandbox, VERIFY, body).await.is(200, &expected);
    }
    all_refused(
        &sandbox,
        &[
            (
                VERIFY,
                json!({}),
                400,
                "INVALID_PARAMETER",
                "domain is missing",
            ),
            (
                VERIFY,
                json!({"domain": "x"}),
                400,
                "INVALID_PARAMETER",
                "2 to 22",
            ),
            (
                VERIFY,
                json!({"domain": "x".repeat(23)}),
                400,
                "INVALID_PARAMETER",
                "2 to 22",
            ),
            (
                VERIFY,
                json!({"domain": "seven"}),
                400,
                "BAD_REQUEST",
                "another customer has this name",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_domain_is_registered_once_and_can_be_deleted() {
    let (sandbox, _) = with_customer(&[group()]).await;
    let post = format!("POST {UPGRADE}");
    let created = send(&sandbox, &post, json!({"domain": "seven.example"})).await;
    created.is(
        201,
        concat!(
            r#"{"domain":"seven.example","isActiveDomain":false,"cnameHost":"works-7.seven.example","#,
            r#""cnameTarget":"verify.works.example","txtHost":"seven.example","#,
            r#""txtToken":"works-site-verification=7","mxRecordHost":"seven.example","#,
            r#""mxRecordValue":{"priority10":"mx1.works.example","priority20":"mx2.works.example"}}"#,
        ),
    );
    let got = send(&sandbox, &format!("GET {UPGRADE}"), Value::Null).await;
    got.is(200, &created.body);
    let again = send(&sandbox, &post, json!({"domain": "seven.example"})).await;
    again.is(201, &created.body);
    all_refused(
        &sandbox,
        &[(
            &post,
            json!({"domain": "other.example"}),
            409,
            "ALREADY_EXIST",
            "Upgrade domain",
        )],
    )
    .await;
    let deleted = send(&sandbox, &format!("DELETE {UPGRADE}"), Value::Null).await;
    assert_eq!((deleted.status.as_u16(), deleted.body.as_str()), (204, ""));
    all_refused(
        &sandbox,
        &[
            (
                &format!("GET {UPGRADE}"),
                Value::Null,
                404,
                "NOT_FOUND",
                "Upgrade domain",
            ),
            (
                &format!("DELETE {UPGRADE}"),
                Value::Null,
                404,
                "NOT_FOUND",
                "Upgrade domain",
            ),
            (
                &post,
                json!({}),
                400,
                "INVALID_PARAMETER",
                "domain is missing",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_customer_moves_to_the_domain_that_is_registered_and_active_or_not() {
    for (told, is_active) in [
        (json!({"domain": "seven.example"}), true),
        (json!({}), false),
    ] {
        let registered = json!({"domain": "seven.example", "isActiveDomain": is_active});
        let has = [group(), (Resource::UpgradeDomain, registered)];
        let (sandbox, _) = with_customer(&has).await;
        let changed = send(&sandbox, CHANGE, told).await;
        assert_eq!((changed.status.as_u16(), changed.body.as_str()), (204, ""));
        let profile = sandbox.state().all(7, Resource::Customer).unwrap()[0].clone();
        assert_eq!(
            profile,
            json!({
                "domainId": 7, "domain": "seven.example", "enableActiveDomain": is_active,
                "domainType": "DOMAIN",
            })
        );
    }
}

#[tokio::test]
async fn a_name_under_by_works_needs_no_registration() {
    for name in ["seven.by-works.com", "seven.by-works.net"] {
        let (sandbox, _) = with_customer(&[group()]).await;
        let changed = send(&sandbox, CHANGE, json!({"domain": name})).await;
        assert_eq!(changed.status, 204, "{name}");
        let profile = sandbox.state().all(7, Resource::Customer).unwrap()[0].clone();
        assert_eq!(profile["domain"], name);
        assert_eq!(profile["enableActiveDomain"], true);
    }
}

#[tokio::test]
async fn a_customer_moves_to_no_other_domain() {
    let registered = json!({"domain": "taken.example", "isActiveDomain": true});
    let (sandbox, _) = with_customer(&[group(), (Resource::UpgradeDomain, registered)]).await;
    let mut state: State = sandbox.state();
    state.put(8, Resource::Customer, json!({"domain": "taken.example"}));
    state.put(9, Resource::Customer, json!({"domain": "nine"}));
    sandbox.set_state(state);
    let nine = "POST /partners/customers/9/change-domain";
    all_refused(
        &sandbox,
        &[
            (
                CHANGE,
                json!({"domain": "other.example"}),
                400,
                "BAD_REQUEST",
                "create_upgrade_domain",
            ),
            (
                CHANGE,
                json!({"domain": "by-works.com"}),
                400,
                "BAD_REQUEST",
                ".by-works.com",
            ),
            (
                CHANGE,
                json!({"domain": "taken.example"}),
                409,
                "ALREADY_EXIST",
                "domain",
            ),
            (
                CHANGE,
                json!({"domain": 7}),
                400,
                "INVALID_PARAMETER",
                "domain",
            ),
            (nine, json!({}), 400, "MISSING_PARAMETER", "domain"),
        ],
    )
    .await;
    let taken = json!({"domain": "nine"});
    all_refused(
        &sandbox,
        &[(
            "POST /partners/customers/8/upgrade-domain",
            taken,
            409,
            "ALREADY_EXIST",
            "domain",
        )],
    )
    .await;
}
