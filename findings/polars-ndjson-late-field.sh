#!/usr/bin/env bash
# polars 2.1.0.
# Expected: a field of JSON lines that is first sent in record 150 is a column all the same, or an error.
# Seen: the columns are those of the first 100 records; what comes later is dropped without a word.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "polars 2.1.0"
python polars==2.1.0
seq 99 | sed 's/.*/{"a":&}/' >lines.jsonl
columns() { python3 -c 'import polars, sys; print(*polars.read_ndjson("lines.jsonl", **eval(sys.argv[1])).columns)' "${1:-{\}}"; }
echo '{"a":100,"b":"in time"}' >>lines.jsonl
saw "a new field in record 100" "a b" "$(columns)"
sed -i '$d' lines.jsonl
printf '{"a":100}\n{"a":101,"b":"late"}\n' >>lines.jsonl
saw "a new field in record 101" "a" "$(columns)"
saw "the same, infer_schema_length=None" "a b" "$(columns '{"infer_schema_length": None}')"
verdict
