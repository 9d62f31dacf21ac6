"""A sandbox that is broken on purpose: every body that it answers goes through `sed -E PROGRAM`.

    python3 broken-proxy.py BASE_URL PROGRAM

Prints its own base URL.
"""

import subprocess
import sys

from server import Forwarder, forward

base, program = sys.argv[1:]


class Broken(Forwarder):
    def spoil(self, body):
        return subprocess.run(["sed", "-E", program], input=body, stdout=subprocess.PIPE).stdout


server, url = forward(base, Broken)
print(url, flush=True)
server.serve_forever()
