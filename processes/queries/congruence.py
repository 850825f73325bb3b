# SPDX-License-Identifier: EUPL-1.2
"""How areas stand: the facts of their agreements, held against the rules. One query, however many areas."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace

from django.db.models import F

from processes.enums import AgreementState, ProcessState
from processes.models import Agreement, AgreementVersion, Process
from processes.queries.congruence_rows import Row, Rows, facts_of, is_over, read_rows
from processes.queries.congruence_wishes import veil_of, wish_of
from processes.queries.reveal import NO_VEIL, Veil
from processes.rules.congruence import Standing, standing
from processes.rules.congruence_facts import AgreementFacts, Finding


def standings_of(
    processes: Sequence[Process], *, today: dt.date, for_parties: bool = False
) -> dict[int, Standing]:
    """Per process id how it stands for all readers, or for its parties. One query.

    For readers only what everybody may read counts; for the parties all that is in force does. What ended does not
    count, unless the whole process is finished: then it shows what was agreed.
    """
    rows = read_rows([each.pk for each in processes], today=today, for_parties=for_parties)
    return {each.pk: _held(rows, each, _in_force(rows, each, today), today) for each in processes}


def considered(
    agreement: Agreement, version: AgreementVersion, *, today: dt.date, for_parties: bool = True
) -> Standing:
    """How the area would stand if this version of this agreement held too. One query.

    For the parties, and for what may be adopted; to others it shows no more than their area does.
    """
    process = agreement.process
    this = Agreement.objects.filter(pk=agreement.pk)
    rows = read_rows([process.pk], today=today, for_parties=for_parties, drafts=this, version=version.pk)
    # What it replaces ends when it comes in force.
    replaced = agreement.replaces.number if agreement.replaces else None
    known = _in_force(rows, process, today)
    others = [each for each in known if each.number not in (agreement.number, replaced)]
    candidate = [
        replace(_candidate(row, today), is_documented=False) for row in rows.drafts.get(process.pk, ())
    ]
    return _held(rows, process, [*others, *candidate], today)


def with_drafts(
    process: Process, *, today: dt.date, to: Collection[int] = ()
) -> tuple[Standing, tuple[Finding, ...]]:
    """How a process stands for the parties `to` at the table, and what its open drafts and amendments ask besides. One query.

    The table also knows what the sides shared with each other; where that is revealed together, two queries more.
    What no draft in particular asks for is put at the draft with the highest level of say.
    """
    on_table = process.agreements.exclude(state=AgreementState.ENDED).exclude(published=F("current"))
    rows = read_rows([process.pk], today=today, for_parties=True, at_table=True, drafts=on_table)
    veil = veil_of(rows.said.get(process.pk, ()), today)
    published = _in_force(rows, process, today)
    base = _held(rows, process, published, today, veil, to)
    drafts = [_candidate(row, today) for row in rows.drafts.get(process.pk, ())]
    if not drafts:
        return base, ()
    numbers = {each.number for each in drafts}
    held = [each for each in published if each.number not in numbers]
    union = _held(rows, process, [*held, *drafts], today, veil, to)
    known = {each.rule for each in base.findings}
    said = {(each.rule, each.agreement) for each in base.open_findings}
    highest = max(drafts, key=lambda each: (each.level, -each.number)).number
    extra = tuple(
        each if each.agreement in numbers else replace(each, agreement=highest)
        for each in union.open_findings
        if each.rule not in known or (each.agreement in numbers and (each.rule, each.agreement) not in said)
    )
    return base, extra


def _held(
    rows: Rows,
    process: Process,
    agreements: Sequence[AgreementFacts],
    today: dt.date,
    veil: Veil = NO_VEIL,
    to: Collection[int] = (),
) -> Standing:
    """The check itself, with what belongs to this process."""
    return standing(
        agreements,
        today=today,
        wish=wish_of(rows.said.get(process.pk, ()), veil, to),
        book=rows.book,
        postponed=rows.put_off.get(process.pk),
    )


def _in_force(rows: Rows, process: Process, today: dt.date) -> list[AgreementFacts]:
    """The facts of what holds, of the rows that were read."""
    found = rows.agreements.get(process.pk, ())
    is_finished = process.state == ProcessState.FINISHED
    return [facts_of(row) for row in found if is_finished or not is_over(row, today)]


def _candidate(row: Row, today: dt.date) -> AgreementFacts:
    facts = facts_of(row)
    starts = dt.date.fromisoformat(row["starts"]) if row["starts"] else today
    return replace(facts, since=starts, is_candidate=True)
