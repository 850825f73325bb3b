# SPDX-License-Identifier: EUPL-1.2
"""Reads on the rules of congruence: the version that counts now, every version, and one line of a draft."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _lazy

from gm_portal.core.memory import kept_in_memory
from processes.enums import AgreementKind, Severity
from processes.models import RuleSet, RuleText
from processes.rules.congruence_facts import Rule, RuleBook
from processes.rules.congruence_standard import STANDARD

MOST_VERSION = 32_000


@kept_in_memory(8)
def book_of_pk(pk: int) -> RuleBook:
    """One published version as plain data. One query the first time; it never changes after that."""
    lines = list(RuleText.objects.filter(ruleset=pk).select_related("ruleset").order_by("position"))
    return RuleBook(lines[0].ruleset.version, tuple(map(rule_of, lines)))


def present_book() -> RuleBook:
    """The newest published version; the standard rules where none is published yet."""
    newest = RuleSet.objects.filter(published_at__isnull=False).order_by("-version").first()
    return book_of_pk(newest.pk) if newest else STANDARD


def rule_of(line: RuleText) -> Rule:
    """One line as the check reads it. Words that are still the standard ones are read in the reader's language."""
    return Rule(
        line.code,
        line.from_level,
        Severity(line.severity),
        tuple(line.value_codes),
        _lazy(line.name),
        _lazy(line.ask),
        _lazy(line.reason),
        AgreementKind(line.kind) if line.kind else None,
        line.sort,
    )


def all_rule_sets() -> QuerySet[RuleSet]:
    """Every version, newest first."""
    return RuleSet.objects.order_by("-version")


def rules_by_version(version: int) -> RuleSet:
    """One version, draft or published. Raises `RuleSet.DoesNotExist`."""
    return RuleSet.objects.get(version=min(version, MOST_VERSION))


def published_rules(version: int) -> RuleSet:
    """One published version. Raises `RuleSet.DoesNotExist`."""
    return RuleSet.objects.get(version=min(version, MOST_VERSION), published_at__isnull=False)


def draft_line(version: int, code: str) -> RuleText:
    """One rule of a draft. Raises `RuleText.DoesNotExist`."""
    lines = RuleText.objects.select_related("ruleset")
    return lines.get(
        ruleset__version=min(version, MOST_VERSION), ruleset__published_at__isnull=True, code=code
    )
