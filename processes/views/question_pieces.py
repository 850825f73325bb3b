# SPDX-License-Identifier: EUPL-1.2
"""The pieces of the page of one question that are drawn once for all they show (`core/drawn.py`).

What a reader's own party is writing is not among them: it is made for each part.
"""

import json
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from gm_portal.core.drawn import drawn_once
from gm_portal.core.process_pages import OPEN
from processes.forms.conversations import JointForm
from processes.rules.answers_in_words import Part
from processes.rules.conversations import QuestionSpec

FOLDER = "processes/conversations"


@dataclass(frozen=True)
class QuestionShown:
    """A question and the values it is about, as every reader sees them. `anchor` is what it rests on, with its source."""

    code: str
    text: str
    help: str
    block: str
    origin: str
    anchor: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, str], ...]


@drawn_once
def head_piece(question: QuestionShown) -> SafeString:
    """The question itself, large."""
    return render_to_string(f"{FOLDER}/_question_head.html", {"question": question})


@drawn_once
def more_piece(question: QuestionShown) -> SafeString:
    """Where the question comes from, and the values it is about."""
    return render_to_string(f"{FOLDER}/_question_more.html", {"question": question})


@drawn_once
def nav_piece(slug: str, previous: tuple[str, ...], following: tuple[str, ...]) -> SafeString:
    """The way to the questions beside this one, each as code and text; empty where there is none."""
    context = {"slug": slug, "previous": previous, "following": following}
    return render_to_string(f"{FOLDER}/_question_nav.html", context)


@dataclass(frozen=True)
class ReadSheet:
    """The sheet of another party, as far as this reader may see it. `parts` is None where there is no text."""

    side: str
    name: str
    state: str
    word: str
    parts: tuple[Part, ...] | None
    on_paper: bool
    is_hidden: bool
    is_at_the_table: bool


@drawn_once
def read_sheet_piece(sheet: ReadSheet) -> SafeString:
    """What another party said."""
    return render_to_string(f"{FOLDER}/_read_sheet.html", {"sheet": sheet})


@dataclass(frozen=True)
class JointFormShown:
    """All that a fresh form for a joint answer is made of. `content` is the text it starts from, as JSON."""

    spec: QuestionSpec
    party_id: int
    auto_id: str
    content: str
    initial: tuple[tuple[str, str | int], ...]
    url: str
    has_text: bool


@drawn_once
def joint_form_piece(shown: JointFormShown) -> SafeString:
    """The form to propose a joint answer, with the open places of a drawn piece."""
    form = JointForm(
        mark=OPEN.author,
        spec=shown.spec,
        party_id=shown.party_id,
        auto_id=shown.auto_id,
        content=json.loads(shown.content),
        initial=dict(shown.initial),
    )
    context = {
        "form": form,
        "form_url": shown.url,
        "opened": False,
        "has_text": shown.has_text,
        "csrf_token": OPEN.token,
    }
    return render_to_string(f"{FOLDER}/_joint_form.html", context)
