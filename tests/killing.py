# SPDX-License-Identifier: EUPL-1.2
"""A worker that dies: `python -m tests.killing` loads everything once, and forks one run of the reminders a line.

A line on stdin is `ISO STEP NUMBER`: run at that moment and, when STEP is passed for the NUMBERth time, be killed
with SIGKILL there. The answer on stdout is `killed`, or `done` when the run ended before it came that far. Each run
does what beat starts: the reminders, then the sweep of the mails.
"""

import datetime as dt
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

# In order of the path; `handed over` lies between SMTP's "250 OK" and our writing so down.
STEPS = (
    "planned",
    "claimed",
    "rendered",
    "queued",
    "written",
    "committed",
    "sending",
    "handed over",
    "marked",
)
UNAVOIDABLE = "handed over"


def _after(module: Any, name: str, passed: Callable[[], None]) -> None:
    """Let `passed` be called each time this function has returned."""
    really = getattr(module, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        found = really(*args, **kwargs)
        passed()
        return found

    setattr(module, name, wrapped)


def _run(now: dt.datetime, step: str, number: int) -> None:
    """One run in this process, which is killed on its way."""
    # Late: Django is set up by then.
    from django.core.mail import EmailMultiAlternatives

    from gm_portal.core import mail, mail_sending
    from processes.actions import reminder_planning, reminders

    count = 0

    def passed() -> None:
        nonlocal count
        count += 1
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    places: dict[str, tuple[Any, str]] = {
        "planned": (reminder_planning, "_plan"),
        "claimed": (reminders, "_claim"),
        "rendered": (reminders, "compose"),
        "queued": (mail, "queue_many"),
        "written": (reminders, "_write"),
        "committed": (reminders, "_make_mails"),
        "sending": (mail_sending, "build"),
        "handed over": (EmailMultiAlternatives, "send"),
        "marked": (mail_sending, "_close"),
    }
    _after(*places[step], passed)
    reminders.send_due(now=now)
    mail.send_all(mail.sweep(now=now), now=now)


def main() -> None:
    """Fork a run for each line."""
    django.setup()
    # Late, and only to have it loaded before the first fork.
    from django.urls import get_resolver

    import processes.tasks

    get_resolver().url_patterns  # noqa: B018  # reading it loads all views
    sys.stdout.write(f"ready {processes.tasks.__name__}\n")
    sys.stdout.flush()
    for line in sys.stdin:
        moment, step, number = line.rstrip("\n").split(";")
        child = os.fork()
        if child == 0:
            _run(dt.datetime.fromisoformat(moment), step, int(number))
            os._exit(0)
        _pid, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        answer = "killed" if killed else "done" if status == 0 else f"failed {status}"
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
