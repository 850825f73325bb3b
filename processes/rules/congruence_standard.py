# SPDX-License-Identifier: EUPL-1.2
"""The standard rules of congruence: version 1, which the portal loads (own proposal, domain model §5).

Every rule names the sentence it rests on. Administrators write next versions of the words and the severities
(`models/congruence.py`); level, kind and values belong to the logic and stay.
"""

from django.utils.translation import gettext_lazy as _

from processes.enums import AgreementKind, Level, Severity
from processes.rules.congruence_facts import Rule, RuleBook

BLOCKING, REQUIRED, WARNING, ADVICE = (
    Severity.BLOCKING,
    Severity.REQUIRED,
    Severity.WARNING,
    Severity.ADVICE,
)
PROMISE, ROLE, TASK = AgreementKind.PROCESGARANTIE, AgreementKind.ROL, AgreementKind.TAAK
INFORMATION, BUDGET = AgreementKind.INFORMATIE, AgreementKind.BUDGET

RULES: tuple[Rule, ...] = (
    Rule(
        "CR-01", Level.N1, REQUIRED, ("LEG",),
        _("Van beide kanten staat vast wie spreekt"),
        _("Schrijf op wie namens de wijk en wie namens de gemeente spreekt, en waarover."),
        _("Gemeente en wijk bepalen ‘in samenspraak welke rol en taak zij vervullen’ (raadsvoorstel)."),
        ROLE,
    ),
    Rule(
        "CR-02", Level.N1, REQUIRED, ("TRA",),
        _("Er is een afspraak over informatie"),
        _("Spreek af wat u laat weten, aan wie, wanneer en hoe. Ook op papier en in eenvoudige taal."),
        _("‘Transparant en eerlijk met elkaar te blijven communiceren’ (collegebrief)."),
        INFORMATION,
    ),
    Rule(
        "CR-03", Level.N1, REQUIRED, ("ZEG",),
        _("Inwoners horen wat er met hun advies is gedaan"),
        _("Spreek af binnen hoeveel dagen de gemeente vertelt wat zij met een advies deed, en waarom."),
        _("‘Tweerichtingsverkeer’ (raadsvoorstel)."),
        PROMISE, "terugkoppeling",
    ),
    Rule(
        "CR-04", Level.N1, REQUIRED, ("LER",),
        _("Op elke afspraak kijkt u terug"),
        _("Kies een dag om terug te kijken."),
        _("‘In de derde stap [wordt] de uitvoering geëvalueerd’ (raadsvoorstel)."),
        AgreementKind.EVALUATIEMOMENT,
    ),
    Rule(
        "CR-05", Level.N1, ADVICE, ("INC", "GES"),
        _("De wijk of het dorp probeert iedereen te betrekken"),
        _("Schrijf op wie u wilt bereiken, en hoe."),
        _("‘We willen meer en andere mensen betrekken’ (raadsvoorstel)."),
        PROMISE, "bereik",
    ),
    Rule(
        "CR-06", Level.N2, REQUIRED, ("INC",),
        _("Iedereen kan een onderwerp inbrengen"),
        _("Spreek af hoe elke inwoner een onderwerp of initiatief inbrengt en hoort wat ermee gebeurt."),
        _("‘Elke wijk de zelfde vragen stellen en de zelfde ruimte bieden’ (raadsvoorstel)."),
        PROMISE, "open_oproep",
    ),
    Rule(
        "CR-07", Level.N2, REQUIRED, ("ZEG",),
        _("Er is één aanspreekpunt bij de gemeente"),
        _("Spreek één aanspreekpunt bij de gemeente af, over afdelingen heen, dat op tijd antwoordt."),
        _("Het was ‘erg lastig … om integrale opgaven op één plek te organiseren’ (collegebrief)."),
        ROLE,
    ),
    Rule(
        "CR-08", Level.N2, REQUIRED, ("ZEG",),
        _("Beide kanten zeggen wat zij inzetten"),
        _("Schrijf op wat de wijk en de gemeente inzetten: uren, geld en hulp."),
        _("Uitvoeringskracht ‘aan beide kanten’ (leerpunt 2, collegebrief)."),
    ),
    Rule(
        "CR-09", Level.N3, REQUIRED, ("LEG",),
        _("Het mandaat is duidelijk"),
        _("Schrijf op wie namens de wijk beslist, waarover, hoe dat is gekozen en tot wanneer."),
        _("‘Naarmate meer zeggenschap … een steviger democratisch proces’ (raadsvoorstel)."),
        PROMISE, "mandaat",
    ),
    Rule(
        "CR-10", Level.N3, REQUIRED, ("TRA",),
        _("Het budget is vastgelegd"),
        _("Schrijf op om hoeveel geld het gaat, van wie, voor welk jaar en wie het beheert."),
        _("‘Een bedrag beschikbaar gesteld’ (collegebrief)."),
        BUDGET,
    ),
    Rule(
        "CR-11", Level.N3, REQUIRED, ("TRA", "LER"),
        _("Iedereen kan zien wat er met het geld is gebeurd"),
        _("Spreek af waar en wanneer iedereen ziet wat er met het geld is gebeurd."),
        _("‘Borging van de democratische waarden (inclusie, transparantie etc.)’ (raadsvoorstel)."),
        INFORMATION,
    ),
    Rule(
        "CR-12", Level.N3, REQUIRED, ("TEG",),
        _("Wie voordeel heeft, beslist niet mee"),
        _("Spreek af dat iemand met eigen voordeel dat zegt en dan niet mee beslist."),
        _("‘Als de wijk een zorgvuldig democratisch proces organiseert’ (raadsvoorstel)."),
        PROMISE, "belangenregel",
    ),
    Rule(
        "CR-13", Level.N3, REQUIRED, ("TEG", "GES"),
        _("Kleine groepen tellen mee"),
        _("Spreek af dat u eerst praat, bezwaren bespreekt en opschrijft wat de minderheid vond."),
        _("‘De verschillende belangen vroegtijdig op tafel krijgen en een plek geven’ (collegebrief)."),
        PROMISE, "bescherming",
    ),
    Rule(
        "CR-14", Level.N3, REQUIRED, ("INC",),
        _("U telt wie er meededen"),
        _("Spreek af wie u wilt bereiken en tel achteraf wie er meededen. Kies ook een weg zonder internet."),
        _("‘Borging van de democratische waarden (inclusie …)’ (raadsvoorstel)."),
        PROMISE, "bereik",
    ),
    Rule(
        "CR-15", Level.N3, REQUIRED, ("ZEG",),
        _("Er is een toets of een idee kan, met uitleg"),
        _("Spreek af wie toetst of een idee kan. Een idee dat afvalt, krijgt een reden."),
        _("Sterk Hoogkerk toetste ideeën vóór de stemming (hoogkerkonline.nl)."),
        PROMISE, "uitvoerbaarheidstoets",
    ),
    Rule(
        "CR-16", Level.N3, REQUIRED, ("LEG",),
        _("De rol van de raad is duidelijk"),
        _("Schrijf op wat de raad doet en wanneer u de raad bijpraat. Minstens één keer per jaar."),
        _("‘Hoe de gemeenteraad wordt betrokken en op de hoogte wordt gehouden’ (raadsvoorstel)."),
        ROLE,
    ),
    Rule(
        "CR-17", "", BLOCKING, ("LEG",),
        _("De raad heeft besloten over de overdracht"),
        _("Vraag de raad om een besluit over de overdracht."),
        _("‘Afspraken … over de eventuele overdracht van bevoegdheden’ (raadsvoorstel)."),
    ),
    Rule(
        "CR-18", Level.N4, BLOCKING, ("LEG",),
        _("Het is duidelijk wat er gebeurt als het niet lukt"),
        _("Spreek af wie de taak terugneemt als het niet lukt."),
        _("De pilot omgekeerd uitdaagrecht is gestopt; dat kan dus gebeuren (collegebrief)."),
    ),
    Rule(
        "CR-19", Level.N4, REQUIRED, ("INC",),
        _("De basis blijft voor iedereen gelijk"),
        _("Schrijf op hoe de taak goed en voor iedereen bereikbaar blijft."),
        _("Overal dezelfde standaard voor schoon, heel en veilig (Coöperatieve Wijkraad)."),
    ),
    Rule(
        "CR-20", Level.N4, BLOCKING, ("LEG",),
        _("Wie iets uit handen geeft, stemde in"),
        _("Zet alle afdelingen en partners op de lijst en vraag of zij instemmen."),
        _("‘Een logische terughoudendheid’ bij wie iets weggeeft (collegebrief)."),
    ),
    Rule(
        "CR-21", Level.N4, WARNING, ("LER",),
        _("De taak is niet te groot"),
        _("Kies een kleinere taak, of spreek extra inzet en één eindverantwoordelijke af."),
        _("Eenvoudige taken ‘binnen één domein’ hebben meer kans (leerpunt 2, collegebrief)."),
    ),
    Rule(
        "CR-22", "", BLOCKING, ("TRA",),
        _("Over één onderwerp beslist één kant"),
        _("Leg uit waarom het niveau verschilt bij hetzelfde onderwerp."),
        _("Afspraken moeten ‘congruent met elkaar zijn’ (raadsvoorstel)."),
    ),
    Rule(
        "CR-23", "", WARNING, ("ZEG",),
        _("Wens en afspraken passen bij elkaar"),
        _("Vergelijk de afspraken met wat u in de praatplaat koos."),
        _("‘Op basis van de vragen en antwoorden worden … afspraken per wijk vastgelegd’ (raadsvoorstel)."),
    ),
    Rule(
        "CR-24", Level.N3, WARNING, ("LEG",),
        _("Het democratische proces is stevig genoeg"),
        _("Geef samen een cijfer voor hoe stevig het proces nu is."),
        _("‘Steviger democratisch proces’ (raadsvoorstel). De cijfers 3 en 4 zijn ons eigen voorstel."),
    ),
    Rule(
        "CR-25", "", WARNING, ("LER",),
        _("De looptijden kloppen"),
        _("Kies een einddatum die past bij het terugkijken en bij het mandaat."),
        _("‘Passen we de aanpak zonodig aan’ (raadsvoorstel)."),
    ),
    Rule(
        "CR-26", "", WARNING, ("LER",),
        _("Er wordt niet meer gevraagd dan nodig"),
        _("Kijk of deze afspraak al nodig is. U mag haar ook houden."),
        _("Het model kost ‘veel tijd en inspanning’ (raadsvoorstel). Vraag niet meer dan past."),
    ),
)  # fmt: skip
STANDARD = RuleBook(1, RULES)
