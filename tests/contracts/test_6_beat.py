# SPDX-License-Identifier: EUPL-1.2
"""Contract 6: every entry of the schedule imports, its arguments bind, and running it twice changes nothing more."""

import inspect
from typing import Any

import pytest
from celery import current_app
from django.apps import apps

from gm_portal.celery import app

SCHEDULE: dict[str, dict[str, Any]] = dict(app.conf.beat_schedule)


def test_there_is_a_schedule() -> None:
    assert {entry["task"] for entry in SCHEDULE.values()} >= {
        "processes.tasks.send_due_reminders",
        "gm_portal.core.tasks.sweep_mail",
        "gm_portal.core.tasks.sweep_pages",
    }


@pytest.mark.parametrize("name", SCHEDULE)
def test_an_entry_imports_and_its_arguments_bind(name: str) -> None:
    app.loader.import_default_modules()
    entry = SCHEDULE[name]
    task = app.tasks[entry["task"]]
    inspect.signature(task.run).bind(*entry.get("args", ()), **entry.get("kwargs", {}))


def _rows() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in {"core", "accounts", "processes", "agendas"}
    }


@pytest.mark.django_db
@pytest.mark.parametrize("name", SCHEDULE)
def test_an_entry_twice_leaves_what_once_left(name: str) -> None:
    app.loader.import_default_modules()
    entry = SCHEDULE[name]
    task = current_app.tasks[entry["task"]]
    task.run(*entry.get("args", ()), **entry.get("kwargs", {}))
    once = _rows()
    task.run(*entry.get("args", ()), **entry.get("kwargs", {}))
    assert _rows() == once
