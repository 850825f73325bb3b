# SPDX-License-Identifier: EUPL-1.2
"""An example of an agreement in the demo: two versions, both signed by both sides, with what changed and why."""

import datetime as dt
from dataclasses import replace

from gm_portal.accounts.models import User
from gm_portal.core import clock
from gm_portal.core.actors import Actor, actor_of
from gm_portal.core.origins import Origin
from processes.actions.agreement_signing import sign_agreement
from processes.actions.agreements import amend_agreement, discuss_agreement, draft_agreement
from processes.models import Agreement, Process
from processes.queries.agreement_sources import joint_answers_of
from processes.rules.agreement_texts import VersionText

FIRST = VersionText(
    title="Samen langs de school en de winkels",
    text="Bewoners en gemeente gaan twee keer per jaar samen langs de school en de winkels. "
    "Zij vragen wie wil meepraten over de straten.",
    level="N2",
    fields={
        "subject": "algemeen",
        "what": "Wie er meepraat en wat er is besproken.",
        "for_whom": "Iedereen in de wijk",
        "when": "Twee keer per jaar",
        "offline": "De buurtkrant",
        "power_wijk": "Twee mensen, vier uur per keer.",
        "power_gemeente": "De gebiedsregisseur, vier uur per keer.",
    },
)
SECOND = replace(
    FIRST,
    text="Bewoners en gemeente gaan vier keer per jaar samen langs de school, de winkels en de studentenhuizen. "
    "Zij vragen wie wil meepraten over de straten.",
    fields={**FIRST.fields, "when": "Vier keer per jaar"},
    reason="Studenten deden nog niet mee, en een half jaar is te lang.",
)


def add_example_agreement(slug: str, wijk_email: str, team_email: str, *, now: dt.datetime) -> int:
    """Draft, sign, amend and sign again, as people do; nothing when it is there or nobody sits there any more."""
    process = Process.objects.filter(slug=slug).first()
    if process is None or process.agreements.filter(versions__title=FIRST.title).exists():
        return 0
    answers = joint_answers_of(process)
    wijk, team = _actor(process, wijk_email, now), _actor(process, team_email, now)
    if not answers or wijk is None or team is None:
        return 0
    agreement = draft_agreement(
        process=process,
        kind="informatie",
        question_codes=[answers[0].question.code],
        content=FIRST,
        actor=wijk,
        now=now,
        origin=Origin.EXAMPLE,
    )
    discuss_agreement(agreement=agreement, actor=wijk, now=now)
    _sign(agreement, 1, (wijk, team), now)
    # Some seconds apart, so that the story of the agreement reads in the order in which it went.
    later = now + dt.timedelta(seconds=5)
    agreement.refresh_from_db()
    amend_agreement(agreement=agreement, based_on=1, content=SECOND, actor=team, now=later)
    _sign(agreement, 2, (team, wijk), later + dt.timedelta(seconds=5))
    return 1


def _actor(process: Process, email: str, now: dt.datetime) -> Actor | None:
    actor = actor_of(User.objects.filter(email=email).first(), today=clock.local_date(now))
    return actor if actor.seats_in(process.pk) else None


def _sign(agreement: Agreement, version: int, actors: tuple[Actor, ...], now: dt.datetime) -> None:
    for actor in actors:
        agreement.refresh_from_db()
        sign_agreement(agreement=agreement, version=version, actor=actor, now=now)
