#!/usr/bin/env bash
# serde_path_to_error 0.1.20, serde 1, serde_json 1.
# Expected: the path leads to the value that was refused, wherever it stands.
# Seen: it ends where a flattened struct begins, and is only "." in an enum with an internal tag, for serde keeps the
# value aside and reads it out of the deserializer's sight; line and column are lost as well in the enum. Beside a
# flattened map, the named fields keep their path.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "serde_path_to_error 0.1.20"
rust 'serde_path_to_error = "=0.1.20"' 'serde = { version = "1", features = ["derive"] }' 'serde_json = "1"' >seen <<'RS'
use serde::{Deserialize, de::DeserializeOwned};
#[derive(Deserialize)]
#[allow(dead_code)]
struct Plain { list: Vec<u8> }
#[derive(Deserialize)]
#[allow(dead_code)]
struct BesideMap { list: Vec<u8>, #[serde(flatten)] rest: std::collections::BTreeMap<String, serde_json::Value> }
#[derive(Deserialize)]
#[allow(dead_code)]
struct Flattened { #[serde(flatten)] plain: Plain }
#[derive(Deserialize)]
#[serde(tag = "t")]
#[allow(dead_code)]
enum Tagged { A { list: Vec<u8> } }
#[derive(Deserialize)]
#[allow(dead_code)]
struct In<T> { x: T }
fn path<T: DeserializeOwned>() -> String {
    let mut json = serde_json::Deserializer::from_str(r#"{"x":{"t":"A","list":[1,300]}}"#);
    serde_path_to_error::deserialize::<_, In<T>>(&mut json).err().unwrap().path().to_string()
}
fn main() {
    println!("{}\n{}\n{}\n{}", path::<Plain>(), path::<BesideMap>(), path::<Flattened>(), path::<Tagged>());
}
RS
saw "plain struct" "x.list[1]" "$(sed -n 1p seen)"
saw "beside a flattened map" "x.list[1]" "$(sed -n 2p seen)"
saw "in a flattened struct" "x" "$(sed -n 3p seen)"
saw "in an internally tagged enum" "x" "$(sed -n 4p seen)"
verdict
