# SPDX-License-Identifier: EUPL-1.2
"""All addresses of the portal."""

from django.urls import include, path

from gm_portal.core.failures import bad_request, page_not_found, permission_denied, server_error
from gm_portal.core.health import healthz
from gm_portal.core.language import choose_language
from gm_portal.core.mail_service import mail_service_report

urlpatterns = [
    path("", include("gm_portal.dashboards.urls")),
    path("", include("processes.urls")),
    path("", include("agendas.urls")),
    path("", include("gm_portal.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("taal/", choose_language, name="language"),
    path("mail/terug/", mail_service_report, name="mail-service"),
    path("healthz/", healthz, name="healthz"),
]

handler400 = bad_request
handler403 = permission_denied
handler404 = page_not_found
handler500 = server_error
