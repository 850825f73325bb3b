# SPDX-License-Identifier: EUPL-1.2
"""Reads on versions of the praatplaat: the list, one version as plain data, and imports."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from gm_portal.core.permissions import Scope
from processes.enums import ConversationState
from processes.models import BuildingBlock, CompassValue, Praatplaat, PraatplaatImport, Question
from processes.queries.praatplaat import options_of
from processes.rules.versions import BlockText, PartText, QuestionText, ValueText, VersionText

SHOWN_IMPORTS = 5


def all_versions() -> QuerySet[Praatplaat]:
    """Every version, newest first, with how many questions it has and how many conversations use it now."""
    running = Q(conversations__state=ConversationState.OPEN)
    return Praatplaat.objects.annotate(
        number_of_questions=Count("questions", distinct=True),
        number_of_conversations=Count("conversations", filter=running, distinct=True),
    ).order_by("-version")


def published_versions() -> QuerySet[Praatplaat]:
    """What readers may see of that list."""
    return all_versions().filter(published_at__isnull=False)


def version_by_number(version: int) -> Praatplaat:
    """One version, draft or published. Raises `Praatplaat.DoesNotExist`."""
    return Praatplaat.objects.get(version=_number(version))


def published_by_number(version: int) -> Praatplaat:
    """One published version. Raises `Praatplaat.DoesNotExist`."""
    return Praatplaat.objects.get(version=_number(version), published_at__isnull=False)


def draft_by_number(version: int) -> Praatplaat:
    """One version that is still a draft. Raises `Praatplaat.DoesNotExist`."""
    return Praatplaat.objects.get(version=_number(version), published_at__isnull=True)


def _number(version: int) -> int:
    """The number as the column can hold it; beyond that there is no version."""
    if version > 32_000:
        raise Praatplaat.DoesNotExist
    return version


def newest_published() -> Praatplaat | None:
    """The version new conversations start with."""
    return Praatplaat.objects.filter(published_at__isnull=False).order_by("-version").first()


def present_draft() -> Praatplaat | None:
    """The version that is being worked on."""
    return Praatplaat.objects.filter(published_at__isnull=True).order_by("-version").first()


@dataclass(frozen=True)
class Pair:
    """Two versions to hold side by side, the earlier first."""

    before: Praatplaat
    after: Praatplaat

    @property
    def scope(self) -> Scope:
        """Public when both are."""
        return Scope(is_public=bool(self.before.published_at and self.after.published_at))


def pair_of(a: int, b: int) -> Pair:
    """Two versions by number. Raises `Praatplaat.DoesNotExist`."""
    return Pair(*(version_by_number(number) for number in sorted((a, b))))


def published_pair(a: int, b: int) -> Pair:
    """Two published versions by number. Raises `Praatplaat.DoesNotExist`."""
    return Pair(*(published_by_number(number) for number in sorted((a, b))))


# --- a version as plain data ------------------------------------------------------------------------------
def text_of(praatplaat: Praatplaat) -> VersionText:
    """A whole version as plain data. Three queries."""
    blocks = list(BuildingBlock.objects.filter(praatplaat=praatplaat).order_by("position", "pk"))
    values = CompassValue.objects.filter(praatplaat=praatplaat).order_by("position", "pk")
    questions = Question.objects.filter(praatplaat=praatplaat).select_related("block")
    return VersionText(
        title=praatplaat.title,
        origin=praatplaat.origin,
        source=praatplaat.source,
        blocks=tuple(block_text(block) for block in blocks),
        values=tuple(value_text(value) for value in values),
        questions=tuple(
            question_text(row) for row in questions.order_by("block__position", "block_id", "position", "pk")
        ),
    )


def block_text(block: BuildingBlock) -> BlockText:
    """A bouwsteen as plain data."""
    return BlockText(block.code, block.name, block.subtitle, block.anchor)


def value_text(value: CompassValue) -> ValueText:
    """A value of the compass as plain data."""
    indicators = tuple(value.indicators)
    return ValueText(value.code, value.name, value.definition, indicators, value.origin, value.source)


def question_text(question: Question) -> QuestionText:
    """A question, with its block, as plain data."""
    return QuestionText(
        code=question.code,
        block=question.block.code,
        text=question.text,
        help=question.help,
        answer_type=question.answer_type,
        with_text=question.with_text,
        per_side=question.per_side,
        max_choices=question.max_choices,
        options=options_of(question),
        value_codes=tuple(question.value_codes),
        anchor=question.anchor,
        origin=question.origin,
    )


@dataclass(frozen=True)
class DraftPart:
    """One part of a draft that somebody opens; without `row` a part that is still to be made."""

    praatplaat: Praatplaat
    version: VersionText
    text: PartText | None
    pk: int | None

    @property
    def scope(self) -> Scope:
        """Drafts are of the portal as a whole."""
        return self.praatplaat.scope


def _part(version: int, kind: str, code: str) -> DraftPart:
    praatplaat = draft_by_number(version)
    whole = text_of(praatplaat)
    if not code:
        return DraftPart(praatplaat, whole, None, None)
    parts: tuple[PartText, ...] = getattr(whole, kind)
    text = next((part for part in parts if part.code == code), None)
    if text is None:
        raise Praatplaat.DoesNotExist(code)
    rows: dict[str, QuerySet[Any]] = {
        "blocks": praatplaat.blocks.all(),
        "values": praatplaat.values.all(),
        "questions": praatplaat.questions.all(),
    }
    return DraftPart(praatplaat, whole, text, rows[kind].values_list("pk", flat=True).get(code=code))


def block_of_draft(version: int, code: str = "") -> DraftPart:
    """A bouwsteen of a draft. Raises `DoesNotExist`."""
    return _part(version, "blocks", code)


def value_of_draft(version: int, code: str = "") -> DraftPart:
    """A value of a draft. Raises `DoesNotExist`."""
    return _part(version, "values", code)


def question_of_draft(version: int, code: str = "") -> DraftPart:
    """A question of a draft. Raises `DoesNotExist`."""
    return _part(version, "questions", code)


# --- imports ----------------------------------------------------------------------------------------------
def import_by_pk(pk: int) -> PraatplaatImport:
    """One import, without its rows. Raises `PraatplaatImport.DoesNotExist`."""
    return PraatplaatImport.objects.select_related("praatplaat").defer("rows").get(pk=pk)


def latest_imports() -> QuerySet[PraatplaatImport]:
    """The latest imports, without their rows."""
    return PraatplaatImport.objects.select_related("praatplaat").defer("rows")[:SHOWN_IMPORTS]
