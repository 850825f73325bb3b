# SPDX-License-Identifier: EUPL-1.2
"""Signing exactly one version, and what follows: adoption, and a day to look back."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import NotAllowedError, StaleError
from gm_portal.core.models import Visibility
from processes.actions.agreements import current_version, locked, refuse_ended
from processes.actions.evaluation_cycle import plan_after_adoption
from processes.enums import AGREEMENT_OPEN_STATES, AgreementState, Permission
from processes.models import Agreement, AgreementVersion, Process, SignOff
from processes.queries.congruence import considered
from processes.rules.agreements import adopted_state, all_signed, binding_seats
from processes.rules.congruence import blocking
from processes.rules.congruence_facts import Finding


@dataclass(frozen=True)
class Signing:
    """What a signature or a decision led to. `blocked_by` says what is still in the way of adoption."""

    agreement: Agreement
    is_adopted: bool
    blocked_by: tuple[Finding, ...] = ()


@transaction.atomic
def sign_agreement(*, agreement: Agreement, version: int, actor: Actor, now: dt.datetime) -> Signing:
    """Sign the version that was read, for the actor's own party. When it is the last signature, adopt it.

    Raises `StaleError` when there is a newer version by now: nobody signs what he has not read. A finding that
    blocks adoption keeps the signature and is returned. Signing twice is signing once.
    """
    permissions.require(actor, Permission.AGREEMENT_SIGN, agreement.scope)
    seats = binding_seats(actor, agreement.process_id)
    if not seats or actor.user_id is None:
        raise NotAllowedError("signing needs a person with a seat that binds a party")
    agreement = locked(agreement)
    refuse_ended(agreement)
    current = current_version(agreement)
    if current.number != version:
        raise StaleError(
            _("Er is intussen een versie %(number)s. Lees die eerst en onderteken dan.")
            % {"number": current.number}
        )
    # Who binds two parties at one table signs for both: it is the same person who read the same text.
    for seat in seats:
        sign_off, created = SignOff.objects.get_or_create(
            version=current,
            party_id=seat.party_id,
            defaults={"user_id": actor.user_id, "role": seat.role, "at": now},
        )
        if created:
            _tell(agreement, "sign_agreement", sign_off.party_id, actor, now, version=current.number)
    if agreement.state == AgreementState.DRAFT:
        agreement.state = AgreementState.DISCUSSED
        agreement.save(update_fields=("state",))
    return _adopt_when_ready(agreement, current, actor, now)


def _adopt_when_ready(
    agreement: Agreement, version: AgreementVersion, actor: Actor, now: dt.datetime
) -> Signing:
    """Adopt the version when every party signed it and nothing blocks; else say what is in the way."""
    if agreement.published_id == version.pk:
        return Signing(agreement, is_adopted=True)
    parties = dict(agreement.process.parties.values_list("pk", "kind"))
    signed = set(version.sign_offs.values_list("party_id", flat=True))
    if not all_signed(parties, signed):
        return Signing(agreement, is_adopted=False)
    # Two agreements adopted at once must see each other: the rules hold over the whole area.
    Process.objects.select_for_update(no_key=True).get(pk=agreement.process_id)
    after = considered(agreement, version, today=local_date(now))
    in_the_way = blocking(after.findings, agreement.number)
    if in_the_way:
        return Signing(agreement, is_adopted=False, blocked_by=in_the_way)
    _adopt(agreement, version, actor, now)
    return Signing(agreement, is_adopted=True)


def _adopt(agreement: Agreement, version: AgreementVersion, actor: Actor, now: dt.datetime) -> None:
    """Put the version in force for everybody, and plan the day to look back on it."""
    today = local_date(now)
    agreement.published = version
    agreement.published_numbers = [*agreement.published_numbers, version.number]
    if agreement.state in AGREEMENT_OPEN_STATES:
        agreement.state = adopted_state(version.starts_on, today)
    agreement.asks_council_at, agreement.adopted_at = None, now
    agreement.save(update_fields=("published", "published_numbers", "state", "asks_council_at", "adopted_at"))
    _tell(
        agreement, "adopt_agreement", None, actor, now, visibility=Visibility.PUBLIC, version=version.number
    )
    plan_after_adoption(agreement=agreement, version=version, now=now)


def _tell(
    agreement: Agreement,
    verb: str,
    party_id: int | None,
    actor: Actor,
    now: dt.datetime,
    *,
    visibility: Visibility = Visibility.PROCESS,
    **data: object,
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=agreement,
        process_id=agreement.process_id,
        party_id=party_id,
        visibility=visibility,
        now=now,
        **data,
    )
