#!/usr/bin/env bash
# openapi-generator 7.26.0 (go), run with Go 1.19.
# Expected: constants of an enum have the name of its type, so that two enums can share a value, as in every Go library.
# Seen: they have the value's name alone. A document whose two enums share a value becomes a package that does not compile,
# without a warning; `enumClassPrefix=true` makes it.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "openapi-generator 7.26.0, Go"
python openapi-generator-cli==7.26.0
cat >document.json <<'J'
{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"get": {"operationId": "a", "responses": {"204": {"description": "ok"}}}}},
 "components": {"schemas": {"Colour": {"type": "string", "enum": ["NONE", "RED"]}, "Size": {"type": "string", "enum": ["NONE", "BIG"]}}}}
J
generate() { openapi-generator-cli generate -i document.json -g go -o "$1" --global-property models,supportingFiles=utils.go "${@:2}" 2>&1; }
# The models need nothing but the standard library.
compiles() { (cd "$1" && rm -rf go.mod test && GO111MODULE=off GOCACHE="$work/go-cache" go build . 2>&1) && echo yes || true; }
generate plain >plain.log
generate prefixed --additional-properties=enumClassPrefix=true >prefixed.log
saw "a warning" 0 "$(grep -ciE 'enum|duplicate|clash' plain.log || true)"
saw "the default" "NONE redeclared in this block" "$(compiles plain | grep -o 'NONE redeclared in this block' | head -1)"
saw "enumClassPrefix=true" yes "$(compiles prefixed)"
verdict
