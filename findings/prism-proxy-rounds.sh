#!/usr/bin/env bash
# Prism 5.16.0 (npm).
# Expected: a validating proxy passes on the bytes that the server sent.
# Seen: it parses each JSON body and writes it again. An integer above 2^53 reaches the client, and in requests the server,
# rounded, with status 200 and no violation; 1.0 becomes 1, and of a name that stands twice the last value is left.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "Prism 5.16.0, proxy"
npm_packages @stoplight/prism-cli@5.16.0
cat >document.json <<'J'
{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": "http://127.0.0.1"}], "paths": {"/a": {"post": {
  "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"id": {"type": "integer"}}}}}},
  "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": {"type": "object", "properties": {"id": {"type": "integer"}}}}}}}}}}}
J
cat >upstream.py <<'P'
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        with open("got", "wb") as file:
            file.write(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        body = b'{"id":1234567890123456789,"size":1.0,"twice":1,"twice":2}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
server = HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
P
python3 upstream.py >upstream.port &
upstream=$!
while [ ! -s upstream.port ]; do sleep 0.1; done
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
prism proxy --errors --port "$port" document.json "http://127.0.0.1:$(cat upstream.port)" >prism.log 2>&1 &
server=$!
until grep -qs listening prism.log; do sleep 0.2; done
status=$(curl -s --noproxy '*' -o answer -w '%{http_code}' -H 'Content-Type: application/json' -d '{"id":9007199254740993}' "http://127.0.0.1:$port/a")
kill "$upstream"
saw "the status, with --errors" 200 "$status"
saw "what the client gets" '{"id":1234567890123456800,"size":1,"twice":2}' "$(cat answer)"
saw "what the server gets for 9007199254740993" '{"id":9007199254740992}' "$(cat got)"
verdict
