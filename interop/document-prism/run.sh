. "$INTEROP/lib.sh"
export NO_UPDATE_NOTIFIER=1
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true' EXIT
# serve NAME ARGUMENT…: Prism on a port of its own; its address in `served`.
serve() {
    local name=$1 port
    shift
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    prism "$@" --port "$port" >"$name.log" 2>&1 &
    pids+=($!)
    served=http://127.0.0.1:$port
    for _ in $(seq 240); do
        grep -q 'is listening' "$name.log" && return
        sleep 0.25
    done
    cat "$name.log" >&2
    return 1
}
status() { curl -s --noproxy '*' --max-time 30 -o answer.json -w '%{http_code}' -H "Authorization: Bearer $ACCESS_TOKEN" "$@"; }

serve plain mock "$INPUTS/works-partner.yaml"
saw "from the document as it is: an id of 19 digits" "$(status "$served/partners/customers/$LONG")"
serve mock mock "$INPUTS/prism.json"
saw "an id of 19 digits" "$(status "$served/partners/customers/$LONG")"
saw "a body that breaks the document" "$(status -X PUT -H 'Content-Type: application/json' -d '{"memo":1}' "$served/partners/customers/$LONG/subscription-memos/1")"
serve proxy proxy --errors "$INPUTS/prism.json" "$BASE_URL"
status "$served/partners/customers/$LONG" >/dev/null
check "through its proxy: ids of 19 digits" has answer.json "\"domainId\":$LONG"
saw "through its proxy: a task with an unlisted value" "$(status "$served/partners/customers/10000018/option-product-orders")"
