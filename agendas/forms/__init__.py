# SPDX-License-Identifier: EUPL-1.2
"""From what somebody typed to one action; the rules themselves stand in `rules`."""
