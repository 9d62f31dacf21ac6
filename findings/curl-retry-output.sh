#!/usr/bin/env bash
# curl 7.88.1 (Debian 12).
# Expected: with --retry, the body of an attempt that is tried again is dropped.
# Seen: a pipe gets the bodies of all attempts, the error of the 429 in front of the data, with exit code 0. A file (-o) has the
# last one.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "429 with a body, then 200; curl --retry 1, $(curl --version | cut -d' ' -f2 | head -1)"
cat >serve.py <<'P'
import http.server

class Once(http.server.BaseHTTPRequestHandler):
    calls = 0

    def do_GET(self):
        Once.calls += 1
        limited = Once.calls % 2 == 1
        body = b'{"code":"LIMITED"}\n' if limited else b'{"id":1}\n'
        self.send_response(429 if limited else 200)
        self.send_header("Retry-After", "1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Once)
print(f"http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
P
python3 serve.py >address &
server=$!
until [ -s address ]; do sleep 0.1; done
call() { curl --silent --noproxy '*' --retry 1 "$@" "$(cat address)"; }
saw "to a pipe" '{"code":"LIMITED"} {"id":1}' "$(call | paste -sd' ')"
call -o file
saw "-o file" '{"id":1}' "$(paste -sd' ' file)"
saw "--fail, to a pipe" '{"id":1}' "$(call --fail | paste -sd' ')"
verdict
