# SPDX-License-Identifier: EUPL-1.2
"""Taking a proposal back, withdrawing a draft, ending an agreement. Nothing is deleted; each says why."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import permissions
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError, StaleError
from processes.actions.agreement_steps import current_version, locked, note, refuse_ended, tell
from processes.actions.evaluation_lapses import lapse_after_end
from processes.enums import (
    AGREEMENT_OPEN_STATES,
    AGREEMENT_STANDING_STATES,
    AgreementEventKind,
    AgreementState,
    Permission,
)
from processes.models import Agreement
from processes.rules.agreements import given_reason


@transaction.atomic
def take_back_version(
    *, agreement: Agreement, version: int, reason: str, actor: Actor, now: dt.datetime
) -> Agreement:
    """Take the proposed version off the table: what was in force before is in force again.

    Each party may, as its own act: nobody keeps an agreement suspended against the will of the other. Raises
    `StaleError` when another version lies there by now. A second time changes nothing.
    """
    permissions.require(actor, Permission.AGREEMENT_AMEND, agreement.scope)
    reason = given_reason(reason)
    agreement = locked(agreement)
    refuse_ended(agreement)
    proposal = current_version(agreement)
    if agreement.events.filter(kind=AgreementEventKind.TAKEN_BACK, version__number=version).exists():
        return agreement
    if proposal.number != version:
        raise StaleError(
            _("Er is intussen een versie %(number)s. Lees die eerst.") % {"number": proposal.number}
        )
    if agreement.state != AgreementState.SUSPENDED:
        raise RuleError(_("Er ligt geen voorstel dat u kunt intrekken."))
    agreement.current = agreement.published
    agreement.state, agreement.resumes_as = agreement.resumes_as, ""
    agreement.asks_council_at = None
    agreement.save(update_fields=("current", "state", "resumes_as", "asks_council_at"))
    note(
        agreement,
        AgreementEventKind.TAKEN_BACK,
        actor=actor,
        now=now,
        version=proposal,
        reason=reason,
        for_readers=True,
    )
    tell(agreement, "take_back_version", actor=actor, now=now, for_readers=True, version=version)
    return agreement


@transaction.atomic
def withdraw_agreement(*, agreement: Agreement, reason: str, actor: Actor, now: dt.datetime) -> Agreement:
    """Take a draft off the table. It stays readable for the parties. Raises `RuleError` once it was adopted."""
    permissions.require(actor, Permission.AGREEMENT_SIGN, agreement.scope)
    reason = given_reason(reason)
    agreement = locked(agreement)
    if agreement.state == AgreementState.ENDED:
        return agreement
    if agreement.state not in AGREEMENT_OPEN_STATES:
        raise RuleError(_("Deze afspraak is al gemaakt. U kunt haar wel beëindigen."))
    _close(agreement, now)
    note(agreement, AgreementEventKind.WITHDRAWN, actor=actor, now=now, reason=reason)
    tell(agreement, "withdraw_agreement", actor=actor, now=now)
    return agreement


@transaction.atomic
def stop_agreement(*, agreement: Agreement, reason: str, actor: Actor, now: dt.datetime) -> Agreement:
    """A party ends an agreement, also one that is suspended, and says why. A second time changes nothing."""
    permissions.require(actor, Permission.AGREEMENT_SIGN, agreement.scope)
    reason = given_reason(reason)
    agreement = locked(agreement)
    if agreement.state in AGREEMENT_OPEN_STATES:
        raise RuleError(_("Dit is nog een concept. U kunt het intrekken."))
    return _end(agreement, reason, actor, now)


@transaction.atomic
def end_agreement(*, agreement: Agreement, actor: Actor, now: dt.datetime, reason: str = "") -> Agreement:
    """End an agreement because an evaluation decided so. A second time changes nothing."""
    permissions.require(actor, Permission.EVALUATION_HOLD, agreement.process.scope)
    return _end(locked(agreement), reason, actor, now)


def end_replaced(*, new: Agreement, actor: Actor, now: dt.datetime) -> None:
    """End the agreement that `new` replaces, now that `new` is in force. Both are locked by `locked`."""
    if new.replaces_id is None:
        return
    old = Agreement.objects.select_related("published", "process").get(pk=new.replaces_id)
    if old.state not in AGREEMENT_STANDING_STATES:
        return
    _close(old, now)
    note(
        old,
        AgreementEventKind.REPLACED,
        actor=actor,
        now=now,
        other=new,
        reason=new.versions.values_list("reason", flat=True).get(number=1),
        for_readers=True,
    )
    tell(old, "replace_agreement", actor=actor, now=now, for_readers=True, number=new.number)


def _end(agreement: Agreement, reason: str, actor: Actor, now: dt.datetime) -> Agreement:
    if agreement.state == AgreementState.ENDED:
        return agreement
    _close(agreement, now)
    note(agreement, AgreementEventKind.ENDED, actor=actor, now=now, reason=reason, for_readers=True)
    tell(agreement, "end_agreement", actor=actor, now=now, for_readers=True)
    return agreement


def _close(agreement: Agreement, now: dt.datetime) -> None:
    agreement.state, agreement.ended_at = AgreementState.ENDED, now
    agreement.resumes_as, agreement.asks_council_at = "", None
    agreement.save(update_fields=("state", "ended_at", "resumes_as", "asks_council_at"))
    lapse_after_end(agreement=agreement, now=now)
