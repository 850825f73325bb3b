# SPDX-License-Identifier: EUPL-1.2
"""What is measured, and what it may cost (the targets of the issue "The portal runs")."""

from dataclasses import dataclass

SIZES = (4, 400)
MOST_QUERIES = 12
MOST_GROWTH = 1.5
MOST_COUNCIL_SIGNED_IN = 20.0
MOST_COUNCIL_ANONYMOUS = 6.0
MOST_CONVERSATION_QUERIES = 15
MOST_CONVERSATION = 25.0
MOST_AUTOSAVE = 12.0
MOST_IMPORT_SECONDS = 3.0
MOST_AGREEMENTS_QUERIES = 15
MOST_AGREEMENTS = 25.0
MOST_CONGRUENCE_SECONDS = 2.0
MOST_CONGRUENCE_TENFOLD = 15.0
MOST_YEAR_SECONDS = 120.0
MOST_MANY_SECONDS = 60.0
MOST_FIRST_VISIT_KB = 150.0
MOST_WORKER_MB = 110.0


@dataclass(frozen=True)
class Page:
    """One page, and who reads it when signed in."""

    name: str
    address: str
    reader: str


PAGES = (
    Page("home", "/", "hoogkerk@demo.example"),
    Page("process", "/gebieden/hoogkerk/", "hoogkerk@demo.example"),
    Page("praatplaat", "/gebieden/hoogkerk/praatplaat/", "hoogkerk@demo.example"),
    Page("council", "/raad/", "raadslid@demo.example"),
)
