# SPDX-License-Identifier: EUPL-1.2
"""How rules look at the agreements of an area: the common way (`exists`) and the few that need more."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from processes.enums import AgreementKind, FindingStatus, Level
from processes.rules.agreement_fields import specs_of
from processes.rules.congruence_facts import AgreementFacts, Check, Finding, Rule, Situation, Words

MET, OPEN = FindingStatus.MET, FindingStatus.OPEN
# The kinds that ask people to put in time and money, and that end some day.
DOING = (AgreementKind.TAAK, AgreementKind.BUDGET, AgreementKind.BEVOEGDHEID)
HIGH = (Level.N3, Level.N4)
MOST_NAMED = 2  # a sentence that names more fields is not read
# The last look back comes eight weeks before the end (domain model §7), so that much may lie between.
BEFORE_THE_END = dt.timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An agreement of one kind that says some things. From a source the `core` is enough: it may be silent on more."""

    kind: AgreementKind
    where: Mapping[str, str] = field(default_factory=dict)
    filled: tuple[str, ...] = ()
    core: tuple[str, ...] | None = None

    def missing(self, facts: AgreementFacts) -> list[str] | None:
        """The fields still empty, none when it is as wanted; None when it is another agreement altogether."""
        if facts.kind != self.kind or not all(facts.says(name, value) for name, value in self.where.items()):
            return None
        asked = self.core if facts.is_documented and self.core is not None else self.filled
        return [name for name in asked if not facts.has(name)]


def exists(*wanted: Wanted) -> Check:
    """Met when one agreement is as wanted; else open, at the agreement that comes closest."""

    def check(rule: Rule, situation: Situation) -> Iterator[Finding]:
        near: list[tuple[int, int, str, list[str]]] = []
        for facts in situation.agreements:
            for one in wanted:
                missing = one.missing(facts)
                if missing == []:
                    yield rule.found(MET, facts.number)
                    return
                # Where nothing of it is said yet, another agreement answers the rule as well as this one.
                if missing and len(missing) < len(one.filled):
                    near.append((len(missing), facts.number, facts.kind, missing))
        if not near:
            yield rule.found(OPEN)
            return
        _count, number, kind, names = min(near)
        yield rule.found(OPEN, number, _fill_in(number, kind, names))

    return check


@cache
def _labels(kind: str) -> dict[str, Words]:
    return {spec.name: spec.label for spec in specs_of(kind)}


def _fill_in(number: int, kind: str, names: Sequence[str]) -> str:
    labels = _labels(kind)
    asked = ", ".join(f"“{labels[name]}”" for name in names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        asked = _("%(some)s en meer") % {"some": asked}
    return _("Vul bij afspraak %(number)s nog in: %(fields)s.") % {"number": number, "fields": asked}


def both_sides_speak(rule: Rule, situation: Situation) -> Iterator[Finding]:
    """CR-01: a role on the side of the wijk and one on the side of the gemeente."""
    roles = situation.of_kind(AgreementKind.ROL)
    texts = {
        "wijk": gettext_lazy("Schrijf op wie namens de wijk of het dorp spreekt, en waarover."),
        "gemeente": gettext_lazy("Schrijf op wie namens de gemeente spreekt, en waarover."),
    }
    lacking = [side for side in texts if not any(role.says("sides", side) for role in roles)]
    if len(lacking) == len(texts):
        yield rule.found(OPEN)
        return
    yield from (rule.found(OPEN, None, texts[side]) for side in lacking)
    if not lacking:
        yield rule.found(MET)


def each_looks_back(rule: Rule, situation: Situation) -> Iterator[Finding]:
    """CR-04: every agreement has a day to look back: its own, a planned one, or an agreed moment after it began."""
    moments = [
        each.looks_back_on
        for each in situation.of_kind(AgreementKind.EVALUATIEMOMENT)
        if each.looks_back_on is not None
    ]
    latest = max(moments, default=None)
    is_met = True
    for facts in situation.agreements:
        covered = latest is not None and (facts.since is None or facts.since <= latest)
        if facts.looks_back_on is None and not covered:
            is_met = False
            yield rule.found(
                OPEN,
                facts.number,
                _("Kies een dag om terug te kijken op afspraak %(number)s.") % {"number": facts.number},
            )
    if is_met:
        yield rule.found(MET)


def both_put_something_in(rule: Rule, situation: Situation) -> Iterator[Finding]:
    """CR-08: both sides say what they put in, for each agreement from N2 on that asks for work or money."""
    doing = [each for each in situation.of_kind(*DOING) if each.level >= Level.N2]
    if not doing:
        said = any(each.has("power_wijk", "power_gemeente") for each in situation.agreements)
        yield rule.found(MET if said else OPEN)
        return
    lacking = [
        (each, [name for name in ("power_wijk", "power_gemeente") if not each.has(name)]) for each in doing
    ]
    for each, names in lacking:
        if names:
            yield rule.found(OPEN, each.number, _fill_in(each.number, each.kind, names))
    if not any(names for _each, names in lacking):
        yield rule.found(MET)


MANDATE = Wanted(
    AgreementKind.PROCESGARANTIE, {"sort": "mandaat"}, ("who", "about", "limits", "chosen", "until")
)


def a_mandate_holds(rule: Rule, situation: Situation) -> Iterator[Finding]:
    """CR-09: who decides on what, within which limits, how chosen, until when: and that day has not passed."""
    complete = [each for each in situation.agreements if MANDATE.missing(each) == []]
    holding = [each for each in complete if _until(each) >= situation.today]
    if complete and not holding:
        last = max(complete, key=_until)
        day = formats.date_format(_until(last), "j F Y")
        text = _("Het mandaat liep af op %(day)s. Spreek af wie nu beslist, en tot wanneer.") % {"day": day}
        yield rule.found(OPEN, last.number, text)
        return
    if holding:
        yield rule.found(MET, holding[0].number)
    else:
        yield from exists(MANDATE)(rule, situation)


def _until(facts: AgreementFacts) -> dt.date:
    """The last day of a mandate; `rules/agreements.py` keeps it as ISO text."""
    return dt.date.fromisoformat(facts.fields["until"])


def the_council_decided(rule: Rule, situation: Situation) -> Iterator[Finding]:
    """CR-17: at N4, and for every transfer of power, the council decided on the text at hand."""
    asked = [
        each
        for each in situation.agreements
        if each.kind == AgreementKind.BEVOEGDHEID or each.level == Level.N4
    ]
    lacking = [
        each
        for each in asked
        if not each.has_council_decision and not (each.is_documented and each.has("council_source"))
    ]
    for each in lacking:
        text = _("Vraag de raad om een besluit over afspraak %(number)s.") % {"number": each.number}
        yield rule.found(OPEN, each.number, text)
    if asked and not lacking:
        yield rule.found(MET)


def each_task_says(*names: str) -> Check:
    """For each task at N4: these fields are filled in."""

    def check(rule: Rule, situation: Situation) -> Iterator[Finding]:
        tasks = _tasks(situation)
        for task in tasks:
            missing = any(not task.has(name) for name in names)
            yield rule.found(OPEN if missing else MET, task.number)

    return check


def _tasks(situation: Situation) -> list[AgreementFacts]:
    return [each for each in situation.of_kind(AgreementKind.TAAK) if each.level == Level.N4]


def those_who_give_agreed(rule: Rule, situation: Situation) -> Iterator[Finding]:
    """CR-20: the departments are listed and agreed; so did the partners, where there are any."""
    for task in _tasks(situation):
        agreed = task.has("departments", "departments_agreed_on")
        if task.has("partners"):
            agreed = agreed and task.has("partners_agreed_on")
        yield rule.found(MET if agreed else OPEN, task.number)


def a_task_is_simple(rule: Rule, situation: Situation) -> Iterator[Finding]:
    """CR-21: one domain and one department, or extra capacity and one who is responsible."""
    for task in _tasks(situation):
        departments = [line for line in str(task.fields.get("departments", "")).split("\n") if line.strip()]
        wide = len(task.fields.get("domains", ())) > 1 or len(departments) > 1
        carried = task.has("responsible", "power_wijk", "power_gemeente")
        yield rule.found(OPEN if wide and not carried else MET, task.number)


def not_two_hands(rule: Rule, situation: Situation) -> Iterator[Finding]:
    """CR-22: one subject is not decided at N3 or N4 here and at N1 or N2 there without saying why."""
    hands: dict[str, tuple[list[AgreementFacts], list[AgreementFacts]]] = {}
    for each in situation.of_kind(*DOING):
        if each.has("theme"):
            high, low = hands.setdefault(each.fields["theme"], ([], []))
            if not each.has("level_reason"):
                (high if each.level in HIGH else low).append(each)
    is_met = True
    for high, low in hands.values():
        for side, others in ((high, low), (low, high)):
            first = min(others, key=_says_why, default=None)
            for each in side:
                # A candidate waits until this is explained; between two that hold, the newer one says why.
                if first is None or _says_why(first) > _says_why(each):
                    continue
                is_met = False
                text = _(
                    "Afspraak %(number)s en afspraak %(other)s gaan over hetzelfde onderwerp. "
                    "Leg uit waarom het niveau verschilt."
                ) % {"number": each.number, "other": first.number}
                yield rule.found(OPEN, each.number, text)
    if hands and is_met:
        yield rule.found(MET)


def _says_why(facts: AgreementFacts) -> tuple[bool, int]:
    """Who comes last in this order explains itself."""
    return facts.is_candidate, facts.number


def terms_fit(rule: Rule, situation: Situation) -> Iterator[Finding]:
    """CR-25: no budget, task or power runs on after the last look back or after the mandate."""
    mandates = [_until(each) for each in situation.agreements if MANDATE.missing(each) == []]
    mandate = max(mandates, default=None)
    dated = [each for each in situation.of_kind(*DOING) if each.looks_back_on or mandate]
    is_met = True
    for each in dated:
        last, ends = each.looks_back_on, each.ends_on
        late = last is not None and ends is not None and ends > last + BEFORE_THE_END
        beyond = mandate is not None and each.level in HIGH and (ends is None or ends > mandate)
        if late or beyond:
            is_met = False
            text = (
                _(
                    "Afspraak %(number)s loopt langer dan het mandaat. Kies een einddatum of verleng het mandaat."
                )
                if beyond
                else _("Afspraak %(number)s loopt door na de laatste keer terugkijken. Kies een latere dag.")
            )
            yield rule.found(OPEN, each.number, text % {"number": each.number})
    if dated and is_met:
        yield rule.found(MET)
