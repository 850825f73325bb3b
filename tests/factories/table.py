# SPDX-License-Identifier: EUPL-1.2
"""A praatplaat with one question of every type, and a conversation about it at the table of the cast."""

from dataclasses import dataclass
from typing import Any

from processes import models
from processes.actions import answer_sharing
from processes.actions import conversations as actions
from processes.enums import AnswerType
from tests import factories
from tests.people import People

TOPICS = ("groen", "verkeer", "jeugd")
# Per code what differs from an open question.
QUESTIONS: dict[str, dict[str, Any]] = {
    "DEN-1": {"answer_type": AnswerType.TEXT, "value_codes": ["INC"]},
    "DEN-4": {"answer_type": AnswerType.SCALE, "value_codes": ["INC"]},
    "KIE-1": {
        "answer_type": AnswerType.MANY_CHOICES,
        "with_text": True,
        "max_choices": 2,
        "options": [{"code": code, "text": code.capitalize()} for code in TOPICS],
    },
    "KIE-2": {
        "answer_type": AnswerType.ONE_CHOICE,
        "options": [{"code": "samen", "text": "Samen"}, {"code": "gemeente", "text": "Vooral de gemeente"}],
    },
    "BES-1": {"answer_type": AnswerType.ACCENT},
    "BES-2": {"answer_type": AnswerType.LEVEL_PER_TOPIC},
    "DOE-1": {"answer_type": AnswerType.TWO_COLUMNS},
    "TER-5": {"answer_type": AnswerType.SCALE, "with_text": True, "per_side": True},
}
# A good answer per question: as a content, and as the form posts it.
CONTENTS: dict[str, dict[str, Any]] = {
    "DEN-1": {"text": "De school praat mee."},
    "DEN-4": {"scale": 4},
    "KIE-1": {"choices": ["groen", "jeugd"], "text": "Ook het plein."},
    "KIE-2": {"choices": ["samen"]},
    "BES-1": {"points": {"A": 2, "B": 5, "C": 3}, "topic_points": {"groen": {"A": 0, "B": 10, "C": 0}}},
    "BES-2": {"levels": {"groen": "N3", "jeugd": "unknown"}},
    "DOE-1": {"text": "Wij snoeien.", "text_gemeente": "De gemeente maait."},
    "TER-5": {"scale": 2, "text": "Het gaat langzaam."},
}
POSTED: dict[str, dict[str, Any]] = {
    "DEN-1": {"text": "De school praat mee."},
    "DEN-4": {"scale": "4"},
    "KIE-1": {"choices": ["jeugd", "groen"], "text": "Ook het plein."},
    "KIE-2": {"choices": "samen"},
    "BES-1": {
        "points__A": "2",
        "points__B": "5",
        "points__C": "3",
        "topic_points__groen__B": "10",
    },
    "BES-2": {"levels__groen": "N3", "levels__verkeer": "", "levels__jeugd": "unknown"},
    "DOE-1": {"text": "Wij snoeien.", "text_gemeente": "De gemeente maait."},
    "TER-5": {"scale": "2", "text": "Het gaat langzaam."},
}


@dataclass
class TableOfCast:
    """The conversation of the cast's process and its questions by code."""

    people: People
    conversation: models.Conversation
    questions: dict[str, models.Question]

    def save(
        self, who: str, code: str = "DEN-1", content: Any = None, based_on: int = 0, **more: Any
    ) -> models.Answer:
        """Somebody of the cast saves a draft for the own party."""
        return actions.save_draft(**self.place(who, code), **self.typed(who, code, content, based_on), **more)

    def share(self, who: str, code: str = "DEN-1", content: Any = None, based_on: int = 0) -> models.Answer:
        """Somebody saves and shares."""
        return answer_sharing.save_and_share(
            **self.place(who, code), **self.typed(who, code, content, based_on)
        )

    def publish(self, who: str, code: str = "DEN-1", content: Any = None, based_on: int = 0) -> models.Answer:
        """Somebody saves, shares and publishes."""
        answer = self.share(who, code, content, based_on)
        return answer_sharing.publish_answer(answer=answer, actor=self.people.actor(who), now=factories.NOW)

    def place(self, who: str, code: str) -> dict[str, Any]:
        """Where somebody writes: conversation, own party, question."""
        return {
            "conversation": self.conversation,
            "party": self.party_of(who),
            "question": self.questions[code],
        }

    def party_of(self, who: str) -> models.Party:
        """The party of a member of the cast; for who has none, the resident organisation."""
        if who.startswith("team"):
            return self.people.team
        return self.people.other_wijk if who.startswith("other") else self.people.wijk

    def typed(self, who: str, code: str, content: Any, based_on: int) -> dict[str, Any]:
        """What somebody writes; without content a good answer."""
        return {
            "content": CONTENTS[code] if content is None else content,
            "based_on": based_on,
            "actor": self.people.actor(who),
            "now": factories.NOW,
        }


def make_questions() -> dict[str, models.Question]:
    """A published praatplaat with one question of every type."""
    praatplaat = factories.PraatplaatFactory()
    models.CompassValue.objects.create(
        praatplaat=praatplaat, code="INC", name="Inclusie", definition="Iedereen kan meedoen.",
        origin="seed", position=1,
    )  # fmt: skip
    blocks: dict[str, models.BuildingBlock] = {}
    questions = {}
    for position, (code, fields) in enumerate(QUESTIONS.items()):
        name = code.split("-")[0]
        if name not in blocks:
            blocks[name] = factories.BuildingBlockFactory(praatplaat=praatplaat, code=name)
        questions[code] = factories.QuestionFactory(
            block=blocks[name], code=code, position=position, **fields
        )
    factories.publish(praatplaat)
    return questions


def make_table(people: People) -> TableOfCast:
    """An open first round at the table of the cast."""
    questions = make_questions()
    conversation = factories.ConversationFactory(
        process=people.process, praatplaat=questions["DEN-1"].praatplaat
    )
    return TableOfCast(people, conversation, questions)
