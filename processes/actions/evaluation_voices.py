# SPDX-License-Identifier: EUPL-1.2
"""Residents look back too: a side opens and closes the link of a moment, a resident answers without a name."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date, local_moment
from gm_portal.core.errors import NotAllowedError, RuleError
from gm_portal.core.models import Visibility
from processes.actions.contributions import Contents, checked_contents
from processes.actions.evaluations import lock_evaluation, party_of, refuse_closed
from processes.enums import Permission
from processes.models import Evaluation, EvaluationLink, EvaluationVoice, Process
from processes.queries.evaluation_voices import OpenedVoices
from processes.rules import contributions as rules
from processes.rules.contributions import LinkState


@transaction.atomic
def open_voices(*, evaluation: Evaluation, last: dt.date, actor: Actor, now: dt.datetime) -> EvaluationLink:
    """Ask residents to look back too, up to and including `last`. The link that is there is returned.

    One link a moment: with a second one, what came in between could be told from the figures.
    """
    permissions.require(actor, Permission.EVALUATION_ASK_RESIDENTS, evaluation.scope)
    party_id = party_of(actor, evaluation.process_id)
    if party_id is None:
        raise NotAllowedError("a link is opened for a party")
    Process.objects.select_for_update(no_key=True).get(pk=evaluation.process_id)
    evaluation = lock_evaluation(evaluation)
    existing = EvaluationLink.objects.filter(evaluation=evaluation).first()
    if existing:
        return existing
    refuse_closed(evaluation)
    if last < local_date(now):
        raise RuleError(_("Kies een laatste dag die nog moet komen."), field="last")
    if (last - local_date(now)).days > rules.MAX_DAYS:
        raise RuleError(_("Kies een laatste dag binnen een jaar."), field="last")
    link: EvaluationLink = EvaluationLink.objects.create(
        evaluation=evaluation,
        party_id=party_id,
        token=rules.new_token(),
        opens_at=now,
        closes_at=local_moment(last + dt.timedelta(days=1)),
    )
    _tell(link, "open_evaluation_link", Visibility.PUBLIC, actor, now)
    return link


@transaction.atomic
def close_voices(*, evaluation: Evaluation, actor: Actor, now: dt.datetime) -> None:
    """Stop before the last day, for good: the figures show and may not grow after that."""
    permissions.require(actor, Permission.EVALUATION_ASK_RESIDENTS, evaluation.scope)
    end_voices(evaluation, actor=actor, now=now)


def end_voices(evaluation: Evaluation, *, actor: Actor, now: dt.datetime) -> None:
    """Close the link of a moment, if there is one that is open. Runs inside a transaction."""
    link = EvaluationLink.objects.select_for_update().filter(evaluation=evaluation).first()
    if link is None or link.closed_at is not None or now >= link.closes_at:
        return
    link.closed_at = now
    link.save(update_fields=("closed_at",))
    _tell(link, "close_evaluation_link", Visibility.PUBLIC, actor, now)


def give_voice(
    *,
    opened: OpenedVoices,
    key: uuid.UUID,
    contents: Contents,
    area_code: str,
    actor: Actor,
    now: dt.datetime,
) -> tuple[EvaluationVoice, bool]:
    """Keep what one resident said, without a name: the portal itself acts, never a person.

    The same `key` again counts once, with the words that came last. Returns the answer and whether it is new.
    Raises `RuleError` when the link is closed or nothing is said.
    """
    if not actor.is_system:
        raise NotAllowedError("an answer of a resident is anonymous: it is recorded by the portal")
    area = next((each for each in opened.areas if each.code == area_code), None)
    if area_code and area is None:
        raise RuleError(_("Kies uw wijk of dorp uit de lijst."), field="gebied")
    said = checked_contents(opened, contents)
    try:
        with transaction.atomic():
            _refuse_late(opened, now)
            if EvaluationVoice.objects.filter(link=opened.link).count() >= rules.PER_ROUND:
                raise RuleError(_("Er is al heel veel inbreng. Neem contact op met wie u de link gaf."))
            voice = EvaluationVoice.objects.create(
                link=opened.link, key=key, day=local_date(now), area=area, contents=said
            )
    except IntegrityError:
        return _said_again(opened, key, said, area.pk if area else None, now), False
    return voice, True


@transaction.atomic
def _said_again(
    opened: OpenedVoices, key: uuid.UUID, said: Contents, area_id: int | None, now: dt.datetime
) -> EvaluationVoice:
    """The answer that is there; changed words replace the earlier ones."""
    _refuse_late(opened, now)
    voice = EvaluationVoice.objects.select_for_update(of=("self",)).get(link=opened.link, key=key)
    if voice.contents != said or voice.area_id != area_id:
        voice.contents, voice.area_id = dict(said), area_id
        voice.save(update_fields=("contents", "area"))
    return voice


def _refuse_late(opened: OpenedVoices, now: dt.datetime) -> None:
    """Nothing slips in behind a link that is being closed: the figures of a closed link never change."""
    rows = EvaluationLink.objects.select_for_update(of=("self",), no_key=True)
    link = rows.select_related("evaluation__process").get(pk=opened.link.pk)
    if OpenedVoices(link).state(now) != LinkState.OPEN:
        raise RuleError(_("Meedoen kan hier niet meer. Bewaar uw tekst en geef hem aan de partij."))


def _tell(link: EvaluationLink, verb: str, visibility: Visibility, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=link,
        process_id=link.evaluation.process_id,
        party_id=link.party_id,
        visibility=visibility,
        now=now,
    )
