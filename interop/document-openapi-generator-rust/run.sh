. "$INTEROP/generator.sh"
generate "$INPUTS/works-partner.yaml" rust plain --additional-properties=packageName=plain
generate "$INPUTS/openapi-generator.json" rust open --additional-properties=packageName=open
mkdir -p calls/src
cat >calls/Cargo.toml <<C
[package]
name = "calls"
version = "0.0.0"
edition = "2024"
[workspace]
[dependencies]
# Without TLS, which the sandbox does not speak.
plain = { path = "../plain", default-features = false }
partner = { path = "../open", package = "open", default-features = false }
tokio = { version = "1", features = ["macros", "rt"] }
C
cp calls.rs calls/src/main.rs
# The versions of this workspace, where it has them.
cp "$ROOT/Cargo.lock" calls/Cargo.lock
CARGO_TARGET_DIR=$SHARED_TARGET CARGO_PROFILE_DEV_DEBUG=0 cargo build --quiet --manifest-path calls/Cargo.toml
saw "generates and compiles" yes
"$SHARED_TARGET/debug/calls"
