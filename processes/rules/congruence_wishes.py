# SPDX-License-Identifier: EUPL-1.2
"""Rules that hold agreements against the conversation: the wish (CR-23), its sturdiness (CR-24), and measure (CR-26)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from processes.enums import AgreementKind, FindingStatus, Level
from processes.rules.agreement_choices import THEMES
from processes.rules.congruence_facts import Finding, Rule, Situation

MET, OPEN = FindingStatus.MET, FindingStatus.OPEN
HIGH = (Level.N3, Level.N4)
# How sturdy a process is at least on question BES-5, per level of say (own proposal).
LEAST_STURDY = {Level.N3: 3, Level.N4: 4}
TOPIC_WORDS = dict(THEMES)


def topic_words(code: str) -> str:
    """A topic of the conversation as people read it; one that was added later by its code."""
    return str(TOPIC_WORDS.get(code) or code.replace("-", " "))


def wish_and_agreements_fit(rule: Rule, situation: Situation) -> Iterator[Finding]:
    """CR-23: no agreement goes further than what was wished, and a wish for N3 or N4 leads to an agreement."""
    wished = situation.wish.levels
    if not wished:
        return
    is_met = True
    arranged = set()
    for each in situation.agreements:
        theme = str(each.fields.get("theme", ""))
        if each.level in HIGH:
            arranged.add(theme)
        if theme in wished and each.level > wished[theme]:
            is_met = False
            text = _(
                "Afspraak %(number)s heeft niveau %(level)s. In de praatplaat staat bij %(topic)s niveau %(wish)s. "
                "Pas een van de twee aan."
            )
            words = {"number": each.number, "level": each.level, "wish": wished[theme]}
            yield rule.found(OPEN, each.number, text % (words | {"topic": topic_words(theme)}))
    for topic in sorted(wished):
        if wished[topic] in HIGH and topic not in arranged:
            is_met = False
            text = _(
                "Nog te doen: maak een afspraak over %(topic)s. In de praatplaat staat daar niveau %(wish)s."
            )
            yield rule.found(OPEN, None, text % {"topic": topic_words(topic), "wish": wished[topic]})
    if is_met:
        yield rule.found(MET)


def the_process_is_sturdy(rule: Rule, situation: Situation) -> Iterator[Finding]:
    """CR-24: at N3 at least a 3 on BES-5, at N4 at least a 4; without a figure it is not filled in yet."""
    least = LEAST_STURDY.get(Level(situation.level))
    given = situation.wish.sturdiness
    if least is None:
        return
    if given is None:
        yield rule.found(OPEN)
    elif given >= least:
        yield rule.found(MET)
    else:
        text = _(
            "Bij niveau %(level)s hoort minstens een %(least)s op vraag BES-5. Daar staat nu een %(given)s. "
            "Maak eerst het proces sterker."
        )
        yield rule.found(OPEN, None, text % {"level": situation.level, "least": least, "given": given})


def nothing_beyond_the_level(rule: Rule, situation: Situation) -> Iterator[Finding]:
    """CR-26: a promise that only a higher level asks for is more work than needed, unless that level is wished."""
    promises = situation.of_kind(AgreementKind.PROCESGARANTIE)
    is_met = True
    for each in promises:
        level = situation.beyond.get(str(each.fields.get("sort")))
        if level is not None:
            is_met = False
            text = _("Afspraak %(number)s is pas nodig vanaf niveau %(level)s. U mag haar houden of stoppen.")
            yield rule.found(OPEN, each.number, text % {"number": each.number, "level": level})
    if promises and is_met:
        yield rule.found(MET)
