# SPDX-License-Identifier: EUPL-1.2
"""What somebody can be allowed to do with the pages over both apps."""

from enum import StrEnum


class Permission(StrEnum):
    """Granted in `permissions.py`. What stands on a page is guarded by the permission of the thing itself."""

    MINE_READ = "mine.read"
