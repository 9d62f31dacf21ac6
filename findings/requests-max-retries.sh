#!/usr/bin/env bash
# requests 2.34.2 with urllib3 2.8.0.
# Expected: `HTTPAdapter(max_retries=1)` tries connections again that failed, and "never" requests "where data has made it to the
# server", as its documentation says.
# Seen: it waits for the Retry-After of a 429 and sends the request again, PUT too: a call hangs as long as the server says.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
python requests==2.34.2 urllib3==2.8.0
cat >call.py <<'P'
import http.server, sys, threading, time
import requests
from requests.adapters import HTTPAdapter

calls = 0

class Limited(http.server.BaseHTTPRequestHandler):
    def answer(self):
        global calls
        calls += 1
        self.send_response(429)
        self.send_header("Retry-After", "2")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_PUT = do_POST = answer

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Limited)
threading.Thread(target=server.serve_forever, daemon=True).start()
session = requests.Session()
session.trust_env = False
session.mount("http://", HTTPAdapter(max_retries=1))
start = time.monotonic()
status = session.request(sys.argv[1], f"http://127.0.0.1:{server.server_port}/").status_code
print(status, calls, "sent", "after a wait" if time.monotonic() - start > 1.9 else "at once")
P
echo "a 429 with Retry-After: 2, max_retries=1"
saw "GET" "429 2 sent after a wait" "$(python3 call.py GET)"
saw "PUT" "429 2 sent after a wait" "$(python3 call.py PUT)"
saw "POST" "429 1 sent at once" "$(python3 call.py POST)"
verdict
