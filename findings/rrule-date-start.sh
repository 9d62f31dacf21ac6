#!/usr/bin/env bash
# rrule 2.8.1 (npm).
# Expected: `DTSTART;VALUE=DATE:20310131` starts the rule on that day, or is refused.
# Seen: the parameter makes it skip the line in silence, and the rule starts at the present moment.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh" || exit
echo "rrule 2.8.1, all-day DTSTART"
npm_packages rrule@2.8.1
cat >rule.js <<'JS'
import rrule from 'rrule'
const first = text => rrule.rrulestr(text).all()[0].toISOString().slice(0, 10)
const rule = '\nRRULE:FREQ=MONTHLY;COUNT=1'
console.log(first('DTSTART:20310131T000000Z' + rule))
const start = first('DTSTART;VALUE=DATE:20310131' + rule)
console.log(Math.abs(new Date(start) - Date.now()) < 2 * 86400000 ? 'today' : start)
JS
node rule.js >seen
saw "DTSTART:20310131T000000Z" 2031-01-31 "$(sed -n 1p seen)"
saw "DTSTART;VALUE=DATE:20310131" today "$(sed -n 2p seen)"
verdict
