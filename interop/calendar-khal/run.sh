. "$INTEROP/lib.sh"
mkdir -p calendar
cat >khal.conf <<C
[calendars]
[[partner]]
path = $PWD/calendar
[locale]
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = $PWD/khal.db
C
read -r before after <"$INPUTS/moved.txt"
import() { khal -c khal.conf import --batch -a partner "$INPUTS/calendar-$1.ics" >/dev/null 2>&1; }
# on DAY TEXT: whether the task is listed on a day, with that text.
on() { khal -c khal.conf list --format '{title} {status}' "$1" 1d 2>/dev/null | grep 'START_PAID_SERVICE ACV2' | grep 'やまびこ' | grep -q "$2"; }
import 1
check "a task is listed on its day" on "$before" ""
import 2
new_day_alone() { on "$after" "" && ! on "$before" ""; }
check "after the import of a move: on the new day alone" new_day_alone
import 3
check "after the import of a withdrawal: marked as cancelled" on "$after" CANCELLED
