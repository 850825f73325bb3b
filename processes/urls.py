# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the Gronings model."""

from django.urls import path

from processes.views import (
    administration,
    agreement_writing,
    agreements,
    answer_history,
    areas,
    compass,
    contribute,
    contributions,
    conversations,
    evaluations,
    first_question,
    joining,
    lessons,
    paper,
    parties,
    praatplaat,
    rounds,
    sittings,
    version_editing,
    version_files,
    version_moves,
    versions,
)

urlpatterns = [
    path("gebieden/", areas.process_list, name="processes"),
    path("gebieden/<slug:slug>/", areas.process_page, name="process"),
    path("gebieden/<slug:slug>/stap/", areas.step, name="process-step"),
    path("gebieden/<slug:slug>/praatplaat/", praatplaat.praatplaat_page, name="praatplaat"),
    path("mijn/begin/", first_question.first_question, name="first-question"),
    path("gebieden/<slug:slug>/praatplaat/rondes/", rounds.rounds_page, name="rounds"),
    path("gebieden/<slug:slug>/praatplaat/kompas/", compass.compass_page, name="compass"),
    path("gebieden/<slug:slug>/praatplaat/nieuwe-versie/", version_moves.move_page, name="conversation-move"),
    path(
        "gebieden/<slug:slug>/praatplaat/vragen-van-eerder/", version_moves.gone_page, name="gone-questions"
    ),
    path("gebieden/<slug:slug>/praatplaat/bijeenkomst/", sittings.sitting, name="sitting"),
    path(
        "gebieden/<slug:slug>/praatplaat/bijeenkomst/<int:pk>/", sittings.sitting_page, name="sitting-page"
    ),
    path(
        "gebieden/<slug:slug>/praatplaat/bijeenkomst/<int:pk>/stand/",
        sittings.sitting_beat,
        name="sitting-beat",
    ),
    path(
        "gebieden/<slug:slug>/praatplaat/bijeenkomst/<int:pk>/formulier/",
        sittings.sitting_form,
        name="sitting-form",
    ),
    path(
        "gebieden/<slug:slug>/praatplaat/bijeenkomst/<int:pk>/samen/<int:party_id>/",
        sittings.sitting_joint,
        name="sitting-joint",
    ),
    path(
        "gebieden/<slug:slug>/praatplaat/bijeenkomst/<int:pk>/verslag/",
        sittings.sitting_minutes,
        name="sitting-minutes",
    ),
    path("gebieden/<slug:slug>/praatplaat/<slug:code>/", conversations.question_page, name="question"),
    path(
        "gebieden/<slug:slug>/praatplaat/<slug:code>/antwoord/<int:party_id>/klopt-nog/",
        version_moves.keep_answer_page,
        name="answer-keep",
    ),
    path(
        "gebieden/<slug:slug>/praatplaat/<slug:code>/samen/<int:party_id>/klopt-nog/",
        version_moves.keep_joint_page,
        name="joint-keep",
    ),
    path(
        "gebieden/<slug:slug>/praatplaat/<slug:code>/antwoord/<int:party_id>/",
        conversations.answer_page,
        name="answer",
    ),
    path(
        "gebieden/<slug:slug>/praatplaat/<slug:code>/antwoord/<int:party_id>/geschiedenis/",
        answer_history.answer_history,
        name="answer-history",
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
    path("gebieden/<slug:slug>/aanschuiven/", joining.join, name="join"),
    path("gebieden/<slug:slug>/aanschuiven/<int:pk>/", joining.join_answer, name="join-answer"),
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
    path("praatplaat/versies/", versions.version_list, name="versions"),
    path("praatplaat/versies/<int:version>/", versions.version_page, name="version"),
    path("praatplaat/versies/<int:version>/praatplaat.json", versions.version_json, name="version-json"),
    path("praatplaat/versies/<int:version>/praatplaat.xlsx", versions.version_xlsx, name="version-xlsx"),
    path("praatplaat/versies/<int:a>/<int:b>/", versions.diff_page, name="version-diff"),
    path("beheer/praatplaat/", version_editing.version_list, name="admin-versions"),
    path("beheer/praatplaat/inlezen/", version_files.import_page, name="admin-import"),
    path("beheer/praatplaat/inlezen/<int:pk>/", version_files.import_state, name="admin-import-state"),
    path("beheer/praatplaat/vergelijk/<int:a>/<int:b>/", versions.admin_diff_page, name="admin-version-diff"),
    path("beheer/praatplaat/<int:version>/", version_editing.version_page, name="admin-version"),
    path("beheer/praatplaat/<int:version>/praatplaat.json", versions.admin_json, name="admin-version-json"),
    path("beheer/praatplaat/<int:version>/praatplaat.xlsx", versions.admin_xlsx, name="admin-version-xlsx"),
    path("beheer/praatplaat/<int:version>/gegevens/", version_editing.about_page, name="admin-version-about"),
    path("beheer/praatplaat/<int:version>/volgorde/", version_editing.order_page, name="admin-version-order"),
    path(
        "beheer/praatplaat/<int:version>/vaststellen/",
        version_editing.publish_page,
        name="admin-version-publish",
    ),
    path("beheer/praatplaat/<int:version>/weggooien/", version_editing.drop_page, name="admin-version-drop"),
    path(
        "beheer/praatplaat/<int:version>/bouwsteen-toevoegen/",
        version_editing.block_page,
        name="admin-block-new",
    ),
    path(
        "beheer/praatplaat/<int:version>/bouwstenen/<slug:code>/",
        version_editing.block_page,
        name="admin-block",
    ),
    path(
        "beheer/praatplaat/<int:version>/waarde-toevoegen/",
        version_editing.value_page,
        name="admin-value-new",
    ),
    path(
        "beheer/praatplaat/<int:version>/waarden/<slug:code>/", version_editing.value_page, name="admin-value"
    ),
    path(
        "beheer/praatplaat/<int:version>/vraag-toevoegen/",
        version_editing.question_page,
        name="admin-question-new",
    ),
    path(
        "beheer/praatplaat/<int:version>/vragen/<slug:code>/",
        version_editing.question_page,
        name="admin-question",
    ),
]
