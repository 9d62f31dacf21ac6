//! The sandbox's demo and its generated customers hold only values that the document lists.

use jiff::civil::date;
use serde_json::{Value, json};
use works_partner_sandbox::{Resource, State};
use works_partner_tests::json_schema::json_schema;

use crate::document::DOCUMENT;

const SCHEMAS: [(Resource, &str); 9] = [
    (Resource::Customer, "Customer"),
    (Resource::UsageStatus, "UsageStatus"),
    (Resource::UpgradeDomain, "UpgradeDomain"),
    (Resource::Subscription, "Subscription"),
    (Resource::SubscriptionReservation, "SubscriptionReservation"),
    (Resource::SubscriptionPreOrder, "SubscriptionPreOrder"),
    (Resource::SubscriptionMemo, "SubscriptionMemo"),
    (Resource::OptionProduct, "OptionProduct"),
    (Resource::OptionProductOrder, "OptionProductOrder"),
];

#[test]
fn the_demo_and_generated_customers_fit_the_document_and_the_wild_demo_does_not() {
    let day = date(2026, 11, 28);
    let demo = mismatches(&State::demo_on(day));
    assert!(demo.is_empty(), "\n{}", demo.join("\n"));
    let generated = mismatches(&State::generated_on(day, 300, 1));
    assert!(generated.is_empty(), "\n{}", generated.join("\n"));
    let wild = mismatches(&State::wild_on(day));
    for member in ["QTA_M1_NEW", "PAUSE_DEMO", "orderNo", "th_TH"] {
        assert!(wild.iter().any(|it| it.contains(member)), "{member}");
    }
}

/// What does not fit, but for what the vendor's own examples leave out.
fn mismatches(state: &State) -> Vec<String> {
    let mut mismatches = Vec::new();
    for (resource, name) in SCHEMAS {
        let schema = json!({"$ref": format!("#/components/schemas/{name}")});
        let schema = json_schema(&DOCUMENT.value, &schema);
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft4)
            .should_validate_formats(true)
            .build(&schema)
            .unwrap();
        for id in state.domain_ids() {
            let bodies: &[Value] = state.all(id, resource).unwrap_or_default();
            for body in bodies {
                let errors = validator.iter_errors(body);
                mismatches.extend(errors.map(|error| format!("{id} {name}: {error} in {body}")));
            }
        }
    }
    mismatches
}
