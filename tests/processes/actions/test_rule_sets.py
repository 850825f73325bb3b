# SPDX-License-Identifier: EUPL-1.2
"""Versions of the rules: the standard one once, a next one as a copy, published for good; the findings name theirs."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from gm_portal.core.errors import FrozenError, NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions.rule_sets import (
    begin_rules,
    drop_rules,
    edit_rule,
    publish_rules,
    publish_standard,
    stamp_of,
    words_of,
)
from processes.models import RuleSet, RuleText
from processes.queries.congruence import standings_of
from processes.queries.rule_sets import book_of_pk
from processes.rules.congruence_standard import RULES
from processes.rules.versions import stamp
from tests import factories
from tests.factories import NOW, TODAY
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(people: People) -> RuleSet:
    return begin_rules(actor=people.actor("administrator"), now=NOW)


def change(people: People, draft: RuleSet, code: str = "CR-02", seen: str = "", **changed: str) -> RuleText:
    line = draft.rules.get(code=code)
    words = words_of(line)
    actor = people.actor("administrator")
    return edit_rule(
        line=line, words=replace(words, **changed), seen=seen or stamp(words), actor=actor, now=NOW
    )


def publish(people: People, draft: RuleSet) -> RuleSet:
    return publish_rules(ruleset=draft, seen=stamp_of(draft), actor=people.actor("administrator"), now=NOW)


def test_the_standard_rules_are_laid_down_once_and_word_for_word(db: None) -> None:
    assert publish_standard(now=NOW) == 26
    assert publish_standard(now=NOW) == 0
    kept = book_of_pk(RuleSet.objects.get().pk)
    shown = [(each.code, each.severity, each.values, str(each.ask), each.kind) for each in kept.rules]
    assert shown == [(each.code, each.severity, each.values, str(each.ask), each.kind) for each in RULES]


def test_a_next_version_is_a_copy_and_there_is_one_draft(people: People, draft: RuleSet) -> None:
    assert draft.version == 2
    assert draft.rules.count() == 26
    assert begin_rules(actor=people.actor("administrator"), now=NOW) == draft


def test_findings_follow_the_published_version_and_name_it(people: People, draft: RuleSet) -> None:
    factories.AgreementFactory(process=people.process, number=1, level="N1")

    def found() -> tuple[int, str, str]:
        held = standings_of([people.process], today=TODAY)[people.process.pk]
        (line,) = [each for each in held.findings if each.rule == "CR-02"]
        return held.book.version, line.severity.value, str(line.text)

    assert found() == (1, "vereist", str(RULES[1].ask))
    change(people, draft, severity="advies", ask="Vertel wat er speelt.")
    assert found()[0] == 1
    publish(people, draft)
    assert found() == (2, "advies", "Vertel wat er speelt.")
    assert AuditEvent.objects.filter(verb="publish_rules", visibility=Visibility.PUBLIC).count() == 2


def test_the_same_words_change_nothing_and_older_words_are_refused(people: People, draft: RuleSet) -> None:
    old = stamp(words_of(draft.rules.get(code="CR-02")))
    change(people, draft, ask="Vertel wat er speelt.")
    change(people, draft)
    assert AuditEvent.objects.filter(verb="edit_rule").count() == 1
    with pytest.raises(StaleError):
        change(people, draft, seen=old, ask="Iets anders.")


@pytest.mark.parametrize(
    ("code", "changed", "field"),
    [
        ("CR-02", {"severity": "streng"}, "severity"),
        ("CR-17", {"severity": "advies"}, "severity"),
        ("CR-02", {"name": "  "}, "name"),
        ("CR-02", {"name": "x" * 121}, "name"),
        ("CR-02", {"ask": "woord " * 21}, "ask"),
        ("CR-02", {"reason": "a\x00"}, "reason"),
    ],
)
def test_bad_words_are_told_at_their_field(
    people: People, draft: RuleSet, code: str, changed: dict[str, str], field: str
) -> None:
    with pytest.raises(RuleError) as refusal:
        change(people, draft, code, **changed)
    assert refusal.value.field == field


def test_a_version_that_was_read_is_published_and_no_other(people: People, draft: RuleSet) -> None:
    seen = stamp_of(draft)
    change(people, draft, ask="Vertel wat er speelt.")
    with pytest.raises(StaleError):
        publish_rules(ruleset=draft, seen=seen, actor=people.actor("administrator"), now=NOW)
    assert publish(people, draft).published_at == NOW
    assert publish(people, draft).published_at == NOW


def test_a_draft_is_thrown_away_a_published_version_never(people: People, draft: RuleSet) -> None:
    actor = people.actor("administrator")
    with pytest.raises(StaleError):
        drop_rules(ruleset=RuleSet.objects.get(version=1), actor=actor, now=NOW)
    drop_rules(ruleset=draft, actor=actor, now=NOW)
    drop_rules(ruleset=draft, actor=actor, now=NOW)
    assert [row.version for row in RuleSet.objects.all()] == [1]


@pytest.mark.parametrize("name", ["wijk_coordinator", "clerk", "stranger", "anonymous"])
def test_only_administrators_write_rules(people: People, draft: RuleSet, name: str) -> None:
    actor = people.actor(name)
    line = draft.rules.get(code="CR-02")
    for act in (
        lambda: begin_rules(actor=actor, now=NOW),
        lambda: edit_rule(line=line, words=words_of(line), seen="", actor=actor, now=NOW),
        lambda: publish_rules(ruleset=draft, seen="", actor=actor, now=NOW),
        lambda: drop_rules(ruleset=draft, actor=actor, now=NOW),
    ):
        with pytest.raises(NotAllowedError):
            act()


# Frozen ----------------------------------------------------------------------------------------------
def test_python_refuses_to_change_what_is_published(people: People, draft: RuleSet) -> None:
    line = draft.rules.get(code="CR-02")
    publish(people, draft)
    for row in (RuleSet.objects.get(version=2), line):
        for attempt in (row.save, row.delete):
            with pytest.raises(FrozenError):
                attempt()


@pytest.mark.parametrize("table", ["processes_ruleset", "processes_ruletext"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_what_is_published(db: None, table: str, sql: str) -> None:
    publish_standard(now=NOW)
    with pytest.raises(DatabaseError, match=r"definitive|published"):
        _run(sql.format(table))


def _run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


def test_no_version_lets_a_transfer_go_without_the_council(draft: RuleSet) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.rules.filter(code="CR-17").update(severity="advies")
