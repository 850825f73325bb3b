# SPDX-License-Identifier: EUPL-1.2
"""A process with many agreements of many versions each: what its page of agreements costs."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gm_portal.accounts.models import User
from gm_portal.core import pages, process_pages
from gm_portal.core.canonical import fingerprint
from gm_portal.core.origins import Origin
from gm_portal.local.bench.rows import TEXT, add_rows, run_sql
from processes import enums
from processes.models import Agreement, AgreementParty, AgreementVersion, Membership, Party, Process

SLUG, READER = "bench-afspraken", "hoogkerk@demo.example"
AGREEMENTS, VERSIONS = 60, 10  # the statements below name the last versions too
LIST = f"/gebieden/{SLUG}/afspraken/"


@transaction.atomic
def fill(now: dt.datetime) -> None:
    """Make the process with its agreements: example text nobody signed."""
    process = Process.objects.create(slug=SLUG, title="Bench", intro=TEXT)
    kinds = (enums.PartyKind.RESIDENT_ORGANISATION, enums.PartyKind.AREA_TEAM)
    parties = add_rows(
        Party, (Party(process=process, kind=kind, name=kind.value, short_name=kind.value) for kind in kinds)
    )
    Membership.objects.create(
        party=parties[0],
        user=User.objects.get(email=READER),
        role=enums.MembershipRole.COORDINATOR,
        starts_on=now.date(),
    )
    agreements = add_rows(
        Agreement,
        (
            Agreement(
                process=process,
                number=number,
                kind=list(enums.AgreementKind)[number % 7],
                origin=Origin.EXAMPLE,
                created_at=now,
            )
            for number in range(1, AGREEMENTS + 1)
        ),
    )
    add_rows(
        AgreementParty,
        (AgreementParty(agreement=row, party=party) for row in agreements for party in parties),
    )
    named = [party.pk for party in parties]
    add_rows(AgreementVersion, (version for row in agreements for version in _versions(row, named, now)))
    _put_in_force()


def _put_in_force() -> None:
    """Every second agreement runs; of the others the last version is on the table, so they are suspended."""
    run_sql(
        "UPDATE processes_agreement a SET current_id = v.id, published_id = v.id, published_numbers = '{10}', "  # noqa: S608  # constants
        "state = 'running' FROM processes_agreementversion v, processes_process p "
        f"WHERE v.agreement_id = a.id AND v.number = {VERSIONS} AND p.id = a.process_id AND p.slug = '{SLUG}' "
        "AND a.number % 2 = 0"
    )
    run_sql(
        "UPDATE processes_agreement a SET current_id = w.id, published_id = v.id, published_numbers = '{9}', "  # noqa: S608  # constants
        "state = 'suspended', resumes_as = 'running' "
        "FROM processes_agreementversion v, processes_agreementversion w, processes_process p "
        f"WHERE v.agreement_id = a.id AND v.number = {VERSIONS - 1} AND w.agreement_id = a.id "
        f"AND w.number = {VERSIONS} AND p.id = a.process_id AND p.slug = '{SLUG}' AND a.number % 2 = 1"
    )


def _versions(agreement: Agreement, named: list[int], now: dt.datetime) -> list[AgreementVersion]:
    made, previous = [], ""
    for number in range(1, VERSIONS + 1):
        version = AgreementVersion(
            agreement=agreement,
            number=number,
            title=f"Afspraak {agreement.number}",
            text=f"{number}. {TEXT}",
            level=list(enums.Level)[agreement.number % 3],
            at=now,
        )
        version.content_hash = previous = fingerprint(version.said(named, previous))
        made.append(version)
    return made


def count() -> dict[str, Any]:
    """Queries of the page for the first reader after a change and for the next, and the session of a member."""
    client = Client()
    client.force_login(User.objects.get(email=READER))
    found = {}
    for name, reader in (("anonymous", Client()), ("signed_in", client)):
        reader.get("/privacy/")
        pages.refresh()
        process_pages.changed(None)
        for kind in (".first", ""):
            with CaptureQueriesContext(connection) as captured:
                response = reader.get(LIST)
            if response.status_code != 200:
                raise RuntimeError(f"{LIST} answers {response.status_code}")
            found[f"{name}{kind}"] = len(captured)
    return {"queries": found, "session": client.cookies[settings.SESSION_COOKIE_NAME].value}
