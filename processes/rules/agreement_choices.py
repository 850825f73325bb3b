# SPDX-License-Identifier: EUPL-1.2
"""What can be chosen in the own fields of agreements (own proposal, domain model §6)."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Choices = Sequence[tuple[str, Words]]

SIDES = (("wijk", _("wijk of dorp")), ("gemeente", _("gemeente")), ("raad", _("raad")))
SORTS = (
    ("mandaat", _("Mandaat: wie beslist namens wie")),
    ("open_oproep", _("Open oproep: iedereen kan iets inbrengen")),
    ("terugkoppeling", _("Terugkoppeling: u hoort wat ermee gebeurt")),
    ("belangenregel", _("Belangenregel: wie voordeel heeft, beslist niet mee")),
    ("bescherming", _("Bescherming: ook een kleine groep telt mee")),
    ("bereik", _("Bereik: wie doen er mee")),
    ("uitvoerbaarheidstoets", _("Uitvoerbaarheidstoets: kan een idee, en waarom niet")),
)
CHOSEN = (
    ("loting", _("loting")),
    ("stemming", _("stemming")),
    ("bijeenkomst", _("open bijeenkomst")),
    ("bestuur", _("bestuur van de bewonersorganisatie")),
    ("mix", _("een mix")),
)
DOMAINS = (
    ("groen", _("groen")),
    ("openbare_ruimte", _("openbare ruimte")),
    ("sociaal", _("sociaal")),
    ("inkomen", _("inkomen")),
    ("sport", _("sport")),
    ("cultuur", _("cultuur")),
    ("zorg", _("zorg")),
    ("wonen", _("wonen")),
    ("veiligheid", _("veiligheid")),
    ("anders", _("iets anders")),
)
# The subjects of question KIE-1, so that an agreement and the agenda speak of the same things.
THEMES = (
    ("groen", _("groen")),
    ("verkeer-en-parkeren", _("verkeer en parkeren")),
    ("wonen-en-bouwen", _("wonen en bouwen")),
    ("veiligheid", _("veiligheid")),
    ("schoon-en-heel", _("schoon en heel")),
    ("jeugd", _("jeugd")),
    ("ontmoeten-en-dorpshuis-of-buurthuis", _("ontmoeten en dorpshuis of buurthuis")),
    ("geld-en-armoede", _("geld en armoede")),
    ("zorg-en-gezondheid", _("zorg en gezondheid")),
    ("sport-en-bewegen", _("sport en bewegen")),
    ("energie-en-klimaat", _("energie en klimaat")),
    ("voorzieningen-en-openbaar-vervoer", _("voorzieningen en openbaar vervoer")),
    ("samenwerking-met-de-gemeente", _("samenwerking met de gemeente")),
)
# The values of the democratiekompas, by their codes.
VALUES = (
    ("INC", _("Inclusie")),
    ("TRA", _("Transparantie")),
    ("ZEG", _("Zeggenschap")),
    ("GES", _("Goed gesprek")),
    ("TEG", _("Gelijkwaardigheid en tegenspraak")),
    ("LEG", _("Legitimiteit en mandaat")),
    ("LER", _("Leren en verantwoorden")),
)
