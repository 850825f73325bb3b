# SPDX-License-Identifier: EUPL-1.2
"""What waits for somebody in agreements: versions to sign, and drafts to bring to the table."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import BINDING_ROLES, SIGNING_KINDS, AgreementState, ProcessState
from processes.models import Agreement, AgreementParty, AgreementVersion, SignOff


def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """What waits for this person: signatures of his parties and own drafts."""
    parties = [
        seat.party_id for seat in actor.seats if seat.kind in SIGNING_KINDS and seat.role in BINDING_ROLES
    ]
    return [line_of(each, parties) for each in on_the_table_of(parties)] if parties else []


def on_the_table_of(parties: Sequence[int]) -> QuerySet[Agreement]:
    """Newest versions that one of these parties has not signed yet, and drafts they have not shown. One query."""
    signed = SignOff.objects.filter(version=OuterRef("current"), party__in=parties)
    own_draft = Q(state=AgreementState.DRAFT, current__party__in=parties)
    on_table = Q(state__in=(AgreementState.DISCUSSED, AgreementState.SUSPENDED))
    return (
        Agreement.objects.filter(own_draft | on_table)
        .filter(Exists(AgreementParty.objects.filter(agreement=OuterRef("pk"), party__in=parties)))
        .filter(process__state=ProcessState.RUNNING)
        .exclude(Exists(signed))
        .select_related("process", "current")
        .order_by("current__at", "pk")
    )


def line_of(agreement: Agreement, parties: Sequence[int]) -> Waiting:
    """One line on "Mijn": a version to sign, or a draft to bring to the table."""
    current = agreement.current
    if current is None:
        raise AgreementVersion.DoesNotExist(f"agreement {agreement.pk} has no version")
    is_draft = agreement.state == AgreementState.DRAFT
    mine = current.party_id in parties
    verb = _("Bespreek") if is_draft else _("Onderteken versie %(number)s") % {"number": current.number}
    return Waiting(
        urgency=Urgency.WHENEVER if is_draft or mine else Urgency.OTHERS_WAIT,
        day=local_date(current.at),
        verb=verb,
        title=current.title,
        where=agreement.process.title,
        url=agreement.get_absolute_url(),
        minutes=5,
        has_day=False,
    )


def open_versions() -> QuerySet[Agreement]:
    """Agreements whose newest version is on the table of the parties: in discussion, or an amendment."""
    states = (AgreementState.DISCUSSED, AgreementState.SUSPENDED)
    return Agreement.objects.filter(state__in=states, process__state=ProcessState.RUNNING)
