#!/usr/bin/env bash
# jiff 0.2.46.
# Expected: text with an offset is no civil date: both `…+09:00` and `…Z` are refused, or both are read.
# Seen: `civil::Date` reads `2026-04-01T23:00+09:00` and drops time and offset, and refuses `…Z`. The bracketed zone of a
# `Timestamp` is not checked against its offset, that of a `Zoned` is. `%z` of strptime refuses the colon in +09:00.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "jiff 0.2.46"
rust "jiff = \"=0.2.46\"" >seen <<'RS'
use jiff::{Timestamp, Zoned, civil::Date};
fn show<T: std::str::FromStr + std::fmt::Display>(text: &str) { println!("{}", text.parse::<T>().map_or_else(|_| "refused".into(), |t| t.to_string())); }
fn main() {
    show::<Date>("2026-04-01T23:00:00+09:00");
    show::<Date>("2026-04-01T23:00:00Z");
    show::<Timestamp>("2026-04-01T10:00:00+09:00[America/New_York]");
    show::<Zoned>("2026-04-01T10:00:00+09:00[America/New_York]");
    println!("{} {}", Timestamp::strptime("%FT%T%z", "2026-04-01T10:00:00+09:00").is_ok(), Timestamp::strptime("%FT%T%:z", "2026-04-01T10:00:00+09:00").is_ok());
}
RS
saw "Date of …T23:00:00+09:00" 2026-04-01 "$(sed -n 1p seen)"
saw "Date of …T23:00:00Z" refused "$(sed -n 2p seen)"
saw "Timestamp of …+09:00[America/New_York]" 2026-04-01T01:00:00Z "$(sed -n 3p seen)"
saw "Zoned of …+09:00[America/New_York]" refused "$(sed -n 4p seen)"
saw "+09:00 by %z, by %:z" "false true" "$(sed -n 5p seen)"
verdict
