#!/usr/bin/env bash
# pandas 3.1.1.
# Expected: `read_json` keeps JSON strings as strings, since JSON says which is which; only CSV has to guess.
# Seen: a column of strings that all look like numbers becomes one of numbers: 0012 is 12, a phone loses its zero. One
# string that is no number, and the column stays as it is. Ids that were written as strings become integers again.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "pandas 3.1.1"
python pandas==3.1.1
cat >lines.jsonl <<'J'
{"code":"0012","phone":"0312345678","id":"1234567890123456789","mixed":"0012"}
{"code":"0013","phone":"0312345679","id":"1234567890123456790","mixed":"A1"}
J
first() { python3 -c 'import pandas, sys; print(pandas.read_json("lines.jsonl", lines=True, **eval(sys.argv[2]))[sys.argv[1]].tolist()[0])' "$1" "${2:-{\}}"; }
saw 'code "0012"' 12 "$(first code)"
saw 'phone "0312345678"' 312345678 "$(first phone)"
saw '"0012" beside "A1"' 0012 "$(first mixed)"
saw 'a 19-digit id as text' 1234567890123456789 "$(first id)"
saw '"0012" with dtype=False' 0012 "$(first code '{"dtype": False}')"
verdict
