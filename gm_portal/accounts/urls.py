# SPDX-License-Identifier: EUPL-1.2
"""Addresses of people and invitations."""

from django.urls import path

from gm_portal.accounts.views import invitations, own_data, people

urlpatterns = [
    path("uitnodiging/", invitations.accept, name="invitation-accept"),
    path("uitnodiging/<str:token>/", invitations.open_invitation, name="invitation"),
    path("mijn/gegevens/", own_data.my_data, name="my-data"),
    path("mijn/gegevens/bestand/", own_data.my_data_file, name="my-data-file"),
    path("mijn/gegevens/wissen/", own_data.erase_me, name="erase-me"),
    path("beheer/mensen/", people.people_list, name="people"),
    path("beheer/mensen/uitnodigen/", people.invite_with_roles, name="people-invite"),
    path("beheer/mensen/uitnodigingen/<int:pk>/intrekken/", people.revoke, name="people-revoke"),
    path("beheer/mensen/<int:pk>/rollen/", people.roles, name="people-roles"),
    path("beheer/mensen/<int:pk>/wissen/", people.erase, name="people-erase"),
]
