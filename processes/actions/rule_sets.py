# SPDX-License-Identifier: EUPL-1.2
"""Writes on versions of the rules: the standard one, a next one as a copy, its words, publish, throw away."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from gm_portal.core import audit, permissions
from gm_portal.core.actors import SYSTEM, Actor
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.models import Visibility
from gm_portal.core.origins import Origin
from processes.enums import Permission
from processes.models import RuleSet, RuleText
from processes.rules.congruence_standard import STANDARD
from processes.rules.rule_sets import RuleWords, flaws_of
from processes.rules.versions import stamp

WORDS = ("severity", "name", "ask", "reason")


@transaction.atomic
def publish_standard(*, now: dt.datetime) -> int:
    """Lay down the rules the portal comes with as version 1, where no version is published yet. By the system.

    Returns how many rules were written. A version that is there is left as it is: it is definitive.
    """
    if RuleSet.objects.filter(published_at__isnull=False).exists():
        return 0
    ruleset, created = RuleSet.objects.get_or_create(
        version=STANDARD.version, defaults={"origin": Origin.PROPOSAL}
    )
    if not created:
        return 0
    with override("nl"):  # the words as they are written, whatever the reader's language
        RuleText.objects.bulk_create(
            RuleText(
                ruleset=ruleset,
                code=rule.code,
                from_level=rule.from_level,
                severity=rule.severity,
                value_codes=list(rule.values),
                kind=rule.kind or "",
                sort=rule.sort,
                name=str(rule.name),
                ask=str(rule.ask),
                reason=str(rule.anchor),
                position=position,
            )
            for position, rule in enumerate(STANDARD.rules, 1)
        )
    ruleset.published_at = now
    ruleset.save(update_fields=("published_at",))
    _record(ruleset, "publish_rules", SYSTEM, now, Visibility.PUBLIC)
    return len(STANDARD.rules)


@transaction.atomic
def begin_rules(*, actor: Actor, now: dt.datetime) -> RuleSet:
    """Start the next version as a copy of the newest; the draft that is there is returned as it is."""
    permissions.require(actor, Permission.RULES_EDIT)
    publish_standard(now=now)
    newest = RuleSet.objects.select_for_update().filter(published_at__isnull=False).latest("version")
    draft = RuleSet.objects.filter(published_at__isnull=True).first()
    if draft is not None:
        return draft
    draft = RuleSet.objects.create(version=newest.version + 1, origin=Origin.PORTAL)
    lines = list(newest.rules.order_by("position"))
    for line in lines:
        line.pk, line.ruleset = None, draft
    RuleText.objects.bulk_create(lines)
    _record(draft, "begin_rules", actor, now)
    return draft


def words_of(line: RuleText) -> RuleWords:
    """What may be changed of a rule, as it is."""
    return RuleWords(*(getattr(line, name) for name in WORDS))


@transaction.atomic
def edit_rule(*, line: RuleText, words: RuleWords, seen: str, actor: Actor, now: dt.datetime) -> RuleText:
    """Change the words and the severity of one rule of a draft; everything wrong is a `RuleError` at its field.

    Raises `StaleError` when somebody changed the rule after `seen`. The same words twice change nothing.
    """
    permissions.require(actor, Permission.RULES_EDIT)
    _draft(line.ruleset_id)
    line = RuleText.objects.select_related("ruleset").get(pk=line.pk)
    words, current = words.tidied(), words_of(line)
    if words == current:
        return line
    if seen != stamp(current):
        raise StaleError(_("Iemand veranderde deze regel net. Lees die tekst eerst."))
    for field, message in flaws_of(line.code, words):
        raise RuleError(message, field=field)
    for name in WORDS:
        setattr(line, name, getattr(words, name))
    line.save(update_fields=WORDS)
    _record(line.ruleset, "edit_rule", actor, now, code=line.code)
    return line


@transaction.atomic
def publish_rules(*, ruleset: RuleSet, seen: str, actor: Actor, now: dt.datetime) -> RuleSet:
    """Make a draft the version all findings rest on; from here on nothing changes it any more.

    `seen` is the stamp of the whole version that was read. A version that is published already is returned.
    """
    permissions.require(actor, Permission.RULES_EDIT)
    ruleset = RuleSet.objects.select_for_update().get(pk=ruleset.pk)
    if ruleset.published_at is not None:
        return ruleset
    if stamp_of(ruleset) != seen:
        raise StaleError(_("Iemand veranderde dit concept net. Lees het nog eens en stel het dan vast."))
    ruleset.published_at = now
    ruleset.save(update_fields=("published_at",))
    _record(ruleset, "publish_rules", actor, now, Visibility.PUBLIC)
    return ruleset


@transaction.atomic
def drop_rules(*, ruleset: RuleSet, actor: Actor, now: dt.datetime) -> None:
    """Throw a draft away. One that is gone already changes nothing."""
    permissions.require(actor, Permission.RULES_EDIT)
    draft = RuleSet.objects.select_for_update().filter(pk=ruleset.pk).first()
    if draft is None:
        return
    if draft.published_at is not None:
        raise StaleError(_("Deze versie is intussen vastgesteld."))
    _record(draft, "drop_rules", actor, now)
    draft.rules.all().delete()
    draft.delete()


def stamp_of(ruleset: RuleSet) -> str:
    """A fingerprint of a whole version: equal only when no word changed."""
    lines = ruleset.rules.order_by("position")
    return stamp(RuleWords("", "", "", "|".join(f"{line.code}:{stamp(words_of(line))}" for line in lines)))


def _draft(pk: int) -> RuleSet:
    ruleset = RuleSet.objects.select_for_update().get(pk=pk)
    if ruleset.published_at is not None:
        raise StaleError(_("Deze versie is intussen vastgesteld. Begin aan een volgende versie."))
    return ruleset


def _record(
    ruleset: RuleSet,
    verb: str,
    actor: Actor,
    now: dt.datetime,
    visibility: Visibility = Visibility.ADMIN,
    **data: Any,
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=ruleset,
        now=now,
        visibility=visibility,
        version=ruleset.version,
        **data,
    )
