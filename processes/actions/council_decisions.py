# SPDX-License-Identifier: EUPL-1.2
"""What the council decided, recorded by the clerk; a version that only waited for it is adopted."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.actions.agreement_signing import Signing, _adopt_when_ready
from processes.actions.agreements import current_version, locked, refuse_ended
from processes.enums import Permission
from processes.models import Agreement, CouncilDecision

SCOPE_LENGTH = 2000


@transaction.atomic
def record_council_decision(
    *,
    agreement: Agreement,
    version: int,
    decided_on: dt.date,
    reference: str,
    scope_text: str,
    actor: Actor,
    now: dt.datetime,
) -> Signing:
    """Record that the council decided on the version at hand; what all had signed is adopted now.

    Raises `RuleError` at the field that is wrong, `StaleError` for an older version. The same reference twice
    for one version is one decision.
    """
    permissions.require(actor, Permission.COUNCIL_DECISION_RECORD, agreement.scope)
    if actor.user_id is None:
        raise NotAllowedError("a decision is recorded by a person")
    agreement = locked(agreement)
    refuse_ended(agreement)
    current = current_version(agreement)
    if current.number != version:
        raise StaleError(
            _("Er is intussen een versie %(number)s. Het besluit gaat over de tekst die de raad las.")
            % {"number": current.number}
        )
    reference, scope_text = reference.strip(), scope_text.replace("\r\n", "\n").strip()
    _check_decision(decided_on, reference, scope_text, today=local_date(now))
    _decision, created = CouncilDecision.objects.get_or_create(
        agreement=agreement,
        version=current,
        reference=reference,
        defaults={
            "decided_on": decided_on,
            "scope_text": scope_text,
            "recorded_by_id": actor.user_id,
            "at": now,
        },
    )
    if created:
        is_public = current.number in agreement.published_numbers
        audit.record(
            actor=actor,
            verb="record_council_decision",
            target=agreement,
            process_id=agreement.process_id,
            visibility=Visibility.PUBLIC if is_public else Visibility.PROCESS,
            now=now,
            version=current.number,
            reference=reference,
        )
    return _adopt_when_ready(agreement, current, actor, now)


def _check_decision(decided_on: dt.date, reference: str, scope_text: str, *, today: dt.date) -> None:
    if decided_on > today:
        raise RuleError(
            _("Deze dag moet nog komen. Vul de dag in waarop de raad besloot."), field="decided_on"
        )
    if not reference or len(reference) > 80:
        raise RuleError(_("Vul het kenmerk van het besluit in, hoogstens 80 tekens."), field="reference")
    if not scope_text or len(scope_text) > SCOPE_LENGTH:
        raise RuleError(_("Schrijf op wat de raad besloot en binnen welke grenzen."), field="scope_text")
