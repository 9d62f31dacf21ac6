#!/usr/bin/env bash
# Miller 6.6.0 (Debian 12).
# Expected: JSON lines whose records differ in their fields become CSV with the union of the columns, or an error.
# Seen: a blank line and a new header in the middle of the file, with exit code 0; to most readers of CSV these are rows.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "Miller 6.6.0"
apt-get download miller=6.6.0-2+b3 >/dev/null 2>&1 || { apt-get update -qq; apt-get download miller=6.6.0-2+b3 >/dev/null 2>&1; }
dpkg --extract miller_*.deb deb
PATH="$work/deb/usr/bin:$PATH"
printf '{"a":1,"b":2}\n{"a":3}\n' >lines.jsonl
saw "two records, the second without b" "a,b|1,2||a|3" "$(mlr --ijsonl --ocsv cat lines.jsonl | paste -sd'|')"
saw "exit code" 0 "$(mlr --ijsonl --ocsv cat lines.jsonl >/dev/null; echo $?)"
saw "with unsparsify" "a,b|1,2|3," "$(mlr --ijsonl --ocsv unsparsify lines.jsonl | paste -sd'|')"
verdict
