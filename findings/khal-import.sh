#!/usr/bin/env bash
# khal 0.14.1.
# Expected: importing an event again replaces the one with its UID if its SEQUENCE is newer, and leaves it if older.
# Seen: it is replaced whatever its SEQUENCE, so that an old export brings a moved event back to its old day, and each
# import of a known UID leaves two more copies in the folder, called `UID.ics` and eight letters, which khal does not read.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "khal 0.14.1, import --batch"
python khal==0.14.1
mkdir calendar
cat >conf <<CONF
[calendars]
[[due]]
path = $work/calendar
[sqlite]
path = $work/khal.db
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = due
CONF
event() { printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:x BEGIN:VEVENT UID:a@x DTSTAMP:20260101T000000Z "DTSTART;VALUE=DATE:$1" SUMMARY:due "SEQUENCE:$2" END:VEVENT END:VCALENDAR; }
event 20260401 1 >old.ics
event 20260403 2 >new.ics
khal_do() { khal --config conf "$@" 2>>khal.log; }
day() { khal_do list --format '{start-date}' --day-format '' 2026-04-01 5d | grep -v '^$' | paste -sd' '; }
khal_do import --batch -a due old.ics
saw "files, day after the first import" "1 2026-04-01" "$(ls calendar | wc -l) $(day)"
khal_do import --batch -a due new.ics
saw "files, day after the newer one" "3 2026-04-03" "$(ls calendar | wc -l) $(day)"
khal_do import --batch -a due old.ics
saw "files, day after the older one again" "5 2026-04-01" "$(ls calendar | wc -l) $(day)"
verdict
