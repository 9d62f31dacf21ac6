. "$INTEROP/lib.sh"
# mock DOCUMENT PORT
mock() {
    prism mock "$1" --port "$2" --host 127.0.0.1 >"prism-$2.log" 2>&1 &
    local server=$!
    trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
    for _ in $(seq 300); do grep -q 'is listening' "prism-$2.log" && return; kill -0 "$server"; sleep 0.2; done
}
status() { curl -s -o answer.json -w '%{http_code}' --noproxy '*' -H 'Authorization: Bearer x' "$@"; }
free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
as_it_is=$(free)
mock "$INPUTS/works-partner.yaml" "$as_it_is"
saw "an id of 19 digits, from the document as it is" "$(status "http://127.0.0.1:$as_it_is/partners/customers/$LONG")"
port=$(free)
mock "$INPUTS/prism.json" "$port"
base=http://127.0.0.1:$port/partners/customers
saw "an id of 19 digits" "$(status "$base/$LONG")"
saw "a list of customers" "$(status "$base")"
case $(status -X PUT -H 'Content-Type: application/json' -d '{"memo":"x","y":1}' "$base/$LONG/subscription-memos/7") in
5*) saw "a body with an unlisted field" "a 5xx" ;;
*) saw "a body with an unlisted field" "no 5xx" ;;
esac
