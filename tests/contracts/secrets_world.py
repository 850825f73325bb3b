# SPDX-License-Identifier: EUPL-1.2
"""A world with something in it that not everybody may read, of every kind; each secret is a word of its own.

`SECRETS` is the table: which word, who may come across it, and which line of the rules says so. Every word stands
in nothing but the one thing it is about, so finding it on a page of somebody else is a leak.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile

from agendas.models import AgendaItem
from gm_portal.accounts.models import User
from processes import enums, models
from processes.models.promises import evidence_storage
from tests import factories
from tests.contracts.world import World, make_world
from tests.factories import NOW, TODAY
from tests.factories.table import make_questions
from tests.people import People

WIJK = frozenset({"wijk_coordinator", "wijk_member", "wijk_deputy"})
TEAM = frozenset({"team_coordinator", "team_member"})
TABLE = WIJK | TEAM
COUNCIL = frozenset({"council_member", "clerk", "alderman"})
ADMIN = frozenset({"administrator"})
OTHER_WIJK = frozenset({"other_wijk_coordinator"})
OTHER_TEAM = frozenset({"other_team_coordinator"})
NOBODY: frozenset[str] = frozenset()
# One of each kind of reader; who sits in the same seat reads the same.
READERS = (
    "anonymous",
    "stranger",
    "wijk_member",
    "team_coordinator",
    "other_wijk_coordinator",
    "other_team_coordinator",
    "council_member",
    "clerk",
    "alderman",
    "administrator",
)

# word: (who may come across it, the permission that says so)
SECRETS: dict[str, tuple[frozenset[str], str]] = {
    # An agreement that is not for all: its words, its amounts, and everything that hangs on it.
    "zqprivatetitle": (TABLE, "AGREEMENT_READ: in force, but not public"),
    "zqprivatetext": (TABLE, "AGREEMENT_READ"),
    "zqprivatewhy": (TABLE, "AGREEMENT_READ: also why it is not public"),
    "zqprivatereason": (TABLE, "AGREEMENT_READ: why this version"),
    "zqprivateholder": (TABLE, "AGREEMENT_READ: its own fields"),
    "8.765.432": (TABLE, "AGREEMENT_READ: its amount"),
    "876543219": (TABLE, "AGREEMENT_READ: its amount in cents"),
    "zqprivateended": (TABLE, "AGREEMENT_READ: why it ended"),
    "zqprivatepromise": (TABLE, "PROMISE_READ: under an agreement that is not public"),
    "zqprivatereport": (TABLE, "PROMISE_READ"),
    "zqprivatefile": (TABLE, "PROMISE_READ before EVIDENCE_READ: a file of what is not public"),
    "zqprivatewish": (TABLE, "AGREEMENT_READ: what looking back decided about it"),
    "zqprivateputoff": (TABLE, "AGREEMENT_READ: why something of it is put off"),
    "zqreplacement": (TABLE, "AGREEMENT_READ: what came instead of a public one, and why"),
    "zqreplacedold": (TABLE, "AGREEMENT_READ: what a public one came instead of"),
    "zqbecameprivate": (TABLE, "AGREEMENT_READ: version 2 is not public, version 1 was"),
    "zqpromisesince": (TABLE, "PROMISE_READ: promised since it is not public"),
    "zqwishsince": (TABLE, "AGREEMENT_READ: decided about the version that is not public"),
    "zqwasprivate": (TABLE, "AGREEMENT_READ: version 1 was not public, version 2 is"),
    "zqdecidedprivate": (TABLE | COUNCIL, "COUNCIL_BUNDLE_READ: decided, but not public"),
    "zqdecidedask": (TABLE | COUNCIL, "COUNCIL_BUNDLE_READ: what was asked about it"),
    "zqdecidedsaid": (TABLE | COUNCIL, "COUNCIL_BUNDLE_READ: what was decided about it"),
    "zqaskedprivate": (TABLE | COUNCIL, "AGREEMENT_READ: asked of the council"),
    "zqaskedbefore": (TABLE, "AGREEMENT_READ: the council is asked about the next version, not this one"),
    "zqaskedwhy": (TABLE | COUNCIL, "COUNCIL_BUNDLE_READ: not decided yet"),
    "zqtaskagreement": (TABLE, "AGREEMENT_READ: of a task everybody may follow"),
    # What is still between the parties.
    "zqdraft": (TABLE, "AGREEMENT_READ: a draft"),
    "zqproposal": (TABLE, "AGREEMENT_READ: a next version of a public one"),
    "zqwithdrawn": (TABLE, "AGREEMENT_READ: a draft that was withdrawn"),
    "zqputoff": (TABLE, "AGREEMENT_READ: a proposal to put off"),
    "zqidea": (TABLE, "CHALLENGE_READ: an idea"),
    "zqevidence": (TABLE | COUNCIL, "EVIDENCE_READ: a file of a public promise"),
    # What people say before they are ready to say it to all.
    "zqanswerdraft": (WIJK, "ANSWER_WRITE, ANSWER_HISTORY: of the own party"),
    "zqanswershared": (TABLE, "shared with the table, not published"),
    "zqanswernewer": (OTHER_TEAM, "a next draft behind a published answer"),
    "zqanswerolder": (OTHER_TEAM, "ANSWER_HISTORY: a draft before a published answer"),
    "zqanswerhidden": (OTHER_WIJK, "revealed together: shared, and the other side is not ready"),
    "zqpaperanswer": (WIJK, "ANSWER_HISTORY: typed from paper, not checked"),
    "zqjoint": (TABLE, "JOINT_WRITE: a joint text nobody confirmed"),
    "zqvoice": (WIJK, "CONTRIBUTIONS_READ: one resident, under ten"),
    "zqpapervoice": (WIJK, "CONTRIBUTIONS_READ: one resident on paper, not checked"),
    "zqlookback": (NOBODY, "what one resident wrote, with fewer than ten: shown to nobody"),
    "zqsheetdraft": (WIJK, "EVALUATION_ANSWER: of the own party until both shared"),
    "zqsheetshared": (
        TEAM,
        "EVALUATION_ANSWER: shared, and read back; the other side is not ready and reads nothing",
    ),
    "zqjoin": (TABLE | {"alderman"}, "JOIN_READ: the table and who asked"),
    # People, and what administration works on.
    "wijk_member@": (WIJK | ADMIN, "PARTY_READ_PEOPLE"),
    "team_member@": (TEAM | ADMIN, "PARTY_READ_PEOPLE"),
    "zqmail": (ADMIN, "ADMINISTER: mail of others"),
    "zqplate": (ADMIN, "PRAATPLAAT_EDIT: not published"),
}


@dataclass
class SecretWorld:
    """One of everything, with the secrets in it. `hidden` gives per address of an agreement who may be led there."""

    world: World
    people: People
    other_team: User
    hidden: dict[str, frozenset[str]]

    def client(self, name: str) -> Any:
        """A browser of a reader."""
        if name != "other_team_coordinator":
            return self.people.client(name)
        client = self.people.client("anonymous")
        client.force_login(self.other_team)
        return client


def make_secret_world(people: People) -> SecretWorld:
    """The world of all addresses, with a secret of each kind."""
    world = make_world(people)
    team = factories.AreaTeamFactory(process=people.other_process, name="Gebiedsteam Zuid")
    other_team = factories.UserFactory(email="other_team_coordinator@test.example", name="other_team")
    factories.MembershipFactory(party=team, user=other_team)
    hidden = _agreements(world)
    hidden |= _changed_ones(world)
    hidden |= _before_the_council(world)
    _answers(world)
    _answers_elsewhere(people, team, other_team)
    _looking_back(world)
    _rest(world)
    return SecretWorld(world, people, other_team, hidden)


def quiet(process: models.Process, number: int, **more: Any) -> models.Agreement:
    """An agreement in force that is not for all."""
    said = {"is_public": False, "private_reason": "Het gaat over één huishouden."} | more
    made: models.Agreement = factories.AgreementFactory(process=process, number=number, **said)
    return made


def _agreements(world: World) -> dict[str, frozenset[str]]:
    """One that is not public with all that hangs on it; then drafts and proposals."""
    people = world.people
    process = people.process
    private = quiet(
        process,
        11,
        kind=enums.AgreementKind.BUDGET,
        title="zqprivatetitle",
        text="zqprivatetext",
        private_reason="zqprivatewhy",
        reason="zqprivatereason",
        level=enums.Level.N3,
        fields={"for_what": "zqprivateholder", "amount_cents": 876543219},
    )
    _promised(private, people, "zqprivatepromise", "zqprivatereport", "zqprivatefile")
    AgendaItem.objects.get(process=process, number=1).agreements.add(private)
    _looked_back(world, private, "zqprivatewish")
    postponed = factories.postponement(
        people.wijk, people.wijk_coordinator, code="CR-08", reason="zqprivateputoff", agreement_number=11
    )
    postponed.confirmed_party, postponed.confirmed_by = people.team, people.team_coordinator
    postponed.confirmed_at = NOW
    postponed.save()
    models.Lesson.objects.filter(process=process, number=1).update(
        result=enums.LessonResult.CHANGED, changed="Dit.", changed_agreement=private, answered_at=NOW
    )
    task = quiet(process, 12, kind=enums.AgreementKind.TAAK, title="zqtaskagreement", text="zqtaskagreement")
    followed = factories.challenge(process, "proposal", title="Het buurthuis")
    followed.step, followed.agreement = enums.ChallengeStep.TRIAL, task
    followed.save()
    factories.challenge(process, "idea", title="zqidea", idea="zqidea")
    ended = quiet(process, 13, title="zqprivateended", text="zqprivateended")
    ended.state, ended.ended_at = enums.AgreementState.ENDED, NOW
    ended.save()
    _event(ended, enums.AgreementEventKind.ENDED, reason="zqprivateended")
    draft = factories.AgreementFactory(
        process=process, number=14, title="zqdraft", text="zqdraft", state=enums.AgreementState.DISCUSSED
    )
    withdrawn = factories.AgreementFactory(
        process=process, number=15, title="zqwithdrawn", text="zqwithdrawn", state=enums.AgreementState.DRAFT
    )
    withdrawn.state, withdrawn.ended_at = enums.AgreementState.ENDED, NOW
    withdrawn.save()
    _event(withdrawn, enums.AgreementEventKind.WITHDRAWN, reason="zqwithdrawn")
    suspended = factories.AgreementFactory(process=process, number=16, title="Het plein")
    _next(suspended, adopt=False, title="zqproposal", text="zqproposal", reason="zqproposal")
    factories.postponement(people.wijk, people.wijk_coordinator, code="CR-06", reason="zqputoff")
    shown = models.Promise.objects.get(agreement=world.agreement)
    _file(shown.reports.get(), "zqevidence")
    return {each.get_absolute_url(): TABLE for each in (private, task, ended, draft, withdrawn)}


def _changed_ones(world: World) -> dict[str, frozenset[str]]:
    """Agreements that were public before, or are since, or came instead of one that was."""
    people, process = world.people, world.people.process
    now_private = factories.AgreementFactory(process=process, number=21, title="Het veld")
    second = _next(
        now_private,
        adopt=True,
        title="zqbecameprivate",
        text="zqbecameprivate",
        reason="zqbecameprivate",
        is_public=False,
        private_reason="zqbecameprivate",
    )
    _promised(now_private, people, "zqpromisesince", "zqpromisesince", "zqpromisesince")
    _looked_back(world, now_private, "zqwishsince", version=second)
    now_public = quiet(
        process,
        22,
        title="zqwasprivate",
        text="zqwasprivate",
        private_reason="zqwasprivate",
        reason="zqwasprivate",
    )
    _next(now_public, adopt=True, title="De brug", text="De brug is van ons.", reason="Nu mag het.")
    old = factories.AgreementFactory(process=process, number=23, title="De oude afspraak")
    instead = quiet(
        process, 24, title="zqreplacement", text="zqreplacement", reason="zqreplacement", replaces=old
    )
    old.state, old.ended_at = enums.AgreementState.ENDED, NOW
    old.save()
    _event(old, enums.AgreementEventKind.REPLACED, other=instead, reason="zqreplacement", is_public=True)
    gone = quiet(process, 25, title="zqreplacedold", text="zqreplacedold")
    gone.state, gone.ended_at = enums.AgreementState.ENDED, NOW
    gone.save()
    factories.AgreementFactory(process=process, number=26, title="De nieuwe afspraak", replaces=gone)
    return {each.get_absolute_url(): TABLE for each in (instead, gone)}


def _before_the_council(world: World) -> dict[str, frozenset[str]]:
    """One the council decided on, and one it is asked about; neither is for all."""
    process = world.people.process
    decided = quiet(
        process, 31, kind=enums.AgreementKind.TAAK, title="zqdecidedprivate", text="zqdecidedprivate"
    )
    ask = models.CouncilBundle.objects.create(
        process=process,
        number=9,
        explanation="zqdecidedask",
        party=world.people.team,
        submitted_by=world.people.team_coordinator,
        at=NOW,
    )
    models.CouncilBundleItem.objects.create(bundle=ask, agreement=decided, version=decided.current)
    models.CouncilDecision.objects.create(
        bundle=ask,
        agreement=decided,
        version=decided.current,
        decided_on=TODAY,
        reference="R-9",
        scope_text="zqdecidedsaid",
        recorded_by=world.people.clerk,
        at=NOW,
    )
    asked = quiet(
        process,
        32,
        kind=enums.AgreementKind.TAAK,
        title="zqaskedbefore",
        text="zqaskedbefore",
        state=enums.AgreementState.DISCUSSED,
    )
    second = {
        "title": "zqaskedprivate",
        "text": "zqaskedprivate",
        "is_public": False,
        "private_reason": "Stil.",
    }
    asked.current = models.AgreementVersion.objects.create(
        agreement=asked, number=2, level=enums.Level.N3, at=NOW, **second
    )
    asked.asks_council_at = NOW
    asked.save()
    _event(asked, enums.AgreementEventKind.TAKEN_BACK, reason="zqaskedbefore")
    bundle = models.CouncilBundle.objects.create(
        process=process,
        number=10,
        explanation="zqaskedwhy",
        party=world.people.team,
        submitted_by=world.people.team_coordinator,
        at=NOW,
    )
    models.CouncilBundleItem.objects.create(bundle=bundle, agreement=asked, version=asked.current)
    return {decided.get_absolute_url(): TABLE | COUNCIL, asked.get_absolute_url(): TABLE | COUNCIL}


def _next(agreement: models.Agreement, *, adopt: bool, **said: Any) -> models.AgreementVersion:
    """A second version: signed and in force, or on the table."""
    version: models.AgreementVersion = models.AgreementVersion.objects.create(
        agreement=agreement, number=2, level=enums.Level.N1, at=NOW, **said
    )
    agreement.current = version
    agreement.state, agreement.resumes_as = enums.AgreementState.SUSPENDED, enums.AgreementState.RUNNING
    agreement.save()
    if adopt:
        factories.sign_by_all(version)
        agreement.published, agreement.published_numbers = version, [1, 2]
        agreement.state, agreement.resumes_as = enums.AgreementState.RUNNING, ""
        agreement.save()
    return version


def _event(
    agreement: models.Agreement, kind: enums.AgreementEventKind, *, is_public: bool = False, **more: Any
) -> None:
    models.AgreementEvent.objects.create(agreement=agreement, kind=kind, is_public=is_public, at=NOW, **more)


def _promised(agreement: models.Agreement, people: People, text: str, report: str, file: str) -> None:
    promise = models.Promise.objects.create(
        agreement=agreement, number=1, party=people.wijk, text=text, made_by=people.wijk_coordinator, at=NOW
    )
    made = models.PromiseReport.objects.create(
        promise=promise,
        number=1,
        result=enums.PromiseResult.DONE,
        text=report,
        by=people.wijk_coordinator,
        at=NOW,
    )
    _file(made, file)


def _file(report: models.PromiseReport, word: str) -> None:
    models.PromiseEvidence.objects.create(
        report=report,
        stored_as=evidence_storage().save(f"proef/{uuid.uuid4()}", ContentFile(word.encode())),
        name=f"{word}.jpg",
        content_type="image/jpeg",
        size=len(word),
        sha256="0" * 64,
    )


def _looked_back(
    world: World, agreement: models.Agreement, wish: str, *, version: models.AgreementVersion | None = None
) -> None:
    """Planned to look back on it, and looked back on it before."""
    process = world.people.process
    world.evaluation.agreements.add(agreement)
    held = factories.EvaluationFactory(
        process=process,
        planned_on=TODAY - dt.timedelta(days=agreement.number),
        held_on=TODAY - dt.timedelta(days=agreement.number),
        state=enums.EvaluationState.HELD,
        summary="Het ging goed.",
        outcome=enums.Outcome.ADAPT,
    )
    held.agreements.add(agreement)
    models.AgreementOutcome.objects.create(
        evaluation=held,
        agreement=agreement,
        version=version or agreement.published,
        outcome=enums.Outcome.ADAPT,
        wish=wish,
        at=NOW,
    )


def _answers(world: World) -> None:
    """Around the question of the Korenbuurt: a draft, what is shared, what waits from paper, what residents say."""
    people = world.people
    answer(world.conversation, people.wijk, world.question, people.wijk_member, "zqanswerdraft")
    answer(world.conversation, people.team, world.question, people.team_member, "zqanswershared", share=True)
    models.PaperAnswer.objects.filter(pk=world.paper_answer.pk).update(content={"text": "zqpaperanswer"})
    joint = models.JointAnswer.objects.create(conversation=world.conversation, question=world.question)
    joint.current = models.JointRevision.objects.create(
        joint=joint,
        number=1,
        state=enums.JointState.AGREED,
        content={"text": "zqjoint"},
        party=people.wijk,
        author=people.wijk_member,
        at=NOW,
    )
    joint.save()
    said = models.Contribution.objects.create(link=world.link, key=uuid.uuid4(), at=NOW)
    said.parts.create(question=world.question, content={"text": "zqvoice"})
    world.paper.parts.create(question=world.question, content={"text": "zqpapervoice"})


def answer(
    conversation: models.Conversation,
    party: models.Party,
    question: models.Question,
    author: User,
    *texts: str,
    share: bool = False,
    publish: int = 0,
) -> models.Answer:
    """An answer with these texts, one revision each; shared as it is, or the `publish`th of them published."""
    made: models.Answer = models.Answer.objects.create(
        conversation=conversation, party=party, question=question
    )
    rows = [
        models.AnswerRevision.objects.create(
            answer=made, number=number, content={"text": text}, author=author, at=NOW
        )
        for number, text in enumerate(texts, start=1)
    ]
    made.latest = rows[-1]
    if share:
        made.state, made.shared, made.shared_at = enums.AnswerState.SHARED, rows[-1], NOW
    if publish:
        made.state = enums.AnswerState.PUBLISHED
        made.shared = made.published = rows[publish - 1]
        made.shared_at = made.published_at = NOW
    made.save()
    return made


def _answers_elsewhere(people: People, team: models.Party, author: User) -> None:
    """In the Zeewijk answers are revealed together; one is published with a next draft behind it."""
    questions = make_questions()
    conversation = factories.ConversationFactory(
        process=people.other_process, praatplaat=questions["DEN-1"].praatplaat, reveal_together=True
    )
    own = people.other_wijk_coordinator
    answer(conversation, people.other_wijk, questions["DEN-1"], own, "zqanswerhidden", share=True)
    texts = ("zqanswerolder", "Wij staan erachter.", "zqanswernewer")
    answer(conversation, team, questions["KIE-1"], author, *texts, publish=2)


def _looking_back(world: World) -> None:
    """The moment to look back: what a resident wrote, and the sheets of both sides."""
    people = world.people
    link = models.EvaluationLink.objects.get(evaluation=world.evaluation)
    link.opens_at, link.closed_at = NOW - dt.timedelta(days=40), NOW - dt.timedelta(days=1)
    link.save()
    models.EvaluationVoice.objects.create(
        link=link, key=uuid.uuid4(), day=TODAY, contents={"EV-06": {"scale": 4, "text": "zqlookback"}}
    )
    for party, word, shared_at in ((people.wijk, "zqsheetdraft", None), (people.team, "zqsheetshared", NOW)):
        models.EvaluationSheet.objects.create(
            evaluation=world.evaluation,
            party=party,
            contents={"EV-01": {"text": word}},
            number=1,
            saved_at=NOW,
            shared_at=shared_at,
        )


def _rest(world: World) -> None:
    """What stands in one place only."""
    models.JoinRequest.objects.filter(pk=world.join_request.pk).update(message="zqjoin")
    world.mail.body, world.mail.subject, world.mail.to = "zqmail", "zqmail", "zqmail@test.example"
    world.mail.save()
    world.draft_plate.questions.update(text="zqplate")
