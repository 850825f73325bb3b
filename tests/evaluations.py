# SPDX-License-Identifier: EUPL-1.2
"""Small helps for tests around looking back: sheets of both sides, and answers of residents."""

import datetime as dt
import uuid
from typing import Any

from django.urls import reverse

from gm_portal.core.actors import SYSTEM
from processes import models
from processes.actions.evaluation_sheets import save_sheet, share_sheet
from processes.actions.evaluation_voices import give_voice
from processes.enums import EvaluationKind
from processes.queries.evaluation_sheets import OwnSheet, own_sheet
from processes.queries.evaluation_voices import voices_by_token
from tests import factories
from tests.factories import NOW
from tests.people import People

AT_THE_TABLE = ("wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member")
ELSEWHERE = ("stranger", "other_wijk_coordinator", "council_member", "clerk", "alderman", "administrator")
CONTENTS: dict[str, Any] = {"EV-01": {"text": "Er staan tien bomen."}, "EV-13": {"scale": 4}}


def green_street(people: People, day: dt.date) -> models.Evaluation:
    """A planned moment of the Korenbuurt, on one agreement in force."""
    found: models.Evaluation = factories.EvaluationFactory(
        process=people.process, planned_on=day, kind=EvaluationKind.SHORT
    )
    found.agreements.add(
        factories.AgreementFactory(process=people.process, title="Groene straat", text="Wij planten bomen.")
    )
    return found


def list_address(slug: str = "korenbuurt") -> str:
    """The page with all moments of a process."""
    return reverse("evaluations", args=(slug,))


def address_of(action: str, evaluation: models.Evaluation) -> str:
    """The page on which something is done with one moment."""
    return reverse(f"evaluation-{action}", args=(evaluation.process.slug, evaluation.pk))


def text_of(response: Any) -> str:
    """What a page says."""
    found: str = response.content.decode()
    return found


def sheet_of(people: People, evaluation: models.Evaluation, party: models.Party) -> OwnSheet:
    """The sheet as it is now."""
    return own_sheet(people.process.slug, evaluation.pk, party.pk)


def save(
    people: People, evaluation: models.Evaluation, who: str, contents: Any = None, based_on: int = 0
) -> Any:
    """Somebody of the cast saves a draft."""
    return save_sheet(
        own=sheet_of(people, evaluation, party_of(people, who)),
        contents=CONTENTS if contents is None else contents,
        based_on=based_on,
        actor=people.actor(who),
        now=NOW,
    )


def share(people: People, evaluation: models.Evaluation, who: str, contents: Any = None) -> Any:
    """Somebody who speaks for a party saves and shares."""
    save(people, evaluation, who, contents)
    own = sheet_of(people, evaluation, party_of(people, who))
    return share_sheet(own=own, number=own.number, actor=people.actor(who), now=NOW)


def party_of(people: People, who: str) -> models.Party:
    """The party of a member of the cast."""
    if who.startswith("team"):
        return people.team
    return people.other_wijk if who.startswith("other") else people.wijk


def say(
    link: models.EvaluationLink, figure: int = 4, area: str = "", **contents: Any
) -> models.EvaluationVoice:
    """One resident answers."""
    said = {"EV-02": {"scale": figure}} | contents
    voice, _new = give_voice(
        opened=voices_by_token(link.token),
        key=uuid.uuid4(),
        contents=said,
        area_code=area,
        actor=SYSTEM,
        now=NOW,
    )
    return voice
