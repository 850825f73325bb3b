# SPDX-License-Identifier: EUPL-1.2
"""A moment to look back is called off as it is moved: by both sides. What was called off says why, and stays so."""

import django.db.models.deletion
from django.db import migrations, models

# Until now one side called off. What the trail knows of the moment is kept.
TELL_WHY = """
UPDATE processes_evaluation AS moment
SET called_off_as = 'taken_back',
    called_off_at = COALESCE(
        (SELECT max(event.at) FROM core_auditevent AS event
         WHERE event.verb = 'cancel_evaluation' AND event.object_type = 'evaluation'
           AND event.object_id = moment.id),
        moment.created_at)
WHERE moment.state = 'cancelled';
"""
FORGET_WHY = """
DELETE FROM processes_moveproposal WHERE to_day IS NULL;
UPDATE processes_evaluation SET called_off_as = '', called_off_at = NULL WHERE called_off_at IS NOT NULL;
"""
STAYS_OFF = """
CREATE FUNCTION gm_refuse_calling_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'evaluation % was called off and stays so', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER evaluation_called_off_stays_so BEFORE UPDATE ON processes_evaluation
    FOR EACH ROW WHEN (
        OLD.called_off_at IS NOT NULL
        AND (NEW.state, NEW.called_off_as, NEW.called_off_at, NEW.summary)
            IS DISTINCT FROM (OLD.state, OLD.called_off_as, OLD.called_off_at, OLD.summary)
    ) EXECUTE FUNCTION gm_refuse_calling_on();
"""
GOES_ON = """
DROP TRIGGER evaluation_called_off_stays_so ON processes_evaluation;
DROP FUNCTION gm_refuse_calling_on();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_mail_backs_off"),
        ("processes", "0023_what_was_revealed_stays_so"),
    ]

    operations = [
        migrations.AddField(
            model_name="evaluation",
            name="called_off_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("together", "afgelast door beide kanten"),
                    ("taken_back", "teruggenomen door wie het plande"),
                    ("agreement_ended", "afgelast: afspraak beëindigd"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="called_off_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="planned_by",
            field=models.ForeignKey(
                help_text="The one party that chose the day; empty once both sides, or the cycle, asked for it",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="processes.party",
            ),
        ),
        migrations.AlterField(
            model_name="moveproposal",
            name="to_day",
            field=models.DateField(help_text="Empty: call it off", null=True),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="kind",
            field=models.CharField(
                choices=[
                    ("six_weeks_before", "zes weken vooraf"),
                    ("two_weeks_before", "twee weken vooraf"),
                    ("on_the_day", "op de dag"),
                    ("two_weeks_late", "twee weken later"),
                    ("six_weeks_late", "zes weken later"),
                    ("conversation_quiet", "gesprek dat stil ligt"),
                    ("answer_waits", "antwoord van de andere kant"),
                    ("joint_waits", "gezamenlijk voorstel dat wacht"),
                    ("signature_waits", "versie die op een handtekening wacht"),
                    ("promise_waits", "melding die op bevestiging wacht"),
                    ("lesson_waits", "leerpunt van een jaar geleden"),
                    ("move_waits", "voorstel voor een moment dat wacht"),
                    ("outcome_waits", "besluit van het terugkijken dat wacht"),
                    ("seat_ends", "mandaat dat afloopt"),
                    ("agreement_ends", "afspraak die afloopt"),
                    ("decision_ends", "raadsbesluit dat afloopt"),
                    ("one_person_left", "partij met nog één persoon"),
                    ("council_overview", "overzicht voor de raad"),
                ],
                max_length=24,
            ),
        ),
        migrations.RunSQL(TELL_WHY, FORGET_WHY),
        migrations.AddIndex(
            model_name="agreementoutcome",
            index=models.Index(fields=["at"], name="agreement_outcome_at"),
        ),
        migrations.AddIndex(
            model_name="moveproposal",
            index=models.Index(fields=["at"], name="move_proposal_at"),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("called_off_as", ""), ("called_off_at__isnull", True)),
                    models.Q(
                        ("called_off_at__isnull", False),
                        ("state", "cancelled"),
                        models.Q(("called_off_as", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="evaluation_called_off_says_when_and_why",
            ),
        ),
        migrations.RunSQL(STAYS_OFF, GOES_ON),
    ]
