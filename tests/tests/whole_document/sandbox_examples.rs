//! The sandbox takes every request that the document shows, and answers what it shows.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use works_partner_sandbox::{Resource, Sandbox, State};

use crate::document::{DOCUMENT, OPERATIONS, Operation, follow};

const DOMAIN_ID: i64 = 10_000_001;

/// What must be the case for an example to make sense, and where it is asked for.
struct Setting {
    /// The day of the request, at noon in Japan.
    today: &'static str,
    state: State,
    /// The values of the path's parameters but the domain, and the query.
    parameters: &'static [(&'static str, &'static str)],
    /// Members of the answer that are the sandbox's own, where the page shows another's.
    own: &'static [&'static str],
}

/// An example of an operation: what is sent, what is answered.
struct Example {
    name: String,
    request: Option<Value>,
    answer: Option<Value>,
}

#[tokio::test]
async fn every_example_is_taken_and_answered_as_the_document_shows() {
    let (mut tried, mut wrong) = (0, Vec::new());
    for operation in OPERATIONS.iter() {
        for example in examples(operation) {
            tried += 1;
            let place = format!("{} {}", operation.id, example.name);
            let Some(setting) = setting(operation, &example) else {
                wrong.push(format!("{place}: no setting is known for it"));
                continue;
            };
            wrong.extend(
                ask(operation, &example, setting)
                    .await
                    .err()
                    .map(|said| format!("{place}: {said}")),
            );
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(tried > 30, "{tried} examples are too few");
}

async fn ask(operation: &Operation, example: &Example, setting: Setting) -> Result<(), String> {
    let now = format!("{}T12:00:00+09:00", setting.today);
    let now: jiff::Timestamp = now.parse().unwrap();
    let sandbox = Sandbox::builder().clock(move || now).state(setting.state);
    let sandbox = sandbox.start().await.unwrap();

    let mut path = operation.path.replace("{domainId}", &DOMAIN_ID.to_string());
    let mut query = BTreeMap::new();
    for (name, value) in setting.parameters {
        path = path.replace(&format!("{{{name}}}"), value);
        if operation
            .parameters_in("query")
            .any(|one| one.name == *name)
        {
            query.insert(name, value);
        }
    }
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let method = operation.method.parse().unwrap();
    let url = reqwest::Url::parse_with_params(&format!("{}{path}", sandbox.base_url()), query);
    let mut request = client.request(method, url.unwrap());
    request = request.bearer_auth(sandbox.token());
    if let Some(body) = &example.request {
        request = request.json(body);
    }
    let response = request.send().await.unwrap();
    let status = response.status();
    let text = response.text().await.unwrap();
    if !status.is_success() {
        return Err(format!("{status} {text}"));
    }
    let Some(shown) = &example.answer else {
        return Ok(());
    };
    let mut answer: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let mut shown = shown.clone();
    for member in setting.own {
        for value in [&mut answer, &mut shown] {
            value.as_object_mut().unwrap().remove(*member);
        }
    }
    // As text, so that the order of members counts.
    let (answer, shown) = (answer.to_string(), shown.to_string());
    match answer == shown {
        true => Ok(()),
        false => Err(format!("it answers {answer}, not {shown}")),
    }
}

/// The examples of an operation: each request with the one answer, or the answer alone.
fn examples(operation: &Operation) -> Vec<Example> {
    let described = &DOCUMENT.value["paths"][&operation.path][operation.method.to_lowercase()];
    let requests = examples_of(&described["requestBody"]);
    let responses = described["responses"].as_object().unwrap().iter();
    let answer = responses
        .filter(|(status, _)| status.starts_with('2'))
        .flat_map(|(_, response)| examples_of(response))
        .next()
        .map(|(_, answer)| answer);
    if requests.is_empty() {
        let only = answer.map(|answer| Example {
            name: String::new(),
            request: operation
                .body
                .as_ref()
                .map(|schema| part_of(schema, &answer)),
            answer: Some(answer),
        });
        return only.into_iter().collect();
    }
    // Where several requests are shown, the answer is that to the first, or to the one that says so.
    let which = requests.iter().position(|(name, _)| name == "stay");
    let is_answered = |index| index == which.unwrap_or_default();
    let requests = requests.into_iter().enumerate();
    requests
        .map(|(index, (name, request))| Example {
            name,
            request: Some(request),
            answer: answer.clone().filter(|_| is_answered(index)),
        })
        .collect()
}

/// What of an answer a request says, for a page that shows no request.
fn part_of(schema: &Value, answer: &Value) -> Value {
    let properties = follow(schema)["properties"].as_object().unwrap();
    let said = answer.as_object().unwrap().iter();
    let said = said.filter(|(name, _)| properties.contains_key(*name));
    said.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn examples_of(holder: &Value) -> Vec<(String, Value)> {
    let content = &follow(holder)["content"]["application/json"];
    let named = content["examples"].as_object().into_iter().flatten();
    let named = named.map(|(name, example)| (name.clone(), follow(example)["value"].clone()));
    let only = content.get("example").cloned();
    named
        .chain(only.map(|value| (String::new(), value)))
        .collect()
}

/// A customer with a subscription to a product of LINE WORKS.
fn with(product: &str, plan: &str, end: Option<&str>) -> State {
    let body = subscription(product, plan, end);
    and(State::empty(), Resource::Subscription, body)
}

fn subscription(product: &str, plan: &str, end: Option<&str>) -> Value {
    json!({
        "domainId": DOMAIN_ID, "subscriptionId": 0, "productId": product, "plan": plan,
        "planStartDate": "2021-01-01", "planEndDate": end, "licenseCount": null, "status": "ACTIVE",
    })
}

/// The same, and something else.
fn and(mut state: State, resource: Resource, body: Value) -> State {
    state.put(DOMAIN_ID, resource, body);
    state
}

fn setting(operation: &Operation, example: &Example) -> Option<Setting> {
    use Resource::*;
    let paid = || with("STD", "MONTHLY", Some("2021-12-31"));
    let profile = || json!({"domainId": DOMAIN_ID, "domain": "works-101", "domainType": "GROUP"});
    let usage = || {
        json!({
            "domainId": 0, "status": "ACTIVE", "memberCount": 0, "maxMemberCount": 0,
            "withdrawalDate": "2019-08-24",
        })
    };
    let option = |option: &str, sub_option: &str| {
        json!({
            "optionProductId": option, "subOptionId": sub_option, "quantity": null,
            "appliedTime": "2021-11-01T00:00:00.000Z",
        })
    };
    let empty = || {
        let mut state = State::empty();
        state.add_customer(DOMAIN_ID);
        state
    };
    let shown = || example.answer.clone().unwrap_or_default();
    let items = |member: &str| shown()[member].as_array().cloned().unwrap_or_default();
    let all = |resource, items: Vec<Value>| {
        let all = items.into_iter();
        all.fold(empty(), |state, item| and(state, resource, item))
    };
    let task =
        |kind: &str, date: &str| json!({"subscriptionId": 0, "type": kind, "applyDate": date});

    let (today, state): (&'static str, State) = match (operation.id.as_str(), example.name.as_str())
    {
        ("verify_customer_domain", _) => ("2026-11-03", State::empty()),
        ("update_customer", _) => ("2026-11-03", and(empty(), Customer, profile())),
        ("list_option_product_orders", _) => (
            "2019-01-01",
            all(OptionProductOrder, items("optionProductOrders")),
        ),
        ("get_option_product_order", _) => {
            ("2019-01-01", and(empty(), OptionProductOrder, shown()))
        }
        ("list_option_products", _) => ("2021-11-02", all(OptionProduct, items("optionProducts"))),
        ("create_option_product", _) => ("2021-11-01", paid()),
        ("upgrade_option_product", "contacts") => (
            "2021-11-02",
            and(paid(), OptionProduct, option("BCT", "BCT01")),
        ),
        ("upgrade_option_product", _) => (
            "2021-11-02",
            and(paid(), OptionProduct, option("SSTG2", "SSTG201")),
        ),
        ("list_subscription_memos", _) => (
            "2021-11-02",
            all(SubscriptionMemo, items("subscriptionMemos")),
        ),
        ("create_subscription_pre_order", _) => ("2025-02-14", with("FR", "FREE", None)),
        ("update_subscription_pre_order", _) => (
            "2025-02-01",
            and(
                with("FR", "FREE", None),
                SubscriptionPreOrder,
                json!({"preOrderId": 1, "productId": "STD", "plan": "MONTHLY", "applyDate": "2025-02-15"}),
            ),
        ),
        ("start_subscription_paid_service", _) => {
            ("2021-11-02", with("STD_T", "TRIAL", Some("2021-11-30")))
        }
        ("get_subscription_renewal", _) => ("2021-11-02", {
            let mut subscription = json!({
                "domainId": DOMAIN_ID, "subscriptionId": 0, "productId": "STD", "plan": "MONTHLY",
                "planEndDate": "2021-12-31", "licenseCount": 1_000_000,
            });
            subscription["renewal"] = shown();
            and(empty(), Subscription, subscription)
        }),
        ("update_subscription_renewal", "stay") => {
            let mut subscription = subscription("STD", "MONTHLY", Some("2021-12-31"));
            subscription["licenseCount"] = json!(1_000_000);
            ("2021-11-02", and(empty(), Subscription, subscription))
        }
        ("update_subscription_renewal" | "upgrade_subscription", _) => (
            "2021-11-02",
            and(
                paid(),
                Customer,
                json!({"domain": "example.com", "domainType": "DOMAIN"}),
            ),
        ),
        ("create_subscription_reservation", "startPaidService") => (
            "2021-10-01",
            and(
                with("FR", "FREE", None),
                Customer,
                json!({"domain": "example.com", "domainType": "DOMAIN"}),
            ),
        ),
        ("create_subscription_reservation", "addLicense") => (
            "2021-08-01",
            with("STD", "ANNUAL_LICENSE", Some("2021-12-31")),
        ),
        ("create_subscription_reservation", _) => ("2021-10-20", paid()),
        ("update_subscription_reservation", _) => (
            "2021-10-20",
            and(
                paid(),
                SubscriptionReservation,
                task("CANCEL", "2021-11-20"),
            ),
        ),
        ("get_upgrade_domain", _) => ("2021-11-02", and(empty(), UpgradeDomain, shown())),
        ("create_upgrade_domain", _) => (
            "2021-11-02",
            and(and(empty(), Customer, profile()), UpgradeDomain, shown()),
        ),
        ("get_usage_status", _) => ("2019-08-01", and(empty(), UsageStatus, shown())),
        ("update_usage_status", _) => ("2025-12-01", and(empty(), UsageStatus, usage())),
        ("create_usage_status_renewal", _) => ("2025-02-01", and(empty(), UsageStatus, usage())),
        ("update_usage_status_renewal", _) => ("2025-02-10", {
            let mut usage = usage();
            usage["renewal"] = json!({"applyDate": "2025-02-15", "maxMemberCount": 100});
            and(empty(), UsageStatus, usage)
        }),
        ("put_subscription_memo", _) => ("2021-11-02", {
            let mut subscription = subscription("STD", "MONTHLY", Some("2021-12-31"));
            subscription["subscriptionId"] = json!(1021);
            and(empty(), Subscription, subscription)
        }),
        ("get_potential_customer" | "transfer_potential_customer", _) => ("2021-11-02", {
            let mut state = State::empty();
            let body = json!({
                "tenantId": 10000001, "domainId": 10000001, "domain": "example.com",
                "productId": "FR", "notHandledApps": ["ABC app", "XYZ app"],
            });
            state.put_potential_customer("example.com", "WSqPvhm0ON1stFBRHgW3", body);
            state
        }),
        _ => return None,
    };
    let parameters: &[_] = match operation.id.as_str() {
        "upgrade_option_product" if example.name == "contacts" => &[("optionProductId", "BCT")],
        "upgrade_option_product" => &[("optionProductId", "SSTG2")],
        "get_potential_customer" | "transfer_potential_customer" => &[
            ("domain", "example.com"),
            ("partnerCode", "WSqPvhm0ON1stFBRHgW3"),
        ],
        "put_subscription_memo" => &[("subscriptionId", "1021")],
        _ => &[
            ("optionProductId", "ACV2"),
            ("subscriptionId", "0"),
            ("preOrderId", "1"),
        ],
    };
    let own: &[_] = match operation.id.as_str() {
        "create_option_product" => &["appliedTime"],
        "put_subscription_memo" => &["domainId"],
        // The page shows the usage status without it, though it has just been changed.
        "update_usage_status_renewal" => &["renewal"],
        _ => &[],
    };
    Some(Setting {
        today,
        state,
        parameters,
        own,
    })
}
