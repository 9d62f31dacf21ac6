. "$INTEROP/lib.sh"
mkdir -p crate/src
cat >crate/Cargo.toml <<C
[package]
name = "foreign-musl"
version = "0.0.0"
edition = "2024"
[workspace]
[dependencies]
tokio = { version = "1", features = ["macros", "rt"] }
works-partner-ext = { path = "$ROOT/crates/works-partner-ext" }
works-partner-sandbox = { path = "$ROOT/crates/works-partner-sandbox" }
C
cp main.rs crate/src/main.rs
cp "$ROOT/Cargo.lock" crate/Cargo.lock
export CARGO_TARGET_DIR=$SHARED_TARGET CARGO_PROFILE_DEV_DEBUG=0
cargo build --quiet --target x86_64-unknown-linux-musl --manifest-path crate/Cargo.toml
saw "builds" yes
program=$SHARED_TARGET/x86_64-unknown-linux-musl/debug/foreign-musl
static() { ! ldd "$program" | grep -q '=>'; }
check "linked statically" static
check "a customer of the sandbox, and a TLS client" "$program" ${INTEROP_BREAK:+99999999}
