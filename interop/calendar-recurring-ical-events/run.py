from datetime import date, timedelta

import recurring_ical_events
from events import AFTER, BEFORE, FIRST, MOVED, is_moved
from icalendar import Calendar
from seen import saw


def query(file):
    return recurring_ical_events.of(Calendar.from_ical(file.read_bytes()))


def on(file, day):
    found = query(file).at(date.fromisoformat(day))
    return any(is_moved(event["SUMMARY"]) and event["UID"].startswith("option-order") for event in found)


eve = str(date.fromisoformat(BEFORE) - timedelta(days=1))
saw("a task is found on its day alone", [on(FIRST, day) for day in (eve, BEFORE, AFTER)] == [False, True, False])
saw("a moved task is found on the new day alone", [on(MOVED, day) for day in (BEFORE, AFTER)] == [False, True])
whole = len(Calendar.from_ical(FIRST.read_bytes()).walk("VEVENT"))
saw("as many events as the file has", len(query(FIRST).between(date(2000, 1, 1), date(2100, 1, 1))) == whole)
