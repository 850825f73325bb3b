# SPDX-License-Identifier: EUPL-1.2
"""A version of an agreement as a file: JSON with its hash to check, and what stands on the paper sheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gm_portal.core.canonical import fingerprint
from gm_portal.core.clock import local_date
from processes.enums import Level
from processes.models import AgreementParty, AgreementVersion, SignOff
from processes.rules.agreement_texts import long_date, own_parts


def version_as_data(version: AgreementVersion) -> dict[str, Any]:
    """A version for everybody to check: what the hash is taken of, the hash, and who signed. No persons."""
    agreement = version.agreement
    named = list(agreement.named.select_related("party").order_by("party_id"))
    signed = version.sign_offs.select_related("party").order_by("at", "party_id")
    return {
        "content": version.said([row.party_id for row in named], _hash_before(version)),
        "sha256": version.content_hash,
        "how": "sha256 of the canonical JSON of content: keys sorted, no spaces, UTF-8",
        "parties": [{"id": row.party_id, "name": row.party.name, "side": row.party.side} for row in named],
        "signatures": [
            {
                "party": row.party_id,
                "role": row.role,
                "mandate_from": row.mandate_from and row.mandate_from.isoformat(),
                "mandate_until": row.mandate_until and row.mandate_until.isoformat(),
                "at": row.at.isoformat(),
                "sha256": row.version_hash,
            }
            for row in signed
        ],
    }


def _hash_before(version: AgreementVersion) -> str:
    before = AgreementVersion.objects.filter(agreement=version.agreement_id, number=version.number - 1)
    return before.values_list("content_hash", flat=True).first() or ""


def sheet_as_data(version: AgreementVersion) -> dict[str, Any]:
    """A version as the paper template wants it: only words."""
    agreement = version.agreement
    signed = {row.party_id: row for row in version.sign_offs.all()}
    named = agreement.named.select_related("party").order_by("-party__kind", "party__name")
    days = ((_("Begint op"), version.starts_on), (_("Loopt tot en met"), version.ends_on))
    looks_back = ((_("Terugkijken op"), version.evaluate_on),)
    return {
        "title": version.title,
        "author": agreement.process.title,
        "date": dict(zip(("year", "month", "day"), local_date(version.at).timetuple()[:3], strict=True)),
        "place": agreement.process.title,
        "kicker": _("Afspraak %(number)s · %(kind)s · versie %(version)s")
        % {
            "number": agreement.number,
            "kind": agreement.get_kind_display(),
            "version": version.number,
        },
        "text": version.text,
        "facts": [
            [_("Hoeveel zeggenschap"), str(Level(version.level).label)],
            *([str(label), long_date(day)] for label, day in (*days, *looks_back) if day),
            *([label, words] for label, words in own_parts(agreement.kind, version.fields)),
        ],
        "origin": agreement.get_origin_display(),
        "signed_head": _("Ondertekend door"),
        "signatures": [
            {"name": row.party.name, "side": row.party.side, "when": _when(signed.get(row.party_id))}
            for row in named
        ],
        "hash_head": _("Vingerafdruk van deze tekst (SHA-256)"),
        "hash": version.content_hash,
    }


def _when(row: SignOff | None) -> str:
    if row is None:
        return _("nog niet ondertekend")
    return _("op %(day)s") % {"day": long_date(local_date(row.at))}


# Verifying -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Trouble:
    """Something that does not add up: where, and what."""

    where: str
    what: str


def troubles(slug: str = "") -> Iterator[Trouble | None]:
    """Recompute every hash and hold every signature against it; None for each version that is right. Three queries."""
    rows = AgreementVersion.objects.select_related("agreement__process").order_by("agreement_id", "number")
    signed = SignOff.objects.select_related("version__agreement__process", "party").order_by("pk")
    named = AgreementParty.objects.all()
    if slug:
        rows = rows.filter(agreement__process__slug=slug)
        signed = signed.filter(version__agreement__process__slug=slug)
        named = named.filter(agreement__process__slug=slug)
    parties: dict[int, set[int]] = {}
    for agreement_id, party_id in named.values_list("agreement_id", "party_id"):
        parties.setdefault(agreement_id, set()).add(party_id)
    known: dict[int, str] = {}
    yield from _version_troubles(rows, parties, known)
    yield from _signature_troubles(signed, parties, known)


def _version_troubles(
    rows: Iterable[AgreementVersion], parties: dict[int, set[int]], known: dict[int, str]
) -> Iterator[Trouble | None]:
    last: tuple[int, int, str] = (0, 0, "")
    for row in rows:
        where = f"{row.agreement.process.slug} {row.agreement.number} v{row.number}"
        follows = last[:2] == (row.agreement_id, row.number - 1)
        if row.number > 1 and not follows:
            yield Trouble(where, "the version before it is missing")
        said = row.said(sorted(parties.get(row.agreement_id, ())), last[2] if follows else "")
        computed = fingerprint(said)
        known[row.pk] = row.content_hash
        last = (row.agreement_id, row.number, row.content_hash)
        yield None if computed == row.content_hash else Trouble(where, "the text does not match its hash")


def _signature_troubles(
    rows: Iterable[SignOff], parties: dict[int, set[int]], known: dict[int, str]
) -> Iterator[Trouble]:
    for row in rows:
        agreement = row.version.agreement
        where = f"{agreement.process.slug} {agreement.number} v{row.version.number}, {row.party.short_name}"
        if known.get(row.version_id) != row.version_hash:
            yield Trouble(where, "the signature is for another text")
        if row.party_id not in parties.get(agreement.pk, ()):
            yield Trouble(where, "the party that signed is not named")
