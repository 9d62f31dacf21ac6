import contextlib
import sqlite3

import store


def read(path):
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute("SELECT count(*), max(domain_id) FROM customer").fetchone()


store.meet(read)
