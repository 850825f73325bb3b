# SPDX-License-Identifier: EUPL-1.2
"""What all forms share: a summary of errors that links to each field, and refusals of rules as field errors."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest

from gm_portal.core import typed
from gm_portal.core.errors import MovedError, PortalError, StaleError

Result = TypeVar("Result")


class PortalForm(forms.Form):
    """A form that knows who is typing, so that an expired session loses nothing."""

    rescued = False  # `bound` says True when this shows what an expired session had typed

    # Without an id: a page may hold two forms.
    _wie = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"id": False}))

    def __init__(self, *args: Any, author_id: int | None = None, mark: str = "", **kwargs: Any) -> None:
        """`author_id` is who is typing. A form that is made for several readers gets a `mark` to fill in later."""
        super().__init__(*args, **kwargs)
        self.refusal: PortalError | None = None
        self.has_moved = False  # what the form was made for changed meanwhile
        if author_id is not None:
            mark = typed.author_mark(author_id)
        if mark:
            self.initial[typed.MARK] = mark

    def try_to(self, act: Callable[[], Result]) -> Result | None:
        """Run an action; a refusal becomes an error at its field (or above the form) and None is returned."""
        try:
            return act()
        except PortalError as error:
            self.refusal = error
            self.has_moved = isinstance(error, MovedError)
            self.add_error(error.field if error.field in self.fields else None, error.message)
            return None

    @property
    def status(self) -> int:
        """The HTTP status of a page with this form: 409 when somebody else was first."""
        if not self.is_bound or not self.errors:
            return 200
        return 409 if self.has_moved or isinstance(self.refusal, StaleError) else 400


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Let a field choose from what this reader may choose from. Raises `TypeError` for a field without choices."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no choice")
    field.choices = choices


class DutchOptions:
    """For a widget with options whose words are Dutch on every page, such as those of a praatplaat (WCAG 3.1.2).

    The empty option is the portal's own: it speaks the language of the page.
    """

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One option, which says what language it is in."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]  # of the widget
        if value not in ("", None):
            option["attrs"]["lang"] = "nl"
        return option


class DutchSelect(DutchOptions, forms.Select):
    """A list."""


class DutchRadios(DutchOptions, forms.RadioSelect):
    """One of these."""


class DutchCheckboxes(DutchOptions, forms.CheckboxSelectMultiple):
    """Some of these."""


def in_dutch(field: forms.Field) -> forms.Field:
    """A field whose label is Dutch on every page: the form pack says so."""
    field.label_lang = "nl"  # type: ignore[attr-defined]  # read by templates/nlds/field.html
    return field


FormType = TypeVar("FormType", bound=PortalForm)


def bound(form_class: type[FormType], request: HttpRequest, **kwargs: Any) -> FormType:
    """The form for this request: bound to what was posted, or to what an expired session had typed."""
    author = request.user.pk
    if request.method == "POST":
        return form_class(request.POST, author_id=author, **kwargs)
    form = form_class(author_id=author, **kwargs)
    rescued = typed.take(request)
    if rescued:
        # Shown as first values, not as a bound form: nobody is told off for a text he has not sent yet.
        for name, field in form.fields.items():
            if name in rescued:
                many = isinstance(field, forms.MultipleChoiceField)
                form.initial[name] = rescued.getlist(name) if many else rescued.get(name)
        form.rescued = True
    return form
