#!/usr/bin/env bash
# schemars 1.2.3, `SchemaSettings::openapi3()`.
# Expected: schemas that OpenAPI 3.0 knows.
# Seen: a map with numbers for keys becomes `patternProperties`, which 3.0 does not have, beside
# `additionalProperties: false`: a 3.0 reader allows the empty object alone. A tuple gets a list of schemas as `items`,
# which 3.0 does not allow, and an optional enum an `anyOf` with `enum: [null]`.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "schemars 1.2.3, openapi3()"
rust 'schemars = "=1.2.3"' 'serde_json = "1"' >seen <<'RS'
use schemars::{JsonSchema, generate::SchemaSettings};
use std::collections::BTreeMap;
#[derive(JsonSchema)]
#[allow(dead_code)]
enum Plan { Lite, Basic }
fn show<T: JsonSchema>(keys: &[&str]) {
    let schema = SchemaSettings::openapi3().into_generator().into_root_schema_for::<T>();
    println!("{}", keys.iter().map(|key| format!("{key}: {}", schema.get(*key).unwrap())).collect::<Vec<_>>().join(", "));
}
fn main() {
    show::<BTreeMap<u32, bool>>(&["additionalProperties", "patternProperties"]);
    show::<(bool, String)>(&["items"]);
    show::<Option<Plan>>(&["anyOf"]);
}
RS
saw "BTreeMap<u32, bool>" 'additionalProperties: false, patternProperties: {"^\\d+$":{"type":"boolean"}}' "$(sed -n 1p seen)"
saw "(bool, String)" 'items: [{"type":"boolean"},{"type":"string"}]' "$(sed -n 2p seen)"
saw "Option<enum>" 'anyOf: [{"$ref":"#/components/schemas/Plan"},{"enum":[null],"nullable":true}]' "$(sed -n 3p seen)"
verdict
