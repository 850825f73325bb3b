# SPDX-License-Identifier: EUPL-1.2
"""Rows in bulk, and the words in them, for whatever the bench fills."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import connection, models

from processes import enums
from processes.models import Question

TEXT = "Wij bespreken dit aan de keukentafel en schrijven op wat wij samen willen. " * 3
Row = TypeVar("Row", bound=models.Model)


def add_rows(model: type[Row], rows: Iterable[Row]) -> list[Row]:
    """Add these rows without signals or `save`."""
    return list(model._default_manager.bulk_create(list(rows), batch_size=2000))


def content_for(question: Question) -> dict[str, Any]:
    """An answer of the right kind."""
    content: dict[str, Any] = {"text": TEXT}
    if question.answer_type in (enums.AnswerType.ONE_CHOICE, enums.AnswerType.MANY_CHOICES):
        content["choices"] = [question.options[0]["code"]]
    elif question.answer_type == enums.AnswerType.SCALE:
        content["scale"] = 3
    elif question.answer_type == enums.AnswerType.ACCENT:
        content["points"] = {"A": 5, "B": 3, "C": 2}
    return content


def run_sql(statement: str) -> None:
    """Run one statement of the bench itself."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
