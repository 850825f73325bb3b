# SPDX-License-Identifier: EUPL-1.2
"""The view gate: fetching a thing and checking who may see or change it are one step.

A stranger gets 404 for what he may not see, 403 for what he may see but not do; an anonymous visitor is
asked to sign in, and what he typed is kept. A wrong method is 405. A view without a gate is closed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from gm_portal.core import typed
from gm_portal.core.actors import current_actor
from gm_portal.core.permissions import Scope, allows

View = Callable[..., HttpResponse]
Fetch = Callable[..., Any]
# `(posted, thing=…)`: what stands in a form about a thing, in parts to read.
GivenBack = Callable[..., Sequence[Any]]
READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Views of libraries that bring their own sign-in rules.
LIBRARY_MODULES = ("allauth.", "django.views.static", "django.contrib.staticfiles")


@dataclass(frozen=True)
class Gate:
    """What a view asks of its visitor; read by the contract tests, which walk all addresses."""

    see: StrEnum | None = None
    do: StrEnum | None = None
    post: StrEnum | None = None
    methods: tuple[str, ...] = ("GET",)
    published: bool = False


def open_to_all(view: View) -> View:
    """A page without a permission: for the short public list only (the contract test holds that list)."""
    return gate()(view)


def gate(
    *,
    see: StrEnum | None = None,
    do: StrEnum | None = None,
    post: StrEnum | None = None,
    fetch: Fetch | None = None,
    methods: tuple[str, ...] | None = None,
    published: bool = False,
    given_back: GivenBack | None = None,
) -> Callable[[View], View]:
    """Guard a view.

    `fetch(**url_kwargs)` returns the thing the address names or raises `DoesNotExist` (404); the view gets it as its second argument.
    `see` is needed to know that the thing exists, `do` to use this view at all, `post` to send something to it.
    `given_back` puts in words what somebody typed who may not do this any more: the page of the refusal shows it.
    `published` marks a page whose anonymous rendering is the same for everybody and may be kept (see `pages`).
    """
    allowed = methods or (("GET", "POST") if post else ("GET",))
    stated = Gate(see, do, post, allowed, published)

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.method not in {*allowed, "HEAD" if "GET" in allowed else "", "OPTIONS"}:
                return method_refused(request, allowed)
            thing = _found(fetch, kwargs) if fetch else None
            if given_back:
                request.given_back = partial(given_back, thing=thing)  # type: ignore[attr-defined]  # see `failures`
            refusal = _refuse(request, stated, thing)
            if refusal is not None:
                return refusal
            response = view(request, thing, **kwargs) if fetch else view(request, **kwargs)
            if published and not request.user.is_authenticated:
                response.is_published_page = True  # type: ignore[attr-defined]  # read by PublishedPagesMiddleware
            return response

        guarded.gate = stated  # type: ignore[attr-defined]  # read by ClosedByDefaultMiddleware and the contract tests
        return guarded

    return decorate


def _found(fetch: Fetch, kwargs: dict[str, Any]) -> Any:
    """The thing an address names; queries raise `DoesNotExist`, a reader gets 404."""
    try:
        return fetch(**kwargs)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def method_refused(request: HttpRequest, allowed: tuple[str, ...]) -> HttpResponse:
    """405 with a page that says what to do."""
    response = HttpResponseNotAllowed(list(allowed))
    response.content = render(request, "405.html").content
    return response


def _refuse(request: HttpRequest, stated: Gate, thing: Any) -> HttpResponse | None:
    """The response for somebody who may not pass, None for who may."""
    actor = current_actor(request)
    scope: Scope | None = getattr(thing, "scope", None)
    if stated.see and not allows(actor, stated.see, scope):
        if request.user.is_authenticated:
            raise Http404("not for this reader")
        return _sign_in(request, stated)
    wanted = [name for name in (stated.do, stated.post if request.method not in READING else None) if name]
    if all(allows(actor, name, scope) for name in wanted):
        return None
    if request.user.is_authenticated:
        raise PermissionDenied
    return _sign_in(request, stated)


def _sign_in(request: HttpRequest, stated: Gate) -> HttpResponse:
    """Ask an anonymous visitor to sign in; keep what an expired session had typed."""
    if request.method == "POST":
        typed.keep(request)
    back = request.headers.get("HX-Current-URL") or request.get_full_path()
    if request.method == "POST" and "GET" in stated.methods:
        back = request.get_full_path()  # where what was typed waits
    response: HttpResponse = redirect_to_login(typed.path_of(back), login_url=settings.LOGIN_URL)
    if request.headers.get("HX-Request"):
        # htmx follows a plain redirect inside the fragment; this makes the whole page go to the sign-in.
        response = HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response


class ClosedByDefaultMiddleware:
    """A view that states no gate is closed to everybody: forgetting one must never mean "allowed"."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the check is in `process_view`, where the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Refuse views without a gate."""
        if hasattr(view, "gate") or view.__module__.startswith(LIBRARY_MODULES):
            return
        raise PermissionDenied("this view states no gate")
