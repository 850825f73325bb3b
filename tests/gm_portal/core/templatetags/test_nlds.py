# SPDX-License-Identifier: EUPL-1.2
"""The small parts: a word always stands beside a colour, and an unknown name is refused."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils import translation

from gm_portal.core.pictures.maps import map_place
from gm_portal.core.pictures.plate import PlateQuestion, plate
from gm_portal.core.pictures.triangle import TrianglePoint, triangle
from gm_portal.core.templatetags.nlds_pictures import dot_name


def show(template: str, **context: object) -> str:
    """A piece of template, rendered."""
    return Template("{% load nlds %}" + template).render(Context(context))


@pytest.mark.parametrize("side", ["wijk", "gemeente", "samen", "raad"])
def test_who_speaks_has_a_shape_and_a_word(side: str) -> None:
    html = show("{% speaker side %}", side=side)
    assert f"voice--{side}" in html
    assert "<svg" in html
    assert side in re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(
    ("label", "source", "shown"),
    [
        ("seed", "S", "uit het raadsstuk: Raadsvoorstel Gronings model, 17 februari 2021"),
        ("found", "https://noordlaren.eu/", "uit openbare bron: noordlaren.eu"),
        ("example", "", "voorbeeldtekst"),
    ],
)
def test_a_fact_says_where_it_comes_from(label: str, source: str, shown: str) -> None:
    text = re.sub(r"<[^>]+>", "", show("{% origin label source %}", label=label, source=source))
    assert " ".join(text.split()) == f"Herkomst: {shown}"


def test_a_source_that_is_an_address_becomes_a_link() -> None:
    assert 'href="https://noordlaren.eu/"' in show('{% origin "found" "https://noordlaren.eu/" %}')
    assert "href" not in show('{% origin "found" "javascript:alert(1)" %}')


@pytest.mark.parametrize(
    "source",
    [
        '{% icon "no-such-icon" %}',
        '{% icon "../css/base" %}',
        '{% speaker "burgemeester" %}',
        '{% notice kind="loud" %}x{% endnotice %}',
        '{% side_answer "links" %}x{% endside_answer %}',
    ],
)
def test_an_unknown_name_is_refused(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        show(source)


def test_an_icon_is_decoration_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in show('{% icon "check" %}')
    assert 'role="img" aria-label="Klaar"' in show('{% icon "check" label="Klaar" %}')


def test_blocks_keep_what_stands_inside_and_escape_their_title() -> None:
    html = show("{% fold title %}<p>{{ text }}</p>{% endfold %}", title="<b>", text="<i>")
    assert "&lt;b&gt;" in html
    assert "<p>&lt;i&gt;</p>" in html


def test_the_present_step_is_marked_for_everyone() -> None:
    html = show("{% process_steps 2 %}")
    assert html.count('aria-current="step"') == 1
    assert "nu bezig" in html
    assert html.count("gedaan") == 1
    assert "aria-current" not in show("{% process_steps 3 finished=True %}")


def test_a_dot_of_the_plate_says_the_same_in_words() -> None:
    question = PlateQuestion("DEN-1", "DEN", "/x/", "Wie praten er mee?", "shared", "", "not_yet")
    assert dot_name(question) == (
        "DEN-1 Wie praten er mee? Wijk of dorp: gedeeld. Gemeente: nog niet ingevuld. Samen: nog niet eens."
    )


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pictures_keep_points_as_decimal_mark_in_every_language(language: str) -> None:
    drawn = plate(
        [PlateQuestion(f"DEN-{n}", "DEN", f"/{n}/", "Vraag?", "draft", "shared") for n in range(1, 6)]
    )
    with translation.override(language):
        html = render_to_string(
            "components/pictures/plate.html", {"plate": drawn, "id": "p", "title": "Plaat"}
        )
        html += render_to_string(
            "components/pictures/triangle.html",
            {"triangle": triangle([TrianglePoint("Wijk", "wijk", 1, 2, 7)]), "id": "t", "title": "Accent"},
        )
        place = map_place("Onnen", "/o/", ["M0 0z"], [(1.5, 2.5, 3.5, 4.5)])
        html += render_to_string(
            "components/pictures/map.html",
            {
                "places": [place],
                "names": True,
                "areas": [],
                "view_box": "0 0 10 10.5",
                "id": "k",
                "title": "Kaart",
            },
        )
    drawn_values = re.findall(r' (?:d|x|y|cx|cy|r|x1|x2|y1|y2|viewBox)="([^"]*)"', html)
    assert drawn_values
    assert not any("," in value for value in drawn_values)
    assert len(re.findall(r'<a class="plate__dot"', html)) == 5
