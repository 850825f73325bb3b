# SPDX-License-Identifier: EUPL-1.2
"""File locks: the kernel drops them when a process ends, also after kill -9, so none is ever stale."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """One lock file, held shared or exclusive by this process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def acquire(self, *, shared: bool = False, wait: bool = True) -> bool:
        """Take the lock; with `wait=False` say False when another process holds it."""
        path_made = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        mode = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
        try:
            fcntl.flock(path_made, mode)
        except BlockingIOError:
            os.close(path_made)
            return False
        except BaseException:
            os.close(path_made)
            raise
        self._handle = path_made
        return True

    def release(self) -> None:
        """Let go; harmless when it is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def is_held_exclusively(self) -> bool:
        """Whether some process, this one included, holds the lock exclusively."""
        # A shared probe: two probes at once do not see each other.
        probe = FileLock(self.path)
        if probe.acquire(shared=True, wait=False):
            probe.release()
            return False
        return True

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock exclusively for the length of a block."""
        self.acquire()
        try:
            yield
        finally:
            self.release()
