# SPDX-License-Identifier: EUPL-1.2
"""The database itself refuses to change or delete definitive records (contract 5)."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION gm_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is definitive: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""
TRIGGERS = """
CREATE TRIGGER audit_rows_are_frozen BEFORE UPDATE OR DELETE ON core_auditevent
    FOR EACH ROW EXECUTE FUNCTION gm_refuse_change();
CREATE TRIGGER audit_table_is_frozen BEFORE TRUNCATE ON core_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION gm_refuse_change();
"""
BACK = """
DROP TRIGGER audit_rows_are_frozen ON core_auditevent;
DROP TRIGGER audit_table_is_frozen ON core_auditevent;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_audit_and_mail")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION gm_refuse_change();"),
        migrations.RunSQL(TRIGGERS, BACK),
    ]
