#!/usr/bin/env bash
# node-ical 0.26.1.
# Expected: an escaped comma belongs to the text everywhere, as it does in SUMMARY.
# Seen: CATEGORIES is split at it, and the backslash stays. Other readers (ical.js, Python icalendar) keep one category.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "node-ical 0.26.1, CATEGORIES:Sato\\, KK"
npm_packages node-ical@0.26.1 ical.js@2.2.1
cat >read.js <<'JS'
import node_ical from 'node-ical'
import ICAL from 'ical.js'
const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VEVENT', 'UID:a@x', 'DTSTAMP:20260101T000000Z',
  'DTSTART;VALUE=DATE:20260401', 'SUMMARY:Sato\\, KK', 'CATEGORIES:Sato\\, KK', 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n')
const event = node_ical.sync.parseICS(text)['a@x']
console.log(JSON.stringify(event.summary))
console.log(JSON.stringify(event.categories))
console.log(JSON.stringify(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent').getFirstProperty('categories').getValues()))
JS
node read.js >seen
saw "summary" '"Sato, KK"' "$(sed -n 1p seen)"
saw "categories" '["Sato\\","KK"]' "$(sed -n 2p seen)"
saw "categories in ical.js" '["Sato, KK"]' "$(sed -n 3p seen)"
verdict
