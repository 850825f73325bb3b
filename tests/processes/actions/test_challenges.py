# SPDX-License-Identifier: EUPL-1.2
"""Working out a task: ideas, what each side puts in, and who gives something away."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from processes.actions import challenges as actions
from processes.enums import ChallengeStep
from processes.models import Challenge, GivingParty
from tests.challenges import TEAM, WIJK, Route, make_route
from tests.factories import NOW, TODAY
from tests.people import EVERYBODY

pytestmark = pytest.mark.django_db
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}
OF_TEAM = {"team_coordinator", "team_member"}


@pytest.fixture
def route(db: None) -> Route:
    return make_route()


def start(route: Route, name: str, /, **changed: Any) -> Challenge:
    said = {"route": "uitdaagrecht", "title": "De speeltuin", "idea": "Wij beheren de speeltuin."} | changed
    return actions.start_challenge(
        process=route.table.people.process, actor=route.table.people.actor(name), now=NOW, **said
    )


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("kind", ["eigen", "uitdaagrecht", "omgekeerd"])
def test_each_side_starts_its_own_routes(route: Route, name: str, kind: str) -> None:
    if name not in TABLE:
        with pytest.raises(NotAllowedError):
            start(route, name, route=kind)
    elif (name in OF_TEAM) is not (kind == "omgekeerd"):
        with pytest.raises(RuleError) as refusal:
            start(route, name, route=kind)
        assert refusal.value.field == "route"
    else:
        task = start(route, name, route=kind)
        assert (task.number, task.step, task.moves.count(), task.is_shared) == (
            2,
            ChallengeStep.IDEA,
            1,
            False,
        )
        assert start(route, name, route=kind) == task


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "Bel 06 12345678"}, "title"),
        ({"idea": ""}, "idea"),
        ({"idea": "x" * 801}, "idea"),
        ({"idea": "mail naar a@b.nl"}, "idea"),
    ],
)
def test_an_idea_says_what_and_names_nobody(route: Route, changed: dict[str, str], field: str) -> None:
    with pytest.raises(RuleError) as refusal:
        start(route, "wijk_member", **changed)
    assert refusal.value.field == field
    assert Challenge.objects.count() == 1


# What each side puts in ------------------------------------------------------------------------------
def test_each_side_writes_its_own_part(route: Route) -> None:
    route.travel("feasibility")
    route.fill_in("wijk_member", WIJK | TEAM)
    task = route.fresh()
    assert (task.wijk_people, task.team_hours, task.domains) == (6, None, [])
    route.fill_in("team_member", WIJK | TEAM | {"domains": ["sport", "groen"]})
    task = route.fresh()
    assert (task.team_money_cents, task.domains) == (500_000, ["groen", "sport"])


@pytest.mark.parametrize("name", sorted(set(EVERYBODY) - TABLE))
def test_strangers_fill_in_nothing(route: Route, name: str) -> None:
    route.travel("feasibility")
    with pytest.raises(NotAllowedError):
        route.fill_in(name, WIJK)


@pytest.mark.parametrize("step", ["idea", "proposal", "trial"])
def test_filling_in_belongs_to_the_working_out(route: Route, step: str) -> None:
    route.travel(step)
    with pytest.raises(RuleError):
        route.fill_in("wijk_member", WIJK | {"wijk_people": 99})
    with pytest.raises(RuleError):
        route.giver("Nog een afdeling")


@pytest.mark.parametrize(
    ("name", "changed", "field"),
    [
        ("wijk_member", {"wijk_people": -1}, "wijk_people"),
        ("wijk_member", {"wijk_hours": 10_000}, "wijk_hours"),
        ("wijk_member", {"wijk_support": "x" * 401}, "wijk_support"),
        ("wijk_member", {"wijk_knowledge": "bel 0612345678"}, "wijk_knowledge"),
        ("team_member", {"team_money_cents": -1}, "team_money_cents"),
        ("team_member", {"team_money_cents": 10**12}, "team_money_cents"),
        ("team_member", {"domains": ["maan"]}, "domains"),
        ("team_member", {"team_responsible": "x" * 201}, "team_responsible"),
    ],
)
def test_what_cannot_be_is_refused(route: Route, name: str, changed: dict[str, Any], field: str) -> None:
    route.travel("feasibility")
    with pytest.raises(RuleError) as refusal:
        route.fill_in(name, WIJK | TEAM | changed)
    assert refusal.value.field == field
    assert route.fresh().wijk_people is None


def test_two_of_one_side_do_not_overwrite_each_other(route: Route) -> None:
    route.travel("feasibility")
    shown = {name: getattr(route.fresh(), name) for name in WIJK}
    route.fill_in("wijk_member", WIJK, **shown)
    with pytest.raises(StaleError) as refusal:
        route.fill_in("wijk_deputy", WIJK | {"wijk_people": 9}, **shown)
    assert refusal.value.current["wijk_people"] == 6
    # The same values once more are no conflict.
    assert route.fill_in("wijk_deputy", WIJK, **shown).wijk_people == 6


# Who gives something away ----------------------------------------------------------------------------
@pytest.mark.parametrize("name", EVERYBODY)
def test_only_the_gebiedsteam_keeps_the_list(route: Route, name: str) -> None:
    route.travel("feasibility")
    if name not in OF_TEAM:
        with pytest.raises(NotAllowedError):
            route.giver(who=name)
        giver = route.giver()
        with pytest.raises(NotAllowedError):
            route.answer(giver, who=name)
        return
    giver = route.giver("  Stads   beheer ", who=name)
    assert (giver.name, route.giver("stads beheer", who=name)) == ("Stads beheer", giver)
    assert route.answer(giver, who=name).recorded_at == NOW


@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [
        ("buur", "A", "kind"),
        ("partner", " ", "name"),
        ("partner", "x" * 121, "name"),
        ("partner", "a@b.nl", "name"),
    ],
)
def test_the_list_holds_departments_and_partners(route: Route, kind: str, name: str, field: str) -> None:
    route.travel("feasibility")
    with pytest.raises(RuleError) as refusal:
        route.giver(name, kind)
    assert refusal.value.field == field


def test_the_list_has_an_end(route: Route) -> None:
    route.travel("feasibility")
    for number in range(actions.MOST_GIVERS):
        route.giver(f"Afdeling {number}")
    with pytest.raises(RuleError):
        route.giver("Nog één")
    assert GivingParty.objects.count() == actions.MOST_GIVERS


@pytest.mark.parametrize(
    ("consent", "changed", "field"),
    [
        ("open", {}, "consent"),
        ("misschien", {}, "consent"),
        ("yes", {"consent_on": TODAY + dt.timedelta(days=1)}, "consent_on"),
        ("yes", {"source": " "}, "source"),
        ("yes", {"source": "x" * 301}, "source"),
        ("yes", {"source": "a@b.nl"}, "source"),
    ],
)
def test_an_answer_has_a_day_and_a_source(
    route: Route, consent: str, changed: dict[str, Any], field: str
) -> None:
    route.travel("feasibility")
    giver = route.giver()
    with pytest.raises(RuleError) as refusal:
        route.answer(giver, consent, **changed)
    assert refusal.value.field == field
    giver.refresh_from_db()
    assert giver.consent == "open"


def test_the_database_wants_the_day_and_the_source_too(route: Route) -> None:
    route.travel("feasibility")
    giver = route.giver()
    with pytest.raises(IntegrityError), transaction.atomic():
        GivingParty.objects.filter(pk=giver.pk).update(consent="yes")
