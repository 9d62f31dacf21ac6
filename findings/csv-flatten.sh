#!/usr/bin/env bash
# csv 1.4.0 (Rust).
# Expected: a `String` field reads a cell's text, wherever the field stands.
# Seen: behind `#[serde(flatten)]` the cell's type is guessed first: 0012 is an integer, true a boolean, 1e5 a float, and
# reading them into a String is an error. In a flattened map of JSON values the leading zeros are lost without one.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "csv 1.4.0, flattened fields"
rust 'csv = "=1.4.0"' 'serde = { version = "1", features = ["derive"] }' 'serde_json = "1"' >seen <<'RS'
use serde::{Deserialize, de::DeserializeOwned};
#[derive(Deserialize)]
struct Plain { code: String }
#[derive(Deserialize)]
struct Flat { #[serde(flatten)] plain: Plain }
#[derive(Deserialize)]
struct Any { #[serde(flatten)] rest: std::collections::BTreeMap<String, serde_json::Value> }
fn read<T: DeserializeOwned>(cell: &str) -> Result<T, String> {
    let text = format!("code\n{cell}\n");
    csv::Reader::from_reader(text.as_bytes()).deserialize().next().unwrap().map_err(|error| error.to_string().split(": ").skip(4).collect::<Vec<_>>().join(": "))
}
fn main() {
    for cell in ["0012", "true", "A12"] {
        println!("{} | {} | {}", read::<Plain>(cell).map_or_else(|e| e, |p| p.code), read::<Flat>(cell).map_or_else(|e| e, |f| f.plain.code),
            read::<Any>(cell).map_or_else(|e| e, |a| a.rest["code"].to_string()));
    }
}
RS
saw "0012: plain, flattened, map" "0012 | invalid type: integer \`12\`, expected a string | 12" "$(sed -n 1p seen)"
saw "true: plain, flattened, map" "true | invalid type: boolean \`true\`, expected a string | true" "$(sed -n 2p seen)"
saw "A12: plain, flattened, map" 'A12 | A12 | "A12"' "$(sed -n 3p seen)"
verdict
