#!/usr/bin/env bash
# schemathesis 4.32.5.
# Expected: a run fails, or at least warns with another exit code, if the service answered nothing but 429 and so no
# answer was ever checked; int64 in an answer is held to 64 bits.
# Seen: exit code 0 for a server that answers 429 to everything, as 429 is documented, and for one that answers 2^63.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "schemathesis 4.32.5"
python schemathesis==4.32.5
port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])')
cat >serve.py <<'PY'
import http.server, sys
port, state = int(sys.argv[1]), sys.argv[2]
bodies = {'limited': (429, b'{}'), 'big': (200, b'{"id": 9223372036854775808}'), 'wrong': (200, b'{"id": "x"}')}
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_GET(self):
        status, body = bodies[open(state).read().strip()]
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(('127.0.0.1', port), Handler).serve_forever()
PY
cat >openapi.json <<'JSON'
{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"get": {
  "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
  "responses": {"429": {"description": "slow down"}, "200": {"description": "ok", "content": {"application/json": {"schema": {
    "type": "object", "required": ["id"], "properties": {"id": {"type": "integer", "format": "int64"}}}}}}}}}}}
JSON
echo limited >state
python3 serve.py "$port" state &
server=$!
sleep 2
run() { echo "$1" >state; if schemathesis run openapi.json --url "http://127.0.0.1:$port" --phases examples,fuzzing --checks status_code_conformance,response_schema_conformance --max-examples 5 --seed 1 >"$1.log" 2>&1; then echo 0; else echo 1; fi; }
saw "exit code, 429 to everything" 0 "$(run limited)"
saw "exit code, id 2^63" 0 "$(run big)"
saw "exit code, id of another type" 1 "$(run wrong)"
verdict
