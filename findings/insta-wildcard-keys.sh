#!/usr/bin/env bash
# insta 1.49.0.
# Expected: the selector `.options.*` replaces the values of a map.
# Seen: it replaces its keys as well, and every entry has the same one: the snapshot no longer shows which keys there were.
# A selector with the key's name replaces the value alone. A selector that matches nothing is no error.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "insta 1.49.0, redactions of a map"
export INSTA_UPDATE=always INSTA_FORCE_PASS=1
rust 'insta = { version = "=1.49.0", features = ["json", "redactions"] }' 'serde_json = "1"' >/dev/null 2>&1 <<'RS'
fn main() {
    let value = serde_json::json!({"options": {"DRV": 1, "ACV": 2}});
    insta::with_settings!({snapshot_path => std::env::current_dir().unwrap(), prepend_module_to_snapshot => false}, {
        insta::assert_compact_json_snapshot!("wildcard", value, {".options.*" => "x"});
        insta::assert_compact_json_snapshot!("named", value, {".options.DRV" => "x"});
        insta::assert_compact_json_snapshot!("missed", value, {".option.DRV" => "x"});
    });
}
RS
saw ".options.*" '{"options": {"x": "x", "x": "x"}}' "$(tail -n 1 wildcard.snap)"
saw ".options.DRV" '{"options": {"ACV": 2, "DRV": "x"}}' "$(tail -n 1 named.snap)"
saw ".option.DRV (no such key)" '{"options": {"ACV": 2, "DRV": 1}}' "$(tail -n 1 missed.snap)"
verdict
