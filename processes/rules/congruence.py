# SPDX-License-Identifier: EUPL-1.2
"""The congruence check: the level of say held against the guarantees agreed (own proposal, domain model §5).

Rules add up: who decides at N3 also keeps what N1 and N2 ask. Words and severities come as data, in one version
of the rules (`RuleBook`); the logic of each rule stands here by its code. The check looks at every agreement a
fixed number of times, so it is linear, and the order of agreements does not matter.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from processes.enums import AgreementKind, FindingStatus, Severity
from processes.rules import congruence_checks as checks
from processes.rules import congruence_wishes as wishes
from processes.rules.congruence_checks import Wanted, exists
from processes.rules.congruence_facts import (
    NO_WISH,
    AgreementFacts,
    Check,
    Finding,
    FindingKey,
    Postponed,
    RuleBook,
    Situation,
    Wish,
)
from processes.rules.congruence_standard import BUDGET, INFORMATION, PROMISE, ROLE, RULES, STANDARD

VALUE_NAMES = {
    "INC": _("Inclusie"),
    "TRA": _("Transparantie"),
    "ZEG": _("Zeggenschap"),
    "GES": _("Goed gesprek"),
    "TEG": _("Gelijkwaardigheid en tegenspraak"),
    "LEG": _("Legitimiteit en mandaat"),
    "LER": _("Leren en verantwoorden"),
}
COUNTED = (Severity.BLOCKING, Severity.REQUIRED)
BY_CODE = STANDARD.by_code
# Rules that look at each agreement for itself: what is put off there, is put off for that agreement only.
OF_EACH = frozenset({"CR-04", "CR-08", "CR-19"})


def _promise(sort: str, *filled: str) -> Wanted:
    return Wanted(PROMISE, {"sort": sort}, filled)


CHECKS: Mapping[str, Check] = {
    "CR-01": checks.both_sides_speak,
    "CR-02": exists(Wanted(INFORMATION, {}, ("what", "for_whom", "when", "online", "offline", "language"))),
    "CR-03": exists(_promise("terugkoppeling", "days")),
    "CR-04": checks.each_looks_back,
    "CR-05": exists(_promise("bereik", "goal")),
    "CR-06": exists(_promise("open_oproep")),
    "CR-07": exists(Wanted(ROLE, {"sides": "gemeente"}, ("reply_days", "across_departments"))),
    "CR-08": checks.both_put_something_in,
    "CR-09": checks.a_mandate_holds,
    "CR-10": exists(
        Wanted(BUDGET, {}, ("amount_cents", "year", "money_from", "manager", "leftover"), ("amount_cents",))
    ),
    "CR-11": exists(
        Wanted(INFORMATION, {"subject": "geld"}, ("when",)),
        Wanted(BUDGET, {}, ("account_where", "account_when")),
    ),
    "CR-12": exists(_promise("belangenregel")),
    "CR-13": exists(_promise("bescherming")),
    "CR-14": exists(_promise("bereik", "goal", "count", "offline")),
    "CR-15": exists(_promise("uitvoerbaarheidstoets")),
    "CR-16": exists(Wanted(ROLE, {"sides": "raad"}, ("briefing",))),
    "CR-17": checks.the_council_decided,
    "CR-18": checks.each_task_says("notice_days", "fallback"),
    "CR-19": checks.each_task_says("quality"),
    "CR-20": checks.those_who_give_agreed,
    "CR-21": checks.a_task_is_simple,
    "CR-22": checks.not_two_hands,
    "CR-23": wishes.wish_and_agreements_fit,
    "CR-24": wishes.the_process_is_sturdy,
    "CR-25": checks.terms_fit,
    "CR-26": wishes.nothing_beyond_the_level,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How an area stands: the highest level of say agreed (None without agreements) and what the rules find.

    `book` is the version of the rules the findings rest on.
    """

    level: str | None
    findings: tuple[Finding, ...] = ()
    book: RuleBook = field(default=STANDARD, compare=False, repr=False)

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """What is still asked for, or advised."""
        return tuple(each for each in self.findings if each.is_open)

    @property
    def postponed_findings(self) -> tuple[Finding, ...]:
        """What both sides put off for a while."""
        return tuple(each for each in self.findings if each.status == FindingStatus.POSTPONED)

    @property
    def asked_count(self) -> int:
        """How many guarantees the level asks (warnings and advice left out)."""
        return len({each.rule for each in self.findings if each.severity in COUNTED})

    @property
    def open_count(self) -> int:
        """How many of those are not filled in yet."""
        return len({each.rule for each in self.open_findings if each.severity in COUNTED})


NOTHING_AGREED = Standing(None)


def standing(
    agreements: Sequence[AgreementFacts],
    *,
    today: dt.date,
    wish: Wish = NO_WISH,
    book: RuleBook = STANDARD,
    postponed: Mapping[FindingKey, Postponed] | None = None,
) -> Standing:
    """Hold the agreements of one area against the rules of the highest level among them.

    Without agreements only a wish can be told apart from nothing: it is still to do.
    """
    if not agreements and not wish.levels:
        return Standing(None, book=book)
    ordered = sorted(agreements, key=lambda each: each.number)
    level = max((each.level for each in ordered), default="")
    situation = Situation(level, ordered, today, wish, _beyond(book, max(level, wish.highest)))
    asked = (rule for rule in book.rules if rule.from_level <= level and rule.code in CHECKS)
    found = tuple(each for rule in asked for each in CHECKS[rule.code](rule, situation))
    if postponed:
        found = tuple(_put_off(each, postponed, today) for each in found)
    return Standing(level or None, found, book)


def _beyond(book: RuleBook, reach: str) -> dict[str, str]:
    """The promises no rule up to `reach` asks for, with the level from which one does."""
    least: dict[str, str] = {}
    for rule in book.rules:
        if rule.kind == AgreementKind.PROCESGARANTIE and rule.sort:
            least[rule.sort] = min(rule.from_level, least.get(rule.sort, rule.from_level))
    return {sort: level for sort, level in least.items() if level > reach}


def key_of(finding: Finding) -> FindingKey:
    """What is put off when somebody puts off this finding."""
    return finding.rule, finding.agreement if finding.rule in OF_EACH else None


def may_postpone(finding: Finding) -> bool:
    """Both sides may put off what is required and open; what blocks never, and advice needs no leave."""
    return finding.is_open and finding.severity == Severity.REQUIRED


def _put_off(finding: Finding, postponed: Mapping[FindingKey, Postponed], today: dt.date) -> Finding:
    """The same finding as put off, up to and including the last day of it."""
    if not may_postpone(finding):
        return finding
    until = postponed.get(key_of(finding))
    if until is None or until.until < today:
        return finding
    return replace(finding, status=FindingStatus.POSTPONED, postponed=until)


def blocking(findings: Sequence[Finding], number: int) -> tuple[Finding, ...]:
    """What keeps agreement `number` from being adopted."""
    return tuple(each for each in findings if each.blocks and each.agreement == number)


def per_value(held: Standing) -> dict[str, tuple[int, int]]:
    """Per compass value how many guarantees are asked and how many are arranged: the two pans of the balance.

    What is put off is asked and not arranged.
    """
    lacking = {each.rule for each in held.findings if each.status != FindingStatus.MET}
    counted: dict[str, tuple[int, int]] = {}
    for code in dict.fromkeys(each.rule for each in held.findings if each.severity in COUNTED):
        for value in held.book.by_code[code].values:
            asked, agreed = counted.get(value, (0, 0))
            counted[value] = (asked + 1, agreed + (code not in lacking))
    return counted


__all__ = [
    "BY_CODE",
    "CHECKS",
    "COUNTED",
    "NOTHING_AGREED",
    "RULES",
    "STANDARD",
    "VALUE_NAMES",
    "Standing",
    "blocking",
    "key_of",
    "may_postpone",
    "per_value",
    "standing",
]
