# SPDX-License-Identifier: EUPL-1.2
"""A yes of the council that had ended by the day of adoption carries nothing (CR-17); 0019 asks for the yes itself.

Looked at whenever the state or the text in force changes: a yes that ends later is told on the page, and never
stands in the way of ending the agreement. What a source documents was decided elsewhere.
"""

from django.db import migrations

NEEDS = """
CREATE FUNCTION gm_in_force_needs_the_council() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state NOT IN ('adopted', 'running', 'evaluated') OR NEW.origin NOT IN ('portal', 'example') THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state = OLD.state AND NEW.kind = OLD.kind AND NEW.origin = OLD.origin
        AND NEW.published_id IS NOT DISTINCT FROM OLD.published_id THEN
        RETURN NEW;
    END IF;
    -- Signed in the portal, at N4 or over a power; what was loaded has no author.
    IF NOT EXISTS (
        SELECT 1 FROM processes_agreementversion
        WHERE id = NEW.published_id AND author_id IS NOT NULL AND (level = 'N4' OR NEW.kind = 'bevoegdheid')
    ) THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM processes_councildecision
        WHERE version_id = NEW.published_id AND outcome = 'approved'
          AND (ends_on IS NULL OR NEW.adopted_at IS NULL
               OR ends_on >= (NEW.adopted_at AT TIME ZONE 'Europe/Amsterdam')::date)
    ) THEN
        RAISE EXCEPTION 'agreement % hands over a task or power: it needs a yes of the council', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_in_force_needs_the_council BEFORE INSERT OR UPDATE ON processes_agreement
    FOR EACH ROW EXECUTE FUNCTION gm_in_force_needs_the_council();
"""
NEEDS_NOT = """
DROP TRIGGER agreement_in_force_needs_the_council ON processes_agreement;
DROP FUNCTION gm_in_force_needs_the_council();
"""


class Migration(migrations.Migration):
    dependencies = [("processes", "0019_no_agreement_in_force_unsigned")]
    operations = [migrations.RunSQL(NEEDS, NEEDS_NOT)]
