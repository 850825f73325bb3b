# SPDX-License-Identifier: EUPL-1.2
"""What the pages of agreements show beside the text: the balance, findings with a verb, and what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core.actors import Actor, current_actor
from gm_portal.core.permissions import Scope, allows
from gm_portal.core.pictures.balance import BalanceBar, BalanceRow, balance
from processes.enums import (
    AGREEMENT_OPEN_STATES,
    AGREEMENT_STANDING_STATES,
    AgreementState,
    FindingStatus,
    Level,
    Permission,
    Severity,
)
from processes.models import Agreement, Postponement, Process
from processes.queries.agreements import Sheet, text_of
from processes.queries.council import open_bundles
from processes.rules.agreement_texts import Change, changes, own_parts, parts
from processes.rules.agreements import binding_seats
from processes.rules.congruence import VALUE_NAMES, Standing, blocking, key_of, may_postpone, per_value
from processes.rules.congruence_facts import Finding, RuleBook
from processes.rules.council import needs_council

ORDER = (Severity.BLOCKING, Severity.REQUIRED, Severity.WARNING, Severity.ADVICE)


@dataclass(frozen=True)
class Asked:
    """A finding as people read it: a sentence with a verb, why it is asked, and where to do it."""

    finding: Finding
    name: str
    anchor: str
    url: str = ""
    verb: str = ""
    postpone_url: str = ""
    proposal: Postponement | None = None


@dataclass(frozen=True)
class Scales:
    """The balance of one area: the picture, what is still asked, what is put off, what is arranged."""

    standing: Standing
    level_word: str
    bars: tuple[BalanceBar, ...]
    asked: tuple[Asked, ...]
    advice: tuple[Asked, ...]
    postponed: tuple[Asked, ...]
    arranged: tuple[Asked, ...]


def scales_of(
    standing: Standing,
    process: Process,
    *,
    may_draft: bool = False,
    may_put_off: bool = False,
    proposals: Sequence[Postponement] = (),
) -> Scales:
    """Hold a standing up as a picture and sentences. Only who may draft gets verbs that lead to a form.

    `proposals` are what the table knows about putting off: what lies there, and what holds.
    """
    counted = per_value(standing)
    rows = [
        BalanceRow(str(name), *counted[code])
        for code, name in VALUE_NAMES.items()
        if counted.get(code, (0, 0))[0]
    ]
    lines = [
        _put_off(_asked(each, process, standing.book, may_draft=may_draft), process, proposals, may_put_off)
        for each in _in_order(standing.findings)
    ]
    must = (Severity.BLOCKING, Severity.REQUIRED)
    return Scales(
        standing=standing,
        level_word=str(Level(standing.level).label) if standing.level else "",
        bars=balance(rows),
        asked=tuple(each for each in lines if each.finding.is_open and each.finding.severity in must),
        advice=tuple(each for each in lines if each.finding.is_open and each.finding.severity not in must),
        postponed=tuple(each for each in lines if each.finding.status == FindingStatus.POSTPONED),
        arranged=tuple(each for each in lines if each.finding.status == FindingStatus.MET),
    )


def _put_off(line: Asked, process: Process, proposals: Sequence[Postponement], may_put_off: bool) -> Asked:
    """The same line with the proposal to put it off, or else the way to make one."""
    key = key_of(line.finding)
    proposal = next((each for each in proposals if (each.code, each.agreement_number) == key), None)
    url = ""
    if may_put_off and proposal is None and may_postpone(line.finding):
        url = reverse("postpone", args=(process.slug, key[0]))
        url += f"?{urlencode({'afspraak': key[1]})}" if key[1] is not None else ""
    return replace(line, postpone_url=url, proposal=proposal)


def asked_by(findings: Sequence[Finding], process: Process, book: RuleBook) -> tuple[Asked, ...]:
    """Findings of drafts, in order, for the parties."""
    return tuple(_asked(each, process, book, may_draft=True) for each in _in_order(findings))


def _in_order(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda each: (ORDER.index(each.severity), each.rule))


def _asked(finding: Finding, process: Process, book: RuleBook, *, may_draft: bool) -> Asked:
    rule = book.by_code[finding.rule]
    url = verb = ""
    if finding.is_open and may_draft:
        new = reverse("agreement-new", args=(process.slug,))
        if finding.agreement is not None:
            url = reverse("agreement", args=(process.slug, finding.agreement))
            verb = _("Bekijk afspraak %(number)s") % {"number": finding.agreement}
        elif rule.kind is not None:
            what = f"{rule.kind.value}.{rule.sort}" if rule.sort else rule.kind.value
            url, verb = f"{new}?{urlencode({'soort': what})}", _("Maak deze afspraak")
        elif finding.rule == "CR-24":
            url, verb = reverse("praatplaat", args=(process.slug,)), _("Ga naar de praatplaat")
        else:
            asked = f"?{urlencode({'vraag': 'BES-2'})}" if finding.rule == "CR-23" else ""
            url, verb = f"{new}{asked}", _("Maak een afspraak")
    return Asked(finding, str(rule.name), str(rule.anchor), url, verb)


def reads_drafts(actor: Actor, agreement: Agreement) -> bool:
    """Whether somebody may read what is not public: he sits at the table, or the council is asked."""
    return allows(actor, Permission.AGREEMENT_READ, replace(agreement.scope, is_public=False))


def sits_at_its_table(actor: Actor, agreement: Agreement) -> bool:
    """Whether somebody reads all of it: what was only proposed, each step, and what hangs together with it."""
    return allows(actor, Permission.AGREEMENT_READ, Scope(agreement.process_id))


def reads_now(actor: Actor, agreement: Agreement) -> bool:
    """Whether somebody may read what is agreed now; a version that once was for all stays readable without it."""
    return allows(actor, Permission.AGREEMENT_READ, agreement.scope)


def said_by(sheet: Sheet) -> dict[str, Any]:
    """The text of a version part by part, and what changed since the version before it."""
    kind, version = sheet.agreement.kind, sheet.version
    changed: tuple[Change, ...] = ()
    if sheet.before is not None:
        changed = changes(parts(kind, text_of(sheet.before)), parts(kind, text_of(version)))
    return {
        "own_parts": own_parts(kind, version.fields),
        "changes": changed,
        "level_word": str(Level(version.level).label),
    }


def may_on(request: HttpRequest, sheet: Sheet, after: Standing) -> dict[str, Any]:
    """What this reader may do with this version, and what is in the way of adoption."""
    actor = current_actor(request)
    agreement = sheet.agreement
    on_table = sheet.is_current and agreement.state != AgreementState.ENDED
    is_open = agreement.state in AGREEMENT_OPEN_STATES
    stands = agreement.state in AGREEMENT_STANDING_STATES
    amends = on_table and allows(actor, Permission.AGREEMENT_AMEND, agreement.scope)
    binds = allows(actor, Permission.AGREEMENT_SIGN, agreement.scope)
    mine = {seat.party_id for seat in binding_seats(actor, agreement.process_id)}
    unsigned = any(each.party.pk in mine and not each.at for each in sheet.signatures)
    holds = sheet.is_in_force and not sheet.is_suspended
    in_the_way = blocking(after.findings, agreement.number) if on_table and not holds else ()
    return {
        "may_amend": amends,
        "may_prolong": amends and stands and sheet.version.ends_on is not None,
        "may_take_back": amends and sheet.is_suspended,
        "may_discuss": amends and agreement.state == AgreementState.DRAFT,
        "may_sign": on_table and binds and unsigned,
        "may_adopt": on_table and binds and sheet.is_signed_by_all and not holds and not in_the_way,
        "may_withdraw": on_table and binds and is_open,
        "may_end": binds and stands,
        "may_replace": stands and allows(actor, Permission.AGREEMENT_DRAFT, agreement.process.scope),
        **(_around_the_council(actor, sheet, in_the_way) if on_table else {}),
        "in_the_way": [_asked(each, agreement.process, after.book, may_draft=False) for each in in_the_way],
    }


def _around_the_council(actor: Actor, sheet: Sheet, in_the_way: Sequence[Finding]) -> dict[str, Any]:
    """What this reader may ask of the council, or record, about the text on the table. One query at most."""
    agreement = sheet.agreement
    if not needs_council(agreement.kind, sheet.version.level):
        return {}
    # Nothing lies before the council that was not asked; so most sheets cost no query here.
    asked = agreement.asks_council_at is not None
    bundle = open_bundles().filter(items__version=sheet.version.pk).first() if asked else None
    misses_it = any(each.rule == "CR-17" for each in in_the_way) or sheet.council_has_passed
    return {
        "bundle": bundle if bundle and allows(actor, Permission.COUNCIL_BUNDLE_READ, bundle.scope) else None,
        "may_decide": bundle is not None
        and allows(actor, Permission.COUNCIL_DECISION_RECORD, agreement.scope),
        "may_submit": bundle is None
        and misses_it
        and sheet.is_signed_by_all
        and not sheet.council_said_no
        and allows(actor, Permission.COUNCIL_BUNDLE_SUBMIT, agreement.process.scope),
    }


def crumbs_to(
    agreement: Agreement, title: str, *last: tuple[str, str], leads_there: bool = True
) -> list[tuple[str, str]]:
    """The way to an agreement: areas, the area, its agreements, this one (a name only unless it `leads_there`)."""
    here = [(title, agreement.get_absolute_url() if last and leads_there else "")]
    return [*crumbs_of(agreement.process, with_list=True), *here, *last]


def crumbs_of(process: Process, *, with_list: bool = False) -> list[tuple[str, str]]:
    """The way to the agreements of an area."""
    crumbs = [(_("Gebieden"), reverse("processes")), (process.title, process.get_absolute_url())]
    return [*crumbs, (_("Afspraken"), reverse("agreements", args=(process.slug,)) if with_list else "")]
