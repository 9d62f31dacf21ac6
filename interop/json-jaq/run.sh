jsonquery=jaq
. "$INTEROP/json.sh"
