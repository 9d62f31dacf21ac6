"""Servers of a meeting, each on a port of its own."""

import socket
import threading
import time
import urllib.error
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


class Gate:
    """Hands on the first `calls` GET requests to `base_url`, and holds those that follow until it is opened."""

    def __init__(self, base_url, calls):
        opened = threading.Event()
        passes = iter(range(calls))
        one_at_a_time = threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                with one_at_a_time:
                    held = next(passes, None) is None
                if held:
                    opened.wait()
                request = urllib.request.Request(base_url + self.path, headers=dict(self.headers))
                try:
                    answer = urllib.request.urlopen(request)
                except urllib.error.HTTPError as refused:
                    answer = refused
                body = answer.read()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    if name.lower() not in ("connection", "content-length", "date", "transfer-encoding"):
                        self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}"
        self.open = opened.set
