# SPDX-License-Identifier: EUPL-1.2
"""HTTP: the gate, one query or action, and a page."""
