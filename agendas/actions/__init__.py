# SPDX-License-Identifier: EUPL-1.2
"""The only room that writes: one verb a function, with who acts and when."""
