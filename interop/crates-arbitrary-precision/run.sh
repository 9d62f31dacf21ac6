. "$INTEROP/lib.sh"
mkdir -p crate/src
cat >crate/Cargo.toml <<C
[package]
name = "foreign"
version = "0.0.0"
edition = "2024"
[workspace]
[dependencies]
serde_json = { version = "1", features = ["arbitrary_precision"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std"] }
jiff = "0.1"
reqwest = { version = "0.12", default-features = false }
tokio = { version = "1", features = ["macros", "rt"] }
works-partner-ext = { path = "$ROOT/crates/works-partner-ext" }
works-partner-sandbox = { path = "$ROOT/crates/works-partner-sandbox" }
C
cp main.rs crate/src/main.rs
# What a run that is to fail compares with is spoilt.
if [ -n "${INTEROP_BREAK:-}" ]; then sed -i 's/from_slice(sent)/from_slice(b"{}")/' crate/src/main.rs; fi
cp "$ROOT/Cargo.lock" crate/Cargo.lock
CARGO_TARGET_DIR=$SHARED_TARGET CARGO_PROFILE_DEV_DEBUG=0 cargo build --quiet --manifest-path crate/Cargo.toml
saw "builds" yes
"$SHARED_TARGET/debug/foreign"
