# SPDX-License-Identifier: EUPL-1.2
"""How areas stand: the facts of their agreements, held against the rules. Four queries, however many areas."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import DateField, Exists, F, OuterRef, QuerySet, Subquery

from gm_portal.core.clock import local_date
from gm_portal.core.origins import Origin
from processes.enums import AgreementState, EvaluationState, ProcessState
from processes.models import Agreement, AgreementVersion, CouncilDecision, Evaluation, Process
from processes.queries.congruence_wishes import wishes_of
from processes.queries.postponements import put_off_in
from processes.queries.rule_sets import present_book
from processes.rules.congruence import Standing, standing
from processes.rules.congruence_facts import (
    NO_WISH,
    AgreementFacts,
    Finding,
    FindingKey,
    Postponed,
    RuleBook,
    Wish,
)

DOCUMENTED = (Origin.SEED, Origin.FOUND)


@dataclass(frozen=True)
class Surroundings:
    """What belongs to the check besides the agreements: the version of the rules, wishes, and what is put off."""

    book: RuleBook
    wishes: Mapping[int, Wish]
    put_off: Mapping[int, Mapping[FindingKey, Postponed]]

    def standing_of(self, process_id: int, agreements: Sequence[AgreementFacts], today: dt.date) -> Standing:
        """The check itself, for one process."""
        return standing(
            agreements,
            today=today,
            wish=self.wishes.get(process_id, NO_WISH),
            book=self.book,
            postponed=self.put_off.get(process_id),
        )


def surroundings_of(processes: Sequence[Process], *, today: dt.date, at_table: bool = False) -> Surroundings:
    """What the check of these processes needs besides agreements. Three queries."""
    ids = [each.pk for each in processes]
    return Surroundings(present_book(), wishes_of(ids, at_table=at_table), put_off_in(ids, today=today))


def standings_of(processes: Sequence[Process], *, today: dt.date) -> dict[int, Standing]:
    """Per process id how it stands for all readers. Four queries.

    What ended does not count, unless the whole process is finished: then it shows what was agreed.
    """
    finished = {each.pk for each in processes if each.state == ProcessState.FINISHED}
    facts = _published_facts([each.pk for each in processes], finished, today)
    around = surroundings_of(processes, today=today)
    return {each.pk: around.standing_of(each.pk, facts.get(each.pk, ()), today) for each in processes}


def considered(agreement: Agreement, version: AgreementVersion, *, today: dt.date) -> Standing:
    """How the area would stand if this version of this agreement held too. Five queries."""
    process = agreement.process
    finished = {process.pk} if process.state == ProcessState.FINISHED else set()
    now = _published_facts([process.pk], finished, today).get(process.pk, [])
    rows = _rows(Agreement.objects.filter(pk=agreement.pk), version_id=version.pk)
    candidate = [
        replace(_facts(row), since=row["starts"] or today, is_candidate=True, is_documented=False)
        for row in rows
    ]
    others = [each for each in now if each.number != agreement.number]
    return surroundings_of([process], today=today).standing_of(process.pk, [*others, *candidate], today)


def with_drafts(process: Process, *, today: dt.date) -> tuple[Standing, tuple[Finding, ...]]:
    """How a process stands for the table, and what its open drafts and amendments ask besides. Five queries.

    The table also knows what the sides shared with each other; the veil over it costs queries of its own. What no draft in particular asks for is put at the draft with the highest level of say.
    """
    finished = {process.pk} if process.state == ProcessState.FINISHED else set()
    published = _published_facts([process.pk], finished, today).get(process.pk, [])
    around = surroundings_of([process], today=today, at_table=True)
    base = around.standing_of(process.pk, published, today)
    open_versions = process.agreements.exclude(state=AgreementState.ENDED).exclude(published=F("current"))
    drafts = [
        replace(_facts(row), since=row["starts"] or today, is_candidate=True)
        for row in _rows(open_versions, version="current")
    ]
    if not drafts:
        return base, ()
    numbers = {each.number for each in drafts}
    held = [each for each in published if each.number not in numbers]
    union = around.standing_of(process.pk, [*held, *drafts], today)
    known = {each.rule for each in base.findings}
    said = {(each.rule, each.agreement) for each in base.open_findings}
    highest = max(drafts, key=lambda each: (each.level, -each.number)).number
    extra = tuple(
        each if each.agreement in numbers else replace(each, agreement=highest)
        for each in union.open_findings
        if each.rule not in known or (each.agreement in numbers and (each.rule, each.agreement) not in said)
    )
    return base, extra


def _published_facts(
    process_ids: Iterable[int], finished: set[int], today: dt.date
) -> dict[int, list[AgreementFacts]]:
    """The facts of what all readers see, by process id."""
    rows = _rows(Agreement.objects.filter(process_id__in=list(process_ids), published__isnull=False))
    found: dict[int, list[AgreementFacts]] = {}
    for row in rows:
        is_over = row["state"] == AgreementState.ENDED or (row["ends"] is not None and row["ends"] < today)
        if not is_over or row["process_id"] in finished:
            found.setdefault(row["process_id"], []).append(_facts(row))
    return found


def _rows(
    agreements: QuerySet[Agreement], *, version: str = "published", version_id: int | None = None
) -> Iterable[Mapping[str, Any]]:
    """One plain row per agreement, as `version` (published or current) or one given version says it."""
    if version_id is not None:
        agreements, version = agreements.filter(versions=version_id), "versions"
    decided = CouncilDecision.objects.filter(version=OuterRef(version))
    moments = Evaluation.objects.filter(agreements=OuterRef("pk")).exclude(state=EvaluationState.CANCELLED)
    return (
        agreements.order_by("process_id", "number")
        .annotate(
            decided=Exists(decided),
            moment=Subquery(
                moments.order_by("-planned_on").values("planned_on")[:1], output_field=DateField()
            ),
        )
        .values(
            "process_id",
            "number",
            "kind",
            "state",
            "origin",
            "adopted_at",
            "decided",
            "moment",
            level=F(f"{version}__level"),
            fields=F(f"{version}__fields"),
            starts=F(f"{version}__starts_on"),
            ends=F(f"{version}__ends_on"),
            evaluates=F(f"{version}__evaluate_on"),
        )
    )


def _facts(row: Mapping[str, Any]) -> AgreementFacts:
    days = [day for day in (row["evaluates"], row["moment"]) if day]
    return AgreementFacts(
        number=row["number"],
        kind=row["kind"],
        level=row["level"],
        fields=row["fields"],
        since=row["starts"] or (local_date(row["adopted_at"]) if row["adopted_at"] else None),
        ends_on=row["ends"],
        looks_back_on=max(days, default=None),
        has_council_decision=row["decided"],
        is_documented=row["origin"] in DOCUMENTED,
    )
