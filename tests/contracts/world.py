# SPDX-License-Identifier: EUPL-1.2
"""A small world in which every address of the portal names something that exists."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gm_portal.accounts import tokens as accounts
from gm_portal.accounts.models import Invitation
from gm_portal.core.clock import now
from gm_portal.core.models import MailState, OutgoingMail, UndeliverableAddress
from processes import enums, models
from processes.actions.rule_sets import begin_rules
from processes.rules.unsubscribing import token_for
from tests import factories
from tests.people import People

TOKEN = "een-token-dat-alleen-deze-proef-kent"
LINK_TOKEN = "abcdefghjkmn"
VOICE_TOKEN = "nmkjhgfedcba"


@dataclass
class World:
    """The cast and one of everything."""

    people: People
    question: models.Question
    conversation: models.Conversation
    agreement: models.Agreement
    draft: models.Agreement
    bundle: models.CouncilBundle
    challenge: models.Challenge
    giver: models.GivingParty
    evaluation: models.Evaluation
    item: Any
    invitation: Invitation
    membership: models.Membership
    mail: OutgoingMail
    draft_plate: models.Praatplaat
    read_file: models.PraatplaatImport
    link: models.ContributionLink
    paper: models.Contribution
    paper_answer: models.PaperAnswer
    sitting: models.Sitting
    promise: models.Promise
    evidence: models.PromiseEvidence
    join_request: models.JoinRequest
    postponement: models.Postponement
    draft_rules: models.RuleSet
    move_proposal: models.MoveProposal
    openers: tuple[str, ...] = field(
        default=("wijk_coordinator", "team_coordinator", "clerk", "administrator", "council_member")
    )

    def value(self, read: Callable[["World"], Any]) -> Any:
        """One value for one parameter of an address."""
        return read(self)


# Parameter name, or (route name, parameter name) where the same parameter means something else.
KWARGS: dict[Any, Callable[[World], Any]] = {
    "slug": lambda world: world.people.process.slug,
    "code": lambda world: world.question.code,
    "number": lambda world: world.agreement.number,
    "version": lambda world: 1,
    "pk": lambda world: world.evaluation.pk,
    "party_id": lambda world: world.people.wijk.pk,
    "token": lambda world: TOKEN,
    ("agenda-item", "number"): lambda world: world.item.number,
    **{
        (name, "number"): lambda world: world.challenge.number
        for name in (
            "challenge",
            "challenge-fill",
            "challenge-giver",
            "challenge-consent",
            "challenge-propose",
            "challenge-move",
        )
    },
    ("challenge-consent", "pk"): lambda world: world.giver.pk,
    ("challenge-move", "step"): lambda world: "consent",
    ("council-bundle", "number"): lambda world: world.bundle.number,
    ("council-decision", "number"): lambda world: world.bundle.number,
    ("evaluation-voice", "token"): lambda world: VOICE_TOKEN,
    ("evaluation-voice-thanks", "token"): lambda world: VOICE_TOKEN,
    ("lesson-edit", "number"): lambda world: 1,
    ("lesson-answer", "number"): lambda world: 1,
    "proposal_pk": lambda world: world.move_proposal.pk,
    ("party-revoke", "pk"): lambda world: world.invitation.pk,
    ("party-member", "pk"): lambda world: world.membership.pk,
    ("party-end", "pk"): lambda world: world.membership.pk,
    ("people-revoke", "pk"): lambda world: world.invitation.pk,
    ("people-roles", "pk"): lambda world: world.people.alderman.pk,
    ("people-erase", "pk"): lambda world: world.people.alderman.pk,
    ("contribute", "token"): lambda world: LINK_TOKEN,
    ("contribute-thanks", "token"): lambda world: LINK_TOKEN,
    ("contribution-link", "pk"): lambda world: world.link.pk,
    ("contribution-link-close", "pk"): lambda world: world.link.pk,
    ("contribution-question", "pk"): lambda world: world.link.pk,
    ("contribution-question-older", "pk"): lambda world: world.link.pk,
    ("contribution-question-older", "version"): lambda world: world.question.praatplaat.version,
    ("link-sheets", "pk"): lambda world: world.link.pk,
    ("paper", "pk"): lambda world: world.link.pk,
    ("paper-check", "pk"): lambda world: world.link.pk,
    ("answer-paper-check", "pk"): lambda world: world.paper_answer.pk,
    "paper_pk": lambda world: world.paper.pk,
    "a": lambda world: world.question.praatplaat.version,
    "b": lambda world: world.question.praatplaat.version,
    **{
        (name, "version"): lambda world: world.question.praatplaat.version
        for name in ("version", "version-json", "version-xlsx", "admin-version-json", "admin-version-xlsx")
    },
    **{
        (f"admin-{name}", "version"): lambda world: world.draft_plate.version
        for name in (
            "version",
            "version-about",
            "version-order",
            "version-publish",
            "version-drop",
            "block-new",
            "block",
            "value-new",
            "value",
            "question-new",
            "question",
        )
    },
    ("postpone", "code"): lambda world: "CR-02",
    ("postponement", "pk"): lambda world: world.postponement.pk,
    ("rules-version", "version"): lambda world: 1,
    ("admin-rules-draft", "version"): lambda world: world.draft_rules.version,
    ("admin-rule", "version"): lambda world: world.draft_rules.version,
    ("admin-rule", "code"): lambda world: "CR-09",
    ("admin-block", "code"): lambda world: "DEN",
    ("admin-value", "code"): lambda world: "INC",
    ("admin-question", "code"): lambda world: "DEN-1",
    ("admin-import-state", "pk"): lambda world: world.read_file.pk,
    ("sitting-page", "pk"): lambda world: world.sitting.pk,
    ("sitting-beat", "pk"): lambda world: world.sitting.pk,
    ("sitting-form", "pk"): lambda world: world.sitting.pk,
    ("sitting-joint", "pk"): lambda world: world.sitting.pk,
    ("sitting-minutes", "pk"): lambda world: world.sitting.pk,
    ("join-answer", "pk"): lambda world: world.join_request.pk,
    ("stop-mail", "token"): lambda world: token_for(world.people.wijk_member.pk, None),
    "promise": lambda world: world.promise.number,
    ("promise-evidence", "pk"): lambda world: world.evidence.pk,
    ("admin-mail-stop", "pk"): lambda world: world.mail.pk,
    ("admin-address-trust", "pk"): lambda world: UndeliverableAddress.objects.get().pk,
    ("admin-reminder-stop", "pk"): lambda world: models.Reminder.objects.get().pk,
    ("admin-mail-retry", "pk"): lambda world: world.mail.pk,
}


def make_world(people: People) -> World:
    """One of everything around the Korenbuurt."""
    question = factories.QuestionFactory(code="VR-1")
    factories.publish(question.praatplaat)
    moment = now()
    return World(
        people=people,
        question=question,
        **_conversation(people, question, moment),
        **_agreements(people),
        **_looking_back(people, moment),
        **_administration(people, moment),
        **_mail(people, moment),
        item=factories.AgendaItemFactory(process=people.process, number=1),
    )


def _conversation(people: People, question: models.Question, moment: dt.datetime) -> dict[str, Any]:
    conversation = factories.ConversationFactory(process=people.process, praatplaat=question.praatplaat)
    link = factories.ContributionLinkFactory(
        conversation=conversation, party=people.wijk, token=LINK_TOKEN, question_codes=[question.code]
    )
    return {
        "conversation": conversation,
        "link": link,
        "paper": models.Contribution.objects.create(
            link=link, key=uuid.uuid4(), at=moment, on_paper=True, typed_by=people.wijk_coordinator
        ),
        "paper_answer": models.PaperAnswer.objects.create(
            conversation=conversation,
            party=people.wijk,
            question=question,
            content={"text": "Van papier."},
            typed_by=people.wijk_coordinator,
            typed_at=moment,
        ),
        "sitting": models.Sitting.objects.create(
            conversation=conversation, question=question, started_at=moment, started_by=people.team_member
        ),
        "join_request": models.JoinRequest.objects.create(
            process=people.process, user=people.alderman, message="Ik luister graag.", asked_at=moment
        ),
    }


def _agreements(people: People) -> dict[str, Any]:
    agreement = factories.AgreementFactory(process=people.process, number=1)
    evidence = factories.promise_evidence(agreement, people.wijk, people.wijk_coordinator)
    challenge = factories.challenge(people.process, "feasibility")
    return {
        "agreement": agreement,
        "draft": factories.AgreementFactory(
            process=people.process, number=2, state=enums.AgreementState.DRAFT
        ),
        "promise": evidence.report.promise,
        "evidence": evidence,
        "bundle": factories.bundle(agreement),
        "challenge": challenge,
        "giver": challenge.giving.create(kind=enums.GiverKind.DEPARTMENT, name="Stadsbeheer"),
        "postponement": factories.postponement(people.wijk, people.wijk_coordinator, code="CR-01"),
    }


def _looking_back(people: People, moment: dt.datetime) -> dict[str, Any]:
    evaluation = factories.EvaluationFactory(process=people.process)
    factories.LessonFactory(process=people.process, number=1, owner=people.wijk)
    models.EvaluationLink.objects.create(
        evaluation=evaluation,
        party=people.wijk,
        token=VOICE_TOKEN,
        opens_at=moment,
        closes_at=moment + dt.timedelta(days=28),
    )
    proposal = models.MoveProposal.objects.create(
        evaluation=evaluation,
        party=people.wijk,
        from_day=evaluation.planned_on,
        to_day=evaluation.planned_on + dt.timedelta(days=7),
        reason="De zaal is vol.",
        at=moment,
    )
    return {"evaluation": evaluation, "move_proposal": proposal}


def _administration(people: People, moment: dt.datetime) -> dict[str, Any]:
    invitation = Invitation.objects.create(
        email="nieuw@test.example",
        token_hash=accounts.token_hash(TOKEN),
        created_at=moment,
        expires_at=moment.replace(year=moment.year + 1),
    )
    models.PartyInvitation.objects.create(
        invitation=invitation, party=people.wijk, role=enums.MembershipRole.MEMBER
    )
    draft_plate = factories.draft_praatplaat()
    return {
        "invitation": invitation,
        "membership": models.Membership.objects.get(user=people.wijk_member),
        "draft_plate": draft_plate,
        "read_file": models.PraatplaatImport.objects.create(
            file_name="vragen.xlsx",
            created_at=moment,
            created_by=people.administrator,
            praatplaat=draft_plate,
        ),
        "draft_rules": begin_rules(actor=people.actor("administrator"), now=moment),
    }


def _mail(people: People, moment: dt.datetime) -> dict[str, Any]:
    UndeliverableAddress.objects.create(address="weg@test.example", kind="hard", since=moment)
    models.Reminder.objects.create(
        kind=enums.ReminderKind.SIGNATURE_WAITS,
        object_type="agreement",
        object_id=1,
        recipient=people.wijk_member,
        moment=moment,
        due=moment,
        expires_at=moment.replace(year=moment.year + 1),
    )
    mail = OutgoingMail.objects.create(
        key="proef",
        to="a@test.example",
        subject="Proef",
        body="Proef",
        queued_at=moment,
        state=MailState.FAILED,
    )
    return {"mail": mail}
