# SPDX-License-Identifier: EUPL-1.2
"""Reading a question file into a draft: in steps that can be followed, and written whole or not at all."""

import datetime as dt
import logging
from collections.abc import Iterator

from celery import current_app
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError
from gm_portal.core.models import Visibility
from processes.actions.versions import begin_draft, clear_parts, write_parts
from processes.enums import ImportState, Permission
from processes.models import Praatplaat, PraatplaatImport
from processes.rules.version_files import FileError, FileRow, Reading, read_rows, rows_of_json
from processes.rules.version_sheets import rows_of_sheets
from processes.rules.versions import UNPRINTABLE, PartKind, flaws_of

logger = logging.getLogger(__name__)
BATCH = 50
OPEN_STATES = (ImportState.WAITING, ImportState.READING)
# A file with thousands of errors is not read error by error; the first ones tell enough.
MOST_ERRORS = 500
# A worker takes a file within seconds, and reads the largest one in a few more.
NOT_TAKEN, READS_AT_MOST = dt.timedelta(minutes=1), dt.timedelta(minutes=5)
TRIED_FOR = dt.timedelta(days=1)


@transaction.atomic
def begin_import(*, file_name: str, content: bytes, actor: Actor, now: dt.datetime) -> PraatplaatImport:
    """Take in a file and let it be read behind the scenes. What is wrong with its columns is kept with it.

    Raises `RuleError` for what is no question file at all.
    """
    permissions.require(actor, Permission.PRAATPLAAT_EDIT)
    if not content:
        raise RuleError(_("Dit bestand is leeg. Kies een ander bestand."), field="file")
    name = UNPRINTABLE.sub("", file_name).strip()[-200:] or "bestand"
    errors: list[FileError] = []
    if name.casefold().endswith(".json"):
        rows = rows_of_json(content)
    elif name.casefold().endswith(".xlsx"):
        rows, errors = rows_of_sheets(content)
    else:
        raise RuleError(_("Kies een bestand dat eindigt op .xlsx of .json."), field="file")
    told = [[row.kind.value, row.number, dict(row.cells)] for row in rows]
    read = PraatplaatImport.objects.create(
        file_name=name,
        rows=told,
        total=len(told),
        errors=[error.as_dict() for error in errors],
        created_at=now,
        created_by_id=_person(actor),
    )
    audit.record(actor=actor, verb="begin_import", target=read, now=now, visibility=Visibility.ADMIN)
    # Robust: without a broker the page offers to read the file again.
    transaction.on_commit(lambda: dispatch(read.pk), robust=True)
    return read


def retry_import(*, read: PraatplaatImport, actor: Actor) -> None:
    """Ask again to read a file that still waits."""
    permissions.require(actor, Permission.PRAATPLAAT_EDIT)
    if read.state in OPEN_STATES:
        dispatch(read.pk)


def dispatch(pk: int) -> None:
    """Hand a file to the workers."""
    # By its name, for the tasks import this module.
    # What nobody took in time is handed out again by the sweep, so it need not pile up.
    current_app.send_task(
        "processes.tasks.read_praatplaat_file", (pk,), retry=False, expires=NOT_TAKEN.total_seconds()
    )


def sweep_imports(*, now: dt.datetime) -> int:
    """Hand out files again that no worker took, or whose worker died while reading; how many.

    Reading is done once however often it is handed out: `_finish` locks the file and leaves a finished one alone.
    After a day the page still offers to read the file; a file that breaks a worker must not do so for ever.
    """
    waits = Q(state=ImportState.WAITING, created_at__lte=now - NOT_TAKEN)
    died = Q(state=ImportState.READING, created_at__lte=now - READS_AT_MOST)
    due = PraatplaatImport.objects.filter(waits | died, created_at__gt=now - TRIED_FOR)
    found = list(due.order_by("created_at").values_list("pk", flat=True))
    for pk in found:
        dispatch(pk)
    return len(found)


def read_import(*, pk: int, actor: Actor, now: dt.datetime) -> PraatplaatImport:
    """Read a file that waits: count along, then write the draft whole, or keep every error and write nothing.

    A run that was cut short can be done again; a file that is done or refused is left alone. `actor` is the
    person who brought the file.
    """
    read = PraatplaatImport.objects.get(pk=pk)
    if read.state not in OPEN_STATES:
        return read
    rows = [FileRow(PartKind(kind), number, cells) for kind, number, cells in read.rows]
    in_sheet = read.file_name.casefold().endswith(".xlsx")
    reading = read_rows(rows, in_sheet=in_sheet)
    for done in _checked(reading):
        PraatplaatImport.objects.filter(pk=pk, state__in=OPEN_STATES).update(
            state=ImportState.READING, done=done
        )
    return _finish(pk, reading, in_sheet=in_sheet, actor=actor, now=now)


def _checked(reading: Reading) -> Iterator[int]:
    """Go through the parts in batches; yields how many lines have been looked at."""
    done = len(reading.rows[PartKind.VERSION])
    for parts in (reading.version.blocks, reading.version.values, reading.version.questions):
        for start in range(0, len(parts), BATCH):
            batch = parts[start : start + BATCH]
            for part in batch:
                flaws_of(part, reading.version)
            done += len(batch)
            yield done


@transaction.atomic
def _finish(pk: int, reading: Reading, *, in_sheet: bool, actor: Actor, now: dt.datetime) -> PraatplaatImport:
    """Write the draft, or the errors; whoever comes second finds it done."""
    read = PraatplaatImport.objects.select_for_update().get(pk=pk)
    if read.state not in OPEN_STATES:
        return read
    # A column that is missing or unknown is told once, not once more on every line.
    columns = {(error["kind"], error["column"]) for error in read.errors if error["row"] <= 1}
    found = [error.as_dict() for error in reading.errors(in_sheet=in_sheet)]
    found = [error for error in found if (error["kind"], error["column"]) not in columns]
    read.errors = (read.errors + found)[:MOST_ERRORS]
    if read.errors:
        read.state = ImportState.REFUSED
    else:
        read.praatplaat, read.state = _write(reading, actor, now), ImportState.DONE
    read.rows, read.done, read.finished_at = [], read.total, now
    read.save()
    audit.record(
        actor=actor,
        verb="read_praatplaat_file",
        target=read,
        now=now,
        visibility=Visibility.ADMIN,
        state=read.state,
        lines=read.total,
    )
    return read


def _write(reading: Reading, actor: Actor, now: dt.datetime) -> Praatplaat:
    """The file as the draft: what was in the draft makes room for it."""
    draft = begin_draft(actor=actor, now=now)
    draft = Praatplaat.objects.select_for_update().get(pk=draft.pk)
    clear_parts(draft)
    whole = reading.version
    draft.title, draft.origin, draft.source = whole.title, whole.origin, whole.source
    draft.save(update_fields=("title", "origin", "source"))
    write_parts(draft, whole)
    return draft


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise RuleError(_("Meld u aan en kies het bestand opnieuw."), field="file")
    return actor.user_id
