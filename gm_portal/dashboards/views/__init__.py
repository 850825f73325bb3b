# SPDX-License-Identifier: EUPL-1.2
"""Read-only pages over both apps, one file per page."""
