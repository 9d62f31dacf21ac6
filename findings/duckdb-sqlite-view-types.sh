#!/usr/bin/env bash
# DuckDB 1.4.4 with its sqlite scanner (PyPI duckdb-ext-sqlite 1.4.4.20260205).
# Expected: a view's column that is computed from JSON has the type of its values: integers compare as integers.
# Seen: a column of a table is BIGINT, the same number in a view is VARCHAR, so that max() and ORDER BY go by the
# alphabet, and sum() is refused. CAST AS INTEGER in the view is 32 bits there, and a long id an error; AS BIGINT holds.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "DuckDB 1.4.4, sqlite scanner"
python duckdb==1.4.4 duckdb-ext-sqlite==1.4.4.20260205
cat >run.py <<'P'
import pathlib, sqlite3, sys, duckdb
with sqlite3.connect("a.db") as made:
    made.executescript("""
        CREATE TABLE IF NOT EXISTS t (id INTEGER, body TEXT) STRICT;
        DELETE FROM t;
        INSERT INTO t VALUES (9, '{"n":9}'), (10, '{"n":10}');
        CREATE VIEW IF NOT EXISTS v AS SELECT id, body ->> '$.n' AS n, CAST(body ->> '$.n' AS INTEGER) AS c FROM t;""")
[extension] = pathlib.Path(duckdb.__file__).parent.parent.glob("duckdb_ext/**/sqlite_scanner.duckdb_extension")
db = duckdb.connect()
db.execute(f"LOAD '{extension}'")
db.execute("ATTACH 'a.db' AS a (TYPE sqlite, READ_ONLY)")
print(*db.execute(sys.argv[1]).fetchone())
P
ask() { python3 run.py "$1"; }
saw "types in the view: id, ->>, CAST" "BIGINT VARCHAR INTEGER" "$(ask 'SELECT typeof(id), typeof(n), typeof(c) FROM a.v')"
saw "max of 9 and 10: id, ->>, CAST" "10 9 10" "$(ask 'SELECT max(id), max(n), max(c) FROM a.v')"
saw "in SQLite itself" "10" "$(python3 -c 'import sqlite3; print(*sqlite3.connect("a.db").execute("SELECT max(n) FROM v").fetchone())')"
verdict
