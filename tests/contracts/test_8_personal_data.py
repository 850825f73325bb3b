# SPDX-License-Identifier: EUPL-1.2
"""Contract 8: every field that can hold personal data is in the data inventory, with purpose and retention."""

import json
from collections import Counter
from typing import Any

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from gm_portal.accounts import erasure
from gm_portal.accounts.models import User
from gm_portal.celery import app
from gm_portal.core import mail
from tests.contracts.sources import ROOT

INVENTORY: dict[str, Any] = json.loads((ROOT / "docs/privacy/data-inventory.json").read_text("utf-8"))
CAN_HOLD_ANYTHING = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.GenericIPAddressField,
    models.BinaryField,
    models.FileField,
    models.UUIDField,
)


def can_hold_personal_data(field: Any) -> bool:
    """A text without fixed choices, a tie to a person, or a number that stands for one."""
    if field.is_relation:
        return field.related_model is User
    if isinstance(field, ArrayField):
        field = field.base_field
    if isinstance(field, CAN_HOLD_ANYTHING):
        return not field.choices
    return str(field.name).endswith("_id")


def fields_of_all_apps() -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if can_hold_personal_data(field)
    }


def listed() -> list[str]:
    return [
        *(field for entry in INVENTORY["personal"] for field in entry["fields"]),
        *INVENTORY["free_text"]["fields"],
        *(field for fields in INVENTORY["no_personal_data"].values() for field in fields),
    ]


def test_every_field_is_listed_and_every_listed_field_exists() -> None:
    found, named = fields_of_all_apps(), set(listed())
    assert sorted(found - named) == [], (
        "say in docs/privacy/data-inventory.json what these hold and for how long"
    )
    assert sorted(named - found) == [], "these fields are gone"


def test_no_field_is_listed_twice() -> None:
    assert [field for field, count in Counter(listed()).items() if count > 1] == []


@pytest.mark.parametrize(
    "entry", [*INVENTORY["personal"], INVENTORY["free_text"]], ids=lambda e: e["fields"][0]
)
def test_an_entry_says_why_and_for_how_long(entry: dict[str, Any]) -> None:
    assert entry["purpose"]
    assert entry["retention"] in INVENTORY["retention"]


def test_the_terms_are_the_terms_of_the_code() -> None:
    terms = INVENTORY["retention"]
    assert f"{mail.KEPT_FOR.days} days" in terms["mail"]
    assert f"{erasure.KEPT_FOR.days} days" in terms["invitation"]
    assert f"{settings.SESSION_COOKIE_AGE // 86400} days" in terms["session"]


def test_what_forgets_by_itself_is_in_the_schedule() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    said = {
        word.strip("();.,")
        for text in INVENTORY["retention"].values()
        for word in text.split()
        if ".tasks." in word
    }
    assert said == {"gm_portal.core.tasks.forget_old_mail", "gm_portal.accounts.tasks.forget_old"}
    assert said <= scheduled
    assert said <= set(current_app.tasks)


def test_a_new_field_would_be_seen() -> None:
    assert can_hold_personal_data(models.CharField(name="nickname"))
    assert can_hold_personal_data(ArrayField(models.TextField(), name="notes"))
    assert can_hold_personal_data(models.BigIntegerField(name="owner_id"))
    assert not can_hold_personal_data(models.CharField(name="state", choices=[("a", "A")]))
    assert not can_hold_personal_data(models.DateField(name="day"))
