# SPDX-License-Identifier: EUPL-1.2
"""The page with all lessons, with search and filters, and two pages to write around one lesson."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import Actor, current_actor
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import Scope, allows
from processes.actions import lessons as actions
from processes.enums import SIGNING_KINDS, LessonResult, Permission
from processes.forms.lessons import LessonAnswerForm, LessonForm
from processes.models import Agreement, Lesson, Party
from processes.queries import lessons as queries
from processes.queries.evaluations import agreements_in_force
from processes.queries.lessons import LessonSearch
from processes.views.evaluation_frame import status_of
from processes.views.evaluation_parts import emblem

PER_PAGE = 20
MOST_LETTERS = 80


class PublicList:
    """The list of lessons is public, whatever is in it."""

    scope = Scope(is_public=True)


def search_of(request: HttpRequest) -> LessonSearch:
    """What a reader looks for. An address somebody mistyped asks for less: there is nothing to be told off for."""
    asked = {name: request.GET.get(name, "") for name in ("gebied", "zoek", "waarde", "bouwsteen", "stand")}
    slugs = {slug for slug, _title, _count in queries.processes_with_lessons()} if asked["gebied"] else set()
    return LessonSearch(
        process=asked["gebied"] if asked["gebied"] in slugs else "",
        words=asked["zoek"].replace("\x00", "").strip()[:MOST_LETTERS],
        value=asked["waarde"] if asked["waarde"] in queries.value_names() else "",
        block=asked["bouwsteen"] if asked["bouwsteen"] in queries.block_names() else "",
        result=asked["stand"] if asked["stand"] in LessonResult.values else "",
    )


@gate(see=Permission.LESSON_READ, fetch=PublicList, published=True)
def lesson_list(request: HttpRequest, _list: PublicList) -> HttpResponse:
    """All lessons by process; a form without JavaScript narrows them down."""
    actor = current_actor(request)
    search = search_of(request)
    values, blocks = queries.value_names(), queries.block_names()
    processes = queries.processes_with_lessons()
    paginator = Paginator(queries.lessons(search), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "processes": processes,
        "total": sum(count for _slug, _title, count in processes),
        "search": search,
        "query": search.as_query(),
        "count": paginator.count,
        "values": values.items(),
        "blocks": blocks.items(),
        "results": LessonResult.choices,
        "groups": _groups(page.object_list, actor, values, blocks),
        "page": page,
        "page_range": paginator.get_elided_page_range(page.number),
        "crumbs": [(_("Leerpunten"), "")],
    }
    return render(request, "processes/lessons/list.html", context)


def _groups(
    lessons: Iterable[Lesson], actor: Actor, values: Mapping[str, str], blocks: Mapping[str, str]
) -> list[tuple[Any, ...]]:
    """The lessons of a page by process, with what they are about and what this reader may do."""
    mine = {seat.party_id for seat in actor.seats}

    def line(lesson: Lesson) -> tuple[Any, ...]:
        about_values = queries.in_words(lesson.value_codes, values)
        about_blocks = queries.in_words(lesson.block_codes, blocks)
        return lesson, about_values, about_blocks, lesson.owner_id in mine, _changed(lesson, actor)

    return [
        (
            process,
            emblem(process),
            [line(each) for each in of_process],
            allows(actor, Permission.LESSON_WRITE, process.scope),
        )
        for process, of_process in groupby(lessons, key=lambda lesson: lesson.process)
    ]


def _changed(lesson: Lesson, actor: Actor) -> Agreement | None:
    """The agreement a lesson changed, for who may read it."""
    agreement = lesson.changed_agreement
    return agreement if agreement and allows(actor, Permission.AGREEMENT_READ, agreement.scope) else None


@gate(
    see=Permission.LESSON_READ,
    do=Permission.LESSON_WRITE,
    fetch=queries.lesson_by_number,
    methods=("GET", "POST"),
)
def lesson_edit(request: HttpRequest, lesson: Lesson, slug: str, number: int) -> HttpResponse:
    """For whom a lesson is, whose it is, and what it is about."""
    form = bound(
        LessonForm,
        request,
        lesson=lesson,
        parties=list(
            Party.objects.filter(process=lesson.process_id, kind__in=SIGNING_KINDS).order_by("name")
        ),
        values=queries.value_names(),
        blocks=queries.block_names(),
    )
    if request.method == "POST" and form.is_valid():
        words, actor = form.words(), current_actor(request)
        if form.try_to(lambda: actions.edit_lesson(lesson=lesson, words=words, actor=actor, now=clock.now())):
            messages.success(request, _("Het leerpunt is bijgewerkt."))
            return redirect(lesson)
    return _form_page(request, lesson, form, _("Werk dit leerpunt bij"))


@gate(
    see=Permission.LESSON_READ,
    do=Permission.LESSON_WRITE,
    fetch=queries.lesson_by_number,
    methods=("GET", "POST"),
)
def lesson_answer(request: HttpRequest, lesson: Lesson, slug: str, number: int) -> HttpResponse:
    """What became of a lesson, in the words of its owner."""
    agreements = agreements_in_force(lesson.process)
    form = bound(LessonAnswerForm, request, lesson=lesson, agreements=agreements)
    if request.method == "POST" and form.is_valid():
        done = form.try_to(
            lambda: actions.answer_lesson(
                lesson=lesson,
                result=form.cleaned_data["result"],
                changed=form.cleaned_data["changed"],
                agreement=form.agreement_chosen(),
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if done:
            messages.success(request, _("Dank u wel. Iedereen kan nu lezen wat ervan kwam."))
            return redirect(lesson)
    return _form_page(request, lesson, form, _("Wat kwam hiervan?"))


def _form_page(
    request: HttpRequest, lesson: Lesson, form: LessonForm | LessonAnswerForm, title: str
) -> HttpResponse:
    context = {
        "lesson": lesson,
        "process": lesson.process,
        "form": form,
        "action_title": title,
        "crumbs": [(_("Leerpunten"), reverse("lessons")), (title, "")],
    }
    return render(request, "processes/lessons/form.html", context, status=status_of(form))
