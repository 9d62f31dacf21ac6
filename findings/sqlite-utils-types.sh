#!/usr/bin/env bash
# sqlite-utils 4.2.1.
# Expected: `insert --csv` keeps text, as it long did; types are detected where one asks for it.
# Seen: types are detected unless one asks for none: 0012 is stored as 12 and +81… without its plus. 19-digit ids are exact.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "sqlite-utils 4.2.1"
python sqlite-utils==4.2.1
printf 'domainId,code,phone\n1000000000000000001,0012,+819012345678\n' >a.csv
sqlite-utils insert a.db t a.csv --csv >/dev/null
saw "insert --csv" "1000000000000000001,12,819012345678" "$(sqlite-utils rows a.db t --csv --no-headers | tr -d '\r')"
sqlite-utils insert a.db u a.csv --csv --no-detect-types >/dev/null
saw "insert --csv --no-detect-types" "1000000000000000001,0012,+819012345678" "$(sqlite-utils rows a.db u --csv --no-headers | tr -d '\r')"
verdict
