# SPDX-License-Identifier: EUPL-1.2
"""The audit trail: every action writes one event, in its own transaction."""

import datetime as dt
from typing import Any

from django.db import models

from gm_portal.core import pages, process_pages
from gm_portal.core.actors import Actor
from gm_portal.core.models import AuditEvent, Visibility


def record(
    *,
    actor: Actor,
    verb: str,
    target: models.Model,
    now: dt.datetime,
    process_id: int | None = None,
    party_id: int | None = None,
    visibility: Visibility = Visibility.PROCESS,
    **data: Any,
) -> AuditEvent:
    """Write one event; after the commit outdate the kept parts of its process, and public pages when all can see it.

    `data` holds plain values (codes, numbers, states); never a text somebody wrote and never a name.
    Raises `ValueError` for an actor that is neither a person nor the system.
    """
    if not actor.is_signed_in and not actor.is_system:
        raise ValueError("An action needs an actor: a person or SYSTEM.")
    event: AuditEvent = AuditEvent.objects.create(
        at=now,
        actor_id=actor.user_id,
        by_system=actor.is_system,
        party_id=party_id,
        verb=verb,
        object_type=target._meta.model_name or "",
        object_id=target.pk,
        process_id=process_id,
        visibility=visibility,
        data=data,
    )
    process_pages.changed_after_commit(process_id)
    if visibility == Visibility.PUBLIC:
        pages.refresh_after_commit()
    return event
