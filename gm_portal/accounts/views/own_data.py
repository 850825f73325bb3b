# SPDX-License-Identifier: EUPL-1.2
"""`/mijn/gegevens/`: what the portal holds about the reader, as a page, as a file, and the way to have it erased."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gm_portal.accounts import erasure
from gm_portal.accounts.forms import EraseForm
from gm_portal.accounts.own_data import held_on
from gm_portal.accounts.permissions import PeoplePermission
from gm_portal.accounts.reauthentication import after_reauthentication
from gm_portal.accounts.signed_in import current_user
from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate


@gate(see=PeoplePermission.OWN_DATA)
@never_cache
def my_data(request: HttpRequest) -> HttpResponse:
    """The page."""
    data = held_on(current_user(request))
    account = data.pop("account")
    parts = [(_(name), len(rows)) for name, rows in data.items() if rows]
    page = {
        "account": account,
        "parts": parts,
        "crumbs": [(_("Mijn"), reverse("mine")), (_("Mijn gegevens"), "")],
    }
    return render(request, "accounts/my_data.html", page)


@gate(see=PeoplePermission.OWN_DATA)
@never_cache
def my_data_file(request: HttpRequest) -> HttpResponse:
    """The same, complete, as JSON to keep."""
    response = JsonResponse(
        held_on(current_user(request)), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="mijn-gegevens.json"'
    return response


@gate(see=PeoplePermission.OWN_DATA, methods=("GET", "POST"))
@never_cache
@after_reauthentication
def erase_me(request: HttpRequest) -> HttpResponse:
    """Ask to be erased, and be erased: no waiting, no questions why."""
    form = bound(EraseForm, request)
    if request.method == "POST" and form.is_valid():
        done = form.try_to(
            lambda: erasure.erase_person(
                user=current_user(request), actor=current_actor(request), now=clock.now()
            )
        )
        if done:
            logout(request)
            messages.success(request, _("Uw gegevens zijn gewist. Bedankt dat u meedeed."))
            return redirect("home")
    crumbs = [
        (_("Mijn"), reverse("mine")),
        (_("Mijn gegevens"), reverse("my-data")),
        (_("Gegevens wissen"), ""),
    ]
    page = {"form": form, "crumbs": crumbs}
    return render(request, "accounts/erase_me.html", page, status=400 if form.errors else 200)
