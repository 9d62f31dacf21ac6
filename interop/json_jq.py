"""The meetings with a jq that comes as a Python package: its own programs, its own texts."""

import os
import shutil
import subprocess

import jq
from seen import INPUTS, LONG, NAME, saw

SELECT = 'select(.domain == "long-ids.example")'


def run(program, file):
    """What it gives as jq writes it: the package itself rounds the numbers that it gives to Python."""
    with open(file, encoding="utf-8") as lines:
        return "\n".join(jq.compile(f"{program} | tojson").input_text(lines.read()).all())


def meet():
    came = INPUTS / "customers.jsonl"
    saw("19-digit ids as they come", run(f"{SELECT} | .domainId", came) == str(LONG))
    saw("19-digit ids in a whole record", run(SELECT, came).count(str(LONG)) == 2)
    saw("a 19-digit id is found by its value", run(f"select(.domainId == {LONG}) | .domain", came) == '"long-ids.example"')
    shutil.copy(INPUTS / "state.json", "state.json")
    command = [os.environ["WORKS_PARTNER"], "--sandbox-state", "state.json", "customer", "list", "-o", "jsonl"]
    with open("text.jsonl", "wb") as file:
        subprocess.run([*command, "--ids-as-text"], check=True, stdout=file)
    saw("with --ids-as-text: 19-digit ids", run(f"{SELECT} | .domainId", "text.jsonl") == f'"{LONG}"')
    found = run(f'select(.domainId == "{LONG}") | .domain', "text.jsonl")
    saw("with --ids-as-text: an id is found by its text", found == '"long-ids.example"')
    saw("commas, quotes, Japanese", run(f'{SELECT} | .companyName == "{NAME.replace(chr(34), chr(92) + chr(34))}"', came) == "true")
