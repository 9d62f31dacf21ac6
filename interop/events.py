"""The calendars of three runs, for the meetings: as it is, with a task on another day, with it withdrawn."""

from seen import INPUTS

FIRST, MOVED, WITHDRAWN = (INPUTS / f"calendar-{number}.ics" for number in (1, 2, 3))
BEFORE, AFTER = (INPUTS / "moved.txt").read_text().split()
CUSTOMER = "やまびこ観光株式会社"


def is_moved(summary):
    """The task that moves: of this customer and this option, to be paid for."""
    return CUSTOMER in summary and "START_PAID_SERVICE" in summary and "ACV2" in summary
