//! Customers: added, changed, listed by pages, activated and deleted.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests"
)]

use crate::support::{all_refused, send, with_customer};
use serde_json::{Value, json};
use works_partner_sandbox::{Resource, Sandbox, State};

const ALL: &str = "/partners/customers";
const SEVEN: &str = "/partners/customers/7";

/// What the vendor's page shows of its request example, and made up what it does not show.
fn example() -> Value {
    json!({
        "domain": "example.com",
        "productId": "STD_T",
        "companyName": "ワークスモバイルジャパン株式会社",
        "phoneNumber": "03-0000-0000",
        "timeZone": "Asia/Tokyo",
        "locale": "ja_JP",
        "administrator": {
            "lastName": "山田", "firstName": "太郎", "id": "yamada",
            "password": "UGExc3N3OXJk", "privateEmail": "yamada@mail.example",
        },
        "partnership": {"enablePartnerProfileDisplay": false},
    })
}

/// A body with a member changed, which may be one of a member; null takes it away.
fn with(mut body: Value, pointer: &str, value: Value) -> Value {
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let members = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Value::Null => _ = members.shift_remove(member),
        value => _ = members.insert(member.to_owned(), value),
    }
    body
}

#[tokio::test]
async fn a_customer_with_a_domain_of_its_own_waits_to_be_activated() {
    let (sandbox, _) = with_customer(&[]).await;
    let created = send(&sandbox, &format!("POST {ALL}"), example()).await;
    created.is(
        201,
        concat!(
            r#"{"tenantId":8,"domainId":8,"domain":"example.com","productId":"STD_T","#,
            r#""companyName":"ワークスモバイルジャパン株式会社","phoneNumber":"03-0000-0000","#,
            r#""timeZone":"Asia/Tokyo","locale":"ja_JP","enableActiveMxrecord":false,"#,
            r#""enableActiveDomain":false,"domainType":"DOMAIN","#,
            r#""administrator":{"lastName":"山田","firstName":"太郎","id":"yamada","privateEmail":"yamada@mail.example"},"#,
            r#""partnership":{"enablePartnerProfileDisplay":false}}"#,
        ),
    );
    assert!(
        !sandbox
            .state()
            .to_json()
            .to_string()
            .contains("UGExc3N3OXJk")
    );
    let got = send(&sandbox, &format!("GET {ALL}/8"), Value::Null).await;
    got.is(200, &created.body);
    send(&sandbox, &format!("GET {ALL}/8/usage-status"), Value::Null)
        .await
        .is(
            200,
            r#"{"domainId":8,"status":"ACTIVE","memberCount":1,"maxMemberCount":null,"withdrawalDate":null}"#,
        );
    let state = sandbox.state();
    let subscription = &state.all(8, Resource::Subscription).unwrap()[0];
    assert_eq!(
        (&subscription["productId"], &subscription["plan"]),
        (&json!("STD_T"), &json!("TRIAL"))
    );

    // The records of the domain, then activation.
    let domain = send(
        &sandbox,
        &format!("GET {ALL}/8/upgrade-domain"),
        Value::Null,
    )
    .await;
    let domain = domain.json().unwrap();
    assert_eq!(
        (&domain["domain"], &domain["isActiveDomain"]),
        (&json!("example.com"), &json!(false))
    );
    let active = send(&sandbox, &format!("POST {ALL}/8/activate"), Value::Null).await;
    assert_eq!(active.status, 200);
    let active = active.json().unwrap();
    assert_eq!(active["enableActiveDomain"], true);
    assert_eq!(active["enableActiveMxrecord"], true);
    let domain = send(
        &sandbox,
        &format!("GET {ALL}/8/upgrade-domain"),
        Value::Null,
    )
    .await;
    assert_eq!(domain.json().unwrap()["isActiveDomain"], true);
}

#[tokio::test]
async fn a_customer_with_a_group_name_or_under_by_works_is_active_at_once() {
    let (sandbox, _) = with_customer(&[]).await;
    for (domain, kind) in [
        ("hinode", "GROUP"),
        ("hinode.by-works.com", "DOMAIN"),
        ("hinode.by-works.net", "DOMAIN"),
    ] {
        let mut body = with(example(), "/domain", json!(domain));
        for member in ["productId", "administrator", "partnership"] {
            body = with(body, &format!("/{member}"), Value::Null);
        }
        let created = send(&sandbox, &format!("POST {ALL}"), body).await;
        assert_eq!(created.status, 201, "{domain}: {}", created.body);
        let created = created.json().unwrap();
        assert_eq!(created["domainType"], kind, "{domain}");
        assert_eq!(created["enableActiveDomain"], true, "{domain}");
        assert_eq!(created["productId"], Value::Null);
        assert_eq!(created.get("administrator"), None);
        assert_eq!(
            created["partnership"],
            json!({"enablePartnerProfileDisplay": true})
        );
        let id = created["domainId"].as_i64().unwrap();
        let state = sandbox.state();
        assert_eq!(state.all(id, Resource::UpgradeDomain), Some(&[][..]));
        assert_eq!(
            state.all(id, Resource::UsageStatus).unwrap()[0]["memberCount"],
            0
        );
    }
}

#[tokio::test]
async fn what_breaks_a_rule_is_no_customer() {
    let profile = json!({"companyName": "七", "domain": "taken.example"});
    let (sandbox, _) = with_customer(&[(Resource::Customer, profile)]).await;
    let post = format!("POST {ALL}");
    let mut calls = Vec::new();
    for (pointer, value, words) in [
        ("/domain", Value::Null, "domain is missing"),
        ("/domain", json!("a"), "domain"),
        ("/domain", json!("abcdefghijk.example.com"), "2 to 22"),
        ("/domain", json!("Example.com"), "domain"),
        ("/domain", json!("-example"), "domain"),
        ("/domain", json!("example-"), "domain"),
        ("/domain", json!("ex--ample"), "domain"),
        ("/productId", json!("STD"), "FR, STD_T, ADV_T"),
        ("/productId", json!("ROG_FR"), "FR, STD_T, ADV_T"),
        ("/companyName", Value::Null, "companyName is missing"),
        ("/companyName", json!("社".repeat(41)), "companyName"),
        ("/phoneNumber", json!("03 0000"), "phoneNumber"),
        ("/phoneNumber", json!("x0000"), "phoneNumber"),
        ("/timeZone", Value::Null, "timeZone is missing"),
        ("/locale", json!("fr_FR"), "locale"),
        (
            "/administrator/lastName",
            Value::Null,
            "administrator.lastName is missing",
        ),
        (
            "/administrator/lastName",
            json!("山".repeat(79)),
            "together",
        ),
        (
            "/administrator/lastName",
            json!("O'Neil"),
            "administrator.lastName",
        ),
        (
            "/administrator/firstName",
            json!("A/B"),
            "administrator.firstName",
        ),
        ("/administrator/id", json!("y"), "administrator.id"),
        (
            "/administrator/privateEmail",
            Value::Null,
            "administrator.privateEmail is missing",
        ),
        (
            "/partnership/enablePartnerProfileDisplay",
            json!("yes"),
            "enablePartnerProfileDisplay",
        ),
        // No Base64; then, encoded, what is too short, too long, one-sided, in a row.
        ("/administrator/password", json!("pass1word9"), "Base64"),
        ("/administrator/password", json!("cGExc3M5dw=="), "8 to 20"),
        (
            "/administrator/password",
            json!("cGExc3N3OXJkcGExc3N3OXJkeHl4"),
            "8 to 20",
        ),
        (
            "/administrator/password",
            json!("cGFzc3dvcmR4"),
            "letters and digits",
        ),
        (
            "/administrator/password",
            json!("MTM1NzkwMjQ2OA=="),
            "letters and digits",
        ),
        ("/administrator/password", json!("cGFzc3cxMTFk"), "in a row"),
        ("/administrator/password", json!("eGFiY3cxOTBk"), "in a row"),
    ] {
        calls.push((
            post.as_str(),
            with(example(), pointer, value),
            400,
            "INVALID_PARAMETER",
            words,
        ));
    }
    let taken = with(example(), "/domain", json!("taken.example"));
    calls.push((&post, taken, 409, "ALREADY_EXIST", "domain"));
    all_refused(&sandbox, &calls).await;
    // What comes down or changes case in a row is not known to be wrong: `x321cBaw`.
    let open = with(example(), "/administrator/password", json!("eDMyMWNCYXc="));
    assert_eq!(send(&sandbox, &post, open).await.status, 201);
}

#[tokio::test]
async fn a_password_is_not_in_the_refusal() {
    let (sandbox, _) = with_customer(&[]).await;
    for password in ["pass1word9", "cGFzc3cxMTFk", "short"] {
        let body = with(example(), "/administrator/password", json!(password));
        let refusal = send(&sandbox, &format!("POST {ALL}"), body).await;
        assert_eq!(refusal.status, 400);
        assert!(!refusal.body.contains(password), "{}", refusal.body);
    }
}

#[tokio::test]
async fn an_id_does_not_come_again() {
    let sandbox = with_customers(&[(1, "a"), (2, "b")]).await;
    send(&sandbox, &format!("DELETE {ALL}/99"), Value::Null).await;
    let created = send(&sandbox, &format!("POST {ALL}"), example()).await;
    assert_eq!(created.json().unwrap()["domainId"], 100);
}

#[tokio::test]
async fn a_change_changes_what_is_sent_and_nothing_else() {
    let profile = json!({
        "tenantId": 7, "domainId": 7, "domain": "seven.example", "companyName": "七",
        "phoneNumber": "07", "odd": {"kept": true},
        "partnership": {"status": "ODD", "memo": "before"},
    });
    let (sandbox, _) = with_customer(&[(Resource::Customer, profile)]).await;
    let patch = format!("PATCH {SEVEN}");
    send(&sandbox, &patch, json!({})).await.is(
        200,
        r#"{"tenantId":7,"domainId":7,"domain":"seven.example","companyName":"七","phoneNumber":"07","odd":{"kept":true},"partnership":{"status":"ODD","memo":"before"}}"#,
    );
    // The example of the vendor's page.
    let example = json!({
        "companyName": "LINE WORKS Corp.",
        "phoneNumber": "03-0000-0000",
        "timeZone": "Asia/Tokyo",
        "locale": "ja_JP",
        "partnership": {
            "customerCode": "asd123ada11", "enablePartnerProfileDisplay": true, "memo": "Memo",
        },
    });
    let changed = send(&sandbox, &patch, example).await;
    changed.is(
        200,
        r#"{"tenantId":7,"domainId":7,"domain":"seven.example","companyName":"LINE WORKS Corp.","phoneNumber":"03-0000-0000","odd":{"kept":true},"partnership":{"status":"ODD","memo":"Memo","customerCode":"asd123ada11","enablePartnerProfileDisplay":true},"timeZone":"Asia/Tokyo","locale":"ja_JP"}"#,
    );
    let got = send(&sandbox, &format!("GET {SEVEN}"), Value::Null).await;
    got.is(200, &changed.body);

    let refused = |body: Value, words| (patch.as_str(), body, 400, "INVALID_PARAMETER", words);
    all_refused(
        &sandbox,
        &[
            refused(json!({"companyName": "x".repeat(41)}), "companyName"),
            refused(json!({"companyName": null}), "companyName"),
            refused(json!({"locale": "ja"}), "locale"),
            // 67 characters of three bytes.
            refused(
                json!({"partnership": {"customerCode": "社".repeat(67)}}),
                "200 bytes",
            ),
            refused(
                json!({"partnership": {"memo": "x".repeat(701)}}),
                "partnership.memo",
            ),
            refused(json!({"partnership": []}), "partnership"),
        ],
    )
    .await;
    let longest =
        json!({"partnership": {"customerCode": "社".repeat(66), "memo": "社".repeat(700)}});
    assert_eq!(send(&sandbox, &patch, longest).await.status, 200);
}

#[tokio::test]
async fn a_customer_without_a_profile_has_none_to_get_or_change() {
    let (sandbox, _) = with_customer(&[]).await;
    all_refused(
        &sandbox,
        &[
            (
                &format!("GET {SEVEN}"),
                Value::Null,
                404,
                "NOT_FOUND",
                "Customer not found",
            ),
            (
                &format!("PATCH {SEVEN}"),
                json!({}),
                404,
                "NOT_FOUND",
                "Customer not found",
            ),
            (
                &format!("POST {SEVEN}/activate"),
                Value::Null,
                404,
                "NOT_FOUND",
                "Customer not found",
            ),
            (
                &format!("GET {ALL}/8"),
                Value::Null,
                403,
                "ACCESS_DENIED",
                "denied",
            ),
            (
                &format!("DELETE {ALL}/8"),
                Value::Null,
                403,
                "ACCESS_DENIED",
                "denied",
            ),
        ],
    )
    .await;
}

async fn with_facts(facts: Value, resources: Value) -> Sandbox {
    let (sandbox, _) = with_customer(&[]).await;
    let state = json!({"customers": {"7": {"facts": facts, "resources": resources}}});
    sandbox.set_state(State::from_json(&state).unwrap());
    sandbox
}

#[tokio::test]
async fn a_customer_that_has_not_accepted_the_terms_and_the_partner_itself_are_refused() {
    let facts = json!({"hasYetToAcceptTerms": true, "isPartnerDomain": true});
    let sandbox = with_facts(facts, json!({"customer": [{"domain": "p.example"}]})).await;
    let activate = format!("POST {SEVEN}/activate");
    let delete = format!("DELETE {SEVEN}");
    all_refused(
        &sandbox,
        &[
            (
                &activate,
                Value::Null,
                400,
                "BAD_REQUEST",
                "terms of service",
            ),
            (
                &delete,
                Value::Null,
                400,
                "BAD_REQUEST",
                "partner's own domain",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_customer_is_deleted_at_once() {
    let (sandbox, _) = with_customer(&[]).await;
    let deleted = send(&sandbox, &format!("DELETE {SEVEN}"), Value::Null).await;
    assert_eq!((deleted.status.as_u16(), deleted.body.as_str()), (204, ""));
    assert_eq!(sandbox.state().domain_ids().count(), 0);
}

#[tokio::test]
async fn a_customer_that_ever_had_a_paid_app_is_suspended_first() {
    let resources = json!({
        "customer": [{"domain": "p.example", "productId": "STD"}],
        "subscriptions": [{"subscriptionId": 1, "productId": "STD"}],
        "optionProductOrders": [{"subscriptionId": 1, "optionProductId": "DRV", "type": "APPLY"}],
        "usageStatus": [{
            "domainId": 7, "status": "ACTIVE", "memberCount": 3, "maxMemberCount": null,
            "withdrawalDate": null, "renewal": {"maxMemberCount": 5, "applyDate": "2027-02-01"},
        }],
    });
    let sandbox = with_facts(json!({"hadPaidApp": true}), resources).await;
    let delete = format!("DELETE {SEVEN}");
    for _ in 0..2 {
        let deleted = send(&sandbox, &delete, Value::Null).await;
        assert_eq!((deleted.status.as_u16(), deleted.body.as_str()), (202, ""));
        let status = send(&sandbox, &format!("GET {SEVEN}/usage-status"), Value::Null).await;
        status.is(
            200,
            r#"{"domainId":7,"status":"SUSPENDED_WITHDRAWAL","memberCount":3,"maxMemberCount":null,"withdrawalDate":"2027-02-02"}"#,
        );
        let state = sandbox.state();
        for ended in [Resource::Subscription, Resource::OptionProductOrder] {
            assert_eq!(state.all(7, ended), Some(&[][..]));
        }
        assert_eq!(
            state.all(7, Resource::Customer).unwrap()[0]["productId"],
            Value::Null
        );
    }
}

/// Pages until there is no next one, as ids.
async fn pages(sandbox: &Sandbox, query: &str) -> Vec<Vec<i64>> {
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("GET {ALL}?{query}{cursor}");
        let page = send(sandbox, &path, Value::Null).await.json().unwrap();
        let customers = page["customers"].as_array().unwrap();
        let ids = customers.iter().map(|it| it["domainId"].as_i64().unwrap());
        pages.push(ids.collect());
        match page["responseMetaData"].get("nextCursor") {
            Some(next) => {
                let next = next.as_str().unwrap();
                let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
                cursor = format!("&cursor={next}");
            }
            None => return pages,
        }
    }
}

async fn with_customers(names: &[(i64, &str)]) -> Sandbox {
    let mut state = State::empty();
    for (id, name) in names {
        let domain = format!("c{id}.example");
        let profile = json!({"domainId": id, "companyName": name, "domain": domain});
        state.put(*id, Resource::Customer, profile);
    }
    // Has no profile, and is not listed.
    state.add_customer(99);
    Sandbox::builder().state(state).start().await.unwrap()
}

#[tokio::test]
async fn customers_are_listed_by_pages_in_the_order_that_is_asked_for() {
    let sandbox = with_customers(&[(1, "b"), (2, "か?>"), (3, "a"), (4, "b"), (5, "c")]).await;
    for (query, expected) in [
        ("", vec![vec![3, 1, 4, 5, 2]]),
        ("count=2", vec![vec![3, 1], vec![4, 5], vec![2]]),
        ("count=5", vec![vec![3, 1, 4, 5, 2]]),
        ("count=3&orderBy=name", vec![vec![3, 1, 4], vec![5, 2]]),
        (
            "count=3&orderBy=name%20asc",
            vec![vec![3, 1, 4], vec![5, 2]],
        ),
        (
            "count=1&orderBy=name%20desc",
            vec![vec![2], vec![5], vec![4], vec![1], vec![3]],
        ),
        ("count=30&orderBy=name+desc", vec![vec![2, 5, 4, 1, 3]]),
        ("domain=c4.example", vec![vec![4]]),
        ("domain=example.com", vec![vec![]]),
        ("unknown=7", vec![vec![3, 1, 4, 5, 2]]),
    ] {
        assert_eq!(pages(&sandbox, query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_page_has_ten_customers_unless_told_and_the_last_has_no_cursor() {
    let names: Vec<_> = (1..=11).map(|id| (id, "same")).collect();
    let sandbox = with_customers(&names).await;
    let sizes: Vec<_> = pages(&sandbox, "").await.iter().map(Vec::len).collect();
    assert_eq!(sizes, [10, 1]);
    let path = format!("GET {ALL}?domain=c1.example");
    send(&sandbox, &path, Value::Null).await.is(
        200,
        r#"{"customers":[{"domainId":1,"companyName":"same","domain":"c1.example"}],"responseMetaData":{}}"#,
    );
}

#[tokio::test]
async fn customers_that_come_and_go_between_pages_make_none_come_twice_or_not_at_all() {
    let sandbox = with_customers(&[(1, "a"), (2, "b"), (3, "c"), (4, "d")]).await;
    let first = send(&sandbox, &format!("GET {ALL}?count=2"), Value::Null).await;
    let cursor = first.json().unwrap()["responseMetaData"]["nextCursor"].clone();
    send(&sandbox, &format!("DELETE {ALL}/2"), Value::Null).await;
    let cursor: String =
        form_urlencoded::byte_serialize(cursor.as_str().unwrap().as_bytes()).collect();
    assert_eq!(
        pages(&sandbox, &format!("count=2&cursor={cursor}")).await,
        [[3, 4]]
    );
}

#[tokio::test]
async fn a_query_that_the_document_does_not_allow_is_refused() {
    let (sandbox, _) = with_customer(&[]).await;
    for (query, words) in [
        ("count=0", "count"),
        ("count=31", "expected an integer, 1 to 30"),
        ("count=ten", "count"),
        ("count=", "count"),
        ("orderBy=companyName", "orderBy"),
        ("orderBy=name%20up", "orderBy"),
        ("orderBy=name%2520asc", "orderBy"),
        ("cursor=no+cursor", "cursor"),
        ("cursor=", "cursor"),
    ] {
        let line = format!("GET {ALL}?{query}");
        all_refused(
            &sandbox,
            &[(&line, Value::Null, 400, "INVALID_PARAMETER", words)],
        )
        .await;
    }
}
