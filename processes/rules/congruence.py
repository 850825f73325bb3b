# SPDX-License-Identifier: EUPL-1.2
"""The congruence check: the level of say held against the guarantees agreed (own proposal, domain model §5).

Rules add up: who decides at N3 also keeps what N1 and N2 ask. The check never asks more than the level does
(CR-26 holds by construction). CR-23 and CR-24 need the answers of the conversation and are not here.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from processes.enums import AgreementKind, FindingStatus, Level, Severity
from processes.rules import congruence_checks as checks
from processes.rules.congruence_checks import Wanted, exists
from processes.rules.congruence_facts import AgreementFacts, Finding, Rule, Situation

VALUE_NAMES = {
    "INC": _("Inclusie"),
    "TRA": _("Transparantie"),
    "ZEG": _("Zeggenschap"),
    "GES": _("Goed gesprek"),
    "TEG": _("Gelijkwaardigheid en tegenspraak"),
    "LEG": _("Legitimiteit en mandaat"),
    "LER": _("Leren en verantwoorden"),
}
COUNTED = (Severity.BLOCKING, Severity.REQUIRED)
BLOCKING, REQUIRED, WARNING, ADVICE = (
    Severity.BLOCKING,
    Severity.REQUIRED,
    Severity.WARNING,
    Severity.ADVICE,
)
PROMISE, ROLE, TASK = AgreementKind.PROCESGARANTIE, AgreementKind.ROL, AgreementKind.TAAK
INFORMATION, BUDGET = AgreementKind.INFORMATIE, AgreementKind.BUDGET


def _promise(sort: str, *filled: str) -> Wanted:
    return Wanted(PROMISE, {"sort": sort}, filled)


RULES: tuple[Rule, ...] = (
    Rule(
        "CR-01", Level.N1, REQUIRED, ("LEG",),
        _("Van beide kanten staat vast wie spreekt"),
        _("Schrijf op wie namens de wijk en wie namens de gemeente spreekt, en waarover."),
        _("Gemeente en wijk bepalen ‘in samenspraak welke rol en taak zij vervullen’ (raadsvoorstel)."),
        checks.both_sides_speak, ROLE,
    ),
    Rule(
        "CR-02", Level.N1, REQUIRED, ("TRA",),
        _("Er is een afspraak over informatie"),
        _("Spreek af wat u laat weten, aan wie, wanneer en hoe. Ook op papier en in eenvoudige taal."),
        _("‘Transparant en eerlijk met elkaar te blijven communiceren’ (collegebrief)."),
        exists(Wanted(INFORMATION, {}, ("what", "for_whom", "when", "online", "offline", "language"))),
        INFORMATION,
    ),
    Rule(
        "CR-03", Level.N1, REQUIRED, ("ZEG",),
        _("Inwoners horen wat er met hun advies is gedaan"),
        _("Spreek af binnen hoeveel dagen de gemeente vertelt wat zij met een advies deed, en waarom."),
        _("‘Tweerichtingsverkeer’ (raadsvoorstel)."),
        exists(_promise("terugkoppeling", "days")), PROMISE, "terugkoppeling",
    ),
    Rule(
        "CR-04", Level.N1, REQUIRED, ("LER",),
        _("Op elke afspraak kijkt u terug"),
        _("Kies een dag om terug te kijken."),
        _("‘In de derde stap [wordt] de uitvoering geëvalueerd’ (raadsvoorstel)."),
        checks.each_looks_back, AgreementKind.EVALUATIEMOMENT,
    ),
    Rule(
        "CR-05", Level.N1, ADVICE, ("INC", "GES"),
        _("De wijk of het dorp probeert iedereen te betrekken"),
        _("Schrijf op wie u wilt bereiken, en hoe."),
        _("‘We willen meer en andere mensen betrekken’ (raadsvoorstel)."),
        exists(_promise("bereik", "goal")), PROMISE, "bereik",
    ),
    Rule(
        "CR-06", Level.N2, REQUIRED, ("INC",),
        _("Iedereen kan een onderwerp inbrengen"),
        _("Spreek af hoe elke inwoner een onderwerp of initiatief inbrengt en hoort wat ermee gebeurt."),
        _("‘Elke wijk de zelfde vragen stellen en de zelfde ruimte bieden’ (raadsvoorstel)."),
        exists(_promise("open_oproep")), PROMISE, "open_oproep",
    ),
    Rule(
        "CR-07", Level.N2, REQUIRED, ("ZEG",),
        _("Er is één aanspreekpunt bij de gemeente"),
        _("Spreek één aanspreekpunt bij de gemeente af, over afdelingen heen, dat op tijd antwoordt."),
        _("Het was ‘erg lastig … om integrale opgaven op één plek te organiseren’ (collegebrief)."),
        exists(Wanted(ROLE, {"sides": "gemeente"}, ("reply_days", "across_departments"))), ROLE,
    ),
    Rule(
        "CR-08", Level.N2, REQUIRED, ("ZEG",),
        _("Beide kanten zeggen wat zij inzetten"),
        _("Schrijf op wat de wijk en de gemeente inzetten: uren, geld en hulp."),
        _("Uitvoeringskracht ‘aan beide kanten’ (leerpunt 2, collegebrief)."),
        checks.both_put_something_in,
    ),
    Rule(
        "CR-09", Level.N3, REQUIRED, ("LEG",),
        _("Het mandaat is duidelijk"),
        _("Schrijf op wie namens de wijk beslist, waarover, hoe dat is gekozen en tot wanneer."),
        _("‘Naarmate meer zeggenschap … een steviger democratisch proces’ (raadsvoorstel)."),
        checks.a_mandate_holds, PROMISE, "mandaat",
    ),
    Rule(
        "CR-10", Level.N3, REQUIRED, ("TRA",),
        _("Het budget is vastgelegd"),
        _("Schrijf op om hoeveel geld het gaat, van wie, voor welk jaar en wie het beheert."),
        _("‘Een bedrag beschikbaar gesteld’ (collegebrief)."),
        exists(Wanted(BUDGET, {}, ("amount_cents", "year", "money_from", "manager", "leftover"), ("amount_cents",))),
        BUDGET,
    ),
    Rule(
        "CR-11", Level.N3, REQUIRED, ("TRA", "LER"),
        _("Iedereen kan zien wat er met het geld is gebeurd"),
        _("Spreek af waar en wanneer iedereen ziet wat er met het geld is gebeurd."),
        _("‘Borging van de democratische waarden (inclusie, transparantie etc.)’ (raadsvoorstel)."),
        exists(
            Wanted(INFORMATION, {"subject": "geld"}, ("when",)),
            Wanted(BUDGET, {}, ("account_where", "account_when")),
        ),
        INFORMATION,
    ),
    Rule(
        "CR-12", Level.N3, REQUIRED, ("TEG",),
        _("Wie voordeel heeft, beslist niet mee"),
        _("Spreek af dat iemand met eigen voordeel dat zegt en dan niet mee beslist."),
        _("‘Als de wijk een zorgvuldig democratisch proces organiseert’ (raadsvoorstel)."),
        exists(_promise("belangenregel")), PROMISE, "belangenregel",
    ),
    Rule(
        "CR-13", Level.N3, REQUIRED, ("TEG", "GES"),
        _("Kleine groepen tellen mee"),
        _("Spreek af dat u eerst praat, bezwaren bespreekt en opschrijft wat de minderheid vond."),
        _("‘De verschillende belangen vroegtijdig op tafel krijgen en een plek geven’ (collegebrief)."),
        exists(_promise("bescherming")), PROMISE, "bescherming",
    ),
    Rule(
        "CR-14", Level.N3, REQUIRED, ("INC",),
        _("U telt wie er meededen"),
        _("Spreek af wie u wilt bereiken en tel achteraf wie er meededen. Kies ook een weg zonder internet."),
        _("‘Borging van de democratische waarden (inclusie …)’ (raadsvoorstel)."),
        exists(_promise("bereik", "goal", "count", "offline")), PROMISE, "bereik",
    ),
    Rule(
        "CR-15", Level.N3, REQUIRED, ("ZEG",),
        _("Er is een toets of een idee kan, met uitleg"),
        _("Spreek af wie toetst of een idee kan. Een idee dat afvalt, krijgt een reden."),
        _("Sterk Hoogkerk toetste ideeën vóór de stemming (hoogkerkonline.nl)."),
        exists(_promise("uitvoerbaarheidstoets")), PROMISE, "uitvoerbaarheidstoets",
    ),
    Rule(
        "CR-16", Level.N3, REQUIRED, ("LEG",),
        _("De rol van de raad is duidelijk"),
        _("Schrijf op wat de raad doet en wanneer u de raad bijpraat. Minstens één keer per jaar."),
        _("‘Hoe de gemeenteraad wordt betrokken en op de hoogte wordt gehouden’ (raadsvoorstel)."),
        exists(Wanted(ROLE, {"sides": "raad"}, ("briefing",))), ROLE,
    ),
    Rule(
        "CR-17", "", BLOCKING, ("LEG",),
        _("De raad heeft besloten over de overdracht"),
        _("Vraag de raad om een besluit over de overdracht."),
        _("‘Afspraken … over de eventuele overdracht van bevoegdheden’ (raadsvoorstel)."),
        checks.the_council_decided,
    ),
    Rule(
        "CR-18", Level.N4, BLOCKING, ("LEG",),
        _("Het is duidelijk wat er gebeurt als het niet lukt"),
        _("Spreek af wie de taak terugneemt als het niet lukt."),
        _("De pilot omgekeerd uitdaagrecht is gestopt; dat kan dus gebeuren (collegebrief)."),
        checks.each_task_says("notice_days", "fallback"),
    ),
    Rule(
        "CR-19", Level.N4, REQUIRED, ("INC",),
        _("De basis blijft voor iedereen gelijk"),
        _("Schrijf op hoe de taak goed en voor iedereen bereikbaar blijft."),
        _("Overal dezelfde standaard voor schoon, heel en veilig (Coöperatieve Wijkraad)."),
        checks.each_task_says("quality"),
    ),
    Rule(
        "CR-20", Level.N4, BLOCKING, ("LEG",),
        _("Wie iets uit handen geeft, stemde in"),
        _("Zet alle afdelingen en partners op de lijst en vraag of zij instemmen."),
        _("‘Een logische terughoudendheid’ bij wie iets weggeeft (collegebrief)."),
        checks.those_who_give_agreed,
    ),
    Rule(
        "CR-21", Level.N4, WARNING, ("LER",),
        _("De taak is niet te groot"),
        _("Kies een kleinere taak, of spreek extra inzet en één eindverantwoordelijke af."),
        _("Eenvoudige taken ‘binnen één domein’ hebben meer kans (leerpunt 2, collegebrief)."),
        checks.a_task_is_simple,
    ),
    Rule(
        "CR-22", "", BLOCKING, ("TRA",),
        _("Over één onderwerp beslist één kant"),
        _("Leg uit waarom het niveau verschilt bij hetzelfde onderwerp."),
        _("Afspraken moeten ‘congruent met elkaar zijn’ (raadsvoorstel)."),
        checks.not_two_hands,
    ),
    Rule(
        "CR-25", "", WARNING, ("LER",),
        _("De looptijden kloppen"),
        _("Kies een einddatum die past bij het terugkijken en bij het mandaat."),
        _("‘Passen we de aanpak zonodig aan’ (raadsvoorstel)."),
        checks.terms_fit,
    ),
)  # fmt: skip
BY_CODE = {rule.code: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Standing:
    """How an area stands: the highest level of say agreed (None without agreements) and what the rules find."""

    level: str | None
    findings: tuple[Finding, ...] = ()

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """What is still asked for, or advised."""
        return tuple(each for each in self.findings if each.is_open)

    @property
    def asked_count(self) -> int:
        """How many guarantees the level asks (warnings and advice left out)."""
        return len({each.rule for each in self.findings if each.severity in COUNTED})

    @property
    def open_count(self) -> int:
        """How many of those are not filled in yet."""
        return len({each.rule for each in self.open_findings if each.severity in COUNTED})


NOTHING_AGREED = Standing(None)


def standing(agreements: Sequence[AgreementFacts], *, today: dt.date) -> Standing:
    """Hold the agreements of one area against the rules of the highest level among them."""
    if not agreements:
        return NOTHING_AGREED
    level = max(each.level for each in agreements)
    situation = Situation(level, agreements, today)
    asked = (rule for rule in RULES if rule.from_level <= level)
    return Standing(level, tuple(found for rule in asked for found in rule.check(rule, situation)))


def blocking(findings: Sequence[Finding], number: int) -> tuple[Finding, ...]:
    """What keeps agreement `number` from being adopted."""
    return tuple(each for each in findings if each.blocks and each.agreement == number)


def per_value(findings: Sequence[Finding]) -> dict[str, tuple[int, int]]:
    """Per compass value how many guarantees are asked and how many are arranged: the two pans of the balance."""
    open_rules = {each.rule for each in findings if each.status == FindingStatus.OPEN}
    counted: dict[str, tuple[int, int]] = {}
    for code in dict.fromkeys(each.rule for each in findings if each.severity in COUNTED):
        for value in BY_CODE[code].values:
            asked, agreed = counted.get(value, (0, 0))
            counted[value] = (asked + 1, agreed + (code not in open_rules))
    return counted
