#!/usr/bin/env bash
# csv 1.4.0 (Rust).
# Expected: a record that `serialize` refuses leaves no trace; the next record starts a line of its own.
# Seen: the fields before the refused one stay, and the next record continues on their line.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "csv 1.4.0, after an error of serialize"
rust 'csv = "=1.4.0"' 'serde = { version = "1", features = ["derive"] }' >seen <<'RS'
#[derive(serde::Serialize)]
struct Row { id: u8, note: Option<std::collections::BTreeMap<u8, u8>> }
fn main() {
    let mut writer = csv::WriterBuilder::new().flexible(true).has_headers(false).from_writer(vec![]);
    let mut row = |id, note| writer.serialize(Row { id, note }).is_ok();
    println!("{} {} {}", row(1, None), row(2, Some([(1, 1)].into())), row(3, None));
    print!("{}", String::from_utf8(writer.into_inner().unwrap()).unwrap());
}
RS
saw "three records: accepted?" "true false true" "$(sed -n 1p seen)"
saw "lines" "1, 2,3," "$(sed 1d seen | paste -sd' ')"
verdict
