# SPDX-License-Identifier: EUPL-1.2
"""What waits around looking back, besides the days: proposals of the other side, and what was decided but not done."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.origins import Origin
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import (
    AGREEMENT_STANDING_STATES,
    BINDING_ROLES,
    SIDE_OF_KIND,
    SIGNING_KINDS,
    ConversationState,
    EvaluationKind,
    EvaluationState,
    MoveState,
    Outcome,
    PartyKind,
    ProcessState,
)
from processes.models import (
    Agreement,
    AgreementOutcome,
    AgreementParty,
    AgreementVersion,
    Conversation,
    Evaluation,
    MoveProposal,
)


def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """Everything of this file that waits for one person. Three queries, none for who sits at no table."""
    if not any(seat.kind in SIGNING_KINDS for seat in actor.seats):
        return []
    return _proposals_for(actor) + _outcomes_for(actor) + _rounds_for(actor)


# --- a day, or calling it off, that the other side proposed -----------------------------------------------
def open_proposals() -> QuerySet[MoveProposal]:
    """Proposals that wait for the other side, on moments that are still to come."""
    rows = MoveProposal.objects.filter(
        state=MoveState.PROPOSED,
        evaluation__process__state=ProcessState.RUNNING,
        evaluation__state=EvaluationState.PLANNED,
    )
    return rows.select_related("party", "evaluation__process")


def _proposals_for(actor: Actor) -> list[Waiting]:
    own = [seat for seat in actor.seats if seat.kind in SIGNING_KINDS]
    rows = open_proposals().filter(evaluation__process__in={seat.process_id for seat in own})
    lines = []
    for proposal in rows.order_by("at"):
        kinds = [seat.kind for seat in own if seat.process_id == proposal.evaluation.process_id]
        if answers(proposal, kinds):
            lines.append(proposal_line(proposal))
    return lines


def answers(proposal: MoveProposal, kinds: Iterable[str]) -> bool:
    """Whether somebody with seats of these kinds at its table was asked: sits on the side that did not propose."""
    sides = {SIDE_OF_KIND[PartyKind(kind)] for kind in kinds if kind in SIGNING_KINDS}
    return bool(sides - {proposal.party.side})


def proposal_line(proposal: MoveProposal) -> Waiting:
    """A proposal as a line of "Mijn" and of a mail."""
    process, old = proposal.evaluation.process, formats.date_format(proposal.from_day, "j F Y")
    if proposal.to_day is None:
        title = _("Terugkijken op %(old)s afzeggen") % {"old": old}
    else:
        day = formats.date_format(proposal.to_day, "j F Y")
        title = _("Terugkijken op %(day)s in plaats van %(old)s") % {"day": day, "old": old}
    return Waiting(
        urgency=Urgency.OTHERS_WAIT,
        day=proposal.evaluation.planned_on,
        verb=_("Antwoord op het voorstel"),
        title=title,
        where=process.title,
        url=reverse("evaluation-move-answer", args=(process.slug, proposal.evaluation_id, proposal.pk)),
        minutes=2,
    )


# --- adapt or widen, while nobody wrote the next version ---------------------------------------------------
def open_outcomes() -> QuerySet[AgreementOutcome]:
    """Decisions to adapt or widen that did not lead to a next version yet; only the last word on an agreement.

    Gone as soon as a version is proposed, the agreement ends, or people look back on it again.
    """
    later_version = AgreementVersion.objects.filter(
        agreement=OuterRef("agreement"), number__gt=OuterRef("version__number"), at__gte=OuterRef("at")
    )
    later_word = AgreementOutcome.objects.filter(agreement=OuterRef("agreement"), at__gt=OuterRef("at"))
    rows = AgreementOutcome.objects.filter(
        outcome__in=(Outcome.ADAPT, Outcome.WIDEN),
        made__isnull=True,
        agreement__state__in=AGREEMENT_STANDING_STATES,
        agreement__process__state=ProcessState.RUNNING,
        version=F("agreement__current"),
    )
    rows = rows.exclude(Exists(later_version)).exclude(Exists(later_word))
    return rows.select_related("agreement__process", "version", "evaluation")


def open_outcome_of(agreement: Agreement) -> AgreementOutcome | None:
    """What looking back decided about an agreement and nobody wrote yet. One query."""
    return open_outcomes().filter(agreement=agreement).order_by("-at").first()


def _outcomes_for(actor: Actor) -> list[Waiting]:
    parties = [seat.party_id for seat in actor.seats if seat.kind in SIGNING_KINDS]
    named = AgreementParty.objects.filter(agreement=OuterRef("agreement"), party__in=parties)
    moments: dict[int, list[AgreementOutcome]] = {}
    for row in open_outcomes().filter(Exists(named)).order_by("at", "pk"):
        moments.setdefault(row.evaluation_id, []).append(row)
    return [outcomes_line(rows) for rows in moments.values()]


def outcomes_line(rows: Sequence[AgreementOutcome]) -> Waiting:
    """What one moment decided and nobody wrote: one line, also for six agreements that are listed on its page."""
    first = rows[0]
    if len(rows) == 1:
        return _outcome_line(first)
    process = first.agreement.process
    return Waiting(
        urgency=Urgency.WHENEVER,
        day=local_date(first.at),
        verb=_("Schrijf de volgende versies"),
        title=_("Besloten bij het terugkijken: %(count)s afspraken veranderen") % {"count": len(rows)},
        where=process.title,
        url=reverse("evaluation", args=(process.slug, first.evaluation_id)) + "#besluit",
        minutes=15 * len(rows),
        has_day=False,
    )


def _outcome_line(row: AgreementOutcome) -> Waiting:
    """One decision to adapt or widen: it leads to the form, with the reason filled in."""
    agreement = row.agreement
    title = row.version.title if row.version else str(agreement)
    is_wider = row.outcome == Outcome.WIDEN
    return Waiting(
        urgency=Urgency.WHENEVER,
        day=local_date(row.at),
        verb=_("Schrijf de ruimere afspraak") if is_wider else _("Schrijf de volgende versie"),
        title=_("Besloten bij het terugkijken: %(title)s") % {"title": title},
        where=agreement.process.title,
        url=reverse("agreement-amend", args=(agreement.process.slug, agreement.number)),
        minutes=15,
        has_day=False,
    )


def parties_of(agreement_ids: Collection[int]) -> dict[int, set[int]]:
    """The parties each agreement names, by its id. One query."""
    found: dict[int, set[int]] = {pk: set() for pk in agreement_ids}
    rows = AgreementParty.objects.filter(agreement__in=list(agreement_ids))
    for agreement_id, party_id in rows.values_list("agreement_id", "party_id"):
        found[agreement_id].add(party_id)
    return found


# --- a round that was looked back on, or a wish for more: the next round -----------------------------------
def _rounds_for(actor: Actor) -> list[Waiting]:
    """Moments that ask for a next round, for who may open it: nothing while a round is open or came since."""
    places = {
        seat.process_id for seat in actor.seats if seat.kind in SIGNING_KINDS and seat.role in BINDING_ROLES
    }
    if not places:
        return []
    rounds = Conversation.objects.filter(process=OuterRef("process"))
    widens = AgreementOutcome.objects.filter(evaluation=OuterRef("pk"), outcome=Outcome.WIDEN)
    rows = (
        Evaluation.objects.filter(
            Q(kind=EvaluationKind.AFTER_ROUND) | Q(outcome=Outcome.WIDEN) | Exists(widens),
            process__in=places,
            process__state=ProcessState.RUNNING,
            state=EvaluationState.HELD,
            next_round__isnull=True,
            origin=Origin.PORTAL,
        )
        .exclude(outcome=Outcome.STOP)
        .filter(Exists(rounds))
        .exclude(
            Exists(
                rounds.filter(Q(state=ConversationState.OPEN) | Q(opened_at__date__gt=OuterRef("held_on")))
            )
        )
        .select_related("process")
        .order_by("held_on", "pk")
    )
    newest = {each.process_id: each for each in rows}
    return [_round_line(each) for each in newest.values()]


def _round_line(evaluation: Evaluation) -> Waiting:
    if evaluation.held_on is None:
        raise Evaluation.DoesNotExist(f"evaluation {evaluation.pk} was not held")
    return Waiting(
        urgency=Urgency.WHENEVER,
        day=evaluation.held_on,
        verb=_("Begin de volgende ronde"),
        title=_("Na het terugkijken op %(day)s") % {"day": formats.date_format(evaluation.held_on, "j F Y")},
        where=evaluation.process.title,
        url=f"{evaluation.get_absolute_url()}#besluit",
        minutes=2,
        has_day=False,
    )
