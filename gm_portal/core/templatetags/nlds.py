# SPDX-License-Identifier: EUPL-1.2
"""The small parts of the design system: icons, labels of who speaks, of state and of origin, and boxes.

`docs/design-system.md` shows every tag with its parameters. A tag refuses a name it does not know: a
silent blank would leave a fact without its origin.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gm_portal.core.origins import Origin, read_source

register = template.Library()

SIDES = {
    "wijk": _("wijk of dorp"),
    "gemeente": _("gemeente"),
    "samen": _("samen"),
    "raad": _("raad"),
}
# How a state looks; the word itself always comes with it. Unknown states look neutral.
TONES = {
    "draft": "draft",
    "empty": "empty",
    "discussed": "shared",
    "shared": "shared",
    "open": "shared",
    "proposed": "shared",
    "planned": "shared",
    "taken_up": "shared",
    "waiting": "waiting",
    "suspended": "waiting",
    "not_yet": "waiting",
    "published": "published",
    "adopted": "in_force",
    "running": "in_force",
    "evaluated": "in_force",
    "agreed": "joint",
    "agreed_with_difference": "joint",
    "joint": "joint",
    "held": "done",
    "done": "done",
    "closed": "done",
    "finished": "done",
    "voldaan": "done",
    "ended": "ended",
    "cancelled": "ended",
    "dropped": "ended",
    "reported": "shared",
    "partly": "shared",
    "confirmed": "done",
    "disputed": "waiting",
}
NOTICE_ICONS = {
    "info": "info-circle",
    "ok": "circle-check",
    "warning": "alert-triangle",
    "error": "alert-triangle",
}
MESSAGE_KINDS = {"debug": "info", "info": "info", "success": "ok", "warning": "warning", "error": "error"}


@cache
def _icon_shapes(name: str) -> str:
    path = Path(settings.BASE_DIR) / "static" / "vendor" / "icons" / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise template.TemplateSyntaxError(
            f"icon {name!r} is not in static/vendor/icons: add it to ICONS in gm_portal/local/frontend.py "
            "and run python -m gm_portal.local.frontend"
        )
    return path.read_text("utf-8")


@register.simple_tag
def icon(name: str, label: str = "", css_class: str = "") -> SafeString:
    """A Tabler icon as inline SVG. Without `label` it is decoration and hidden from screen readers."""
    shapes = mark_safe(_icon_shapes(name))  # noqa: S308  # our own build made this file, no user input
    classes = f"icon {css_class}".strip()
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', classes, label, shapes
        )
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', classes, shapes
    )


@register.simple_tag
def speaker(side: str, name: str = "", glyph_only: bool = False) -> SafeString:
    """Who speaks: a shape, the colour of the side and its word (or the `name` of the party)."""
    if side not in SIDES:
        raise template.TemplateSyntaxError(f"speaker: {side!r} is not one of {', '.join(SIDES)}")
    # Adding a plain text makes a plain text: what is kept must never depend on what somebody marked as safe.
    return _speaker(str(side), str(name or SIDES[side]) + "", bool(glyph_only))


@lru_cache(maxsize=2048)
def _speaker(side: str, word: str, glyph_only: bool) -> SafeString:
    """The same few speakers stand on a page a hundred times: each is made once."""
    return render_to_string("components/speaker.html", {"side": side, "word": word, "glyph_only": glyph_only})


@register.simple_tag
def said(side: str, name: str, word: str) -> SafeString:
    """Who speaks and how far he is: one group of a line that stands at every question."""
    return _said(speaker(side, name), str(word) + "")


@lru_cache(maxsize=2048)
def _said(who: SafeString, word: str) -> SafeString:
    return format_html('<span class="nowrap-group">{} <span class="soft">{}</span></span>', who, word)


@register.inclusion_tag("components/origin.html")
def origin(label: str, source: str = "", url: str = "") -> dict[str, Any]:
    """Where a fact comes from; `source` may be the letters of the domain notes or a free text."""
    kind = Origin(label)
    shown = read_source(source or "")
    if not url and re.fullmatch(r"https?://\S+", shown):
        url, shown = shown, re.sub(r"^https?://(www\.)?|/$", "", shown)
    return {"kind": kind.value, "word": kind.label, "source": shown, "url": url}


@register.inclusion_tag("components/state.html")
def state_label(state: str, word: str = "") -> dict[str, Any]:
    """A state in a word people use, with a dot that fills as it advances."""
    return {"tone": TONES.get(str(state), "neutral"), "word": word or state}


@register.filter
def message_kind(level_tag: str) -> str:
    """The kind of notice for a Django message."""
    return MESSAGE_KINDS.get(level_tag.rsplit(" ", maxsplit=1)[-1], "info")


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: str = "", level: int = 2, role: str = "") -> str:
    """A notice: `info`, `ok`, `warning` or `error`, with an optional title."""
    if kind not in NOTICE_ICONS:
        raise template.TemplateSyntaxError(f"notice: {kind!r} is not one of {', '.join(NOTICE_ICONS)}")
    return render_to_string(
        "components/notice.html",
        {
            "content": content,
            "kind": kind,
            "title": title,
            "tag": f"h{level}",
            "role": role,
            "symbol": NOTICE_ICONS[kind],
        },
    )


@register.simple_block_tag
def fold(content: str, title: str, opened: bool = False, anchor: str = "", lang: str = "") -> str:
    """A part that opens when asked for (details), closed unless `opened`. `lang` is that of a title not of the page."""
    context = {"content": content, "title": title, "opened": opened, "anchor": anchor, "lang": lang}
    return render_to_string("components/fold.html", context)


@register.simple_block_tag
def side_answer(
    content: str, side: str, name: str = "", state: str = "", word: str = "", level: int = 2
) -> str:
    """One side's column: a sheet in the colour of who speaks, for use inside `<div class="sides">`."""
    if side not in SIDES:
        raise template.TemplateSyntaxError(f"side_answer: {side!r} is not one of {', '.join(SIDES)}")
    return render_to_string(
        "components/side_answer.html",
        {"content": content, "side": side, "name": name, "state": state, "word": word, "tag": f"h{level}"},
    )


STEP_NAMES = (
    pgettext_lazy("stap", "In gesprek"),
    pgettext_lazy("stap", "Afspraken maken"),
    pgettext_lazy("stap", "Doen en terugkijken"),
)


@register.inclusion_tag("components/steps.html")
def process_steps(
    current: int, finished: bool = False, across: bool = True, notes: dict[int, str] | None = None
) -> dict[str, Any]:
    """The three steps of the model. `notes` gives per step a line such as "ronde 2, sinds 15 januari 2026"."""
    steps = []
    for number, name in enumerate(STEP_NAMES, start=1):
        tone = (
            "checked" if number < current or finished else "current" if number == current else "not-checked"
        )
        steps.append({"number": number, "name": name, "tone": tone, "note": (notes or {}).get(number, "")})
    return {"steps": steps, "across": across}
