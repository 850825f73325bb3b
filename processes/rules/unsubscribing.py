# SPDX-License-Identifier: EUPL-1.2
"""Links that stop mail without signing in: signed, for one person and one topic, and for nothing else.

A link tells a number and a topic, never a name or an address. It does not run out: somebody who finds our mail
after two years must still be able to stop it.
"""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from processes.enums import ReminderTopic

EVERYTHING = "alles"
_SIGNER = Signer(salt="gm.herinneringen.afmelden", sep=".", algorithm="sha256")


@dataclass(frozen=True)
class StopMail:
    """What a link stops: one topic, or everything when `topic` is None."""

    user_id: int
    topic: ReminderTopic | None


def token_for(user_id: int, topic: ReminderTopic | None) -> str:
    """The part of the address that says who stops what."""
    return _SIGNER.sign(f"{user_id}-{topic.value if topic else EVERYTHING}")


def read_token(token: str) -> StopMail | None:
    """What this token stops; None when we never signed it."""
    try:
        number, _dash, name = _SIGNER.unsign(token[:200]).partition("-")
        return StopMail(int(number), None if name == EVERYTHING else ReminderTopic(name))
    except (BadSignature, ValueError):
        return None
