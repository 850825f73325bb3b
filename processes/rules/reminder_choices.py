# SPDX-License-Identifier: EUPL-1.2
"""What somebody may choose about reminders: which topics are for whom, and how long a pause lasts."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.errors import RuleError
from processes.enums import ReminderTopic

LONGEST_PAUSE = dt.timedelta(days=366)
FOR_THE_COUNCIL = (GlobalRole.COUNCIL_MEMBER, GlobalRole.CLERK, GlobalRole.ALDERMAN)


def topics_for(roles: Iterable[str], *, has_seat: bool) -> list[ReminderTopic]:
    """The topics that can reach somebody, in the order of the page. Who has nothing yet sees those of a seat."""
    is_council = bool(set(roles) & set(FOR_THE_COUNCIL))
    council = {ReminderTopic.COUNCIL, ReminderTopic.LOOKING_BACK, ReminderTopic.ENDING}
    table = set(ReminderTopic) - {ReminderTopic.COUNCIL}
    wanted = (council if is_council else set()) | (table if has_seat or not is_council else set())
    return [topic for topic in ReminderTopic if topic in wanted]


def check_pause(starts_on: dt.date, ends_on: dt.date, *, today: dt.date) -> None:
    """Raise `RuleError` when a pause makes no sense: it ends before it starts, is over, or never ends."""
    if ends_on < starts_on:
        raise RuleError(_("De laatste dag ligt voor de eerste dag. Kies een latere dag."), field="ends_on")
    if ends_on < today:
        raise RuleError(_("Deze dag is al voorbij. Kies een dag die nog komt."), field="ends_on")
    if ends_on - starts_on > LONGEST_PAUSE:
        raise RuleError(_("Kies hoogstens een jaar. Daarna kunt u opnieuw kiezen."), field="ends_on")
