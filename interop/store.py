"""What the meetings with readers of the store share: the store in the states that others find it in.

A reader is a function from the file's path to `(customers, ids)`: how many the view `customer` has, and the
`domain_id` of the one with 19 digits as the reader gives it.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

from seen import LONG, saw
from server import Gate

COMMAND = os.environ["WORKS_PARTNER"]
SERVED = {
    **os.environ,
    "WORKS_PARTNER_BASE_URL": os.environ["BASE_URL"],
    "WORKS_PARTNER_ACCESS_TOKEN": os.environ["ACCESS_TOKEN"],
}
ALL = 37
# Calls of the 224 that a sweep of all sends.
HALF_WAY = 100


def sweep(store, *arguments, server=None):
    return subprocess.Popen(
        [COMMAND, "sweep", "--store", store, *arguments],
        env=SERVED if server is None else {**SERVED, "WORKS_PARTNER_BASE_URL": server},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def spoil(store):
    """In a run that is to fail."""
    if program := os.environ.get("INTEROP_BREAK"):
        with sqlite3.connect(store) as connection:
            connection.executescript(program)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def meet(read, *, while_written=True):
    """`while_written`: whether the reader opens the file where it is, as a program that reads SQLite does."""
    finished = Path("finished.sqlite")
    assert sweep(finished).wait() == 0
    spoil(finished)
    copy = Path("copy.sqlite")
    shutil.copy(finished, copy)
    customers, long = read(copy)
    saw("a copy of the file alone", customers == ALL)
    saw("19-digit ids", long == LONG)
    if not while_written:
        return

    # Read again and again while a sweep writes, which must not mind. It is held half-way until it was read once.
    live = Path("live.sqlite")
    shutil.copy(finished, live)
    gate = Gate(SERVED["WORKS_PARTNER_BASE_URL"], HALF_WAY)
    writing = sweep(live, server=gate.url)
    counts = {read(live)[0]}
    gate.open()
    while writing.poll() is None:
        counts.add(read(live)[0])
    saw("read while a sweep writes", counts == {ALL} and writing.returncode == 0)

    killed = Path("killed.sqlite")
    gate = Gate(SERVED["WORKS_PARTNER_BASE_URL"], HALF_WAY)
    writing = sweep(killed, server=gate.url)
    while writing.poll() is None and not written(killed):
        time.sleep(0.001)
    writing.send_signal(signal.SIGKILL)
    assert writing.wait() == -signal.SIGKILL, "the sweep had ended before it could be killed"
    shutil.copytree(".", "killed-as-found", ignore=lambda _, names: [name for name in names if not name.startswith("killed.sqlite")])
    some = read(Path("killed-as-found/killed.sqlite"))[0]
    gate.open()
    assert sweep(killed, "--resume", server=gate.url).wait() == 0
    spoil(killed)
    customers, long = read(killed)
    saw("read after a SIGKILL, and after the sweep has resumed", 0 < some <= ALL and (customers, long) == (ALL, LONG))


def written(store):
    """Whether a sweep that is held has committed customers."""
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT count(*) FROM customer").fetchone()[0] > 0
    except sqlite3.OperationalError:
        # There is no file or no view yet.
        return False
