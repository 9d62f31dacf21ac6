. "$INTEROP/lib.sh"
export K6_NO_USAGE_REPORT=true
k6 run --quiet --no-color --console-output=seen.log calls.js >k6.log 2>&1
sed -E 's/^.*msg="([^"]*)".*$/\1/' seen.log
