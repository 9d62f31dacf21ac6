# Sourced by the meetings with jq and its kin: `jsonquery` is the program.
. "$INTEROP/lib.sh"

ids() { "$jsonquery" -r "$@" ; }
select='select(.domain == "long-ids.example")'
check "19-digit ids as they come" test "$(ids "$select | .domainId" "$INPUTS/customers.jsonl")" = "$LONG"
check "19-digit ids in a whole record" test "$(ids "$select | tojson" "$INPUTS/customers.jsonl" | grep -o "$LONG" | wc -l)" = 2
check "a 19-digit id is found by its value" test "$(ids "select(.domainId == $LONG) | .domain" "$INPUTS/customers.jsonl")" = long-ids.example
ours() { "$WORKS_PARTNER" --sandbox-state state.json customer list -o jsonl --ids-as-text; }
cp "$INPUTS/state.json" .
ours >text.jsonl
check "with --ids-as-text: 19-digit ids" test "$(ids "$select | .domainId" text.jsonl)" = "$LONG"
check "with --ids-as-text: an id is found by its text" test "$(ids "select(.domainId == \"$LONG\") | .domain" text.jsonl)" = long-ids.example
check "commas, quotes, Japanese" test "$(ids "$select | .companyName" "$INPUTS/customers.jsonl")" = "$NAME"
