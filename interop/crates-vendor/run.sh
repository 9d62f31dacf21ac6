. "$INTEROP/lib.sh"
cargo vendor --quiet --locked --versioned-dirs --manifest-path "$ROOT/Cargo.toml" vendor
trap 'rm -rf vendor' EXIT
if [ -n "${INTEROP_BREAK:-}" ]; then rm -rf vendor/serde-1*; fi
every() { test "$(grep -c '^source = "registry' "$ROOT/Cargo.lock")" = "$(find vendor -mindepth 1 -maxdepth 1 | wc -l)"; }
check "every package is vendored" every
# The workspace's manifests and sources, beside the vendored packages.
mkdir -p copy/.cargo home
cp -r "$ROOT"/{Cargo.toml,Cargo.lock,crates,fuzz,tests,xtask} copy/
cat >copy/.cargo/config.toml <<C
[source.crates-io]
replace-with = "vendored"
[source.vendored]
directory = "$PWD/vendor"
C
# With a home and a network of its own, cargo has nothing else to take a package from.
alone() {
    local cargo
    cargo=$(rustup which cargo)
    (cd copy && env CARGO_HOME="$PWD/../home" unshare --net "$cargo" "$@")
}
check "the workspace resolves from them alone" alone tree --offline --locked --quiet
check "\`cargo fetch\` asks no registry" alone fetch --locked --quiet
