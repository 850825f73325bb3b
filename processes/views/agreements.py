# SPDX-License-Identifier: EUPL-1.2
"""Pages of agreements."""

from django.http import HttpRequest, HttpResponse

from gm_portal.core.gate import gate
from processes.enums import Permission


@gate(see=Permission.PROCESS_READ)
def agreement_list(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Being built."""
    return HttpResponse("")


@gate(see=Permission.PROCESS_READ)
def agreement_page(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Being built."""
    return HttpResponse("")
