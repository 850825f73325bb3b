# SPDX-License-Identifier: EUPL-1.2
"""Queries that are asked at every request are compiled once.

Django makes the SQL of a query anew each time, which for a small query takes longer than the database does. A
`Compiled` query is written as any other, with names for its values; its SQL is made at the first use and kept.
Values always travel as parameters. None and lists are refused: for those Django would make another SQL.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, RelatedPopulator, get_related_populators

Row = TypeVar("Row")
Converters = tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]
# Stands for a value while the SQL is made; no query has such a value of its own.
STANDS_FOR: dict[type, Callable[[int], Any]] = {
    int: lambda at: 2_000_000_000 + at,
    str: lambda at: f"\ue000{at}\ue000",
    dt.date: lambda at: dt.date(1, 1, 1 + at),
}


@dataclass(frozen=True)
class _Slot:
    """The place of a named value among the parameters."""

    name: str


@dataclass(frozen=True)
class _Statement:
    """What is kept of a compiled query: nothing that belongs to one connection or thread."""

    sql: str
    params: tuple[Any, ...]
    converters: Converters
    model: type[Model] | None
    columns: slice
    names: tuple[str, ...]
    related: tuple[RelatedPopulator, ...]


class Compiled(Generic[Row]):
    """A query of instances (also with `select_related`) or of `values_list`, called with its values by name."""

    def __init__(self, make: Callable[..., "QuerySet[Any, Row]"], **kinds: type) -> None:
        self._make = make
        self._kinds = kinds
        self._lock = threading.Lock()
        self._statement: _Statement | None = None

    def __call__(self, **values: Any) -> list[Row]:
        """Ask it; one query. Raises `TypeError` for a value of another kind than was promised."""
        if values.keys() != self._kinds.keys():
            raise TypeError(f"this query asks for {sorted(self._kinds)}")
        for name, kind in self._kinds.items():
            # A moment is a day to Python, not to the database.
            if not isinstance(values[name], kind) or isinstance(values[name], dt.datetime):
                raise TypeError(f"{name} must be {kind.__name__}")
        statement = self._kept
        params = [values[each.name] if isinstance(each, _Slot) else each for each in statement.params]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, params)
            rows = cursor.fetchall()
        return list(_made(statement, rows))

    @property
    def _kept(self) -> _Statement:
        if self._statement is None:
            with self._lock:
                self._statement = self._statement or self._compile()
        return self._statement

    def _compile(self) -> _Statement:
        stand_ins = {
            STANDS_FOR[kind](at): name for at, (name, kind) in enumerate(sorted(self._kinds.items()))
        }
        rows = self._make(**{name: value for value, name in stand_ins.items()})
        compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, found = compiler.as_sql()
        params = tuple(_slot_or_value(value, stand_ins) for value in found)
        missing = set(self._kinds) - {each.name for each in params if isinstance(each, _Slot)}
        if missing:
            raise TypeError(f"the query does not use {sorted(missing)} as they are")
        info = compiler.klass_info if getattr(rows, "_iterable_class", None) is ModelIterable else None
        select = compiler.select
        if (info and compiler.annotation_col_map) or getattr(rows, "_prefetch_related_lookups", ()):
            raise TypeError("a compiled query makes no instances with annotations or prefetches")
        converters = compiler.get_converters(expression for expression, _sql, _alias in select)
        fields = info["select_fields"] if info else [0]
        columns = slice(fields[0], fields[-1] + 1)
        return _Statement(
            sql,
            params,
            tuple((at, tuple(calls), expression) for at, (calls, expression) in converters.items()),
            info["model"] if info else None,
            columns,
            tuple(each[0].target.attname for each in select[columns]) if info else (),
            # The stubs describe a later Django.
            tuple(get_related_populators(info, select, DEFAULT_DB_ALIAS)) if info else (),  # type: ignore[call-arg]
        )


def _slot_or_value(value: Any, stand_ins: dict[Any, str]) -> Any:
    """The place of a named value, or a value that is part of the query itself."""
    return _Slot(stand_ins[value]) if value.__hash__ and value in stand_ins else value


def _made(statement: _Statement, rows: list[tuple[Any, ...]]) -> Iterator[Any]:
    """The rows as what the query promised, as Django makes them."""
    for raw in rows:
        row: Any = raw
        if statement.converters:
            row = list(raw)
            for at, calls, expression in statement.converters:
                for call in calls:
                    row[at] = call(row[at], expression, connection)
        if statement.model is None:
            yield tuple(row)
            continue
        made = statement.model.from_db(DEFAULT_DB_ALIAS, statement.names, row[statement.columns])
        for populator in statement.related:
            populator.populate(row, made)
        yield made
