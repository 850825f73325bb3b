# SPDX-License-Identifier: EUPL-1.2
"""What `make` does not tell the program it runs.

GNU make passes a SIGTERM on, but a SIGINT that reaches only make (`kill -INT`, a test harness) makes it
wait for its child without a word; a terminal's Ctrl-C reaches both. A make that was killed is gone.
"""

import os
import signal
from pathlib import Path


class MakeWatch:
    """Knows whether the make that started this process was told to stop. Without make: never."""

    def __init__(self) -> None:
        self.parent = os.getppid()
        self._watches = self._name() in {"make", "gmake"} and self._catches_interrupt()

    def wants_to_stop(self) -> bool:
        """True once make was interrupted or has gone."""
        if not self._watches:
            return False
        # make's own handler puts SIGINT back to its default before it starts waiting for us.
        return os.getppid() != self.parent or not self._catches_interrupt()

    def _field(self, name: str) -> str:
        try:
            text = Path(f"/proc/{self.parent}/status").read_text(encoding="utf-8")
        except OSError:
            return ""
        return next(
            (line.split(":", 1)[1].strip() for line in text.splitlines() if line.startswith(name)), ""
        )

    def _name(self) -> str:
        return self._field("Name:")

    def _catches_interrupt(self) -> bool:
        return bool(int(self._field("SigCgt:") or "0", 16) >> (signal.SIGINT - 1) & 1)
