# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the dashboards."""

from django.urls import path

from gm_portal.dashboards import views

urlpatterns = [
    path("", views.home, name="home"),
    path("raad/", views.council, name="council"),
    path("mijn/", views.mine, name="mine"),
    path("bronnen/", views.sources, name="sources"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
]
