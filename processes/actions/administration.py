# SPDX-License-Identifier: EUPL-1.2
"""Writes of administrators on processes: start one, and change its title, introduction and areas."""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from gm_portal.core import audit
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.models import Visibility
from gm_portal.core.permissions import require
from processes.actions.conversations import start_conversation
from processes.enums import Permission
from processes.models import Area, Process
from processes.queries.parties import newest_praatplaat
from processes.rules.administration import stamp


@transaction.atomic
def create_process(
    *, title: str, intro: str, areas: Sequence[Area], actor: Actor, now: dt.datetime
) -> Process:
    """Let an area begin: a process at step 1, with an open first round on the newest praatplaat.

    The title makes the address, and no two processes share one. Without a published praatplaat the round
    opens later.
    """
    require(actor, Permission.ADMINISTER)
    slug = slugify(title)[:50].strip("-")
    if not slug:
        raise RuleError(_("Gebruik letters in de titel: daarvan maken wij het webadres."), field="title")
    _areas_are_chosen(areas)
    try:
        with transaction.atomic():
            process = Process.objects.create(slug=slug, title=title.strip(), intro=intro.strip())
    except IntegrityError as error:
        raise RuleError(
            _("Er is al een gebied met deze titel. Kies een andere titel."), field="title"
        ) from error
    process.areas.set(areas)
    audit.record(
        actor=actor,
        verb="create_process",
        target=process,
        now=now,
        process_id=process.pk,
        visibility=Visibility.PUBLIC,
    )
    praatplaat = newest_praatplaat()
    if praatplaat:
        start_conversation(process=process, praatplaat=praatplaat, round_number=1, actor=actor, now=now)
    return process


@transaction.atomic
def edit_process(
    *,
    process: Process,
    title: str,
    intro: str,
    areas: Sequence[Area],
    seen: str,
    actor: Actor,
    now: dt.datetime,
) -> Process:
    """Change title, introduction and areas; the address stays, so that links keep working.

    `seen` is the stamp of what the person started from. Raises `StaleError` when that changed meanwhile.
    """
    require(actor, Permission.ADMINISTER)
    _areas_are_chosen(areas)
    process = Process.objects.select_for_update().get(pk=process.pk)
    is_now = stamp(process.title, process.intro, process.areas.values_list("pk", flat=True))
    wanted = stamp(title.strip(), intro.strip(), [area.pk for area in areas])
    if is_now == wanted:
        return process
    if seen != is_now:
        raise StaleError(
            _("Iemand anders heeft dit net veranderd. Kijk hoe het nu is en pas het dan aan."),
            current={"title": process.title, "intro": process.intro},
        )
    process.title, process.intro = title.strip(), intro.replace("\r\n", "\n").strip()
    process.save(update_fields=("title", "intro"))
    process.areas.set(areas)
    audit.record(
        actor=actor,
        verb="edit_process",
        target=process,
        now=now,
        process_id=process.pk,
        visibility=Visibility.PUBLIC,
    )
    return process


def _areas_are_chosen(areas: Sequence[Area]) -> None:
    if not areas:
        raise RuleError(_("Kies minstens één wijk of dorp."), field="areas")
