# SPDX-License-Identifier: EUPL-1.2
"""Queries that are compiled once give what the query itself gives, for each value again."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import connection
from django.db.models import Count, F
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gm_portal.accounts.backends import PortalBackend
from gm_portal.accounts.models import User
from gm_portal.core.compiled import Compiled
from gm_portal.core.models import AuditEvent
from processes.models import Answer, Conversation
from tests.people import People

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
NASTY = "'; DROP TABLE accounts_user; -- %s %(a)s \\ \" é 🌷"
by_address: Compiled[User] = Compiled(lambda email: User.objects.filter(email=email), email=str)
verbs: Compiled[tuple[str, Any]] = Compiled(
    lambda first: AuditEvent.objects.filter(pk__gte=first).order_by("pk").values_list("verb", "data"),
    first=int,
)


def event(verb: str, **data: Any) -> AuditEvent:
    return AuditEvent.objects.create(
        at=NOW, by_system=True, verb=verb, object_type="test", visibility="admin", data=data
    )


def columns(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_instances_are_those_of_the_query(people: People) -> None:
    for person in User.objects.all():
        (found,) = by_address(email=person.email)
        assert (columns(found), found._state.adding, found._state.db) == (columns(person), False, "default")
    assert by_address(email="nobody@example.org") == []


def test_plain_rows_are_those_of_the_query(db: None) -> None:
    first = event("one", a=[1, {"b": None}])
    second = event("two")
    assert verbs(first=first.pk) == [("one", {"a": [1, {"b": None}]}), ("two", {})]
    assert verbs(first=second.pk) == [("two", {})]


def test_one_query_a_call(db: None) -> None:
    verbs(first=1)
    with CaptureQueriesContext(connection) as asked:
        verbs(first=1)
    assert len(asked) == 1


def test_values_travel_as_parameters(people: People) -> None:
    assert by_address(email=NASTY) == []
    assert verbs(first=event("nasty", text=NASTY).pk) == [("nasty", {"text": NASTY})]


def test_a_saved_instance_is_a_normal_one(people: People) -> None:
    before = User.objects.order_by("pk")[0]
    (found,) = by_address(email=before.email)
    found.name = "Veranderd"
    found.save()
    assert User.objects.get(pk=before.pk).name == "Veranderd"


def test_joined_instances_come_along_and_absent_ones_are_none() -> None:
    made: Compiled[Answer] = Compiled(
        lambda pk: Answer.objects.filter(pk=pk).select_related("conversation__process", "latest"), pk=int
    )
    related = made._kept.related
    assert [populator.model_cls.__name__ for populator in related] == ["Conversation", "AnswerRevision"]


@pytest.mark.parametrize(
    "values", [{}, {"email": None}, {"email": 1}, {"email": ["a"]}, {"email": "a", "more": 1}, {"mail": "a"}]
)
def test_other_values_than_promised_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        by_address(**values)


def test_a_moment_is_no_day() -> None:
    asked: Compiled[User] = Compiled(lambda day: User.objects.filter(joined_at__date=day), day=dt.date)
    with pytest.raises(TypeError, match="day must be date"):
        asked(day=NOW)


def test_a_value_the_query_changes_or_forgets_is_refused() -> None:
    forgotten: Compiled[User] = Compiled(lambda pk: User.objects.all(), pk=int)
    changed: Compiled[User] = Compiled(lambda name: User.objects.filter(name__contains=name), name=str)
    with pytest.raises(TypeError, match="pk"):
        forgotten(pk=1)
    with pytest.raises(TypeError, match="name"):
        changed(name="a")


def test_what_it_cannot_make_is_refused() -> None:
    counted: Compiled[Conversation] = Compiled(
        lambda pk: Conversation.objects.filter(pk=pk).annotate(number=Count("answers")), pk=int
    )
    fetched: Compiled[Conversation] = Compiled(
        lambda pk: Conversation.objects.filter(pk=pk).prefetch_related("answers"), pk=int
    )
    for each in (counted, fetched):
        with pytest.raises(TypeError, match="annotations or prefetches"):
            each(pk=1)


def test_annotations_among_plain_rows_keep_their_place(people: People) -> None:
    person = User.objects.order_by("pk")[0]
    rows = User.objects.annotate(also=F("name"))
    asked: Compiled[tuple[str, str, int]] = Compiled(
        lambda pk: rows.filter(pk=pk).values_list("also", "email", "pk"), pk=int
    )
    assert asked(pk=person.pk) == [(person.name, person.email, person.pk)]


def test_threads_share_what_was_compiled() -> None:
    made = []
    asked: Compiled[User] = Compiled(lambda pk: made.append(pk) or User.objects.filter(pk=pk), pk=int)
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(lambda _at: asked._kept, range(8)))
    assert ({id(each) for each in kept}, len(made)) == ({id(kept[0])}, 1)


# --- the person of a session -------------------------------------------------------------------------------
def test_who_left_or_is_gone_is_not_signed_in(people: People) -> None:
    person = User.objects.order_by("pk")[0]
    backend = PortalBackend()
    assert backend.get_user(person.pk) == person
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert backend.get_user(person.pk) is None
    assert backend.get_user(2_000_000_000) is None


def test_another_password_ends_the_session(people: People, client: Client) -> None:
    person = User.objects.order_by("pk")[0]
    client.force_login(person)
    request = HttpRequest()
    request.session = SessionStore(client.cookies["sessionid"].value)
    assert get_user(request) == person
    person.set_password("een heel ander wachtwoord")
    person.save()
    request.session = SessionStore(client.cookies["sessionid"].value)
    assert get_user(request).is_anonymous
