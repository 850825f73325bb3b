# SPDX-License-Identifier: EUPL-1.2
"""Putting a required finding off together: one side proposes, the other confirms. What blocks is never put off."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.actions.agreement_steps import visibility_of
from processes.actions.rule_sets import publish_standard
from processes.enums import SIGNING_KINDS, Permission
from processes.models import Agreement, Party, Postponement, Process, RuleText
from processes.queries.congruence import standings_of
from processes.rules.agreements import binding_seats
from processes.rules.congruence import key_of, may_postpone
from processes.rules.congruence_facts import FindingKey
from processes.rules.postponements import flaws_of


@transaction.atomic
def propose_postponement(
    *, process: Process, key: FindingKey, until: dt.date, reason: str, actor: Actor, now: dt.datetime
) -> Postponement:
    """Propose to put one finding off, for the actor's own party. The same proposal twice is one.

    Raises `RuleError` at the field that is wrong, or when the finding is not (or no longer) required and open.
    """
    permissions.require(actor, Permission.CONGRUENCE_POSTPONE, process.scope)
    seats = binding_seats(actor, process.pk)
    if not seats or actor.user_id is None:
        raise NotAllowedError("a proposal needs a person with a seat that binds a party")
    today, reason = local_date(now), " ".join(reason.split())
    for field, message in flaws_of(until=until, reason=reason, today=today):
        raise RuleError(message, field=field)
    # The process is locked first, so that two proposals at once see each other.
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    code, number = key
    present = _present(process, key, now)
    if present is not None:
        if (until, reason, seats[0].party_id) == (present.until, present.reason, present.party_id):
            return present
        raise StaleError(_("Er ligt al een voorstel over dit punt. Lees dat eerst."))
    rule = _required_rule(process, key, today=today, now=now)
    postponement = Postponement.objects.create(
        process=process,
        rule=rule,
        code=code,
        agreement_number=number,
        reason=reason,
        proposed_on=today,
        until=until,
        party_id=seats[0].party_id,
        proposed_by_id=actor.user_id,
        proposed_at=now,
    )
    _tell(postponement, "propose_postponement", actor, now)
    return postponement


def _present(process: Process, key: FindingKey, now: dt.datetime) -> Postponement | None:
    """The proposal about this finding that still stands. One whose day is over is closed, to make room."""
    code, number = key
    present = Postponement.objects.filter(
        process=process, code=code, agreement_number=number, closed_at__isnull=True
    ).first()
    if present is None or present.until >= local_date(now):
        return present
    present.closed_at = now
    present.save(update_fields=("closed_at",))
    return None


def _required_rule(process: Process, key: FindingKey, *, today: dt.date, now: dt.datetime) -> RuleText:
    """The rule that is to be put off, as it reads now. Raises `RuleError` when there is nothing to put off."""
    held = standings_of([process], today=today, for_parties=True)[process.pk]
    if not any(may_postpone(each) and key_of(each) == key for each in held.findings):
        raise RuleError(_("Dit punt staat niet meer open, of u kunt het niet uitstellen."))
    publish_standard(now=now)
    return RuleText.objects.get(ruleset__version=held.book.version, code=key[0])


@transaction.atomic
def confirm_postponement(*, postponement: Postponement, actor: Actor, now: dt.datetime) -> Postponement:
    """Agree for the other side: from now on all readers see that it is put off, until when and why."""
    postponement = _locked(postponement, actor)
    if postponement.confirmed_at is not None and postponement.closed_at is None:
        return postponement
    _refuse_over(postponement, now)
    seat = _seat_of_other_side(postponement, actor)
    postponement.confirmed_party_id, postponement.confirmed_by_id = seat, actor.user_id
    postponement.confirmed_at = now
    postponement.save(update_fields=("confirmed_party", "confirmed_by", "confirmed_at"))
    _tell(postponement, "confirm_postponement", actor, now, _visibility_of(postponement), party_id=seat)
    return postponement


@transaction.atomic
def close_postponement(*, postponement: Postponement, actor: Actor, now: dt.datetime) -> Postponement:
    """Take back, decline, or end a postponement: either side may, and the finding is open again. Once is enough."""
    postponement = _locked(postponement, actor)
    if postponement.closed_at is not None:
        return postponement
    was_confirmed = postponement.confirmed_at is not None
    party = binding_seats(actor, postponement.process_id)[0].party_id
    postponement.closed_party_id, postponement.closed_by_id = party, actor.user_id
    postponement.closed_at = now
    postponement.save(update_fields=("closed_party", "closed_by", "closed_at"))
    visibility = _visibility_of(postponement) if was_confirmed else Visibility.PROCESS
    _tell(postponement, "close_postponement", actor, now, visibility, party_id=party)
    return postponement


def _locked(postponement: Postponement, actor: Actor) -> Postponement:
    permissions.require(actor, Permission.CONGRUENCE_POSTPONE, postponement.scope)
    if actor.user_id is None or not binding_seats(actor, postponement.process_id):
        raise NotAllowedError("an answer needs a person with a seat that binds a party")
    Process.objects.select_for_update(no_key=True).get(pk=postponement.process_id)
    return Postponement.objects.select_related("process", "party").get(pk=postponement.pk)


def _visibility_of(postponement: Postponement) -> Visibility:
    """Of one agreement as that agreement; what the whole area puts off is for everybody."""
    number = postponement.agreement_number
    if number is None:
        return Visibility.PUBLIC
    rows = Agreement.objects.select_related("process", "published")
    agreement = rows.filter(process=postponement.process_id, number=number).first()
    return visibility_of(agreement) if agreement else Visibility.PROCESS


def _refuse_over(postponement: Postponement, now: dt.datetime) -> None:
    if postponement.closed_at is not None:
        raise StaleError(_("Dit voorstel is intussen ingetrokken of afgewezen."))
    if postponement.until < local_date(now):
        raise RuleError(_("De dag van dit voorstel is voorbij. Stel een nieuwe dag voor."))


def _seat_of_other_side(postponement: Postponement, actor: Actor) -> int:
    """The party that confirms: one of the other side. Raises `RuleError` when somebody answers himself."""
    kinds = dict(
        Party.objects.filter(process=postponement.process_id, kind__in=SIGNING_KINDS).values_list(
            "pk", "kind"
        )
    )
    for seat in binding_seats(actor, postponement.process_id):
        if kinds.get(seat.party_id) not in (None, postponement.party.kind):
            return seat.party_id
    raise RuleError(_("Uw kant stelde dit voor. De andere kant bevestigt het."))


def _tell(
    postponement: Postponement,
    verb: str,
    actor: Actor,
    now: dt.datetime,
    visibility: Visibility = Visibility.PROCESS,
    *,
    party_id: int | None = None,
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=postponement,
        now=now,
        process_id=postponement.process_id,
        party_id=party_id or postponement.party_id,
        visibility=visibility,
        rule=postponement.code,
        agreement=postponement.agreement_number,
        until=postponement.until.isoformat(),
    )
