# SPDX-License-Identifier: EUPL-1.2
"""Writes on contributions on paper: one person types them in, a second one checks them, and then they count."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError
from gm_portal.core.models import Visibility
from processes.actions.contributions import check_still_asks, checked_contents
from processes.actions.conversations import writer_of
from processes.enums import Permission
from processes.models import Contribution, ContributionPart
from processes.queries import contributions as queries
from processes.queries.contribution_links import OpenedLink
from processes.queries.typed_papers import TypedIn
from processes.rules import paper as rules
from processes.rules.answers_in_words import SHOWN_FROM
from processes.rules.conversations import Content


@transaction.atomic
def type_in(
    *,
    opened: OpenedLink,
    key: uuid.UUID,
    sheet_code: str,
    version: int,
    contents: Mapping[str, Content],
    actor: Actor,
    now: dt.datetime,
) -> Contribution:
    """Keep what stands on one paper sheet, marked "op papier". It counts after the check of a second person.

    The link may be closed by now: paper comes in later. The same `key` again is the same paper. Raises
    `RuleError` at the field for a sheet of another link or another version.
    """
    permissions.require(actor, Permission.PAPER_TYPE_IN, opened.scope)
    if rules.tidy_code(sheet_code) != opened.link.sheet_code:
        message = _("Deze bladcode hoort niet bij deze vraag om inbreng. Kijk onderaan het papier.")
        raise RuleError(message, field="sheet_code")
    if version != opened.version:
        message = _(
            "Dit papier is van versie %(old)s. Dit gesprek gaat over versie %(new)s. De vragen verschillen."
        )
        raise RuleError(message % {"old": version, "new": opened.version}, field="version")
    said = checked_contents(opened, contents)
    try:
        with transaction.atomic():
            check_still_asks(opened)
            paper = Contribution.objects.create(
                link=opened.link, key=key, at=now, on_paper=True, typed_by_id=writer_of(actor)
            )
            _write(paper, opened, said)
    except IntegrityError:
        return Contribution.objects.get(link=opened.link, key=key)
    _record(opened, "type_in_paper", actor, now)
    return paper


@transaction.atomic
def check(*, typed: TypedIn, contents: Mapping[str, Content], actor: Actor, now: dt.datetime) -> Contribution:
    """A second person held the text against the paper; what was corrected is kept. From now on it counts."""
    paper = _locked(typed, actor)
    if paper.checked_at is not None:
        return paper
    now_asked = paper.parts.filter(question__praatplaat=typed.link.conversation.praatplaat_id)
    # What answers a question of an earlier version stays as it was typed: nobody can lay it under other words.
    has_older = paper.parts.count() > now_asked.count()
    said = checked_contents(typed.opened, contents, may_be_empty=has_older)
    before = {part.question.code: part.content for part in now_asked.select_related("question")}
    if before != said:
        now_asked.delete()
        _write(paper, typed.opened, said)
    paper.checked_by_id, paper.checked_at = writer_of(actor), now
    paper.save(update_fields=("checked_by", "checked_at"))
    shown = queries.people_in(typed.link.conversation) >= SHOWN_FROM
    _record(
        typed.opened,
        "check_paper",
        actor,
        now,
        visibility=Visibility.PUBLIC if shown else Visibility.PARTY,
        corrected=before != said,
    )
    return paper


@transaction.atomic
def reject(*, typed: TypedIn, actor: Actor, now: dt.datetime) -> None:
    """The text is not what stands on the paper: it goes, and the paper can be typed in anew."""
    paper = _locked(typed, actor)
    if paper.checked_at is not None:
        raise RuleError(_("Iemand anders keek dit papier al na. Het telt mee."))
    _record(typed.opened, "reject_paper", actor, now)
    paper.delete()


def _locked(typed: TypedIn, actor: Actor) -> Contribution:
    """The paper, locked; refused to who typed it in."""
    permissions.require(actor, Permission.PAPER_TYPE_IN, typed.scope)
    paper = Contribution.objects.select_for_update().filter(pk=typed.contribution.pk).first()
    if paper is None:
        raise RuleError(_("Iemand anders keek dit papier al na. Het is weggehaald."))
    if paper.typed_by_id == actor.user_id:
        raise RuleError(_("U typte dit papier zelf over. Laat iemand anders van uw partij het nakijken."))
    return paper


def _write(paper: Contribution, opened: OpenedLink, said: Mapping[str, Content]) -> None:
    questions = {question.code: question for question in opened.questions}
    ContributionPart.objects.bulk_create(
        ContributionPart(contribution=paper, question=questions[code], content=content)
        for code, content in said.items()
    )


def _record(
    opened: OpenedLink,
    verb: str,
    actor: Actor,
    now: dt.datetime,
    visibility: Visibility = Visibility.PARTY,
    **data: Any,
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=opened.link,
        now=now,
        process_id=opened.process.pk,
        party_id=opened.link.party_id,
        visibility=visibility,
        **data,
    )
