# SPDX-License-Identifier: EUPL-1.2
"""Container health: `python deploy/health.py web|worker|beat` exits 0 when that program is alive.

Only the program itself counts: when the database is down, starting the web server again helps nobody,
and `/healthz/` already tells. So any answer of the web server will do. Worker and beat leave a sign of
life in DATA_DIR every few seconds.
"""

import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

OLDEST_SIGN_SECONDS = 60


def web_answers() -> bool:
    """Whether the web server answers within five seconds, be it with 503."""
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
    address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/healthz/"
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers={"Host": host}), timeout=5):
            return True
    except urllib.error.HTTPError as answer:
        return answer.code == 503
    except OSError:
        return False


def gave_a_sign(name: str) -> bool:
    """Whether `worker` or `beat` gave a sign of life in the last minute."""
    sign = Path(os.environ.get("DATA_DIR", "var")) / "run" / f"{name}.alive"
    return sign.exists() and time.time() - sign.stat().st_mtime < OLDEST_SIGN_SECONDS


def main() -> int:
    """Command line; returns the exit code."""
    part = sys.argv[1]
    return 0 if (web_answers() if part == "web" else gave_a_sign(part)) else 1


if __name__ == "__main__":
    sys.exit(main())
