# SPDX-License-Identifier: EUPL-1.2
"""What was agreed before gets its named parties, hashes and mandates; what is being amended is suspended."""

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import migrations

FROZEN = ("processes_agreementversion", "processes_signoff")
THAW = "".join(f"ALTER TABLE {table} DISABLE TRIGGER {table}_rows_are_frozen;\n" for table in FROZEN)
FREEZE = "SET CONSTRAINTS ALL IMMEDIATE;\n" + "".join(
    f"ALTER TABLE {table} ENABLE TRIGGER {table}_rows_are_frozen;\n" for table in FROZEN
)
# Who signed what is in force is who it binds; otherwise all parties of the table that sign.
NAME = """
INSERT INTO processes_agreementparty (agreement_id, party_id)
SELECT DISTINCT a.id, s.party_id FROM processes_agreement a
  JOIN processes_signoff s ON s.version_id = a.published_id;
INSERT INTO processes_agreementparty (agreement_id, party_id)
SELECT a.id, p.id FROM processes_agreement a
  JOIN processes_party p ON p.process_id = a.process_id AND p.kind IN ('resident_organisation', 'area_team')
 WHERE NOT EXISTS (SELECT 1 FROM processes_agreementparty n WHERE n.agreement_id = a.id);
"""
SUSPEND = """
UPDATE processes_agreement SET resumes_as = state, state = 'suspended'
 WHERE state IN ('adopted', 'running', 'evaluated') AND published_id IS DISTINCT FROM current_id;
"""
RESUME = "UPDATE processes_agreement SET state = resumes_as WHERE state = 'suspended';"
MANDATES = """
UPDATE processes_signoff s SET version_hash = v.content_hash
  FROM processes_agreementversion v WHERE v.id = s.version_id;
UPDATE processes_signoff s SET mandate_from = m.starts_on
  FROM processes_membership m
 WHERE m.party_id = s.party_id AND m.user_id = s.user_id AND m.role = s.role
   AND m.starts_on <= (s.at AT TIME ZONE 'Europe/Amsterdam')::date
   AND (m.ends_on IS NULL OR m.ends_on >= (s.at AT TIME ZONE 'Europe/Amsterdam')::date);
"""


def add_hashes(apps: Any, schema_editor: Any) -> None:
    """Fill `content_hash` as `AgreementVersion.said()` did when this was written."""
    version_model = apps.get_model("processes", "AgreementVersion")
    named: dict[int, list[int]] = {}
    for row in apps.get_model("processes", "AgreementParty").objects.all():
        named.setdefault(row.agreement_id, []).append(row.party_id)
    last: dict[int, str] = {}
    rows = version_model.objects.select_related("agreement__process").order_by("agreement_id", "number")
    for row in rows:
        said = _said(row, sorted(named.get(row.agreement_id, [])), last.get(row.agreement_id, ""))
        written = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        last[row.agreement_id] = hashlib.sha256(written.encode()).hexdigest()
        version_model.objects.filter(pk=row.pk).update(content_hash=last[row.agreement_id])


def _said(row: Any, parties: list[int], previous: str) -> dict[str, Any]:
    return {
        "format": "gronings-model/agreement-version/1",
        "process": row.agreement.process.slug,
        "agreement": row.agreement.number,
        "kind": row.agreement.kind,
        "version": row.number,
        "previous": previous,
        "parties": parties,
        "title": row.title,
        "text": row.text,
        "level": row.level,
        "fields": row.fields,
        "starts_on": row.starts_on and row.starts_on.isoformat(),
        "ends_on": row.ends_on and row.ends_on.isoformat(),
        "evaluate_on": row.evaluate_on and row.evaluate_on.isoformat(),
        "reason": row.reason,
        "is_public": row.is_public,
        "private_reason": row.private_reason,
        "written_at": row.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
    }


class Migration(migrations.Migration):
    dependencies = [("processes", "0017_agreement_versions_have_hashes")]
    operations = [
        migrations.RunSQL(NAME, migrations.RunSQL.noop),
        migrations.RunSQL(SUSPEND, RESUME),
        migrations.RunSQL(THAW, migrations.RunSQL.noop),
        migrations.RunPython(add_hashes, migrations.RunPython.noop),
        migrations.RunSQL(MANDATES + FREEZE, migrations.RunSQL.noop),
    ]
