# SPDX-License-Identifier: EUPL-1.2
"""The gate: who sees 200, 302, 403, 404 and 405, and what an expired session keeps."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from gm_portal.core import typed
from gm_portal.core.forms import PortalForm, bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import Scope
from processes.enums import Permission
from processes.models import Process
from tests.people import EVERYBODY, People


@dataclass(frozen=True)
class Thing:
    """Something of the Korenbuurt, public or not."""

    scope: Scope


class NoteForm(PortalForm):
    note = forms.CharField()
    choices = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)


def fetch(is_public: int) -> Thing:
    if is_public > 1:
        raise ObjectDoesNotExist
    process = Process.objects.get(slug="korenbuurt")
    return Thing(Scope(process.pk, is_public=bool(is_public)))


@gate(see=Permission.AGREEMENT_READ, do=Permission.AGREEMENT_AMEND, fetch=fetch, methods=("GET", "POST"))
def edit(request: HttpRequest, thing: Thing, is_public: int) -> HttpResponse:
    form = bound(NoteForm, request)
    return HttpResponse(f"{form['note'].value()}|{form['choices'].value()}")


@gate(see=Permission.AGREEMENT_READ, fetch=fetch)
def read(request: HttpRequest, thing: Thing, is_public: int) -> HttpResponse:
    return HttpResponse("read")


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("a view without a gate")


urlpatterns = [
    path("edit/<int:is_public>/", edit),
    path("read/<int:is_public>/", read),
    path("forgotten/", forgotten),
    path("", include("gm_portal.urls")),
]
handler403 = "gm_portal.core.failures.permission_denied"
AT_THE_TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}


@pytest.fixture(autouse=True)
def _own_urls(people: People) -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_everybody_of_the_cast_is_an_actor(people: People) -> None:
    signed_in = {name for name in EVERYBODY if people.actor(name).is_signed_in}
    assert signed_in == set(EVERYBODY) - {"anonymous"}


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_not_see_gets_404_and_anonymous_is_asked_to_sign_in(people: People, name: str) -> None:
    expected = 200 if name in AT_THE_TABLE else 302 if name == "anonymous" else 404
    assert people.client(name).get("/read/0/").status_code == expected


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_only_read_gets_403(people: People, name: str) -> None:
    expected = 200 if name in AT_THE_TABLE else 302 if name == "anonymous" else 403
    client = people.client(name)
    assert client.get("/read/1/").status_code == 200
    assert (client.get("/edit/1/").status_code, client.post("/edit/1/").status_code) == (expected, expected)


def test_an_unknown_thing_is_404_for_everybody(people: People) -> None:
    assert {people.client(name).get("/read/7/").status_code for name in EVERYBODY} == {404}


def test_a_wrong_method_is_405_before_anything_else(people: People) -> None:
    for name in ("anonymous", "wijk_coordinator"):
        response = people.client(name).post("/read/1/")
        assert (response.status_code, response["Allow"]) == (405, "GET")
        assert people.client(name).delete("/edit/1/").status_code == 405


def test_a_view_without_a_gate_is_closed(people: People) -> None:
    assert people.client("administrator").get("/forgotten/").status_code == 403


def test_an_htmx_request_of_an_expired_session_sends_the_whole_page_to_sign_in() -> None:
    response = Client().post(
        "/edit/0/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/read/0/?a=1"}
    )
    assert response.status_code == 204
    assert response["HX-Redirect"] == "/accounts/login/?next=/edit/0/", "where what was typed waits"


def _post_and_sign_in(people: People, *, author: str, reader: str) -> str:
    client = Client()
    mark = typed.author_mark(getattr(people, author).pk)
    answer = client.post("/edit/0/", {"note": "een lange tekst", "choices": ["a", "b"], typed.MARK: mark})
    assert answer.status_code == 302
    client.force_login(getattr(people, reader))
    return client.get("/edit/0/").content.decode()


def test_what_an_expired_session_had_typed_is_still_there(people: People) -> None:
    assert (
        _post_and_sign_in(people, author="wijk_member", reader="wijk_member") == "een lange tekst|['a', 'b']"
    )


def test_somebody_else_on_the_same_computer_does_not_get_it(people: People) -> None:
    assert _post_and_sign_in(people, author="wijk_member", reader="wijk_coordinator") == "None|None"


def test_a_refused_form_gives_the_text_back(people: People) -> None:
    """A round may close while somebody types: the text can still be copied, secrets never show."""
    typed_text = "een tekst die langer is dan twintig tekens"
    response = people.client("council_member").post("/edit/1/", {"note": typed_text, "password": "x" * 30})
    assert response.status_code == 403
    assert typed_text in response.content.decode()
    assert "x" * 30 not in response.content.decode()
