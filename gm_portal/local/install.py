# SPDX-License-Identifier: EUPL-1.2
"""All the set-up of a fresh machine: virtual environment, packages, front-end files, translations.

Run as a file by any Python >= 3.11 (`python3 gm_portal/local/install.py`), before anything is installed:
only the standard library here. What is up to date is left alone, so a second run takes no time and
needs no network.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
PYTHON_LOCK = BASE_DIR / "requirements-dev.lock"
NODE_LOCK = BASE_DIR / "requirements-node.lock"
OLDEST_NODE = 20


class SetupError(Exception):
    """The set-up cannot go on; the message says what to do."""


def run(*command: str | Path, quiet: bool = False) -> bool:
    """Run a command in the project; say whether it succeeded. `quiet` drops what it prints."""
    output = subprocess.DEVNULL if quiet else None
    return (
        subprocess.run([str(part) for part in command], cwd=BASE_DIR, stdout=output, check=False).returncode
        == 0
    )


def is_current(stamp: Path, digest: str) -> bool:
    """Whether the work behind a stamp was done for these very inputs."""
    return stamp.exists() and stamp.read_text(encoding="ascii") == digest


def digest_of(paths: Iterable[Path]) -> str:
    """A fingerprint of files; changes when one of them does."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        digest.update(f"{path.relative_to(BASE_DIR)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def make_venv() -> None:
    """Make `.venv` unless it is there and works."""
    works: list[str | Path] = [PYTHON, "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    if PYTHON.exists() and run(*works, quiet=True):
        return
    print("Making the virtual environment …", flush=True)
    if not run(sys.executable, "-m", "venv", "--clear", VENV):
        raise SetupError("Python cannot make a virtual environment: install the package python3-venv.")


def install_packages(lock: Path) -> None:
    """Install a lock file with its hashes: quickly with uv, or with pip where uv finds no registry."""
    stamp = VENV / f".{lock.stem}"
    digest = digest_of([lock])
    if is_current(stamp, digest):
        return
    print(f"Installing the packages of {lock.name} …", flush=True)
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
    ]
    uv: list[str | Path] = [
        VENV / "bin" / "uv",
        "pip",
        "install",
        "--quiet",
        "--python",
        PYTHON,
        "--require-hashes",
        "-r",
        lock,
    ]
    first = VENV / "uv.lock"
    first.write_text(_part_of(PYTHON_LOCK, "uv"), encoding="ascii")
    if not (run(*pip, first) and run(*uv)) and not run(*pip, lock):
        raise SetupError(f"The packages of {lock.name} could not be installed; the reason stands above.")
    stamp.write_text(digest, encoding="ascii")


def _part_of(lock: Path, name: str) -> str:
    """The lines of one package in a lock file."""
    lines = lock.read_text(encoding="ascii").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = next(number for number, line in enumerate(lines[start:], start) if not line.endswith("\\"))
    return "\n".join(lines[start : end + 1]) + "\n"


def make_project_importable() -> None:
    """Let `.venv/bin/pytest` and friends find the project from any folder."""
    for folder in (VENV / "lib").glob("python3*/site-packages"):
        (folder / "gm_portal.pth").write_text(f"{BASE_DIR}\n", encoding="utf-8")


def find_npm() -> str:
    """The npm to use, with a Node that is new enough; from PyPI where the machine has none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if int("".join(said.lstrip("v").split(".")[:1]) or 0) >= OLDEST_NODE:
            return npm
    install_packages(NODE_LOCK)
    # npm's own scripts must find the same node.
    os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return str(VENV / "bin" / "npm")


def make_front_end() -> None:
    """Fetch the npm packages and build `static/vendor/` from them."""
    lock = BASE_DIR / "package-lock.json"
    modules, vendor = BASE_DIR / "node_modules", BASE_DIR / "static" / "vendor"
    fetched, built = modules / ".fetched", vendor / ".built"
    fetch_digest = digest_of([lock])
    sources = [
        lock,
        *Path(__file__).parent.glob("frontend*.py"),
        *(BASE_DIR / "static" / "css").rglob("*.css"),
    ]
    build_digest = digest_of(sources)
    if is_current(built, build_digest):
        return
    if not is_current(fetched, fetch_digest):
        print("Fetching the front-end files …", flush=True)
        if not run(
            find_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error", quiet=True
        ):
            raise SetupError("npm could not fetch the front-end files; the reason stands above.")
        fetched.write_text(fetch_digest, encoding="ascii")
    if not run(PYTHON, "-m", "gm_portal.local.frontend", quiet=True):
        raise SetupError("The front-end files could not be built; the reason stands above.")
    built.write_text(build_digest, encoding="ascii")


def find_browser() -> None:
    """Install Debian's Chromium where there is no browser and we may; otherwise the tests say what they skip."""
    names = (os.environ.get("CHROMIUM") or "chromium", "chromium", "chromium-browser", "google-chrome")
    if any(map(shutil.which, names)) or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    print("Installing Chromium for the browser tests …", flush=True)
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    install = ("apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends", "chromium")
    if not (run("apt-get", "update", "--quiet=2", quiet=True) and run(*install, quiet=True)):
        print("Chromium could not be installed; the reason stands above.", file=sys.stderr)


def main() -> int:
    """Command line; `--browser` also looks for a browser. Returns the exit code."""
    # Two commands at once take turns: the second finds everything done.
    folder = os.open(BASE_DIR, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        make_venv()
        install_packages(PYTHON_LOCK)
        make_project_importable()
        make_front_end()
        if not run(PYTHON, "-m", "gm_portal.local.translations", quiet=True):
            raise SetupError("The translations could not be compiled; the reason stands above.")
        if "--browser" in sys.argv:
            find_browser()
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        os.close(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
