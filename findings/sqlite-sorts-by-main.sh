#!/usr/bin/env bash
# SQLite 3.54.1 (apsw 3.54.1.0).
# Expected: CREATE INDEX takes as much memory to sort as the cache of its own database allows, whatever is attached.
# Seen: it takes the larger of 250 pages and the cache of the connection's first database. With pages of 8 KiB there
# the smallest cache still takes 2 MB; the same file, attached to a database in memory of small pages, a quarter of it.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "apsw 3.54.1.0"
python apsw==3.54.1.0
cat >index.py <<'E2'
import apsw, sys

first, pages = sys.argv[1:]
file = apsw.Connection("large.db")
file.execute("PRAGMA page_size = 8192; CREATE TABLE t (a TEXT) STRICT")
file.execute("WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) INSERT INTO t SELECT hex(randomblob(12)) FROM n")
file.close()
connection = apsw.Connection("large.db" if first == "itself" else ":memory:")
schema = "main"
if first != "itself":
    connection.execute(f"PRAGMA page_size = {pages}; ATTACH 'large.db' AS large")
    schema = "large"
for name in {"main", schema}:
    connection.execute(f"PRAGMA {name}.cache_size = -64")
before = apsw.memory_used()
apsw.memory_high_water(True)
connection.execute(f"CREATE INDEX {schema}.i ON t (a)")
print("over 2 MB" if apsw.memory_high_water() - before > 2_000_000 else "under 0.5 MB" if apsw.memory_high_water() - before < 500_000 else "between")
E2
index() { rm -f large.db; python3 index.py "$@"; }
saw "cache of 64 KiB, pages of 8 KiB" "over 2 MB" "$(index itself 0)"
saw "attached to a database with pages of 8 KiB" "over 2 MB" "$(index memory 8192)"
saw "attached to a database with pages of 512 B" "under 0.5 MB" "$(index memory 512)"
verdict
