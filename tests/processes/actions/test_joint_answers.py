# SPDX-License-Identifier: EUPL-1.2
"""What both sides conclude together: exactly one text, confirmed by every party with a person."""

from typing import Any

import pytest

from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent
from processes.actions.joint_answers import confirm_joint, propose_joint
from processes.enums import JointState
from processes.models import JointAnswer, JointConfirmation, JointRevision
from tests import factories
from tests.factories.table import CONTENTS, TableOfCast, make_table
from tests.people import EVERYBODY, People

WIJK = ("wijk_coordinator", "wijk_member", "wijk_deputy")
TEAM = ("team_coordinator", "team_member")


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


def propose(
    table: TableOfCast, who: str, text: str = "Samen", code: str = "DEN-1", **more: Any
) -> JointAnswer:
    given = {"state": JointState.AGREED, "content": {"text": text}, "difference": "", "based_on": 0} | more
    return propose_joint(**table.place(who, code), **given, actor=table.people.actor(who), now=factories.NOW)


def confirm(table: TableOfCast, who: str, joint: JointAnswer, number: int = 1) -> JointAnswer:
    return confirm_joint(
        joint=joint,
        number=number,
        party=table.party_of(who),
        actor=table.people.actor(who),
        now=factories.NOW,
    )


def test_who_proposes_confirms_and_the_other_side_completes(table: TableOfCast) -> None:
    joint = propose(table, "wijk_member")
    assert (joint.confirmed, joint.current.confirmations.get().party) == (None, table.people.wijk)
    joint = confirm(table, "team_member", joint)
    assert (joint.confirmed, joint.confirmed_at) == (joint.current, factories.NOW)
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", "visibility")) == [
        ("propose_joint", "process"),
        ("confirm_joint", "process"),
        ("confirm_joint", "process"),
        ("conclude_joint", "public"),
    ]


@pytest.mark.parametrize("code", CONTENTS)
def test_every_type_of_question_can_be_concluded(table: TableOfCast, code: str) -> None:
    content = {"text": "Met elkaar."} if code == "TER-5" else CONTENTS[code]
    joint = confirm(table, "wijk_member", propose(table, "team_coordinator", code=code, content=content))
    assert joint.confirmed.content == content


def test_a_figure_per_side_has_no_joint_figure(table: TableOfCast) -> None:
    joint = propose(table, "wijk_member", code="TER-5", content={"scale": 3, "text": "Samen"})
    assert joint.current.content == {"text": "Samen"}


@pytest.mark.parametrize("state", [JointState.NOT_YET, JointState.AGREED_WITH_DIFFERENCE])
def test_a_difference_is_written_down_and_confirmed_too(table: TableOfCast, state: str) -> None:
    joint = propose(table, "wijk_member", state=state, difference="Het plein\r\nblijft open")
    joint = confirm(table, "team_coordinator", joint)
    assert (joint.confirmed.state, joint.confirmed.difference) == (state, "Het plein\nblijft open")


def test_agreeing_needs_a_text_and_a_difference_needs_words(table: TableOfCast) -> None:
    with pytest.raises(RuleError) as refused:
        propose(table, "wijk_member", text="")
    assert refused.value.field == "text"
    with pytest.raises(RuleError) as refused:
        propose(table, "wijk_member", state=JointState.AGREED_WITH_DIFFERENCE)
    assert refused.value.field == "difference"
    assert not JointAnswer.objects.exists()


def test_a_new_text_asks_again_and_the_confirmed_one_stays_in_sight(table: TableOfCast) -> None:
    first = confirm(table, "team_member", propose(table, "wijk_member")).confirmed
    joint = propose(table, "team_member", "Anders", based_on=1)
    assert (joint.confirmed, joint.current.number) == (first, 2)
    assert [row.party for row in joint.current.confirmations.all()] == [table.people.team]
    joint = confirm(table, "wijk_deputy", joint, 2)
    assert joint.confirmed.content == {"text": "Anders"}


def test_a_confirmation_belongs_to_exactly_one_text(table: TableOfCast) -> None:
    joint = propose(table, "wijk_member")
    propose(table, "wijk_coordinator", "Anders", based_on=1)
    with pytest.raises(StaleError):
        confirm(table, "team_member", joint, 1)
    assert JointConfirmation.objects.filter(party=table.people.team).count() == 0


def test_a_proposal_over_somebody_elses_is_refused(table: TableOfCast) -> None:
    propose(table, "wijk_member")
    with pytest.raises(StaleError):
        propose(table, "team_member", "Van ons")
    assert JointRevision.objects.count() == 1


def test_proposing_the_same_text_is_confirming_it(table: TableOfCast) -> None:
    propose(table, "wijk_member")
    joint = propose(table, "team_member")
    assert joint.confirmed is not None
    assert JointRevision.objects.count() == 1


def test_confirming_twice_is_confirming_once(table: TableOfCast) -> None:
    joint = propose(table, "wijk_member")
    confirm(table, "team_member", joint)
    confirm(table, "team_coordinator", joint)
    assert JointConfirmation.objects.count() == 2
    assert AuditEvent.objects.filter(verb="conclude_joint").count() == 1


def test_a_party_without_people_does_not_block(table: TableOfCast) -> None:
    factories.PartyFactory(process=table.people.process, name="Slapende vereniging")
    assert confirm(table, "team_member", propose(table, "wijk_member")).confirmed is not None


def test_every_resident_party_with_a_person_is_asked(table: TableOfCast) -> None:
    second = factories.PartyFactory(process=table.people.process, name="Tweede vereniging")
    factories.MembershipFactory(party=second)
    assert confirm(table, "team_member", propose(table, "wijk_member")).confirmed is None


def test_one_side_alone_concludes_nothing(table: TableOfCast) -> None:
    table.people.team.memberships.all().delete()
    assert propose(table, "wijk_member").confirmed is None


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - set(WIJK)))
def test_nobody_proposes_or_confirms_for_another_party(table: TableOfCast, who: str) -> None:
    joint = propose(table, "team_member")
    given = {"party": table.people.wijk, "actor": table.people.actor(who), "now": factories.NOW}
    with pytest.raises(NotAllowedError):
        confirm_joint(joint=joint, number=1, **given)
    with pytest.raises(NotAllowedError):
        propose_joint(
            conversation=table.conversation,
            question=table.questions["DEN-1"],
            state=JointState.NOT_YET,
            content={},
            difference="",
            based_on=1,
            **given,
        )


def test_a_question_of_another_version_is_refused(table: TableOfCast) -> None:
    table.questions["DEN-1"] = factories.QuestionFactory()
    with pytest.raises(RuleError, match="hoort niet bij dit gesprek"):
        propose(table, "wijk_member")
