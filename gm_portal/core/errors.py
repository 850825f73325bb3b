# SPDX-License-Identifier: EUPL-1.2
"""Errors people see: each is a sentence in plain Dutch that says what to do."""

from collections.abc import Mapping


class PortalError(Exception):
    """Base of every refusal. `str(error)` may be shown to the person who acted."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class RuleError(PortalError):
    """A domain rule says no: the form shows the sentence, at `field` when one is named."""


class MovedError(RuleError):
    """What a form was made for changed or went away meanwhile: 409, and what was typed is given back."""


class StaleError(PortalError):
    """Somebody changed the same thing first: nothing was written, both texts are shown."""

    def __init__(self, message: str, *, current: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.current = current or {}


class NotAllowedError(PortalError):
    """This actor may not do this. Views never reach it: it guards actions called from elsewhere."""


class FrozenError(PortalError):
    """A definitive record was about to be changed or deleted."""
