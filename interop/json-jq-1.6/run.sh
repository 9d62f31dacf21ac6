jsonquery=/usr/bin/jq
. "$INTEROP/json.sh"
