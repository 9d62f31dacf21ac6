#!/usr/bin/env bash
# schemars 1.2.3.
# Expected: an enum that reads any text, by `#[serde(other)]`, has an open schema.
# Seen: the schema is closed, and lists the catch-all's own name as a value. What serde reads, the schema refuses. A second,
# untagged variant of String makes it open (anyOf).
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "schemars 1.2.3, #[serde(other)]"
rust 'schemars = "=1.2.3"' 'serde = { version = "1", features = ["derive"] }' 'serde_json = "1"' >seen <<'RS'
#[derive(schemars::JsonSchema, serde::Deserialize)]
#[allow(dead_code)]
enum Plan { Lite, Basic, #[serde(other)] Unknown }
fn main() {
    println!("{}", schemars::schema_for!(Plan).get("enum").unwrap());
    println!("{}", serde_json::from_str::<Plan>("\"Advanced\"").is_ok());
}
RS
saw "enum of the schema" '["Lite","Basic","Unknown"]' "$(sed -n 1p seen)"
saw "serde reads \"Advanced\"" true "$(sed -n 2p seen)"
verdict
