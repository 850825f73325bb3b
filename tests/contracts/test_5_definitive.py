# SPDX-License-Identifier: EUPL-1.2
"""Contract 5: definitive records refuse change and deletion, in Python and in the database."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction

from gm_portal.core.errors import FrozenError
from gm_portal.core.frozen import FrozenModel
from gm_portal.core.models import AuditEvent
from processes.enums import AgreementState, JointState, Outcome, PromiseVerdict
from processes.models import (
    AgreementEvent,
    AgreementOutcome,
    AgreementParty,
    AgreementSource,
    AgreementVersion,
    ChallengeMove,
    CouncilBundle,
    CouncilBundleItem,
    CouncilDecision,
    EvaluationMove,
    EvaluationSheet,
    JointAnswer,
    JointConfirmation,
    JointRevision,
    Promise,
    PromiseAnswer,
    PromiseEvidence,
    PromiseReport,
    SignOff,
)
from tests import factories
from tests.people import People


def _version(people: People) -> AgreementVersion:
    version = factories.AgreementFactory(process=people.process).current
    assert version is not None
    return version


def _joint_revision(people: People) -> JointRevision:
    question = factories.QuestionFactory()
    conversation = factories.ConversationFactory(process=people.process, praatplaat=question.praatplaat)
    joint = JointAnswer.objects.create(conversation=conversation, question=question)
    return JointRevision.objects.create(
        joint=joint,
        number=1,
        state=JointState.NOT_YET,
        party=people.wijk,
        author=people.wijk_member,
        at=factories.NOW,
    )


def _event(people: People) -> AuditEvent:
    return AuditEvent.objects.create(
        at=factories.NOW, by_system=True, verb="v", object_type="o", visibility="admin"
    )


def _decision(people: People) -> CouncilDecision:
    version = _version(people)
    return CouncilDecision.objects.create(
        agreement=version.agreement,
        version=version,
        decided_on=factories.TODAY,
        reference="R-1",
        scope_text="Wat er is besloten.",
        recorded_by=people.clerk,
        at=factories.NOW,
    )


def _move(people: People) -> EvaluationMove:
    return EvaluationMove.objects.create(
        evaluation=factories.EvaluationFactory(process=people.process),
        from_day=factories.TODAY,
        to_day=factories.TODAY,
        reason="De zaal is vol.",
        at=factories.NOW,
    )


def _outcome(people: People) -> AgreementOutcome:
    version = _version(people)
    return AgreementOutcome.objects.create(
        evaluation=factories.EvaluationFactory(process=people.process),
        agreement=version.agreement,
        version=version,
        outcome=Outcome.KEEP,
        at=factories.NOW,
    )


def _bundle(people: People) -> CouncilBundle:
    return CouncilBundle.objects.create(
        process=people.process,
        number=1,
        explanation="Waarom wij dit vragen.",
        party=people.team,
        submitted_by=people.team_coordinator,
        at=factories.NOW,
    )


def _bundle_item(people: People) -> CouncilBundleItem:
    version = _version(people)
    return CouncilBundleItem.objects.create(
        bundle=_bundle(people), agreement=version.agreement, version=version
    )


def _evidence(people: People) -> PromiseEvidence:
    return factories.promise_evidence(_version(people).agreement, people.wijk, people.wijk_coordinator)


def _promise_answer(people: People) -> PromiseAnswer:
    return PromiseAnswer.objects.create(
        report=_evidence(people).report,
        verdict=PromiseVerdict.CONFIRMED,
        party=people.team,
        by=people.team_coordinator,
        at=factories.NOW,
    )


def _draft(people: People) -> AgreementVersion:
    version = factories.AgreementFactory(process=people.process, state=AgreementState.DRAFT).current
    assert version is not None
    return version


def _source(people: People) -> AgreementSource:
    revision = _joint_revision(people)
    return AgreementSource.objects.create(agreement=_version(people).agreement, revision=revision)


MAKERS: dict[type[models.Model], Callable[[People], models.Model]] = {
    AuditEvent: _event,
    AgreementVersion: _version,
    AgreementParty: lambda people: _version(people).agreement.named.first(),
    AgreementSource: _source,
    AgreementEvent: lambda people: AgreementEvent.objects.create(
        agreement=_version(people).agreement, kind="ended", is_public=True, at=factories.NOW
    ),
    SignOff: lambda people: SignOff.objects.create(
        version=_draft(people),
        party=people.wijk,
        user=people.wijk_coordinator,
        role="coordinator",
        at=factories.NOW,
    ),
    ChallengeMove: lambda people: factories.challenge(people.process, "exploration").moves.last(),
    CouncilBundle: _bundle,
    CouncilBundleItem: _bundle_item,
    CouncilDecision: _decision,
    EvaluationMove: _move,
    AgreementOutcome: _outcome,
    Promise: lambda people: _evidence(people).report.promise,
    PromiseReport: lambda people: _evidence(people).report,
    PromiseEvidence: _evidence,
    PromiseAnswer: _promise_answer,
    JointRevision: _joint_revision,
    JointConfirmation: lambda people: JointConfirmation.objects.create(
        revision=_joint_revision(people), party=people.wijk, user=people.wijk_member, at=factories.NOW
    ),
}


def _sql_attempts(table: str) -> list[str]:
    return [f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"]


def _run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE would trip over pending checks first
        cursor.execute(sql)


def _refused_by_database(sql: str) -> None:
    with pytest.raises(DatabaseError, match=r"definitive|published"):
        _run(sql)


def test_every_definitive_model_is_tried() -> None:
    assert set(FrozenModel.__subclasses__()) == set(MAKERS)


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_python_refuses(people: People, model: Any) -> None:
    row: Any = MAKERS[model](people)
    for attempt in (
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.update(pk=row.pk),
    ):
        with pytest.raises(FrozenError):
            attempt()


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_the_database_refuses(people: People, model: Any) -> None:
    MAKERS[model](people)
    for sql in _sql_attempts(model._meta.db_table):
        _refused_by_database(sql)


def test_a_shared_sheet_says_for_ever_what_it_said(people: People) -> None:
    sheet = EvaluationSheet.objects.create(
        evaluation=factories.EvaluationFactory(process=people.process),
        party=people.wijk,
        saved_at=factories.NOW,
    )
    sheet.contents, sheet.shared_at = {"EV-01": {"text": "Veel."}}, factories.NOW
    sheet.save()
    for sql in _sql_attempts("processes_evaluationsheet")[:2]:
        _refused_by_database(sql)


PARTS = ("processes_praatplaat", "processes_buildingblock", "processes_compassvalue", "processes_question")


@pytest.fixture
def question(db: None) -> Any:
    """A question with a block and a compass value, of a version that is still a draft."""
    question = factories.QuestionFactory()
    question.praatplaat.values.create(
        code="INC", name="Inclusie", definition="Iedereen.", origin="seed", position=1
    )
    return question


def test_a_draft_version_can_be_changed(question: Any) -> None:
    question.text = "Een andere vraag?"
    question.save()
    question.praatplaat.title = "Een andere titel"
    question.praatplaat.save()
    question.refresh_from_db()
    assert (question.text, question.praatplaat.title) == ("Een andere vraag?", "Een andere titel")


def test_python_refuses_to_change_a_published_version(question: Any) -> None:
    praatplaat = factories.publish(question.praatplaat)
    value = praatplaat.values.get()
    for row in (praatplaat, question, question.block, value):
        for attempt in (row.save, row.delete):
            with pytest.raises(FrozenError):
                attempt()


@pytest.mark.parametrize("table", PARTS)
def test_the_database_refuses_to_change_a_published_version(question: Any, table: str) -> None:
    factories.publish(question.praatplaat)
    for sql in _sql_attempts(table):
        _refused_by_database(sql)


def test_nothing_can_be_added_to_or_moved_into_a_published_version(question: Any) -> None:
    praatplaat = factories.publish(question.praatplaat)
    draft = factories.QuestionFactory()
    with pytest.raises(FrozenError):
        factories.QuestionFactory(block=question.block)
    _refused_by_database(
        f"UPDATE processes_question SET praatplaat_id = {praatplaat.pk} WHERE id = {draft.pk}"
    )
    _refused_by_database(
        "INSERT INTO processes_buildingblock (praatplaat_id, code, name, subtitle, anchor, position) "
        f"VALUES ({praatplaat.pk}, 'X', 'X', 'X', '', 9)"
    )


def test_bulk_writes_cannot_reach_a_published_version(question: Any) -> None:
    factories.publish(question.praatplaat)
    model = type(question)
    with pytest.raises(DatabaseError, match="published"), transaction.atomic():
        model.objects.update(text="omgezet")
    with pytest.raises(DatabaseError, match="published"), transaction.atomic():
        model.objects.all().delete()


@pytest.mark.parametrize(
    "change", ["published_at = NULL", "version = version + 1", "title = 'x'", "id = id + 9"]
)
def test_a_published_version_is_not_drawn_back(question: Any, change: str) -> None:
    factories.publish(question.praatplaat)
    _refused_by_database(f"UPDATE processes_praatplaat SET {change} WHERE id = {question.praatplaat_id}")


@pytest.mark.django_db(transaction=True)
def test_who_writes_while_a_version_is_being_published_waits_and_is_refused() -> None:
    praatplaat = factories.PraatplaatFactory()
    told: list[str] = []

    def write() -> None:
        try:
            praatplaat.blocks.create(code="X", name="X", subtitle="X", position=1)
        except DatabaseError as error:
            told.append(str(error))
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    with transaction.atomic():
        factories.publish(praatplaat)
        writer.start()
        writer.join(0.5)
        assert writer.is_alive(), "it should wait for who publishes"
    writer.join(60)
    assert len(told) == 1
    assert "published" in told[0]
    assert not praatplaat.blocks.exists()
