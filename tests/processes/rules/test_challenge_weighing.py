# SPDX-License-Identifier: EUPL-1.2
"""How wide a task is and what both sides put in: counted, in sentences; and the fields of the agreement."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from processes.enums import AgreementKind, Consent, GiverKind
from processes.rules import challenge_weighing as weighing
from processes.rules.agreements import validate_fields
from processes.rules.challenge_weighing import ChallengeFacts, Giver
from tests.processes.rules.test_challenges import DAY, WHOLE

DEPARTMENT, PARTNER = GiverKind.DEPARTMENT, GiverKind.PARTNER
GIVERS = st.lists(
    st.builds(
        Giver,
        st.sampled_from(GiverKind.values),
        st.text(min_size=1, max_size=20),
        st.sampled_from(Consent.values),
        st.just(DAY),
    ),
    max_size=6,
)
PILOT = ChallengeFacts(
    domains=("sociaal", "inkomen"),
    givers=(
        Giver(DEPARTMENT, "Inkomensdienstverlening"),
        Giver(PARTNER, "Stichting WIJ"),
        Giver(PARTNER, "Stichting Leergeld"),
        Giver(PARTNER, "Sport- en Cultuurfonds"),
    ),
)


@given(st.lists(st.sampled_from(["groen", "zorg", "sport", "inkomen"]), max_size=6), GIVERS)
def test_complexity_is_domains_times_departments(domains: list[str], givers: list[Giver]) -> None:
    found = weighing.complexity(ChallengeFacts(domains=domains, givers=givers))
    departments = [g for g in givers if g.kind == DEPARTMENT and g.consent != Consent.NOT_NEEDED]
    assert found.combinations == len(set(domains)) * len(departments)
    assert found.is_wide is (len(set(domains)) > 1 or len(departments) > 1)


def test_the_pilot_was_wide_and_hears_the_advice() -> None:
    found = weighing.complexity(PILOT)
    assert (found.domains, found.departments, found.partners, found.is_wide) == (2, 1, 3, True)
    assert found.sentences() == [
        "De taak raakt 2 onderwerpen en 1 afdeling.",
        "Dat zijn 2 × 1 = 2 plekken waar mensen het eens moeten worden.",
        "Ook 3 partners buiten de gemeente geven iets uit handen.",
    ]
    assert weighing.advice(PILOT) == (
        "Kies een kleinere taak. Of leg extra uitvoeringskracht en één eindverantwoordelijke vast."
    )
    assert str(weighing.LESSON_2) == (
        "Het uitdaagrecht vraagt uitvoeringskracht, aan beide kanten. "
        "Eenvoudige taken binnen één domein hebben meer kans."
    )


def test_a_simple_task_hears_no_advice() -> None:
    assert weighing.complexity(WHOLE).sentences() == ["De taak raakt 1 onderwerp en 1 afdeling."]
    assert weighing.advice(WHOLE) == ""
    assert weighing.complexity(ChallengeFacts()).sentences() == []


def test_capacity_says_what_is_there_and_what_is_not() -> None:
    assert weighing.capacity_sentences(WHOLE) == {
        "wijk": "6 mensen, samen 12 uur per week.",
        "gemeente": "4 uur per week. Budget dat meegaat: € 5.000. Eindverantwoordelijk: Hoofd Stadsbeheer.",
    }
    assert weighing.capacity_sentences(ChallengeFacts(team_hours=2)) == {
        "wijk": "Nog niet ingevuld: hoeveel mensen, hoeveel uren per week, welke kennis, welk draagvlak.",
        "gemeente": "2 uur per week. Nog niet ingevuld: hoeveel geld, welke kennis, wie eindverantwoordelijk is.",
    }


def test_the_agreement_is_filled_with_what_the_rules_ask() -> None:
    fields = weighing.agreement_fields("uitdaagrecht", "Mooi groen", WHOLE)
    clean, problems = validate_fields(AgreementKind.TAAK, fields)
    assert (clean, problems) == (fields, [])
    assert fields["departments"] == "Stadsbeheer"
    assert fields["departments_agreed_on"] == DAY.isoformat()
    assert fields["responsible"] == "Hoofd Stadsbeheer"
    assert fields["power_wijk"] == "6 mensen, samen 12 uur per week. Kennis: Hoveniers in de buurt."
    assert "partners" not in fields


def test_consent_counts_only_when_all_gave_it() -> None:
    later = DAY + dt.timedelta(days=3)
    both = (Giver(DEPARTMENT, "A", Consent.YES, DAY), Giver(DEPARTMENT, "B", Consent.YES, later))
    fields = weighing.agreement_fields("eigen", "x", ChallengeFacts(givers=both))
    assert (fields["departments"], fields["departments_agreed_on"]) == ("A\nB", later.isoformat())
    half = (both[0], Giver(DEPARTMENT, "B", Consent.NO, later))
    assert "departments_agreed_on" not in weighing.agreement_fields("eigen", "x", ChallengeFacts(givers=half))
