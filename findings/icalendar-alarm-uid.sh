#!/usr/bin/env bash
# icalendar 0.17.17 (Rust).
# Expected: reading a calendar and printing it changes at most order and folding; the same text gives the same text.
# Seen: an alarm without UID, which RFC 5545 does not ask for, is given a random UID and the present time as DTSTAMP.
# Every print of the same input differs, and so do a calendar's ETag and the diff between two exports.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "icalendar 0.17.17, alarms"
rust 'icalendar = "=0.17.17"' >seen <<'RS'
use icalendar::Calendar;
fn main() {
    let event = |alarm: &str| format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a@x\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;VALUE=DATE:20260401\r\nSUMMARY:s\r\n{alarm}END:VEVENT\r\nEND:VCALENDAR\r\n");
    let alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:r\r\nTRIGGER:-PT9H\r\nEND:VALARM\r\n";
    let print = |text: &str| text.parse::<Calendar>().unwrap().to_string();
    for text in [event(""), event(alarm)] {
        let once = print(&text);
        println!("{} {} {}", once == print(&text), once.matches("\r\nUID:").count(), once.matches("\r\nDTSTAMP:").count());
    }
}
RS
saw "no alarm: same twice, UIDs, DTSTAMPs" "true 1 1" "$(sed -n 1p seen)"
saw "one alarm: same twice, UIDs, DTSTAMPs" "false 2 2" "$(sed -n 2p seen)"
verdict
