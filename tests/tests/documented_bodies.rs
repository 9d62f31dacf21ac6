//! Bodies go through the generated types and come out as they were.

use serde_json::{Value, json};
use works_partner_api::types::{Error, OptionProductOrder, OptionProductOrders};
use works_partner_tests::json::differences;
use works_partner_tests::{EXAMPLES, reencode};

#[test]
fn the_examples_of_the_document_lose_nothing() {
    let mut wrong = Vec::new();
    for example in EXAMPLES {
        let sent: Value = serde_json::from_str(example.json).unwrap();
        match (example.reencode)(example.json) {
            Ok(found) => {
                let differences = differences(&sent, &found).into_iter();
                wrong.extend(
                    differences.map(|difference| format!("{}: {difference}", example.place)),
                );
            }
            Err(error) => wrong.push(format!("{}: {error}", example.place)),
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(EXAMPLES.len() > 1, "the document has examples");
}

#[test]
fn the_documented_bodies_lose_nothing() {
    type Reencode = fn(&str) -> serde_json::Result<Value>;
    let cases: [(&str, &str, Reencode); 5] = [
        (
            "get",
            include_str!("../fixtures/option-product-order.get.json"),
            reencode::<OptionProductOrder>,
        ),
        (
            "list",
            include_str!("../fixtures/option-product-orders.list.json"),
            reencode::<OptionProductOrders>,
        ),
        (
            "401",
            include_str!("../fixtures/error.unauthorized.json"),
            reencode::<Error>,
        ),
        (
            "404",
            include_str!("../fixtures/error.not-found.json"),
            reencode::<Error>,
        ),
        (
            "429",
            include_str!("../fixtures/error.too-many-requests.json"),
            reencode::<Error>,
        ),
    ];
    for (name, body, reencode) in cases {
        let sent = serde_json::from_str(body).unwrap();
        assert_eq!(
            differences(&sent, &reencode(body).unwrap()),
            [""; 0],
            "{name}"
        );
    }
}

#[test]
fn what_no_page_documents_survives() {
    let order = |changes: Value| {
        let mut order: Value =
            serde_json::from_str(include_str!("../fixtures/option-product-order.get.json"))
                .unwrap();
        for (key, value) in changes.as_object().unwrap() {
            match value.as_str() {
                Some("(absent)") => order.as_object_mut().unwrap().remove(key),
                _ => order
                    .as_object_mut()
                    .unwrap()
                    .insert(key.clone(), value.clone()),
            };
        }
        order
    };
    for changes in [
        json!({"optionProductId": "NEW1", "subOptionId": "NEW101", "type": "PAUSE"}),
        json!({"optionProductId": "", "type": "apply"}),
        json!({"requestedBy": "ops@example.com", "ids": [1234567890123456789_i64], "more": {"a": null}}),
        json!({"subscriptionId": null, "quantity": null}),
        json!({"subscriptionId": "(absent)", "quantity": "(absent)"}),
        json!({"subscriptionId": 9_007_199_254_740_993_i64, "quantity": 50}),
        json!({"applyDate": "soon"}),
        json!({"applyDate": "2026-02-30"}),
        json!({"applyDate": ""}),
    ] {
        let sent = order(changes);
        let found = reencode::<OptionProductOrder>(&sent.to_string()).unwrap();
        assert_eq!(differences(&sent, &found), [""; 0]);
    }
}

#[test]
fn a_list_that_is_absent_null_or_empty_stays_so() {
    for sent in [json!({}), json!({"optionProductOrders": []})] {
        let found = reencode::<OptionProductOrders>(&sent.to_string()).unwrap();
        assert_eq!(differences(&sent, &found), [""; 0]);
    }
    // The page does not call the list nullable; null is read all the same.
    let null = reencode::<OptionProductOrders>(r#"{"optionProductOrders":null}"#).unwrap();
    assert_eq!(null, json!({}));
}

#[test]
fn a_comparison_names_the_place() {
    let (sent, found) = (
        json!({"a": [{"b": 1}], "c": null}),
        json!({"a": [{"b": 2}], "d": 0}),
    );
    assert_eq!(
        differences(&sent, &found),
        [
            "$.a[0].b: 1 became 2",
            "$.c: null became nothing",
            "$.d: nothing became 0"
        ]
    );
}
