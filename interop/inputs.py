"""Makes what the tools of others are given, in the current folder, by the command under test.

    python3 inputs.py WORKS_PARTNER DOCUMENT

Its customers are the demo's, but for two that have what formats lose: ids of 19 digits, ids above 2^53 by one,
leading zeros, +81 phones, and names with commas, quotes and Japanese.
"""

import datetime
import json
import shutil
import subprocess
import sys

COMMAND, DOCUMENT = sys.argv[1:]
LONG = 1234567890123456789
ABOVE_DOUBLE = 9007199254740993


def ours(*arguments, output):
    with open(output, "wb") as file:
        subprocess.run([COMMAND, *arguments], check=True, stdout=file, stderr=subprocess.PIPE)


def state():
    """The demo with unlisted values, and the two customers in it."""
    ours("--wild", "--sandbox-state", "state.json", "customer", "list", output="/dev/null")
    with open("state.json", encoding="utf-8") as file:
        whole = json.load(file)
    customers = whole["state"]["customers"]
    text = json.dumps(customers.pop("10000101"))
    # Both the customer's id and those of its subscription.
    text = text.replace("10000101", str(LONG)).replace("20101", str(ABOVE_DOUBLE))
    long = json.loads(text)
    customer = long["resources"]["customer"][0]
    customer["domain"] = "long-ids.example"
    customer["companyName"] = '株式会社「山, "川"」'
    customer["phoneNumber"] = "+81312345678"
    customer["administrator"]["id"] = "0012"
    customer["administrator"]["lastName"] = "髙橋"
    customers[str(LONG)] = long
    other = customers["10000026"]["resources"]["customer"][0]
    other["phoneNumber"] = "0312345678"
    other["administrator"]["id"] = "007"
    with open("state.json", "w", encoding="utf-8") as file:
        json.dump(whole, file, ensure_ascii=False)


def tables():
    lists = ["--sandbox-state", "state.json", "customer", "list"]
    ours(*lists, "-o", "csv", output="customers.csv")
    ours(*lists, "-o", "csv", "--raw-csv", output="customers-raw.csv")
    ours(*lists, "-o", "csv", "--spreadsheet", output="customers-spreadsheet.csv")
    ours(*lists, "-o", "jsonl", output="customers.jsonl")
    ours(*lists, "-o", "json", output="customers.json")


def store():
    """Three runs: as it is, with a task on another day, and with that task withdrawn."""
    with open("state.json", encoding="utf-8") as file:
        whole = json.load(file)
    tasks = whole["state"]["customers"]["10000003"]["resources"]["optionProductOrders"]
    moved = next(task for task in tasks if task["optionProductId"] == "ACV2")

    def sweep(calendar):
        with open("later.json", "w", encoding="utf-8") as file:
            json.dump(whole, file)
        ours("--sandbox-state", "later.json", "sweep", "--store", "store.sqlite", output="/dev/null")
        ours("calendar", "--store", "store.sqlite", output=calendar)

    sweep("calendar-1.ics")
    day = datetime.date.fromisoformat(moved["applyDate"])
    moved["applyDate"] = str(day + datetime.timedelta(days=1))
    sweep("calendar-2.ics")
    tasks.remove(moved)
    sweep("calendar-3.ics")
    with open("moved.txt", "w", encoding="utf-8") as file:
        file.write(f"{day} {moved['applyDate']}\n")
    ours("upcoming", "--store", "store.sqlite", "-o", "csv", output="upcoming.csv")
    ours("upcoming", "--store", "store.sqlite", "-o", "jsonl", output="upcoming.jsonl")


state()
tables()
store()
shutil.copy(DOCUMENT, "works-partner.yaml")
