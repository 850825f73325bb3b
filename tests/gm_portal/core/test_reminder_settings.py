# SPDX-License-Identifier: EUPL-1.2
"""Settings of the reminders that make no sense stop the portal with a sentence that says what to write."""

import pytest
from django.conf import settings as in_use
from django.core.exceptions import ImproperlyConfigured

from gm_portal import settings


def test_good_settings_are_read() -> None:
    assert (in_use.REMIND_QUIET_WEEKS, in_use.COUNCIL_OVERVIEW_ON) == (6, (9, 1))
    assert (settings._weeks(1), settings._weeks(520)) == (1, 520)
    assert settings._month_and_day("02-29") == (2, 29)


@pytest.mark.parametrize("number", [0, -3, 521])
def test_a_cycle_of_no_weeks_is_refused(number: int) -> None:
    with pytest.raises(ImproperlyConfigured, match="set 1 or more, at most 520"):
        settings._weeks(number)


@pytest.mark.parametrize("text", ["13-45", "02-30", "september", ""])
def test_a_day_that_is_not_in_the_year_is_refused(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="Write a month and a day, such as 09-01"):
        settings._month_and_day(text)
