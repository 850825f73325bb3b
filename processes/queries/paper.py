# SPDX-License-Identifier: EUPL-1.2
"""What the papers need, read at once: a version's questions per building block, as plain data."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from gm_portal.core.clock import local_date
from gm_portal.core.pictures.plate import PlateQuestion, plate
from gm_portal.core.pictures.qr import qr_code
from processes.models import ContributionLink, Praatplaat, Question
from processes.queries.contribution_links import AtParty
from processes.queries.praatplaat import Table, spec_of
from processes.rules import paper as rules
from processes.rules.conversations import Option


def poster_of(table: Table) -> dict[str, Any]:
    """The poster of the version this process talks about. Raises `Praatplaat.DoesNotExist` without one."""
    with override("nl"):
        praatplaat, since, questions = _version_of(table)
        blocks = _blocks(questions, table.topics)
        left, middle, right = rules.poster_columns(len(blocks))
        fits = len(questions) <= rules.FITS_POSTER and len(blocks) <= 6
        return _head(table, praatplaat, since, _address(f"/gebieden/{table.process.slug}/praatplaat/")) | {
            "title": _("Praatplaat"),
            "lead": _("Wijk en gemeente antwoorden apart. Daarna zoeken ze samen een antwoord."),
            "origin": praatplaat.get_origin_display(),
            "address_word": _("Lees mee of doe mee op"),
            "blocks": blocks,
            "left": left,
            "middle": middle,
            "right": right,
            "fits": fits,
            "size": rules.poster_size(len(questions)),
            "plate": _plate(questions),
            "plate_alt": _("De praatplaat: het kompas in het midden, de bouwstenen met hun vragen eromheen."),
        }


def sheets_of(table: Table) -> dict[str, Any]:
    """Question sheets of the whole version, to use at the table."""
    with override("nl"):
        praatplaat, since, questions = _version_of(table)
        return _head(table, praatplaat, since, _address(f"/gebieden/{table.process.slug}/praatplaat/")) | {
            "title": _("Vragen van de praatplaat"),
            "lead": _("Schrijf uw antwoord op. Overslaan mag: u hoeft niet alles te weten."),
            "intro": [],
            "rules": [_("Neem deze bladen mee naar het gesprek. Schrijf geen namen van mensen op.")],
            "address_word": _("Lees de antwoorden op"),
            "blocks": _blocks(questions, table.topics),
            "code": "",
        }


def sheets_of_link(link: ContributionLink) -> dict[str, Any]:
    """Question sheets for residents: the questions of one link, with its code."""
    with override("nl"):
        table = Table(link.conversation.process, link.conversation, link.conversation.praatplaat)
        praatplaat, since, every = _version_of(table)
        questions = [question for question in every if question.code in link.question_codes]
        last = date_format(localtime(link.closes_at), "j F Y")
        return _head(table, praatplaat, since, _address(link.get_absolute_url())) | {
            "title": link.title,
            "lead": _("Schrijf op wat u vindt. Overslaan mag: u hoeft niet alles te weten."),
            "intro": [line for line in link.intro.splitlines() if line.strip()],
            "rules": [
                _("U doet mee zonder naam. Schrijf ook geen namen van anderen op."),
                _("Lever dit papier in bij %(party)s, voor %(day)s. Iemand typt het over.")
                % {"party": link.party.name, "day": last},
            ],
            "address_word": _("Liever op uw telefoon? Scan de code of ga naar"),
            "blocks": _blocks(questions, table.topics, per_topic=link.per_topic),
            "code": link.sheet_code,
        }


def sheets_of_party(at: AtParty, *, per_topic: bool) -> dict[str, Any]:
    """Question sheets for one party's own answers, with its code; the QR code leads to typing them in."""
    with override("nl"):
        process, party = at.conversation.process, at.party
        table = Table(process, at.conversation, at.conversation.praatplaat)
        praatplaat, since, questions = _version_of(table)
        code = rules.party_code(at.conversation.pk, party.pk, praatplaat.version)
        address = _address(reverse("party-paper", args=(process.slug, party.pk)))
        return _head(table, praatplaat, since, f"{address}?blad={code}") | {
            "address": address.removeprefix("https://").removeprefix("http://"),
            "title": _("Vragen voor %(party)s") % {"party": party.name},
            "lead": _("Schrijf het antwoord van uw partij op. Overslaan mag."),
            "intro": [],
            "rules": [
                _("Schrijf geen namen van mensen op."),
                _("Iemand van uw partij typt dit papier over. Een tweede persoon kijkt het na."),
            ],
            "address_word": _("Overtypen kan op"),
            "blocks": _blocks(questions, table.topics, per_topic=per_topic),
            "code": code,
        }


def _version_of(table: Table) -> tuple[Praatplaat, dt.datetime, tuple[Question, ...]]:
    """The version, when it was published, and its questions."""
    if table.praatplaat is None or table.praatplaat.published_at is None or not table.questions:
        raise Praatplaat.DoesNotExist
    return table.praatplaat, table.praatplaat.published_at, table.questions


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _head(table: Table, praatplaat: Praatplaat, since: dt.datetime, address: str) -> dict[str, Any]:
    # The archive wants a date on every paper: the day its questions were established.
    day = local_date(since)
    return {
        "author": settings.SITE_NAME,
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "place": table.process.title,
        "address": address.removeprefix("https://").removeprefix("http://"),
        "qr": qr_code(address).svg(),
        "qr_alt": _("QR-code. De code leidt naar het adres dat hier in woorden staat."),
        "version_word": _("versie %(version)s") % {"version": praatplaat.version},
        "code_word": _("Bladcode"),
        "page_word": _("bladzijde"),
        "of_word": _("van"),
    }


def _blocks(
    questions: Sequence[Question], topics: tuple[Option, ...], *, per_topic: bool = False
) -> list[dict[str, Any]]:
    blocks: dict[int, dict[str, Any]] = {}
    for question in questions:
        block = question.block
        found = blocks.setdefault(block.pk, {"name": block.name, "subtitle": block.subtitle, "questions": []})
        spec = spec_of(question, topics)
        found["questions"].append(rules.sheet_question(spec, question.help, per_topic=per_topic))
    return list(blocks.values())


def _plate(questions: Sequence[Question]) -> str:
    """The plate as a drawing, without states: on paper it is about the questions."""
    names = {question.block.code: question.block.name.split(":")[0] for question in questions}
    drawn = plate([PlateQuestion(each.code, each.block.code, "", each.text) for each in questions], names)
    context = {"plate": drawn, "compass": _("kompas")}
    return render_to_string("processes/paper/plate.svg", context)
