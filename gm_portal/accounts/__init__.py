# SPDX-License-Identifier: EUPL-1.2
"""People with an account: invitations, signing in, the second factor, own data and erasure."""
