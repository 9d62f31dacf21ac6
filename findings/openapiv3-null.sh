#!/usr/bin/env bash
# openapiv3 2.2.0.
# Expected: a document read and written again says the same; `default: null` is not the same as no default.
# Seen: `default: null`, `example: null` and `value: null` of an example vanish, and so does `xml`.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "openapiv3 2.2.0, read and written"
rust 'openapiv3 = "=2.2.0"' 'serde_json = { version = "1", features = ["preserve_order"] }' >seen <<'RS'
use serde_json::{from_str, json, to_string};
fn main() {
    for schema in [r#"{"nullable":true,"default":null,"type":"string"}"#, r#"{"nullable":true,"example":null,"type":"string"}"#, r#"{"xml":{"name":"x"},"type":"string"}"#] {
        println!("{}", to_string(&from_str::<openapiv3::Schema>(schema).unwrap()).unwrap());
    }
    let example: openapiv3::Example = serde_json::from_value(json!({"summary": "none", "value": null})).unwrap();
    println!("{}", to_string(&example).unwrap());
}
RS
saw "default: null" '{"nullable":true,"type":"string"}' "$(sed -n 1p seen)"
saw "example: null" '{"nullable":true,"type":"string"}' "$(sed -n 2p seen)"
saw "xml" '{"type":"string"}' "$(sed -n 3p seen)"
saw "value: null" '{"summary":"none"}' "$(sed -n 4p seen)"
verdict
