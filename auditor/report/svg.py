"""Pieces of inline SVG that the page's pictures share: text, cut names, a small bar chart."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

WIDTH, HEIGHT = 120, 24
BARS = 30


def svg_text(kind: str, x: float, y: float, text: str) -> Markup:
    """Return a text of the CSS class `kind` at (x, y)."""
    return Markup('<text class="{}" x="{:.0f}" y="{:.0f}">{}</text>').format(kind, x, y, text)


def cut(text: str, width: int) -> str:
    """Return a text of at most `width` half-width letters; Chinese ones count two."""
    letters = list(_measured(text))
    if sum(letters) <= width:
        return text
    used = 0
    for place, size in enumerate(letters):
        used += size
        if used > width - 2:
            return text[:place] + "…"
    return text


def _measured(text: str) -> Iterator[int]:
    return (2 if ord(letter) > 0x2E7F else 1 for letter in text)


def sparkline(values: Sequence[int], label: str) -> Markup:
    """Return a bar a value, oldest first, the last one darker, with room for BARS; '' for no values.

    `label` is read out in its place.
    """
    if not values:
        return Markup()
    top = max(*values, 1)
    step = WIDTH / max(len(values), BARS)
    bars = Markup().join(
        Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"{}/>').format(
            place * step,
            HEIGHT - _height(value, top),
            max(1.0, step - 1),
            _height(value, top),
            Markup(' class="now"') if place == len(values) - 1 else Markup(),
        )
        for place, value in enumerate(values)
    )
    return Markup(
        '<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="xMinYMax" role="img" aria-label="{}">{}</svg>'
    ).format(WIDTH, HEIGHT, label, bars)


def _height(value: int, top: int) -> float:
    return max(1.0, value / top * HEIGHT)
