# SPDX-License-Identifier: EUPL-1.2
"""The pages on which each side answers apart, and the page of residents, in the browser."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from processes.actions.evaluation_voices import close_voices, open_voices
from processes.enums import EvaluationKind, EvaluationState
from processes.models import Evaluation, EvaluationLink, EvaluationSheet, EvaluationVoice
from tests import factories
from tests.evaluations import CONTENTS, say, share
from tests.factories import NOW, TODAY
from tests.people import People

pytestmark = pytest.mark.django_db
POSTED = {"EV-01.text": "Er staan tien bomen.", "EV-13.scale": "4", "based_on": "0"}
SECRET = "Dit staat alleen in ons concept."
OTHERS = ("other_wijk_coordinator", "stranger", "council_member", "administrator")


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    found: Evaluation = factories.EvaluationFactory(
        process=people.process, planned_on=TODAY, kind=EvaluationKind.SHORT
    )
    return found


def sheet(evaluation: Evaluation, party_id: int, share: bool = False) -> str:
    name = "evaluation-sheet-share" if share else "evaluation-sheet"
    return reverse(name, args=("korenbuurt", evaluation.pk, party_id))


def sheets(evaluation: Evaluation) -> str:
    return reverse("evaluation-sheets", args=("korenbuurt", evaluation.pk))


def residents(evaluation: Evaluation) -> str:
    return reverse("evaluation-residents", args=("korenbuurt", evaluation.pk))


def text_of(response: Any) -> str:
    found: str = response.content.decode()
    return found


def test_a_side_answers_and_shares(people: People, evaluation: Evaluation) -> None:
    address = sheet(evaluation, people.wijk.pk)
    member = people.client("wijk_member")
    assert "Wat hebben we gedaan sinds de vorige keer?" in text_of(member.get(address))
    for _click in range(2):
        assert member.post(address, POSTED).status_code == 302
    assert EvaluationSheet.objects.get().contents == CONTENTS
    assert "Uw coördinator of vervanger kan delen." in text_of(member.get(address))
    deputy = people.client("wijk_deputy")
    for _click in range(2):
        assert deputy.post(sheet(evaluation, people.wijk.pk, share=True), {"number": "1"}).status_code == 302
    assert EvaluationSheet.objects.get().shared_at == NOW
    page = text_of(member.get(address))
    assert "Ze veranderen niet meer." in page
    assert "Dit schreef uw partij" in page
    assert "Er staan tien bomen." in page
    assert "4 van 5" in page
    assert 'name="EV-01.text"' not in page


def test_no_page_of_anybody_leaks_what_one_side_wrote(people: People, evaluation: Evaluation) -> None:
    share(people, evaluation, "wijk_coordinator", {"EV-01": {"text": SECRET}})
    pages = (evaluation.get_absolute_url(), sheets(evaluation), reverse("evaluations", args=("korenbuurt",)),
             reverse("evaluation-hold", args=("korenbuurt", evaluation.pk)), "/mijn/")  # fmt: skip
    for name in ("anonymous", "team_coordinator", "team_member", *OTHERS):
        for page in pages:
            assert SECRET not in text_of(people.client(name).get(page)), f"{name} reads it on {page}"
    share(people, evaluation, "team_coordinator")
    assert SECRET in text_of(people.client("team_member").get(sheets(evaluation))), "it could have leaked"
    assert SECRET not in text_of(Client().get(evaluation.get_absolute_url()))
    Evaluation.objects.update(state=EvaluationState.HELD, held_on=TODAY, summary="Goed.")
    assert SECRET in text_of(people.client("clerk").get(evaluation.get_absolute_url()))


def test_what_was_typed_wrong_stays_in_the_form(people: People, evaluation: Evaluation) -> None:
    response = people.client("wijk_member").post(
        sheet(evaluation, people.wijk.pk), POSTED | {"EV-13.scale": "9"}
    )
    assert response.status_code == 400
    assert "Er staan tien bomen." in text_of(response)
    assert not EvaluationSheet.objects.exists()


def test_both_texts_show_when_somebody_else_saved(people: People, evaluation: Evaluation) -> None:
    address = sheet(evaluation, people.wijk.pk)
    people.client("wijk_deputy").post(address, POSTED)
    mine = POSTED | {"EV-01.text": "Mijn eigen tekst."}
    client = people.client("wijk_member")
    refused = client.post(address, mine)
    assert refused.status_code == 400
    for part in ("Er staan tien bomen.", "Mijn eigen tekst.", "Uw partij bewaarde intussen dit"):
        assert part in text_of(refused)
    assert client.post(address, mine | {"based_on": "1"}).status_code == 302
    assert EvaluationSheet.objects.get().number == 2


def test_a_late_form_keeps_what_was_typed(people: People, evaluation: Evaluation) -> None:
    Evaluation.objects.update(state=EvaluationState.HELD, held_on=TODAY)
    response = people.client("wijk_member").post(sheet(evaluation, people.wijk.pk), POSTED)
    assert response.status_code == 400
    for part in ("Antwoorden kan niet meer.", "Er staan tien bomen."):
        assert part in text_of(response)


def test_other_sides_read_403_and_strangers_404(people: People, evaluation: Evaluation) -> None:
    for address, method in (
        (sheet(evaluation, people.wijk.pk), "get"),
        (sheet(evaluation, people.wijk.pk), "post"),
        (sheet(evaluation, people.wijk.pk, share=True), "post"),
    ):
        assert getattr(people.client("team_coordinator"), method)(address, POSTED).status_code == 403
        for name in OTHERS:
            assert getattr(people.client(name), method)(address, POSTED).status_code == 404
        assert getattr(Client(), method)(address, POSTED).status_code == 302
    assert (
        people.client("wijk_member")
        .post(sheet(evaluation, people.wijk.pk, share=True), {"number": "1"})
        .status_code
        == 403
    )
    assert people.client("wijk_deputy").get(sheet(evaluation, people.wijk.pk, share=True)).status_code == 405
    assert people.client("wijk_deputy").get(sheet(evaluation, people.other_wijk.pk)).status_code == 404
    for name in OTHERS:
        assert people.client(name).get(sheets(evaluation)).status_code == 403
    assert not EvaluationSheet.objects.exists()


def test_sharing_what_was_not_read_is_said(people: People, evaluation: Evaluation) -> None:
    client = people.client("wijk_deputy")
    client.post(sheet(evaluation, people.wijk.pk), POSTED)
    for number in ("0", "x", ""):
        response = client.post(sheet(evaluation, people.wijk.pk, share=True), {"number": number}, follow=True)
        assert "Lees dat eerst en deel dan." in text_of(response)
    assert EvaluationSheet.objects.get().shared_at is None


# Residents ---------------------------------------------------------------------------------------------
@pytest.fixture
def link(people: People, evaluation: Evaluation) -> EvaluationLink:
    return open_voices(
        evaluation=evaluation,
        last=TODAY + dt.timedelta(days=7),
        actor=people.actor("wijk_coordinator"),
        now=NOW,
    )


def answer(link: EvaluationLink, client: Client | None = None, **values: Any) -> Any:
    client = client or Client()
    form = client.get(link.get_absolute_url()).context["form"]
    posted = {"formulier": form["formulier"].value(), "EV-02.scale": "4"} | values
    return client.post(link.get_absolute_url(), posted), posted


def test_a_link_is_made_shown_and_closed(people: People, evaluation: Evaluation) -> None:
    client = people.client("team_coordinator")
    assert client.post(residents(evaluation), {"last": "2026-12-20"}).status_code == 302
    text = text_of(client.get(residents(evaluation)))
    made = EvaluationLink.objects.get()
    assert made.token in text
    assert 'class="qr' in text
    assert made.get_absolute_url() in text_of(Client().get(evaluation.get_absolute_url()))
    for _click in range(2):
        assert client.post(residents(evaluation), {"sluit": "1"}).status_code == 302
    assert "Deze link is gesloten." in text_of(client.get(residents(evaluation)))


@pytest.mark.parametrize("day", ["2026-11-21", "2031-01-01", "morgen", ""])
def test_a_wrong_last_day_is_refused_at_its_field(people: People, evaluation: Evaluation, day: str) -> None:
    response = people.client("wijk_deputy").post(residents(evaluation), {"last": day})
    assert response.status_code == 400
    assert list(response.context["form"].errors) == ["last"]
    assert not EvaluationLink.objects.exists()


def test_who_may_not_ask(people: People, evaluation: Evaluation) -> None:
    assert people.client("wijk_member").get(residents(evaluation)).status_code == 200
    for name in ("wijk_member", *OTHERS):
        assert people.client(name).post(residents(evaluation), {"last": "2026-12-20"}).status_code == 403
    assert not EvaluationLink.objects.exists()


def test_a_resident_answers_without_a_cookie(link: EvaluationLink) -> None:
    client = Client()
    response, posted = answer(link, client)
    assert response["Location"] == reverse("evaluation-voice-thanks", args=(link.token,))
    assert client.cookies == {}
    assert client.post(link.get_absolute_url(), posted).status_code == 302
    assert EvaluationVoice.objects.count() == 1
    assert "Uw antwoorden zijn binnen." in text_of(client.get(response["Location"]))
    page = client.get(link.get_absolute_url())
    assert page["X-Robots-Tag"] == "noindex"
    asked = [question.question.code for question in page.context["form"].questions]
    assert asked == ["EV-02", "EV-04", "EV-05", "EV-06", "EV-08", "EV-09", "EV-11"]


def test_a_name_is_pointed_out_once(link: EvaluationLink) -> None:
    client = Client()
    response, posted = answer(link, client, **{"EV-06.text": "Jan de Vries hielp ons goed."})
    assert response.status_code == 400
    assert "Staat hier een naam van iemand?" in text_of(response)
    posted["gezien"] = response.context["form"]["gezien"].value()
    posted["formulier"] = response.context["form"]["formulier"].value()
    assert client.post(link.get_absolute_url(), posted).status_code == 302
    assert EvaluationVoice.objects.count() == 1


def test_a_closed_link_gives_the_text_back(people: People, link: EvaluationLink) -> None:
    close_voices(evaluation=link.evaluation, actor=people.actor("wijk_deputy"), now=NOW)
    posted = {"EV-02.scale": "4", "EV-06.text": "Een lange tekst over bomen.", "EV-04.scale": "elf"}
    response = Client().post(link.get_absolute_url(), posted)
    assert response.status_code == 410
    for words in ("4 van 5", "Een lange tekst over bomen.", "elf"):
        assert words in text_of(response)
    assert Client().get("/meekijken/bestaatniet/").status_code == 404
    assert Client().put(link.get_absolute_url()).status_code == 405


def test_the_limit_counts_per_link(link: EvaluationLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("processes.rules.contributions.PER_MINUTE", 1)
    assert answer(link)[0].status_code == 302
    response, _posted = answer(link)
    assert response.status_code == 429
    assert response["Retry-After"] == "60"


def test_under_ten_answers_no_figure_is_on_any_page(people: People, link: EvaluationLink) -> None:
    evaluation = link.evaluation
    for _each in range(9):
        say(link, figure=5, **{"EV-06": {"scale": 5, "text": "Het plein."}})
    close_voices(evaluation=evaluation, actor=people.actor("wijk_deputy"), now=NOW)
    Evaluation.objects.update(state=EvaluationState.HELD, held_on=TODAY, summary="Goed.")
    for name in ("anonymous", "wijk_coordinator", "team_member", "council_member", "administrator"):
        for page in (evaluation.get_absolute_url(), sheets(evaluation), residents(evaluation)):
            text = text_of(people.client(name).get(page, follow=True))
            for leak in ("Het plein.", "gemiddeld", "9 inwoners", "totals__fill"):
                assert leak not in text, f"{leak!r} for {name} on {page}"


def test_from_ten_on_figures_are_public_and_examples_are_not(people: People, link: EvaluationLink) -> None:
    evaluation = link.evaluation
    for _each in range(10):
        say(link, figure=5, **{"EV-06": {"scale": 5, "text": "Het plein."}})
    close_voices(evaluation=evaluation, actor=people.actor("wijk_deputy"), now=NOW)
    Evaluation.objects.update(state=EvaluationState.HELD, held_on=TODAY, summary="Goed.")
    public = text_of(Client().get(evaluation.get_absolute_url()))
    assert "10 inwoners antwoordden." in public
    assert "gemiddeld 5,0" in public
    assert "Het plein." not in public
    assert "Het plein." in text_of(people.client("wijk_member").get(sheets(evaluation)))


def test_who_writes_it_down_reads_the_figures_and_the_way_to_another_day(
    people: People, link: EvaluationLink
) -> None:
    evaluation = link.evaluation
    page = reverse("evaluation-hold", args=("korenbuurt", evaluation.pk))
    for _each in range(10):
        say(link, figure=5)
    assert "gemiddeld" not in text_of(people.client("team_member").get(page)), "not while they can grow"
    close_voices(evaluation=evaluation, actor=people.actor("wijk_deputy"), now=NOW)
    text = text_of(people.client("team_member").get(page))
    assert "gemiddeld 5,0" in text
    assert reverse("evaluation-move", args=("korenbuurt", evaluation.pk)) in text


def test_a_question_of_which_nothing_may_be_shown_is_not_on_the_page(
    people: People, link: EvaluationLink
) -> None:
    evaluation = link.evaluation
    for number in range(10):
        say(link, **{"EV-06": {"text": "Het plein."} | ({"scale": 1} if number == 0 else {})})
    close_voices(evaluation=evaluation, actor=people.actor("wijk_deputy"), now=NOW)
    Evaluation.objects.update(state=EvaluationState.HELD, held_on=TODAY, summary="Goed.")
    assert "bewoners-EV-06" not in text_of(Client().get(evaluation.get_absolute_url()))
    table = text_of(people.client("wijk_member").get(sheets(evaluation)))
    assert "Het plein." in table
    assert "gemiddeld 1,0" not in table


def test_pages_cost_the_same_at_one_and_at_three(
    people: People, link: EvaluationLink, django_assert_num_queries: Any
) -> None:
    client, evaluation = people.client("wijk_member"), link.evaluation
    share(people, evaluation, "wijk_coordinator")
    share(people, evaluation, "team_coordinator")
    for count in (1, 3):
        for _each in range(count):
            say(link)
        with django_assert_num_queries(14):
            assert client.get(sheets(evaluation)).status_code == 200
        with django_assert_num_queries(10):
            assert client.get(residents(evaluation)).status_code == 200
