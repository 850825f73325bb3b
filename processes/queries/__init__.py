# SPDX-License-Identifier: EUPL-1.2
"""Named reads: what a reader may see, what is due, what waits. Nothing here writes."""
