# SPDX-License-Identifier: EUPL-1.2
"""What the audit trail records, in the words people read. A test holds this list against every verb in the code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "accept_invitation": _("nam een uitnodiging aan"),
    "add_item": _("zette een onderwerp op de agenda"),
    "adopt_agreement": _("stelde een afspraak vast"),
    "amend_agreement": _("stelde een wijziging van een afspraak voor"),
    "ask_council": _("vroeg de raad om een besluit"),
    "begin_import": _("begon een vragenlijst in te lezen"),
    "begin_praatplaat": _("begon een nieuwe versie van de praatplaat"),
    "cancel_evaluation": _("zegde een moment om terug te kijken af"),
    "change_item_state": _("veranderde hoe een onderwerp ervoor staat"),
    "change_role": _("gaf iemand een andere rol"),
    "check_paper": _("keek inbreng van papier na"),
    "close_contribution_link": _("sloot een vraag om inbreng"),
    "conclude_joint": _("rondde een gezamenlijk antwoord af"),
    "confirm_joint": _("bevestigde een gezamenlijk antwoord"),
    "contribute": _("kreeg inbreng van een inwoner"),
    "create_demo_person": _("maakte een proefaccount"),
    "create_party": _("voegde een partij toe"),
    "create_process": _("begon een gebied"),
    "discuss_agreement": _("bracht een afspraak in gesprek"),
    "draft_agreement": _("stelde een afspraak op"),
    "drop_praatplaat": _("gooide een concept van de praatplaat weg"),
    "edit_praatplaat": _("veranderde een concept van de praatplaat"),
    "edit_process": _("veranderde een gebied"),
    "end_agreement": _("beëindigde een afspraak"),
    "end_membership": _("beëindigde een deelname"),
    "erase_person": _("wiste de gegevens van een persoon"),
    "hold_evaluation": _("legde vast wat er uit het terugkijken kwam"),
    "invite": _("stuurde een uitnodiging"),
    "invite_to_party": _("nodigde iemand uit voor een partij"),
    "join_party": _("ging meedoen in een partij"),
    "keep_answer": _("nam een antwoord mee naar een nieuwe versie van de praatplaat"),
    "link_agreement": _("verbond een afspraak met een onderwerp"),
    "load_item": _("laadde een onderwerp op de agenda"),
    "load_process": _("laadde een gebied met zijn verhaal"),
    "move_conversation": _("bracht een gesprek over naar een nieuwe versie van de praatplaat"),
    "move_evaluation": _("verplaatste een moment om terug te kijken"),
    "open_contribution_link": _("vroeg inwoners om inbreng"),
    "plan_evaluation": _("plande een moment om terug te kijken"),
    "propose_joint": _("stelde een gezamenlijk antwoord voor"),
    "publish_answer": _("maakte een antwoord openbaar"),
    "publish_praatplaat": _("maakte een praatplaat openbaar"),
    "read_praatplaat_file": _("las een vragenlijst in"),
    "record_council_decision": _("legde een raadsbesluit vast"),
    "reject_paper": _("haalde een papier van een inwoner weg"),
    "retry_mail": _("zette een mail opnieuw klaar"),
    "revoke_invitation": _("trok een uitnodiging in"),
    "save_draft": _("bewaarde een concept"),
    "send_reminder": _("zette een herinnering klaar"),
    "set_global_roles": _("veranderde de rollen van iemand"),
    "set_step": _("koos een stap"),
    "share_answer": _("deelde een antwoord"),
    "sign_agreement": _("tekende een afspraak"),
    "start_conversation": _("opende een ronde van het gesprek"),
    "type_in_paper": _("typte inbreng van papier in"),
    "unlink_agreement": _("haalde een afspraak los van een onderwerp"),
    "withdraw_agreement": _("trok een afspraak in"),
}
THINGS: dict[str, str | Promise] = {
    "agendaitem": _("onderwerp"),
    "agreement": _("afspraak"),
    "agreementversion": _("versie van een afspraak"),
    "answer": _("antwoord"),
    "contribution": _("inbreng"),
    "contributionlink": _("vragen aan inwoners"),
    "conversation": _("gesprek"),
    "councildecision": _("raadsbesluit"),
    "evaluation": _("evaluatie"),
    "invitation": _("uitnodiging"),
    "joinrequest": _("verzoek om aan te schuiven"),
    "jointanswer": _("gezamenlijk antwoord"),
    "jointrevision": _("gezamenlijke tekst"),
    "membership": _("deelname"),
    "outgoingmail": _("mail"),
    "party": _("partij"),
    "partyinvitation": _("uitnodiging voor een partij"),
    "praatplaat": _("praatplaat"),
    "praatplaatimport": _("ingelezen vragenlijst"),
    "process": _("gebied"),
    "reminder": _("herinnering"),
    "signoff": _("handtekening"),
    "sitting": _("bijeenkomst"),
    "user": _("persoon"),
}


def in_words(verb: str) -> str:
    """What happened; an unknown verb shows itself, so that nothing is hidden."""
    return str(WORDS.get(verb, verb.replace("_", " ")))


def thing_in_words(object_type: str, object_id: int | None) -> str:
    """Which thing it was about, with its number."""
    return f"{THINGS.get(object_type, object_type)} {object_id or ''}".strip()
