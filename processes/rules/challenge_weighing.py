# SPDX-License-Identifier: EUPL-1.2
"""What a task asks: how wide it is and what both sides put in, in sentences. No score and no ranking.

Lesson 2 of the pilot (letter B): "Het uitdaagrecht vraagt uitvoeringskracht, aan beide kanten. Eenvoudige taken
binnen één domein hebben meer kans."
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from processes.enums import ChallengeStep, Consent, GiverKind
from processes.rules.agreement_texts import euros

LESSON_2 = gettext_lazy(
    "Het uitdaagrecht vraagt uitvoeringskracht, aan beide kanten. "
    "Eenvoudige taken binnen één domein hebben meer kans."
)
ADVICE = gettext_lazy(
    "Kies een kleinere taak. Of leg extra uitvoeringskracht en één eindverantwoordelijke vast."
)


@dataclass(frozen=True, slots=True)
class Giver:
    """A department or partner on the list of who gives something away."""

    kind: str
    name: str
    consent: str = Consent.OPEN
    consent_on: dt.date | None = None

    @property
    def agreed(self) -> bool:
        """Whether it said yes."""
        return self.consent == Consent.YES


@dataclass(frozen=True, slots=True)
class ChallengeFacts:
    """One task as plain data. Hours are hours a week, money is whole cents."""

    step: str = ChallengeStep.IDEA
    domains: Sequence[str] = ()
    portfolios: str = ""
    givers: Sequence[Giver] = field(default=())
    wijk_people: int | None = None
    wijk_hours: int | None = None
    wijk_knowledge: str = ""
    wijk_support: str = ""
    team_hours: int | None = None
    team_money_cents: int | None = None
    team_knowledge: str = ""
    team_responsible: str = ""
    has_agreement: bool = False
    is_in_force: bool = False

    @property
    def needed_givers(self) -> list[Giver]:
        """Those whose consent is asked: who is no longer needed for a smaller task is left out."""
        return [each for each in self.givers if each.consent != Consent.NOT_NEEDED]

    def of_kind(self, kind: GiverKind) -> list[Giver]:
        """The departments, or the partners, whose consent is asked."""
        return [each for each in self.needed_givers if each.kind == kind]


@dataclass(frozen=True, slots=True)
class Complexity:
    """How wide a task is: the number of domains times the number of departments (domain model §6)."""

    domains: int
    departments: int
    partners: int

    @property
    def combinations(self) -> int:
        """Domains × departments: so many places where people must agree."""
        return self.domains * self.departments

    @property
    def is_known(self) -> bool:
        """Whether there is anything to say yet."""
        return self.domains > 0 or self.departments > 0 or self.partners > 0

    @property
    def is_wide(self) -> bool:
        """More than one domain or more than one department (CR-21). Partners count as who must agree too."""
        return self.domains > 1 or self.departments > 1

    def sentences(self) -> list[str]:
        """What was counted, in words."""
        if not self.is_known:
            return []
        counted = _("De taak raakt %(domains)s en %(departments)s.") % {
            "domains": ngettext("%(n)s onderwerp", "%(n)s onderwerpen", self.domains) % {"n": self.domains},
            "departments": ngettext("%(n)s afdeling", "%(n)s afdelingen", self.departments)
            % {"n": self.departments},
        }
        said = [counted]
        if self.combinations > 1:
            said.append(
                _(
                    "Dat zijn %(domains)s × %(departments)s = %(total)s plekken waar mensen het eens moeten worden."
                )
                % {"domains": self.domains, "departments": self.departments, "total": self.combinations}
            )
        if self.partners:
            said.append(
                ngettext(
                    "Ook %(n)s partner buiten de gemeente geeft iets uit handen.",
                    "Ook %(n)s partners buiten de gemeente geven iets uit handen.",
                    self.partners,
                )
                % {"n": self.partners}
            )
        return said


def complexity(facts: ChallengeFacts) -> Complexity:
    """Count domains, departments and partners of a task."""
    return Complexity(
        len(set(facts.domains)),
        len(facts.of_kind(GiverKind.DEPARTMENT)),
        len(facts.of_kind(GiverKind.PARTNER)),
    )


# Capacity on both sides ------------------------------------------------------------------------------
def gaps_of_wijk(facts: ChallengeFacts) -> list[str]:
    """What the residents' side has not said yet."""
    asked = (
        (facts.wijk_people, _("hoeveel mensen")),
        (facts.wijk_hours, _("hoeveel uren per week")),
        (facts.wijk_knowledge, _("welke kennis")),
        (facts.wijk_support, _("welk draagvlak")),
    )
    return [words for value, words in asked if value in (None, "")]


def gaps_of_team(facts: ChallengeFacts) -> list[str]:
    """What the municipality has not said yet."""
    asked = (
        (facts.team_hours, _("hoeveel uren per week")),
        (facts.team_money_cents, _("hoeveel geld")),
        (facts.team_knowledge, _("welke kennis")),
        (facts.team_responsible, _("wie eindverantwoordelijk is")),
    )
    return [words for value, words in asked if value in (None, "")]


def capacity_sentences(facts: ChallengeFacts) -> dict[str, str]:
    """Per side what it puts in, as one or two sentences, and what it has not said yet."""
    wijk, team = [], []
    if facts.wijk_people is not None and facts.wijk_hours is not None:
        wijk.append(
            _("%(people)s, samen %(hours)s uur per week.")
            % {
                "people": ngettext("%(n)s mens", "%(n)s mensen", facts.wijk_people)
                % {"n": facts.wijk_people},
                "hours": facts.wijk_hours,
            }
        )
    if facts.team_hours is not None:
        team.append(_("%(hours)s uur per week.") % {"hours": facts.team_hours})
    if facts.team_money_cents is not None:
        team.append(_("Budget dat meegaat: %(amount)s.") % {"amount": euros(facts.team_money_cents)})
    if facts.team_responsible:
        team.append(_("Eindverantwoordelijk: %(who)s.") % {"who": facts.team_responsible})
    return {
        "wijk": " ".join([*wijk, *_still(gaps_of_wijk(facts))]),
        "gemeente": " ".join([*team, *_still(gaps_of_team(facts))]),
    }


def _still(gaps: Sequence[str]) -> list[str]:
    return [_("Nog niet ingevuld: %(what)s.") % {"what": ", ".join(gaps)}] if gaps else []


def advice(facts: ChallengeFacts) -> str:
    """What lesson 2 says to a wide task; nothing to a simple one."""
    return str(ADVICE) if complexity(facts).is_wide else ""


# The agreement a task becomes ------------------------------------------------------------------------
def agreement_fields(route: str, result: str, facts: ChallengeFacts) -> dict[str, Any]:
    """The own fields of the agreement (kind taak), out of what both sides filled in. Empty ones are left out.

    The days of consent are those of the last who agreed (CR-20); the capacity of both sides feeds CR-08 and
    CR-21, the one who is responsible CR-21. Quality and fallback (CR-18, CR-19) the parties add themselves.
    """
    fields: dict[str, Any] = {
        "route": route,
        "result": result,
        "domains": list(facts.domains),
        "portfolios": facts.portfolios,
        "support": facts.wijk_support,
        "responsible": facts.team_responsible,
        "amount_cents": facts.team_money_cents,
        "power_wijk": _power(capacity_sentences(facts)["wijk"], facts.wijk_knowledge),
        "power_gemeente": _power(capacity_sentences(facts)["gemeente"], facts.team_knowledge),
    }
    for kind, name in ((GiverKind.DEPARTMENT, "departments"), (GiverKind.PARTNER, "partners")):
        givers = facts.of_kind(kind)
        days = [each.consent_on for each in givers if each.agreed and each.consent_on]
        fields[name] = "\n".join(each.name for each in givers)
        if givers and len(days) == len(givers):
            fields[f"{name}_agreed_on"] = max(days).isoformat()
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def _power(sentence: str, knowledge: str) -> str:
    said = _("%(sentence)s Kennis: %(knowledge)s") % {"sentence": sentence, "knowledge": knowledge}
    return said.strip() if knowledge else sentence
