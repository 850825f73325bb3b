# SPDX-License-Identifier: EUPL-1.2
"""The keeper: one process per DATA_DIR that runs the embedded servers while anyone uses them.

Every command that needs the servers holds `users.lock` shared (see `environment`). The keeper tries to
get that lock alone: when it does, the last user is gone, also one that was killed, and it stops the
servers. A command that comes while it stops waits for the lock and then starts a new keeper.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from gm_portal.local.layout import Layout
from gm_portal.local.servers import Postgres, ServerError, Valkey

_PULSE_SECONDS = 0.1


class Keeper:
    """Starts both servers, restarts one that dies, stops them when nobody is left."""

    def __init__(self, layout: Layout, *, fast: bool) -> None:
        self.layout = layout
        self.servers: tuple[Postgres, Valkey] = (Postgres(layout, fast=fast), Valkey(layout))
        self.stopping = False

    def run(self) -> None:
        """Keep the servers until the last user is gone or a signal asks to stop."""
        lock = self.layout.keeper
        lock.acquire()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        users = self.layout.users
        try:
            for server in self.servers:
                server.start()
            self._write_addresses()
            while not self.stopping and not users.acquire(wait=False):
                self._restart_the_dead()
                time.sleep(_PULSE_SECONDS)
        finally:
            self.layout.addresses.unlink(missing_ok=True)
            for server in reversed(self.servers):
                server.stop()
            # Both locks go with this process: nobody may think that it is gone while it is not.

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _restart_the_dead(self) -> None:
        for server in self.servers:
            if server.process is not None and server.process.poll() is not None:
                print(
                    f"{type(server).__name__} died ({server.process.returncode}); starting it again.",
                    flush=True,
                )
                server.start()
                self._write_addresses()

    def _write_addresses(self) -> None:
        postgres, valkey = self.servers
        text = json.dumps({"pid": os.getpid(), "database_url": postgres.url, "redis_url": valkey.url})
        draft = self.layout.addresses.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(text, encoding="utf-8")
        draft.rename(self.layout.addresses)


def main() -> None:
    """`python -m gm_portal.local.keeper DATA_DIR [--fast]`, started by `environment`."""
    try:
        Keeper(Layout(Path(sys.argv[1])), fast="--fast" in sys.argv).run()
    except ServerError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
