# SPDX-License-Identifier: EUPL-1.2
"""Working out a task of the right to challenge: the idea, what each side puts in, and who gives something away.

The steps of the route are taken in `challenge_moves.py`. Each action locks the task before it looks.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gm_portal.core import audit, pages, permissions
from gm_portal.core.actors import Actor, Seat
from gm_portal.core.clock import local_date
from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.enums import (
    CHALLENGE_OPEN_TO_WRITING,
    SIDE_OF_KIND,
    ChallengeStep,
    Consent,
    GiverKind,
    PartyKind,
    Permission,
    Side,
)
from processes.models import Challenge, ChallengeMove, GivingParty, Process
from processes.rules.agreements import PERSONAL, speaking_seat
from processes.rules.challenge_parts import changed_meanwhile, checked_part, checked_texts
from processes.rules.challenges import routes_of

MOST_GIVERS = 20
NAME_LENGTH, SOURCE_LENGTH = 120, 300


@transaction.atomic
def start_challenge(
    *, process: Process, route: str, title: str, idea: str, actor: Actor, now: dt.datetime
) -> Challenge:
    """Put an idea on the route. It stays with the parties until the side that had it shares it.

    Each side starts its own routes. The same idea sent twice within a minute is one. Raises `RuleError`.
    """
    permissions.require(actor, Permission.CHALLENGE_WRITE, process.scope)
    seat = seat_of(actor, process.pk)
    if route not in routes_of(side_of(seat)):
        raise RuleError(_("Kies een route die bij uw kant hoort."), field="route")
    title, idea = checked_texts(title, idea)
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    said = {"route": route, "title": title, "idea": idea, "party_id": seat.party_id}
    recent = process.challenges.filter(**said, created_at__gte=now - dt.timedelta(minutes=1)).first()
    if recent is not None:
        return recent
    last = process.challenges.aggregate(last=Max("number"))["last"] or 0
    challenge: Challenge = process.challenges.create(number=last + 1, created_at=now, **said)
    _first_move(challenge, actor, now)
    tell(challenge, "start_challenge", seat, actor, now)
    return challenge


def _first_move(challenge: Challenge, actor: Actor, now: dt.datetime) -> ChallengeMove:
    """The story of a task begins with its idea."""
    return ChallengeMove.objects.create(
        challenge=challenge,
        number=1,
        target_step=ChallengeStep.IDEA,
        moved_on=local_date(now),
        party_id=challenge.party_id,
        user_id=actor.user_id,
        at=now,
    )


@transaction.atomic
def fill_in(
    *,
    challenge: Challenge,
    values: Mapping[str, Any],
    based_on: Mapping[str, Any],
    actor: Actor,
    now: dt.datetime,
) -> Challenge:
    """What the actor's own side puts in; the gebiedsteam also says which domains and portfolios it touches.

    `based_on` holds what the form showed. Raises `StaleError` with what stands there when somebody of the same
    side wrote meanwhile, `RuleError` at the field that is wrong. The same values twice are written once.
    """
    permissions.require(actor, Permission.CHALLENGE_WRITE, challenge.scope)
    seat = seat_of(actor, challenge.process_id)
    part = checked_part(side_of(seat), values)
    challenge = locked(challenge)
    refuse_unless_written(challenge)
    stands = {name: getattr(challenge, name) for name in part}
    if stands == part:
        return challenge
    if changed_meanwhile(stands, based_on):
        raise StaleError(
            _("Iemand anders vulde dit net in. Kijk wat er nu staat en bewaar dan uw eigen tekst."),
            current=stands,
        )
    for name, value in part.items():
        setattr(challenge, name, value)
    challenge.save(update_fields=list(part))
    tell(challenge, "fill_in_challenge", seat, actor, now, fields=sorted(part))
    return challenge


@transaction.atomic
def add_giver(*, challenge: Challenge, kind: str, name: str, actor: Actor, now: dt.datetime) -> GivingParty:
    """Put a department or partner on the list of who gives something away. The gebiedsteam does."""
    permissions.require(actor, Permission.CHALLENGE_WRITE, challenge.scope)
    seat = team_seat(actor, challenge.process_id)
    if kind not in GiverKind.values:
        raise RuleError(_("Kies of het een afdeling of een partner is."), field="kind")
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise RuleError(_("Noem de afdeling of partner, in hoogstens 120 tekens."), field="name")
    if PERSONAL.search(name):
        raise RuleError(_("Noem een afdeling of organisatie, geen persoon."), field="name")
    challenge = locked(challenge)
    refuse_unless_written(challenge)
    known = challenge.giving.filter(name__iexact=name).first()
    if known is not None:
        return known
    if challenge.giving.count() >= MOST_GIVERS:
        raise RuleError(_("De lijst is vol. Zo’n brede taak lukt zelden: kies een kleinere taak."))
    giver: GivingParty = GivingParty.objects.create(challenge=challenge, kind=kind, name=name)
    tell(challenge, "add_giving_party", seat, actor, now)
    return giver


@transaction.atomic
def record_consent(
    *,
    giver: GivingParty,
    consent: str,
    consent_on: dt.date,
    source: str,
    actor: Actor,
    now: dt.datetime,
) -> GivingParty:
    """Record, for the gebiedsteam, what a department or partner answered, on which day and where that stands."""
    permissions.require(actor, Permission.CHALLENGE_WRITE, giver.challenge.scope)
    seat = team_seat(actor, giver.challenge.process_id)
    if consent not in (Consent.YES, Consent.NO, Consent.NOT_NEEDED):
        raise RuleError(_("Kies wat het antwoord was."), field="consent")
    if consent_on > local_date(now):
        raise RuleError(_("Deze dag moet nog komen. Vul de dag van het antwoord in."), field="consent_on")
    source = source.strip()
    if not source or len(source) > SOURCE_LENGTH:
        raise RuleError(_("Schrijf op waar het antwoord staat, in hoogstens 300 tekens."), field="source")
    if PERSONAL.search(source):
        raise RuleError(_("Noem een brief of verslag, geen persoon of adres."), field="source")
    challenge = locked(giver.challenge)
    refuse_unless_written(challenge)
    giver = GivingParty.objects.get(pk=giver.pk)
    if (giver.consent, giver.consent_on, giver.source) == (consent, consent_on, source):
        return giver
    giver.consent, giver.consent_on, giver.source = consent, consent_on, source
    giver.recorded_by_id, giver.recorded_at = actor.user_id, now
    giver.save()
    tell(challenge, "record_consent", seat, actor, now, giver=giver.pk, consent=consent)
    return giver


# What the actions on tasks share ---------------------------------------------------------------------
def locked(challenge: Challenge) -> Challenge:
    """The task as it is now, held until the end of this transaction."""
    Challenge.objects.select_for_update(no_key=True).get(pk=challenge.pk)
    return Challenge.objects.select_related("process").get(pk=challenge.pk)


def refuse_unless_written(challenge: Challenge) -> None:
    """Filling in is possible while the task is being worked out."""
    if challenge.step not in CHALLENGE_OPEN_TO_WRITING:
        raise RuleError(_("In deze stap kunt u dit niet meer invullen. Lees eerst hoe de taak ervoor staat."))


def seat_of(actor: Actor, process_id: int) -> Seat:
    """The seat somebody speaks from. Raises `NotAllowedError`."""
    seat = speaking_seat(actor, process_id)
    if seat is None or actor.user_id is None:
        raise NotAllowedError("a task is worked out by a person with a seat in a signing party")
    return seat


def team_seat(actor: Actor, process_id: int) -> Seat:
    """A seat in the gebiedsteam, which speaks for the municipality. Raises `NotAllowedError`."""
    for seat in actor.seats_in(process_id):
        if seat.kind == PartyKind.AREA_TEAM and actor.user_id is not None:
            return seat
    raise NotAllowedError("only the gebiedsteam answers for the municipality")


def side_of(seat: Seat) -> Side:
    """The side of a seat."""
    return SIDE_OF_KIND[PartyKind(seat.kind)]


def tell(
    challenge: Challenge,
    verb: str,
    seat: Seat,
    actor: Actor,
    now: dt.datetime,
    *,
    visibility: Visibility = Visibility.PROCESS,
    **data: Any,
) -> None:
    """The audit event of an action on a task. What readers follow is refreshed, also when it is no news."""
    audit.record(
        actor=actor,
        verb=verb,
        target=challenge,
        process_id=challenge.process_id,
        party_id=seat.party_id,
        visibility=visibility,
        now=now,
        **data,
    )
    if challenge.is_shared:
        pages.refresh_after_commit()
