# SPDX-License-Identifier: EUPL-1.2
"""Writes on parties and their people. A party outlives its people: memberships end, nothing is deleted."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gm_portal.accounts import actions as accounts
from gm_portal.accounts.models import Invitation, User
from gm_portal.accounts.queries import account_for
from gm_portal.core import audit, clock
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError
from gm_portal.core.models import Visibility
from gm_portal.core.permissions import require
from processes.actions.answer_sharing import keep_what_is_revealed
from processes.enums import MembershipRole, PartyKind, Permission
from processes.models import Conversation, Membership, Party, PartyInvitation, Process
from processes.rules.parties import KINDS_WITH_PEOPLE, last_day

ONE_AT_A_TIME = "membership_one_at_a_time"


@transaction.atomic
def invite_to_party(
    *, party: Party, email: str, name: str, role: str, actor: Actor, now: dt.datetime
) -> PartyInvitation:
    """Invite one person to act for a party. The same address twice gives the invitation that is still open."""
    require(actor, Permission.PARTY_INVITE, party.scope)
    party = Party.objects.select_for_update(of=("self",)).select_related("process").get(pk=party.pk)
    if party.kind not in KINDS_WITH_PEOPLE:
        raise RuleError(_("Bij deze partij horen geen personen. Nodig iemand uit bij een organisatie."))
    if role not in MembershipRole.values:
        raise RuleError(_("Kies een rol uit de lijst."), field="role")
    account = account_for(email)
    today = clock.local_date(now)
    if account and party.memberships.active_on(today).filter(user=account, ends_on__isnull=True).exists():
        raise RuleError(_("Deze persoon doet al mee. U kunt wel de rol veranderen."), field="email")
    waiting = party.invitations.filter(
        invitation__email=email.strip().lower(),
        invitation__accepted_at__isnull=True,
        invitation__revoked_at__isnull=True,
        invitation__expires_at__gt=now,
        role=role,
    ).first()
    if waiting:
        return waiting
    invitation = accounts.invite(
        email=email,
        name=name,
        for_what=format_lazy(
            gettext_lazy("mee te doen als {role} van {party}"),
            party=party.name,
            role=MembershipRole(role).label,
        ),
        actor=actor,
        now=now,
    )
    seat = PartyInvitation.objects.create(invitation=invitation, party=party, role=role)
    _record(actor, "invite_to_party", seat, party, now, role=role)
    return seat


@transaction.atomic
def revoke_party_invitation(*, seat: PartyInvitation, actor: Actor, now: dt.datetime) -> PartyInvitation:
    """Withdraw an invitation to a party. A second time changes nothing."""
    require(actor, Permission.PARTY_INVITE, seat.scope)
    accounts.revoke_invitation(invitation=seat.invitation, actor=actor, now=now)
    return seat


@transaction.atomic
def open_invited_seat(*, invitation: Invitation, user: User, now: dt.datetime, **_signal: object) -> None:
    """Give the seat an accepted invitation is for; an invitation without a seat opens none.

    Receiver of `invitation_accepted`, inside its transaction: the invitation itself was the permission. Locks
    the party, so that two invitations accepted at once make one membership.
    """
    seat = PartyInvitation.objects.filter(invitation=invitation).select_related("party__process").first()
    if seat is None:
        return
    party = Party.objects.select_for_update().get(pk=seat.party_id)
    today = clock.local_date(now)
    membership = party.memberships.active_on(today).filter(user=user).first()
    # A party that gets its first person has to share from now on: what others read already stays theirs.
    keep_what_is_revealed(conversations=Conversation.objects.filter(process=party.process_id), now=now)
    if membership is None:
        with _one_at_a_time():
            membership = Membership.objects.create(party=party, user=user, role=seat.role, starts_on=today)
    elif membership.ends_on is not None:
        # Ended today and asked back today: the same period goes on.
        membership.ends_on, membership.role = None, seat.role
        with _one_at_a_time():
            membership.save(update_fields=("ends_on", "role"))
    else:
        return
    _record(Actor(user_id=user.pk), "join_party", membership, seat.party, now, role=membership.role)


@transaction.atomic
def change_role(*, membership: Membership, role: str, actor: Actor, now: dt.datetime) -> Membership:
    """Give a person another role from today on; the period in the old role stays in the history."""
    require(actor, Permission.PARTY_END_MEMBERSHIP, membership.scope)
    if role not in MembershipRole.values:
        raise RuleError(_("Kies een rol uit de lijst."), field="role")
    membership = _locked(membership)
    if membership.role == role:
        return membership
    today = clock.local_date(now)
    if membership.ends_on is not None and membership.ends_on < today:
        raise RuleError(_("Deze deelname is al beëindigd. Nodig de persoon opnieuw uit."))
    was = membership.role
    if membership.starts_on >= today:
        membership.role = role
        membership.save(update_fields=("role",))
    else:
        ends_on, membership.ends_on = membership.ends_on, today - dt.timedelta(days=1)
        membership.save(update_fields=("ends_on",))
        with _one_at_a_time():
            membership = Membership.objects.create(
                party=membership.party, user=membership.user, role=role, starts_on=today, ends_on=ends_on
            )
    _record(actor, "change_role", membership, membership.party, now, role=role, was=was)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, actor: Actor, now: dt.datetime) -> Membership:
    """End a membership today. Also the last one: a party never blocks a person, it is flagged."""
    require(actor, Permission.PARTY_END_MEMBERSHIP, membership.scope)
    return _end(_locked(membership), actor, now)


@transaction.atomic
def leave_party(*, membership: Membership, actor: Actor, now: dt.datetime) -> Membership:
    """End one's own membership today: nobody needs permission to stop."""
    require(actor, Permission.PARTY_READ_PEOPLE, membership.scope)
    membership = _locked(membership)
    if membership.user_id != actor.user_id:
        raise RuleError(_("U kunt alleen uw eigen deelname beëindigen."))
    return _end(membership, actor, now)


@transaction.atomic
def end_all_seats(*, user: User, actor: Actor, now: dt.datetime, **_signal: object) -> None:
    """End everything a person does for parties. Receiver of `person_erased`, inside its transaction."""
    today = clock.local_date(now)
    for membership in Membership.objects.select_for_update(of=("self",)).filter(user=user):
        if membership.ends_on is None or membership.ends_on > today:
            _end(membership, actor, now)


@transaction.atomic
def create_party(
    *, process: Process, kind: str, name: str, short_name: str, actor: Actor, now: dt.datetime
) -> Party:
    """Put a party at the table of a process. The same name again gives the party that is there."""
    require(actor, Permission.ADMINISTER)
    process = Process.objects.select_for_update().get(pk=process.pk)
    if kind not in PartyKind.values:
        raise RuleError(_("Kies een soort uit de lijst."), field="kind")
    existing = process.parties.filter(name=name.strip()).first()
    if existing and existing.kind == kind:
        return existing
    if existing:
        raise RuleError(_("Er is al een partij met deze naam. Kies een andere naam."), field="name")
    if kind == PartyKind.AREA_TEAM and process.parties.filter(kind=kind).exists():
        raise RuleError(_("Dit gebied heeft al een gebiedsteam. Kies een andere soort."), field="kind")
    party = Party.objects.create(
        process=process, kind=kind, name=name.strip(), short_name=short_name.strip() or name.strip()[:60]
    )
    _record(actor, "create_party", party, party, now, visibility=Visibility.PUBLIC, kind=kind)
    return party


def _locked(membership: Membership) -> Membership:
    """The membership as it is now, locked, with its party."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("party__process", "user")
    return rows.get(pk=membership.pk)


def _end(membership: Membership, actor: Actor, now: dt.datetime) -> Membership:
    today = clock.local_date(now)
    if membership.ends_on is not None and membership.ends_on <= today:
        return membership
    membership.ends_on = last_day(membership.starts_on, today)
    membership.save(update_fields=("ends_on",))
    _record(actor, "end_membership", membership, membership.party, now, role=membership.role)
    return membership


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Say the exclusion constraint as a sentence. A savepoint keeps the transaction alive for the form."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if ONE_AT_A_TIME not in str(error):
            raise
        message = _("Deze persoon doet in die periode al mee in deze partij. Verander de rol.")
        raise RuleError(message) from error


def _record(
    actor: Actor,
    verb: str,
    target: Membership | Party | PartyInvitation,
    party: Party,
    now: dt.datetime,
    visibility: Visibility = Visibility.PARTY,
    **data: str,
) -> None:
    """People come and go within their own party; names never leave it."""
    audit.record(
        actor=actor,
        verb=verb,
        target=target,
        now=now,
        process_id=party.process_id,
        party_id=party.pk,
        visibility=visibility,
        **data,
    )
