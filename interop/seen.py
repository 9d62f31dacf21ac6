"""What the meetings in Python share: printing what was seen."""

import os
import pathlib

INPUTS = pathlib.Path(os.environ["INPUTS"])
# What formats and tools lose, as `inputs.py` gives it to the customers.
LONG = 1234567890123456789
ABOVE_DOUBLE = 9007199254740993
NAME = '株式会社「山, "川"」'
PHONES = {"+81312345678", "0312345678"}


def saw(check, value):
    """`yes` and `no` for booleans; `xtask` compares it with what `meeting.toml` expects."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    print(f"{check} = {value}", flush=True)
