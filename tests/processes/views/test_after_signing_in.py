# SPDX-License-Identifier: EUPL-1.2
"""Whoever had to sign in again finds everything he filled in: words, choices, figures and points, on every form."""

import datetime as dt
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gm_portal.core import typed
from processes.models import Sitting
from tests import factories
from tests.factories.residents import make_residents
from tests.factories.residents import posted as of_link
from tests.factories.table import POSTED, TableOfCast, make_table
from tests.people import People

pytestmark = pytest.mark.django_db
SLUG = "korenbuurt"
JOINT = {"state": "agreed_with_difference", "difference": "Het geld."}


class Filled(HTMLParser):
    """What stands in the fields of a page, as a browser would send it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: set[tuple[str, str]] = set()
        self._text, self._list = "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        name, value = about.get("name") or "", about.get("value") or ""
        if tag == "input" and (about.get("type") not in {"radio", "checkbox"} or "checked" in about):
            self.values.add((name, value))
        elif tag == "textarea":
            self._text = name
        elif tag == "select":
            self._list = name
        elif tag == "option" and "selected" in about:
            self.values.add((self._list, value))

    def handle_data(self, data: str) -> None:
        if self._text:
            self.values.add((self._text, data.strip("\n")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


def pairs(fields: dict[str, Any]) -> set[tuple[str, str]]:
    """The fields as names with values; what was left open does not count."""
    lists = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    return {(name, each) for name, values in lists.items() for each in values if each}


def back_after_signing_in(table: TableOfCast, url: str, fields: dict[str, Any]) -> Any:
    """The session expired: what was sent waits, and the address it was sent to shows it."""
    user = table.people.wijk_member
    away = Client()
    asked = away.post(url, fields | {"_wie": typed.author_mark(user.pk)})
    assert asked.status_code == 302
    away.force_login(user)
    return away.get(asked["Location"].split("next=")[1])


def own(name: str) -> Callable[[TableOfCast, str], str]:
    return lambda table, code: reverse(name, args=(SLUG, code, table.people.wijk.pk))


@pytest.mark.parametrize("code", POSTED)
@pytest.mark.parametrize("name", ["answer", "joint", "answer-paper"])
def test_everything_stands_in_the_form_again(table: TableOfCast, name: str, code: str) -> None:
    fields = POSTED[code] | (JOINT if name == "joint" else {})
    if name == "joint" and code == "TER-5":  # a figure each side gives for itself has no joint figure
        fields = {key: value for key, value in fields.items() if key != "scale"}
    response = back_after_signing_in(table, own(name)(table, code), fields)
    assert response.status_code == 200
    page = response.content.decode()
    assert pairs(fields) - Filled(page).values == set()
    assert "Uw sessie was verlopen." in page


def test_all_questions_of_a_paper_stand_in_the_form_again(table: TableOfCast) -> None:
    residents = make_residents(table)
    fields = of_link(*POSTED, sheet_code=residents.link.sheet_code, version="1")
    for address in ("papier/", f"papier/{residents.type_in('wijk_deputy', {'DEN-4': {'scale': 1}}).pk}/"):
        page = back_after_signing_in(table, residents.page(address), fields).content.decode()
        found = {name for name, _value in Filled(page).values}
        kept = {(name, value) for name, value in pairs(fields) if name in found}
        assert kept - Filled(page).values == set()
        assert {name for name, _value in kept} >= {
            f"{code}.text" for code in ("DEN-1", "KIE-1", "DOE-1", "TER-5")
        }
        assert ("KIE-2.choices", "samen") in Filled(page).values


@pytest.mark.parametrize("code", ["KIE-1", "DEN-4", "BES-1", "BES-2"])
@pytest.mark.parametrize("ended_at", [None, factories.NOW])
def test_on_the_large_screen_it_stands_at_its_own_question(
    table: TableOfCast, code: str, ended_at: dt.datetime | None
) -> None:
    """Somebody went on to another question meanwhile, or ended the meeting: no text may land there, or be lost."""
    sitting = Sitting.objects.create(
        conversation=table.conversation,
        question=table.questions["DEN-1"],
        started_at=factories.NOW,
        started_by=table.people.team_member,
        ended_at=ended_at,
    )
    url = reverse("sitting-joint", args=(SLUG, sitting.pk, table.people.wijk.pk))
    fields = POSTED[code] | JOINT | {"vraag": code}
    page = back_after_signing_in(table, url, fields).content.decode()
    assert pairs(fields) - Filled(page).values == set()
    assert "Uw sessie was verlopen." in page
