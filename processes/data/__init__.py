# SPDX-License-Identifier: EUPL-1.2
"""The portal's own data files: areas, the praatplaat and the documented history (see SOURCES.md)."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


def read(name: str) -> Any:
    """The content of one data file, for example `processes.json`."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))
