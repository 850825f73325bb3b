# SPDX-License-Identifier: EUPL-1.2
"""The congruence rules: each is open, then answered; levels add up; nothing more is asked than the level does."""

import datetime as dt
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.enums import AgreementKind, FindingStatus, Level, Severity
from processes.rules.agreement_fields import OWN, specs_of
from processes.rules.congruence import (
    BY_CODE,
    CHECKS,
    NOTHING_AGREED,
    RULES,
    VALUE_NAMES,
    Standing,
    blocking,
    per_value,
    standing,
)
from processes.rules.congruence_facts import AgreementFacts, Finding, RuleBook, Wish

TODAY = dt.date(2026, 11, 22)
LATER = TODAY + dt.timedelta(days=200)
ROL, TAAK, BUDGET = AgreementKind.ROL, AgreementKind.TAAK, AgreementKind.BUDGET
PROMISE, INFO = AgreementKind.PROCESGARANTIE, AgreementKind.INFORMATIE
MOMENT, POWER = AgreementKind.EVALUATIEMOMENT, AgreementKind.BEVOEGDHEID
MANDATE = {
    "sort": "mandaat",
    "who": "Werkgroep",
    "about": "Groen",
    "limits": "5.000 euro",
    "chosen": "stemming",
    "until": "2027-12-31",
}


def facts(number: int, kind: str, level: str = "N1", /, **values: Any) -> AgreementFacts:
    """Facts in short: what is no attribute is an own field."""
    known = {name: values.pop(name) for name in list(values) if name in AgreementFacts.__slots__}
    return AgreementFacts(number, kind, level, fields=values, **known)


def check(*agreements: AgreementFacts, today: dt.date = TODAY) -> Standing:
    return standing(agreements, today=today)


def of(code: str, *agreements: AgreementFacts, today: dt.date = TODAY) -> list[tuple[str, int | None]]:
    found = [each for each in check(*agreements, today=today).findings if each.rule == code]
    return [(each.status.value, each.agreement) for each in found]


def at(level: str) -> AgreementFacts:
    """An agreement that only sets the level: it answers no rule."""
    return facts(99, MOMENT, level)


def test_without_agreements_nothing_is_asked() -> None:
    assert check() == NOTHING_AGREED
    assert (NOTHING_AGREED.level, NOTHING_AGREED.open_count, NOTHING_AGREED.asked_count) == (None, 0, 0)


def test_the_level_is_the_highest_agreed() -> None:
    assert check(at("N1"), at("N3"), at("N2")).level == "N3"


@pytest.mark.parametrize("level", Level.values)
def test_rules_add_up_per_level_and_no_higher_ones_are_asked(level: str) -> None:
    asked = {each.rule for each in check(at(level)).findings}
    expected = {rule.code for rule in RULES if rule.from_level and rule.from_level <= level}
    # CR-17 to CR-21 are about tasks and powers: without one there is nothing to ask.
    assert asked - {"CR-17"} == expected - {"CR-18", "CR-19", "CR-20", "CR-21"}


# CR-01 -----------------------------------------------------------------------------------------------
def test_both_sides_say_who_speaks() -> None:
    wijk, team = facts(1, ROL, sides=["wijk"]), facts(2, ROL, sides=["gemeente"])
    assert of("CR-01", at("N1")) == [("open", None)]
    assert of("CR-01", wijk) == of("CR-01", team) == [("open", None)]
    assert of("CR-01", wijk, team) == [("voldaan", None)]
    assert of("CR-01", facts(1, ROL, sides=["wijk", "gemeente"])) == [("voldaan", None)]
    assert of("CR-01", facts(1, ROL, sides=["raad"])) == [("open", None)]


def test_the_sentence_names_the_side_that_is_missing() -> None:
    (found,) = [each for each in check(facts(1, ROL, sides=["wijk"])).findings if each.rule == "CR-01"]
    assert str(found.text) == "Schrijf op wie namens de gemeente spreekt, en waarover."


# CR-04 -----------------------------------------------------------------------------------------------
def test_each_agreement_looks_back() -> None:
    dated, undated = facts(1, ROL, looks_back_on=LATER), facts(2, ROL)
    assert of("CR-04", dated) == [("voldaan", None)]
    assert of("CR-04", dated, undated) == [("open", 2)]
    assert of("CR-04", undated, facts(3, ROL)) == [("open", 2), ("open", 3)]


def test_an_agreed_moment_covers_what_began_before_it() -> None:
    moment = facts(1, MOMENT, looks_back_on=dt.date(2026, 1, 1))
    assert of("CR-04", moment, facts(2, ROL)) == [("voldaan", None)]
    assert of("CR-04", moment, facts(2, ROL, since=dt.date(2025, 6, 1))) == [("voldaan", None)]
    assert of("CR-04", moment, facts(2, ROL, since=dt.date(2026, 6, 1))) == [("open", 2)]


# CR-08 -----------------------------------------------------------------------------------------------
def test_both_sides_say_what_they_put_in() -> None:
    said = {"power_wijk": "4 uur", "power_gemeente": "8 uur"}
    assert of("CR-08", facts(1, BUDGET, "N1")) == []
    assert of("CR-08", facts(1, BUDGET, "N2")) == [("open", 1)]
    assert of("CR-08", facts(1, BUDGET, "N2", power_wijk="4 uur")) == [("open", 1)]
    assert of("CR-08", facts(1, BUDGET, "N2", **said), facts(2, BUDGET, "N1")) == [("voldaan", None)]
    assert of("CR-08", facts(1, ROL, "N2")) == [("open", None)]
    assert of("CR-08", facts(1, ROL, "N2", **said)) == [("voldaan", None)]


# CR-09 -----------------------------------------------------------------------------------------------
def test_a_mandate_is_complete_and_has_not_passed() -> None:
    assert of("CR-09", at("N2")) == []
    assert of("CR-09", at("N3")) == [("open", None)]
    assert of("CR-09", facts(1, PROMISE, "N3", **MANDATE)) == [("voldaan", 1)]
    assert of("CR-09", facts(1, PROMISE, "N3", **MANDATE | {"who": ""})) == [("open", 1)]
    assert of("CR-09", facts(1, PROMISE, "N3", sort="bereik")) == [("open", None)]


def test_a_mandate_ends_after_its_last_day() -> None:
    mandate = facts(1, PROMISE, "N3", **MANDATE)
    assert of("CR-09", mandate, today=dt.date(2027, 12, 31)) == [("voldaan", 1)]
    assert of("CR-09", mandate, today=dt.date(2028, 1, 1)) == [("open", 1)]
    (found,) = [each for each in check(mandate, today=dt.date(2028, 1, 1)).findings if each.rule == "CR-09"]
    assert (
        str(found.text)
        == "Het mandaat liep af op 31 december 2027. Spreek af wie nu beslist, en tot wanneer."
    )
    renewed = facts(2, PROMISE, "N3", **MANDATE | {"until": "2029-01-01"})
    assert of("CR-09", mandate, renewed, today=dt.date(2028, 1, 1)) == [("voldaan", 2)]


def test_what_is_nearly_there_is_named() -> None:
    (found,) = [
        each
        for each in check(facts(4, PROMISE, "N3", **MANDATE | {"limits": "", "chosen": ""})).findings
        if each.rule == "CR-09"
    ]
    assert str(found.text) == "Vul bij afspraak 4 nog in: “Binnen welke grenzen?”, “Hoe is dat gekozen?”."


# The table -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (
            "CR-02",
            facts(1, INFO, "N3", what="a", for_whom="b", when="c", online="d", offline="e", language=["b1"]),
        ),
        ("CR-03", facts(1, PROMISE, "N3", sort="terugkoppeling", days=21)),
        ("CR-05", facts(1, PROMISE, "N3", sort="bereik", goal="Jongeren")),
        ("CR-06", facts(1, PROMISE, "N3", sort="open_oproep")),
        ("CR-07", facts(1, ROL, "N3", sides=["gemeente"], reply_days=10, across_departments=True)),
        (
            "CR-10",
            facts(1, BUDGET, "N3", amount_cents=1, year=2027, money_from="a", manager="b", leftover="c"),
        ),
        ("CR-10", facts(1, BUDGET, "N3", amount_cents=1, is_documented=True)),
        ("CR-11", facts(1, INFO, "N3", subject="geld", when="elk jaar")),
        ("CR-11", facts(1, BUDGET, "N3", account_where="krant", account_when="elk jaar")),
        ("CR-12", facts(1, PROMISE, "N3", sort="belangenregel")),
        ("CR-13", facts(1, PROMISE, "N3", sort="bescherming")),
        ("CR-14", facts(1, PROMISE, "N3", sort="bereik", goal="a", count="b", offline="c")),
        ("CR-15", facts(1, PROMISE, "N3", sort="uitvoerbaarheidstoets")),
        ("CR-16", facts(1, ROL, "N3", sides=["raad"], briefing="elk najaar")),
    ],
)
def test_one_agreement_answers_a_rule(code: str, answer: AgreementFacts) -> None:
    assert of(code, at("N3")) == [("open", None)]
    assert of(code, answer) == [("voldaan", 1)]


def test_a_written_budget_says_more_than_the_amount() -> None:
    assert of("CR-10", facts(1, BUDGET, "N3", amount_cents=1)) == [("open", 1)]


def test_the_fields_and_sorts_a_rule_asks_for_exist() -> None:
    names = {spec.name for kind in OWN for spec in specs_of(kind)}
    sorts = {code for spec in OWN[PROMISE] if spec.name == "sort" for code, _label in spec.choices}
    source = Path("processes/rules/congruence.py").read_text(encoding="utf-8")
    asked = re.findall(r'_promise\("(\w+)"((?:, "\w+")*)\)', source)
    assert len(asked) == 7
    for sort, fields in asked:
        assert sort in sorts
        assert set(re.findall(r'"(\w+)"', fields)) <= names
    assert {rule.sort for rule in RULES if rule.sort} <= sorts


# N4 --------------------------------------------------------------------------------------------------
def test_the_council_decides_on_every_transfer() -> None:
    assert of("CR-17", facts(1, TAAK, "N3")) == []
    assert of("CR-17", facts(1, TAAK, "N4")) == [("open", 1)]
    assert of("CR-17", facts(1, POWER, "N3")) == [("open", 1)]
    assert of("CR-17", facts(1, POWER, "N4", has_council_decision=True)) == [("voldaan", None)]
    two = (facts(1, POWER, "N4", has_council_decision=True), facts(2, TAAK, "N4"))
    assert of("CR-17", *two) == [("open", 2)]


def test_a_decision_in_a_source_counts_for_what_is_documented_only() -> None:
    said = {"council_source": "De raad nam in oktober 2020 een voorstel aan."}
    assert of("CR-17", facts(1, TAAK, "N4", is_documented=True, **said)) == [("voldaan", None)]
    assert of("CR-17", facts(1, TAAK, "N4", **said)) == [("open", 1)]


def test_a_transferred_task_has_a_way_back_and_consent() -> None:
    task = facts(1, TAAK, "N4")
    assert [of(code, task) for code in ("CR-18", "CR-19", "CR-20")] == [[("open", 1)]] * 3
    assert of("CR-18", facts(1, TAAK, "N4", notice_days=90, fallback="Terug")) == [("voldaan", 1)]
    assert of("CR-19", facts(1, TAAK, "N4", quality="Gelijk")) == [("voldaan", 1)]
    agreed = {"departments": "Groen", "departments_agreed_on": "2026-11-01"}
    assert of("CR-20", facts(1, TAAK, "N4", **agreed)) == [("voldaan", 1)]
    assert of("CR-20", facts(1, TAAK, "N4", **agreed, partners="WIJ")) == [("open", 1)]
    both = agreed | {"partners": "WIJ", "partners_agreed_on": "2026-11-02"}
    assert of("CR-20", facts(1, TAAK, "N4", **both)) == [("voldaan", 1)]


def test_a_wide_task_is_a_warning_unless_it_is_carried() -> None:
    assert of("CR-21", facts(1, TAAK, "N4", domains=["groen"], departments="Groen")) == [("voldaan", 1)]
    wide = {"domains": ["sociaal", "inkomen"], "departments": "A\nB"}
    assert of("CR-21", facts(1, TAAK, "N4", **wide)) == [("open", 1)]
    carried = wide | {"responsible": "Directeur", "power_wijk": "veel", "power_gemeente": "veel"}
    assert of("CR-21", facts(1, TAAK, "N4", **carried)) == [("voldaan", 1)]
    assert BY_CODE["CR-21"].severity == Severity.WARNING


# CR-22 and CR-25 -------------------------------------------------------------------------------------
def test_one_subject_is_not_decided_by_two_hands() -> None:
    high, low = facts(1, BUDGET, "N3", theme="groen"), facts(2, TAAK, "N1", theme="groen")
    assert of("CR-22", high, low) == [("open", 2)]
    assert of("CR-22", high, facts(2, TAAK, "N1", theme="jeugd")) == [("voldaan", None)]
    assert of("CR-22", high, facts(2, TAAK, "N1", theme="groen", level_reason="Omdat")) == [("voldaan", None)]
    assert of("CR-22", high, facts(2, ROL, "N1", theme="groen")) == [("voldaan", None)]
    assert of("CR-22", high, facts(2, TAAK, "N4", theme="groen")) == [("voldaan", None)]


def test_a_candidate_explains_itself_not_what_holds_already() -> None:
    high, low = facts(1, BUDGET, "N3", theme="groen", is_candidate=True), facts(2, TAAK, "N1", theme="groen")
    assert of("CR-22", high, low) == [("open", 1)]


def test_terms_fit_the_look_back_and_the_mandate() -> None:
    mandate = facts(9, PROMISE, "N3", **MANDATE)
    fits = {"looks_back_on": dt.date(2027, 10, 1), "ends_on": dt.date(2027, 11, 1)}
    assert of("CR-25", facts(1, BUDGET, "N3", **fits), mandate) == [("voldaan", None)]
    assert of("CR-25", facts(1, BUDGET, "N3", ends_on=dt.date(2028, 1, 1)), mandate) == [("open", 1)]
    assert of("CR-25", facts(1, BUDGET, "N3"), mandate) == [("open", 1)]
    assert of("CR-25", facts(1, BUDGET, "N2"), mandate) == [("voldaan", None)]
    late = {"looks_back_on": dt.date(2027, 1, 1), "ends_on": dt.date(2027, 12, 1)}
    assert of("CR-25", facts(1, BUDGET, "N1", **late)) == [("open", 1)]
    assert of("CR-25", facts(1, BUDGET, "N1")) == []


# What is made of it ----------------------------------------------------------------------------------
def _finding(rule: str, status: FindingStatus, agreement: int | None = None) -> Finding:
    return Finding(rule, BY_CODE[rule].severity, status, agreement, "x")


def test_counts_are_of_guarantees_not_of_sentences() -> None:
    found = check(facts(1, ROL), facts(2, ROL))
    assert [each.rule for each in found.open_findings].count("CR-04") == 2
    assert (found.asked_count, found.open_count) == (4, 4)
    assert "CR-05" in {each.rule for each in found.open_findings}


def test_only_what_blocks_this_agreement_blocks_it() -> None:
    found = (
        _finding("CR-17", FindingStatus.OPEN, 1),
        _finding("CR-18", FindingStatus.MET, 1),
        _finding("CR-20", FindingStatus.OPEN, 2),
        _finding("CR-04", FindingStatus.OPEN, 1),
    )
    assert [each.rule for each in blocking(found, 1)] == ["CR-17"]


def test_the_balance_counts_per_value() -> None:
    open_, met = FindingStatus.OPEN, FindingStatus.MET
    found = (
        _finding("CR-11", open_),
        _finding("CR-02", met),
        _finding("CR-04", open_, 1),
        _finding("CR-04", open_, 2),
        _finding("CR-05", open_),
    )
    assert per_value(Standing("N3", found)) == {"TRA": (2, 1), "LER": (2, 0)}


@given(
    st.lists(
        st.builds(
            lambda number, kind, level, day: facts(number, kind, level, looks_back_on=day),
            st.integers(1, 30),
            st.sampled_from(AgreementKind.values),
            st.sampled_from(Level.values),
            st.none() | st.just(LATER),
        ),
        max_size=6,
    )
)
def test_a_standing_never_fails_and_open_is_part_of_asked(agreements: list[AgreementFacts]) -> None:
    found = check(*agreements)
    assert 0 <= found.open_count <= found.asked_count
    assert {each.agreement for each in found.findings} <= {None, *(each.number for each in agreements)}
    assert all(agreed <= asked for asked, agreed in per_value(found).values())


# Words -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_asks_in_short_sentences_and_guards_known_values(rule: Any) -> None:
    for sentence in re.split(r"(?<=[.!?])\s", str(rule.ask)):
        assert len(sentence.split()) <= 20
    assert str(rule.ask).endswith(".")
    assert set(rule.values) <= set(VALUE_NAMES)
    assert rule.anchor


def test_values_have_the_names_of_the_compass() -> None:
    plate = json.loads(Path("processes/data/praatplaat-1.json").read_text(encoding="utf-8"))
    assert {code: str(name) for code, name in VALUE_NAMES.items()} == {
        value["code"]: value["name"] for value in plate["values"]
    }


# CR-23, CR-24 and CR-26: the conversation ------------------------------------------------------------
def with_wish(code: str, *agreements: AgreementFacts, scale: int | None = None, **levels: str) -> list[Any]:
    found = standing(agreements, today=TODAY, wish=Wish(levels, scale)).findings
    return [(each.status.value, each.agreement) for each in found if each.rule == code]


def test_an_agreement_does_not_go_further_than_the_wish() -> None:
    agreement = facts(1, BUDGET, "N3", theme="groen")
    assert with_wish("CR-23", agreement) == []
    assert with_wish("CR-23", agreement, groen="N3") == [("voldaan", None)]
    assert with_wish("CR-23", agreement, groen="N4") == [("voldaan", None)]
    assert with_wish("CR-23", agreement, groen="N2") == [("open", 1)]
    assert with_wish("CR-23", agreement, jeugd="N2") == [("voldaan", None)]


def test_a_wish_for_more_say_without_agreement_is_still_to_do() -> None:
    low = facts(1, BUDGET, "N2", theme="groen")
    assert with_wish("CR-23", low, groen="N3") == [("open", None)]
    assert with_wish("CR-23", low, groen="N2") == [("voldaan", None)]
    assert with_wish("CR-23", low, groen="N3", jeugd="N4") == [("open", None), ("open", None)]
    nothing = standing((), today=TODAY, wish=Wish({"groen": "N3"}))
    assert nothing.level is None
    assert [str(each.text) for each in nothing.findings] == [
        "Nog te doen: maak een afspraak over groen. In de praatplaat staat daar niveau N3."
    ]
    assert standing((), today=TODAY, wish=Wish({}, 2)) == NOTHING_AGREED


@pytest.mark.parametrize(
    ("level", "scale", "expected"),
    [
        ("N2", 1, []),
        ("N3", None, [("open", None)]),
        ("N3", 2, [("open", None)]),
        ("N3", 3, [("voldaan", None)]),
        ("N4", 3, [("open", None)]),
        ("N4", 4, [("voldaan", None)]),
    ],
)
def test_more_say_asks_for_a_sturdier_process(level: str, scale: int | None, expected: list[Any]) -> None:
    assert with_wish("CR-24", at(level), scale=scale) == expected


def test_a_promise_of_a_higher_level_is_not_needed_yet() -> None:
    promise = facts(1, PROMISE, "N1", **MANDATE)
    assert of("CR-26", promise) == [("open", 1)]
    assert of("CR-26", promise, at("N3")) == [("voldaan", None)]
    assert of("CR-26", facts(1, PROMISE, "N1", sort="terugkoppeling", days=9)) == [("voldaan", None)]
    assert of("CR-26", facts(1, PROMISE, "N1", sort="open_oproep")) == [("open", 1)]
    assert of("CR-26", facts(1, PROMISE, "N2", sort="open_oproep")) == [("voldaan", None)]
    assert of("CR-26", at("N1")) == []
    # Who wishes that level prepares for it.
    assert with_wish("CR-26", promise, groen="N3") == [("voldaan", None)]


def test_every_rule_has_its_logic_and_there_are_26() -> None:
    assert [rule.code for rule in RULES] == [f"CR-{number:02}" for number in range(1, 27)]
    assert set(CHECKS) == set(BY_CODE)


def test_the_words_and_severities_of_a_version_count() -> None:
    lighter = replace(BY_CODE["CR-02"], severity=Severity.ADVICE, ask="Vertel wat er speelt.")
    book = RuleBook(2, tuple(lighter if rule.code == "CR-02" else rule for rule in RULES))
    found = standing([facts(1, ROL)], today=TODAY, book=book)
    (line,) = [each for each in found.findings if each.rule == "CR-02"]
    assert (line.severity, line.text, found.book.version) == (Severity.ADVICE, "Vertel wat er speelt.", 2)
    assert found.asked_count == 3
