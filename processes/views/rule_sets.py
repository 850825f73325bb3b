# SPDX-License-Identifier: EUPL-1.2
"""The rules of congruence: for everybody to read, and for administrators to write a next version."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError, StaleError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from processes.actions import rule_sets as actions
from processes.enums import Level, Permission
from processes.forms.rule_sets import RuleForm
from processes.models import RuleSet, RuleText
from processes.queries import rule_sets as queries
from processes.rules.congruence import VALUE_NAMES
from processes.rules.congruence_facts import Rule, RuleBook
from processes.rules.rule_sets import RuleWords

Crumbs = list[tuple[str, str]]


def _groups(rules: Sequence[Rule]) -> list[tuple[str, list[tuple[Rule, list[str]]]]]:
    """The rules under the level of say from which they are asked, those for all levels last."""
    titles = {level.value: f"{level.value}: {level.label}" for level in Level} | {"": _("Bij elk niveau")}
    return [
        (
            title,
            [
                (rule, [str(VALUE_NAMES[code]) for code in rule.values])
                for rule in rules
                if rule.from_level == at
            ],
        )
        for at, title in titles.items()
    ]


@gate(see=Permission.RULES_READ, published=True)
def rules_page(request: HttpRequest) -> HttpResponse:
    """The rules all findings rest on now."""
    return _show(request, queries.present_book(), [(_("Regels"), "")])


@gate(see=Permission.RULES_READ, fetch=queries.published_rules, published=True)
def version_page(request: HttpRequest, ruleset: RuleSet, version: int) -> HttpResponse:
    """Exactly one published version, also when there is a newer one."""
    words = _("Versie %(version)s") % {"version": version}
    return _show(request, queries.book_of_pk(ruleset.pk), [(_("Regels"), reverse("rules")), (words, "")])


def _show(request: HttpRequest, book: RuleBook, crumbs: Crumbs) -> HttpResponse:
    page = {"version": book.version, "groups": _groups(book.rules), "crumbs": crumbs}
    return render(request, "processes/congruence/rules.html", page)


# --- administration -----------------------------------------------------------------------------------------
def _crumbs(*more: tuple[str, str]) -> Crumbs:
    return [(_("Beheer"), reverse("administration")), (_("Regels"), reverse("admin-rules")), *more]


@gate(see=Permission.RULES_EDIT, methods=("GET", "POST"))
def admin_list(request: HttpRequest) -> HttpResponse:
    """All versions; posting begins the next one."""
    if request.method == "POST":
        draft = actions.begin_rules(actor=current_actor(request), now=clock.now())
        return redirect("admin-rules-draft", draft.version)
    versions = list(queries.all_rule_sets())
    newest = next((row for row in versions if row.published_at), None)
    page = {
        "versions": versions,
        "draft": next((row for row in versions if not row.published_at), None),
        "next_version": newest.version + 1 if newest else 2,
        "crumbs": [*_crumbs()[:1], (_("Regels"), "")],
    }
    return render(request, "processes/congruence/admin_rules.html", page)


@gate(see=Permission.RULES_EDIT, fetch=queries.rules_by_version, methods=("GET", "POST"))
def draft_page(request: HttpRequest, ruleset: RuleSet, version: int) -> HttpResponse:
    """A draft with all its rules; posting publishes it or throws it away. A published version is read in public."""
    if ruleset.published_at is not None:
        return redirect(ruleset)
    if request.method == "POST":
        try:
            return _close_draft(request, ruleset)
        except PortalError as error:
            messages.error(request, error.message)
            return redirect("admin-rules-draft", version)
    rules = [queries.rule_of(line) for line in ruleset.rules.order_by("position")]
    page = {
        "ruleset": ruleset,
        "groups": _groups(rules),
        "stamp": actions.stamp_of(ruleset),
        "crumbs": _crumbs((_("Concept versie %(version)s") % {"version": version}, "")),
    }
    return render(request, "processes/congruence/draft_rules.html", page)


def _close_draft(request: HttpRequest, ruleset: RuleSet) -> HttpResponse:
    actor, now = current_actor(request), clock.now()
    if request.POST.get("stap") == "weg":
        actions.drop_rules(ruleset=ruleset, actor=actor, now=now)
        messages.success(request, _("Het concept is weggegooid."))
        return redirect("admin-rules")
    done = actions.publish_rules(ruleset=ruleset, seen=request.POST.get("gezien", ""), actor=actor, now=now)
    messages.success(request, _("Versie %(version)s is vastgesteld.") % {"version": done.version})
    return redirect(done)


@gate(see=Permission.RULES_EDIT, fetch=queries.draft_line, methods=("GET", "POST"))
def rule_page(request: HttpRequest, line: RuleText, version: int, code: str) -> HttpResponse:
    """One rule of a draft to change. When somebody else changed it meanwhile, both texts are shown."""
    form = bound(RuleForm, request, code=code, words=actions.words_of(line))
    other: RuleWords | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_rule(
                line=line,
                words=form.words(),
                seen=form.cleaned_data["seen"],
                actor=current_actor(request),
                now=clock.now(),
            )
        except StaleError as error:
            other = actions.words_of(line)
            form.add_error(None, error.message)
            form.start_from(other)
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("%(code)s is bewaard.") % {"code": code})
            return redirect(f"{reverse('admin-rules-draft', args=(version,))}#{code}")
    draft_words = _("Concept versie %(version)s") % {"version": version}
    page: dict[str, Any] = {
        "line": line,
        "form": form,
        "other": other,
        "crumbs": _crumbs((draft_words, reverse("admin-rules-draft", args=(version,))), (code, "")),
    }
    return render(request, "processes/congruence/rule.html", page, status=400 if form.errors else 200)
