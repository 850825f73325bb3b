# SPDX-License-Identifier: EUPL-1.2
"""Words that go with the pictures."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gm_portal.core.pictures.plate import PlateDot, PlateQuestion

register = template.Library()


@register.simple_tag
def dot(wijk: str, gemeente: str, joint: str = "") -> SafeString:
    """The dot of one question beside its text: two halves, and a ring around a joint answer."""
    return _dot(str(wijk), str(gemeente), str(joint))


@lru_cache(maxsize=64)
def _dot(wijk: str, gemeente: str, joint: str) -> SafeString:
    """There are four states a half and four of the ring: each picture is made once."""
    context = {"wijk": wijk, "gemeente": gemeente, "joint": joint}
    return render_to_string("components/pictures/dot.html", context)


@register.simple_tag
def plate_dot(dot: PlateDot, ring: str) -> SafeString:
    """One question on the plate. After a change most dots are as they were: each is made once."""
    return _plate_dot(get_language(), dot, str(ring))


@lru_cache(maxsize=1024)
def _plate_dot(language: str | None, dot: PlateDot, ring: str) -> SafeString:
    context = {"dot": dot, "ring": ring, "name": dot_name(dot.question)}
    question = dot.question
    if language != "nl":
        # A question is Dutch on every page: its words and those of the page are then two texts (WCAG 3.1.2).
        context["stand"] = _states(language, question.wijk_state, question.gemeente_state, question.joint)
    return render_to_string("components/pictures/plate_dot.html", context)


@register.simple_tag
def dot_name(question: PlateQuestion) -> str:
    """What a dot of the praatplaat says: the question and how far both sides and the joint answer are."""
    return f"{question.code} {question.label} " + _states(
        get_language(), question.wijk_state, question.gemeente_state, question.joint
    )


@lru_cache(maxsize=256)
def _states(language: str | None, wijk: str, gemeente: str, joint: str) -> str:
    """How far both sides are; the same few sentences stand at all dots, so each is made once a language."""
    words = {
        "": _("nog niet ingevuld"),
        "draft": _("concept"),
        "shared": _("gedeeld"),
        "published": _("openbaar"),
    }
    parts = [
        _("Wijk of dorp: %(state)s.") % {"state": words[wijk]},
        _("Gemeente: %(state)s.") % {"state": words[gemeente]},
    ]
    if joint == "not_yet":
        parts.append(_("Samen: nog niet eens."))
    elif joint:
        parts.append(_("Samen: er is een gezamenlijk antwoord."))
    return " ".join(parts)
