# SPDX-License-Identifier: EUPL-1.2
"""What the congruence check knows and says, as plain data: facts go in, findings come out."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from processes.enums import AgreementKind, FindingStatus, Severity

Words = str | Promise


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """One agreement as the check sees it: what one version says, and what is around it.

    `since` is the day from which it holds (None when a source does not tell). `looks_back_on` is the last day
    planned or held to look back on it. `is_candidate` marks a version that is not adopted yet.
    """

    number: int
    kind: str
    level: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    since: dt.date | None = None
    ends_on: dt.date | None = None
    looks_back_on: dt.date | None = None
    has_council_decision: bool = False
    is_documented: bool = False
    is_candidate: bool = False

    def has(self, *names: str) -> bool:
        """Whether all these own fields are filled in."""
        return all(self.fields.get(name) for name in names)

    def says(self, name: str, value: str) -> bool:
        """Whether a field holds a value, alone or among others."""
        held = self.fields.get(name)
        return value in held if isinstance(held, list | tuple) else held == value


@dataclass(frozen=True, slots=True)
class Wish:
    """What the conversation says about say and sturdiness, as far as all who read the findings may know it.

    `levels` is the level wished per topic (question BES-2), `sturdiness` how sturdy the process is (BES-5).
    """

    levels: Mapping[str, str] = field(default_factory=dict)
    sturdiness: int | None = None

    @property
    def highest(self) -> str:
        """The highest level wished for any topic; empty without a wish."""
        return max(self.levels.values(), default="")


NO_WISH = Wish()


@dataclass(frozen=True, slots=True)
class Postponed:
    """Both sides put a required finding off: until and with which day, and why."""

    until: dt.date
    reason: str


# What is put off: the rule, and the agreement where a rule looks at each of them.
FindingKey = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule finds: it is arranged, or it is not filled in yet. Never a judgement of what people do.

    `agreement` is the number of the agreement it is about, None when it is about the area as a whole.
    """

    rule: str
    severity: Severity
    status: FindingStatus
    agreement: int | None
    text: Words
    postponed: Postponed | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is still asked for."""
        return self.status == FindingStatus.OPEN

    @property
    def blocks(self) -> bool:
        """Whether an agreement cannot be adopted because of this."""
        return self.is_open and self.severity == Severity.BLOCKING


@dataclass(frozen=True, slots=True)
class Situation:
    """All agreements of one area on one day, and the level of say they reach together.

    `beyond` names the promises no rule asks for at this level (nor at a level wished), with the level that does.
    """

    level: str
    agreements: Sequence[AgreementFacts]
    today: dt.date
    wish: Wish = NO_WISH
    beyond: Mapping[str, str] = field(default_factory=dict)

    def of_kind(self, *kinds: AgreementKind) -> list[AgreementFacts]:
        """The agreements of these kinds."""
        return [each for each in self.agreements if each.kind in kinds]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as data: a version of the rules holds its words and its severity; the logic is code, by `code`.

    `from_level` is the lowest level of say that asks for it ("" for all). `values` are the compass values it
    guards. `ask` says with a verb what to do; `anchor` is the sentence the rule rests on. `kind` and `sort` are
    the agreement that would answer it.
    """

    code: str
    from_level: str
    severity: Severity
    values: tuple[str, ...]
    name: Words
    ask: Words
    anchor: Words
    kind: AgreementKind | None = None
    sort: str = ""

    def found(self, status: FindingStatus, agreement: int | None = None, text: Words = "") -> Finding:
        """A finding of this rule; without `text` it is the rule's own sentence."""
        words = text or (self.ask if status == FindingStatus.OPEN else self.name)
        return Finding(self.code, self.severity, status, agreement, words)


@dataclass(frozen=True)
class RuleBook:
    """One version of all rules. Findings are always those of one version."""

    version: int
    rules: tuple[Rule, ...]

    @cached_property
    def by_code(self) -> dict[str, Rule]:
        """The rules by their code."""
        return {rule.code: rule for rule in self.rules}


Check = Callable[[Rule, Situation], Iterable[Finding]]
