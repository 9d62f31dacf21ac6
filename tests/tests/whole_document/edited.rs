//! An edit of the document is all that it takes: what is added to it is there, with no code written.

use axum::Json;
use axum::http::{StatusCode, Uri};
use serde_json::{Value, json};
use works_partner_api::{Nullable, Transport};
use works_partner_tests::documents::edited::{Client, types};
use works_partner_tests::edit::edit;
use xtask::{Generated, Settings};

use crate::document::DOCUMENT;

/// All of the document, with the settings of the real crate.
#[test]
fn the_whole_document_with_the_edit_generates() {
    let before = xtask::generate(&DOCUMENT, &Settings::project()).unwrap();
    let mut document = DOCUMENT.clone();
    edit(&mut document.value);
    let after = xtask::generate(&document, &Settings::project()).unwrap();

    for (file, added) in [
        ("mod.rs", "pub fn repeat_option_product_order(&self)"),
        ("builder.rs", "pub struct RepeatOptionProductOrder<'a>"),
        ("types.rs", "pub struct RepeatOptionProductOrderBody"),
        ("operations.rs", "\"repeat_option_product_order\""),
        ("operations.md", "repeat_option_product_order"),
        ("enums.rs", "/// `ADDED1`: Added"),
        ("catalog.rs", "id: OptionProductId::Added1"),
        (
            "catalog.rs",
            "&[SubOptionId::Added100, SubOptionId::Added101]",
        ),
        ("catalog.rs", "Quantity::UpTo(7919u32)"),
    ] {
        assert!(
            !before.files[file].contains(added),
            "{file} has {added} already"
        );
        assert!(after.files[file].contains(added), "{file} has no {added}");
    }
    let seats =
        |generated: &Generated| generated.files["catalog.rs"].matches("Unit::Seats").count();
    assert!(seats(&after) > seats(&before));
    // Nothing that there was is gone.
    let methods = |code: &str| -> Vec<String> {
        let lines = code.lines().filter(|line| line.starts_with("    pub fn "));
        lines.map(str::to_owned).collect()
    };
    let after = methods(&after.files["mod.rs"]);
    for method in methods(&before.files["mod.rs"]) {
        assert!(after.contains(&method), "{method} is gone");
    }
}

/// The edited operation and its neighbours, compiled.
#[tokio::test]
async fn a_new_operation_is_called_and_a_new_field_and_value_are_known() {
    // It answers with what it was asked.
    let answer = async |uri: Uri, Json(body): Json<Value>| {
        let order = json!({
            "optionProductId": "ADDED1",
            "subOptionId": "ADDED101",
            "type": "APPLY",
            "applyDate": body["applyDate"],
            "addedNote": uri.to_string(),
            "asked": body,
        });
        (StatusCode::CREATED, Json(order))
    };
    let router = axum::Router::new().fallback(axum::routing::post(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let client = Client::new_with_client(&url, http, Transport::plain());

    let body = types::RepeatOptionProductOrderBody::builder()
        .apply_date("2026-12-01")
        .times(Some(Nullable::Null));
    let order = client
        .repeat_option_product_order()
        .domain_id(1)
        .option_product_id(types::OptionProductId::Added1)
        .dry_run(true)
        .body(body)
        .send()
        .await
        .unwrap();

    let asked = "/partners/customers/1/option-product-orders/ADDED1/repeat?dryRun=true";
    assert_eq!(order.added_note, Some(Nullable::Value(asked.to_owned())));
    assert_eq!(
        order.extra["asked"],
        json!({ "applyDate": "2026-12-01", "times": null })
    );
    assert!(matches!(
        order.option_product_id,
        types::OptionProductId::Added1
    ));
    assert!(matches!(order.sub_option_id, types::SubOptionId::Added101));
    assert!(order.option_product_id.is_known());

    // A field that is new in a request can be set, and need not be.
    let create = types::OptionProductOrderCreate::builder()
        .option_product_id("ADDED1")
        .type_("APPLY")
        .apply_date("2026-12-01");
    for (builder, note) in [
        (create.clone(), None),
        (
            create.added_note(Nullable::Value("n".to_owned())),
            Some(json!("n")),
        ),
    ] {
        let built = types::OptionProductOrderCreate::try_from(builder).unwrap();
        assert_eq!(
            serde_json::to_value(built).unwrap().get("addedNote"),
            note.as_ref()
        );
    }
}
