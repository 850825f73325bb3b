# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the dashboards."""

from django.urls import path

from gm_portal.dashboards.views import about, administration, council, home, mine

urlpatterns = [
    path("", home.home, name="home"),
    path("raad/", council.council, name="council"),
    path("mijn/", mine.mine, name="mine"),
    path("beheer/", administration.administration, name="administration"),
    path("beheer/mail/", administration.mail_list, name="admin-mail"),
    path("beheer/mail/<int:pk>/opnieuw/", administration.mail_retry, name="admin-mail-retry"),
    path("beheer/mail/<int:pk>/tegenhouden/", administration.mail_stop, name="admin-mail-stop"),
    path("beheer/mail/adressen/<int:pk>/toelaten/", administration.address_trust, name="admin-address-trust"),
    path("beheer/logboek/", administration.audit_log, name="admin-log"),
    path("bronnen/", about.sources, name="sources"),
    path("toegankelijkheid/", about.accessibility, name="accessibility"),
    path("privacy/", about.privacy, name="privacy"),
    path(".well-known/security.txt", about.security_txt, name="security-txt"),
]
