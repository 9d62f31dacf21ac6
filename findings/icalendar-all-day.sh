#!/usr/bin/env bash
# icalendar 0.17.17 (Rust) writing, Radicale 3.9.0 storing.
# Expected: `all_day(day)` writes an event that lasts that day, and a CalDAV server finds it on that day.
# Seen: DTEND equals DTSTART, which RFC 5545 does not allow. Radicale accepts it with 201, keeps it, and
# returns it for no time range at all, not even the whole day. `starts(day)` alone is found.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "icalendar 0.17.17, all_day()"
rust 'icalendar = "=0.17.17"' 'chrono = "0.4"' >events <<'RS'
use icalendar::{Calendar, Component, Event, EventLike};
fn main() {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
    print!("{}", Calendar::from([Event::new().uid("long").all_day(day).done()]));
    println!("====");
    print!("{}", Calendar::from([Event::new().uid("short").starts(day).done()]));
}
RS
csplit --quiet --prefix=part events '/^====/'
sed -i '/^====/d' part01
saw "all_day writes" "DTEND;VALUE=DATE:20260401 DTSTART;VALUE=DATE:20260401" "$(grep -E '^DT(START|END)' part00 | tr -d '\r' | sort | paste -sd' ')"
saw "starts writes" "DTSTART;VALUE=DATE:20260401" "$(grep -E '^DT(START|END)' part01 | tr -d '\r')"

python radicale==3.9.0
port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])')
printf '[server]\nhosts = 127.0.0.1:%s\n[auth]\ntype = none\n[storage]\nfilesystem_folder = %s/store\n' "$port" "$work" >conf
python3 -m radicale --config conf >radicale.log 2>&1 &
server=$!
url=http://127.0.0.1:$port/u
ask() { curl --silent --user u:u "$@"; }
for _ in $(seq 60); do ask "$url/" >/dev/null && break; sleep 1; done
ask -X MKCALENDAR "$url/c/"
saw "Radicale stores all_day" 201 "$(ask -X PUT --data-binary @part00 -o /dev/null -w '%{http_code}' "$url/c/long.ics")"
saw "Radicale stores starts" 201 "$(ask -X PUT --data-binary @part01 -o /dev/null -w '%{http_code}' "$url/c/short.ics")"
query='<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range start="20260401T000000Z" end="20260402T000000Z"/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>'
saw "found on 1 April" "short.ics" "$(ask -X REPORT -H 'Depth: 1' --data "$query" "$url/c/" | grep -oE '[a-z]+\.ics' | sort -u | paste -sd' ')"
verdict
