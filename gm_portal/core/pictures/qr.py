# SPDX-License-Identifier: EUPL-1.2
"""A QR code as one path, so that it can be drawn on the page and on paper without a picture file."""

from dataclasses import dataclass

QUIET = 4  # modules of white around the code; scanners need them


@dataclass(frozen=True, slots=True)
class QrCode:
    """The code of one address: dark modules as path data in a square of `size`."""

    size: int
    path: str

    @property
    def view_box(self) -> str:
        """The square around the code, white edge included."""
        return f"0 0 {self.size} {self.size}"

    def svg(self) -> str:
        """The whole drawing as a file, for papers."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{self.view_box}">'
            f'<rect width="{self.size}" height="{self.size}" fill="#fff"/><path d="{self.path}"/></svg>'
        )


def qr_code(address: str) -> QrCode:
    """The code of an address; a quarter of it may be stained and it still reads."""
    import segno  # late: with its writers 3 MB in every web worker, for a few pages

    matrix = segno.make(address, error="q", micro=False).matrix
    dark = [
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row, modules in enumerate(matrix)
        for column, is_dark in enumerate(modules)
        if is_dark
    ]
    return QrCode(len(matrix) + 2 * QUIET, "".join(dark))
