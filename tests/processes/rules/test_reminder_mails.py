# SPDX-License-Identifier: EUPL-1.2
"""The mail people get: in their language, one verb a line, links that survive signing in, and a way out."""

import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import TOPIC_OF_KIND, ReminderKind, ReminderTopic
from processes.rules.reminder_mails import CalendarMoment, Digest, Line, compose
from processes.rules.reminder_words import INVITATIONS, TOPIC_MEANINGS
from processes.rules.unsubscribing import StopMail, read_token, token_for

GOLDEN = Path(__file__).parent / "golden"
DAY = dt.date(2027, 1, 15)
SIGN = Line(
    ReminderKind.SIGNATURE_WAITS,
    Waiting(
        urgency=Urgency.OTHERS_WAIT,
        day=dt.date(2027, 1, 2),
        verb="Onderteken versie 3",
        title="Samen de buurt groen maken",
        where="Korenbuurt",
        url="/gebieden/korenbuurt/afspraken/1/",
        minutes=5,
        has_day=False,
    ),
    reminder_id=1,
)
LOOK_BACK = Line(
    ReminderKind.TWO_WEEKS_BEFORE,
    Waiting(
        urgency=Urgency.HAS_A_DAY,
        day=dt.date(2027, 1, 29),
        verb="Lees de vragen",
        title="Samen terugkijken op 29 januari 2027",
        where="Korenbuurt",
        url="/gebieden/korenbuurt/evaluatie/7/",
        minutes=10,
    ),
    reminder_id=2,
    moment=CalendarMoment("evaluation-7", dt.date(2027, 1, 29), "Samen terugkijken", 90, 1),
)


def digest(*lines: Line, **changes: object) -> Digest:
    whole = Digest(
        key="k",
        user_id=5,
        name="Voorbeeld Bewoner",
        language="nl",
        day=DAY,
        lines=lines or (SIGN, LOOK_BACK),
        site_url="https://portaal.example",
        site_name="Wijk- en dorpsdemocratie Groningen",
    )
    return replace(whole, **changes)


def without_signatures(text: str) -> str:
    """The key of the tests is new for each machine; a golden text knows none."""
    return re.sub(r"(herinneringen/afmelden/5-\w+)\.[\w-]+", r"\1.HANDTEKENING", text)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", ["txt", "html"])
def test_the_mail_reads_as_it_should(language: str, kind: str) -> None:
    letter = compose(digest(language=language))
    made = without_signatures(letter.text if kind == "txt" else letter.html)
    golden = GOLDEN / f"digest-{language}.{kind}"
    assert made == golden.read_text("utf-8"), f"the mail changed: read it, then update {golden.name}"


def test_the_subject_says_the_most_urgent_thing() -> None:
    assert compose(digest(SIGN)).subject == "Samen de buurt groen maken (Korenbuurt)"
    assert compose(digest()).subject == "Samen de buurt groen maken (Korenbuurt), en nog 1 ding"
    assert compose(digest(SIGN, LOOK_BACK, LOOK_BACK, language="en")).subject.endswith("and 2 more things")


def test_nothing_empty_is_sent() -> None:
    with pytest.raises(ValueError, match="nothing to tell"):
        compose(replace(digest(), lines=()))


def test_a_subject_full_of_loose_accents_stays_short() -> None:
    line = replace(SIGN, waiting=replace(SIGN.waiting, title="e\u0301\u0302\u0303" * 75))
    assert len(compose(digest(line, LOOK_BACK)).subject) <= 200


@given(title=st.text(min_size=1, max_size=300), where=st.text(max_size=80), name=st.text(max_size=80))
def test_what_people_typed_stays_what_it_is(title: str, where: str, name: str) -> None:
    """No line end in the subject, no tag in the HTML, no paragraph of somebody else in the text."""
    line = replace(SIGN, waiting=replace(SIGN.waiting, title=title, where=where))
    letter = compose(digest(line, name=name))
    assert len(letter.subject.splitlines()) <= 1
    assert len(letter.subject) <= 200
    assert "\n\n\n" not in letter.text
    assert letter.html.count("<a ") == 5
    assert letter.html.count("<script") == 0


class Reader(HTMLParser):
    """What a mail program and a screen reader make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.language = ""
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        if tag == "html":
            self.language = given.get("lang") or ""
        if tag == "a":
            self.links.append(given["href"] or "")
        self.loads += [value or "" for name, value in attrs if name in {"src", "background", "srcset"}]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_html_is_accessible_and_loads_nothing(language: str) -> None:
    page = compose(digest(language=language)).html
    reader = Reader()
    reader.feed(page)
    assert reader.language == language
    assert [tag for tag in reader.tags if re.fullmatch(r"h\d", tag)] == ["h1", "h2", "h2"]
    assert not {"table", "img", "script", "link", "iframe", "form"} & set(reader.tags)
    assert reader.loads == []
    assert "url(" not in page
    assert "@import" not in page


def test_every_link_survives_signing_in_except_those_that_need_none() -> None:
    letter = compose(digest())
    links = re.findall(r"https://portaal\.example\S+", letter.text)
    behind = [parse_qs(urlsplit(link).query).get("next") for link in links if "/accounts/login/" in link]
    assert behind == [
        ["/gebieden/korenbuurt/afspraken/1/"],
        ["/gebieden/korenbuurt/evaluatie/7/"],
        ["/mijn/"],
        ["/mijn/herinneringen/"],
    ]
    stops = [read_token(link.rstrip("/").rpartition("/")[2]) for link in links if "/afmelden/" in link]
    assert stops == [
        StopMail(5, ReminderTopic.LOOKING_BACK),
        StopMail(5, ReminderTopic.SIGNING),
        StopMail(5, None),
    ]


def test_one_click_in_the_mail_program_stops_all() -> None:
    headers = compose(digest()).headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = headers["List-Unsubscribe"]
    assert (link[0], link[-1]) == ("<", ">")
    assert read_token(link.strip("<>").rstrip("/").rpartition("/")[2]) == StopMail(5, None)


def test_a_day_goes_along_for_the_calendar() -> None:
    (event,) = Calendar.from_ical(compose(digest()).calendar).events
    assert (str(event["uid"]), event.decoded("dtstart"), event.decoded("dtend"), event["sequence"]) == (
        "evaluation-7@portaal.example",
        dt.date(2027, 1, 29),
        dt.date(2027, 1, 30),
        1,
    )
    assert event["url"] == "https://portaal.example/gebieden/korenbuurt/evaluatie/7/"
    assert compose(digest(SIGN)).calendar == ""


def test_the_same_digest_gives_the_same_letter() -> None:
    assert compose(digest()) == compose(digest())


def test_every_kind_has_an_invitation_and_every_topic_a_meaning() -> None:
    assert set(INVITATIONS) == set(ReminderKind) == set(TOPIC_OF_KIND)
    assert set(TOPIC_MEANINGS) == set(ReminderTopic)


@pytest.mark.parametrize("topic", [None, *ReminderTopic])
def test_a_token_tells_whom_and_what_and_no_address(topic: ReminderTopic | None) -> None:
    token = token_for(12, topic)
    assert read_token(token) == StopMail(12, topic)
    assert re.fullmatch(r"12-\w+\.[\w-]+", token)


@given(st.text(max_size=60))
def test_a_token_that_we_never_signed_is_none(noise: str) -> None:
    token = token_for(12, None)
    assert read_token(noise) is None
    assert read_token(token + noise) is None or not noise
    assert read_token("13" + token[2:]) is None
