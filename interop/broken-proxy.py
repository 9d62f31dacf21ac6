"""A sandbox that is broken on purpose: every body that it answers goes through `sed -E PROGRAM`.

    python3 broken-proxy.py BASE_URL PROGRAM

Prints its own base URL. It speaks HTTP/1.0, so that connections do not stay open either.
"""

import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

base, program = sys.argv[1:]
origin = urllib.parse.urlsplit(base)


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        request = urllib.request.Request(f"http://{origin.netloc}{self.path}", data=body, method=self.command)
        for name, value in self.headers.items():
            if name.lower() not in ("host", "connection", "content-length", "accept-encoding", "expect"):
                request.add_header(name, value)
        try:
            response = urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            response = error
        spoilt = subprocess.run(["sed", "-E", program], input=response.read(), stdout=subprocess.PIPE).stdout
        self.send_response(response.status)
        self.send_header("Content-Type", response.headers.get("Content-Type") or "text/plain")
        self.send_header("Content-Length", str(len(spoilt)))
        self.end_headers()
        self.wfile.write(spoilt)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = answer

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"http://127.0.0.1:{server.server_address[1]}{origin.path}", flush=True)
server.serve_forever()
