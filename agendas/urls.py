# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the agenda."""

from django.urls import path

from agendas.views import items

urlpatterns = [
    path("gebieden/<slug:slug>/agenda/", items.agenda_page, name="agenda"),
    path("gebieden/<slug:slug>/agenda/<int:number>/", items.item_page, name="agenda-item"),
]
