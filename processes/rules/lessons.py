# SPDX-License-Identifier: EUPL-1.2
"""Lessons as a file: a cell never becomes a formula in the spreadsheet of whoever opens it."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text with a quote before what a spreadsheet would calculate.

    >>> safe_cell("=1+1"), safe_cell("Begin klein.")
    ("'=1+1", 'Begin klein.')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
