# SPDX-License-Identifier: EUPL-1.2
"""What this floor holds about one person, for "Mijn gegevens": seats, and everything with that person's name to it.

A test holds this list against every foreign key to a person.
"""

from typing import Any

from django.utils.translation import gettext_noop

from gm_portal.accounts.own_data import plain
from processes.models import (
    AgreementEvent,
    AgreementVersion,
    AnswerRevision,
    ChallengeMove,
    Contribution,
    ContributionLink,
    CouncilBundle,
    CouncilDecision,
    GivingParty,
    JoinRequest,
    JointConfirmation,
    JointRevision,
    Membership,
    PaperAnswer,
    Postponement,
    PraatplaatImport,
    Promise,
    PromiseAnswer,
    PromiseReport,
    Reminder,
    ReminderPause,
    ReminderPreference,
    SignOff,
    Sitting,
)


def held_on(user_id: int) -> dict[str, list[dict[str, Any]]]:
    """All parts by their Dutch name; one query a part."""
    parts = (
        _at_the_table(user_id)
        | _about_agreements(user_id)
        | _before_the_council(user_id)
        | _around_the_table(user_id)
    )
    return {
        name: [{field: plain(value) for field, value in row.items()} for row in rows]
        for name, rows in parts.items()
    }


def _at_the_table(user_id: int) -> dict[str, Any]:
    """Seats, and what a person wrote and confirmed in the conversation."""
    return {
        gettext_noop("deelnames"): Membership.objects.filter(user_id=user_id).values(
            "party__name", "party__process__title", "role", "starts_on", "ends_on"
        ),
        gettext_noop("antwoorden"): AnswerRevision.objects.filter(author_id=user_id).values(
            "answer__question__code", "answer__party__name", "number", "content", "at"
        ),
        gettext_noop("antwoorden van papier die u typte"): PaperAnswer.objects.filter(
            typed_by_id=user_id
        ).values("question__code", "party__name", "content", "typed_at"),
        gettext_noop("antwoorden van papier die u nakeek"): AnswerRevision.objects.filter(
            checked_by_id=user_id
        ).values("answer__question__code", "answer__party__name", "number", "at"),
        gettext_noop("gezamenlijke antwoorden"): JointRevision.objects.filter(author_id=user_id).values(
            "joint__question__code", "party__name", "number", "content", "difference", "at"
        ),
        gettext_noop("bevestigingen"): JointConfirmation.objects.filter(user_id=user_id).values(
            "revision__joint__question__code", "party__name", "at"
        ),
    }


def _about_agreements(user_id: int) -> dict[str, Any]:
    """Agreements a person wrote and signed, what was put off, and promises."""
    return {
        gettext_noop("afspraken die u schreef"): AgreementVersion.objects.filter(author_id=user_id).values(
            "agreement__process__title", "agreement__number", "number", "title", "text", "at"
        ),
        gettext_noop("stappen van afspraken die u zette"): AgreementEvent.objects.filter(
            user_id=user_id
        ).values("agreement__process__title", "agreement__number", "kind", "reason", "at"),
        gettext_noop("handtekeningen"): SignOff.objects.filter(user_id=user_id).values(
            "version__agreement__process__title",
            "version__title",
            "version__number",
            "party__name",
            "role",
            "mandate_from",
            "mandate_until",
            "at",
        ),
        gettext_noop("uitstel dat u voorstelde"): Postponement.objects.filter(proposed_by_id=user_id).values(
            "process__title", "code", "reason", "until", "proposed_at"
        ),
        gettext_noop("uitstel dat u bevestigde"): Postponement.objects.filter(confirmed_by_id=user_id).values(
            "process__title", "code", "until", "confirmed_at"
        ),
        gettext_noop("uitstel dat u beëindigde"): Postponement.objects.filter(closed_by_id=user_id).values(
            "process__title", "code", "until", "closed_at"
        ),
        gettext_noop("beloften die u opschreef"): Promise.objects.filter(made_by_id=user_id).values(
            "party__name", "text", "due_on", "at"
        ),
        gettext_noop("meldingen bij beloften"): PromiseReport.objects.filter(by_id=user_id).values(
            "promise__text", "result", "text", "at"
        ),
        gettext_noop("antwoorden op meldingen"): PromiseAnswer.objects.filter(by_id=user_id).values(
            "report__promise__text", "verdict", "reason", "at"
        ),
    }


def _before_the_council(user_id: int) -> dict[str, Any]:
    """What a person laid before the council or recorded there, and did for the right to challenge."""
    return {
        gettext_noop("raadsbesluiten die u vastlegde"): CouncilDecision.objects.filter(
            recorded_by_id=user_id
        ).values("reference", "decided_on", "outcome", "scope_text", "conditions", "reason", "at"),
        gettext_noop("wat u voorlegde aan de raad"): CouncilBundle.objects.filter(
            submitted_by_id=user_id
        ).values("process__title", "number", "explanation", "at"),
        gettext_noop("stappen van het uitdaagrecht die u zette"): ChallengeMove.objects.filter(
            user_id=user_id
        ).values("challenge__title", "target_step", "reason", "moved_on"),
        gettext_noop("antwoorden van afdelingen en partners die u vastlegde"): GivingParty.objects.filter(
            recorded_by_id=user_id
        ).values("challenge__title", "name", "consent", "consent_on", "source"),
    }


def _around_the_table(user_id: int) -> dict[str, Any]:
    """Reminders, meetings, requests, and what a person did for the input of residents."""
    return {
        gettext_noop("herinneringen"): Reminder.objects.filter(recipient_id=user_id).values(
            "kind", "object_type", "moment", "state", "why"
        ),
        gettext_noop("hoe vaak u herinneringen wilt"): ReminderPreference.objects.filter(
            user_id=user_id
        ).values("topic", "rhythm"),
        gettext_noop("wanneer u geen herinneringen wilt"): ReminderPause.objects.filter(
            user_id=user_id
        ).values("starts_on", "ends_on"),
        gettext_noop("bijeenkomsten die u begon"): Sitting.objects.filter(started_by_id=user_id).values(
            "conversation__process__title", "started_at", "ended_at"
        ),
        gettext_noop("verzoeken om aan te schuiven"): JoinRequest.objects.filter(user_id=user_id).values(
            "process__title", "message", "state", "reply", "asked_at"
        ),
        gettext_noop("verzoeken die u beantwoordde"): JoinRequest.objects.filter(
            answered_by_id=user_id
        ).values("process__title", "reply", "answered_at"),
        gettext_noop("vragen die u voorlegde aan inwoners"): ContributionLink.objects.filter(
            created_by_id=user_id
        ).values("title", "intro", "opens_at", "closes_at"),
        gettext_noop("inbreng van papier die u typte"): Contribution.objects.filter(
            typed_by_id=user_id
        ).values("link__title", "at"),
        gettext_noop("inbreng van papier die u nakeek"): Contribution.objects.filter(
            checked_by_id=user_id
        ).values("link__title", "checked_at"),
        gettext_noop("vragenlijsten die u inlas"): PraatplaatImport.objects.filter(
            created_by_id=user_id
        ).values("file_name", "state", "created_at"),
    }
