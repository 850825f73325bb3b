# SPDX-License-Identifier: EUPL-1.2
"""What every floor stands on: clock, errors, permissions, the gate, audit, mail, kept pages, pictures."""
