"""Servers of a meeting, each on a port of its own."""

import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(port):
    """Waits until somebody listens, and goes on where nobody does: what is asked of it fails in its own words."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)


class Forwarder(BaseHTTPRequestHandler):
    """Hands requests on to a server, and its bodies back. It speaks HTTP/1.0, so that no connection stays open."""

    origin: str

    def hold(self):
        """What is done before a request goes on."""

    def spoil(self, body):
        """What becomes of a body."""
        return body

    def answer(self):
        self.hold()
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else None
        request = urllib.request.Request(f"http://{self.origin}{self.path}", data=body, method=self.command)
        for name, value in self.headers.items():
            if name.lower() not in ("host", "connection", "content-length", "accept-encoding", "expect"):
                request.add_header(name, value)
        try:
            response = urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            response = error
        body = self.spoil(response.read())
        self.send_response(response.status)
        self.send_header("Content-Type", response.headers.get("Content-Type") or "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_HEAD = answer

    def log_message(self, *_):
        pass


def forward(base_url, handler):
    """A server in front of that of `base_url`, and its own base URL; `handler` is a class of `Forwarder`'s."""
    base = urllib.parse.urlsplit(base_url)
    handler.origin = base.netloc
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    return server, f"http://127.0.0.1:{server.server_port}{base.path}"


class Gate:
    """Hands on the first `calls` requests to `base_url`, and holds those that follow until it is opened."""

    def __init__(self, base_url, calls):
        opened = threading.Event()
        passes = iter(range(calls))
        one_at_a_time = threading.Lock()

        class Held(Forwarder):
            def hold(self):
                with one_at_a_time:
                    is_held = next(passes, None) is None
                if is_held:
                    opened.wait()

        server, self.url = forward(base_url, Held)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.open = opened.set
