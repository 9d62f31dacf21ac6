import os
import pathlib
import shutil
import subprocess
import sys

from events import AFTER, BEFORE, FIRST, MOVED, WITHDRAWN, is_moved
from icalendar import Calendar
from seen import saw
from server import free_port, wait_for

port = free_port()
kept = pathlib.Path("kept/collection-root/partner/customers")
os.environ["VDIRSYNCER_CONFIG"] = "vdirsyncer.conf"
pathlib.Path("vdirsyncer.conf").write_text(f"""
[general]
status_path = "status"
[pair partner]
a = "file"
b = "server"
collections = null
conflict_resolution = "a wins"
[storage file]
type = "singlefile"
path = "calendar.ics"
[storage server]
type = "caldav"
url = "http://127.0.0.1:{port}/partner/customers/"
username = "partner"
password = "none"
""")
# Its storage is there already: a collection is made by whoever sets the server up.
kept.mkdir(parents=True)
(kept / ".Radicale.props").write_text('{"tag": "VCALENDAR"}')
server = subprocess.Popen(
    ["radicale", "--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none", "--storage-filesystem-folder", "kept"],
    stdout=subprocess.DEVNULL,
    stderr=open("radicale.log", "w"),
)


def sync(file=None):
    if file:
        shutil.copy(file, "calendar.ics")
    done = subprocess.run(["vdirsyncer", "sync"], capture_output=True, text=True, input="")
    print(done.stdout + done.stderr, file=sys.stderr)
    return done.stdout + done.stderr


def events():
    return [event for file in kept.glob("*.ics") for event in Calendar.from_ical(file.read_bytes()).walk("VEVENT")]


def tasks():
    return [event for event in events() if is_moved(event["SUMMARY"]) and event["UID"].startswith("option-order")]


try:
    wait_for(port)
    shutil.copy(FIRST, "calendar.ics")
    subprocess.run(["vdirsyncer", "discover"], capture_output=True, input=b"y\n" * 10)
    sync(FIRST)
    whole = {event["UID"] for event in Calendar.from_ical(FIRST.read_bytes()).walk("VEVENT")}
    sent = {event["UID"] for event in events()}
    saw("every event of the file is sent", sent == whole and [str(task.start) for task in tasks()] == [BEFORE])
    saw("a second sync sends nothing", "Copying" not in sync())
    sync(MOVED)
    saw("after a move: one event, on the new day", [str(task.start) for task in tasks()] == [AFTER])
    sync(WITHDRAWN)
    saw("after a withdrawal: CANCELLED", [str(task["STATUS"]) for task in tasks()] == ["CANCELLED"])
finally:
    server.terminate()
    server.wait()
