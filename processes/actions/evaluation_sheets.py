# SPDX-License-Identifier: EUPL-1.2
"""Each side answers apart: keep a draft, and share it. Once shared it never changes."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.actions.contributions import Contents, checked_contents
from processes.actions.evaluations import lock_evaluation
from processes.enums import EvaluationState, Permission
from processes.models import EvaluationSheet, Process
from processes.queries.evaluation_sheets import OwnSheet, sheets_of


@transaction.atomic
def save_sheet(
    *, own: OwnSheet, contents: Contents, based_on: int, actor: Actor, now: dt.datetime
) -> EvaluationSheet:
    """Keep the answers of one party as a draft. The same answers again change nothing.

    Raises `StaleError` with what is there when somebody of the party saved since `based_on`, `RuleError` at the
    field of what is wrong, and when the sheet was shared.
    """
    permissions.require(actor, Permission.EVALUATION_ANSWER, own.scope)
    said = checked_contents(own, contents)
    sheet = _locked(own, now)
    if sheet.contents == said:
        return sheet
    if sheet.shared_at is not None:
        raise RuleError(_("Uw partij deelde deze antwoorden al. Ze veranderen niet meer."))
    if sheet.number != based_on:
        raise StaleError(
            _("Iemand van uw partij bewaarde net iets anders. Lees dat eerst."),
            current={"contents": sheet.contents, "number": sheet.number},
        )
    sheet.contents, sheet.number, sheet.saved_at = said, sheet.number + 1, now
    sheet.save(update_fields=("contents", "number", "saved_at"))
    _tell(own, sheet, "save_evaluation_sheet", Visibility.PARTY, actor, now)
    return sheet


@transaction.atomic
def share_sheet(*, own: OwnSheet, number: int, actor: Actor, now: dt.datetime) -> EvaluationSheet:
    """Share the answers that were read (`number`). The other side reads them once it shared its own.

    Sharing twice is sharing once. Raises `StaleError` when somebody saved meanwhile.
    """
    permissions.require(actor, Permission.EVALUATION_SHARE, own.scope)
    sheet = _locked(own, now)
    if sheet.shared_at is not None:
        return sheet
    if not sheet.contents:
        raise RuleError(_("Vul ten minste één antwoord in. Daarna kunt u delen."))
    if sheet.number != number:
        raise StaleError(_("Iemand van uw partij bewaarde net iets anders. Lees dat eerst en deel dan."))
    sheet.shared_at = now
    sheet.save(update_fields=("shared_at",))
    seen = sheets_of(own.evaluation, actor)
    _tell(own, sheet, "share_evaluation_sheet", Visibility.PROCESS, actor, now, together=seen.is_revealed)
    return sheet


def _locked(own: OwnSheet, now: dt.datetime) -> EvaluationSheet:
    """The sheet as it is now, with the moment it belongs to held still; refuses once the moment is over."""
    Process.objects.select_for_update(no_key=True).get(pk=own.evaluation.process_id)
    evaluation = lock_evaluation(own.evaluation)
    if evaluation.state != EvaluationState.PLANNED:
        raise RuleError(_("Dit moment is al geweest of gaat niet door. Antwoorden kan niet meer."))
    sheet, _made = EvaluationSheet.objects.select_for_update(of=("self",)).get_or_create(
        evaluation=evaluation, party=own.party, defaults={"saved_at": now}
    )
    return sheet


def _tell(
    own: OwnSheet,
    sheet: EvaluationSheet,
    verb: str,
    visibility: Visibility,
    actor: Actor,
    now: dt.datetime,
    **data: object,
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=sheet,
        process_id=own.evaluation.process_id,
        party_id=own.party.pk,
        visibility=visibility,
        now=now,
        **data,
    )
