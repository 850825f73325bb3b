# SPDX-License-Identifier: EUPL-1.2
"""What higher floors may react to. Sent inside the transaction of the action."""

from django.dispatch import Signal

# Arguments: invitation, user, now. A receiver opens what the invitation is for (a seat in a party).
invitation_accepted = Signal()
# Arguments: user, actor, now. A receiver ends what this person still does (seats in parties).
person_erased = Signal()
