# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the Gronings model."""

from django.urls import path

from processes.views import (
    administration,
    agreement_writing,
    agreements,
    areas,
    contribute,
    contributions,
    conversations,
    evaluations,
    lessons,
    paper,
    parties,
    praatplaat,
)

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
    path("gebieden/<slug:slug>/afspraken/nieuw/", agreement_writing.agreement_new, name="agreement-new"),
    path("gebieden/<slug:slug>/afspraken/<int:number>/", agreements.agreement_page, name="agreement"),
    path(
        "gebieden/<slug:slug>/afspraken/<int:number>/versies/<int:version>/",
        agreements.version_page,
        name="agreement-version",
    ),
    path(
        "gebieden/<slug:slug>/afspraken/<int:number>/wijzigen/",
        agreement_writing.agreement_amend,
        name="agreement-amend",
    ),
    path(
        "gebieden/<slug:slug>/afspraken/<int:number>/bespreken/",
        agreement_writing.agreement_discuss,
        name="agreement-discuss",
    ),
    path(
        "gebieden/<slug:slug>/afspraken/<int:number>/ondertekenen/",
        agreement_writing.agreement_sign,
        name="agreement-sign",
    ),
    path(
        "gebieden/<slug:slug>/afspraken/<int:number>/intrekken/",
        agreement_writing.agreement_withdraw,
        name="agreement-withdraw",
    ),
    path(
        "gebieden/<slug:slug>/afspraken/<int:number>/raadsbesluit/",
        agreement_writing.council_decision,
        name="agreement-council-decision",
    ),
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
    path("inbreng/<slug:token>/", contribute.contribute, name="contribute"),
    path("inbreng/<slug:token>/dank/", contribute.thanks, name="contribute-thanks"),
    path(
        "gebieden/<slug:slug>/inbreng/partij/<int:party_id>/",
        contributions.contribution_links,
        name="contributions",
    ),
    path(
        "gebieden/<slug:slug>/inbreng/partij/<int:party_id>/vragen/",
        contributions.contribution_link_new,
        name="contribution-link-new",
    ),
    path("gebieden/<slug:slug>/inbreng/<int:pk>/", contributions.contribution_link, name="contribution-link"),
    path(
        "gebieden/<slug:slug>/inbreng/<int:pk>/sluiten/",
        contributions.contribution_link_close,
        name="contribution-link-close",
    ),
    path("gebieden/<slug:slug>/inbreng/<int:pk>/vragen.pdf", paper.link_sheets, name="link-sheets"),
    path("gebieden/<slug:slug>/inbreng/<int:pk>/papier/", paper.type_in, name="paper"),
    path(
        "gebieden/<slug:slug>/inbreng/<int:pk>/papier/<int:paper_pk>/",
        paper.check,
        name="paper-check",
    ),
    path(
        "gebieden/<slug:slug>/inbreng/<int:pk>/<slug:code>/",
        contributions.contribution_question,
        name="contribution-question",
    ),
    path("gebieden/<slug:slug>/praatplaat/poster.pdf", paper.poster, name="poster"),
    path("gebieden/<slug:slug>/praatplaat/vragen.pdf", paper.question_sheets, name="question-sheets"),
    path("leerpunten/", lessons.lesson_list, name="lessons"),
    path("gebieden/<slug:slug>/partijen/<int:party_id>/", parties.party_page, name="party"),
    path(
        "gebieden/<slug:slug>/partijen/<int:party_id>/uitnodigen/", parties.party_invite, name="party-invite"
    ),
    path("gebieden/<slug:slug>/partijen/<int:party_id>/stoppen/", parties.party_leave, name="party-leave"),
    path(
        "gebieden/<slug:slug>/partijen/<int:party_id>/uitnodigingen/<int:pk>/intrekken/",
        parties.party_revoke,
        name="party-revoke",
    ),
    path(
        "gebieden/<slug:slug>/partijen/<int:party_id>/mensen/<int:pk>/",
        parties.party_member,
        name="party-member",
    ),
    path(
        "gebieden/<slug:slug>/partijen/<int:party_id>/mensen/<int:pk>/beeindigen/",
        parties.party_end,
        name="party-end",
    ),
    path("beheer/gebieden/", administration.process_list, name="admin-processes"),
    path("beheer/gebied-toevoegen/", administration.process_create, name="admin-process-new"),
    path("beheer/gebieden/<slug:slug>/", administration.process_edit, name="admin-process"),
    path("beheer/gebieden/<slug:slug>/partij-toevoegen/", administration.party_create, name="admin-party"),
]
