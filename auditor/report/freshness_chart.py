"""How fresh a site's columns are, as inline SVG: a row a class, a mark a column, the limit as a line.

Marks differ in shape and side of the line, so that the picture reads in print and without colour.
"""

from collections.abc import Sequence
from itertools import count

from markupsafe import Markup

from auditor.model import code_words
from auditor.model.audit import ColumnLine, ColumnState, SiteSheet
from auditor.report.catalogue import number
from auditor.report.printable import Edition

WIDTH, ROW, TOP = 960, 30, 30
LEFT, RIGHT = 230, 700
"""Where the plot begins and where twice the limit is, in the picture's own units."""

MOST = 2.0
SPREAD = (0, -7, 7)
NEAR = 9
FURTHEST = 6
"""Steps of NEAR that marks are moved aside at most."""

COUNTED = (ColumnState.FRESH, ColumnState.STALE, ColumnState.BLANK, ColumnState.UNKNOWN)
FRESH = Markup('<circle r="4.2"/>')
STALE = Markup('<path d="M0-6.2 6.2 0 0 6.2-6.2 0Z"/>')


def freshness(edition: Edition, sheet: SiteSheet) -> Markup:
    """Return the picture, '' for a site without a dated column that has a limit."""
    rows = _rows(sheet.columns)
    dated = [one for lines in rows.values() for one in lines if one.newest]
    if not dated:
        return Markup()
    words = edition.words
    height = TOP + ROW * len(rows) + 4
    said = words.parted([f"{_name(edition, name, lines)} {_counts(edition, lines)}" for name, lines in rows.items()])
    label = words("chart.freshness_label", sum(map(len, rows.values())), what=said)
    body = Markup().join(
        (
            _frame(edition, height),
            *(_row(edition, name, lines, TOP + ROW * place) for place, (name, lines) in enumerate(rows.items())),
        )
    )
    return Markup('<svg class="chart freshness" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, height, label, body
    )


def _rows(columns: Sequence[ColumnLine]) -> dict[str, list[ColumnLine]]:
    """Return the columns that have a limit by class, in the order of the classes."""
    order = {name: place for place, name in enumerate(code_words.CLASSES)}
    rows: dict[str, list[ColumnLine]] = {}
    for one in sorted(columns, key=lambda one: order.get(one.column_class, len(order))):
        if one.limit_days and one.column_class:
            rows.setdefault(one.column_class, []).append(one)
    return rows


def _name(edition: Edition, name: str, lines: Sequence[ColumnLine]) -> str:
    words = edition.words
    limits = {one.limit_days for one in lines}
    word = code_words.word(code_words.CLASSES, name, edition.lang)
    if len(limits) > 1:
        return words("chart.of_class_own", name=word)
    return words("chart.of_class", name=word, limit=words("count.days", int(limits.pop() or 0)))


def _counts(edition: Edition, lines: Sequence[ColumnLine]) -> str:
    parts = [(state, sum(one.state is state for one in lines)) for state in COUNTED]
    return edition.words.joined([f"{edition.words(f'column_state.{state}')} {number(n)}" for state, n in parts if n])


def _frame(edition: Edition, height: int) -> Markup:
    middle = (LEFT + RIGHT) // 2
    return Markup(
        '<rect class="late" x="{m}" y="{t}" width="{w}" height="{h}"/>'
        '<line class="axis" x1="{left}" y1="{t}" x2="{left}" y2="{b}"/>'
        '<line class="limit" x1="{m}" y1="{t}" x2="{m}" y2="{b}"/>'
        '<text class="tick" x="{left}" y="14">0</text><text class="tick strong" x="{m}" y="14">{limit}</text>'
        '<text class="tick" x="{right}" y="14">{twice}</text>'
    ).format(
        m=middle, t=TOP - 8, w=RIGHT - middle + 12, h=height - TOP + 6, left=LEFT, right=RIGHT, b=height - 2,
        limit=edition.words("chart.at_limit"), twice=edition.words("chart.twice"),
    )  # fmt: skip


def _row(edition: Edition, name: str, lines: Sequence[ColumnLine], y: int) -> Markup:
    middle = y + ROW // 2 - 8
    head = Markup(
        '<text class="name" x="0" y="{y}">{name}</text><line class="hair" x1="{left}" y1="{m}" x2="{right}" y2="{m}"/>'
        '<text class="counts" x="{x}" y="{y}">{counts}</text>'
    ).format(
        y=middle + 5, m=middle, name=_name(edition, name, lines), left=LEFT, right=RIGHT, x=RIGHT + 26,
        counts=_counts(edition, lines),
    )  # fmt: skip
    return head + Markup().join(_marks(edition, lines, middle))


def _marks(edition: Edition, lines: Sequence[ColumnLine], y: int) -> list[Markup]:
    """Return a mark a column; marks that would lie on one another are spread up and down."""
    placed = sorted(
        ((min(MOST, _age(edition, one) / one.limit_days), one) for one in lines if one.newest and one.limit_days),
        key=lambda pair: pair[0],
    )
    made, last, turn = [], -1.0 * NEAR, count()
    for share, one in placed:
        x = LEFT + share / MOST * (RIGHT - LEFT)
        if x - last >= NEAR:
            turn = count()
            last = x
        nth = next(turn)
        aside = min(nth // len(SPREAD), FURTHEST) * NEAR * (-1 if share == MOST else 1)
        shape = STALE if one.state is ColumnState.STALE else FRESH
        made.append(
            Markup('<g class="{}" transform="translate({:.0f} {:.0f})"><title>{}</title>{}</g>').format(
                one.state, x + aside, y + SPREAD[nth % len(SPREAD)], _tip(edition, one), shape
            )
        )
    return made


def _age(edition: Edition, one: ColumnLine) -> int:
    return max(0, (edition.audit.run.as_of - one.newest).days) if one.newest else 0


def _tip(edition: Edition, one: ColumnLine) -> str:
    words = edition.words
    newest = words.day(one.newest) if one.newest else ""
    return words(
        "chart.point",
        name=one.name or one.url,
        newest=newest,
        age=words("count.days", _age(edition, one)),
        state=words(f"column_state.{one.state}"),
    )
