# SPDX-License-Identifier: EUPL-1.2
"""Writes on a draft of the praatplaat: begin it, change its parts and their order, publish it, throw it away."""

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.models import Visibility
from gm_portal.core.origins import Origin
from processes.enums import Permission
from processes.models import BuildingBlock, CompassValue, Praatplaat, Question
from processes.queries.versions import block_text, question_text, text_of, value_text
from processes.rules import versions as rules
from processes.rules.versions import BlockText, PartKind, PartText, QuestionText, ValueText, VersionText

MODELS: dict[PartKind, Any] = {
    PartKind.BLOCK: BuildingBlock,
    PartKind.VALUE: CompassValue,
    PartKind.QUESTION: Question,
}
READERS: dict[PartKind, Any] = {
    PartKind.BLOCK: block_text,
    PartKind.VALUE: value_text,
    PartKind.QUESTION: question_text,
}


@transaction.atomic
def begin_draft(*, actor: Actor, now: dt.datetime) -> Praatplaat:
    """Start the next version as a copy of the newest published one; the draft that is there is returned as it is."""
    permissions.require(actor, Permission.PRAATPLAAT_EDIT)
    newest, draft = _newest_and_draft()
    if draft:
        return draft
    if newest is None:
        praatplaat = Praatplaat.objects.create(version=1, title=_("Praatplaat"), origin=Origin.PORTAL)
    else:
        whole = text_of(newest)
        praatplaat = Praatplaat.objects.create(
            version=newest.version + 1, title=whole.title, origin=whole.origin, source=whole.source
        )
        write_parts(praatplaat, whole)
    _record(praatplaat, "begin_praatplaat", actor, now)
    return praatplaat


@transaction.atomic
def edit_version(
    *, praatplaat: Praatplaat, title: str, origin: str, source: str, seen: str, actor: Actor, now: dt.datetime
) -> Praatplaat:
    """Change title and origin of a draft. Raises `StaleError` when somebody changed them after `seen`."""
    praatplaat = _draft(praatplaat, actor)
    wanted = VersionText(title.strip(), origin, source.strip())
    current = VersionText(praatplaat.title, praatplaat.origin, praatplaat.source)
    if wanted == current:
        return praatplaat
    _check_seen(seen, current)
    for flaw in rules.flaws(wanted):
        if flaw.field:
            raise RuleError(flaw.message, field=flaw.field)
    praatplaat.title, praatplaat.origin, praatplaat.source = wanted.title, wanted.origin, wanted.source
    praatplaat.save(update_fields=("title", "origin", "source"))
    _record(praatplaat, "edit_praatplaat", actor, now)
    return praatplaat


@transaction.atomic
def save_part(
    *,
    praatplaat: Praatplaat,
    kind: PartKind,
    pk: int | None,
    text: PartText,
    seen: str,
    actor: Actor,
    now: dt.datetime,
) -> Any:
    """Add a part to a draft (`pk` is None) or change it; everything wrong is a `RuleError` at its field.

    Raises `StaleError` when somebody changed the part after `seen`. The same text twice changes nothing.
    """
    praatplaat = _draft(praatplaat, actor)
    rows = MODELS[kind].objects.filter(praatplaat=praatplaat)
    row = rows.select_related(*(("block",) if kind == PartKind.QUESTION else ())).filter(pk=pk).first()
    if pk is not None and row is None:
        raise RuleError(_("Iemand haalde dit net weg. Ga terug naar het overzicht."))
    current = READERS[kind](row) if row else None
    if current == text:
        return row
    if current is not None:
        _check_seen(seen, current)
    for field, message in rules.flaws_of(text, rules.with_part(text_of(praatplaat), current, text)):
        raise RuleError(message, field=field)
    if rows.filter(code=text.code).exclude(pk=pk).exists():
        raise RuleError(_("Deze code is al gebruikt. Kies een andere code."), field="code")
    fields = _fields(praatplaat, text)
    if row is None:
        row = MODELS[kind].objects.create(praatplaat=praatplaat, position=rows.count() + 1, **fields)
    else:
        old_code = row.code
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()
        if kind == PartKind.VALUE and old_code != text.code:
            _rename_value(praatplaat, old_code, text.code)
    _record(praatplaat, "edit_praatplaat", actor, now, code=text.code, part=kind.value)
    return row


@transaction.atomic
def remove_part(
    *, praatplaat: Praatplaat, kind: PartKind, code: str, actor: Actor, now: dt.datetime
) -> Praatplaat:
    """Take a part out of a draft; one that is gone already changes nothing. Refuses what others hang on."""
    praatplaat = _draft(praatplaat, actor)
    row = MODELS[kind].objects.filter(praatplaat=praatplaat, code=code).first()
    if row is None:
        return praatplaat
    questions = Question.objects.filter(praatplaat=praatplaat)
    if kind == PartKind.BLOCK and questions.filter(block=row).exists():
        raise RuleError(_("In deze bouwsteen staan nog vragen. Verplaats die eerst."))
    if kind == PartKind.VALUE and questions.filter(value_codes__contains=[code]).exists():
        raise RuleError(_("Bij deze waarde horen nog vragen. Haal de waarde eerst weg bij die vragen."))
    row.delete()
    _record(praatplaat, "edit_praatplaat", actor, now, code=code, part=kind.value)
    return praatplaat


@transaction.atomic
def shift_part(
    *, praatplaat: Praatplaat, kind: PartKind, code: str, up: bool, actor: Actor, now: dt.datetime
) -> Praatplaat:
    """Move a part one place up or down; a question moves within its bouwsteen. At the edge nothing happens."""
    praatplaat = _draft(praatplaat, actor)
    order = (
        ("block__position", "block_id", "position", "pk") if kind == PartKind.QUESTION else ("position", "pk")
    )
    rows = list(MODELS[kind].objects.filter(praatplaat=praatplaat).order_by(*order))
    at = next((place for place, row in enumerate(rows) if row.code == code), None)
    other = None if at is None else at + (-1 if up else 1)
    if at is None or other is None or not 0 <= other < len(rows):
        return praatplaat
    if kind == PartKind.QUESTION and rows[at].block_id != rows[other].block_id:
        return praatplaat
    rows[at], rows[other] = rows[other], rows[at]
    for position, row in enumerate(rows, 1):
        row.position = position
    MODELS[kind].objects.bulk_update(rows, ("position",))
    _record(praatplaat, "edit_praatplaat", actor, now, code=code, part=kind.value)
    return praatplaat


@transaction.atomic
def publish_version(*, praatplaat: Praatplaat, seen: str, actor: Actor, now: dt.datetime) -> Praatplaat:
    """Make a draft the next version for everybody; from here on nothing changes it any more.

    `seen` is the stamp of the whole version that was read. A version that is published already is returned.
    """
    permissions.require(actor, Permission.PRAATPLAAT_EDIT)
    praatplaat = Praatplaat.objects.select_for_update().get(pk=praatplaat.pk)
    if praatplaat.published_at is not None:
        return praatplaat
    whole = text_of(praatplaat)
    if rules.stamp(whole) != seen:
        raise StaleError(_("Iemand veranderde dit concept net. Lees het nog eens en stel het dan vast."))
    if rules.flaws(whole):
        raise RuleError(_("Er klopt nog iets niet. Los dat eerst op, daarna kunt u vaststellen."))
    praatplaat.published_at = now
    praatplaat.save(update_fields=("published_at",))
    _record(praatplaat, "publish_praatplaat", actor, now, Visibility.PUBLIC)
    return praatplaat


@transaction.atomic
def drop_draft(*, praatplaat: Praatplaat, actor: Actor, now: dt.datetime) -> None:
    """Throw a draft away, with everything in it."""
    praatplaat = _draft(praatplaat, actor)
    _record(praatplaat, "drop_praatplaat", actor, now)
    clear_parts(praatplaat)
    praatplaat.delete()


# --- shared with the import ---------------------------------------------------------------------------------
def clear_parts(praatplaat: Praatplaat) -> None:
    """Empty a draft. The caller holds its lock."""
    for kind in (PartKind.QUESTION, PartKind.VALUE, PartKind.BLOCK):
        MODELS[kind].objects.filter(praatplaat=praatplaat).delete()


def write_parts(praatplaat: Praatplaat, whole: VersionText) -> None:
    """Fill an empty draft. The caller holds its lock and has checked `whole`."""
    BuildingBlock.objects.bulk_create(
        BuildingBlock(praatplaat=praatplaat, position=place, **asdict(block))
        for place, block in enumerate(whole.blocks, 1)
    )
    CompassValue.objects.bulk_create(
        CompassValue(praatplaat=praatplaat, position=place, **_listed(asdict(value)))
        for place, value in enumerate(whole.values, 1)
    )
    blocks = {block.code: block for block in praatplaat.blocks.all()}
    Question.objects.bulk_create(
        Question(praatplaat=praatplaat, position=place, **_listed(asdict(row)) | {"block": blocks[row.block]})
        for place, row in enumerate(whole.questions, 1)
    )


def _newest_and_draft() -> tuple[Praatplaat | None, Praatplaat | None]:
    """The newest published version, locked so that two people begin one draft, and the draft if there is one."""
    published = Praatplaat.objects.filter(published_at__isnull=False).order_by("-version")
    newest = published.select_for_update().first()
    # A query of its own: one that had to wait for the lock must see the draft somebody began meanwhile.
    return newest, Praatplaat.objects.select_for_update().filter(published_at__isnull=True).last()


def _draft(praatplaat: Praatplaat, actor: Actor) -> Praatplaat:
    """The draft, locked. Raises `RuleError` for a version that is published by now."""
    permissions.require(actor, Permission.PRAATPLAAT_EDIT)
    praatplaat = Praatplaat.objects.select_for_update().get(pk=praatplaat.pk)
    if praatplaat.published_at is not None:
        raise RuleError(_("Deze versie is vastgesteld. Begin aan een volgende versie."))
    return praatplaat


def _check_seen(seen: str, current: Any) -> None:
    if seen != rules.stamp(current):
        raise StaleError(
            _("Iemand anders veranderde dit net. Hieronder staat uw tekst, daarboven die van de ander."),
            current={"text": current, "stamp": rules.stamp(current)},
        )


def _fields(praatplaat: Praatplaat, text: BlockText | ValueText | QuestionText) -> dict[str, Any]:
    fields = _listed(asdict(text))
    if isinstance(text, QuestionText):
        fields["block"] = BuildingBlock.objects.get(praatplaat=praatplaat, code=text.block)
    return fields


def _listed(fields: dict[str, Any]) -> dict[str, Any]:
    """Lists for the columns that hold lists."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def _rename_value(praatplaat: Praatplaat, old: str, new: str) -> None:
    for question in Question.objects.filter(praatplaat=praatplaat, value_codes__contains=[old]):
        question.value_codes = [new if code == old else code for code in question.value_codes]
        question.save(update_fields=("value_codes",))


def _record(
    praatplaat: Praatplaat,
    verb: str,
    actor: Actor,
    now: dt.datetime,
    visibility: Visibility = Visibility.ADMIN,
    **data: Any,
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=praatplaat,
        now=now,
        visibility=visibility,
        version=praatplaat.version,
        **data,
    )
