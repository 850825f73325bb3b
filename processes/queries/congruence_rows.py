# SPDX-License-Identifier: EUPL-1.2
"""All the check needs of any number of processes, in one query: agreements, wishes, what is put off, the rules.

Each row is (process, what it is, plain values); the parts are read together because the council's overview may
not cost more queries when the check learns to look at more.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from gm_portal.core.clock import local_date
from gm_portal.core.origins import Origin
from processes.enums import SIGNING_KINDS, AgreementState, EvaluationState
from processes.models import (
    Agreement,
    Answer,
    Evaluation,
    JointAnswer,
    Postponement,
    RuleSet,
)
from processes.queries.council import holding
from processes.queries.rule_sets import book_of_pk
from processes.rules.congruence_facts import AgreementFacts, FindingKey, Postponed, RuleBook
from processes.rules.congruence_standard import STANDARD
from processes.rules.conversations import AGREED_STATES

DOCUMENTED = (Origin.SEED, Origin.FOUND)
SAY, STURDINESS = "BES-2", "BES-5"
NO_PROCESS = 0
AGREEMENT, DRAFT, SAID, PUT_OFF, RULES = "agreement", "draft", "said", "put_off", "rules"
Row = Mapping[str, Any]


@dataclass
class Rows:
    """What one query found, by process id."""

    book: RuleBook = STANDARD
    agreements: dict[int, list[Row]] = field(default_factory=dict)
    drafts: dict[int, list[Row]] = field(default_factory=dict)
    said: dict[int, list[Row]] = field(default_factory=dict)
    put_off: dict[int, dict[FindingKey, Postponed]] = field(default_factory=dict)


def read_rows(
    process_ids: Iterable[int],
    *,
    today: dt.date,
    for_parties: bool = False,
    at_table: bool = False,
    drafts: QuerySet[Agreement] | None = None,
    version: int | None = None,
) -> Rows:
    """Read it all. One query (one more the first time a worker meets a version of the rules).

    `drafts` adds agreements that are on the table, as `version` (a key) says them or else as the newest version does.
    Agreements in force that are not for all are read `for_parties` alone: a finding would tell their number, kind
    and level. Only at the table what was shared and is not public is read.
    """
    ids = list(process_ids)
    published = Agreement.objects.filter(process__in=ids, published__isnull=False)
    if not for_parties:
        published = published.filter(published__is_public=True)
    parts = [
        _agreements(published, AGREEMENT, "published", today),
        _answers(ids, "shared" if at_table else "published"),
        _joint_answers(ids),
        _postponements(ids, today),
        _newest_rules(),
    ]
    if drafts is not None:
        pointer = "current" if version is None else "versions"
        held = drafts if version is None else drafts.filter(versions=version)
        parts.append(_agreements(held, DRAFT, pointer, today))
    return _by_what_they_are(parts[0].union(*parts[1:], all=True))


def _by_what_they_are(rows: Iterable[tuple[int, str, Row]]) -> Rows:
    found = Rows()
    by_kind = {AGREEMENT: found.agreements, DRAFT: found.drafts, SAID: found.said}
    for process_id, what, row in rows:
        if what == RULES:
            found.book = book_of_pk(row["pk"])
        elif what == PUT_OFF:
            until = Postponed(dt.date.fromisoformat(row["until"]), row["reason"])
            found.put_off.setdefault(process_id, {})[row["code"], row["number"]] = until
        else:
            by_kind[what].setdefault(process_id, []).append(row)
    return found


def _part(rows: Any, process: Any, what: str, **values: Any) -> Any:
    return (
        rows.order_by()
        .annotate(
            of_process=process,
            what=Value(what, output_field=CharField()),
            row=JSONObject(**values),
        )
        .values_list("of_process", "what", "row")
    )


def _agreements(rows: QuerySet[Agreement], what: str, version: str, today: dt.date) -> Any:
    decided = holding(today).filter(version=OuterRef(version))
    moments = Evaluation.objects.filter(agreements=OuterRef("pk")).exclude(state=EvaluationState.CANCELLED)
    return _part(
        rows,
        F("process_id"),
        what,
        number="number",
        kind="kind",
        state="state",
        origin="origin",
        adopted="adopted_at",
        decided=Exists(decided),
        moment=Subquery(moments.order_by("-planned_on").values("planned_on")[:1]),
        level=f"{version}__level",
        fields=f"{version}__fields",
        starts=f"{version}__starts_on",
        ends=f"{version}__ends_on",
        evaluates=f"{version}__evaluate_on",
    )


def _answers(ids: Sequence[int], text: str) -> Any:
    rows = Answer.objects.filter(party__kind__in=SIGNING_KINDS, **{f"{text}__isnull": False})
    return _said(rows, ids, f"{text}__content", is_joint=False)


def _joint_answers(ids: Sequence[int]) -> Any:
    rows = JointAnswer.objects.filter(confirmed__state__in=AGREED_STATES)
    return _said(rows, ids, "confirmed__content", is_joint=True)


def _said(rows: Any, ids: Sequence[int], content: str, *, is_joint: bool) -> Any:
    return _part(
        rows.filter(conversation__process__in=ids, question__code__in=(SAY, STURDINESS)),
        F("conversation__process_id"),
        SAID,
        code="question__code",
        round="conversation__round",
        together="conversation__reveal_together",
        conversation="conversation_id",
        question="question_id",
        is_joint=Value(is_joint),
        party=Value(None, output_field=IntegerField()) if is_joint else F("party_id"),
        content=content,
    )


def _postponements(ids: Sequence[int], today: dt.date) -> Any:
    rows = Postponement.objects.filter(
        process__in=ids, confirmed_at__isnull=False, closed_at__isnull=True, until__gte=today
    )
    words = {"code": "code", "number": "agreement_number", "until": "until", "reason": "reason"}
    return _part(rows, F("process_id"), PUT_OFF, **words)


def _newest_rules() -> Any:
    newest = RuleSet.objects.filter(published_at__isnull=False).order_by("-version").values("pk")[:1]
    rows = RuleSet.objects.filter(pk__in=newest)
    return _part(rows, Value(NO_PROCESS, output_field=IntegerField()), RULES, pk="pk")


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def is_over(row: Row, today: dt.date) -> bool:
    """Whether this agreement holds no longer."""
    ends = _day(row["ends"])
    # A suspended agreement arranges nothing until its next version is signed or taken back.
    return row["state"] in (AgreementState.ENDED, AgreementState.SUSPENDED) or (
        ends is not None and ends < today
    )


def facts_of(row: Row) -> AgreementFacts:
    """One agreement as the check sees it."""
    days = [day for day in (_day(row["evaluates"]), _day(row["moment"])) if day]
    adopted = row["adopted"]
    return AgreementFacts(
        number=row["number"],
        kind=row["kind"],
        level=row["level"],
        fields=row["fields"],
        since=_day(row["starts"]) or (local_date(dt.datetime.fromisoformat(adopted)) if adopted else None),
        ends_on=_day(row["ends"]),
        looks_back_on=max(days, default=None),
        has_council_decision=row["decided"],
        is_documented=row["origin"] in DOCUMENTED,
    )
