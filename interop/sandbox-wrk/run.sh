. "$INTEROP/lib.sh"
customer=$BASE_URL/partners/customers/10000001
authorization="Authorization: Bearer $ACCESS_TOKEN"
ab -q -k -n 40 -c 2 -H "$authorization" "$customer" >kept.log 2>&1
kept() { grep -Eq '^Keep-Alive requests: +40$' kept.log && grep -Eq '^Failed requests: +0$' kept.log; }
check "ab with keep-alive: all kept alive" kept
ab -q -n 20 -c 2 -H "$authorization" "$customer" >closed.log 2>&1
closed() { grep -Eq '^Complete requests: +20$' closed.log && ! grep -q '^Non-2xx' closed.log; }
check "ab in HTTP/1.0 without keep-alive: none fails" closed
wrk -t1 -c4 -d2s -H "$authorization" "$customer" >wrk.log 2>&1
check "wrk for 2 s: no socket errors" test -z "$(grep 'Socket errors' wrk.log)"
check "above the limit, 429" test "$(curl -s -o /dev/null -w '%{http_code}' -H "$authorization" "$customer")" = 429
