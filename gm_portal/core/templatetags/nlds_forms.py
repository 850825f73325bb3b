# SPDX-License-Identifier: EUPL-1.2
"""What the `nlds` template pack for crispy forms needs to know of a field."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_TEXTBOX = "utrecht-textbox utrecht-textbox--html-input"
_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "utrecht-textarea utrecht-textarea--html-textarea"),
    (forms.RadioSelect, "choice__input"),
    (forms.CheckboxSelectMultiple, "choice__input"),
    (forms.CheckboxInput, "choice__input"),
    (forms.Select, "utrecht-select utrecht-select--html-select"),
    (forms.FileInput, "field__file"),
    (forms.widgets.Input, _TEXTBOX),
)


@register.filter
def widget_kind(field: BoundField) -> str:
    """Which of the four ways of showing a field fits: `group`, `checkbox`, `hidden` or `single`."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    return "fieldset" if widget.use_fieldset else "single"


@register.simple_tag
def field_widget(field: BoundField) -> SafeString:
    """The control itself, with the classes of NL Design System. Its ARIA attributes are Django's own."""
    widget = field.field.widget
    if isinstance(widget, forms.MultiWidget):
        for part in widget.widgets:
            part.attrs["class"] = _with_class(part, part.attrs, bool(field.errors))
        return field.as_widget()
    attrs: dict[str, Any] = {"class": _with_class(widget, widget.attrs, bool(field.errors))}
    if str(widget.attrs.get("placeholder", "")) == str(field.label):
        attrs["placeholder"] = False  # says the same as the label above it
    if isinstance(widget, forms.DateInput):
        # Only here: a date shown as type=date needs the ISO form, whatever the language.
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"
    return field.as_widget(attrs=attrs)


@register.simple_tag
def hidden_inputs(form: forms.BaseForm) -> SafeString:
    """The hidden fields of a form, as Django writes them; without a template for each, for a page has many."""
    return mark_safe("".join(_hidden(field) for field in form.hidden_fields()))  # noqa: S308  # each is escaped


def _hidden(field: BoundField) -> str:
    widget = field.field.widget
    if type(widget) is not forms.HiddenInput or widget.attrs.keys() - {"id"} or field.errors:
        return str(field)
    value = widget.format_value(field.value())
    name_of = widget.attrs.get("id", field.auto_id)
    return format_html(
        '<input type="hidden" name="{}"{}{}>',
        field.html_name,
        "" if value is None else format_html(' value="{}"', value),
        format_html(' id="{}"', name_of) if name_of else "",
    )


@register.filter
def choices_class(field: BoundField) -> str:
    """The layout of a group of choices: a scale on one line, many options in two columns."""
    given: str = field.field.widget.attrs.get("data-layout", "")
    if given == "scale":
        return "choices choices--scale"
    count = len(list(getattr(field.field, "choices", [])))
    return "choices choices--many" if count > 6 else "choices"


@register.filter
def error_target(field: BoundField) -> str:
    """The id an error summary links to: the control, or the first of a group of choices."""
    if widget_kind(field) == "group":
        # An empty choice is not shown, so the first one that is shown may be the second of the list.
        shown = (choice.id_for_label for choice in field.subwidgets if choice.data["value"] != "")
        return next(shown, field.auto_id)
    return field.id_for_label or field.auto_id


@register.filter
def field_errors(form: forms.BaseForm) -> list[tuple[BoundField, str]]:
    """Every error of a visible field with its field, in the order of the form."""
    return [(field, str(error)) for field in form.visible_fields() for error in field.errors]


@register.filter
def is_optional(field: BoundField) -> bool:
    """Whether to say that a field may stay empty: only where other fields may not."""
    if field.field.required:
        return False
    return any(other.field.required for other in field.form.visible_fields())


def _with_class(widget: forms.Widget, attrs: dict[str, Any], wrong: bool) -> str:
    """The classes of a widget, ours after its own, each once."""
    ours = next((classes for kind, classes in _CLASSES if isinstance(widget, kind)), _TEXTBOX)
    if wrong and ours.startswith("utrecht-"):
        ours += f" {ours.split(' ')[0]}--invalid"
    names = [*str(attrs.get("class", "")).split(), *ours.split()]
    return " ".join(dict.fromkeys(names))
