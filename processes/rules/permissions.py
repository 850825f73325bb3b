# SPDX-License-Identifier: EUPL-1.2
"""The permission matrix of the Gronings model: one line per permission, closed by default.

Predicates are small and compose role, seat and state. Residents lead: nothing here lets the municipality
answer, share or sign for a resident organisation, or the other way round.
"""

from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.actors import Actor
from gm_portal.core.permissions import (
    Scope,
    anyone,
    both,
    either,
    grant,
    role,
    signed_in,
    system,
    when_open,
    when_public,
)
from processes.enums import (
    ASKS_COUNCIL,
    BINDING_ROLES,
    OWED_BY,
    SIDE_OF_KIND,
    SIGNING_KINDS,
    PartyKind,
    Permission,
)


def at_the_table(actor: Actor, scope: Scope) -> bool:
    """Holds any seat in this process."""
    return bool(actor.seats_in(scope.process_id))


def of_a_signing_party(actor: Actor, scope: Scope) -> bool:
    """Holds a seat in a party whose consent agreements need."""
    return any(seat.kind in SIGNING_KINDS for seat in actor.seats_in(scope.process_id))


def of_this_party(actor: Actor, scope: Scope) -> bool:
    """Holds a seat in exactly this party."""
    return any(seat.party_id == scope.party_id for seat in actor.seats_in(scope.process_id))


def binds_this_party(actor: Actor, scope: Scope) -> bool:
    """May speak for exactly this party: its coordinator or deputy."""
    return any(
        seat.party_id == scope.party_id and seat.role in BINDING_ROLES
        for seat in actor.seats_in(scope.process_id)
    )


def binds_a_signing_party(actor: Actor, scope: Scope) -> bool:
    """May speak for a party whose consent agreements need."""
    return any(
        seat.kind in SIGNING_KINDS and seat.role in BINDING_ROLES for seat in actor.seats_in(scope.process_id)
    )


def answers_the_other_side(actor: Actor, scope: Scope) -> bool:
    """May speak for a party across the table from the one that owes this, and is not of that party himself."""
    seats = actor.seats_in(scope.process_id)
    if any(seat.party_id == scope.party_id for seat in seats):
        return False
    return any(
        seat.kind in SIGNING_KINDS
        and seat.role in BINDING_ROLES
        and scope.state in OWED_BY.values()
        and OWED_BY[SIDE_OF_KIND[PartyKind(seat.kind)]] != scope.state
        for seat in seats
    )


def asks_the_council(actor: Actor, scope: Scope) -> bool:
    """All parties signed, and only a decision of the council is missing."""
    return scope.state == ASKS_COUNCIL


def welcome(actor: Actor, scope: Scope) -> bool:
    """Asked to join and was made welcome by the table."""
    return actor.user_id is not None and actor.user_id in scope.guests


ADMINISTRATOR = role(GlobalRole.ADMINISTRATOR)
COUNCIL = role(GlobalRole.COUNCIL_MEMBER, GlobalRole.CLERK, GlobalRole.ALDERMAN)
JOINERS = role(GlobalRole.COUNCIL_MEMBER, GlobalRole.ALDERMAN)

grant(Permission.PROCESS_READ, when_public, "Gebieden zijn voor iedereen te lezen.")
grant(
    Permission.PROCESS_SET_STEP,
    both(when_open, binds_a_signing_party),
    "Wie namens een partij spreekt, kiest samen de stap.",
)
grant(
    Permission.PARTY_READ_PEOPLE,
    either(of_this_party, ADMINISTRATOR),
    "De eigen partij en beheer zien wie meedoen.",
)
grant(
    Permission.PARTY_INVITE,
    either(binds_this_party, ADMINISTRATOR),
    "Coördinator en vervanger nodigen mensen uit.",
)
grant(
    Permission.PARTY_END_MEMBERSHIP,
    either(binds_this_party, ADMINISTRATOR),
    "Coördinator en vervanger beëindigen een deelname.",
)
grant(Permission.PRAATPLAAT_READ, anyone, "De vragen zijn voor iedereen.")
grant(Permission.PRAATPLAAT_EDIT, ADMINISTRATOR, "Beheer werkt aan een volgende versie van de praatplaat.")
grant(
    Permission.ANSWER_WRITE,
    both(when_open, of_this_party),
    "Alleen de eigen partij schrijft aan haar antwoord.",
)
grant(Permission.ANSWER_HISTORY, of_this_party, "De eigen partij leest wat zij eerder schreef.")
grant(Permission.ANSWER_SHARE, both(when_open, of_this_party), "De eigen partij deelt haar antwoord.")
grant(
    Permission.ANSWER_PUBLISH,
    both(when_open, binds_this_party),
    "Coördinator of vervanger maakt het openbaar.",
)
grant(
    Permission.JOINT_WRITE,
    both(when_open, of_a_signing_party),
    "Beide kanten schrijven aan het gezamenlijke antwoord.",
)
grant(
    Permission.JOINT_CONFIRM,
    both(when_open, of_this_party, of_a_signing_party),
    "Elke kant bevestigt voor zichzelf.",
)
grant(
    Permission.CONVERSATION_MOVE,
    both(when_open, binds_a_signing_party),
    "Wie namens een partij spreekt, kiest of het gesprek meegaat naar een nieuwe versie.",
)
grant(
    Permission.ROUND_CHANGE,
    both(when_open, binds_a_signing_party),
    "Wie namens een partij spreekt, sluit een ronde af en opent de volgende.",
)
grant(
    Permission.CONTRIBUTION_LINK_OPEN,
    both(when_open, binds_this_party),
    "Coördinator of vervanger vraagt inwoners om inbreng.",
)
grant(Permission.CONTRIBUTIONS_READ, of_this_party, "De eigen partij leest de inbreng van inwoners.")
grant(Permission.PAPER_TYPE_IN, both(when_open, of_this_party), "De eigen partij typt papieren inbreng over.")
grant(
    Permission.SITTING_HOLD,
    both(when_open, of_a_signing_party),
    "Beide kanten kunnen samen een bijeenkomst houden.",
)
grant(
    Permission.SITTING_READ,
    either(at_the_table, both(JOINERS, welcome)),
    "Wie aan tafel zit, volgt de bijeenkomst. Raad en wethouder kijken mee als zij welkom zijn.",
)
grant(
    Permission.JOIN_READ,
    either(at_the_table, JOINERS),
    "De tafel ziet wie wil aanschuiven. Raad en wethouder zien hun eigen vraag.",
)
grant(
    Permission.JOIN_ASK,
    both(when_open, JOINERS),
    "Raad en wethouder kunnen vragen om aan te schuiven.",
)
grant(
    Permission.JOIN_ANSWER,
    both(when_open, binds_a_signing_party),
    "Wie namens een partij spreekt, antwoordt op die vraag.",
)
grant(
    Permission.AGREEMENT_READ,
    either(when_public, at_the_table, both(COUNCIL, asks_the_council)),
    "Concepten zijn van de partijen, en van de raad als die wordt gevraagd. De rest is openbaar.",
)
grant(
    Permission.AGREEMENT_DRAFT,
    both(when_open, of_a_signing_party),
    "Beide kanten kunnen een afspraak opstellen.",
)
grant(
    Permission.AGREEMENT_AMEND,
    both(when_open, of_a_signing_party),
    "Beide kanten kunnen een wijziging voorstellen.",
)
grant(
    Permission.AGREEMENT_SIGN,
    both(when_open, binds_a_signing_party),
    "Coördinator of vervanger tekent.",
)
grant(
    Permission.COUNCIL_BUNDLE_READ,
    either(when_public, at_the_table, COUNCIL),
    "Wat voorligt, lezen de partijen en de raad. Na het besluit leest iedereen het.",
)
grant(
    Permission.COUNCIL_BUNDLE_SUBMIT,
    both(when_open, binds_a_signing_party),
    "Wie namens een partij spreekt, legt afspraken voor aan de raad.",
)
grant(
    Permission.PROMISE_READ,
    either(when_public, at_the_table),
    "Wat bij een openbare afspraak is beloofd, is openbaar.",
)
grant(
    Permission.PROMISE_MAKE,
    both(when_open, of_a_signing_party),
    "Een partij belooft iets voor zichzelf, nooit voor een ander.",
)
grant(
    Permission.PROMISE_REPORT,
    both(when_open, of_this_party),
    "Wie iets beloofde, meldt hoe het ging.",
)
grant(
    Permission.PROMISE_ANSWER,
    both(when_open, answers_the_other_side),
    "De andere kant bevestigt of betwist.",
)
grant(
    Permission.EVIDENCE_READ,
    either(at_the_table, COUNCIL),
    "Bijlagen zijn voor de partijen en de raad: er kunnen mensen op staan.",
)
grant(Permission.COUNCIL_DECISION_RECORD, role(GlobalRole.CLERK), "De griffie legt raadsbesluiten vast.")
grant(
    Permission.CHALLENGE_READ,
    either(when_public, at_the_table),
    "Een idee is van de partijen. Vanaf de verkenning kan iedereen de taak volgen.",
)
grant(
    Permission.CHALLENGE_WRITE,
    both(when_open, of_a_signing_party),
    "Elke kant zet taken op de route en vult in wat zij zelf inzet.",
)
grant(
    Permission.CHALLENGE_MOVE,
    both(when_open, binds_a_signing_party),
    "Coördinator of vervanger zet een taak een stap verder.",
)
grant(
    Permission.CONGRUENCE_POSTPONE,
    both(when_open, binds_a_signing_party),
    "Beide kanten samen stellen uit wat nog niet is ingevuld.",
)
grant(Permission.RULES_READ, anyone, "De regels zijn voor iedereen te lezen.")
grant(Permission.RULES_EDIT, ADMINISTRATOR, "Beheer werkt aan een volgende versie van de regels.")
grant(Permission.EVALUATION_READ, when_public, "Terugkijken is openbaar.")
grant(
    Permission.EVALUATION_PLAN,
    both(when_open, either(of_a_signing_party, system)),
    "Beide kanten kiezen een moment. Staat het in een afspraak, dan plant het portaal het.",
)
grant(
    Permission.EVALUATION_HOLD,
    both(when_open, of_a_signing_party),
    "Beide kanten leggen vast wat eruit kwam.",
)
grant(
    Permission.EVALUATION_CYCLE,
    both(when_open, binds_a_signing_party),
    "Wie namens een partij spreekt, kiest hoe vaak het gebied terugkijkt.",
)
grant(
    Permission.EVALUATION_SHEETS_READ,
    of_a_signing_party,
    "Beide kanten lezen wat er is gedeeld. Hun eigen concept lezen alleen zijzelf.",
)
grant(
    Permission.EVALUATION_ANSWER,
    both(when_open, of_this_party, of_a_signing_party),
    "Elke kant antwoordt voor zichzelf.",
)
grant(
    Permission.EVALUATION_SHARE,
    both(when_open, binds_this_party, binds_a_signing_party),
    "Coördinator of vervanger deelt de antwoorden van de partij.",
)
grant(
    Permission.EVALUATION_ASK_RESIDENTS,
    both(when_open, binds_a_signing_party),
    "Wie namens een partij spreekt, vraagt inwoners om mee terug te kijken.",
)
grant(Permission.LESSON_READ, when_public, "Leerpunten zijn openbaar.")
grant(
    Permission.LESSON_WRITE,
    both(when_open, of_a_signing_party),
    "Beide kanten werken een leerpunt bij.",
)
grant(
    Permission.COUNCIL_EXTRAS_READ,
    either(COUNCIL, ADMINISTRATOR),
    "De raad ziet wat er aan de raad wordt gevraagd.",
)
grant(Permission.REMINDERS_CHOOSE, signed_in, "Ieder kiest zelf hoe vaak er mail komt.")
grant(Permission.ADMINISTER, ADMINISTRATOR, "Beheer.")
