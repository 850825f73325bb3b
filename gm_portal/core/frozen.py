# SPDX-License-Identifier: EUPL-1.2
"""Records that never change once written, and drafts that never change once published. The database refuses too, by trigger (see the migrations)."""

from typing import Any, NoReturn

from django.db import models

from gm_portal.core.errors import FrozenError


def _refuse(name: str) -> NoReturn:
    raise FrozenError(f"{name} is definitive: it cannot be changed or deleted.")


class FrozenQuerySet(models.QuerySet[Any]):
    """A queryset that reads and creates, and refuses the rest."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        _refuse(self.model.__name__)

    def delete(self) -> NoReturn:
        """Refuse."""
        _refuse(self.model.__name__)


class FrozenModel(models.Model):
    """Base of definitive records: created once, read for ever."""

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Create; refuse to save again."""
        if not self._state.adding:
            _refuse(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        _refuse(type(self).__name__)


class FrozenWhenPublished(models.Model):
    """Base of a version and its parts: changeable while the version is a draft, never after."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save while the version is a draft."""
        self._check()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete while the version is a draft."""
        self._check()
        return super().delete(*args, **kwargs)

    def is_frozen(self) -> bool:
        """Whether the version this belongs to is published (as the database knows it, not as this object says)."""
        raise NotImplementedError

    def _check(self) -> None:
        if self.is_frozen():
            raise FrozenError(f"{type(self).__name__} belongs to a published version: make a next version.")
