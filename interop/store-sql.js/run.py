import json
import subprocess

import store


def read(path):
    done = subprocess.run(["node", "read.mjs", path], check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


store.meet(read, while_written=False)
