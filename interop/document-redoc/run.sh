. "$INTEROP/lib.sh"
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true CI=true
check "lint without errors" redocly lint --extends=recommended "$INPUTS/works-partner.yaml"
check "bundle" redocly bundle "$INPUTS/works-partner.yaml" -o bundle.json
redocly build-docs "$INPUTS/works-partner.yaml" -o page.html >/dev/null 2>&1 || true
every() {
    local name
    for name in $(sed -n 's/^ *operationId: *//p' "$ROOT/openapi/works-partner.yaml"); do
        has page.html "\"operationId\":\"$name\"" || return 1
    done
}
check "one page with every operation" every
