# SPDX-License-Identifier: EUPL-1.2
"""A process with many agreements of many versions each: what its page of agreements costs."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gm_portal.accounts.models import User
from gm_portal.core import pages, process_pages
from gm_portal.core.canonical import fingerprint
from gm_portal.core.origins import Origin
from gm_portal.local.bench.rows import TEXT, add_rows, run_sql
from processes import enums
from processes.models import Agreement, AgreementParty, AgreementVersion, Membership, Party, Process, SignOff

SLUG, READER, TEAM = "bench-afspraken", "hoogkerk@demo.example", "gebiedsteam@demo.example"
AGREEMENTS, VERSIONS = 60, 10
LIST = f"/gebieden/{SLUG}/afspraken/"


@transaction.atomic
def fill(now: dt.datetime) -> None:
    """Make the process with its agreements: example text, signed by both sides."""
    process = Process.objects.create(slug=SLUG, title="Bench", intro=TEXT)
    kinds = (enums.PartyKind.RESIDENT_ORGANISATION, enums.PartyKind.AREA_TEAM)
    parties = add_rows(
        Party, (Party(process=process, kind=kind, name=kind.value, short_name=kind.value) for kind in kinds)
    )
    seats = [_seat(party, email, now) for party, email in zip(parties, (READER, TEAM), strict=True)]
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
    _put_on_the_table()
    signed = AgreementVersion.objects.filter(agreement__process=process, pk=F("agreement__current"))
    add_rows(SignOff, (_sign_off(version, seat, now) for version in signed for seat in seats))
    _put_in_force()


def _seat(party: Party, email: str, now: dt.datetime) -> Membership:
    user = User.objects.get(email=email)
    role = enums.MembershipRole.COORDINATOR
    return Membership.objects.create(party=party, user=user, role=role, starts_on=now.date())


def _sign_off(version: AgreementVersion, seat: Membership, now: dt.datetime) -> SignOff:
    return SignOff(
        version=version,
        party_id=seat.party_id,
        user_id=seat.user_id,
        role=seat.role,
        mandate_from=seat.starts_on,
        version_hash=version.content_hash,
        at=now,
    )


def _put_on_the_table() -> None:
    """What is signed: the last version of every second agreement, of the others and of transfers the one before."""
    run_sql(
        "UPDATE processes_agreement a SET current_id = v.id "  # noqa: S608  # constants
        "FROM processes_agreementversion v, processes_process p "
        f"WHERE v.agreement_id = a.id AND p.id = a.process_id AND p.slug = '{SLUG}' AND v.number = "
        f"CASE WHEN a.number % 2 = 0 AND a.kind <> 'bevoegdheid' THEN {VERSIONS} ELSE {VERSIONS - 1} END"
    )


def _put_in_force() -> None:
    """Signed to the last version means running; of the others the last one is on the table: suspended."""
    run_sql(
        "UPDATE processes_agreement a SET published_id = v.id, published_numbers = ARRAY[v.number], "  # noqa: S608  # constants
        "current_id = w.id, state = CASE WHEN v.id = w.id THEN 'running' ELSE 'suspended' END, "
        "resumes_as = CASE WHEN v.id = w.id THEN '' ELSE 'running' END "
        "FROM processes_agreementversion v, processes_agreementversion w, processes_process p "
        f"WHERE v.id = a.current_id AND w.agreement_id = a.id AND w.number = {VERSIONS} "
        f"AND p.id = a.process_id AND p.slug = '{SLUG}'"
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
