# SPDX-License-Identifier: EUPL-1.2
"""Writes on promises: a party promises and reports, the other side confirms or disputes."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor, Seat
from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from processes.actions.agreement_steps import visibility_of
from processes.enums import (
    BINDING_ROLES,
    OWED_BY,
    SIDE_OF_KIND,
    SIGNING_KINDS,
    AgreementState,
    PartyKind,
    Permission,
    PromiseResult,
    PromiseVerdict,
)
from processes.models import Agreement, Promise, PromiseAnswer, PromiseEvidence, PromiseReport
from processes.models.promises import evidence_storage
from processes.rules.promises import (
    MOST_FILES,
    REASON_LENGTH,
    REPORT_LENGTH,
    TEXT_LENGTH,
    content_type_of,
    evidence_problem,
    safe_name,
)

HEAD = 16


@transaction.atomic
def make_promise(
    *,
    agreement: Agreement,
    party_id: int,
    text: str,
    due_on: dt.date | None,
    actor: Actor,
    now: dt.datetime,
) -> Promise:
    """Promise something under an agreement, for a party of the actor's own. The same words again are one promise.

    Raises `RuleError` for an empty or too long text, a day before the agreement, or an agreement that has ended.
    """
    permissions.require(actor, Permission.PROMISE_MAKE, agreement.scope)
    _seat(actor, agreement.process_id, party_id)
    text = _checked(text, TEXT_LENGTH, "text", _("Schrijf op wat u belooft."))
    Agreement.objects.select_for_update(no_key=True).get(pk=agreement.pk)
    agreement = Agreement.objects.select_related("process").get(pk=agreement.pk)
    if agreement.state == AgreementState.ENDED:
        raise RuleError(_("Deze afspraak is beëindigd. U kunt er niets meer bij beloven."))
    same = agreement.promises.filter(party_id=party_id, text=text, due_on=due_on).first()
    if same is not None:
        return same
    last = agreement.promises.order_by("-number").values_list("number", flat=True).first() or 0
    promise = Promise.objects.create(
        agreement=agreement,
        number=last + 1,
        party_id=party_id,
        text=text,
        due_on=due_on,
        made_by_id=actor.user_id,
        at=now,
    )
    _record(promise, "make_promise", party_id, actor, now)
    return promise


def report_promise(
    *,
    promise: Promise,
    seen: int,
    result: str,
    text: str,
    files: Sequence[File],
    actor: Actor,
    now: dt.datetime,
) -> PromiseReport:
    """Say how it went, with up to three files that show it. `seen` is how many reports the writer knew.

    The same report twice is one. Raises `StaleError` when somebody of the party reported first, `RuleError` at the
    field that is wrong, and when the other side still has to answer. On any failure no file stays behind.
    """
    kept: list[str] = []
    try:
        with transaction.atomic():
            return _report(promise, seen, result, text, files, kept, actor, now)
    except BaseException:
        for name in kept:
            evidence_storage().delete(name)
        raise


def _report(
    promise: Promise,
    seen: int,
    result: str,
    text: str,
    files: Sequence[File],
    kept: list[str],
    actor: Actor,
    now: dt.datetime,
) -> PromiseReport:
    permissions.require(actor, Permission.PROMISE_REPORT, promise.scope)
    if result not in PromiseResult.values:
        raise RuleError(_("Kies hoe het ging."), field="result")
    text = _checked(text, REPORT_LENGTH, "text", _("Schrijf kort hoe het ging."))
    _check_files(files)
    reports = _locked_reports(promise)
    if reports and (reports[-1].result, reports[-1].text, reports[-1].by_id) == (result, text, actor.user_id):
        return reports[-1]
    if len(reports) != seen:
        raise StaleError(_("Iemand van uw partij meldde intussen al iets. Lees dat eerst."))
    if reports:
        _refuse_settled(reports[-1])
    report = PromiseReport.objects.create(
        promise=promise, number=seen + 1, result=result, text=text, by_id=_person(actor), at=now
    )
    for file in files:
        _keep(report, file, kept)
    _record(promise, "report_promise", promise.party_id, actor, now, result=result)
    return report


def _refuse_settled(last: PromiseReport) -> None:
    """A report waits for its answer; what was confirmed as done or dropped is settled."""
    answer = getattr(last, "answer", None)
    if answer is None:
        raise RuleError(_("De andere kant kijkt nog naar uw vorige melding. Wacht op het antwoord."))
    if answer.verdict == PromiseVerdict.CONFIRMED and last.result != PromiseResult.PARTLY:
        raise RuleError(_("Dit is al bevestigd. U hoeft niets meer te melden."))


@transaction.atomic
def answer_promise(
    *, promise: Promise, report: int, verdict: str, reason: str, actor: Actor, now: dt.datetime
) -> PromiseAnswer:
    """Confirm or dispute the report with this number, for the other side. The same answer twice is one.

    Raises `RuleError` for a dispute without a reason, `StaleError` when somebody answered otherwise first.
    """
    permissions.require(actor, Permission.PROMISE_ANSWER, promise.scope)
    if verdict not in PromiseVerdict.values:
        raise RuleError(_("Kies of u dit bevestigt."), field="verdict")
    missing = _("Schrijf op waarom u het anders ziet.") if verdict == PromiseVerdict.DISPUTED else ""
    reason = _checked(reason, REASON_LENGTH, "reason", missing)
    reports = _locked_reports(promise)
    if not reports or reports[-1].number != report:
        raise StaleError(_("Er is intussen een nieuwe melding. Lees die eerst."))
    last = reports[-1]
    found: PromiseAnswer | None = getattr(last, "answer", None)
    if found is not None:
        if (found.verdict, found.reason) == (verdict, reason):
            return found
        raise StaleError(_("Iemand van uw kant gaf intussen antwoord. Lees dat eerst."))
    seat = _answering_seat(actor, promise)
    answer: PromiseAnswer = PromiseAnswer.objects.create(
        report=last, verdict=verdict, reason=reason, party_id=seat.party_id, by_id=_person(actor), at=now
    )
    verb = "confirm_promise" if verdict == PromiseVerdict.CONFIRMED else "dispute_promise"
    _record(promise, verb, seat.party_id, actor, now, result=last.result)
    return answer


def _locked_reports(promise: Promise) -> list[PromiseReport]:
    """The reports of a promise, oldest first, while nobody else can add one."""
    # The agreement is locked, not the promise: that row is frozen, and the lock is the same for a whole agreement.
    Agreement.objects.select_for_update(no_key=True).get(pk=promise.agreement_id)
    return list(promise.reports.select_related("answer").order_by("number"))


def _keep(report: PromiseReport, file: File, kept: list[str]) -> None:
    """Keep one file under a name nobody chose."""
    name = safe_name(file.name or "")
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    stored = evidence_storage().save(f"{report.promise_id}/{uuid.uuid4().hex}", file)
    kept.append(stored)
    PromiseEvidence.objects.create(
        report=report,
        stored_as=stored,
        name=name,
        content_type=content_type_of(name),
        size=file.size,
        sha256=digest.hexdigest(),
    )


def _check_files(files: Sequence[File]) -> None:
    if len(files) > MOST_FILES:
        raise RuleError(_("Kies hoogstens drie bestanden."), field="attachments")
    for file in files:
        file.seek(0)
        head = file.read(HEAD)
        file.seek(0)
        problem = evidence_problem(file.name or "", file.size, head)
        if problem:
            raise RuleError(f"{safe_name(file.name or '')}: {problem}", field="attachments")


def _checked(text: str, longest: int, field: str, missing: str) -> str:
    """The text, trimmed. `missing` is what to say when there is none; empty when there may be none."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text and missing:
        raise RuleError(missing, field=field)
    if len(text) > longest:
        raise RuleError(
            _("Maak de tekst korter: hoogstens %(count)s tekens.") % {"count": longest}, field=field
        )
    return text


def _seat(actor: Actor, process_id: int, party_id: int) -> Seat:
    """The actor's seat in a signing party: nobody promises for another."""
    for seat in actor.seats_in(process_id):
        if seat.party_id == party_id and seat.kind in SIGNING_KINDS:
            return seat
    raise NotAllowedError("a promise is made for a party of one's own")


def _answering_seat(actor: Actor, promise: Promise) -> Seat:
    """The seat from across the table that answers. The permission saw that there is one."""
    for seat in actor.seats_in(promise.agreement.process_id):
        side = OWED_BY[SIDE_OF_KIND[PartyKind(seat.kind)]]
        if seat.kind in SIGNING_KINDS and seat.role in BINDING_ROLES and side != OWED_BY[promise.party.side]:
            return seat
    raise NotAllowedError("an answer comes from across the table")


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowedError("a report needs a person")
    return actor.user_id


def _record(promise: Promise, verb: str, party_id: int, actor: Actor, now: dt.datetime, **data: str) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=promise,
        now=now,
        process_id=promise.agreement.process_id,
        party_id=party_id,
        visibility=visibility_of(promise.agreement),
        **data,
    )
