# SPDX-License-Identifier: EUPL-1.2
"""How a promise stands, and which files may show it.

The completion figure that counts is the one the other side confirms (lesson of Rotterdam's wijkakkoorden).
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from processes.enums import PromiseResult, PromiseState, PromiseVerdict

# From then on an unanswered report is shown as "wacht op bevestiging".
ANSWER_WITHIN = dt.timedelta(days=30)
TEXT_LENGTH, REPORT_LENGTH, REASON_LENGTH = 300, 800, 500
MOST_FILES = 3
MOST_BYTES = 10 * 1024 * 1024
CONFIRMED_AS = {
    PromiseResult.DONE: PromiseState.CONFIRMED,
    PromiseResult.PARTLY: PromiseState.PARTLY,
    PromiseResult.DROPPED: PromiseState.DROPPED,
}
# A promise that is settled asks nothing of anybody any more.
SETTLED = (PromiseState.CONFIRMED, PromiseState.DROPPED)
UNANSWERED = (PromiseState.REPORTED, PromiseState.WAITING)


@dataclass(frozen=True)
class Said:
    """One report and what the other side said of it: plain data."""

    result: str
    at: dt.datetime
    verdict: str = ""


def state_of(reports: Sequence[Said], *, now: dt.datetime) -> PromiseState:
    """How a promise stands after these reports, oldest first. Only what the other side confirmed counts."""
    if not reports:
        return PromiseState.PROMISED
    last = reports[-1]
    if last.verdict == PromiseVerdict.CONFIRMED:
        return CONFIRMED_AS[PromiseResult(last.result)]
    if last.verdict == PromiseVerdict.DISPUTED:
        return PromiseState.DISPUTED
    return PromiseState.WAITING if now - last.at >= ANSWER_WITHIN else PromiseState.REPORTED


@dataclass(frozen=True)
class Tally:
    """What of all promises was reported, confirmed and disputed. `confirmed` alone is what was realised."""

    promised: int = 0
    reported: int = 0
    confirmed: int = 0
    partly: int = 0
    disputed: int = 0
    dropped: int = 0


def tally_of(states: Iterable[PromiseState]) -> Tally:
    """Count promises by how they stand. `promised` counts all of them."""
    counts = Counter(states)
    return Tally(
        promised=counts.total(),
        reported=sum(counts[state] for state in UNANSWERED),
        confirmed=counts[PromiseState.CONFIRMED],
        partly=counts[PromiseState.PARTLY],
        disputed=counts[PromiseState.DISPUTED],
        dropped=counts[PromiseState.DROPPED],
    )


# --- evidence -------------------------------------------------------------------------------------------
ZIPPED = b"PK\x03\x04"
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
# Ending: the type it is served as, and how such a file begins. What is not here is refused.
ALLOWED: dict[str, tuple[str, bytes]] = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".docx": (f"{OFFICE}wordprocessingml.document", ZIPPED),
    ".xlsx": (f"{OFFICE}spreadsheetml.sheet", ZIPPED),
    ".odt": (f"{OPEN_DOCUMENT}text", ZIPPED),
    ".ods": (f"{OPEN_DOCUMENT}spreadsheet", ZIPPED),
}
ACCEPT = ",".join(ALLOWED)


def safe_name(name: str) -> str:
    """A file name for people: no folders, nothing unprintable, at most 100 characters with its ending."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    bare = "".join(sign if sign.isprintable() and sign != '"' else " " for sign in bare).strip(" .")
    path = PurePath(bare or "bijlage")
    return f"{path.stem[:90].strip()}{path.suffix[:10].lower()}"


def content_type_of(name: str) -> str:
    """What a file with this name is served as. Raises `KeyError` for an ending that is not allowed."""
    return ALLOWED[PurePath(name).suffix.lower()][0]


def evidence_problem(name: str, size: int, head: bytes) -> str:
    """Why this file is refused, as a sentence; empty when it may be kept. `head` is how the file begins."""
    ending = PurePath(safe_name(name)).suffix
    if ending not in ALLOWED:
        return _("Dit soort bestand nemen we niet aan. Kies een foto (jpg, png), een pdf of een document.")
    if size > MOST_BYTES:
        return too_large()
    if size == 0:
        return _("Dit bestand is leeg. Kies een ander bestand.")
    if not head.startswith(ALLOWED[ending][1]):
        return _("Dit bestand is iets anders dan zijn naam zegt. Bewaar het opnieuw en kies het dan.")
    return ""


def too_large() -> str:
    """The sentence for a file over the limit."""
    return _("Dit bestand is te groot. Kies een bestand van hoogstens 10 MB.")
