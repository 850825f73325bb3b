# SPDX-License-Identifier: EUPL-1.2
"""How gunicorn runs the portal, wherever it is started (`make run`, the containers, the bench).

The program is loaded once and shared by the workers: that halves the memory of a second one and the time to
start it. What was only needed while loading is given back first (8 MB), and the rest is put where the garbage
collector does not touch it, so that the workers keep sharing it.
"""

import ctypes
import gc
import sys
from contextlib import suppress
from typing import Any

preload_app = True


def when_ready(server: Any) -> None:
    """Called once, after the program is loaded and before the workers are made."""
    gc.collect()
    if sys.platform == "linux":
        # Only glibc has it; musl gives memory back by itself.
        with suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
    gc.freeze()
