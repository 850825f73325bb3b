# SPDX-License-Identifier: EUPL-1.2
"""Addresses of people and invitations."""

from django.urls import path

from gm_portal.accounts import views

urlpatterns = [
    path("uitnodiging/<str:token>/", views.accept, name="invitation"),
    path("beheer/", views.administration, name="administration"),
    path("mijn/gegevens/", views.my_data, name="my-data"),
]
