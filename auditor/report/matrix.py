"""The account matrix as inline SVG: the main accounts in the middle, the units round them, a mark an account.

Marks differ in shape and bear the platform's letter, so that the picture reads in print and without colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from auditor.model import Role
from auditor.model.audit import AccountProposal
from auditor.platforms import row_of
from auditor.report.phrases import is_settled
from auditor.report.report_model import Report
from auditor.report.svg import cut, svg_text

WIDTH = 1200
CARD, GAP = 176, 14
"""Width of a unit's card and the space between cards, in the picture's own units."""

COLUMNS = 6
MIDDLE = 2
"""Columns of cards, and how many of them the middle takes."""

HEAD, LINE, MARK = 34, 34, 28
NAME_LETTERS = 22
"""Half-width letters of a unit's name on one line of its card."""

MARKS_A_ROW = 5
MOST_UNITS = 60
"""Units drawn; those with something to decide come first, and the table below the picture has them all."""

SHAPES = ("main", "featured", "keep", "revive", "merge", "close", "review", "closed")


@dataclass(frozen=True, slots=True)
class Mark:
    """One account: the shape that stands for what is proposed, the letter of its platform, words to read out."""

    shape: str
    letter: str
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """One unit with the marks of its accounts."""

    unit: str
    marks: tuple[Mark, ...]
    to_decide: int

    @property
    def height(self) -> int:
        """Return how high the card is."""
        return HEAD + LINE * max(1, ceil(len(self.marks) / MARKS_A_ROW)) + 6


def matrix(report: Report) -> Markup:
    """Return the picture, '' where no account is registered."""
    cards = _cards(report)
    if not cards:
        return Markup()
    shown, left = cards[:MOST_UNITS], len(cards) - MOST_UNITS
    main = _main(report)
    middle = HEAD + 26 * max(1, len(main)) + 16
    places, height, centre = _layout(shown, middle)
    words = report.words
    body = Markup().join(
        (
            _spokes(places, centre, middle),
            _centre(report, main, centre, middle),
            Markup().join(_card(card, x, y) for card, x, y in places),
            _legend(report, height + 26),
            svg_text("legend", 20, height + 57, words("matrix.more_units", n=left)) if left > 0 else Markup(),
        )
    )
    whole = height + (64 if left > 0 else 42)
    label = words("matrix.picture", units=len(cards), accounts=sum(len(card.marks) for card in cards))
    return Markup(
        '<svg class="matrix" viewBox="0 -2 {} {}" role="img" aria-label="{}"><title>{}</title>{}</svg>'
    ).format(WIDTH, whole + 2, label, label, body)


def _cards(report: Report) -> list[Card]:
    """Return a card a unit, those with most to decide first, else in register order."""
    units: dict[str, list[tuple[Mark, bool]]] = {}
    for one in report.audit.item_27:
        known = report.subject(one.subject)
        if known is not None:
            units.setdefault(known.unit, []).append((_mark(report, one), not is_settled(one)))
    cards = [
        Card(report.unit_name(unit), tuple(mark for mark, _ in marks), sum(open_ for _, open_ in marks))
        for unit, marks in units.items()
    ]
    return sorted(cards, key=lambda card: -card.to_decide) if len(cards) > MOST_UNITS else cards


def _mark(report: Report, one: AccountProposal) -> Mark:
    subject = report.standings[one.subject].subject
    settled = is_settled(one)
    shape = {"keep_main": "main", "keep_featured": "featured"}.get(one.action, one.action)
    if one.action == "close" and settled:
        shape = "closed"
    state = report.words(f"mark_27.{shape}")
    what = f"{report.platform(subject.platform)} {subject.name}".strip()
    letter = row_of(subject.platform).glyph or subject.platform[:1].upper() or "?"
    return Mark(shape if shape in SHAPES else "review", letter, f"{what}{report.words('page.colon')}{state}")


def _main(report: Report) -> list[str]:
    """Return the declared main accounts in words, none inferred."""
    return [
        report.words("page.named", name=one.subject.name, what=report.platform(one.subject.platform))
        for one in report.standings.values()
        if one.subject.role is Role.MAIN
    ][:6]


def _layout(cards: Sequence[Card], middle: int) -> tuple[list[tuple[Card, float, float]], float, float]:
    """Place cards into columns, each card into the column that is least full, and leave the middle free.

    Returns the places (card, x, y), the height of it all and the y of the middle block.
    """
    left = (WIDTH - COLUMNS * CARD - (COLUMNS - 1) * GAP) / 2
    inner = range((COLUMNS - MIDDLE) // 2, (COLUMNS + MIDDLE) // 2)
    total = sum(card.height + GAP for card in cards) + MIDDLE * (middle + GAP)
    half = max(0.0, (total / COLUMNS - middle) / 2)
    fill = [0.0] * COLUMNS
    columns: list[list[Card]] = [[] for _ in range(COLUMNS)]
    order = sorted(range(COLUMNS), key=lambda column: abs(column - (COLUMNS - 1) / 2))
    for card in cards:
        column = min(order, key=lambda one: fill[one] + (middle + GAP if one in inner else 0))
        columns[column].append(card)
        fill[column] += card.height + GAP
    above = {column: _above(columns[column], half) for column in inner}
    top = max((sum(card.height + GAP for card in columns[column][: above[column]]) for column in inner), default=0.0)
    places: list[tuple[Card, float, float]] = []
    bottom = top + middle
    for column, stack in enumerate(columns):
        y = 0.0
        if column in above:
            y = top - sum(card.height + GAP for card in stack[: above[column]])
        else:
            y = max(0.0, (top + middle / 2) - (fill[column] - GAP) / 2)
        for place, card in enumerate(stack):
            if column in above and place == above[column]:
                y = top + middle + GAP
            places.append((card, left + column * (CARD + GAP), y))
            y += card.height + GAP
        bottom = max(bottom, y - GAP)
    lift = min([y for _, _, y in places] + [top])
    return [(card, x, y - lift) for card, x, y in places], bottom - lift, top - lift


def _above(cards: Sequence[Card], half: float) -> int:
    """Return how many of a column's cards go above the middle."""
    used, count = 0.0, 0
    for card in cards:
        if used + card.height / 2 > half:
            break
        used, count = used + card.height + GAP, count + 1
    return count


def _spokes(places: Sequence[tuple[Card, float, float]], top: float, middle: int) -> Markup:
    x, y = WIDTH / 2, top + middle / 2
    return Markup().join(
        Markup('<line class="spoke" x1="{:.0f}" y1="{:.0f}" x2="{:.0f}" y2="{:.0f}"/>').format(
            x, y, left + CARD / 2, above + card.height / 2
        )
        for card, left, above in places
    )


def _centre(report: Report, main: Sequence[str], top: float, middle: int) -> Markup:
    width = MIDDLE * CARD + (MIDDLE - 1) * GAP
    left = (WIDTH - width) / 2
    lines = main or [report.words("matrix.main_none")]
    parts = [
        Markup('<rect class="centre{}" x="{:.0f}" y="{:.0f}" width="{}" height="{}" rx="3"/>').format(
            "" if main else " none", left, top, width, middle
        ),
        svg_text("centre-head", WIDTH // 2, top + 26, report.words("head.main")),
        *(
            svg_text("centre-name", WIDTH // 2, top + 54 + 26 * place, cut(line, 2 * NAME_LETTERS))
            for place, line in enumerate(lines)
        ),
    ]
    return Markup().join(parts)


def _card(card: Card, x: float, y: float) -> Markup:
    state = " to-decide" if card.to_decide else ""
    head = Markup(
        '<rect class="unit{}" x="{:.0f}" y="{:.0f}" width="{}" height="{}" rx="3"/>'
        '<text class="unit-name" x="{:.0f}" y="{:.0f}">{}<title>{}</title></text>'
    ).format(state, x, y, CARD, card.height, x + 12, y + 23, cut(card.unit, NAME_LETTERS), card.unit)
    marks = Markup().join(
        draw(mark, x + 26 + place % MARKS_A_ROW * (MARK + 4), y + HEAD + LINE / 2 + place // MARKS_A_ROW * LINE)
        for place, mark in enumerate(card.marks)
    )
    return head + marks


def draw(mark: Mark, x: float, y: float) -> Markup:
    """Return one mark round the point (x, y): its shape, its letter, and its words as a tip."""
    return Markup(
        '<g class="mark27 {}" transform="translate({:.0f} {:.0f})"><title>{}</title>{}<text y="4.5">{}</text></g>'
    ).format(mark.shape, x, y, mark.words, _SHAPE[mark.shape], mark.letter)


_SHAPE = {
    "main": Markup('<circle r="13"/><circle class="ring" r="9.5"/>'),
    "featured": Markup('<path d="M0-15 4.2-5.8 14.3-4.6 6.8 2.2 8.8 12.1 0 7.2-8.8 12.1-6.8 2.2-14.3-4.6-4.2-5.8Z"/>'),
    "keep": Markup('<circle r="12"/>'),
    "revive": Markup('<circle r="12"/><path class="half" d="M-12 0a12 12 0 0 0 24 0z"/>'),
    "merge": Markup('<path d="M-11-12H4L14 0 4 12H-11Z"/>'),
    "close": Markup(
        '<rect x="-11.5" y="-11.5" width="23" height="23"/><path class="cross" d="M-11-11 11 11M11-11-11 11"/>'
    ),
    "review": Markup('<path class="dashed" d="M0-14 14 0 0 14-14 0Z"/>'),
    "closed": Markup('<rect class="dashed" x="-11" y="-11" width="22" height="22"/>'),
}


def _legend(report: Report, y: float) -> Markup:
    parts = []
    for place, shape in enumerate(SHAPES):
        x = 30 + place * (WIDTH - 40) / len(SHAPES)
        parts.append(draw(Mark(shape, "", report.words(f"mark_27.{shape}")), x, y))
        parts.append(svg_text("legend", x + 20, y + 5, report.words(f"mark_27.{shape}")))
    return Markup().join(parts)
