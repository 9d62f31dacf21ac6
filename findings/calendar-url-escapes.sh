#!/usr/bin/env bash
# ics 0.7.3 (Python), ical-generator 10.2.0 (npm), calcard 0.3.14 (Rust); read by ical.js 2.2.1.
# Expected: URL holds a URI (RFC 5545 3.8.4.6), so a comma or semicolon in a link is written as it is.
# Seen: all three escape it as if it were TEXT, and a reader that goes by the standard hands out a link with
# backslashes. icalendar (Rust and Python), vobject, ical.js and ics (npm) write it as it is.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "URL with a comma and a semicolon"
cat >in.ics <<'ICS'
BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:a@x
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260401
SUMMARY:s
URL:https://example.com/a,b;c
END:VEVENT
END:VCALENDAR
ICS
sed -i 's/$/\r/' in.ics
escaped='https://example.com/a\,b\;c'
url() { grep '^URL' | tr -d '\r' | sed 's/^URL[^:]*://'; }
python ics==0.7.3
saw "ics 0.7.3" "$escaped" "$(python3 -c 'import ics; print(ics.Calendar(open("in.ics", newline="").read()).serialize())' | url)"
npm_packages ical-generator@10.2.0 ical.js@2.2.1
cat >generate.js <<'JS'
import ical from 'ical-generator'
const calendar = ical()
calendar.createEvent({ id: 'a@x', start: new Date(Date.UTC(2026, 3, 1)), allDay: true, summary: 's', url: 'https://example.com/a,b;c' })
console.log(calendar.toString())
JS
node generate.js >generated.ics
saw "ical-generator 10.2.0" "$escaped" "$(url <generated.ics)"
cat >read.js <<'JS'
import ICAL from 'ical.js'
import fs from 'fs'
console.log(new ICAL.Component(ICAL.parse(fs.readFileSync('generated.ics', 'utf8'))).getFirstSubcomponent('vevent').getFirstPropertyValue('url'))
JS
saw "read by ical.js" "$escaped" "$(node read.js)"
saw "calcard 0.3.14" "$escaped" "$(rust 'calcard = "=0.3.14"' <<'RS' | url
fn main() {
    print!("{}", calcard::icalendar::ICalendar::parse(std::fs::read_to_string("in.ics").unwrap()).unwrap());
}
RS
)"
verdict
