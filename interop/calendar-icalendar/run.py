from datetime import date

from events import AFTER, BEFORE, FIRST, MOVED, WITHDRAWN, is_moved
from icalendar import Calendar
from seen import saw


def events(file):
    return Calendar.from_ical(file.read_bytes()).walk("VEVENT")


def task(file):
    tasks = [event for event in events(file) if is_moved(event["SUMMARY"]) and event["UID"].startswith("option-order")]
    assert len(tasks) == 1, tasks
    return tasks[0]


first, moved, withdrawn = task(FIRST), task(MOVED), task(WITHDRAWN)
saw("every event is of one day", all(type(event.start) is date and event.duration.days == 1 for event in events(FIRST)))
on = [event.start.strftime("%Y-%m-%d") for event in (first, moved)] == [BEFORE, AFTER]
saw("a moved task keeps its UID, with a higher SEQUENCE", on and first["UID"] == moved["UID"] and first["SEQUENCE"] < moved["SEQUENCE"])
cancelled = withdrawn["STATUS"] == "CANCELLED" and withdrawn["SEQUENCE"] > moved["SEQUENCE"]
saw("a withdrawn task is CANCELLED under its UID", cancelled and withdrawn["UID"] == first["UID"])
saw("names in Japanese", is_moved(first["SUMMARY"]))
