# SPDX-License-Identifier: EUPL-1.2
"""Reads around the council: what could be submitted, what lies there, and which decisions hold."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import DateField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import (
    BINDING_ROLES,
    SIGNING_KINDS,
    AgreementKind,
    AgreementState,
    CouncilOutcome,
    Level,
    ProcessState,
)
from processes.models import (
    Agreement,
    AgreementParty,
    AgreementVersion,
    CouncilBundle,
    CouncilBundleItem,
    CouncilDecision,
    Process,
    SignOff,
)
from processes.rules.agreements import all_signed
from processes.rules.council import Ground, approved_until, is_rejected


def holding(today: dt.date) -> QuerySet[CouncilDecision]:
    """The decisions that carry an agreement on a day: approvals whose last day has not passed."""
    return CouncilDecision.objects.filter(outcome=CouncilOutcome.APPROVED).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    )


def approved_until_of(version: str) -> Subquery:
    """In a query over agreements: the last day of the council's yes to `version`, empty when it has none."""
    approvals = CouncilDecision.objects.filter(version=OuterRef(version), outcome=CouncilOutcome.APPROVED)
    longest = approvals.order_by(F("ends_on").desc(nulls_first=True))
    return Subquery(longest.values("ends_on")[:1], output_field=DateField())


def grounds_of(decisions: Iterable[CouncilDecision]) -> tuple[Ground, ...]:
    """Decisions as the rules see them."""
    return tuple(Ground(each.outcome, each.decided_on, each.ends_on) for each in decisions)


# Bundles ---------------------------------------------------------------------------------------------
def bundle_by_number(slug: str, number: int) -> CouncilBundle:
    """One bundle with its texts and its decisions. Four queries. Raises `CouncilBundle.DoesNotExist`."""
    rows = with_texts(CouncilBundle.objects.select_related("process", "party")).prefetch_related("decisions")
    return rows.get(process__slug=slug, number=number)


def items_of(bundle: CouncilBundle) -> list[CouncilBundleItem]:
    """The texts of a bundle with where their agreements stand now. One query."""
    rows = bundle.items.select_related(
        "version", "agreement__current", "agreement__published", "agreement__process"
    )
    items = list(rows.order_by("agreement__number"))
    for item in items:
        item.version.agreement = item.agreement
    return items


def is_outdated(items: Iterable[CouncilBundleItem]) -> bool:
    """Whether one of these texts is no longer the one on the table."""
    return any(
        each.agreement.current_id != each.version_id or each.agreement.state == AgreementState.ENDED
        for each in items
    )


def open_bundles() -> QuerySet[CouncilBundle]:
    """What lies before the council without a decision and with the texts that are on the table."""
    moved = CouncilBundleItem.objects.filter(bundle=OuterRef("pk")).filter(
        ~Q(version=F("agreement__current")) | Q(agreement__state=AgreementState.ENDED)
    )
    return (
        CouncilBundle.objects.filter(decisions__isnull=True)
        .exclude(Exists(moved))
        .select_related("process", "party")
        .order_by("at", "pk")
    )


def bundles_of(process: Process, *, all_of_them: bool) -> list[CouncilBundle]:
    """The bundles of a process, the newest first. Three queries.

    Readers get those the council decided on, as far as all texts in them are for all (`CouncilBundle.scope`).
    """
    rows = process.council_bundles.select_related("process", "party")
    if not all_of_them:
        quiet = CouncilBundleItem.objects.filter(bundle=OuterRef("pk"), version__is_public=False)
        rows = rows.filter(Exists(CouncilDecision.objects.filter(bundle=OuterRef("pk"))), ~Exists(quiet))
    return list(with_texts(rows).prefetch_related("decisions").order_by("-number"))


def with_texts(bundles: QuerySet[CouncilBundle]) -> QuerySet[CouncilBundle]:
    """These bundles with their texts at hand. One query more."""
    items = CouncilBundleItem.objects.select_related("version", "agreement")
    return bundles.prefetch_related(Prefetch("items", items))


# What may be submitted -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Candidate:
    """An agreement that needs the council, and what is still in the way of submitting it."""

    agreement: Agreement
    version: AgreementVersion
    is_signed: bool
    lies_there: bool
    is_rejected: bool
    is_approved: bool

    @property
    def may_go(self) -> bool:
        """Whether this text may be put before the council now."""
        return self.is_signed and not (self.lies_there or self.is_rejected or self.is_approved)


NEEDS_COUNCIL = Q(kind=AgreementKind.BEVOEGDHEID) | Q(current__level=Level.N4)


def candidates_of(process: Process) -> list[Candidate]:
    """The agreements of a process that need a decision on the text on the table. Six queries."""
    rows = list(
        process.agreements.filter(NEEDS_COUNCIL)
        .exclude(state__in=(AgreementState.ENDED, AgreementState.DRAFT))
        .select_related("process", "current")
        .prefetch_related("named__party", "current__sign_offs", "current__council_decisions")
        .order_by("number")
    )
    lying = set(
        CouncilBundleItem.objects.filter(
            bundle__in=open_bundles().filter(process=process).order_by()
        ).values_list("version_id", flat=True)
    )
    return [_candidate(each, each.current, lying) for each in rows if each.current is not None]


def _candidate(agreement: Agreement, version: AgreementVersion, lying: set[int]) -> Candidate:
    named = {row.party_id: row.party.kind for row in agreement.named.all()}
    grounds = grounds_of(version.council_decisions.all())
    approved = any(each.outcome == CouncilOutcome.APPROVED for each in grounds)
    return Candidate(
        agreement,
        version,
        is_signed=all_signed(named, {each.party_id for each in version.sign_offs.all()}),
        lies_there=version.pk in lying,
        is_rejected=is_rejected(grounds),
        # An approval that ends some day may be asked again, before or after that day.
        is_approved=approved and approved_until(grounds) is None,
    )


# What waits ------------------------------------------------------------------------------------------
def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """What waits around the council: to submit or to change for the parties, to record for the clerk."""
    parties = [
        seat.party_id for seat in actor.seats if seat.kind in SIGNING_KINDS and seat.role in BINDING_ROLES
    ]
    lines = _for_the_parties(parties) if parties else []
    if GlobalRole.CLERK in actor.roles:
        lines += [_to_record(each) for each in with_texts(open_bundles())]
    return lines


def _for_the_parties(parties: Sequence[int]) -> list[Waiting]:
    """What all signed and nobody submitted, and what came back with a no. One query."""
    no = CouncilDecision.objects.filter(version=OuterRef("current"), outcome=CouncilOutcome.REJECTED)
    any_decision = CouncilDecision.objects.filter(version=OuterRef("current"))
    lies_there = CouncilBundleItem.objects.filter(
        version=OuterRef("current"), bundle__in=open_bundles().order_by()
    )
    signs = AgreementParty.objects.filter(agreement=OuterRef("pk"))
    unsigned = signs.exclude(
        Exists(SignOff.objects.filter(version=OuterRef(OuterRef("current")), party=OuterRef("party")))
    )
    rows = (
        Agreement.objects.filter(NEEDS_COUNCIL, current__sign_offs__party__in=parties)
        .exclude(state=AgreementState.ENDED)
        .filter(process__state=ProcessState.RUNNING)
        .annotate(was_refused=Exists(no))
        .filter(Q(was_refused=True) | ~(Exists(unsigned) | Exists(any_decision) | Exists(lies_there)))
        .select_related("process", "current")
        .order_by("pk")
        .distinct()
    )
    return [_line(each, was_refused=each.was_refused) for each in rows]


def _line(agreement: Agreement, *, was_refused: bool) -> Waiting:
    if agreement.current is None:
        raise AgreementVersion.DoesNotExist(f"agreement {agreement.pk} has no version")
    submit = f"{reverse('council-submit', args=(agreement.process.slug,))}?afspraak={agreement.number}"
    return Waiting(
        urgency=Urgency.OTHERS_WAIT,
        day=local_date(agreement.current.at),
        verb=_("Lees waarom de raad nee zei") if was_refused else _("Leg voor aan de raad"),
        title=agreement.current.title,
        where=agreement.process.title,
        url=agreement.get_absolute_url() if was_refused else submit,
        minutes=10,
        has_day=False,
    )


def _to_record(bundle: CouncilBundle) -> Waiting:
    return Waiting(
        urgency=Urgency.OTHERS_WAIT,
        day=local_date(bundle.at),
        verb=_("Leg het raadsbesluit vast"),
        title=", ".join(each.version.title for each in bundle.items.all()),
        where=bundle.process.title,
        url=reverse("council-decision", args=(bundle.process.slug, bundle.number)),
        minutes=10,
        has_day=False,
    )
