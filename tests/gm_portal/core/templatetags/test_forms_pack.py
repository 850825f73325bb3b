# SPDX-License-Identifier: EUPL-1.2
"""The `nlds` pack: what Django's ARIA attributes point at exists, and help and error stand before the control."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms

from gm_portal.core.forms import PortalForm
from gm_portal.core.templatetags.nlds_forms import hidden_inputs


class Everything(forms.Form):
    """One field of every kind."""

    title = forms.CharField(label="Titel", help_text="Een korte naam.", max_length=80)
    text = forms.CharField(label="Tekst", help_text="In gewone taal.", widget=forms.Textarea)
    day = forms.DateField(label="Dag", required=False)
    day.widget = forms.DateInput()
    hours = forms.IntegerField(label="Uren", required=False)
    who = forms.ChoiceField(
        label="Wie beslist?",
        help_text="Kies er een.",
        choices=[("", "Kies"), ("w", "wijk"), ("g", "gemeente")],
        widget=forms.RadioSelect,
    )
    many = forms.MultipleChoiceField(
        label="Wie missen we?",
        choices=[(str(n), f"groep {n}") for n in range(8)],
        widget=forms.CheckboxSelectMultiple,
    )
    scale = forms.ChoiceField(
        label="Hoe stevig?",
        choices=[(n, n) for n in range(1, 6)],
        widget=forms.RadioSelect(attrs={"data-layout": "scale"}),
    )
    level = forms.ChoiceField(label="Niveau", choices=[("", "Kies"), ("N1", "adviseren")])
    read = forms.BooleanField(label="Ik heb dit gelezen")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class Tags(HTMLParser):
    """All start tags of a page, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag."""
        self.tags.append((tag, dict(attrs)))

    @property
    def ids(self) -> list[str]:
        """All ids, in order."""
        return [str(attrs["id"]) for _, attrs in self.tags if "id" in attrs]


def rendered(form: forms.Form) -> str:
    """The whole form as a page shows it."""
    helper = FormHelper()
    helper.add_input(Submit("save", "Bewaar"))
    return str(render_crispy_form(form, helper, {"csrf_token": "x"}))


@pytest.mark.parametrize("data", [None, {}])
def test_every_description_a_control_points_at_exists_once(data: dict[str, str] | None) -> None:
    page = Tags(rendered(Everything(data)))
    targets = [
        target for _, attrs in page.tags for target in str(attrs.get("aria-describedby") or "").split()
    ]
    assert targets
    assert all(page.ids.count(target) == 1 for target in targets)
    assert len(page.ids) == len(set(page.ids))


def test_help_and_error_stand_between_label_and_control() -> None:
    html = rendered(Everything({}))
    places = [
        html.index(part) for part in ('for="id_title"', 'id="id_title_helptext"', 'id="id_title_error"')
    ]
    control = re.search(r"<input[^>]*name=\"title\"", html)
    assert control is not None
    assert places == sorted(places)
    assert places[-1] < control.start()


def test_a_group_is_a_fieldset_with_its_question_as_legend() -> None:
    html = rendered(Everything({}))
    assert re.search(
        r'<fieldset[^>]*aria-describedby="id_who_helptext id_who_error"[^>]*><legend[^>]*>Wie beslist\?', html
    )


def test_every_control_has_a_label_or_a_legend() -> None:
    page = Tags(rendered(Everything()))
    labelled = {attrs.get("for") for tag, attrs in page.tags if tag == "label"}
    controls = [
        attrs
        for tag, attrs in page.tags
        if tag in {"input", "select", "textarea"} and attrs.get("type") != "hidden"
    ]
    assert all(attrs["id"] in labelled for attrs in controls)


def test_the_summary_links_to_each_wrong_field() -> None:
    page = Tags(rendered(Everything({})))
    links = [str(attrs["href"])[1:] for tag, attrs in page.tags if tag == "a"]
    assert links == ["id_title", "id_text", "id_who_1", "id_many_0", "id_scale_0", "id_level", "id_read"]
    assert set(links) <= set(page.ids)


def test_without_errors_there_is_no_summary() -> None:
    assert "error-summary" not in rendered(Everything())


def test_a_date_is_typed_and_shown_in_the_way_browsers_want() -> None:
    html = rendered(Everything({"day": "2027-01-15"}))
    assert re.search(r'<input type="date" name="day" value="2027-01-15"', html)


def test_an_empty_radio_choice_is_not_shown() -> None:
    page = Tags(rendered(Everything()))
    values = [attrs.get("value") for tag, attrs in page.tags if tag == "input" and attrs.get("name") == "who"]
    assert values == ["w", "g"]


def test_only_optional_fields_beside_required_ones_say_so() -> None:
    class AllOptional(forms.Form):
        note = forms.CharField(label="Notitie", required=False)

    assert rendered(Everything()).count("field__optional") == 2
    assert "field__optional" not in rendered(AllOptional())


def test_what_was_typed_stays_and_is_escaped() -> None:
    html = rendered(Everything({"title": '"><script>x</script>', "many": ["3"], "who": "g"}))
    assert "<script>" not in html
    assert re.search(r'value="g"[^>]*checked', html)
    assert re.search(r'value="3"[^>]*checked', html)


def test_layouts_render_every_field_once() -> None:
    helper = FormHelper()
    helper.layout = Layout(
        Fieldset("Wat", "title", "text"),
        Row("day", "hours"),
        "who",
        "many",
        "scale",
        "level",
        "read",
        "secret",
    )
    html = str(render_crispy_form(Everything(), helper, {"csrf_token": "x"}))
    assert "<legend>Wat</legend>" in html
    assert all(f'name="{name}"' in html for name in Everything().fields)


def test_a_placeholder_that_repeats_the_label_is_left_out() -> None:
    class Login(forms.Form):
        login = forms.CharField(
            label="E-mailadres", widget=forms.TextInput(attrs={"placeholder": "E-mailadres"})
        )
        code = forms.CharField(label="Code", widget=forms.TextInput(attrs={"placeholder": "123 456"}))

    html = rendered(Login())
    assert 'placeholder="E-mailadres"' not in html
    assert 'placeholder="123 456"' in html


class Hidden(PortalForm):
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(required=False, widget=forms.HiddenInput)
    day = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"id": "eigen"}))
    many = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput, choices=[("a", "a")])
    strict = forms.IntegerField(widget=forms.HiddenInput)


@pytest.mark.parametrize(
    "form",
    [
        Hidden(),
        Hidden(
            mark="wie:'\"<>", auto_id="antwoord-1-%s", initial={"seen": 12345, "text": "<b>&\"'", "day": ""}
        ),
        Hidden(initial={"seen": None, "many": ["a", "b"]}, auto_id=False),
        Hidden({"seen": "0", "text": "ëé", "many": ["a"], "strict": "5"}, prefix="voor"),
        Hidden({"seen": "onzin", "strict": ""}),
    ],
)
def test_hidden_inputs_are_those_of_django(form: Hidden) -> None:
    """They are written without a template each; a browser sees no difference."""
    django_writes = "".join(str(field) for field in form.hidden_fields())
    assert hidden_inputs(form) == django_writes
