#!/usr/bin/env bash
# DuckDB 2.0.1 and polars 2.1.0 (Python).
# Expected: both keep a column of codes as text if one has a leading zero, or both make numbers of it.
# Seen: DuckDB keeps 0012 if such a code stands in its first 20,480 rows, and makes 12 of it without a word if the first
# comes later; a column of only T and F becomes booleans. polars always makes 12. Both keep ids above 2^63 and +81… .
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "DuckDB 2.0.1, polars 2.1.0"
python duckdb==2.0.1 polars==2.1.0
cat >read.py <<'PY'
import duckdb, polars
def write(rows):
    with open('a.csv', 'w') as file:
        file.write('code\n')
        file.writelines('1234\n' for _ in range(rows))
        file.write('0012\n')
def last():
    return repr(duckdb.sql("select * from 'a.csv'").fetchall()[-1][0]), repr(polars.read_csv('a.csv')['code'][-1])
for rows in (20478, 20480):
    write(rows)
    print(*last())
open('b.csv', 'w').write('kind\nT\nF\n')
print(duckdb.sql("select * from 'b.csv'").fetchall()[0][0], polars.read_csv('b.csv')['kind'][0])
open('c.csv', 'w').write('id,phone\n9999999999999999999,+819012345678\n')
print(*duckdb.sql("select * from 'c.csv'").fetchall()[0], *polars.read_csv('c.csv').rows()[0])
PY
python3 read.py >seen
saw "0012 in row 20,479: DuckDB, polars" "'0012' 12" "$(sed -n 1p seen)"
saw "0012 in row 20,481: DuckDB, polars" "12 12" "$(sed -n 2p seen)"
saw "T beside F: DuckDB, polars" "True T" "$(sed -n 3p seen)"
saw "id and phone: DuckDB, polars" "9999999999999999999 +819012345678 9999999999999999999 +819012345678" "$(sed -n 4p seen)"
verdict
