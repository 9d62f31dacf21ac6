. "$INTEROP/lib.sh"
# generate DOCUMENT FOLDER: a package `partner` in it.
generate() {
    mkdir -p "$2"
    printf 'package_name_override: partner\n' >config.yaml
    openapi-python-client generate --path "$1" --config config.yaml --meta none --output-path "$2/partner" >"$2.log" 2>&1
}
generate "$INPUTS/works-partner.yaml" plain
generate "$INPUTS/openapi-generator.json" open
saw "from the document as it is: an unlisted value" "$(PYTHONPATH=plain:$PYTHONPATH python3 calls.py unlisted)"
operations=$(grep -c '^ *operationId:' "$INPUTS/works-partner.yaml")
check "generates every operation, and imports" test "$(grep -rl 'def sync_detailed' open/partner/api | wc -l)" = "$operations"
PYTHONPATH=open:$PYTHONPATH python3 calls.py
