# SPDX-License-Identifier: EUPL-1.2
"""Reads on agreements: the lists, and one sheet with all that belongs to it. What waits: `agreement_waiting.py`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from processes.enums import (
    AgreementState,
    ConversationState,
    MembershipRole,
)
from processes.models import (
    Agreement,
    AgreementVersion,
    Conversation,
    CouncilDecision,
    Evaluation,
    LevelOfSay,
    Party,
    Process,
    Question,
    SignOff,
)
from processes.queries.agreement_sources import Source, sources_of
from processes.queries.council import approved_until_of, grounds_of
from processes.rules.agreement_texts import VersionText
from processes.rules.agreements import state_on
from processes.rules.council import approved_until, is_rejected


def text_of(version: AgreementVersion) -> VersionText:
    """What a version says, as plain data."""
    return VersionText(
        title=version.title,
        text=version.text,
        level=version.level,
        fields=version.fields,
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        evaluate_on=version.evaluate_on,
        reason=version.reason,
        is_public=version.is_public,
        private_reason=version.private_reason,
    )


def agreement_by_number(slug: str, number: int, **kwargs: object) -> Agreement:
    """One agreement of one process. Raises `Agreement.DoesNotExist`."""
    return Agreement.objects.select_related(
        "process",
        "current__party",
        "current__author",
        "published__party",
        "replaces__published",
        "challenge__process",
    ).get(process__slug=slug, number=number, current__isnull=False)


def version_by_number(slug: str, number: int, version: int) -> AgreementVersion:
    """One version of one agreement. Raises `AgreementVersion.DoesNotExist`."""
    rows = AgreementVersion.objects.select_related(
        "party",
        "agreement__process",
        "agreement__current",
        "agreement__published",
        "agreement__challenge__process",
        "agreement__replaces__published",
    )
    return rows.get(agreement__process__slug=slug, agreement__number=number, number=version)


# Lists -----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Signature:
    """A named party, and since when it signed; `at` is None while it has not. `mandate` is the row that says so."""

    party: Party
    at: dt.datetime | None
    mandate: SignOff | None = None

    @property
    def role_word(self) -> str:
        """In which role somebody signed."""
        return str(MembershipRole(self.mandate.role).label) if self.mandate else ""


@dataclass(frozen=True)
class Card:
    """One version of an agreement in a list. A proposal is not adopted yet: a draft, or a change to what holds."""

    agreement: Agreement
    version: AgreementVersion
    state: AgreementState
    signatures: tuple[Signature, ...]
    is_proposal: bool = False

    @property
    def is_signed(self) -> bool:
        """Whether anybody signed in the portal."""
        return any(signature.at for signature in self.signatures)

    @property
    def is_over(self) -> bool:
        """Whether this holds no longer."""
        return self.state == AgreementState.ENDED


def cards_of(process: Process, *, with_drafts: bool, today: dt.date) -> list[Card]:
    """The agreements of a process by number. Five queries at most.

    Readers get what is published; the parties also get what is on the table, as cards of their own.
    """
    rows = process.agreements.filter(current__isnull=False)
    if not with_drafts:
        rows = rows.filter(published__is_public=True)
    agreements = (
        rows.select_related("current", "published")
        .annotate(council_until=approved_until_of("published"))
        .order_by("number")
    )
    pointers = ("published", "current") if with_drafts else ("published",)
    agreements = agreements.prefetch_related(
        "named__party", *(f"{pointer}__sign_offs" for pointer in pointers)
    )
    cards = []
    for each in agreements:
        parties = named_parties(each)
        if each.published is not None:
            cards.append(_card(each, each.published, parties, today, until=each.council_until))
        if with_drafts and each.current is not None and each.current_id != each.published_id:
            cards.append(_card(each, each.current, parties, today, is_proposal=True))
    return cards


def _card(
    agreement: Agreement,
    version: AgreementVersion,
    parties: Sequence[Party],
    today: dt.date,
    *,
    until: dt.date | None = None,
    is_proposal: bool = False,
) -> Card:
    """`until` is the last day the council decided on."""
    state = AgreementState(agreement.state)
    if not is_proposal:
        last_day = _first_of(version.ends_on, until)
        state = state_on(state, starts_on=version.starts_on, ends_on=last_day, today=today)
    return Card(agreement, version, state, signatures_of(version, parties), is_proposal)


def _first_of(*days: dt.date | None) -> dt.date | None:
    """The last day a version holds: its own, or that of the council's decision when that comes first."""
    return min((day for day in days if day), default=None)


def named_parties(agreement: Agreement) -> list[Party]:
    """The parties an agreement binds: the residents' first. No query when `named__party` came along."""
    parties = [row.party for row in agreement.named.all()]
    return sorted(sorted(parties, key=lambda party: party.name), key=lambda party: party.kind, reverse=True)


def signatures_of(version: AgreementVersion, parties: Sequence[Party]) -> tuple[Signature, ...]:
    """Who signed this version and who still may."""
    signed = {each.party_id: each for each in version.sign_offs.all()}
    return tuple(
        Signature(party, signed[party.pk].at, signed[party.pk])
        if party.pk in signed
        else Signature(party, None)
        for party in parties
    )


# One sheet -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Sheet:
    """All that belongs to one version of one agreement, for one reader."""

    agreement: Agreement
    version: AgreementVersion
    state: AgreementState
    versions: tuple[AgreementVersion, ...]
    before: AgreementVersion | None
    signatures: tuple[Signature, ...]
    decisions: tuple[CouncilDecision, ...]
    all_decisions: tuple[CouncilDecision, ...]
    sources: tuple[Source, ...]
    evaluations: tuple[Evaluation, ...]
    today: dt.date

    @property
    def is_current(self) -> bool:
        """Whether this is the newest version."""
        return self.version.pk == self.agreement.current_id

    @property
    def is_in_force(self) -> bool:
        """Whether this is the version that holds for everybody, or held until it was suspended or ended."""
        return self.version.pk == self.agreement.published_id

    @property
    def is_suspended(self) -> bool:
        """Whether nothing holds while the next version is on the table."""
        return self.agreement.state == AgreementState.SUSPENDED

    @property
    def is_signed_by_all(self) -> bool:
        """Whether no signature is missing."""
        return all(signature.at for signature in self.signatures)

    @property
    def council_has_passed(self) -> bool:
        """Whether the council had said yes, until a day that has passed."""
        last = approved_until(grounds_of(self.decisions))
        return last is not None and last < self.today

    @property
    def council_said_no(self) -> bool:
        """Whether the last word of the council on this version was no."""
        return is_rejected(grounds_of(self.decisions))

    @property
    def is_signed_by_any(self) -> bool:
        """Whether anybody signed in the portal."""
        return any(signature.at for signature in self.signatures)


def sheet_of(agreement: Agreement, version: AgreementVersion, *, all_versions: bool, today: dt.date) -> Sheet:
    """Gather a sheet. Who does not sit at the table (`all_versions` False) sees this version, and besides it only
    those that were once in force and are public.
    """
    rows = agreement.versions.order_by("-number")
    if not all_versions:
        known = Q(number__in=agreement.published_numbers, is_public=True)
        rows = rows.filter(known | Q(pk=version.pk))
    versions = tuple(rows.select_related("party").prefetch_related("sign_offs__party"))
    shown = next((each for each in versions if each.pk == version.pk), version)
    parties = [
        row.party for row in agreement.named.select_related("party").order_by("-party__kind", "party__name")
    ]
    questions = questions_named(agreement.process, agreement.question_codes)
    all_decisions = tuple(agreement.council_decisions.order_by("decided_on", "pk"))
    decisions = tuple(each for each in all_decisions if each.version_id == shown.pk)
    until = approved_until(grounds_of(decisions))
    return Sheet(
        agreement=agreement,
        version=shown,
        state=state_on(
            agreement.state, starts_on=shown.starts_on, ends_on=_first_of(shown.ends_on, until), today=today
        ),
        versions=versions,
        before=next((each for each in versions if each.number < shown.number), None),
        signatures=signatures_of(shown, parties),
        decisions=decisions,
        all_decisions=all_decisions,
        sources=sources_of(agreement, questions),
        evaluations=tuple(agreement.evaluations.order_by("planned_on")),
        today=today,
    )


# Questions and levels --------------------------------------------------------------------------------
def questions_named(process: Process, codes: Sequence[str]) -> list[Question]:
    """The questions with these codes, in the newest version of the praatplaat this process used."""
    if not codes:
        return []
    newest = Conversation.objects.filter(process=process).order_by("-round").values("praatplaat")[:1]
    return list(Question.objects.filter(praatplaat=newest, code__in=codes).order_by("position"))


def open_questions(process: Process) -> list[Question]:
    """The questions a task can grow out of: those of the conversation that is open, if any."""
    return list(
        Question.objects.filter(
            praatplaat__conversations__process=process,
            praatplaat__conversations__state=ConversationState.OPEN,
        )
        .select_related("block")
        .order_by("block__position", "position")
    )


def levels_of_say() -> list[LevelOfSay]:
    """N1 to N4 with what they mean."""
    return list(LevelOfSay.objects.order_by("code"))
