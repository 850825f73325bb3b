# SPDX-License-Identifier: EUPL-1.2
"""The cast is complete and the gate knows them apart."""

from tests.people import EVERYBODY, People


def test_everybody_of_the_cast_is_an_actor(people: People) -> None:
    signed_in = {name for name in EVERYBODY if people.actor(name).is_signed_in}
    assert signed_in == set(EVERYBODY) - {"anonymous"}


def test_seats_and_roles_are_known(people: People) -> None:
    assert [seat.role for seat in people.actor("wijk_deputy").seats_in(people.process.pk)] == ["deputy"]
    assert people.actor("wijk_deputy").seats_in(people.other_process.pk) == ()
    assert people.actor("clerk").roles == {"clerk"}
