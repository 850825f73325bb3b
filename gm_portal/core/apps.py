# SPDX-License-Identifier: EUPL-1.2
"""The core app: clock, errors, permissions, audit, mail, forms and the view gate."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Floor 1: everything portal-wide that knows nothing of the Gronings model."""

    name = "gm_portal.core"
    label = "core"
