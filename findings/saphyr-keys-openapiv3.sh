#!/usr/bin/env bash
# serde-saphyr 2.1.1 with openapiv3 2.2.0.
# Expected: a property called `no`, `on` or `404` is read, as keys of a map of strings are text.
# Seen: openapiv3 reads schemas through an untagged enum, there serde-saphyr guesses the type of keys too, and a document
# with such a property is refused as a whole ("did not match any variant"). Through `serde_json::Value` it is read.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "serde-saphyr 2.1.1 to openapiv3 2.2.0, names of properties"
rust 'serde-saphyr = "=2.1.1"' 'openapiv3 = "=2.2.0"' 'serde_json = "1"' >seen <<'RS'
fn main() {
    for name in ["name", "no", "on", "404"] {
        let map = serde_saphyr::from_str::<std::collections::BTreeMap<String, u8>>(&format!("{name}: 1")).is_ok();
        let text = format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    A: {{type: object, properties: {{{name}: {{type: string}}}}}}\n");
        let direct = serde_saphyr::from_str::<openapiv3::OpenAPI>(&text).is_ok();
        let value = serde_saphyr::from_str(&text).unwrap();
        println!("{map} {direct} {}", serde_json::from_value::<openapiv3::OpenAPI>(value).is_ok());
    }
}
RS
saw "name: map, document, via JSON value" "true true true" "$(sed -n 1p seen)"
saw "no: map, document, via JSON value" "true false true" "$(sed -n 2p seen)"
saw "on: map, document, via JSON value" "true false true" "$(sed -n 3p seen)"
saw "404: map, document, via JSON value" "true false true" "$(sed -n 4p seen)"
verdict
