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
from pathlib import Path

from seen import LONG, saw

COMMAND = os.environ["WORKS_PARTNER"]
SERVED = {
    **os.environ,
    "WORKS_PARTNER_BASE_URL": os.environ["BASE_URL"],
    "WORKS_PARTNER_ACCESS_TOKEN": os.environ["ACCESS_TOKEN"],
}
ALL = 37


def sweep(store, *arguments):
    return subprocess.Popen(
        [COMMAND, "sweep", "--store", store, *arguments],
        env=SERVED,
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

    # Read again and again while a sweep writes, which must not mind.
    live = Path("live.sqlite")
    shutil.copy(finished, live)
    writing = sweep(live, "--concurrency", "1")
    counts = set()
    while writing.poll() is None:
        counts.add(read(live)[0])
    saw("read while a sweep writes", counts == {ALL} and writing.returncode == 0)

    killed = Path("killed.sqlite")
    log = Path("killed.sqlite-wal")
    writing = sweep(killed, "--concurrency", "1")
    while writing.poll() is None and not (log.exists() and log.stat().st_size > 300_000):
        time.sleep(0.001)
    writing.send_signal(signal.SIGKILL)
    assert writing.wait() == -signal.SIGKILL, "the sweep had ended before it could be killed"
    shutil.copytree(".", "killed-as-found", ignore=lambda _, names: [name for name in names if not name.startswith("killed.sqlite")])
    some = read(Path("killed-as-found/killed.sqlite"))[0]
    assert sweep(killed, "--resume").wait() == 0
    spoil(killed)
    customers, long = read(killed)
    saw("read after a SIGKILL, and after the sweep has resumed", 0 < some <= ALL and (customers, long) == (ALL, LONG))
