"""Reads the report's calendars with icalendar, as a calendar program does that imports them one after the other."""

import datetime
import os
import pathlib
import sys

try:
    import icalendar
except ImportError:
    print("calendar check: SKIPPED: the package icalendar is not installed")
    sys.exit(os.environ.get("REPORT_CHECK") == "required")

PAGES = pathlib.Path(__file__).parents[2] / "target" / "report"
if not (PAGES / "first.ics").exists():
    print("calendar check: SKIPPED: the calendars are not written")
    sys.exit(os.environ.get("REPORT_CHECK") == "required")


def events(name):
    calendar = icalendar.Calendar.from_ical((PAGES / name).read_bytes())
    found = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    assert len(found) == len(calendar.walk("VEVENT")), "a UID is there twice"
    for event in found.values():
        assert not event.errors, event.errors
        assert isinstance(event.decoded("DTSTART"), datetime.date) and "DTEND" not in event
        assert event["DTSTAMP"] == event["LAST-MODIFIED"]
    return found


first, second = events("first.ics"), events("second.ics")
merged = dict(first)
for uid, event in second.items():
    if uid not in merged or event["SEQUENCE"] > merged[uid]["SEQUENCE"]:
        merged[uid] = event
    else:
        assert event.to_ical() == merged[uid].to_ical(), "what has not changed is the same"
assert merged.keys() == first.keys(), "none is doubled"


def task_of(domain_id):
    return next(event for uid, event in merged.items() if uid.startswith(f"option-order-{domain_id}-"))


assert task_of(1).decoded("DTSTART") == datetime.date(2026, 12, 24)
assert (task_of(1)["SEQUENCE"], task_of(1)["STATUS"]) == (1, "CONFIRMED")
assert task_of(2)["STATUS"] == "CANCELLED"
assert "A,B;C\n</script><script>" in str(task_of(1)["SUMMARY"])
assert [alarm["TRIGGER"].dt for alarm in task_of(1).walk("VALARM")] == [datetime.timedelta(days=-3)]
assert all(str(event["SUMMARY"]).startswith("Last day to ") for event in events("deadlines.ics").values())
print(f"ok   icalendar {icalendar.__version__} reads the calendars: {len(first)} events")
