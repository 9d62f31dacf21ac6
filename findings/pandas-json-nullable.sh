#!/usr/bin/env bash
# pandas 3.1.1.
# Expected: `read_json` with nullable integers is exact, as `read_csv` is: that is what one asks for them for.
# Seen: a column that has a null goes through doubles. Ids of 19 digits come out as other integers, of type Int64.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
python pandas==3.1.1
echo "pandas 3.1.1, 1234567890123456789 in a column with a null"
cat >read.py <<'P'
import io, sys
import pandas

csv, json = "id\n1234567890123456789\n\"\"\n", '[{"id":1234567890123456789},{"id":null}]'
how = {"backend": {"dtype_backend": "numpy_nullable"}, "dtype": {"dtype": {"id": "Int64"}}}[sys.argv[2]]
read = pandas.read_csv(io.StringIO(csv), skip_blank_lines=False, **how) if sys.argv[1] == "csv" else pandas.read_json(io.StringIO(json), **how)
print(read["id"].dtype, read["id"][0])
P
saw 'read_csv, dtype_backend="numpy_nullable"' "Int64 1234567890123456789" "$(python3 read.py csv backend)"
saw 'read_json, dtype_backend="numpy_nullable"' "Int64 1234567890123456768" "$(python3 read.py json backend)"
saw 'read_json, dtype={"id": "Int64"}' "Int64 1234567890123456768" "$(python3 read.py json dtype)"
verdict
