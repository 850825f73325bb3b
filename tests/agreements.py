# SPDX-License-Identifier: EUPL-1.2
"""A table at which agreements are made: the cast, an open conversation with two questions, and short verbs."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client

from processes import models
from processes.actions import agreement_signing as signing
from processes.actions import agreements as actions
from processes.actions import council_decisions
from processes.rules.agreement_texts import VersionText
from processes.rules.council import Verdict
from tests import factories
from tests.factories import NOW
from tests.people import People, make_people

ROL = {"holder": "Werkgroep groen", "sides": ["wijk"], "about": "Het groen"}
TASK = {
    "result": "Mooi groen",
    "domains": ["groen"],
    "departments": "Stadsbeheer",
    "departments_agreed_on": "2026-11-01",
    "notice_days": 90,
    "fallback": "De gemeente neemt het terug.",
}
EVALUATE_ON = dt.date(2027, 5, 1)


def text(**changed: Any) -> VersionText:
    """What a version says."""
    said = {"title": "Het groen", "text": "De buurt plant bomen.", "level": "N1", "fields": ROL}
    return VersionText(**said | changed)


@dataclass
class Table:
    """The people and what they do; the actor is named as in `tests/people.py`."""

    people: People

    def draft(self, name: str = "team_coordinator", kind: str = "rol", **changed: Any) -> models.Agreement:
        """A draft out of question AA-1."""
        return actions.draft_agreement(
            process=self.people.process,
            kind=kind,
            question_codes=["AA-1"],
            content=text(**changed),
            actor=self.people.actor(name),
            now=NOW,
        )

    def amend(
        self, agreement: models.Agreement, name: str = "wijk_coordinator", based_on: int = 1, **changed: Any
    ) -> models.AgreementVersion:
        """A next version, with a reason."""
        changed.setdefault("reason", "De buurt vroeg erom.")
        return actions.amend_agreement(
            agreement=agreement,
            based_on=based_on,
            content=text(**changed),
            actor=self.people.actor(name),
            now=NOW,
        )

    def sign(self, agreement: models.Agreement, name: str, version: int = 1) -> signing.Signing:
        """A signature."""
        return signing.sign_agreement(
            agreement=agreement, version=version, actor=self.people.actor(name), now=NOW
        )

    def sign_all(self, agreement: models.Agreement, version: int = 1) -> signing.Signing:
        """The signatures of both parties."""
        self.sign(agreement, "team_coordinator", version)
        return self.sign(agreement, "wijk_deputy", version)

    def submit(
        self,
        *agreements: models.Agreement,
        name: str = "team_coordinator",
        versions: Any = None,
        explanation: str = "Wij vragen de raad om de taak over te dragen.",
    ) -> models.CouncilBundle:
        """A bundle for the council, of the versions on the table unless `versions` says otherwise."""
        numbers = {each.number: models.Agreement.objects.get(pk=each.pk) for each in agreements}
        current = {number: each.current.number for number, each in numbers.items() if each.current}
        return council_decisions.submit_bundle(
            process=self.people.process,
            versions=current | (versions or {}),
            explanation=explanation,
            actor=self.people.actor(name),
            now=NOW,
        )

    def decide_on(self, bundle: models.CouncilBundle, **changed: Any) -> council_decisions.Decided:
        """The council's decision on a bundle, recorded by the clerk."""
        said: dict[str, Any] = {
            "outcome": "approved",
            "decided_on": NOW.date(),
            "reference": "R-1",
            "scope_text": "De raad draagt de taak over.",
        }
        return council_decisions.record_council_decision(
            bundle=bundle, verdict=Verdict(**said | changed), actor=self.people.actor("clerk"), now=NOW
        )

    def decide(self, agreement: models.Agreement, **changed: Any) -> signing.Signing:
        """Submit one agreement and let the council say yes, unless `changed` says otherwise."""
        return self.decide_on(self.submit(agreement), **changed).signings[0]


def confirmed(client: Client) -> Client:
    """A browser in which somebody just gave the password once more, as signing asks."""
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    return client


def make_table() -> Table:
    """The cast with an open conversation over the questions AA-1 and AA-2, both with a joint answer."""
    people = make_people()
    plate = factories.PraatplaatFactory()
    block = factories.BuildingBlockFactory(praatplaat=plate)
    for code in ("AA-1", "AA-2"):
        factories.QuestionFactory(block=block, code=code, text=f"Vraag {code}?")
    factories.publish(plate)
    conversation = factories.ConversationFactory(process=people.process, praatplaat=plate)
    for code in ("AA-1", "AA-2"):
        factories.agreed_on(conversation, code, people.wijk_coordinator)
    return Table(people)
