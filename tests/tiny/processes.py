"""Waits for processes that should end by themselves."""

from __future__ import annotations

import subprocess
import time

LONGEST = 60


def end_of_session(session: int) -> None:
    """Wait until every process of a session has ended; fails when one goes on for a minute."""
    deadline = time.monotonic() + LONGEST
    while True:
        listed = subprocess.run(["ps", "-s", str(session), "-o", "stat="], capture_output=True, text=True).stdout
        if all(state.startswith("Z") for state in listed.split()):
            return
        assert time.monotonic() < deadline, "processes go on without the one that started them"
        time.sleep(0.05)
