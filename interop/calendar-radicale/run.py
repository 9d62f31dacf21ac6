import os
import subprocess
import urllib.error
import urllib.request

from events import AFTER, BEFORE, FIRST, MOVED, WITHDRAWN
from seen import saw
from server import free_port, wait_for

port = free_port()
server = subprocess.Popen(
    ["radicale", "--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none", "--storage-filesystem-folder", "kept"],
    stdout=subprocess.DEVNULL,
    stderr=open("radicale.log", "w"),
)
COLLECTION = f"http://127.0.0.1:{port}/partner/customers/"


def send(method, body, url=COLLECTION, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, data=body, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""


def put(file):
    return send("PUT", file.read_bytes(), Content_Type="text/calendar; charset=utf-8")[0]


def task_on(day):
    """The answer of a calendar-query for one day, without what is not the task."""
    start = day.replace("-", "")
    query = f"""<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><c:calendar-data/></d:prop>
    <c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
    <c:time-range start="{start}T000000Z" end="{start}T235959Z"/></c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"""
    _, body = send("REPORT", query.encode(), Depth="1", Content_Type="application/xml")
    events = body.split("BEGIN:VEVENT")[1:]
    return [event for event in events if "START_PAID_SERVICE ACV2" in event and "UID:option-order-10000003" in event]


try:
    wait_for(port)
    # The principal: without authentication, nobody has logged in to make it.
    send("MKCOL", b"", COLLECTION.removesuffix("customers/"))
    saw("the whole file is taken", put(FIRST) == 201 and len(task_on(BEFORE)) == 1)
    saw("a task is found on its day by calendar-query", len(task_on(BEFORE)) == 1 and not task_on(AFTER))
    put(MOVED)
    saw("after a move: on the new day alone", len(task_on(AFTER)) == 1 and not task_on(BEFORE))
    put(WITHDRAWN)
    saw("after a withdrawal: CANCELLED", ["STATUS:CANCELLED" in event for event in task_on(AFTER)] == [True])
finally:
    server.kill()
