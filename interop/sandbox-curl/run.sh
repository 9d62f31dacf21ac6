. "$INTEROP/lib.sh"
customer=$BASE_URL/partners/customers/$LONG
memo=$customer/subscription-memos/9007199254740993
call() { curl --silent --show-error --fail --noproxy '*' --max-time 10 -H "Authorization: Bearer $ACCESS_TOKEN" "$@"; }
call "$customer" >customer.json
check "a customer by an id of 19 digits" has customer.json "\"domainId\":$LONG"
for _ in 1 2 3 4 5 6 7 8 9 10; do printf 'url = "%s"\noutput = /dev/null\n' "$customer"; done >ten.txt
check "ten calls over one connection" test "$(call -K ten.txt -w '%{num_connects}\n' | awk '{sum += $1} END {print sum}')" = 1
check "HTTP/1.0" call --http1.0 "$customer"
saw "HTTP/2 by upgrade" "answered in $(call --http2 -o /dev/null -w '%{http_version}' "$customer")"
check "HTTP/2 by prior knowledge" call --http2-prior-knowledge "$customer"
put=(-X PUT -H 'Content-Type: application/json' -d '{"memo":"x"}')
call "${put[@]}" -H 'Expect: 100-continue' --expect100-timeout 5 -v "$memo" >/dev/null 2>continue.log || true
check "100-continue" has continue.log "100 Continue"
check "a body in chunks" call "${put[@]}" -H 'Transfer-Encoding: chunked' "$memo"
check "HEAD" call --head "$customer"
