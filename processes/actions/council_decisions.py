# SPDX-License-Identifier: EUPL-1.2
"""The council: a party submits agreements as a bundle, the clerk records the decision, and what that leads to."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.actions.agreement_signing import Signing, _adopt_when_ready
from processes.actions.agreement_steps import current_version, locked, visibility_of
from processes.enums import AgreementState, CouncilOutcome, Permission
from processes.models import Agreement, CouncilBundle, CouncilBundleItem, CouncilDecision, Process
from processes.queries.council import candidates_of, open_bundles
from processes.rules.agreements import binding_seats
from processes.rules.council import Verdict, checked, checked_explanation


@dataclass(frozen=True)
class Decided:
    """What a decision led to: per agreement whether it is adopted now, and what is still in its way."""

    bundle: CouncilBundle
    outcome: CouncilOutcome
    signings: tuple[Signing, ...] = ()


# Submitting ------------------------------------------------------------------------------------------
@transaction.atomic
def submit_bundle(
    *, process: Process, versions: Mapping[int, int], explanation: str, actor: Actor, now: dt.datetime
) -> CouncilBundle:
    """Put versions before the council: `versions` gives per number of an agreement the version that was read.

    All parties signed each of them, so that nobody asks the council over the head of another. Raises
    `StaleError` when one of them changed or lies there by now, `RuleError` when one may not go. The same bundle
    in the same words twice is one.
    """
    permissions.require(actor, Permission.COUNCIL_BUNDLE_SUBMIT, process.scope)
    seats = binding_seats(actor, process.pk)
    if not seats or actor.user_id is None:
        raise NotAllowedError("submitting needs a person with a seat that binds a party")
    explanation = checked_explanation(explanation)
    agreements = _chosen(process, versions)
    _refuse_changed(agreements, versions)
    # The process is locked too, so that of two people who submit at once the second sees what the first did.
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    sent = _sent_before(process, agreements, explanation)
    if sent is not None:
        return sent
    _refuse_what_may_not_go(process, agreements)
    bundle = _lay_down(process, agreements, explanation, (seats[0].party_id, actor.user_id), now)
    _tell_asked(bundle, agreements, actor, now)
    return bundle


def _chosen(process: Process, versions: Mapping[int, int]) -> list[Agreement]:
    """The agreements of a bundle, locked. Raises `RuleError` when none is chosen, or one that is not there."""
    if not versions:
        raise RuleError(_("Kies minstens één afspraak."), field="agreements")
    rows = Agreement.objects.filter(process=process, number__in=list(versions)).order_by("pk")
    agreements = [locked(each) for each in rows]
    if len(agreements) != len(versions):
        raise RuleError(_("Kies alleen afspraken uit de lijst."), field="agreements")
    return agreements


def _lay_down(
    process: Process,
    agreements: list[Agreement],
    explanation: str,
    who: tuple[int, int],
    now: dt.datetime,
) -> CouncilBundle:
    """Write the next bundle of this process; each of its agreements asks the council from now on."""
    last = process.council_bundles.aggregate(last=Max("number"))["last"] or 0
    bundle: CouncilBundle = CouncilBundle.objects.create(
        process=process,
        number=last + 1,
        explanation=explanation,
        party_id=who[0],
        submitted_by_id=who[1],
        at=now,
    )
    for agreement in agreements:
        CouncilBundleItem.objects.create(
            bundle=bundle, agreement=agreement, version=current_version(agreement)
        )
        agreement.asks_council_at = now
        agreement.save(update_fields=("asks_council_at",))
    return bundle


def _tell_asked(bundle: CouncilBundle, agreements: list[Agreement], actor: Actor, now: dt.datetime) -> None:
    # The page of the council shows to all readers what is asked about an agreement they already know.
    known = {visibility_of(each) for each in agreements}
    audit.record(
        actor=actor,
        verb="ask_council",
        target=bundle,
        process_id=bundle.process_id,
        party_id=bundle.party_id,
        visibility=Visibility.PUBLIC if Visibility.PUBLIC in known else Visibility.PROCESS,
        now=now,
        agreements=sorted(each.number for each in agreements),
    )


def _refuse_changed(agreements: list[Agreement], versions: Mapping[int, int]) -> None:
    """Nobody asks the council about a text he has not read."""
    for agreement in agreements:
        current = current_version(agreement)
        if current.number != versions[agreement.number]:
            raise StaleError(
                _("Van “%(title)s” is er intussen een versie %(number)s. Lees die eerst.")
                % {"title": current.title, "number": current.number},
                current={current.title: current.text},
            )


def _sent_before(process: Process, agreements: list[Agreement], explanation: str) -> CouncilBundle | None:
    """The bundle of the first of two clicks: exactly these texts, asked in exactly these words."""
    wanted = {each.current_id for each in agreements}
    for bundle in open_bundles().filter(process=process, explanation=explanation).prefetch_related("items"):
        if {item.version_id for item in bundle.items.all()} == wanted:
            return bundle
    return None


def _refuse_what_may_not_go(process: Process, agreements: list[Agreement]) -> None:
    known = {each.agreement.pk: each for each in candidates_of(process)}
    for agreement in agreements:
        candidate, title = known.get(agreement.pk), {"title": current_version(agreement).title}
        if candidate is None:
            text = _("Over “%(title)s” hoeft de raad niet te besluiten. Haal die afspraak uit de lijst.")
        elif not candidate.is_signed:
            text = _("Nog niet alle partijen hebben “%(title)s” getekend. Laat eerst iedereen tekenen.")
        elif candidate.lies_there:
            raise _somebody_was_first(agreement, title)
        elif candidate.is_rejected:
            text = _("De raad zei nee tegen deze tekst van “%(title)s”. Pas de afspraak eerst aan.")
        elif candidate.is_approved:
            text = _("De raad heeft al ja gezegd tegen “%(title)s”. U hoeft niets te vragen.")
        else:
            continue
        raise RuleError(text % title, field="agreements")


def _somebody_was_first(agreement: Agreement, title: Mapping[str, str]) -> StaleError:
    """What lies before the council already, in the words of who was first."""
    bundle = open_bundles().filter(items__version=agreement.current_id).latest("number")
    name = _("Bundel %(number)s, van %(party)s") % {"number": bundle.number, "party": bundle.party.name}
    return StaleError(
        _("“%(title)s” ligt al bij de raad. Lees wat daar ligt. Uw eigen tekst staat hieronder.") % title,
        current={name: bundle.explanation},
    )


# Deciding --------------------------------------------------------------------------------------------
@transaction.atomic
def record_council_decision(
    *, bundle: CouncilBundle, verdict: Verdict, actor: Actor, now: dt.datetime
) -> Decided:
    """Record what the council decided on a bundle. What all had signed is adopted by a yes; a no sends it back.

    Raises `RuleError` at the field that is wrong, `StaleError` with the newer texts when one of the agreements
    changed since it was submitted. The same decision twice is one; another decision on it is refused.
    """
    permissions.require(actor, Permission.COUNCIL_DECISION_RECORD, bundle.scope)
    if actor.user_id is None:
        raise NotAllowedError("a decision is recorded by a person")
    items = list(bundle.items.select_related("agreement", "version").order_by("agreement_id"))
    for item in items:
        item.agreement = locked(item.agreement)
    verdict = checked(verdict, today=local_date(now), submitted_on=local_date(bundle.at))
    outcome = CouncilOutcome(verdict.outcome)
    earlier = CouncilDecision.objects.filter(bundle=bundle).first()
    if earlier is not None:
        if earlier.reference == verdict.reference and earlier.outcome == verdict.outcome:
            return Decided(bundle, outcome, tuple(_standing(item.agreement) for item in items))
        raise RuleError(_("Over deze bundel ligt al een besluit vast. Lees het bij de bundel."))
    _refuse_outdated(items)
    for item in items:
        _write(item, verdict, actor.user_id, now)
        _tell(item, verdict, actor, now)
    return Decided(bundle, outcome, tuple(_follow(item, outcome, actor, now) for item in items))


def _refuse_outdated(items: list[CouncilBundleItem]) -> None:
    """The council decided on a text; a decision is never recorded on another one."""
    newer = [
        current_version(item.agreement) for item in items if item.agreement.current_id != item.version_id
    ]
    if newer:
        raise StaleError(
            _("Een tekst is veranderd nadat de raad hem kreeg. Vraag de partijen om een nieuwe bundel."),
            current={f"{each.title}, {_('versie')} {each.number}": each.text for each in newer},
        )
    if any(item.agreement.state == AgreementState.ENDED for item in items):
        raise StaleError(
            _("Een afspraak uit deze bundel is gestopt. Vraag de partijen om een nieuwe bundel.")
        )


def _write(item: CouncilBundleItem, verdict: Verdict, clerk_id: int, now: dt.datetime) -> None:
    CouncilDecision.objects.create(
        bundle=item.bundle,
        agreement=item.agreement,
        version=item.version,
        outcome=verdict.outcome,
        decided_on=verdict.decided_on,
        reference=verdict.reference,
        scope_text=verdict.scope_text,
        conditions=verdict.conditions,
        reason=verdict.reason,
        ends_on=verdict.ends_on,
        recorded_by_id=clerk_id,
        at=now,
    )


def _tell(item: CouncilBundleItem, verdict: Verdict, actor: Actor, now: dt.datetime) -> None:
    """What the council decides everybody may know, unless the text is not for everybody."""
    audit.record(
        actor=actor,
        verb="record_council_decision",
        target=item.agreement,
        process_id=item.agreement.process_id,
        visibility=Visibility.PUBLIC if item.version.is_public else Visibility.PROCESS,
        now=now,
        version=item.version.number,
        reference=verdict.reference,
        outcome=verdict.outcome,
    )


def _follow(item: CouncilBundleItem, outcome: CouncilOutcome, actor: Actor, now: dt.datetime) -> Signing:
    """A yes adopts what waited for it; after a no the agreement is with the parties again."""
    agreement = item.agreement
    agreement.asks_council_at = None
    agreement.save(update_fields=("asks_council_at",))
    if outcome == CouncilOutcome.REJECTED:
        return _standing(agreement)
    return _adopt_when_ready(agreement, current_version(agreement), actor, now)


def _standing(agreement: Agreement) -> Signing:
    return Signing(agreement, is_adopted=agreement.published_id == agreement.current_id)
