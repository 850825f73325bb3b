# SPDX-License-Identifier: EUPL-1.2
"""Reads on joining (aanschuiven): who of council and college wants to sit in, and what the table said.

Readers at large learn the function, never the name.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.permissions import Scope
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import BINDING_ROLES, SIGNING_KINDS, JoinState, ProcessState
from processes.models import JoinRequest, Process

# How long an answer stands on "Mijn".
NEWS_FOR = dt.timedelta(days=14)
# Who may ask to sit in.
OFFICES = (GlobalRole.COUNCIL_MEMBER, GlobalRole.ALDERMAN)
MINUTES = {"answer": 3, "read": 1}


@dataclass(frozen=True)
class AtRequest:
    """One request with its process."""

    request: JoinRequest

    @property
    def scope(self) -> Scope:
        """The request's own."""
        return self.request.scope


def request_by_id(slug: str, pk: int) -> AtRequest:
    """A request to join a process. One query. Raises `JoinRequest.DoesNotExist`."""
    rows = JoinRequest.objects.select_related("process", "user", "answered_by")
    return AtRequest(rows.get(pk=pk, process__slug=slug))


def requests_at(process: Process, actor: Actor) -> tuple[JoinRequest, ...]:
    """The requests this reader may see: the table all, somebody else the own ones. One query."""
    rows = JoinRequest.objects.filter(process=process).select_related("user")
    if not actor.seats_in(process.pk):
        if actor.user_id is None:
            return ()
        rows = rows.filter(user_id=actor.user_id)
    return tuple(rows.order_by("-asked_at", "-pk"))


def function_of(roles: Sequence[str]) -> str:
    """What somebody is, in a word that says no name."""
    is_alderman = GlobalRole.ALDERMAN in roles
    return str((GlobalRole.ALDERMAN if is_alderman else GlobalRole.COUNCIL_MEMBER).label)


# --- for everybody --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Joining:
    """Where council or college sits in, in words without names."""

    process: Process
    words: tuple[str, ...]


def joined() -> tuple[Joining, ...]:
    """The processes where council or college sits in, in the order of the alphabet. One query."""
    found: dict[Process, set[str]] = {}
    for row in _welcome().select_related("process", "user").order_by("process__title"):
        found[row.process] = found.get(row.process, set()) | set(row.user.global_roles)
    joining = (Joining(place, _in_words(roles)) for place, roles in found.items())
    return tuple(each for each in joining if each.words)


def who_joins() -> dict[str, Exists]:
    """For a query over processes: per office whether somebody of it sits in. `words_of` puts it into words."""
    here = _welcome().filter(process=OuterRef("pk"))
    return {f"joins_{role}": Exists(here.filter(user__global_roles__contains=[role])) for role in OFFICES}


def words_of(process: Process) -> tuple[str, ...]:
    """Who sits in at a process that was read with `who_joins`, in words without names."""
    return _in_words({role for role in OFFICES if getattr(process, f"joins_{role}")})


def _welcome() -> QuerySet[JoinRequest]:
    return JoinRequest.objects.filter(
        state=JoinState.WELCOME, process__state=ProcessState.RUNNING, user__is_active=True
    )


def _in_words(roles: set[str]) -> tuple[str, ...]:
    words = {
        GlobalRole.COUNCIL_MEMBER: _("De raad schuift aan"),
        GlobalRole.ALDERMAN: _("De wethouder schuift aan"),
    }
    return tuple(sentence for role, sentence in words.items() if role in roles)


# --- what waits -----------------------------------------------------------------------------------------
def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """Requests the table still has to answer, and for who asked the answer of the last two weeks. One query."""
    if actor.user_id is None:
        return []
    binding = {
        seat.process_id for seat in actor.seats if seat.kind in SIGNING_KINDS and seat.role in BINDING_ROLES
    }
    to_answer = Q(state=JoinState.ASKED, process__in=binding, process__state=ProcessState.RUNNING)
    answered = Q(user_id=actor.user_id, answered_at__gt=now - NEWS_FOR)
    rows = JoinRequest.objects.filter(to_answer | answered).select_related("process", "user")
    lines = []
    for row in rows.order_by("asked_at", "pk"):
        if row.state == JoinState.ASKED:
            lines.append(_to_answer(row))
        else:
            lines.append(_to_read(row))
    return lines


def _to_answer(row: JoinRequest) -> Waiting:
    return Waiting(
        urgency=Urgency.OTHERS_WAIT,
        day=local_date(row.asked_at),
        verb=_("Beantwoord"),
        title=_("Een %(function)s wil aanschuiven") % {"function": function_of(row.user.global_roles)},
        where=row.process.title,
        url=reverse("join-answer", args=(row.process.slug, row.pk)),
        minutes=MINUTES["answer"],
        has_day=False,
    )


def _to_read(row: JoinRequest) -> Waiting:
    title = _("Antwoord op uw vraag om aan te schuiven: %(answer)s")
    return Waiting(
        urgency=Urgency.WHENEVER,
        day=local_date(row.answered_at or row.asked_at),
        verb=_("Lees"),
        title=title % {"answer": row.get_state_display()},
        where=row.process.title,
        url=reverse("join", args=(row.process.slug,)),
        minutes=MINUTES["read"],
        has_day=False,
    )
