# SPDX-License-Identifier: EUPL-1.2
"""Small, valid rows for tests. What a test is about it says itself; the rest is filled in here."""

import datetime as dt
from typing import Any

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from agendas.models import AgendaItem
from gm_portal.accounts.models import User
from processes import enums, models
from processes.actions.rule_sets import publish_standard
from processes.models.promises import evidence_storage
from processes.rules.contributions import new_token
from processes.rules.paper import new_sheet_code

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
PASSWORD = "een lang wachtwoord"


class UserFactory(DjangoModelFactory[User]):
    """A person who can sign in with `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"mens{n}@test.example")
    name = factory.Sequence(lambda n: f"Testpersoon {n}")
    joined_at = NOW
    password = factory.PostGenerationMethodCall("set_password", PASSWORD)

    @classmethod
    def _after_postgeneration(cls, instance: User, create: bool, results: object = None) -> None:
        if create:
            instance.save()


class AreaFactory(DjangoModelFactory[models.Area]):
    """A square wijk."""

    class Meta:
        model = models.Area

    code = factory.Sequence(lambda n: f"wijk-{n}")
    name = factory.Sequence(lambda n: f"Testwijk {n}")
    kind = enums.AreaKind.WIJK
    geometry = factory.LazyFunction(
        lambda: {"type": "Polygon", "coordinates": [[[6.5, 53.2], [6.6, 53.2], [6.6, 53.3], [6.5, 53.2]]]}
    )
    geometry_year = 2024
    outline = "M0 0L100 0L100 100Z"
    box = factory.LazyFunction(lambda: [0.0, 0.0, 100.0, 100.0])
    label_x = 50.0
    label_y = 50.0


class ProcessFactory(DjangoModelFactory[models.Process]):
    """A running process over one area."""

    class Meta:
        model = models.Process
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"gebied-{n}")
    title = factory.Sequence(lambda n: f"Gebied {n}")
    loaded_from = "processes.json"  # so that a test may put a documented agreement in it

    @factory.post_generation
    def areas(self, create: bool, extracted: list[models.Area] | None, **kwargs: object) -> None:
        """The areas given, or one new one."""
        if create:
            self.areas.set(extracted if extracted is not None else [AreaFactory()])


class PartyFactory(DjangoModelFactory[models.Party]):
    """A resident organisation."""

    class Meta:
        model = models.Party

    process = factory.SubFactory(ProcessFactory)
    kind = enums.PartyKind.RESIDENT_ORGANISATION
    name = factory.Sequence(lambda n: f"Bewonersorganisatie {n}")
    short_name = factory.LazyAttribute(lambda party: party.name)


class AreaTeamFactory(PartyFactory):
    """A gebiedsteam."""

    kind = enums.PartyKind.AREA_TEAM
    name = factory.Sequence(lambda n: f"Gebiedsteam {n}")


class MembershipFactory(DjangoModelFactory[models.Membership]):
    """A coordinator since a year."""

    class Meta:
        model = models.Membership

    party = factory.SubFactory(PartyFactory)
    user = factory.SubFactory(UserFactory)
    role = enums.MembershipRole.COORDINATOR
    starts_on = TODAY - dt.timedelta(days=365)


class PraatplaatFactory(DjangoModelFactory[models.Praatplaat]):
    """A draft version; publish it with `publish` once its questions are there."""

    class Meta:
        model = models.Praatplaat

    version = factory.Sequence(lambda n: n + 1)
    title = "Praatplaat"
    origin = "proposal"


class BuildingBlockFactory(DjangoModelFactory[models.BuildingBlock]):
    """A bouwsteen."""

    class Meta:
        model = models.BuildingBlock

    praatplaat = factory.SubFactory(PraatplaatFactory)
    code = factory.Sequence(lambda n: f"B{n}")
    name = factory.LazyAttribute(lambda block: f"Bouwsteen {block.code}")
    subtitle = "Waar gaat het over?"
    position = factory.Sequence(int)


class QuestionFactory(DjangoModelFactory[models.Question]):
    """An open question."""

    class Meta:
        model = models.Question

    block = factory.SubFactory(BuildingBlockFactory)
    praatplaat = factory.SelfAttribute("block.praatplaat")
    code = factory.Sequence(lambda n: f"VR-{n}")
    text = factory.LazyAttribute(lambda question: f"Vraag {question.code}?")
    answer_type = enums.AnswerType.TEXT
    origin = "proposal"
    position = factory.Sequence(int)


def publish(praatplaat: models.Praatplaat) -> models.Praatplaat:
    """Freeze a version, as publication does."""
    praatplaat.published_at = NOW
    praatplaat.save()
    return praatplaat


def draft_praatplaat(**fields: object) -> models.Praatplaat:
    """A small draft that may be published: a bouwsteen, a value and a question."""
    praatplaat: models.Praatplaat = PraatplaatFactory(**fields)
    block = BuildingBlockFactory(praatplaat=praatplaat, code="DEN", position=1)
    praatplaat.values.create(code="INC", name="Inclusie", definition="Iedereen.", origin="seed", position=1)
    QuestionFactory(block=block, code="DEN-1", position=1, value_codes=["INC"])
    return praatplaat


def postponement(party: models.Party, user: User, **fields: Any) -> models.Postponement:
    """A proposal of one party to put CR-03 off for a month, under the standard rules."""
    publish_standard(now=NOW)
    values: dict[str, Any] = {
        "code": "CR-03",
        "reason": "Eerst kiezen wij een nieuw bestuur.",
        "proposed_on": TODAY,
        "until": TODAY + dt.timedelta(days=30),
        "proposed_at": NOW,
    }
    values |= fields
    rule = models.RuleText.objects.get(ruleset__version=1, code=values["code"])
    return models.Postponement.objects.create(
        process=party.process, party=party, proposed_by=user, rule=rule, **values
    )


class ConversationFactory(DjangoModelFactory[models.Conversation]):
    """An open first round."""

    class Meta:
        model = models.Conversation

    process = factory.SubFactory(ProcessFactory)
    praatplaat = factory.SubFactory(PraatplaatFactory)
    opened_at = NOW


def agreed_on(
    conversation: models.Conversation, code: str, author: User, text: str = "Samen kiezen wij voor groen."
) -> models.JointAnswer:
    """A joint answer that all parties confirmed."""
    question = conversation.praatplaat.questions.get(code=code)
    joint = models.JointAnswer.objects.create(conversation=conversation, question=question)
    revision = models.JointRevision.objects.create(
        joint=joint,
        number=1,
        state=enums.JointState.AGREED,
        content={"text": f"{text} ({code})"},
        party=conversation.process.parties.earliest("pk"),
        author=author,
        at=NOW,
    )
    joint.current = joint.confirmed = revision
    joint.confirmed_at = NOW
    joint.save()
    return joint


class ContributionLinkFactory(DjangoModelFactory[models.ContributionLink]):
    """A link of a party that is open now and for a long time; give `question_codes`."""

    class Meta:
        model = models.ContributionLink

    conversation = factory.SubFactory(ConversationFactory)
    party = factory.LazyAttribute(lambda link: PartyFactory(process=link.conversation.process))
    token = factory.LazyFunction(new_token)
    sheet_code = factory.LazyFunction(new_sheet_code)
    title = "Wat vindt u?"
    question_codes = factory.LazyFunction(list)
    opens_at = NOW - dt.timedelta(days=365)
    closes_at = NOW + dt.timedelta(days=36500)
    created_by = factory.SubFactory(UserFactory)


class AgreementFactory(DjangoModelFactory[models.Agreement]):
    """An agreement in force with one version. Pass `title`, `text`, `level`, `fields`, `evaluate_on`… for the version.

    It names all signing parties of the process (of each side at least one, made when missing), and is signed by them
    when it is in force (`council` changes the decision that came with it): the database refuses anything else. What is documented (`origin="found"`) nobody signed: it
    names its source, and the data set it was loaded from.
    """

    class Meta:
        model = models.Agreement
        skip_postgeneration_save = True

    process = factory.SubFactory(ProcessFactory)
    number = factory.Sequence(lambda n: n + 1)
    kind = enums.AgreementKind.ROL
    state = enums.AgreementState.RUNNING
    created_at = NOW

    @classmethod
    def _create(
        cls, model_class: type[models.Agreement], *args: object, **kwargs: object
    ) -> models.Agreement:
        version = {
            name: kwargs.pop(name)
            for name in (
                "title",
                "text",
                "level",
                "fields",
                "starts_on",
                "ends_on",
                "evaluate_on",
                "is_public",
                "private_reason",
                "reason",
                "party",
                "author",
            )
            if name in kwargs
        }
        state, council = kwargs.pop("state"), kwargs.pop("council", {})
        if kwargs.get("origin", "portal") != "portal":
            kwargs = {"source": "B", "loaded_from": "processes.json"} | kwargs
        agreement = super()._create(model_class, *args, **kwargs, state=enums.AgreementState.DRAFT)
        first = {"title": "Afspraak", "text": "Wij spreken dit af.", "level": enums.Level.N1} | version
        is_documented = agreement.origin != "portal"
        for party in _signing_parties(agreement.process, both_sides=not is_documented):
            models.AgreementParty.objects.create(agreement=agreement, party=party)
        agreement.current = models.AgreementVersion.objects.create(
            agreement=agreement, number=1, at=NOW, **first
        )
        agreement.save()
        if state in enums.AGREEMENT_PUBLIC_STATES:
            agreement.published, agreement.published_numbers = agreement.current, [1]
            if not is_documented:
                sign_by_all(agreement.current)
            if not is_documented or state in enums.AGREEMENT_IN_FORCE_STATES:
                council_says_yes(agreement.current, **council)
        agreement.state = state
        agreement.save()
        return agreement


def _signing_parties(process: models.Process, *, both_sides: bool) -> list[models.Party]:
    """The parties that sign, with one of each side when `both_sides` and it is missing."""
    parties = list(process.parties.filter(kind__in=enums.SIGNING_KINDS))
    kinds = {party.kind for party in parties}
    if both_sides and enums.PartyKind.RESIDENT_ORGANISATION not in kinds:
        parties.append(PartyFactory(process=process))
    if both_sides and enums.PartyKind.AREA_TEAM not in kinds:
        parties.append(AreaTeamFactory(process=process))
    return parties


def sign_by_all(version: models.AgreementVersion) -> None:
    """The signature of every named party, by somebody who binds it; and the council's decision where powers move."""
    for named in version.agreement.named.select_related("party"):
        seat = named.party.memberships.active_on(TODAY).filter(
            role__in=enums.BINDING_ROLES
        ).first() or MembershipFactory(party=named.party)
        models.SignOff.objects.create(
            version=version,
            party=named.party,
            user=seat.user,
            role=seat.role,
            mandate_from=seat.starts_on,
            at=NOW,
        )


def council_says_yes(version: models.AgreementVersion, **changed: object) -> None:
    """The council's decision, where powers move."""
    if version.level == enums.Level.N4 or version.agreement.kind == enums.AgreementKind.BEVOEGDHEID:
        said = {
            "agreement": version.agreement,
            "decided_on": TODAY,
            "reference": "R-proef",
            "scope_text": "De raad stemt in.",
            "recorded_by": UserFactory(),
            "at": NOW,
        }
        models.CouncilDecision.objects.create(version=version, **said | changed)


class EvaluationFactory(DjangoModelFactory[models.Evaluation]):
    """A moment to look back, planned in two months."""

    class Meta:
        model = models.Evaluation

    process = factory.SubFactory(ProcessFactory)
    planned_on = TODAY + dt.timedelta(days=60)
    created_at = NOW


class LessonFactory(DjangoModelFactory[models.Lesson]):
    """A lesson."""

    class Meta:
        model = models.Lesson

    process = factory.SubFactory(ProcessFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Leerpunt {n}")
    created_at = NOW


class AgendaItemFactory(DjangoModelFactory[AgendaItem]):
    """An item on the wijkagenda."""

    class Meta:
        model = AgendaItem

    process = factory.SubFactory(ProcessFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Onderwerp {n}")
    created_at = NOW


def challenge(process: models.Process, step: str = "idea", **fields: object) -> models.Challenge:
    """A task of the right to challenge at a step, with the move that brought it there."""
    at_work = step in enums.CHALLENGE_AGREED
    made: models.Challenge = models.Challenge.objects.create(
        **{
            "process": process,
            "number": process.challenges.count() + 1,
            "route": enums.ChallengeRoute.CHALLENGE,
            "title": "Het groen in de straat",
            "idea": "Wij willen het groen zelf onderhouden.",
            "step": step,
            "stopped_from": enums.ChallengeStep.EXPLORATION if step == enums.ChallengeStep.STOPPED else "",
            "answer_due_on": TODAY + dt.timedelta(weeks=6),
            "agreement": AgreementFactory(process=process, kind="taak") if at_work else None,
            "created_at": NOW,
        }
        | fields
    )
    models.ChallengeMove.objects.create(
        challenge=made, number=1, target_step=step, moved_on=TODAY, reason="Zo ging het.", at=NOW
    )
    return made


def bundle(*agreements: models.Agreement) -> models.CouncilBundle:
    """What the gebiedsteam put before the council: the versions on the table."""
    process = agreements[0].process
    made: models.CouncilBundle = models.CouncilBundle.objects.create(
        process=process,
        number=process.council_bundles.count() + 1,
        explanation="Wij vragen de raad om een besluit.",
        party=process.parties.filter(kind=enums.PartyKind.AREA_TEAM).first()
        or AreaTeamFactory(process=process),
        submitted_by=UserFactory(),
        at=NOW,
    )
    for agreement in agreements:
        models.CouncilBundleItem.objects.create(bundle=made, agreement=agreement, version=agreement.current)
    return made


def promise_evidence(agreement: models.Agreement, party: models.Party, user: User) -> models.PromiseEvidence:
    """A promise of `party` with one report and one file that shows it."""
    promise = models.Promise.objects.create(
        agreement=agreement, number=1, party=party, text="Wij maaien het veld.", made_by=user, at=NOW
    )
    report = models.PromiseReport.objects.create(
        promise=promise, number=1, result=enums.PromiseResult.DONE, text="Het veld is kort.", by=user, at=NOW
    )
    return models.PromiseEvidence.objects.create(
        report=report,
        stored_as=evidence_storage().save(f"proef/{promise.pk}", ContentFile(b"jpg")),
        name="veld.jpg",
        content_type="image/jpeg",
        size=3,
        sha256="0" * 64,
    )
