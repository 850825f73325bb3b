# SPDX-License-Identifier: EUPL-1.2
"""The contracts of docs/architecture.md, checked by machine. Each fails when broken; each was broken once to see it."""
