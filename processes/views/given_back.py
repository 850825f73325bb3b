# SPDX-License-Identifier: EUPL-1.2
"""What somebody typed that can no longer be kept, given back in words: texts, choices, figures and points.

What the rules would refuse comes back too, as it was typed: it was somebody's work.
"""

from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from processes.enums import AnswerType
from processes.forms.conversations import AnswerForm, JointForm
from processes.queries.contribution_links import OpenedLink
from processes.queries.older_contributions import LeftBehind
from processes.queries.paper_answers import AtPaper
from processes.queries.praatplaat import spec_of
from processes.queries.question_seats import AtQuestion
from processes.queries.sittings import AtSitting
from processes.queries.typed_papers import TypedIn
from processes.rules import contributions, conversations
from processes.rules.answers_in_words import KINDS, Part, Row, parts_in_words
from processes.rules.conversations import QuestionSpec

BETWEEN = " · "


@dataclass(frozen=True)
class Rescued:
    """What somebody typed: running texts to copy, and the rest (choices, figures, points) in words."""

    words: tuple[Part, ...]
    parts: tuple[Part, ...]

    def __bool__(self) -> bool:
        return bool(self.words or self.parts)

    @property
    def texts(self) -> list[str]:
        """The running texts alone."""
        return [part.text for part in self.words]

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """Everything, to read."""
        return (*self.words, *self.parts)


def rescued_from(posted: QueryDict, spec: QuestionSpec, *, together: bool = False) -> Rescued:
    """What stands in a posted form of a question that can no longer be saved."""
    words = {name: str(posted.get(name, "")) for name in ("text", "text_gemeente", "difference")}
    asked = conversations.together(spec) if together else spec
    form = (JointForm if together else AnswerForm)(posted, spec=asked, party_id=0)
    form.is_valid()
    refused = {name.split("__")[0] for name in form.errors}
    content = {
        name: value
        for name, value in form.content().items()
        if not name.startswith("text") and name not in refused
    }
    state = _as_typed(form, "state") if together else ()
    rough = tuple(
        part for name in conversations.parts_of(asked) if name in refused for part in _as_typed(form, name)
    )
    texts = tuple(Part("text", _title(asked, name), text) for name, text in words.items() if text.strip())
    return Rescued(texts, (*state, *parts_in_words(asked, content), *rough))


def _title(spec: QuestionSpec, name: str) -> str:
    """What stands above a running text; nothing above the only one."""
    if name == "difference":
        return _("Welk verschil blijft er?")
    if spec.answer_type != AnswerType.TWO_COLUMNS:
        return ""
    return _("Dit doet de wijk of het dorp") if name == "text" else _("Dit doet de gemeente")


def said_at(posted: QueryDict, spec: QuestionSpec) -> tuple[Part, ...]:
    """What a form with several questions holds for one of them."""
    start = f"{spec.code}."
    own = QueryDict(mutable=True)
    for name, values in posted.lists():
        if name.startswith(start):
            own.setlist(name.removeprefix(start), values)
    return rescued_from(own, spec).all_parts


def said_in(posted: QueryDict, opened: contributions.Asks) -> tuple[LeftBehind, ...]:
    """What such a form holds, question by question, in the words of the questions of now."""
    found = [LeftBehind(spec.code, spec.text, said_at(posted, spec)) for spec in opened.specs.values()]
    return tuple(row for row in found if row.parts)


def _as_typed(form: AnswerForm, part: str) -> tuple[Part, ...]:
    """The fields of one part with what was typed in them, right or wrong; nothing for texts."""
    if part.startswith("text"):
        return ()
    rows: list[Row] = []
    topics = {topic.code: topic.text for topic in form.spec.topics}
    for field in (form[name] for name in form.fields if name == part or name.startswith(f"{part}__")):
        words = _words_of(field)
        above = field.name.split("__")[1:-1]
        label = BETWEEN.join([*(topics.get(code, code) for code in above), str(field.label)])
        rows += [(label, words)] if words else []
    title = str(KINDS["rows"]) if part == "topic_points" else ""
    return (Part("rows", title=title, rows=tuple(rows)),) if rows else ()


def _words_of(field: Any) -> str:
    """What was typed in one field; a code of its list as the words that stood beside it."""
    value = field.value()
    values = value if isinstance(value, list | tuple) else [value]
    words = {str(code): str(text) for code, text in getattr(field.field, "choices", ())}
    return ", ".join(words.get(str(each), str(each)) for each in values if each not in (None, ""))


# --- for who may no longer write: `gate(given_back=…)` -----------------------------------------------------
def at_question(posted: QueryDict, thing: AtQuestion) -> tuple[Part, ...]:
    """What stands in the form of one question."""
    return rescued_from(posted, spec_of(thing.question, thing.table.topics)).all_parts


def at_paper(posted: QueryDict, thing: AtPaper) -> tuple[Part, ...]:
    """What stands in the form of one paper answer that is being checked."""
    return rescued_from(posted, thing.spec).all_parts if thing.paper else ()


def at_sitting(posted: QueryDict, thing: AtSitting) -> tuple[Part, ...]:
    """What stands in the form of the large screen."""
    question = thing.question_with(posted.get("vraag", "")) or thing.question
    return rescued_from(posted, spec_of(question, thing.table.topics), together=True).all_parts


def at_link(posted: QueryDict, thing: OpenedLink) -> tuple[Part, ...]:
    """What stands in a form with all questions of a link."""
    return tuple(part for row in said_in(posted, thing) for part in _under_its_question(row))


def at_typed_paper(posted: QueryDict, thing: TypedIn) -> tuple[Part, ...]:
    """The same for a paper that is being checked."""
    return at_link(posted, thing.opened)


def _under_its_question(row: LeftBehind) -> tuple[Part, ...]:
    first, *more = row.parts
    title = BETWEEN.join(filter(None, (f"{row.code} {row.text}", first.title)))
    return (replace(first, title=title), *more)
