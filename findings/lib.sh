# Sourced by every finding: a temporary folder that goes away, and what is expected of the output.
set -euo pipefail
export CARGO_TERM_COLOR=never CARGO_PROFILE_DEV_DEBUG=0 npm_config_update_notifier=false PYTHONWARNINGS=ignore

work=$(mktemp -d)
server=
cleanup() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap cleanup EXIT
cd "$work"
failed=0

# python PACKAGE==VERSION…: an environment in `$work/venv`, first on PATH.
python() {
    python3 -m venv venv
    venv/bin/pip install --quiet --disable-pip-version-check "$@"
    PATH="$work/venv/bin:$PATH"
}

# npm_packages PACKAGE@VERSION…: modules in `$work/node_modules`, their commands first on PATH.
npm_packages() {
    echo '{"private":true,"type":"module"}' >package.json
    npm install --no-audit --no-fund --silent "$@"
    PATH="$work/node_modules/.bin:$PATH"
}

# rust DEPENDENCY…: runs the `main.rs` on standard input with these lines under [dependencies].
rust() {
    mkdir -p crate/src
    {
        printf '[package]\nname = "finding"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n[dependencies]\n'
        printf '%s\n' "$@"
    } >crate/Cargo.toml
    cat >crate/src/main.rs
    cargo build --quiet --manifest-path crate/Cargo.toml --target-dir "${FINDINGS_TARGET:-$work/target}"
    "${FINDINGS_TARGET:-$work/target}/debug/finding"
}

# saw WHAT EXPECTED ACTUAL: prints what was seen, and notes where it is not what this finding says.
saw() {
    if [ "$2" = "$3" ]; then
        printf '  %-46s %s\n' "$1" "$3"
    else
        printf '  %-46s %s\n    CHANGED, the finding says: %s\n' "$1" "$3" "$2"
        failed=1
    fi
}

# verdict: the last line of every finding.
verdict() {
    if [ "$failed" = 0 ]; then echo "  as described"; else echo "  the behaviour has changed: read the finding again"; exit 1; fi
}
