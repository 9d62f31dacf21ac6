#!/usr/bin/env bash
# jq 1.13.0 (PyPI, the binding), which brings jq's own library.
# Expected: a number that the program does not calculate with comes out as it went in, as with the command since jq 1.7.
# Seen: the library keeps every digit (`tostring` and `==` are exact), but the binding turns results into doubles on their
# way to Python, `.text()` among them: two ids become the same one.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "PyPI jq 1.13.0"
python jq==1.13.0
cat >read.py <<'PY'
import jq
ids = '[1000000000000000001, 1000000000000000002]'
for program in ('map(tostring)', '.[0] == .[1]', '.'):
    print(jq.compile(program).input_text(ids).text())
print(jq.compile('.').input_text(ids).first())
PY
python3 read.py >seen
saw "map(tostring)" '["1000000000000000001", "1000000000000000002"]' "$(sed -n 1p seen)"
saw ".[0] == .[1]" false "$(sed -n 2p seen)"
saw ". as text" "[1000000000000000000, 1000000000000000000]" "$(sed -n 3p seen)"
saw ". as Python values" "[1000000000000000000, 1000000000000000000]" "$(sed -n 4p seen)"
verdict
