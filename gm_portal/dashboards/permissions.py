# SPDX-License-Identifier: EUPL-1.2
"""The permission matrix of the dashboards."""

from gm_portal.core.permissions import grant, signed_in
from gm_portal.dashboards.enums import Permission

grant(Permission.MINE_READ, signed_in, "Wie is ingelogd, ziet wat er op hem of haar wacht.")
