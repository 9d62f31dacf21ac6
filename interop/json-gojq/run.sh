jsonquery=gojq
. "$INTEROP/json.sh"
