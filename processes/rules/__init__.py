# SPDX-License-Identifier: EUPL-1.2
"""Pure rules: plain data in, plain data out."""
