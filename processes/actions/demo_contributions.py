# SPDX-License-Identifier: EUPL-1.2
"""Example contributions for the demo: an open link, residents who speak, and a summary, all with the marker.

One question is answered by more than ten people, so its number is public; another by fewer, so it is not.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from gm_portal.core.actors import SYSTEM, Actor
from gm_portal.core.clock import local_date
from processes.actions.answer_sharing import publish_answer, share_answer
from processes.actions.contributions import NewLink, contribute, open_link, sum_up
from processes.models import ContributionLink, Party
from processes.queries.contribution_links import AtParty, LinkQuestion, link_by_id
from processes.rules.conversations import Content

MARKER = "[voorbeeldtekst]"
TITLE = f"{MARKER} Wat vindt u belangrijk in de Rivierenbuurt?"
INTRO = (
    "Dit is een voorbeeld: niemand heeft dit echt gezegd. Probeer gerust zelf een antwoord. "
    "De bewonersorganisatie vat samen wat inwoners zeggen."
)
OPEN_FOR = dt.timedelta(days=360)


@dataclass(frozen=True)
class Voice:
    """What one example resident says."""

    topics: tuple[str, ...]
    scale: int | None = None
    words: str = ""


VOICES = (
    Voice(("groen", "verkeer-en-parkeren"), 3, "Met een briefje bij de supermarkt."),
    Voice(("groen",), 4),
    Voice(("verkeer-en-parkeren", "veiligheid"), 2, "Ik weet niet bij wie ik moet zijn."),
    Voice(("ontmoeten-en-dorpshuis-of-buurthuis",), 4),
    Voice(("groen", "schoon-en-heel"), 3),
    Voice(("wonen-en-bouwen",), 3),
    Voice(("verkeer-en-parkeren",), 5),
    Voice(("groen", "jeugd"), 4, "Via de bewonersorganisatie, dat ging goed."),
    Voice(("ontmoeten-en-dorpshuis-of-buurthuis", "groen"), 2),
    Voice(("veiligheid",), 3),
    Voice(("schoon-en-heel", "verkeer-en-parkeren")),
    Voice(("groen", "ontmoeten-en-dorpshuis-of-buurthuis")),
)
ASKED = ("DEN-4", "KIE-1", "KIE-3")
SUMMED_UP = "KIE-1"
SUMMARY: Content = {
    "choices": ["groen", "verkeer-en-parkeren"],
    "text": f"{MARKER} De meeste inwoners noemen groen. Daarna komen verkeer en parkeren.",
}


def add_example_contributions(party: Party, actor: Actor, *, now: dt.datetime) -> int:
    """Ask, let the example residents speak, and sum one question up; nothing when the party asked already.

    `actor` binds the party. Returns how many residents spoke.
    """
    conversation = party.process.conversations.select_related("process", "praatplaat").first()
    if conversation is None or ContributionLink.objects.filter(party=party).exists():
        return 0
    codes = {question.code for question in AtParty(conversation, party).questions}
    if not conversation.scope.is_open or not codes.issuperset(ASKED):
        return 0
    today = local_date(now)
    link = open_link(
        conversation=conversation,
        party=party,
        chosen=NewLink(TITLE, INTRO, ASKED, today, today + OPEN_FOR),
        actor=actor,
        now=now,
    )
    opened = link_by_id(conversation.process.slug, link.pk)
    for voice in VOICES:
        contribute(opened=opened, key=uuid.uuid4(), contents=_contents(voice), actor=SYSTEM, now=now)
    question = next(row for row in opened.questions if row.code == SUMMED_UP)
    answer = sum_up(at=LinkQuestion(opened, question), content=SUMMARY, based_on=0, actor=actor, now=now)
    publish_answer(answer=share_answer(answer=answer, actor=actor, now=now), actor=actor, now=now)
    return len(VOICES)


def _contents(voice: Voice) -> dict[str, Content]:
    said: dict[str, Content] = {"KIE-1": {"choices": list(voice.topics)}}
    if voice.scale:
        said["DEN-4"] = {"scale": voice.scale}
    if voice.words:
        said["KIE-3"] = {"text": f"{MARKER} {voice.words}"}
    return said
