# SPDX-License-Identifier: EUPL-1.2
"""Steps that cannot be undone, or that give power, ask for the password (or second factor) once more."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from gm_portal.core import typed

View = Callable[..., HttpResponse]


def after_reauthentication(view: View) -> View:
    """Let the view run when the person confirmed who he is within `ACCOUNT_REAUTHENTICATION_TIMEOUT`.

    Stands beneath `gate`. What was posted too late is kept and stands in the form again after confirming;
    allauth would replay the post itself, around our middleware.
    """
    guarded = reauthentication_required(view)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            response: HttpResponse = guarded(request, *args, **kwargs)
        except ReauthenticationRequired:
            if request.method == "POST":
                typed.keep(request)
            methods = get_adapter(request).get_reauthentication_methods(request.user)
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{methods[0]['url']}?{query}")
        return response

    return wrapped
