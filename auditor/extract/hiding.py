"""How a style keeps an element from being seen."""

import re
from typing import Final

OFF_SCREEN, NO_SIZE, NO_LETTERS, SAME_COLOUR, INVISIBLE, NOT_DISPLAYED, BY_SCRIPT = (
    "off_screen", "no_size", "no_letters", "same_colour", "invisible", "not_displayed", "by_script",
)  # fmt: skip

FAR: Final = 500
"""Pixels outside the page from which an element cannot be seen on it."""

TINY: Final = 2
"""Pixels of width or height within which nothing can be read."""

LONGEST_STYLE: Final = 1_000

_DECLARATION = re.compile(r"([a-z-]{2,30})\s{0,20}:\s{0,20}([^;:{}]{1,200})", re.I)
_PIXELS = re.compile(r"(-?\d{1,9}(?:\.\d{1,6})?)\s?(px|pt|em|rem|%|vw|vh)?(?![\w.])", re.I)
_SHIFTS = ("left", "top", "right", "bottom")
_MARGINS = ("margin-left", "margin-top", "text-indent")
_UNIT_PIXELS = {"em": 16, "rem": 16, "%": 10, "vw": 10, "vh": 8}
_COLOURS = {"white": "ffffff", "black": "000000", "transparent": ""}
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b", re.I)


def declarations(style: str) -> dict[str, str]:
    """Return the declarations of a style attribute or rule, lower case, the last of a name winning."""
    return {name.lower(): value.strip().lower() for name, value in _DECLARATION.findall(style[:LONGEST_STYLE])}


def how_hidden(style: str) -> str:
    """Return how a style hides an element, '' where it does not."""
    known = declarations(style)
    if _off_screen(known):
        return OFF_SCREEN
    if _no_size(known):
        return NO_SIZE
    if known.get("display", "").startswith("none"):
        return NOT_DISPLAYED
    if known.get("visibility", "").startswith("hidden") or _pixels(known.get("opacity", "")) == 0:
        return INVISIBLE
    if "font-size" in known and 0 <= (_pixels(known["font-size"]) or 0) <= 1 and known["font-size"][:1].isdigit():
        return NO_LETTERS
    return SAME_COLOUR if _same_colour(known) else ""


def _off_screen(known: dict[str, str]) -> bool:
    shifted = known.get("position", "").startswith(("absolute", "fixed", "relative"))
    names = (*_SHIFTS, *_MARGINS) if shifted else _MARGINS
    far = max((-(_pixels(known[name]) or 0) for name in names if name in known), default=0.0)
    # A film strip is longer than it is shifted: what stands on it comes into view in turn.
    return far >= FAR and max(_pixels(known.get(name, "")) or 0 for name in ("width", "height")) < far


def _no_size(known: dict[str, str]) -> bool:
    if not any(known.get(name, "").startswith(("hidden", "clip")) for name in ("overflow", "overflow-x", "overflow-y")):
        return False
    sizes = [_pixels(known[name]) for name in ("width", "height", "max-height", "max-width", "line-height")
             if name in known]  # fmt: skip
    return any(size is not None and 0 <= size <= TINY for size in sizes)


def _pixels(value: str) -> float | None:
    match = _PIXELS.match(value)
    if match is None:
        return None
    size = float(match[1])
    return size * _UNIT_PIXELS.get((match[2] or "").lower(), 1)


def _same_colour(known: dict[str, str]) -> bool:
    ink = _colour(known.get("color", ""))
    paper = _colour(known.get("background-color") or known.get("background", ""))
    return bool(ink) and ink == paper and "url(" not in known.get("background", "")


def _colour(value: str) -> str:
    if match := _HEX.search(value):
        digits = match[1].lower()
        return digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    return _COLOURS.get(value.split(" ")[0], "")
