# SPDX-License-Identifier: EUPL-1.2
"""Where the embedded servers keep their things under DATA_DIR, and as whom they run."""

import hashlib
import os
import pwd
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from gm_portal.local.locks import FileLock

# A unix socket's path may be 107 characters long; ".s.PGSQL.5432" and a slash take 14 of them.
_LONGEST_SOCKET_DIR = 90


@dataclass(frozen=True)
class Layout:
    """The files of one DATA_DIR. Everything is made on first use."""

    data_dir: Path

    @property
    def postgres(self) -> Path:
        """PostgreSQL's data directory."""
        return self.data_dir / "postgres"

    @property
    def valkey(self) -> Path:
        """Valkey's data directory."""
        return self._made(self.data_dir / "valkey")

    @property
    def run(self) -> Path:
        """Locks, logs and addresses of what runs now."""
        return self._made(self.data_dir / "run")

    @property
    def sockets(self) -> Path:
        """The directory of PostgreSQL's socket, elsewhere when DATA_DIR is too long a path."""
        near = self.run / "sockets"
        if len(os.fsencode(near)) <= _LONGEST_SOCKET_DIR:
            return self._made(near)
        name = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        far = self._made(Path(tempfile.gettempdir()) / f"gm-portal-{os.geteuid()}-{name}")
        if far.stat().st_uid not in {os.geteuid(), owner_of_postgres(self)[0]}:
            raise RuntimeError(f"{far} belongs to someone else: remove it, or choose a shorter DATA_DIR.")
        return far

    @property
    def addresses(self) -> Path:
        """JSON with the addresses of the running servers; exists only while they run."""
        return self.run / "servers.json"

    @property
    def port(self) -> Path:
        """The port the portal on this DATA_DIR listens on, or did last: links in mails lead there."""
        return self.run / "port"

    @property
    def users(self) -> FileLock:
        """Held shared by every command that uses the servers; the keeper waits to get it alone."""
        return self.lock("users")

    @property
    def keeper(self) -> FileLock:
        """Held by the one keeper of this DATA_DIR for as long as it lives."""
        return self.lock("keeper")

    @property
    def starting(self) -> FileLock:
        """Held by the command that looks whether a keeper must be started."""
        return self.lock("starting")

    def lock(self, name: str) -> FileLock:
        """A lock of this DATA_DIR by its name, not yet held."""
        return FileLock(self.run / f"{name}.lock")

    def secret(self, name: str) -> str:
        """A random secret of this DATA_DIR, the same at every start."""
        path = self._made(self.data_dir / "secrets") / name
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(value := secrets.token_urlsafe(48))
        return value

    @staticmethod
    def _made(path: Path) -> Path:
        if not path.is_dir():
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path


def owner_of_postgres(layout: Layout) -> tuple[int, int]:
    """The (uid, gid) PostgreSQL runs as: it refuses to run as root, so root lends it to `nobody`."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    if layout.postgres.exists() and layout.postgres.stat().st_uid != 0:
        found = layout.postgres.stat()
        return found.st_uid, found.st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def let_through(path: Path) -> None:
    """Let `nobody` walk to a path: add the right to pass (not to list) to the folders above it."""
    for folder in (path, *path.parents):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
