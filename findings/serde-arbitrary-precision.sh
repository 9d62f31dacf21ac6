#!/usr/bin/env bash
# serde_json 1.0.154 with the feature `arbitrary_precision`, serde 1.
# Expected: the feature changes how numbers of `serde_json::Value` are kept, and nothing of other types.
# Seen: it holds for the whole build, as features do, and a flattened optional struct of floats then reads as None: serde
# sets the number aside as a map. Nothing is reported.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "serde_json 1.0.154, arbitrary_precision"
program() {
    cat <<'RS'
#[derive(serde::Deserialize)]
struct Size { gigabytes: f64 }
#[derive(serde::Deserialize)]
struct Plan { #[serde(flatten)] size: Option<Size> }
fn main() {
    let plan: Plan = serde_json::from_str(r#"{"gigabytes": 1.5}"#).unwrap();
    println!("{:?}", plan.size.map(|size| size.gigabytes));
}
RS
}
serde='serde = { version = "1", features = ["derive"] }'
saw "without" "Some(1.5)" "$(program | rust "$serde" 'serde_json = "=1.0.154"')"
saw "with" None "$(program | rust "$serde" 'serde_json = { version = "=1.0.154", features = ["arbitrary_precision"] }')"
verdict
