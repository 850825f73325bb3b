# SPDX-License-Identifier: EUPL-1.2
"""Words that go with the pictures."""

from django import template
from django.utils.translation import gettext as _

from gm_portal.core.pictures.plate import PlateQuestion

register = template.Library()


@register.simple_tag
def dot_name(question: PlateQuestion) -> str:
    """What a dot of the praatplaat says: the question and how far both sides and the joint answer are."""
    words = {
        "": _("nog niet ingevuld"),
        "draft": _("concept"),
        "shared": _("gedeeld"),
        "published": _("openbaar"),
    }
    parts = [
        f"{question.code} {question.label}",
        _("Wijk of dorp: %(state)s.") % {"state": words[question.wijk_state]},
        _("Gemeente: %(state)s.") % {"state": words[question.gemeente_state]},
    ]
    if question.joint == "not_yet":
        parts.append(_("Samen: nog niet eens."))
    elif question.joint:
        parts.append(_("Samen: er is een gezamenlijk antwoord."))
    return " ".join(parts)
