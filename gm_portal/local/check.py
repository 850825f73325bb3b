# SPDX-License-Identifier: EUPL-1.2
"""`make check`: everything a machine can hold against the code without running the tests.

Runs every check, also after one failed, and says at the end which did.
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from gm_portal.local.environment import BASE_DIR, prepare

SOURCES = ("manage.py", "gm_portal", "processes", "agendas", "tests", "templates", "static", "deploy", ".ci")
LICENSED = {".py", ".html", ".css", ".js", ".sh", ".svg"}
# Generated or fetched files, and folders whose files are no source text of ours.
UNLICENSED_FOLDERS = {"vendor", "__pycache__", "data", "golden"}
LICENCE = "SPDX-License-Identifier: EUPL-1.2"
CONTRACTS = ("tests/contracts",)


def _python(*arguments: str) -> Callable[[], str]:
    return lambda: _output_of([sys.executable, *arguments], os.environ)


def _output_of(command: list[str], environment: "os._Environ[str] | dict[str, str]") -> str:
    """What a command says when it fails; nothing when it succeeds."""
    done = subprocess.run(
        command, cwd=BASE_DIR, env=dict(environment), capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr or f"exit code {done.returncode}"


def _lint_imports() -> str:
    return _output_of([str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], os.environ)


def _deployment() -> str:
    """Django's own deployment check, with settings as a real portal has them; warnings count."""
    production = {
        name: value for name, value in os.environ.items() if name not in {"GM_LOCAL", "GM_DEMO", "DEBUG"}
    } | {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "portaal.example",
        "SITE_URL": "https://portaal.example",
    }
    return _output_of(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], production
    )


def _templates() -> str:
    """Every template compiles: tags, filters, includes with a fixed name, and blocks."""
    code = (
        "import django; django.setup()\n"
        "from gm_portal.local.template_check import problems\n"
        "import sys; found = problems(); print('\\n'.join(found)); sys.exit(bool(found))"
    )
    return _output_of([sys.executable, "-c", code], os.environ)


def files_without_licence() -> list[str]:
    """The source files whose first lines do not name the licence."""
    missing = []
    for name in SOURCES:
        top = BASE_DIR / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.suffix not in LICENSED or UNLICENSED_FOLDERS & set(path.relative_to(BASE_DIR).parts):
                continue
            head = path.read_text(encoding="utf-8").splitlines()[:3]
            if head and not any(LICENCE in line for line in head):
                missing.append(str(path.relative_to(BASE_DIR)))
    return missing


CHECKS: dict[str, Callable[[], str]] = {
    "format": _python("-m", "ruff", "format", "--check", "--quiet", "."),
    "lint": _python("-m", "ruff", "check", "--quiet", "."),
    "types": _python("-m", "mypy"),
    "floors": _lint_imports,
    "migrations": _python("manage.py", "makemigrations", "--check", "--dry-run"),
    "templates": _templates,
    "deployment": _deployment,
    "contracts": _python(
        "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", "-n", "2", *CONTRACTS
    ),
    "licences": lambda: "\n".join(files_without_licence()),
}


def main() -> int:
    """Command line; `check NAME …` runs only those. Returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gm_portal.settings")
    servers = prepare()
    failed = []
    for name in sys.argv[1:] or CHECKS:
        started = time.monotonic()
        said = CHECKS[name]()
        print(f"{name:12} {'ok' if not said else 'FAILED':7} {time.monotonic() - started:5.1f} s", flush=True)
        if said:
            failed.append(name)
            print(said.rstrip(), flush=True)
    if servers is not None:
        servers.release()
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
