. "$INTEROP/lib.sh"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export HOME=$PWD
mockoon-cli start --data "$INPUTS/works-partner.yaml" --port "$port" --hostname 127.0.0.1 --disable-log-to-file >mockoon.log 2>&1 &
trap 'kill %1 2>/dev/null || true' EXIT
for _ in $(seq 120); do
    grep -q 'Server started' mockoon.log && break
    sleep 0.25
done
# Its routes begin with the path of the document's server.
prefix=$(sed -n 's,^ *- url: https://[^/]*/,,p' "$INPUTS/works-partner.yaml" | head -1)
status() { curl -s --noproxy '*' --max-time 30 -o answer.json -w '%{http_code}' "http://127.0.0.1:$port/$prefix/$1"; }
saw "an id of 19 digits" "$(status "partners/customers/$LONG")"
check "a customer, made up" python3 -c 'import json; assert "domainId" in json.load(open("answer.json"))'
saw "a list of customers" "$(status partners/customers)"
