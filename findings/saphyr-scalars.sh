#!/usr/bin/env bash
# serde-saphyr 2.1.1.
# Expected: plain scalars are read by YAML 1.2's core schema: 010 is the integer 10, and y, on and no are strings.
# Seen: 010 is a float, an error or text, as the target asks; yes, no, on and off are booleans where the target is open
# (JSON values), as in YAML 1.1. What it writes is quoted wherever YAML 1.1 or 1.2 would read another type.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "serde-saphyr 2.1.1, plain scalars"
rust 'serde-saphyr = "=2.1.1"' 'serde_json = "1"' 'serde = "1"' >seen <<'RS'
fn show<T: serde::de::DeserializeOwned + std::fmt::Debug>(text: &str) -> String {
    serde_saphyr::from_str::<T>(text).map_or_else(|_| "error".into(), |value| format!("{value:?}"))
}
fn main() {
    for text in ["010", "on", "12:30"] {
        println!("{} {} {}", show::<serde_json::Value>(text), show::<i64>(text), show::<String>(text));
    }
    print!("{}", serde_saphyr::to_string(&vec!["010", "on", "12:30:45", "1e3"]).unwrap());
}
RS
saw "010: JSON value, i64, String" 'Number(10.0) error "010"' "$(sed -n 1p seen)"
saw "on: JSON value, i64, String" 'Bool(true) error "on"' "$(sed -n 2p seen)"
saw "12:30: JSON value, i64, String" 'String("12:30") error "12:30"' "$(sed -n 3p seen)"
saw "written" '- "010" - "on" - "12:30:45" - "1e3"' "$(sed 1,3d seen | paste -sd' ' | sed 's/ *$//')"
verdict
