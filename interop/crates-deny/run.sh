. "$INTEROP/lib.sh"
mkdir -p crate/src ours
touch crate/src/lib.rs
cp -r "$ROOT"/{Cargo.toml,Cargo.lock,crates,fuzz,tests,xtask} ours/
if [ -n "${INTEROP_BREAK:-}" ]; then
    sed -i '/^license/d; s/^\[package\]/&\nlicense = "GPL-3.0-only"/' ours/crates/works-partner-ext/Cargo.toml
    rm ours/crates/works-partner-ext/LICENSE*
fi
cat >crate/Cargo.toml <<C
[package]
name = "foreign"
version = "0.0.0"
edition = "2024"
license = "MIT"
publish = false
[workspace]
[dependencies]
works-partner-ext = { path = "$PWD/ours/crates/works-partner-ext" }
works-partner-sandbox = { path = "$PWD/ours/crates/works-partner-sandbox" }
works-partner-store = { path = "$PWD/ours/crates/works-partner-store" }
works-partner-plan = { path = "$PWD/ours/crates/works-partner-plan" }
C
cp "$ROOT/Cargo.lock" crate/
cd crate
cargo deny --log-level error --config "$PWD/default.toml" init
# deny CONFIGURATION OPTION…
deny() {
    cp "$1.toml" deny.toml
    shift
    cargo deny --all-features check --hide-inclusion-graph "$@"
}
check "bans" deny default bans
check "sources" deny default sources
check "licenses, as it is" deny default licenses
licenses='"Apache-2.0", "BSD-3-Clause", "CDLA-Permissive-2.0", "ISC", "MIT", "MPL-2.0", "Unicode-3.0", "Zlib"'
sed -E "/^\[licenses\]/,/^\]/{s/^allow = \[/allow = [ $licenses,/}" default.toml >allowed.toml
check "licenses, with these allowed" deny allowed licenses
cat check.log >&2
check "each of them is needed" deny allowed -D license-not-encountered licenses
