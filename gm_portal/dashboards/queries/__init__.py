# SPDX-License-Identifier: EUPL-1.2
"""Reads over both apps, one file per page."""
