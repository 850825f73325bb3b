# SPDX-License-Identifier: EUPL-1.2
"""From the link in the mail to a first answer: a newcomer accepts, and saves."""

import pytest
from django.test import Client

from gm_portal.accounts.models import User
from gm_portal.core import clock
from processes.actions.parties import invite_to_party
from processes.models import Answer
from tests.factories.table import make_table
from tests.gm_portal.accounts.test_invitations import ANSWER, link_in_mail
from tests.people import People

pytestmark = pytest.mark.django_db


def test_a_newcomer_answers_within_two_clicks_from_the_link_in_the_mail(people: People) -> None:
    make_table(people)
    coordinator = people.actor("wijk_coordinator")
    invite_to_party(
        party=people.wijk,
        email="nieuw@test.example",
        name="",
        role="member",
        actor=coordinator,
        now=clock.now(),
    )
    client = Client()
    client.get(link_in_mail(), follow=True)  # opening the link; what follows are clicks
    landed = client.post("/uitnodiging/", ANSWER, follow=True)  # one: take part
    sheet = next(sheet for column in landed.context["columns"] for sheet in column if sheet.form)
    assert f'action="{sheet.form_url}"' in landed.content.decode()
    typed = {name: sheet.form[name].value() or "" for name in sheet.form.fields}
    saved = client.post(sheet.form_url, typed | {"text": "Mijn eerste antwoord.", "stap": "bewaar"})  # two
    assert saved.status_code == 302
    latest = Answer.objects.get().latest
    assert latest is not None
    assert latest.content == {"text": "Mijn eerste antwoord."}
    assert latest.author == User.objects.get(email="nieuw@test.example")
