# SPDX-License-Identifier: EUPL-1.2
"""A link of the resident organisation of the cast, and residents who use it."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.test import Client

from gm_portal.core.actors import SYSTEM
from processes import models
from processes.actions import contributions as actions
from processes.actions import paper
from processes.queries import typed_papers
from processes.queries.contribution_links import OpenedLink, link_by_id
from tests import factories
from tests.factories.table import CONTENTS, POSTED, TableOfCast

# The view reads the clock; a link of the cast is open long before and after.
NOW = factories.NOW


def posted(*codes: str, **more: Any) -> dict[str, Any]:
    """What the form sends for good answers to these questions."""
    fields = {f"{code}.{name}": value for code in codes for name, value in POSTED[code].items()}
    return fields | more


@dataclass
class Residents:
    """The link with everything a test does to it."""

    table: TableOfCast
    link: models.ContributionLink

    @property
    def opened(self) -> OpenedLink:
        """The link as the database knows it now."""
        return link_by_id(self.table.people.process.slug, self.link.pk)

    @property
    def url(self) -> str:
        """Where residents contribute."""
        return self.link.get_absolute_url()

    def page(self, rest: str = "") -> str:
        """An address of the party about this link."""
        return f"/gebieden/{self.table.people.process.slug}/inbreng/{self.link.pk}/{rest}"

    def say(self, contents: Any = None, key: uuid.UUID | None = None, now: dt.datetime = NOW) -> Any:
        """One resident contributes on screen."""
        contribution, _is_new = actions.contribute(
            opened=self.opened,
            key=key or uuid.uuid4(),
            contents=CONTENTS if contents is None else contents,
            actor=SYSTEM,
            now=now,
        )
        return contribution

    def type_in(self, who: str = "wijk_member", contents: Any = None, **more: Any) -> Any:
        """Somebody types a paper in."""
        values = {
            "key": uuid.uuid4(),
            "sheet_code": self.link.sheet_code,
            "version": self.opened.version,
        } | more
        return paper.type_in(
            opened=self.opened,
            contents=CONTENTS if contents is None else contents,
            actor=self.table.people.actor(who),
            now=NOW,
            **values,
        )

    def check(self, typed: models.Contribution, who: str = "wijk_deputy", contents: Any = None) -> Any:
        """Somebody checks a paper."""
        found = typed_papers.typed_in(self.table.people.process.slug, self.link.pk, typed.pk)
        before = typed_papers.contents_of(found.contribution)
        return paper.check(
            typed=found,
            contents=before if contents is None else contents,
            actor=self.table.people.actor(who),
            now=NOW,
        )

    def mark(self) -> str:
        """The hidden mark of a fresh form, as a browser gets it."""
        page = Client().get(self.url).content.decode()
        return page.split('name="formulier" value="')[1].split('"')[0]


def make_residents(table: TableOfCast) -> Residents:
    """An open link of the resident organisation with all questions."""
    link = factories.ContributionLinkFactory(
        conversation=table.conversation,
        party=table.people.wijk,
        question_codes=list(table.questions),
        per_topic=True,
        created_by=table.people.wijk_coordinator,
    )
    return Residents(table, link)
