# SPDX-License-Identifier: EUPL-1.2
"""The QR code: every dark module is drawn, and the white edge that scanners need stays free."""

import re

import segno

from gm_portal.core.pictures.qr import QUIET, qr_code

ADDRESS = "https://portaal.example/inbreng/abcdefghjk23/"


def test_the_path_draws_exactly_the_dark_modules() -> None:
    drawn = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", qr_code(ADDRESS).path)}
    matrix = segno.make(ADDRESS, error="q", micro=False).matrix
    dark = {
        (column + QUIET, row + QUIET)
        for row, modules in enumerate(matrix)
        for column, is_dark in enumerate(modules)
        if is_dark
    }
    assert drawn == dark
    assert dark


def test_the_white_edge_stays_free() -> None:
    code = qr_code(ADDRESS)
    numbers = [int(number) for pair in re.findall(r"M(\d+) (\d+)", code.path) for number in pair]
    assert min(numbers) == QUIET
    assert max(numbers) == code.size - QUIET - 1
    assert code.svg().count("<path") == 1
