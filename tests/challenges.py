# SPDX-License-Identifier: EUPL-1.2
"""A task at a table, and short verbs to take it along the route."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from processes import models
from processes.actions import challenge_moves as moves
from processes.actions import challenges as actions
from tests.agreements import Table, make_table
from tests.factories import NOW, TODAY

WIJK = {"wijk_people": 6, "wijk_hours": 12, "wijk_knowledge": "Hoveniers.", "wijk_support": "Enquête."}
TEAM = {
    "domains": ["groen"],
    "portfolios": "Groen",
    "team_hours": 4,
    "team_money_cents": 500_000,
    "team_knowledge": "Een adviseur.",
    "team_responsible": "Hoofd Stadsbeheer",
}
COLLEGE = {
    "decided_by": "college",
    "decided_on": TODAY,
    "decision_reference": "B&W-12",
    "trial_ends_on": TODAY + dt.timedelta(days=180),
}
# What each step needs to be taken, in the order of the route, with who takes it when residents challenge.
FORWARD: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("exploration", "wijk_coordinator", {}),
    ("feasibility", "team_coordinator", {"reason": "Wij zoeken het uit."}),
    ("consent", "team_coordinator", {}),
    ("proposal", "team_coordinator", {}),
    ("decision", "wijk_deputy", {}),
    ("trial", "team_coordinator", COLLEGE),
    ("running", "wijk_coordinator", {"reason": "De proef ging goed."}),
    ("evaluation", "team_coordinator", {}),
    ("continued", "wijk_coordinator", {"reason": "Het bevalt."}),
)


@dataclass
class Route:
    """A task and the people who take it along; the actor is named as in `tests/people.py`."""

    table: Table
    task: models.Challenge

    def fresh(self) -> models.Challenge:
        """The task as it is now."""
        return models.Challenge.objects.get(pk=self.task.pk)

    def move(self, target: str, name: str, **said: Any) -> models.Challenge:
        """One step."""
        taken = {"seen": self.fresh().step, "moved_on": TODAY} | said
        return moves.move_challenge(
            challenge=self.task,
            taken=moves.Taken(target=target, **taken),
            actor=self.table.people.actor(name),
            now=NOW,
        )

    def fill_in(self, name: str, values: dict[str, Any], **based_on: Any) -> models.Challenge:
        """What one side puts in."""
        return actions.fill_in(
            challenge=self.task,
            values=values,
            based_on=based_on,
            actor=self.table.people.actor(name),
            now=NOW,
        )

    def giver(self, name: str = "Stadsbeheer", kind: str = "department", who: str = "team_member") -> Any:
        """Somebody on the list."""
        return actions.add_giver(
            challenge=self.task, kind=kind, name=name, actor=self.table.people.actor(who), now=NOW
        )

    def answer(self, giver: Any, consent: str = "yes", who: str = "team_member", **said: Any) -> Any:
        """What a department or partner answered."""
        answered = {"consent_on": TODAY, "source": "Brief van vandaag"} | said
        return actions.record_consent(
            giver=giver, consent=consent, actor=self.table.people.actor(who), now=NOW, **answered
        )

    def propose(self, name: str = "wijk_member", level: str = "N2") -> models.Agreement:
        """The draft agreement."""
        return moves.propose_challenge(
            challenge=self.task,
            level=level,
            question_codes=["AA-1"],
            result="Mooi groen",
            actor=self.table.people.actor(name),
            now=NOW,
        )

    def prepare(self, target: str) -> None:
        """Arrange what the step to `target` needs."""
        if target == "consent":
            self.fill_in("wijk_member", WIJK)
            self.fill_in("team_member", TEAM)
            self.giver()
        if target == "proposal":
            for giver in self.task.giving.all():
                self.answer(giver)
        if target == "decision":
            self.propose()
        if target == "trial":
            agreement = self.fresh().agreement
            assert agreement is not None
            self.table.sign_all(agreement)

    def travel(self, until: str) -> models.Challenge:
        """Take the task along the route up to a step."""
        for target, name, said in FORWARD:
            if self.fresh().step == until:
                break
            self.prepare(target)
            self.move(target, name, **said)
        return self.fresh()


def make_route(route: str = "uitdaagrecht", name: str = "wijk_member") -> Route:
    """A table with an idea on it."""
    table = make_table()
    task = actions.start_challenge(
        process=table.people.process,
        route=route,
        title="Het groen in de straat",
        idea="Wij willen het groen zelf onderhouden.",
        actor=table.people.actor(name),
        now=NOW,
    )
    return Route(table, task)
