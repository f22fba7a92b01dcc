"""Small charts as inline SVG that read in print and without colour."""

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT = 120, 24
BARS = 30


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
