# SPDX-License-Identifier: EUPL-1.2
"""The own fields of each kind of agreement, as data (own proposal, domain model §6).

A field is plain: its name in `AgreementVersion.fields`, the words people see, and its kind. The form, the sheet
and the congruence rules all read this table, so a field is described once.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from processes.enums import AgreementKind, EvaluationKind
from processes.rules.agreement_choices import CHOSEN, DOMAINS, SIDES, SORTS, THEMES, VALUES, Choices, Words


class FieldKind(StrEnum):
    """What a field holds. In JSON: dates as ISO text, money as whole cents, the rest as it is."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    MANY = "many"
    DATE = "date"
    CENTS = "cents"
    DAYS = "days"
    YEAR = "year"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One own field. `sorts` limits it to some sorts of procesgarantie; `documented` is filled from sources only."""

    name: str
    label: Words
    kind: FieldKind = FieldKind.TEXT
    help: Words = ""
    choices: Choices = ()
    required: bool = False
    sorts: tuple[str, ...] = ()
    documented: bool = False


T, L, C, M = FieldKind.TEXT, FieldKind.LONG, FieldKind.CHOICE, FieldKind.MANY
DATE, CENTS, DAYS, YEAR, YES = (
    FieldKind.DATE,
    FieldKind.CENTS,
    FieldKind.DAYS,
    FieldKind.YEAR,
    FieldKind.YES,
)

# Every kind has these, after its own.
COMMON = (
    FieldSpec("theme", _("Onderwerp"), C, _("Waar gaat het over?"), THEMES),
    FieldSpec("values", _("Welke waarden staan voorop?"), M, _("Uit het democratiekompas."), VALUES),
    FieldSpec(
        "level_reason",
        _("Waarom is het niveau hier anders?"),
        L,
        _("Alleen als u over hetzelfde onderwerp al iets afsprak op een ander niveau."),
    ),
)
# From N2 on both sides say what they put in (CR-08).
POWER = (
    FieldSpec(
        "power_wijk",
        _("Wat zet de wijk of het dorp in?"),
        L,
        _("Denk aan uren per week, geld en hulp."),
    ),
    FieldSpec("power_gemeente", _("Wat zet de gemeente in?"), L, _("Denk aan uren per week, geld en hulp.")),
)

_COUNCIL_IN_SOURCE = FieldSpec("council_source", _("Besluit van de raad volgens de bron"), documented=True)

_ROL = (
    FieldSpec(
        "holder",
        _("Wie heeft deze rol?"),
        T,
        _("Noem een organisatie of een functie, geen persoon."),
        required=True,
    ),
    FieldSpec("sides", _("Voor welke kant?"), M, choices=SIDES, required=True),
    FieldSpec("about", _("Waarover spreekt of beslist deze rol?"), L, required=True),
    FieldSpec(
        "appointed",
        _("Hoe is dat gekozen?"),
        C,
        choices=(
            ("gekozen", _("gekozen")),
            ("geloot", _("geloot")),
            ("benoemd", _("benoemd")),
            ("open", _("open voor iedereen")),
        ),
    ),
    FieldSpec("replacement", _("Wie vervangt?"), T, _("Noem een organisatie of een functie, geen persoon.")),
    FieldSpec("reply_days", _("Binnen hoeveel dagen komt er antwoord?"), DAYS),
    FieldSpec("across_departments", _("Deze rol werkt over afdelingen heen"), YES),
    FieldSpec(
        "briefing",
        _("Wanneer wordt de raad bijgepraat?"),
        T,
        _("Alleen voor de rol van de raad. Minstens één keer per jaar."),
    ),
)
_TAAK = (
    FieldSpec(
        "route",
        _("Welke route?"),
        C,
        choices=(
            ("eigen", _("eigen taak")),
            ("uitdaagrecht", _("uitdaagrecht: inwoners dagen de gemeente uit")),
            ("omgekeerd", _("omgekeerd uitdaagrecht: de gemeente daagt inwoners uit")),
        ),
    ),
    FieldSpec("result", _("Wat moet het opleveren?"), L, required=True),
    FieldSpec("domains", _("Over welke onderwerpen gaat de taak?"), M, choices=DOMAINS),
    FieldSpec(
        "departments",
        _("Welke afdelingen geven iets uit handen?"),
        L,
        _("Zet elke afdeling op een eigen regel."),
    ),
    FieldSpec("departments_agreed_on", _("Op welke dag stemden alle afdelingen in?"), DATE),
    FieldSpec(
        "partners", _("Welke partners voeren de taak nu uit?"), L, _("Zet elke partner op een eigen regel.")
    ),
    FieldSpec("partners_agreed_on", _("Op welke dag stemden alle partners in?"), DATE),
    FieldSpec("portfolios", _("Welke portefeuilles raakt het?")),
    FieldSpec("support", _("Welk draagvlak is er, en hoe weet u dat?"), L),
    FieldSpec(
        "responsible",
        _("Wie is bij de gemeente eindverantwoordelijk?"),
        T,
        _("Noem een functie, geen persoon."),
    ),
    FieldSpec("amount_cents", _("Hoeveel budget gaat er mee?"), CENTS),
    FieldSpec("quality", _("Hoe blijven kwaliteit, gelijke toegang en wettelijke plichten overeind?"), L),
    FieldSpec("trial", _("Is er een proefperiode?"), T),
    FieldSpec("notice_days", _("Hoeveel dagen opzegtermijn is er?"), DAYS),
    FieldSpec(
        "fallback",
        _("Wie neemt de taak terug als het niet lukt?"),
        L,
        _("Schrijf ook op wat er dan met geld en mensen gebeurt."),
    ),
    _COUNCIL_IN_SOURCE,
)
_BUDGET = (
    FieldSpec("amount_cents", _("Hoeveel geld?"), CENTS),
    FieldSpec("year", _("Voor welk jaar?"), YEAR),
    FieldSpec("money_from", _("Waar komt het geld vandaan?"), T, _("Bijvoorbeeld: het gebiedsbudget.")),
    FieldSpec("for_what", _("Waar is het wel voor?"), L),
    FieldSpec("not_for", _("Waar is het niet voor?"), L),
    FieldSpec(
        "division", _("Hoe verdeelt u het?"), L, _("Bijvoorbeeld: eerst een gesprek, dan een stemming.")
    ),
    FieldSpec(
        "manager", _("Wie beheert het geld?"), T, _("Noem een organisatie of een functie, geen persoon.")
    ),
    FieldSpec("leftover", _("Wat gebeurt er met geld dat overblijft?")),
    FieldSpec("account_where", _("Waar kan iedereen zien wat er is uitgegeven?")),
    FieldSpec(
        "account_when", _("Wanneer staat dat daar?"), T, _("Minstens één keer per jaar en na elke ronde.")
    ),
    FieldSpec("spent", _("Wat is er tot nu toe uitgegeven, per post?"), L),
)
_BEVOEGDHEID = (
    FieldSpec("what", _("Welk besluit neemt de wijk of het dorp voortaan?"), L, required=True),
    FieldSpec("limits", _("Binnen welke grenzen en voorwaarden?"), L, required=True),
    FieldSpec(
        "legal_form", _("Welke juridische vorm?"), T, _("Laat dit toetsen. Het portaal geeft geen oordeel.")
    ),
    FieldSpec("notice", _("Hoe kan de overdracht stoppen?"), L),
    FieldSpec(
        "supervisor", _("Wie houdt toezicht?"), T, _("Noem een organisatie of een functie, geen persoon.")
    ),
    _COUNCIL_IN_SOURCE,
)
_MANDATE, _REACH = ("mandaat",), ("bereik",)
_PROCESGARANTIE = (
    FieldSpec("sort", _("Welke belofte is het?"), C, choices=SORTS, required=True),
    FieldSpec(
        "days",
        _("Binnen hoeveel dagen?"),
        DAYS,
        _("Bijvoorbeeld: zo lang duurt het tot inwoners antwoord krijgen."),
        sorts=("terugkoppeling", "open_oproep", "uitvoerbaarheidstoets"),
    ),
    FieldSpec(
        "who",
        _("Wie beslist namens de wijk of het dorp?"),
        T,
        _("Noem een organisatie of groep."),
        sorts=_MANDATE,
    ),
    FieldSpec("about", _("Waarover mag die beslissen?"), L, sorts=_MANDATE),
    FieldSpec("limits", _("Binnen welke grenzen?"), L, sorts=_MANDATE),
    FieldSpec("chosen", _("Hoe is dat gekozen?"), C, choices=CHOSEN, sorts=_MANDATE),
    FieldSpec("until", _("Tot en met welke dag geldt het mandaat?"), DATE, sorts=_MANDATE),
    FieldSpec("goal", _("Wie wilt u bereiken, en hoe?"), L, sorts=_REACH),
    FieldSpec(
        "count",
        _("Hoe telt u achteraf wie er meededen?"),
        L,
        _("Tel per groep, zonder namen."),
        sorts=_REACH,
    ),
    FieldSpec("offline", _("Hoe kan iemand zonder internet meedoen?"), sorts=_REACH),
)
_INFORMATIE = (
    FieldSpec(
        "subject",
        _("Waarover gaat de informatie?"),
        C,
        choices=(
            ("algemeen", _("wat er speelt en wat er is besloten")),
            ("geld", _("wat er met het geld is gebeurd")),
        ),
        required=True,
    ),
    FieldSpec("what", _("Wat laat u weten?"), L, required=True),
    FieldSpec("for_whom", _("Voor wie?")),
    FieldSpec(
        "when", _("Wanneer of hoe vaak?"), T, _("Over geld: minstens één keer per jaar en na elke ronde.")
    ),
    FieldSpec("online", _("Waar op internet?")),
    FieldSpec("offline", _("Waar op papier of in de buurt?")),
    FieldSpec("provider", _("Wie zorgt ervoor?"), T, _("Noem een organisatie of een functie, geen persoon.")),
    FieldSpec(
        "language",
        _("Hoe blijft het begrijpelijk?"),
        M,
        choices=(
            ("b1", _("eenvoudige taal (B1)")),
            ("vertaling", _("vertaling")),
            ("voorlezen", _("voorlezen")),
        ),
    ),
)
_EVALUATIEMOMENT = (
    FieldSpec("moment", _("Wat voor moment?"), C, choices=EvaluationKind.choices),
    FieldSpec("interval", _("Hoe vaak?"), T, _("Bijvoorbeeld: elk jaar in november.")),
    FieldSpec(
        "taking_part",
        _("Wie doen er mee?"),
        M,
        choices=(
            ("wijk", _("wijk of dorp")),
            ("gemeente", _("gemeente")),
            ("inwoners", _("inwoners")),
            ("raad", _("raad")),
        ),
    ),
    FieldSpec("inviter", _("Wie nodigt uit?"), T, _("Noem een organisatie of een functie, geen persoon.")),
    FieldSpec("which", _("Op welke afspraken kijkt u terug?"), L),
)

OWN: dict[AgreementKind, tuple[FieldSpec, ...]] = {
    AgreementKind.ROL: _ROL,
    AgreementKind.TAAK: _TAAK,
    AgreementKind.BUDGET: _BUDGET,
    AgreementKind.BEVOEGDHEID: _BEVOEGDHEID,
    AgreementKind.PROCESGARANTIE: _PROCESGARANTIE,
    AgreementKind.INFORMATIE: _INFORMATIE,
    AgreementKind.EVALUATIEMOMENT: _EVALUATIEMOMENT,
}
KIND_MEANINGS: dict[AgreementKind, Words] = {
    AgreementKind.ROL: _("Wie spreekt, doet of beslist namens wie."),
    AgreementKind.TAAK: _("De wijk of het dorp doet iets wat anders de gemeente doet, of omgekeerd."),
    AgreementKind.BUDGET: _("Geld waarover de wijk of het dorp meebeslist of beslist."),
    AgreementKind.BEVOEGDHEID: _("Een besluit dat de wijk of het dorp voortaan neemt."),
    AgreementKind.PROCESGARANTIE: _("Een belofte over hoe het eerlijk gaat."),
    AgreementKind.INFORMATIE: _("Wie krijgt wat te weten, wanneer en hoe."),
    AgreementKind.EVALUATIEMOMENT: _("Een moment om samen terug te kijken."),
}


def specs_of(kind: str) -> tuple[FieldSpec, ...]:
    """All fields of a kind: its own, what both sides put in, and the common ones."""
    return (*OWN[AgreementKind(kind)], *POWER, *COMMON)
