#!/usr/bin/env bash
# node-ical 0.26.1 reading, ical-generator 10.2.0 writing, in Asia/Tokyo.
# Expected: both take an all-day date for the same instant of a JavaScript Date, so that a day goes through unchanged.
# Seen: the reader makes local midnight of it, the writer takes the UTC date: 1 April becomes 31 March in Tokyo.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "node-ical 0.26.1 to ical-generator 10.2.0"
npm_packages node-ical@0.26.1 ical-generator@10.2.0
cat >pass.js <<'JS'
import reader from 'node-ical'
import writer from 'ical-generator'
const text = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VEVENT', 'UID:a@x', 'DTSTAMP:20260101T000000Z',
  'DTSTART;VALUE=DATE:20260401', 'SUMMARY:s', 'END:VEVENT', 'END:VCALENDAR', ''].join('\r\n')
const event = reader.sync.parseICS(text)['a@x']
const calendar = writer()
calendar.createEvent({ id: 'a@x', start: event.start, allDay: true, summary: 's' })
console.log(calendar.toString().match(/DTSTART.*/)[0])
JS
saw "in UTC" "DTSTART;VALUE=DATE:20260401" "$(TZ=UTC node pass.js)"
saw "in Tokyo" "DTSTART;VALUE=DATE:20260331" "$(TZ=Asia/Tokyo node pass.js)"
verdict
