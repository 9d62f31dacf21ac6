#!/usr/bin/env bash
# progenitor 0.15.1 (Rust), openapi-typescript 7.13.0.
# Expected: an optional property of a request stays optional if it has a default: the default is the server's to apply.
# Seen: progenitor makes a plain field of it that is always sent, so that a PATCH changes what was not meant to change;
# openapi-typescript makes it required, in requests too (`--default-non-nullable=false` keeps it optional).
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "progenitor 0.15.1, openapi-typescript 7.13.0, optional property with a default"
cat >openapi.json <<'JSON'
{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"patch": {"operationId": "change",
  "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Change"}}}},
  "responses": {"204": {"description": "done"}}}}},
  "components": {"schemas": {"Change": {"type": "object", "properties": {
    "with": {"type": "boolean", "default": true}, "without": {"type": "boolean"}}}}}}
JSON
rust 'progenitor-impl = "=0.15.1"' 'openapiv3 = "=2.2.0"' 'serde_json = "1"' >generated.txt <<'RS'
fn main() {
    let document: openapiv3::OpenAPI = serde_json::from_str(&std::fs::read_to_string("openapi.json").unwrap()).unwrap();
    println!("{}", progenitor_impl::Generator::default().generate_tokens(&document).unwrap());
}
RS
rust_field() { grep -oE "pub $1 : [^,]*(bool)( >)?" generated.txt | head -n 1 | tr -d ' ' | sed 's/^pub//; s/::std::option:://'; }
saw "progenitor, with a default" "with:bool" "$(rust_field with)"
saw "progenitor, without" "without:Option<bool>" "$(rust_field without)"
npm_packages openapi-typescript@7.13.0 typescript@5.9.3
ts() { node node_modules/openapi-typescript/bin/cli.js openapi.json "$@" 2>/dev/null | grep -oE "with(out)?\??: boolean" | paste -sd' '; }
saw "openapi-typescript" "with: boolean without?: boolean" "$(ts)"
saw "openapi-typescript, default-non-nullable=false" "with?: boolean without?: boolean" "$(ts --default-non-nullable=false)"
verdict
