# SPDX-License-Identifier: EUPL-1.2
"""What all actions on agreements share: the lock, the version on the table, the story and the audit event."""

import datetime as dt

from django.utils.translation import gettext as _

from gm_portal.core import audit
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError
from gm_portal.core.models import Visibility
from processes.enums import AgreementEventKind, AgreementState
from processes.models import Agreement, AgreementEvent, AgreementVersion
from processes.rules.agreements import speaking_seat


def locked(agreement: Agreement) -> Agreement:
    """The agreement as it is now, held until the end of this transaction, with the one it replaces.

    Both in the order of their keys and before any process, as everywhere: another order could stand still for ever.
    """
    keys = sorted({agreement.pk, agreement.replaces_id or agreement.pk})
    list(Agreement.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values("pk"))
    # A query of its own: one that had to wait for the lock does not see rows that were added meanwhile.
    return Agreement.objects.select_related("process", "current", "published").get(pk=agreement.pk)


def refuse_ended(agreement: Agreement) -> None:
    """Refuse to work on an agreement that has ended since the page was read."""
    if agreement.state == AgreementState.ENDED:
        raise RuleError(_("Deze afspraak is beëindigd. Maak een nieuwe afspraak."))


def current_version(agreement: Agreement) -> AgreementVersion:
    """The version on the table. Only half-made rows lack one, and no action leaves those behind."""
    if agreement.current is None:
        raise AgreementVersion.DoesNotExist(f"agreement {agreement.pk} has no version")
    return agreement.current


def visibility_of(agreement: Agreement) -> Visibility:
    """Who may know that something happened to this agreement: everybody, or only the parties.

    The one place that decides it, by the same scope as the pages: what nobody else may read leaves no trace
    either, also not in the news or in a count.
    """
    return Visibility.PUBLIC if agreement.scope.is_public else Visibility.PROCESS


def note(
    agreement: Agreement,
    kind: AgreementEventKind,
    *,
    actor: Actor,
    now: dt.datetime,
    version: AgreementVersion | None = None,
    other: Agreement | None = None,
    reason: str = "",
    for_readers: bool = False,
) -> AgreementEvent:
    """Write a step down in the story; `for_readers` when all who may read the agreement may know of it."""
    seat = speaking_seat(actor, agreement.process_id)
    event: AgreementEvent = AgreementEvent.objects.create(
        agreement=agreement,
        kind=kind,
        version=version,
        other=other,
        reason=reason,
        is_public=for_readers and visibility_of(agreement) == Visibility.PUBLIC,
        party_id=seat.party_id if seat else None,
        user_id=actor.user_id,
        at=now,
    )
    return event


def tell(
    agreement: Agreement,
    verb: str,
    *,
    actor: Actor,
    now: dt.datetime,
    for_readers: bool = False,
    party_id: int | None = None,
    **data: object,
) -> None:
    """The audit event of an action; `for_readers` when all who may read the agreement may know of it."""
    seat = speaking_seat(actor, agreement.process_id)
    audit.record(
        actor=actor,
        verb=verb,
        target=agreement,
        process_id=agreement.process_id,
        party_id=party_id or (seat.party_id if seat else None),
        visibility=visibility_of(agreement) if for_readers else Visibility.PROCESS,
        now=now,
        **data,
    )
