# SPDX-License-Identifier: EUPL-1.2
"""Every action that changes what a kept part of a page shows, outdates it: watched in every test of this folder.

A write counts once it would be committed: what a refused action rolled back needs no new generation.
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import pytest
from django.db import connection, transaction

from gm_portal.core import process_pages
from processes import models

# What the praatplaat and the page of a question read, besides the people. Of a version only its publication: before
# that no reader sees its questions, and after it they are frozen.
SHOWN = frozenset(
    model._meta.db_table
    for model in (
        models.Answer,
        models.AnswerRevision,
        models.Contribution,
        models.ContributionLink,
        models.ContributionPart,
        models.Conversation,
        models.JointAnswer,
        models.JointConfirmation,
        models.JointRevision,
        models.Membership,
        models.Party,
        models.Praatplaat,
        models.Process,
    )
)
WRITE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
ACTIONS = re.compile(r"(?<!/tests)/(processes|agendas)/actions/\w+\.py$")


@dataclass
class Watch:
    """Which actions wrote, and which of them outdated something. Kept by frame: one call of one action."""

    wrote: dict[FrameType, str] = field(default_factory=dict)
    outdated: set[FrameType] = field(default_factory=set)

    def see(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Look at one statement on its way to the database."""
        found = WRITE.match(sql)
        frame = _outermost_action() if found and found[1] in SHOWN else None
        if found and frame is not None:
            transaction.on_commit(_Note(lambda: self.wrote.setdefault(frame, found[1])))
        return execute(sql, *rest)

    def change(self, really: Callable[[int | None], None], process_id: int | None) -> None:
        """Stand in for `changed_after_commit`."""
        frame = _outermost_action()
        if frame is not None:
            transaction.on_commit(_Note(lambda: self.outdated.add(frame)))
        really(process_id)

    def forgotten(self) -> list[str]:
        """The actions that wrote what is shown and outdated nothing."""
        for _points, call, _robust in connection.run_on_commit:
            if isinstance(call, _Note):
                call()
        left = [frame for frame in self.wrote if frame not in self.outdated]
        return [f"{frame.f_code.co_name} wrote {self.wrote[frame]}" for frame in left]


@dataclass
class _Note:
    """Something to remember once it is committed; a rolled back savepoint takes it along."""

    remember: Callable[[], Any]

    def __call__(self) -> None:
        self.remember()


def _outermost_action() -> FrameType | None:
    found: FrameType | None = None
    at: FrameType | None = sys._getframe(1)
    while at is not None:
        if ACTIONS.search(at.f_code.co_filename):
            found = at
        at = at.f_back
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Watch the test itself, not what was made for it."""
    watch, really = Watch(), process_pages.changed_after_commit
    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(watch.see):
        patch.setattr(process_pages, "changed_after_commit", lambda number: watch.change(really, number))
        result = yield
        forgotten = watch.forgotten()
    assert forgotten == [], "kept parts of pages would go on showing what was"
    return result
