# SPDX-License-Identifier: EUPL-1.2
"""Planning, moving, cancelling and holding in the browser: who may, twice, too late, and typed wrong."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from gm_portal.core.models import AuditEvent
from processes.actions.evaluations import move_evaluation
from processes.enums import AgreementState, EvaluationState, MoveState
from processes.models import Agreement, Evaluation, Lesson, MoveProposal
from tests import factories
from tests.evaluations import AT_THE_TABLE, ELSEWHERE, address_of, green_street, list_address, text_of
from tests.factories import NOW
from tests.people import People

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 1, 29)
LATER = "2027-03-05"
HELD = {
    "held_on": "2026-11-22",
    "summary": "Er staat meer groen.",
    "outcome": "keep",
    "lessons": "Begin klein.\n\n Vraag hulp. \n",
    "next_day": "",
}
PLANNED = {"day": LATER, "kind": "short", "agreements": []}
MOVED = {"day": LATER, "reason": "De zaal is vol.", "from_day": "2027-01-29"}
CANCELLED = {"reason": "De afspraak stopt.", "from_day": "2027-01-29"}
ACTIONS: dict[str, dict[str, Any]] = {"hold": HELD, "move": MOVED, "cancel": CANCELLED}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    return green_street(people, DAY)


@pytest.mark.parametrize("name", AT_THE_TABLE)
def test_both_sides_plan(people: People, name: str) -> None:
    agreement = factories.AgreementFactory(process=people.process)
    response = people.client(name).post(list_address(), PLANNED | {"agreements": [agreement.pk]})
    planned = Evaluation.objects.get()
    assert (response.status_code, response["Location"]) == (302, planned.get_absolute_url())
    assert list(planned.agreements.all()) == [agreement]


def test_a_moment_is_held_in_the_browser(people: People, evaluation: Evaluation) -> None:
    response = people.client("team_member").post(
        address_of("hold", evaluation), HELD | {"next_day": LATER}, follow=True
    )
    assert response.redirect_chain == [(evaluation.get_absolute_url(), 302)]
    text = text_of(response)
    assert "Het staat vast. Iedereen kan het nu lezen." in text
    assert "Er staat meer groen." in text
    assert list(Lesson.objects.values_list("text", flat=True)) == ["Begin klein.", "Vraag hulp."]
    assert people.process.evaluations.filter(state=EvaluationState.PLANNED).count() == 1


def test_who_holds_a_moment_decides_about_what_is_not_for_all_too(
    people: People, evaluation: Evaluation
) -> None:
    open_one = evaluation.agreements.get()
    quiet = factories.AgreementFactory(
        process=people.process, number=97, is_public=False, private_reason="Het gaat over een gezin."
    )
    evaluation.agreements.add(quiet)
    page = address_of("hold", evaluation)
    team = people.client("team_member")
    assert 'name="outcome_97"' in text_of(team.get(page))
    answer = team.post(page, HELD | {"outcome": "stop", "outcome_97": "keep"})
    assert answer.status_code == 302, text_of(answer)
    ended = Agreement.objects.filter(state=AgreementState.ENDED)
    assert list(ended) == [open_one]


def test_a_day_is_moved_in_the_browser_by_both_sides(people: People, evaluation: Evaluation) -> None:
    response = people.client("wijk_deputy").post(address_of("move", evaluation), MOVED, follow=True)
    text = text_of(response)
    assert "Tot de andere kant bevestigt, blijft 29 januari 2027 staan." in text
    assert "Trek het voorstel in" in text
    assert "De zaal is vol." in text
    team = people.client("team_member")
    proposal = MoveProposal.objects.get()
    address = reverse("evaluation-move-answer", args=("korenbuurt", evaluation.pk, proposal.pk))
    assert f'href="{address}"' in text_of(team.get(evaluation.get_absolute_url()))
    assert "Wat is uw antwoord?" in text_of(team.get(address))
    assert "De nieuwe dag is 5 maart 2027." in text_of(
        team.post(address, {"answer": "bevestig"}, follow=True)
    )
    evaluation.refresh_from_db()
    assert evaluation.planned_on.isoformat() == LATER


def test_a_moment_is_cancelled_in_the_browser(people: People, evaluation: Evaluation) -> None:
    response = people.client("wijk_deputy").post(address_of("cancel", evaluation), CANCELLED, follow=True)
    assert response.redirect_chain == [(evaluation.get_absolute_url(), 302)]
    assert "Voorgesteld om af te zeggen" in text_of(response)
    evaluation.refresh_from_db()
    assert evaluation.state == EvaluationState.PLANNED
    proposal = MoveProposal.objects.get()
    team = people.client("team_member")
    assert "Ja, het gaat niet door" in text_of(team.get(_answer_to(proposal)))
    done = team.post(_answer_to(proposal), {"answer": "bevestig"}, follow=True)
    assert "Dit moment gaat niet door." in text_of(done)
    for text in (
        text_of(Client().get(evaluation.get_absolute_url())),
        text_of(Client().get(reverse("planning"))),
    ):
        assert "De afspraak stopt." in text
        assert "fgelast door beide kanten" in text


def test_a_moment_of_ones_own_side_is_taken_back_in_the_browser(
    people: People, evaluation: Evaluation
) -> None:
    Evaluation.objects.update(planned_by=people.wijk)
    client = people.client("wijk_member")
    assert "Neem dit moment terug" in text_of(client.get(evaluation.get_absolute_url()))
    assert "kunt u dit moment zelf terugnemen" in text_of(client.get(address_of("cancel", evaluation)))
    response = client.post(address_of("cancel", evaluation), CANCELLED | {"alone": "True"}, follow=True)
    assert response.redirect_chain == [(list_address(), 302)]
    assert "Teruggenomen door wie het plande" in text_of(response)
    assert "Dit kan niet meer" in text_of(people.client("team_member").get(address_of("cancel", evaluation)))


def test_what_the_other_side_counts_on_meanwhile_is_proposed_with_the_same_words(
    people: People, evaluation: Evaluation
) -> None:
    Evaluation.objects.update(planned_by=people.wijk)
    people.client("team_member").post(address_of("move", evaluation), MOVED)
    refused = people.client("wijk_member").post(
        address_of("cancel", evaluation), CANCELLED | {"alone": "True"}
    )
    assert refused.status_code == 400
    form = refused.context["form"]
    assert form["reason"].value() == "De afspraak stopt."
    assert form["alone"].value() == "False"
    assert "De andere kant rekent op dit moment." in text_of(refused)


@pytest.mark.parametrize("action", ACTIONS)
def test_who_may_only_read_gets_403_and_nobody_is_asked_to_sign_in(
    people: People, evaluation: Evaluation, action: str
) -> None:
    address = address_of(action, evaluation)
    for name in ELSEWHERE:
        client = people.client(name)
        assert client.get(address).status_code == 403
        assert client.post(address, ACTIONS[action]).status_code == 403
    for response in (Client().get(address), Client().post(address, ACTIONS[action])):
        assert response.status_code == 302
        assert response["Location"] == f"{reverse('account_login')}?next={address}"
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.planned_on) == (EvaluationState.PLANNED, DAY)


def test_who_may_only_read_does_not_plan(people: People) -> None:
    for name in ELSEWHERE:
        assert people.client(name).post(list_address(), PLANNED).status_code == 403
    assert Client().post(list_address(), PLANNED)["Location"].startswith(reverse("account_login"))
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize("action", ACTIONS)
def test_a_double_click_is_answered_kindly(people: People, evaluation: Evaluation, action: str) -> None:
    client = people.client("wijk_member")
    first = client.post(address_of(action, evaluation), ACTIONS[action])
    second = client.post(address_of(action, evaluation), ACTIONS[action])
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    verb = {"hold": "hold_evaluation", "move": "propose_move", "cancel": "propose_cancel"}[action]
    assert AuditEvent.objects.filter(verb=verb).count() == 1


ANSWERS = {"bevestig": MoveState.CONFIRMED, "houd": MoveState.DECLINED}


@pytest.fixture
def proposal(people: People, evaluation: Evaluation) -> MoveProposal:
    people.client("wijk_deputy").post(address_of("move", evaluation), MOVED)
    return MoveProposal.objects.get()


def _answer_to(proposal: MoveProposal) -> str:
    return reverse("evaluation-move-answer", args=("korenbuurt", proposal.evaluation_id, proposal.pk))


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_proposal_is_answered_once(people: People, proposal: MoveProposal, answer: str) -> None:
    posted = {"answer": answer, "reply": "Dan is het feest."}
    for _click in range(2):
        response = people.client("team_member").post(_answer_to(proposal), posted)
        assert response.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answered_by) == (ANSWERS[answer], people.team)
    assert "ligt niet meer op tafel" in text_of(people.client("team_member").get(_answer_to(proposal)))


def test_keeping_the_old_day_asks_why(people: People, proposal: MoveProposal) -> None:
    refused = people.client("team_member").post(_answer_to(proposal), {"answer": "houd"})
    assert refused.status_code == 400
    assert refused.context["form"].errors["reply"] == ["Schrijf kort op waarom de dag blijft zoals hij is."]
    nothing = people.client("team_member").post(_answer_to(proposal), {"reply": "Liever niet."})
    assert nothing.status_code == 400
    assert "Liever niet." in text_of(nothing)


def test_the_side_that_proposed_cannot_confirm_but_can_take_it_back(
    people: People, proposal: MoveProposal
) -> None:
    client = people.client("wijk_member")
    assert "Trek het voorstel in" in text_of(client.get(_answer_to(proposal)))
    assert client.post(_answer_to(proposal), {"answer": "bevestig"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.evaluation.planned_on) == (MoveState.WITHDRAWN, DAY)


def test_a_proposal_is_answered_only_at_its_own_table(people: People, proposal: MoveProposal) -> None:
    for name in ELSEWHERE:
        client = people.client(name)
        assert client.get(_answer_to(proposal)).status_code == 403
        assert client.post(_answer_to(proposal), {"answer": "bevestig"}).status_code == 403
    assert Client().post(_answer_to(proposal), {"answer": "bevestig"}).status_code == 302
    assert people.client("team_member").put(_answer_to(proposal)).status_code == 405
    elsewhere = factories.EvaluationFactory(process=people.process, planned_on=dt.date(2027, 9, 1))
    lost = reverse("evaluation-move-answer", args=("korenbuurt", elsewhere.pk, proposal.pk))
    assert people.client("team_member").get(lost).status_code == 404
    proposal.refresh_from_db()
    assert proposal.state == MoveState.PROPOSED


def test_planning_twice_makes_one_moment(people: People) -> None:
    client = people.client("wijk_member")
    assert (
        client.post(list_address(), PLANNED)["Location"] == client.post(list_address(), PLANNED)["Location"]
    )
    assert Evaluation.objects.count() == 1


@pytest.mark.parametrize("action", ACTIONS)
def test_a_form_of_a_moment_that_is_over_says_so(people: People, evaluation: Evaluation, action: str) -> None:
    evaluation.state = EvaluationState.CANCELLED
    evaluation.save()
    text = text_of(people.client("wijk_member").get(address_of(action, evaluation)))
    assert "Dit kan niet meer" in text
    assert "<textarea" not in text


def test_after_another_moved_the_day_the_next_try_is_about_the_new_day(
    people: People, evaluation: Evaluation
) -> None:
    move_evaluation(
        evaluation=evaluation,
        from_day=DAY,
        day=dt.date.fromisoformat(LATER),
        reason="De zaal is vol.",
        actor=people.actor("team_member"),
        now=NOW,
    )
    client = people.client("wijk_member")
    refused = client.post(address_of("move", evaluation), MOVED | {"day": "2027-04-01"})
    assert refused.status_code == 400
    shown = refused.context["form"]["from_day"].value()
    assert shown == LATER
    accepted = client.post(address_of("move", evaluation), MOVED | {"day": "2027-04-01", "from_day": shown})
    assert accepted.status_code == 302


def test_what_another_wrote_first_keeps_what_i_typed(people: People, evaluation: Evaluation) -> None:
    people.client("team_member").post(address_of("hold", evaluation), HELD)
    mine = HELD | {"summary": "Er staat minder groen."}
    response = people.client("wijk_member").post(address_of("hold", evaluation), mine)
    assert response.status_code == 400
    text = text_of(response)
    assert "Iemand anders legde dit moment net vast. Lees eerst wat er nu staat." in text
    assert "Er staat minder groen." in text


@pytest.mark.parametrize("action", ["list", *ACTIONS])
def test_a_wrong_method_is_405(people: People, evaluation: Evaluation, action: str) -> None:
    address = list_address() if action == "list" else address_of(action, evaluation)
    assert people.client("wijk_member").put(address).status_code == 405
    assert people.client("wijk_member").delete(address).status_code == 405
    assert people.client("wijk_member").post(evaluation.get_absolute_url()).status_code == 405


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("list", {"day": ""}, "Kies een dag."),
    ("list", {"day": "morgen"}, "Schrijf de dag als 29-01-2027."),
    ("list", {"day": "2026-11-21"}, "Die dag is al voorbij."),
    ("list", {"day": "9999-12-31"}, "Die dag is erg ver weg."),
    ("list", {"day": "\x00morgen"}, "Schrijf de dag als 29-01-2027."),
    ("list", {"kind": "feest"}, "Kies wat voor moment het wordt."),
    ("list", {"agreements": [str(10**30)]}, "Kies alleen afspraken uit de lijst."),
    ("list", {"agreements": ["x"]}, "Kies alleen afspraken uit de lijst."),
    ("move", {"reason": " "}, "Schrijf kort op waarom u een andere dag kiest."),
    ("move", {"reason": "a" * 301}, "Maak dit korter: hoogstens 300 tekens."),
    ("move", {"reason": "\x00"}, "Schrijf kort op waarom u een andere dag kiest."),
    ("move", {"from_day": "gisteren"}, "Deze pagina was verouderd."),
    ("move", {"from_day": "2027-01-30"}, "Iemand anders koos net een andere dag: 29 januari 2027."),
    ("cancel", {"reason": ""}, "Schrijf kort op waarom het niet doorgaat."),
    ("hold", {"held_on": "2026-11-23"}, "Die dag moet nog komen."),
    ("hold", {"held_on": "0000-00-00"}, "Schrijf de dag als 29-01-2027."),
    ("hold", {"held_on": "1026-11-22"}, "Die dag is te lang geleden. Kijk of het jaar klopt."),
    ("hold", {"summary": "\n \n"}, "Schrijf in een paar zinnen wat u nu ziet."),
    ("hold", {"summary": "a" * 5001}, "Maak dit korter: hoogstens 5000 tekens."),
    ("hold", {"outcome": ""}, "Kies wat u met de afspraken doet."),
    ("hold", {"outcome": "feest"}, "Kies wat u met de afspraken doet."),
    ("hold", {"lessons": "a" * 501}, "Maak elk leerpunt korter: hoogstens 500 tekens."),
    ("hold", {"lessons": "les\n" * 21}, "Kies de belangrijkste: hoogstens 20 leerpunten."),
    ("hold", {"next_day": "2020-01-01"}, "Die dag is al voorbij."),
]


@pytest.mark.parametrize(("action", "values", "sentence"), WRONG)
def test_bad_input_is_refused_with_a_sentence_and_kept(
    people: People, evaluation: Evaluation, action: str, values: dict[str, Any], sentence: str
) -> None:
    address = list_address() if action == "list" else address_of(action, evaluation)
    given = (PLANNED if action == "list" else ACTIONS[action]) | values
    response = people.client("wijk_member").post(address, given)
    text = text_of(response)
    assert response.status_code == 400
    assert sentence in text
    assert "<title>Fout:" in text
    assert "error-summary" in text
    for name in ("reason", "summary", "lessons"):
        if name in given:
            assert given[name].strip("\x00 \n") in text
    assert not AuditEvent.objects.exists()


def test_an_expired_session_loses_no_typed_text(people: People, evaluation: Evaluation) -> None:
    address = address_of("hold", evaluation)
    mark = people.client("wijk_member").get(address).context["form"].initial["_wie"]
    reader = Client()
    reader.post(address, HELD | {"_wie": mark, "summary": "Een lang verhaal."})
    reader.force_login(people.wijk_member)
    text = text_of(reader.get(address))
    assert "Een lang verhaal." in text
    assert "Uw tekst is bewaard." in text


def test_the_link_in_the_mail_leads_through_the_sign_in_to_the_page(
    people: People, evaluation: Evaluation
) -> None:
    address = evaluation.get_absolute_url()
    EmailAddress.objects.create(user=people.wijk_member, email=people.wijk_member.email, verified=True)
    response = Client().post(
        f"{reverse('account_login')}?next={address}",
        {"login": people.wijk_member.email, "password": factories.PASSWORD},
    )
    assert (response.status_code, response.headers.get("Location")) == (302, address)


def test_every_field_has_an_id_of_its_own(people: People, evaluation: Evaluation) -> None:
    """`outcome_1` is a field and the second button of `outcome` too: their labels once led to each other."""
    evaluation.agreements.set(
        [factories.AgreementFactory(process=people.process, number=number) for number in (1, 2, 3)]
    )
    page = people.client("wijk_member").get(address_of("hold", evaluation)).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
    assert 'for="id_of_agreement_1"' in page
    assert {"id_of_agreement_1", "id_of_agreement_2", "id_of_agreement_3", "id_outcome_1"} <= set(ids)


def test_each_agreement_gets_its_own_verb_in_the_browser(people: People, evaluation: Evaluation) -> None:
    first = factories.AgreementFactory(process=people.process, number=1, title="Groen")
    second = factories.AgreementFactory(process=people.process, number=2, title="Het plein")
    evaluation.agreements.set([first, second])
    client = people.client("wijk_member")
    text = text_of(client.get(address_of("hold", evaluation)))
    assert "Voor ‘Het plein’" in text
    posted = HELD | {"outcome_2": "stop", "wish_2": "Het plein is af.", "outcome_99": "stop"}
    assert client.post(address_of("hold", evaluation), posted | {"outcome_1": "hoop"}).status_code == 400
    assert client.post(address_of("hold", evaluation), posted).status_code == 302
    public = text_of(Client().get(evaluation.get_absolute_url()))
    for part in ("Niet voor elke afspraak hetzelfde.", "Het plein is af.", "De afspraak is gestopt.",
                 "Volgende keer:"):  # fmt: skip
        assert part in public
    assert "Het plein is af." in text_of(Client().get(second.get_absolute_url()))


def test_the_next_round_begins_with_one_button(people: People, evaluation: Evaluation) -> None:
    client = people.client("wijk_deputy")
    client.post(address_of("hold", evaluation), HELD | {"outcome": "widen"})
    address = address_of("next-round", evaluation)
    page = evaluation.get_absolute_url()
    assert address not in text_of(client.get(page)), "without a conversation there is no next round"
    assert "Hier is nog geen gesprek begonnen." in text_of(client.post(address, follow=True))
    conversation = factories.ConversationFactory(process=people.process)
    assert "De ronde van nu loopt nog." in text_of(client.get(page))
    conversation.state, conversation.closed_at = "closed", NOW
    conversation.save()
    assert address in text_of(client.get(page))
    assert people.client("wijk_member").post(address).status_code == 403
    assert people.client("stranger").post(address).status_code == 403
    assert client.get(address).status_code == 405
