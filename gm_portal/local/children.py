# SPDX-License-Identifier: EUPL-1.2
"""Child processes that never outlive their parent."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _before_exec(parent: int, death_signal: int, owner: tuple[int, int] | None) -> Callable[[], None]:
    def run() -> None:
        if owner is not None:
            os.setgroups([])
            os.setgid(owner[1])
            os.setuid(owner[0])
        # After setuid, which clears the death signal. Only Linux has it; elsewhere the stop on
        # SIGINT/SIGTERM still works, a kill -9 of the parent leaves the child to the next start.
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, death_signal)
            if os.getppid() != parent:
                os._exit(1)  # the parent died between fork and prctl

    return run


def start_child(
    command: Sequence[str | Path],
    *,
    death_signal: int = signal.SIGTERM,
    owner: tuple[int, int] | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes | None = None,
    output: IO[bytes] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own, so that a Ctrl-C reaches only its parent.

    `owner` is the (uid, gid) to run as, `death_signal` what it gets when the parent dies, `stdin` what
    it may read. `output` takes stdout and stderr; without it the child writes where the parent does.
    """
    child = subprocess.Popen(
        [str(part) for part in command],
        env=dict(env) if env is not None else None,
        stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        cwd=cwd,
        process_group=0,
        # Safe without threads: the keeper and the supervisor, who call this, have one each
        preexec_fn=_before_exec(os.getpid(), death_signal, owner),  # noqa: PLW1509
    )
    if stdin is not None and child.stdin is not None:
        child.stdin.write(stdin)
        child.stdin.close()
    return child


def stop_child(
    child: subprocess.Popen[bytes], *, with_signal: int = signal.SIGTERM, seconds: float = 10
) -> None:
    """Ask a child to stop; after `seconds` end its whole process group by force."""
    if child.poll() is None:
        child.send_signal(with_signal)
    with suppress(subprocess.TimeoutExpired):
        child.wait(seconds)
    # Grandchildren (gunicorn's and celery's workers) share the group: none may stay behind.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
