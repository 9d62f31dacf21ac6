//! Every operation against a mock server of the document that is not ours: `cargo xtask conformance prism-mock`.

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use works_partner_api::{Client, Transport};

use crate::document::OPERATIONS;
use crate::generated::Call;
use crate::required::complete_arguments;

#[test]
#[ignore = "needs a mock server, at WORKS_PARTNER_MOCK_URL"]
fn every_operation_decodes_what_a_mock_server_answers() {
    let url = std::env::var("WORKS_PARTNER_MOCK_URL").expect("where the mock server is");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let token = HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static("Bearer a-token"))]);
    let http = reqwest::Client::builder()
        .no_proxy()
        .default_headers(token)
        .build()
        .unwrap();
    let client = Client::new_with_client(&url, http, Transport::plain());
    let mut wrong = Vec::new();
    for operation in &*OPERATIONS {
        let call = (Call::of(&operation.id).send)(&client, complete_arguments(operation));
        if let Err(error) = runtime.block_on(call) {
            wrong.push(format!("{}: {error}", operation.id));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(!OPERATIONS.is_empty());
}
