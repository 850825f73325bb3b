# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the Gronings model."""

from django.urls import path

from processes.views import agreements, areas, conversations, evaluations, lessons, parties, praatplaat

urlpatterns = [
    path("gebieden/", areas.process_list, name="processes"),
    path("gebieden/<slug:slug>/", areas.process_page, name="process"),
    path("gebieden/<slug:slug>/stap/", areas.step, name="process-step"),
    path("gebieden/<slug:slug>/praatplaat/", praatplaat.praatplaat_page, name="praatplaat"),
    path("gebieden/<slug:slug>/praatplaat/<slug:code>/", conversations.question_page, name="question"),
    path(
        "gebieden/<slug:slug>/praatplaat/<slug:code>/antwoord/<int:party_id>/",
        conversations.answer_page,
        name="answer",
    ),
    path(
        "gebieden/<slug:slug>/praatplaat/<slug:code>/samen/<int:party_id>/",
        conversations.joint_page,
        name="joint",
    ),
    path("gebieden/<slug:slug>/afspraken/", agreements.agreement_list, name="agreements"),
    path("gebieden/<slug:slug>/afspraken/<int:number>/", agreements.agreement_page, name="agreement"),
    path("gebieden/<slug:slug>/evaluatie/", evaluations.evaluation_list, name="evaluations"),
    path("gebieden/<slug:slug>/evaluatie/<int:pk>/", evaluations.evaluation_page, name="evaluation"),
    path(
        "gebieden/<slug:slug>/evaluatie/<int:pk>/vastleggen/",
        evaluations.evaluation_hold,
        name="evaluation-hold",
    ),
    path(
        "gebieden/<slug:slug>/evaluatie/<int:pk>/verplaatsen/",
        evaluations.evaluation_move,
        name="evaluation-move",
    ),
    path(
        "gebieden/<slug:slug>/evaluatie/<int:pk>/afzeggen/",
        evaluations.evaluation_cancel,
        name="evaluation-cancel",
    ),
    path("leerpunten/", lessons.lesson_list, name="lessons"),
    path("gebieden/<slug:slug>/partijen/<int:party_id>/", parties.party_page, name="party"),
]
