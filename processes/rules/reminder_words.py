# SPDX-License-Identifier: EUPL-1.2
"""What a mail says about each kind of reminder: an invitation in a sentence or two, never a reproach.

The late kinds go to the gemeente side only and still ask instead of urge (domain model §7).
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from processes.enums import ReminderKind, ReminderTopic

INVITATIONS: dict[str, Any] = {
    ReminderKind.SIX_WEEKS_BEFORE: _("Past deze dag nog? Een andere dag kiezen mag altijd."),
    ReminderKind.TWO_WEEKS_BEFORE: _("De vragen staan klaar. U kunt ze alvast rustig lezen."),
    ReminderKind.ON_THE_DAY: _("Is het gesprek geweest? Schrijf dan samen op wat eruit kwam."),
    ReminderKind.TWO_WEEKS_LATE: _(
        "Er staat nog niets over dit gesprek. Zoekt u samen een nieuwe dag? Later mag ook, met een reden."
    ),
    ReminderKind.SIX_WEEKS_LATE: _(
        "Dit is een seintje, alleen voor de gemeente. Wat is er nodig? Later mag ook, met een reden."
    ),
    ReminderKind.CONVERSATION_QUIET: _("Het is hier een tijd stil. U bepaalt zelf het tempo."),
    ReminderKind.ANSWER_WAITS: _(
        "De andere kant is benieuwd hoe u het ziet. U kiest zelf wanneer u antwoordt."
    ),
    ReminderKind.JOINT_WAITS: _("Er ligt een tekst van u samen klaar. Klopt die? Dan kunt u hem bevestigen."),
    ReminderKind.SIGNATURE_WAITS: _("De tekst is klaar. Lees hem rustig na voordat u tekent."),
    ReminderKind.PROMISE_WAITS: _(
        "De andere kant meldde hoe het ging. Klopt dat? Dan kunt u het bevestigen."
    ),
    ReminderKind.LESSON_WAITS: _(
        "Een jaar geleden leerde u dit. Wat kwam ervan? Niets mag ook, met een reden."
    ),
    ReminderKind.MOVE_WAITS: _("De andere kant stelt dit voor. Past het u? U kunt ook de dag zo houden."),
    ReminderKind.OUTCOME_WAITS: _("Dit besloot u samen. De reden staat al in het formulier klaar."),
    ReminderKind.SEAT_ENDS: _("Er is nog tijd om samen te kiezen hoe het verder gaat."),
    ReminderKind.AGREEMENT_ENDS: _("Er is nog tijd om samen te kiezen: verlengen, aanpassen of stoppen."),
    ReminderKind.DECISION_ENDS: _("Er is nog tijd om samen te kiezen wat u de raad vraagt."),
    ReminderKind.ONE_PERSON_LEFT: _("Met twee mensen staat uw partij sterker. Wie wilt u erbij vragen?"),
    ReminderKind.COUNCIL_OVERVIEW: _(
        "Het overzicht van alle gebieden staat klaar, op tijd voor de begroting."
    ),
}

TOPIC_MEANINGS: dict[str, Any] = {
    ReminderTopic.LOOKING_BACK: _("Een dag om samen terug te kijken komt dichterbij."),
    ReminderTopic.CONVERSATION: _("Iemand deelde een antwoord, of het gesprek ligt een tijd stil."),
    ReminderTopic.SIGNING: _("Een afspraak is klaar en wacht op een handtekening."),
    ReminderTopic.PROMISES: _("De andere kant meldde iets, en uw bevestiging telt."),
    ReminderTopic.ENDING: _("Een afspraak, een budget of een mandaat loopt bijna af."),
    ReminderTopic.PEOPLE: _("Uw partij heeft nog maar één persoon."),
    ReminderTopic.COUNCIL: _("Eén keer per jaar, vóór de begroting."),
}
