# SPDX-License-Identifier: EUPL-1.2
"""Signing exactly one version, and what follows: adoption, and a day to look back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import pages, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from processes.actions.agreement_ending import end_replaced
from processes.actions.agreement_steps import current_version, locked, note, refuse_ended, tell
from processes.actions.evaluation_cycle import plan_after_adoption
from processes.enums import AGREEMENT_IN_FORCE_STATES, AgreementEventKind, AgreementState, Permission
from processes.models import Agreement, AgreementVersion, Membership, Process, SignOff
from processes.queries.agreement_mandates import mandates_of, named_ids
from processes.queries.congruence import considered
from processes.rules.agreements import adopted_state, all_signed
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

    Raises `StaleError` when another version is on the table by now: nobody signs what he has not read. Raises
    `RuleError` without a mandate on the day itself, or when the own party is not named. A finding that blocks
    adoption keeps the signature and is returned. Signing twice is signing once.
    """
    permissions.require(actor, Permission.AGREEMENT_SIGN, agreement.scope)
    if actor.user_id is None:
        raise NotAllowedError("signing needs a person with a seat that binds a party")
    agreement = locked(agreement)
    refuse_ended(agreement)
    current = current_version(agreement)
    _refuse_unread(current, version)
    # Who binds two parties at one table signs for both: it is the same person who read the same text.
    for mandate in _mandates(agreement, actor.user_id, local_date(now)):
        _sign_for(mandate, agreement, current, actor, now)
    if agreement.state == AgreementState.DRAFT:
        agreement.state = AgreementState.DISCUSSED
        agreement.save(update_fields=("state",))
    return _adopt_when_ready(agreement, current, actor, now)


def _refuse_unread(current: AgreementVersion, read: int) -> None:
    """Nobody signs another version than the one he has read."""
    if current.number < read:
        raise StaleError(
            _("Versie %(number)s ligt niet meer op tafel. Lees wat er nu staat.") % {"number": read}
        )
    if current.number != read:
        raise StaleError(
            _("Er is intussen een versie %(number)s. Lees die eerst en onderteken dan.")
            % {"number": current.number}
        )


def _sign_for(
    mandate: Membership, agreement: Agreement, version: AgreementVersion, actor: Actor, now: dt.datetime
) -> None:
    """One signature, with the mandate as it is on this day; the same signature twice is one."""
    _sign_off, created = SignOff.objects.get_or_create(
        version=version,
        party_id=mandate.party_id,
        defaults={
            "user_id": mandate.user_id,
            "role": mandate.role,
            "mandate_from": mandate.starts_on,
            "mandate_until": mandate.ends_on,
            "version_hash": version.content_hash,
            "at": now,
        },
    )
    if created:
        party = mandate.party_id
        tell(agreement, "sign_agreement", actor=actor, now=now, party_id=party, version=version.number)


def _mandates(agreement: Agreement, user_id: int, day: dt.date) -> Sequence[Membership]:
    """The memberships from which this person binds named parties on that very day, whatever the page knew."""
    found = mandates_of(agreement, user_id, day)
    if not found:
        raise RuleError(_("Uw mandaat is afgelopen. Vraag uw partij wie nu kan tekenen."))
    named = named_ids(agreement)
    mandates = [row for row in found if row.party_id in named]
    if not mandates:
        raise RuleError(_("Uw partij doet niet mee aan deze afspraak. Tekenen is dus niet nodig."))
    return mandates


def _adopt_when_ready(
    agreement: Agreement, version: AgreementVersion, actor: Actor, now: dt.datetime
) -> Signing:
    """Adopt the version when every named party signed it and nothing blocks; else say what is in the way."""
    if agreement.published_id == version.pk and agreement.state in AGREEMENT_IN_FORCE_STATES:
        return Signing(agreement, is_adopted=True)
    named = dict(agreement.named.values_list("party_id", "party__kind"))
    signed = set(version.sign_offs.values_list("party_id", flat=True))
    if not all_signed(named, signed):
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
    """Put the version in force for everybody, end what it replaces, and plan the day to look back on it."""
    today = local_date(now)
    was_public = agreement.scope.is_public
    agreement.published = version
    agreement.published_numbers = [*agreement.published_numbers, version.number]
    agreement.state, agreement.resumes_as = adopted_state(version.starts_on, today), ""
    agreement.asks_council_at, agreement.adopted_at = None, now
    agreement.save(
        update_fields=(
            "published",
            "published_numbers",
            "state",
            "resumes_as",
            "asks_council_at",
            "adopted_at",
        )
    )
    note(agreement, AgreementEventKind.ADOPTED, actor=actor, now=now, version=version, for_readers=True)
    tell(agreement, "adopt_agreement", actor=actor, now=now, for_readers=True, version=version.number)
    if was_public and not agreement.scope.is_public:
        # Nothing public tells of it, and yet the pages for everybody have to let go of it.
        pages.refresh_after_commit()
    end_replaced(new=agreement, actor=actor, now=now)
    plan_after_adoption(agreement=agreement, version=version, now=now)
