# SPDX-License-Identifier: EUPL-1.2
"""Nothing typed is lost when a session expires: the fields wait in the session until the same person is back.

Each form of a signed-in person carries a signed mark of who is typing (`author_mark`); only that person gets
the text back, so the next user of a shared computer never sees it. Kept for an hour.
"""

from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, QueryDict

KEPT = "typed"
MARK = "_wie"
KEPT_SECONDS = 3600
MAX_CHARACTERS = 100_000
_signer = signing.TimestampSigner(salt="gm_portal.typed")


def author_mark(user_id: int) -> str:
    """The signed mark of the person a form was made for."""
    return _signer.sign(str(user_id))


def path_of(address: str) -> str:
    """Path and query of an address on this site, without scheme and host; nonsense is the home page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"


def keep(request: HttpRequest) -> None:
    """Put the posted fields aside in the (new, anonymous) session."""
    if not request.POST.get(MARK):
        return
    fields = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(value) for values in fields.values() for value in values) > MAX_CHARACTERS:
        return
    request.session[KEPT] = {"path": request.path, "fields": fields}


def waiting(request: HttpRequest, name: str) -> str | None:
    """What waits in one field at this address, without taking it; None when nothing waits here."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    return str((kept["fields"].get(name) or [""])[0])


def take(request: HttpRequest) -> QueryDict | None:
    """The fields this person had typed at this address before the session expired, once; else None."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path or not request.user.is_authenticated:
        return None
    del request.session[KEPT]
    mark = kept["fields"].pop(MARK, [""])[0]
    try:
        author = _signer.unsign(mark, max_age=14 * 24 * KEPT_SECONDS)
    except signing.BadSignature:
        return None
    if author != str(request.user.pk):
        return None
    fields = QueryDict(mutable=True)
    for name, values in kept["fields"].items():
        fields.setlist(name, values)
    return fields
