# SPDX-License-Identifier: EUPL-1.2
"""Pages of agreements to read: the list with the balance, one sheet, and each of its versions."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import Actor, current_actor
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from gm_portal.core.process_pages import Blanks, Part, kept
from processes.enums import AgreementState, Permission
from processes.models import Agreement, AgreementVersion, Challenge, Process
from processes.queries import agreements as queries
from processes.queries.agreement_story import story_of
from processes.queries.areas import process_by_slug
from processes.queries.congruence import considered, standings_of, with_drafts
from processes.queries.outcomes import looked_back_on
from processes.queries.postponements import present_postponements
from processes.queries.promises import promises_under
from processes.rules.congruence import NOTHING_AGREED, Standing
from processes.views.agreement_parts import (
    asked_by,
    crumbs_of,
    crumbs_to,
    may_on,
    reads_drafts,
    reads_now,
    said_by,
    scales_of,
    sits_at_its_table,
)
from processes.views.area_parts import emblem


@gate(see=Permission.PROCESS_READ, fetch=process_by_slug, published=True)
def agreement_list(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """All agreements of an area as quiet cards, and how they hold against the level of say.

    The main part is made once for all who may see the same, until something happens in the process.
    """

    def make(reader: Actor) -> Part:
        return Blanks().render("processes/agreements/_list.html", _listed(process, reader), {})

    part = kept(
        process_id=process.pk, name="agreements", actor=current_actor(request), read=(process,), make=make
    )
    context = {"main": part.for_reader(request), "process": process, "crumbs": crumbs_of(process)}
    return render(request, "processes/agreements/list.html", context)


def _listed(process: Process, actor: Actor) -> dict[str, Any]:
    """What the list shows to a reader with these seats and roles."""
    today = clock.local_date(clock.now())
    at_table = allows(actor, Permission.AGREEMENT_READ, replace(process.scope, is_public=False))
    may_draft = allows(actor, Permission.AGREEMENT_DRAFT, process.scope)
    cards = queries.cards_of(process, with_drafts=at_table, today=today)
    standing, of_drafts = (
        with_drafts(process, today=today, to={seat.party_id for seat in actor.seats_in(process.pk)})
        if at_table
        else (standings_of([process], today=today)[process.pk], ())
    )
    proposals = present_postponements(process, today=today) if at_table else []
    return {
        "process": process,
        "emblem": emblem(process.areas.defer("geometry")),
        "finished": not process.scope.is_open,
        "may_draft": may_draft,
        "on_table": [card for card in cards if card.is_proposal and not card.is_over],
        "in_force": [card for card in cards if not card.is_proposal and not card.is_over],
        "ended": [card for card in cards if card.is_over],
        "scales": scales_of(
            standing,
            process,
            may_draft=may_draft,
            may_put_off=allows(actor, Permission.CONGRUENCE_POSTPONE, process.scope),
            proposals=proposals,
        ),
        "proposals": [each for each in proposals if each.confirmed_at is None],
        "of_drafts": asked_by(of_drafts, process, standing.book) if may_draft else (),
        "levels": queries.levels_of_say(),
    }


@gate(see=Permission.AGREEMENT_READ, fetch=queries.agreement_by_number, published=True)
def agreement_page(request: HttpRequest, agreement: Agreement, slug: str, number: int) -> HttpResponse:
    """One agreement as a sheet of paper: the newest version for the parties, the one in force for everybody."""
    actor = current_actor(request)
    on_table = reads_drafts(actor, agreement)
    shown = agreement.current if on_table else agreement.published
    if shown is None or not (on_table or shown.is_public):
        raise Http404("nothing of this agreement is published")
    return sheet_page(request, agreement, shown)


@gate(see=Permission.AGREEMENT_READ, fetch=queries.version_by_number, published=True)
def version_page(
    request: HttpRequest, shown: AgreementVersion, slug: str, number: int, version: int
) -> HttpResponse:
    """Exactly one version, also when there is a newer one."""
    return sheet_page(request, shown.agreement, shown, is_own_page=True)


def sheet_page(
    request: HttpRequest,
    agreement: Agreement,
    version: AgreementVersion,
    *,
    is_own_page: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The sheet of one version, which this reader may read, with what he may know of all that belongs to it."""
    actor, today = current_actor(request), clock.local_date(clock.now())
    at_table = sits_at_its_table(actor, agreement)
    sheet = queries.sheet_of(agreement, version, all_versions=at_table, today=today)
    process = agreement.process
    after = _after(sheet, today=today, at_table=at_table)
    version_words = [(_("Versie %(number)s") % {"number": version.number}, "")] if is_own_page else []
    scales = scales_of(after, process)
    may_read_now = reads_now(actor, agreement)
    context = {
        "sheet": sheet,
        "agreement": agreement,
        "version": sheet.version,
        "process": process,
        "at_table": at_table,
        "reads_drafts": reads_drafts(actor, agreement),
        "reads_now": may_read_now,
        "has_ended": sheet.state == AgreementState.ENDED,
        "story": story_of(
            agreement,
            versions=sheet.versions,
            decisions=sheet.all_decisions,
            evaluations=sheet.evaluations,
            all_steps=at_table,
        ),
        "is_own_page": is_own_page,
        "items": agreement.agenda_items.order_by("number"),
        "scales": scales,
        "of_this": [
            line for line in (*scales.asked, *scales.advice) if line.finding.agreement == agreement.number
        ],
        "crumbs": crumbs_to(agreement, version.title, *version_words, leads_there=may_read_now),
        **_around(actor, sheet, at_table=at_table),
        **said_by(sheet),
        **may_on(request, sheet, after),
    }
    return render(request, "processes/agreements/agreement.html", context, status=status)


def _after(sheet: queries.Sheet, *, today: dt.date, at_table: bool) -> Standing:
    """How agreements fit together once this version is in force; an older version is held against nothing."""
    process = sheet.agreement.process
    if sheet.is_in_force:
        return standings_of([process], today=today, for_parties=at_table)[process.pk]
    if sheet.is_current:
        return considered(sheet.agreement, sheet.version, today=today, for_parties=at_table)
    return NOTHING_AGREED


def _around(actor: Actor, sheet: queries.Sheet, *, at_table: bool) -> dict[str, Any]:
    """What hangs together with an agreement, as far as this reader may know of each."""
    agreement = sheet.agreement
    may_read_now = reads_now(actor, agreement)
    shown = {version.pk for version in sheet.versions}
    replaced = agreement.replaces
    if replaced is not None:
        replaced.process = agreement.process
    return {
        "looked_back": [
            row
            for row in looked_back_on(agreement)
            if at_table or (row.version_id in shown if row.version_id else may_read_now)
        ],
        "replaced_by": _replaced_by(agreement, at_table=at_table),
        "replaces": replaced if replaced and reads_now(actor, replaced) else None,
        "task": _task_behind(agreement, at_table=at_table),
        "promised": promises_under(agreement, now=clock.now())
        if allows(actor, Permission.PROMISE_READ, agreement.scope)
        else [],
        "may_promise": allows(actor, Permission.PROMISE_MAKE, agreement.scope),
    }


def _task_behind(agreement: Agreement, *, at_table: bool) -> Challenge | None:
    """The task this agreement grew out of, for who may know of it. It was fetched with the agreement."""
    task: Challenge | None = getattr(agreement, "challenge", None)
    return task if task and (at_table or task.is_shared) else None


def _replaced_by(agreement: Agreement, *, at_table: bool) -> Agreement | None:
    """The agreement that came, or is about to come, instead of this one."""
    rows = agreement.replacements.select_related("current", "published").order_by("-number")
    rows = rows.exclude(state=AgreementState.ENDED, published__isnull=True)
    return (rows if at_table else rows.filter(published__is_public=True)).first()
