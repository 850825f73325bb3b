# SPDX-License-Identifier: EUPL-1.2
"""What a public event is called in one line of news. The verbs are those of the actions, of the agenda too."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS: dict[str, str | Promise] = {
    "add_item": gettext_lazy("Er staat iets nieuws op de agenda"),
    "adopt_agreement": gettext_lazy("Er is een afspraak vastgesteld"),
    "ask_council": gettext_lazy("De raad krijgt een vraag over een afspraak"),
    "cancel_evaluation": gettext_lazy("Een moment om terug te kijken gaat niet door"),
    "change_item_state": gettext_lazy("Er is nieuws over een onderwerp op de agenda"),
    "confirm_promise": gettext_lazy("De andere kant bevestigde wat is gedaan"),
    "conclude_joint": gettext_lazy("Er staat een gezamenlijk antwoord"),
    "close_postponement": gettext_lazy("Een uitgestelde afspraak is weer aan de orde"),
    "close_round": gettext_lazy("Een ronde van het gesprek is afgesloten"),
    "confirm_postponement": gettext_lazy("Wijk en gemeente stelden een afspraak samen uit"),
    "create_party": gettext_lazy("Er doet een nieuwe partij mee"),
    "create_process": gettext_lazy("Dit gebied begint met oefenen"),
    "dispute_promise": gettext_lazy("De andere kant ziet een melding anders"),
    "edit_process": gettext_lazy("De tekst over dit gebied is bijgewerkt"),
    "end_agreement": gettext_lazy("Er is een afspraak gestopt"),
    "hold_evaluation": gettext_lazy("Wijk en gemeente keken samen terug"),
    "link_agreement": gettext_lazy("Er kwam een afspraak uit de agenda"),
    "make_promise": gettext_lazy("Een partij beloofde iets bij een afspraak"),
    "move_challenge": gettext_lazy("Een taak van het uitdaagrecht ging een stap verder"),
    "move_evaluation": gettext_lazy("Er is een andere dag om terug te kijken"),
    "decline_move": gettext_lazy("Een dag om terug te kijken blijft zoals hij was"),
    "open_evaluation_link": gettext_lazy("Inwoners kunnen mee terugkijken"),
    "close_evaluation_link": gettext_lazy("De vragen aan inwoners over het terugkijken zijn gesloten"),
    "edit_lesson": gettext_lazy("Een leerpunt is bijgewerkt"),
    "answer_lesson": gettext_lazy("Er is verteld wat er van een leerpunt kwam"),
    "open_round": gettext_lazy("Er is een nieuwe ronde van het gesprek begonnen"),
    "plan_evaluation": gettext_lazy("Er is een dag gekozen om terug te kijken"),
    "propose_cancel": gettext_lazy("Er is voorgesteld om een moment om terug te kijken af te zeggen"),
    "lapse_evaluation": gettext_lazy("Een moment om terug te kijken vervalt: de afspraak is beëindigd"),
    "propose_move": gettext_lazy("Er is een andere dag voorgesteld om terug te kijken"),
    "publish_answer": gettext_lazy("Er staat een nieuw openbaar antwoord"),
    "record_council_decision": gettext_lazy("De raad nam een besluit over een afspraak"),
    "set_evaluation_cycle": gettext_lazy("Er is gekozen hoe vaak dit gebied terugkijkt"),
    "report_promise": gettext_lazy("Een partij meldde hoe het ging met een belofte"),
    "replace_agreement": gettext_lazy("Er is een afspraak vervangen door een nieuwe"),
    "set_step": gettext_lazy("Er is een andere stap gekozen"),
    "start_conversation": gettext_lazy("Er is een ronde van het gesprek begonnen"),
    "stop_challenge": gettext_lazy("Een taak van het uitdaagrecht is gestopt"),
    "suspend_agreement": gettext_lazy("Een afspraak is opgeschort: er ligt een voorstel"),
    "take_back_version": gettext_lazy("Een afspraak geldt weer: het voorstel is ingetrokken"),
    "unlink_agreement": gettext_lazy("De agenda is bijgewerkt"),
    "welcome_join": gettext_lazy("Raad of wethouder schuift aan bij het gesprek"),
}


def news_in_words(verb: str) -> str:
    """One line for readers; a verb without a line of its own is still told."""
    return str(WORDS[verb]) if verb in WORDS else _("Er is iets nieuws vastgelegd")
