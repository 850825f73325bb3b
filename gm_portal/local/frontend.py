# SPDX-License-Identifier: EUPL-1.2
"""`python -m gm_portal.local.frontend`: from `node_modules/` to the git-ignored `static/vendor/`.

Copies an allow-list of files and builds one `nlds.css`: the NL Design System components in use, and of
the example tokens only those that these components or our own CSS reach. Nothing here needs Node; the
same input always gives the same bytes.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

UTRECHT = (
    "root document skip-link button button-link form-label form-field form-field-description "
    "form-field-error-message form-fieldset textbox textarea select table alert"
).split()
COMPONENTS = (
    *(f"@utrecht/{name}-css/dist/index.min.css" for name in UTRECHT),
    "@gemeente-denhaag/process-steps/dist/index.css",
    "@gemeente-denhaag/step-marker/dist/index.css",
)
TOKENS = "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css"
FONTS = {
    "noto-sans": ("Noto Sans", "@fontsource-variable/noto-sans/files/noto-sans-latin-wght-normal.woff2"),
    "noto-serif": ("Noto Serif", "@fontsource-variable/noto-serif/files/noto-serif-latin-wght-normal.woff2"),
}
# The same letters as files that typst can set on paper (it reads no woff2 and no variable fonts).
PAPER_FONTS = {
    "noto-sans-regular": "@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf",
    "noto-sans-bold": "@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf",
    "noto-serif-semibold": "@expo-google-fonts/noto-serif/600SemiBold/NotoSerif_600SemiBold.ttf",
}
ICONS = (
    "alert-triangle arrow-left arrow-right bell book-2 building-community calendar calendar-event check "
    "chevron-down chevron-right circle-check circle-dot clock download edit external-link eye eye-off file-text "
    "flag heart-handshake history home info-circle key language lock login-2 logout mail map-2 map-pin "
    "message-circle messages notebook paperclip pencil plus printer qrcode scale search send share shield-check "
    "signature trash user users users-group x"
).split()
LICENCES = {
    "utrecht": "@utrecht/component-library-css/LICENSE.md",
    "denhaag": "@gemeente-denhaag/process-steps/LICENSE.md",
    "voorbeeld-tokens": "@nl-design-system-unstable/voorbeeld-design-tokens/LICENSE.md",
    "noto-sans": "@fontsource-variable/noto-sans/LICENSE",
    "noto-serif": "@fontsource-variable/noto-serif/LICENSE",
    "noto-paper": "@expo-google-fonts/noto-sans/LICENSE_FONT",
    "tabler-icons": "@tabler/icons/LICENSE",
}
# Classes that only show a state in a component gallery; browsers use the real :hover and :focus.
GALLERY_STATES = re.compile(
    r"--(hover|focus|focus-visible|active|visited|pressed|busy|read-only|ready)(?![\w-])"
)


class MissingFile(Exception):
    """A file of the allow-list is not in node_modules."""


def build(modules: Path, target: Path, own_css: Path) -> dict[str, int]:
    """Make `target` anew from `modules`; returns the bytes written per file. Raises MissingFile."""
    sources = [*COMPONENTS, TOKENS, *(path for _, path in FONTS.values()), *LICENCES.values()]
    sources += PAPER_FONTS.values()
    sources += [f"@tabler/icons/icons/outline/{name}.svg" for name in ICONS]
    missing = [path for path in sources if not (modules / path).is_file()]
    if missing:
        raise MissingFile(f"{modules} lacks {', '.join(missing)}: run `npm ci` (or `make setup`) first.")
    if target.exists():
        shutil.rmtree(target)
    written: dict[str, int] = {}

    def write(name: str, content: bytes) -> None:
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written[name] = len(content)

    write("nlds.css", nlds_css(modules, own_css).encode())
    for name, (_, path) in FONTS.items():
        write(f"fonts/{name}.woff2", (modules / path).read_bytes())
    for name, path in PAPER_FONTS.items():
        write(f"papers/{name}.ttf", (modules / path).read_bytes())
    for name in ICONS:
        svg = (modules / f"@tabler/icons/icons/outline/{name}.svg").read_text("utf-8")
        write(f"icons/{name}.svg", bare_icon(svg).encode())
    for name, path in LICENCES.items():
        write(f"licences/{name}.txt", (modules / path).read_bytes())
    return written


def nlds_css(modules: Path, own_css: Path) -> str:
    """Fonts, the reachable tokens on `:root` and the components, as one style sheet."""
    components = "".join(
        without_gallery_states(without_comments((modules / path).read_text("utf-8"))) for path in COMPONENTS
    )
    own = "".join(path.read_text("utf-8") for path in sorted(own_css.glob("*.css")))
    tokens = reachable_tokens(parse_tokens((modules / TOKENS).read_text("utf-8")), components + own)
    faces = "".join(font_face(file, family) for file, (family, _) in FONTS.items())
    root = ":root{" + "".join(f"{name}:{value};" for name, value in tokens.items()) + "}"
    notice = "/*! Built from NL Design System packages (EUPL-1.2, see licences/); do not edit. */\n"
    return f"{notice}{faces}\n{root}\n{components}\n"


def font_face(file: str, family: str) -> str:
    """One variable font of the latin range; the text shows in a system font until it is there."""
    return (
        f'@font-face{{font-family:"{family}";font-style:normal;font-display:swap;font-weight:100 900;'
        f'src:url("fonts/{file}.woff2") format("woff2")}}'
    )


def parse_tokens(css: str) -> dict[str, str]:
    """All custom properties of a token file, the last value of each."""
    return {
        name: " ".join(value.split())
        for name, value in re.findall(r"(--[\w-]+):\s*(.*?);", without_comments(css), flags=re.DOTALL)
    }


def reachable_tokens(tokens: Mapping[str, str], css: str) -> dict[str, str]:
    """The tokens that `css` uses, directly or through other tokens, sorted by name."""
    reached: set[str] = set()
    waiting = set(re.findall(r"--[\w-]+", css))
    while waiting:
        name = waiting.pop()
        if name in tokens and name not in reached:
            reached.add(name)
            waiting.update(re.findall(r"--[\w-]+", tokens[name]))
    return {name: tokens[name] for name in sorted(reached)}


def without_comments(css: str) -> str:
    """The same CSS without comments and with single spaces."""
    return " ".join(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).split())


def without_gallery_states(css: str) -> str:
    """Leave out the selectors that only a component gallery uses; rules inside @media stay as they are."""
    return "".join(_kept_rule(prelude, body) for prelude, body in _rules(css))


def _rules(css: str) -> Iterable[tuple[str, str]]:
    """The top-level rules as (what stands before the brace, what stands in the braces)."""
    depth, start, opened = 0, 0, 0
    for at, character in enumerate(css):
        if character == "{":
            depth += 1
            if depth == 1:
                opened = at
        elif character == "}":
            depth -= 1
            if depth == 0:
                yield css[start:opened].strip(), css[opened + 1 : at].strip()
                start = at + 1


def _kept_rule(prelude: str, body: str) -> str:
    if prelude.startswith("@"):
        return f"{prelude}{{{body}}}"
    # A comma inside :not(…) separates nothing here.
    kept = [
        one.strip() for one in re.split(r",(?![^(]*\))", prelude) if not GALLERY_STATES.search(_outside(one))
    ]
    return f"{','.join(kept)}{{{body}}}" if kept else ""


def _outside(selector: str) -> str:
    """The selector without what stands in parentheses."""
    return re.sub(r"\([^)]*\)", "", selector)


def bare_icon(svg: str) -> str:
    """Only the shapes of a Tabler icon: size, colour and name come from the template tag."""
    inner = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    inner = re.sub(r"^.*?<svg[^>]*>|</svg>.*$", "", inner, flags=re.DOTALL)
    inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", inner)
    return " ".join(inner.split()).replace(" />", "/>").replace("> <", "><")


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", type=Path, default=ROOT / "node_modules")
    parser.add_argument("--target", type=Path, default=ROOT / "static" / "vendor")
    options = parser.parse_args(arguments)
    try:
        written = build(options.modules, options.target, ROOT / "static" / "css")
    except MissingFile as error:
        print(f"frontend: {error}", file=sys.stderr)
        return 1
    icons = sum(name.startswith("icons/") for name in written)
    for name, size in sorted(written.items()):
        if not name.startswith(("icons/", "licences/")):
            print(f"frontend: {name} {size / 1000:.1f} kB")
    print(f"frontend: {icons} icons and {len(LICENCES)} licences in {options.target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
