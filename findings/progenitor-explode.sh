#!/usr/bin/env bash
# progenitor 0.15.1.
# Expected: a query list with `explode: false` is sent as `ids=1,2`, or refused as a style that is not supported.
# Seen: the code is the same as for `explode: true`, and sends `ids=1&ids=2`. `deepObject` is refused.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "progenitor 0.15.1, lists in a query"
rust 'progenitor-impl = "=0.15.1"' 'progenitor-client = "=0.15.1"' 'reqwest = { version = "0.13", default-features = false, features = ["query"] }' 'openapiv3 = "=2.2.0"' 'serde_json = "1"' >seen <<'RS'
use serde_json::json;
fn code(style: &str, explode: bool) -> Option<String> {
    let schema = if style == "form" { json!({"type": "array", "items": {"type": "integer"}}) } else { json!({"type": "object"}) };
    let document = json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"get": {"operationId": "list",
        "parameters": [{"name": "ids", "in": "query", "style": style, "explode": explode, "schema": schema}],
        "responses": {"204": {"description": "ok"}}}}}});
    let document: openapiv3::OpenAPI = serde_json::from_value(document).unwrap();
    progenitor_impl::Generator::default().generate_tokens(&document).ok().map(|code| code.to_string())
}
fn main() {
    println!("{}", code("form", false).unwrap() == code("form", true).unwrap());
    println!("{}", code("deepObject", true).is_some());
    let request = reqwest::Client::new().get("http://x/").query(&progenitor_client::QueryParam::new("ids", &vec![1, 2])).build().unwrap();
    println!("{}", request.url().query().unwrap());
}
RS
saw "explode: false makes the code of true" true "$(sed -n 1p seen)"
saw "deepObject accepted" false "$(sed -n 2p seen)"
saw "what that code sends" "ids=1&ids=2" "$(sed -n 3p seen)"
verdict
