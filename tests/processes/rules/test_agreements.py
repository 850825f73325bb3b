# SPDX-License-Identifier: EUPL-1.2
"""What a version may say, who must sign it, its states, and what changed between two versions."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core.actors import Actor, Seat
from gm_portal.core.errors import RuleError
from processes.enums import AgreementKind, AgreementState, MembershipRole, PartyKind
from processes.rules.agreement_fields import OWN, FieldKind, specs_of
from processes.rules.agreement_texts import VersionText, changes, euros, parts, word_diff
from processes.rules.agreements import (
    adopted_state,
    after_amendment,
    all_signed,
    binding_seats,
    checked,
    date_problems,
    speaking_seat,
    state_on,
    validate_fields,
)

TODAY = dt.date(2026, 11, 22)
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)
WIJK, TEAM, RESIDENTS = PartyKind.RESIDENT_ORGANISATION, PartyKind.AREA_TEAM, PartyKind.RESIDENTS
ROL = {"holder": "Werkgroep groen", "sides": ["wijk"], "about": "Het groen"}


# Own fields ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", AgreementKind.values)
def test_every_kind_has_fields_with_names_of_their_own(kind: str) -> None:
    names = [spec.name for spec in specs_of(kind)]
    assert len(names) == len(set(names))
    assert not {"title", "text", "level", "starts_on", "ends_on", "evaluate_on", "based_on"} & set(names)
    assert OWN[AgreementKind(kind)]


def test_clean_values_come_back_as_they_are_kept() -> None:
    values = ROL | {"reply_days": 14, "across_departments": True, "appointed": "gekozen", "replacement": ""}
    clean, problems = validate_fields("rol", values)
    assert problems == []
    assert clean == ROL | {"reply_days": 14, "across_departments": True, "appointed": "gekozen"}


def test_what_is_required_is_asked_for_unless_a_source_is_silent() -> None:
    assert {each.field for each in validate_fields("rol", {})[1]} == {"holder", "sides", "about"}
    assert validate_fields("rol", {}, complete=False) == ({}, [])


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("budget", "amount_cents", -1),
        ("budget", "amount_cents", 10**30),
        ("budget", "amount_cents", "veel"),
        ("budget", "year", 12),
        ("rol", "reply_days", 0.5),
        ("rol", "appointed", "gegokt"),
        ("rol", "sides", ["wijk", "mars"]),
        ("rol", "sides", "wijk"),
        ("rol", "about", "x" * 801),
        ("rol", "about", "nul \x00 teken"),
        ("rol", "holder", "bel 06-12345678"),
        ("rol", "holder", "mail naar iemand@voorbeeld.example"),
        ("rol", "across_departments", "misschien"),
        ("taak", "departments_agreed_on", "gisteren"),
        ("taak", "departments_agreed_on", "0001-01-01"),
        ("rol", "onbekend", "x"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(kind: str, name: str, value: Any) -> None:
    clean, problems = validate_fields(kind, {name: value}, complete=False)
    assert [each.field for each in problems] == [name]
    assert all(each.message for each in problems)
    assert name not in clean


def test_years_in_a_row_are_no_telephone_number() -> None:
    assert validate_fields("budget", {"spent": "2024 2025 2026 2027"})[1] == []


def test_fields_of_another_sort_are_dropped() -> None:
    clean, problems = validate_fields("procesgarantie", {"sort": "bereik", "goal": "Jongeren", "who": "X"})
    assert (clean, problems) == ({"sort": "bereik", "goal": "Jongeren"}, [])


@given(
    st.dictionaries(
        st.sampled_from(["holder", "sides", "about", "reply_days", "theme"]),
        st.text(max_size=20) | st.integers() | st.none() | st.lists(st.text(max_size=20), max_size=3),
    )
)
def test_validation_never_fails_and_what_it_keeps_it_accepts_again(values: dict[str, Any]) -> None:
    clean, _problems = validate_fields("rol", values, complete=False)
    assert validate_fields("rol", clean, complete=False) == (clean, [])


def test_a_text_is_kept_with_one_kind_of_line_end() -> None:
    text = checked("rol", VersionText(" Titel ", "een\r\ntwee ", "N1", ROL), today=TODAY)
    assert (text.title, text.text) == ("Titel", "een\ntwee")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"text": ""}, "text"),
        ({"text": "x" * 801}, "text"),
        ({"title": "Bel 050 367 81 11"}, "title"),
        ({"text": "Mail naar buurt@voorbeeld.example."}, "text"),
        ({"is_public": False, "private_reason": "Vraag het aan buurt@voorbeeld.example."}, "private_reason"),
        ({"level": "N5"}, "level"),
        ({"fields": {}}, "holder"),
        ({"starts_on": TOMORROW, "ends_on": TODAY}, "ends_on"),
        ({"evaluate_on": YESTERDAY}, "evaluate_on"),
        ({"evaluate_on": dt.date(2199, 1, 1)}, "evaluate_on"),
        ({"starts_on": TOMORROW, "evaluate_on": TODAY}, "evaluate_on"),
        ({"starts_on": dt.date(1, 1, 1)}, "starts_on"),
    ],
)
def test_a_version_that_cannot_be_is_refused_at_its_field(changed: dict[str, Any], field: str) -> None:
    said = {"title": "Titel", "text": "Tekst", "level": "N1", "fields": ROL} | changed
    with pytest.raises(RuleError) as refusal:
        checked("rol", VersionText(**said), today=TODAY)
    assert refusal.value.field == field


def test_days_that_fit_are_no_problem() -> None:
    assert date_problems(TODAY, TOMORROW, TOMORROW, today=TODAY) == []
    assert date_problems(None, None, None, today=TODAY) == []


# Who signs -------------------------------------------------------------------------------------------
def test_all_parties_that_sign_must_sign() -> None:
    parties = {1: WIJK, 2: TEAM, 4: WIJK}
    assert all_signed(parties, {1, 2, 4})
    assert all_signed(parties, {1, 2, 3, 4})
    assert not all_signed(parties, {1, 2})
    assert not all_signed(parties, {1, 4, 3})


def test_one_side_alone_is_never_an_agreement() -> None:
    assert not all_signed({1: TEAM}, {1})
    assert not all_signed({1: WIJK, 2: RESIDENTS}, {1, 2})
    assert not all_signed({}, set())


@given(st.dictionaries(st.integers(0, 5), st.sampled_from(PartyKind.values)), st.sets(st.integers(0, 5)))
def test_another_signature_never_undoes_agreement(parties: dict[int, str], signed: set[int]) -> None:
    if all_signed(parties, signed):
        assert all_signed(parties, signed | {0, 1, 2, 3, 4, 5})
        assert {kind for pk, kind in parties.items() if pk in signed} >= {WIJK, TEAM}


def test_who_speaks_and_who_binds() -> None:
    actor = Actor(
        1,
        seats=(
            Seat(7, 70, RESIDENTS, MembershipRole.COORDINATOR),
            Seat(7, 71, WIJK, MembershipRole.MEMBER),
            Seat(8, 80, TEAM, MembershipRole.DEPUTY),
        ),
    )
    assert speaking_seat(actor, 7) == actor.seats[1]
    assert binding_seats(actor, 7) == ()
    assert binding_seats(actor, 8) == (actor.seats[2],)
    assert speaking_seat(actor, 9) is None


# States ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "starts", "ends", "shown"),
    [
        (AgreementState.ADOPTED, TOMORROW, None, AgreementState.ADOPTED),
        (AgreementState.ADOPTED, TODAY, None, AgreementState.RUNNING),
        (AgreementState.RUNNING, None, TODAY, AgreementState.RUNNING),
        (AgreementState.RUNNING, None, YESTERDAY, AgreementState.ENDED),
        (AgreementState.EVALUATED, None, None, AgreementState.EVALUATED),
        (AgreementState.EVALUATED, None, YESTERDAY, AgreementState.ENDED),
        (AgreementState.DRAFT, YESTERDAY, YESTERDAY, AgreementState.DRAFT),
        (AgreementState.ENDED, None, TOMORROW, AgreementState.ENDED),
    ],
)
def test_a_state_follows_the_days(
    state: AgreementState, starts: dt.date | None, ends: dt.date | None, shown: AgreementState
) -> None:
    assert state_on(state, starts_on=starts, ends_on=ends, today=TODAY) == shown


def test_adoption_and_amendment_choose_the_state() -> None:
    assert adopted_state(None, TODAY) == AgreementState.RUNNING
    assert adopted_state(TOMORROW, TODAY) == AgreementState.ADOPTED
    assert after_amendment(AgreementState.DRAFT) == AgreementState.DISCUSSED
    for in_force in (AgreementState.ADOPTED, AgreementState.RUNNING, AgreementState.EVALUATED):
        assert after_amendment(in_force) == AgreementState.SUSPENDED


# As text ---------------------------------------------------------------------------------------------
@given(st.text(alphabet="ab \n"), st.text(alphabet="ab \n"))
def test_the_pieces_of_a_diff_are_both_texts(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(each.text for each in pieces if each.kind != "added") == before
    assert "".join(each.text for each in pieces if each.kind != "removed") == after


def test_only_what_changed_is_told() -> None:
    old = VersionText("Groen", "De buurt plant bomen.", "N2", {"amount_cents": 500000})
    new = VersionText("Groen", "De buurt plant veel bomen.", "N3", {"year": 2027})
    told = {
        each.label: [(piece.kind, piece.text) for piece in each.pieces]
        for each in changes(parts("budget", old), parts("budget", new))
    }
    assert told == {
        "Wat we afspreken": [("kept", "De buurt plant "), ("added", "veel "), ("kept", "bomen.")],
        "Hoeveel zeggenschap": [
            ("removed", "agenderen en initiatief nemen"),
            ("added", "verdelen en meebeslissen"),
        ],
        "Hoeveel geld?": [("removed", "€ 5.000")],
        "Voor welk jaar?": [("added", "2027")],
    }


def test_every_kind_of_field_reads_as_words() -> None:
    fields = {
        "route": "omgekeerd",
        "domains": ["sociaal", "inkomen"],
        "departments_agreed_on": "2026-11-01",
        "amount_cents": 123456789,
        "notice_days": 90,
        "result": "Mooi groen",
    }
    words = dict(parts("taak", VersionText("T", "T", "N4", fields)))
    assert words["Over welke onderwerpen gaat de taak?"] == "sociaal, inkomen"
    assert words["Op welke dag stemden alle afdelingen in?"] == "1 november 2026"
    assert words["Hoeveel budget gaat er mee?"] == "€ 1.234.567,89"
    assert words["Hoeveel dagen opzegtermijn is er?"] == "90 dagen"
    one_day = dict(parts("taak", VersionText("T", "T", "N4", {"notice_days": 1})))
    assert one_day["Hoeveel dagen opzegtermijn is er?"] == "1 dag"
    assert (
        dict(parts("rol", VersionText("T", "T", "N1", {"across_departments": True})))[
            "Deze rol werkt over afdelingen heen"
        ]
        == "ja"
    )


def test_amounts_read_as_people_write_them() -> None:
    assert [euros(0), euros(5), euros(500000), euros(500050)] == ["€ 0", "€ 0,05", "€ 5.000", "€ 5.000,50"]


def test_every_field_kind_is_used() -> None:
    used = {spec.kind for kind in AgreementKind for spec in specs_of(kind)}
    assert used == set(FieldKind)
