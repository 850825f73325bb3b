# SPDX-License-Identifier: EUPL-1.2
"""The audit trail: every action writes one event, in its own transaction."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from gm_portal.core import pages, process_pages
from gm_portal.core.actors import Actor
from gm_portal.core.models import AuditEvent, Visibility


@dataclass(frozen=True)
class Event:
    """What one of many events is about."""

    object_type: str
    object_id: int
    process_id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


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


def record_many(
    *, actor: Actor, verb: str, events: Sequence[Event], now: dt.datetime, visibility: Visibility
) -> None:
    """Write many events of one verb at once, for jobs over many things; none that readers of pages can see.

    Raises `ValueError` for an actor that is neither a person nor the system, and for a public event.
    """
    if not actor.is_signed_in and not actor.is_system:
        raise ValueError("An action needs an actor: a person or SYSTEM.")
    if visibility == Visibility.PUBLIC:
        raise ValueError("A public event is recorded by itself: the pages are refreshed after it.")
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=now,
            actor_id=actor.user_id,
            by_system=actor.is_system,
            verb=verb,
            object_type=each.object_type,
            object_id=each.object_id,
            process_id=each.process_id,
            visibility=visibility,
            data=each.data,
        )
        for each in events
    )
