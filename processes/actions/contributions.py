# SPDX-License-Identifier: EUPL-1.2
"""Writes on contributions of residents: a party opens and closes a link, a resident contributes, a party sums up."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, pages, permissions, process_pages
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date, local_moment
from gm_portal.core.errors import MovedError, NotAllowedError, RuleError
from gm_portal.core.models import Visibility
from processes.actions.conversations import party_scope, save_draft, writer_of
from processes.enums import Permission
from processes.models import (
    Answer,
    Contribution,
    ContributionLink,
    ContributionPart,
    Conversation,
    Party,
    Question,
)
from processes.queries import contributions as queries
from processes.queries.contribution_links import LinkQuestion, OpenedLink
from processes.rules import contributions as rules
from processes.rules import conversations, paper, personal_data
from processes.rules.answers_in_words import SHOWN_FROM
from processes.rules.contributions import LinkState
from processes.rules.conversations import Content

Contents = Mapping[str, Content]


@dataclass(frozen=True)
class NewLink:
    """What somebody chose for a link: words, questions by code, first and last day."""

    title: str
    intro: str
    codes: tuple[str, ...]
    first: dt.date
    last: dt.date
    per_topic: bool = False


@transaction.atomic
def open_link(
    *, conversation: Conversation, party: Party, chosen: NewLink, actor: Actor, now: dt.datetime
) -> ContributionLink:
    """Ask the residents: a link with a QR code and a code for the paper sheets, for a period.

    The same choice twice (a double click) gives the link that is there. Raises `RuleError` at the field.
    """
    permissions.require(actor, Permission.CONTRIBUTION_LINK_OPEN, party_scope(conversation, party))
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if not conversation.scope.is_open:
        raise RuleError(_("Deze ronde is afgesloten. Vraag inbreng in de volgende ronde."))
    _check_choice(conversation, chosen, now)
    words = {
        "title": chosen.title.strip(),
        "intro": chosen.intro.strip(),
        "question_codes": list(chosen.codes),
        "per_topic": chosen.per_topic,
        "closes_at": local_moment(chosen.last + dt.timedelta(days=1)),
    }
    same = ContributionLink.objects.filter(conversation=conversation, party=party, closed_at=None, **words)
    existing = same.first()
    if existing:
        return existing
    link = ContributionLink.objects.create(
        conversation=conversation,
        party=party,
        token=rules.new_token(),
        sheet_code=paper.new_sheet_code(),
        opens_at=now if chosen.first <= local_date(now) else local_moment(chosen.first),
        created_by_id=writer_of(actor),
        **words,
    )
    _record(actor, "open_contribution_link", link, now, Visibility.PUBLIC, questions=len(chosen.codes))
    return link


def _check_choice(conversation: Conversation, chosen: NewLink, now: dt.datetime) -> None:
    """Refuse a choice that cannot be a link, at the field."""
    known = Question.objects.filter(praatplaat=conversation.praatplaat_id).values_list("code", flat=True)
    for problem in rules.link_problems(
        title=chosen.title,
        codes=chosen.codes,
        known=known,
        first=chosen.first,
        last=chosen.last,
        today=local_date(now),
    ):
        raise RuleError(problem.message, field=problem.field)


@transaction.atomic
def close_link(*, link: ContributionLink, actor: Actor, now: dt.datetime) -> ContributionLink:
    """Stop taking contributions before the last day. Closed already: nothing changes."""
    permissions.require(actor, Permission.CONTRIBUTION_LINK_OPEN, link.scope)
    rows = ContributionLink.objects.select_for_update(of=("self",)).select_related("conversation__process")
    link = rows.get(pk=link.pk)
    if link.closed_at is not None or now >= link.closes_at:
        return link
    link.closed_at = now
    link.save(update_fields=("closed_at",))
    _record(actor, "close_contribution_link", link, now, Visibility.PUBLIC)
    return link


def contribute(
    *, opened: OpenedLink, key: uuid.UUID, contents: Contents, actor: Actor, now: dt.datetime
) -> tuple[Contribution, bool]:
    """Keep what one resident said, without a name: the portal itself acts, never a person.

    The same `key` again counts once: a double click keeps what is there, a text changed after "back" replaces it.
    Returns the contribution and whether it is new. Raises `RuleError` when the link is closed or nothing is said.
    """
    if not actor.is_system:
        raise NotAllowedError("a contribution is anonymous: it is recorded by the portal")
    if opened.state(now) != LinkState.OPEN:
        raise RuleError(_("Deze vraag om inbreng is gesloten."))
    people = queries.people_in(opened.link.conversation)
    if people >= rules.PER_ROUND:
        raise RuleError(_("Er is al heel veel inbreng. Neem contact op met wie u de link gaf."))
    said = checked_contents(opened, contents)
    try:
        with transaction.atomic():
            check_still_asks(opened)
            contribution = Contribution.objects.create(link=opened.link, key=key, at=now)
            _write_parts(contribution, opened, said)
            _record_voice(opened, people + 1, actor, now)
    except IntegrityError:
        return _said_again(opened, key, said), False
    return contribution, True


@transaction.atomic
def _said_again(opened: OpenedLink, key: uuid.UUID, said: Contents) -> Contribution:
    """The contribution that is there; changed words replace the earlier ones."""
    contribution = Contribution.objects.select_for_update().get(link=opened.link, key=key)
    rows = contribution.parts.filter(question__praatplaat=opened.link.conversation.praatplaat_id)
    before = {part.question.code: part.content for part in rows.select_related("question")}
    if not contribution.on_paper and before != said:
        rows.delete()
        _write_parts(contribution, opened, said)
        # No event of its own; but the questions it counts at may have changed.
        process_pages.changed_after_commit(opened.process.pk)
        pages.refresh_after_commit()
    return contribution


def check_still_asks(opened: OpenedLink) -> None:
    """Refuse what was said when the conversation moved to another version in this very moment.

    A shared lock: many residents hold it at once, and only a move waits for them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT praatplaat_id FROM processes_conversation WHERE id = %s FOR SHARE",
            (opened.link.conversation_id,),
        )
        if cursor.fetchone() != (opened.link.conversation.praatplaat_id,):
            raise MovedError(
                _("De vragen zijn net veranderd. Lees ze opnieuw en verstuur daarna uw inbreng.")
            )


def checked_contents(
    opened: rules.Asks, contents: Contents, *, may_be_empty: bool = False
) -> dict[str, Content]:
    """What was said, in one form. Raises `RuleError` at the field of the first thing that is wrong."""
    said: dict[str, Content] = {}
    for code, raw in contents.items():
        spec = opened.specs.get(code)
        if spec is None:
            raise RuleError(_("Deze vraag staat niet op de lijst. Laad de pagina opnieuw."))
        content = conversations.normalise(spec, raw)
        for problem in conversations.problems(spec, content):
            raise RuleError(problem.message, field=f"{code}.{problem.field}")
        for text in rules.texts_of(content):
            if personal_data.refused(personal_data.sightings(text)):
                raise RuleError(_("Haal het e-mailadres of telefoonnummer weg."), field=f"{code}.text")
        if content:
            said[code] = content
    if not said and not may_be_empty:
        raise RuleError(_("Vul ten minste één antwoord in. Daarna kunt u het versturen."))
    return said


def _write_parts(contribution: Contribution, opened: OpenedLink, said: Contents) -> None:
    questions = {question.code: question for question in opened.questions}
    ContributionPart.objects.bulk_create(
        ContributionPart(contribution=contribution, question=questions[code], content=content)
        for code, content in said.items()
    )


def _record_voice(opened: OpenedLink, people: int, actor: Actor, now: dt.datetime) -> None:
    """Write that somebody contributed; pages of readers change only once the number may be shown."""
    shown = people >= SHOWN_FROM
    _record(actor, "contribute", opened.link, now, Visibility.PUBLIC if shown else Visibility.PARTY)


@transaction.atomic
def sum_up(*, at: LinkQuestion, content: Content, based_on: int, actor: Actor, now: dt.datetime) -> Answer:
    """Write the party's answer from what residents said; it keeps on how many people it rests. See `save_draft`."""
    permissions.require(actor, Permission.CONTRIBUTIONS_READ, at.scope)
    people = queries.counted_parts(at).count()
    if not people:
        raise RuleError(_("Er is nog geen inbreng om samen te vatten."))
    return save_draft(
        conversation=at.link.conversation,
        party=at.link.party,
        question=at.question,
        content=content,
        based_on=based_on,
        actor=actor,
        now=now,
        voices=rules.voices(people, at.link.title),
    )


def _record(
    actor: Actor, verb: str, link: ContributionLink, now: dt.datetime, visibility: Visibility, **data: Any
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=link,
        now=now,
        process_id=link.conversation.process_id,
        party_id=link.party_id,
        visibility=visibility,
        **data,
    )
