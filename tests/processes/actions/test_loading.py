# SPDX-License-Identifier: EUPL-1.2
"""Loading what is documented about Groningen: everything, once, and never over what people made."""

import pytest
from django.db import connection
from django.test import Client

from gm_portal.core import pages
from gm_portal.core.actors import NOBODY, SYSTEM
from gm_portal.core.errors import NotAllowedError
from gm_portal.core.models import AuditEvent, Visibility
from gm_portal.core.origins import Origin
from processes import models
from processes.actions.loading import load_documented
from processes.enums import AgreementState, AnswerType, EvaluationState, ProcessState
from processes.queries.congruence import standings_of
from processes.rules.agreements import validate_fields
from tests.factories import NOW, TODAY, AgreementFactory, PartyFactory

pytestmark = pytest.mark.django_db
RUNNING = {"rivierenbuurt", "hoogkerk", "onnen-noordlaren-glimmen"}
TABLES = [model._meta.db_table for model in vars(models).values() if hasattr(model, "_meta")]


def load():
    return load_documented(actor=SYSTEM, now=NOW)


def contents():
    """Every row of every table of the app, as the database has it."""
    found = {}
    with connection.cursor() as cursor:
        for table in [*TABLES, "processes_process_areas", "processes_evaluation_agreements"]:
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            found[table] = cursor.fetchall()
    return found


def test_everything_documented_is_loaded() -> None:
    changed = load()
    assert models.Area.objects.count() == 68
    assert models.Area.objects.filter(kind="wijk").count() == 45
    assert models.Process.objects.count() == 4
    assert models.Question.objects.count() == 24
    assert models.BuildingBlock.objects.count() == 5
    assert models.CompassValue.objects.count() == 7
    assert models.Archetype.objects.count() == 3
    assert models.LevelOfSay.objects.count() == 4
    assert models.Fact.objects.count() == 34
    assert changed["areas"] == 68
    assert changed["processes"] == 4
    assert {process.slug for process in models.Process.objects.running()} == RUNNING


def test_one_process_can_span_more_areas() -> None:
    load()
    spans = {
        process.slug: sorted(process.areas.values_list("code", flat=True))
        for process in models.Process.objects.all()
    }
    assert spans == {
        "rivierenbuurt": ["rivierenbuurt"],
        "hoogkerk": ["de-buitenhof", "gravenburg", "hoogkerk", "leegkerk", "vierverlaten"],
        "onnen-noordlaren-glimmen": ["glimmen", "noordlaren", "onnen"],
        "de-hoogte-korrewegwijk": ["de-hoogte", "korrewegwijk"],
    }


def test_a_second_time_nothing_changes() -> None:
    load()
    before = contents()
    events = AuditEvent.objects.count()
    generation = pages.generation()
    assert load() == {}
    assert contents() == before
    assert AuditEvent.objects.count() == events
    assert pages.generation() == generation


def test_what_people_made_of_it_stays() -> None:
    load()
    process = models.Process.objects.get(slug="hoogkerk")
    process.title, process.intro, process.step = "Ons Hoogkerk", "Zo doen wij dat.", 1
    process.save()
    party = process.parties.get(kind="resident_organisation")
    party.name = "Wijkraad, nieuwe naam"
    party.save()
    PartyFactory(process=process, name="Inwoners", kind="residents")
    AgreementFactory(process=process, number=7, title="Een eigen afspraak")
    documented = process.agreements.get(number=1)
    documented.current = models.AgreementVersion.objects.create(
        agreement=documented, number=2, title="Andere titel", text="Anders.", level="N2", at=NOW
    )
    documented.state = AgreementState.DISCUSSED
    documented.save()
    conversation = process.conversations.get()
    conversation.state, conversation.closed_at = "closed", NOW
    conversation.save()
    before = contents()
    assert load() == {}
    assert contents() == before


def test_a_border_that_changed_is_brought_up_to_date() -> None:
    load()
    models.Area.objects.filter(code="onnen").update(outline="M0 0", population=1)
    assert load() == {"areas": 1}
    area = models.Area.objects.get(code="onnen")
    assert len(area.outline) > 50
    assert area.population is None


def test_a_missing_documented_row_is_filled_in_after_what_people_made() -> None:
    load()
    process = models.Process.objects.get(slug="rivierenbuurt")
    process.story.filter(when="2022").delete()
    AgreementFactory(process=process, number=5, title="Een eigen afspraak")
    assert load() == {"story": 1}


def test_every_row_says_where_it_comes_from() -> None:
    load()
    for model in (models.Fact, models.Experiment, models.StoryEvent, models.Lesson):
        rows = list(model.objects.all())
        assert rows
        assert {row.origin for row in rows} <= {Origin.SEED, Origin.FOUND}
        assert [row for row in rows if row.source.strip() in ("", "-")] == []
    labels = (Origin.SEED, Origin.FOUND, Origin.EXAMPLE)
    for row in models.Evaluation.objects.all():
        assert row.origin in labels
        assert bool(row.source) == (row.origin != Origin.EXAMPLE)
    for row in models.Agreement.objects.all():
        assert row.origin in labels
        assert (row.source == "meegeleverd met dit portaal") == (row.origin == Origin.EXAMPLE)
        assert (bool(row.source), row.loaded_from) == (True, "processes.json")
    assert set(models.Process.objects.values_list("loaded_from", flat=True)) == {"processes.json"}
    questions = dict(models.Question.objects.values_list("code", "origin"))
    assert {code for code, origin in questions.items() if origin == Origin.SEED} == {"BES-1"}
    assert set(questions.values()) == {Origin.SEED, Origin.PROPOSAL}


def test_what_is_not_known_stays_out() -> None:
    load()
    assert list(models.Experiment.objects.values_list("code", "area__code")) == [
        ("E1", "oosterparkwijk"),
        ("E2", "de-wijert"),
    ]
    greening = models.AgreementVersion.objects.get(title="Bijdrage voor vergroening")
    assert not any("amount" in name or "bedrag" in name for name in greening.fields)
    villages = models.Process.objects.get(slug="onnen-noordlaren-glimmen")
    assert villages.accent_text == ""
    assert not models.SignOff.objects.exists()


def test_example_text_carries_its_label_and_not_the_marker() -> None:
    load()
    for model, field in ((models.AgreementVersion, "text"), (models.StoryEvent, "text")):
        assert not model.objects.filter(**{f"{field}__contains": "[voorbeeldtekst]"}).exists()
    assert models.Agreement.objects.filter(origin=Origin.EXAMPLE).count() == 4


def test_the_pilot_is_finished_and_taught_three_lessons() -> None:
    load()
    pilot = models.Process.objects.get(slug="de-hoogte-korrewegwijk")
    assert pilot.state == ProcessState.FINISHED
    assert not pilot.conversations.exists()
    assert list(pilot.agreements.values_list("kind", "state", "published__level")) == [
        ("taak", "ended", "N4")
    ]
    assert [lesson.number for lesson in pilot.lessons.all()] == [1, 2, 3]
    assert "uitvoeringskracht" in pilot.lessons.get(number=2).text


def test_hoogkerk_was_evaluated_on_the_documented_day() -> None:
    load()
    evaluation = models.Evaluation.objects.get()
    assert (evaluation.process.slug, evaluation.state) == ("hoogkerk", EvaluationState.HELD)
    assert str(evaluation.held_on) == "2023-11-28"
    assert evaluation.outcome == ""


def test_running_processes_start_a_first_round_on_the_published_praatplaat() -> None:
    load()
    plate = models.Praatplaat.objects.get()
    assert plate.published_at == NOW
    rounds = models.Conversation.objects.values_list("process__slug", "round", "praatplaat__version", "state")
    assert set(rounds) == {(slug, 1, 1, "open") for slug in RUNNING}


def test_documented_fields_are_known_to_their_kind() -> None:
    load()
    for agreement in models.Agreement.objects.select_related("current"):
        clean, problems = validate_fields(agreement.kind, agreement.current.fields, complete=False)
        assert problems == [], agreement
        assert clean == agreement.current.fields


def test_hoogkerk_at_n3_lacks_what_the_sources_do_not_give() -> None:
    load()
    process = models.Process.objects.get(slug="hoogkerk")
    standing = standings_of([process], today=TODAY)[process.pk]
    open_rules = {finding.rule for finding in standing.findings if finding.status == "open"}
    assert standing.level == "N3"
    assert {"CR-09", "CR-11", "CR-14", "CR-16"} <= open_rules
    assert not {"CR-04", "CR-10", "CR-12", "CR-15"} & open_rules


def test_answer_types_are_those_of_the_questions() -> None:
    load()
    types = {question.code: question for question in models.Question.objects.all()}
    assert {question.answer_type for question in types.values()} == set(AnswerType.values)
    assert (types["KIE-1"].max_choices, types["KIE-1"].with_text) == (5, True)
    assert {code for code, question in types.items() if question.per_side} == {"DOE-2", "TER-5"}
    assert types["DEN-3"].options[1] == {
        "code": "kleine-tafelgesprekken-per-straat",
        "text": "kleine tafelgesprekken per straat",
    }
    assert [option["code"] for option in types["BES-2"].options] == ["N1", "N2", "N3", "N4", "unknown"]
    known = set(models.CompassValue.objects.values_list("code", flat=True))
    assert all(set(question.value_codes) <= known for question in types.values())


def test_loading_is_no_news_of_an_area() -> None:
    load()
    news = AuditEvent.objects.filter(process_id__isnull=False, visibility=Visibility.PUBLIC, by_system=False)
    assert not news.exists()


def test_only_the_system_loads() -> None:
    with pytest.raises(NotAllowedError):
        load_documented(actor=NOBODY, now=NOW)
    assert not models.Area.objects.exists()


def test_the_pilot_is_a_reversed_challenge_that_stopped_where_the_givers_held_back() -> None:
    load()
    task = models.Process.objects.get(slug="de-hoogte-korrewegwijk").challenges.get()
    assert (task.route, task.step, task.stopped_from, task.is_shared) == (
        "omgekeerd",
        "stopped",
        "consent",
        True,
    )
    assert [(giver.kind, giver.name, giver.consent) for giver in task.giving.all()] == [
        ("department", "Inkomensdienstverlening", "open"),
        ("partner", "Sport- en Cultuurfonds", "open"),
        ("partner", "Stichting Leergeld", "open"),
        ("partner", "Stichting WIJ", "open"),
    ]
    assert task.agreement is not None
    assert task.agreement.kind == "taak"
    assert task.lessons.count() == 3
    assert [move.target_step for move in task.moves.order_by("number")] == ["idea", "exploration", "stopped"]
    page = Client().get(task.get_absolute_url()).content.decode()
    for words in (
        "Dat zijn 2 × 1 = 2 plekken waar mensen het eens moeten worden.",
        "Kies een kleinere taak.",
        "Niet bekend uit de bron.",
        "gestopt, uiterlijk begin 2023",
        "uit het raadsstuk",
    ):
        assert words in page
