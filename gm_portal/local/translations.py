# SPDX-License-Identifier: EUPL-1.2
"""Compile the translations (.po to .mo) without GNU gettext, which a bare machine lacks."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def compile_translations(folder: Path = BASE_DIR / "locale") -> list[Path]:
    """Write the .mo beside every .po that is newer; return what was written. Fuzzy entries stay out."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name)
        # Written beside its place and renamed: a program that reads it meanwhile sees a whole file.
        draft = target.with_suffix(".draft")
        with draft.open("wb") as file:
            write_mo(file, catalog)
        draft.rename(target)
        written.append(target)
    return written


if __name__ == "__main__":
    for path in compile_translations():
        print(path.relative_to(BASE_DIR))
