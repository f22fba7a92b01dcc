"""Pictures of one site as inline SVG: how fresh its columns are, and where its broken links are.

Marks differ in shape and place, and every cell bears its number, so that both read in print and without colour.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import count

from markupsafe import Markup

from auditor.model import code_words
from auditor.model.audit import ColumnLine, ColumnState, SiteSheet, StandingFinding
from auditor.report.catalogue import number
from auditor.report.report_model import Report
from auditor.report.svg import cut, svg_text
from auditor.rules import by_role
from auditor.rules.undecided import GONE

WIDTH = 960

# Freshness: a row a class of columns, a mark a column, the limit as a line.

LINE, FIRST_LINE = 30, 30
PLOT_LEFT, PLOT_RIGHT = 230, 700
"""Where the plot begins and where twice the limit is, in the picture's own units."""

MOST_LIMITS = 2.0
SPREAD = (0, -7, 7)
NEAR = 9
FURTHEST = 6
"""Steps of NEAR that marks are moved aside at most."""

COUNTED = (ColumnState.FRESH, ColumnState.STALE, ColumnState.BLANK, ColumnState.UNKNOWN)
FRESH = Markup('<circle r="4.2"/>')
STALE = Markup('<path d="M0-6.2 6.2 0 0 6.2-6.2 0Z"/>')


def freshness_chart(report: Report, sheet: SiteSheet) -> Markup:
    """Return the picture, '' for a site without a dated column that has a limit."""
    rows = _classes(sheet.columns)
    dated = [one for lines in rows.values() for one in lines if one.newest]
    if not dated:
        return Markup()
    words = report.words
    height = FIRST_LINE + LINE * len(rows) + 4
    said = words.parted(
        [f"{_class_name(report, name, lines)} {_counts(report, lines)}" for name, lines in rows.items()]
    )
    label = words("chart.freshness_label", sum(map(len, rows.values())), what=said)
    parts = [_frame(report, height)]
    for place, (name, lines) in enumerate(rows.items()):
        parts.append(_class_row(report, name, lines, FIRST_LINE + LINE * place))
    return _svg("freshness", height, label, parts)


def _svg(kind: str, height: int, label: str, parts: Sequence[Markup]) -> Markup:
    return Markup('<svg class="chart {}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        kind, WIDTH, height, label, Markup().join(parts)
    )


def _classes(columns: Sequence[ColumnLine]) -> dict[str, list[ColumnLine]]:
    """Return the columns that have a limit by class, in the order of the classes."""
    order = {name: place for place, name in enumerate(code_words.CLASSES)}
    rows: dict[str, list[ColumnLine]] = {}
    for one in sorted(columns, key=lambda one: order.get(one.column_class, len(order))):
        if one.limit_days and one.column_class:
            rows.setdefault(one.column_class, []).append(one)
    return rows


def _class_name(report: Report, name: str, lines: Sequence[ColumnLine]) -> str:
    words = report.words
    limits = {one.limit_days for one in lines}
    word = code_words.word(code_words.CLASSES, name, report.lang)
    if len(limits) > 1:
        return words("chart.of_class_own", name=word)
    return words("chart.of_class", name=word, limit=words("count.days", int(limits.pop() or 0)))


def _counts(report: Report, lines: Sequence[ColumnLine]) -> str:
    parts = [(state, sum(one.state is state for one in lines)) for state in COUNTED]
    return report.words.joined([f"{report.words(f'column_state.{state}')} {number(n)}" for state, n in parts if n])


def _frame(report: Report, height: int) -> Markup:
    middle, top, bottom = (PLOT_LEFT + PLOT_RIGHT) // 2, FIRST_LINE - 8, height - 2
    lines = Markup(
        '<rect class="late" x="{m}" y="{t}" width="{w}" height="{h}"/>'
        '<line class="axis" x1="{left}" y1="{t}" x2="{left}" y2="{b}"/>'
        '<line class="limit" x1="{m}" y1="{t}" x2="{m}" y2="{b}"/>'
    ).format(m=middle, t=top, w=PLOT_RIGHT - middle + 12, h=bottom - top, left=PLOT_LEFT, b=bottom)
    at_limit = svg_text("tick strong", middle, 14, report.words("chart.at_limit"))
    twice = svg_text("tick", PLOT_RIGHT, 14, report.words("chart.twice"))
    return lines + svg_text("tick", PLOT_LEFT, 14, "0") + at_limit + twice


def _class_row(report: Report, name: str, lines: Sequence[ColumnLine], y: int) -> Markup:
    middle = y + LINE // 2 - 8
    named = svg_text("name", 0, middle + 5, _class_name(report, name, lines))
    hair = Markup('<line class="hair" x1="{}" y1="{y}" x2="{}" y2="{y}"/>').format(PLOT_LEFT, PLOT_RIGHT, y=middle)
    counts = svg_text("counts", PLOT_RIGHT + 26, middle + 5, _counts(report, lines))
    return named + hair + counts + Markup().join(_marks(report, lines, middle))


def _marks(report: Report, lines: Sequence[ColumnLine], y: int) -> list[Markup]:
    """Return a mark a column; marks that would lie on one another are spread up and down."""
    placed = sorted(
        ((min(MOST_LIMITS, _age(report, one) / one.limit_days), one) for one in lines if one.newest and one.limit_days),
        key=lambda pair: pair[0],
    )
    made, last, turn = [], -1.0 * NEAR, count()
    for share, one in placed:
        x = PLOT_LEFT + share / MOST_LIMITS * (PLOT_RIGHT - PLOT_LEFT)
        if x - last >= NEAR:
            turn = count()
            last = x
        nth = next(turn)
        aside = min(nth // len(SPREAD), FURTHEST) * NEAR * (-1 if share == MOST_LIMITS else 1)
        shape = STALE if one.state is ColumnState.STALE else FRESH
        made.append(
            Markup('<g class="{}" transform="translate({:.0f} {:.0f})"><title>{}</title>{}</g>').format(
                one.state, x + aside, y + SPREAD[nth % len(SPREAD)], _tip(report, one), shape
            )
        )
    return made


def _age(report: Report, one: ColumnLine) -> int:
    return max(0, (report.audit.run.as_of - one.newest).days) if one.newest else 0


def _tip(report: Report, one: ColumnLine) -> str:
    words = report.words
    newest = words.day(one.newest) if one.newest else ""
    age, state = words("count.days", _age(report, one)), words(f"column_state.{one.state}")
    return words("chart.point", name=one.name or one.url, newest=newest, age=age, state=state)


# Broken links: a row a column of the site, a cell a kind of failure; the grey behind a number only helps the eye.

KINDS = ("gone", "error", "unreachable", "said_gone")
ROWS, LEAST = 12, 3
"""Columns drawn, and the fewest broken links worth a picture."""

LEFT, TOP, ROW, CELL = 330, 34, 28, 126
NAME_LETTERS = 44
ROOT, DEEPEST = 3, 40
"""Slashes in the address of a root folder, and of the deepest one looked at."""

PLAIN = frozenset({"index", "list", "default", "home", "main"})
ELSEWHERE, EVERYWHERE = "", "*"
"""Rows that are no column: pages outside them, and links held on more pages than are listed (menus, footers)."""

CODE = re.compile(r"[A-Za-z]*[0-9]{3,}[A-Za-z0-9]*|[A-Za-z]{4,}")


def broken_links_chart(report: Report, sheet: SiteSheet, found: Sequence[StandingFinding]) -> Markup:
    """Return the picture of the broken links among `found`; '' where they are few or the site's columns unknown."""
    known = report.rules.values()
    fails, says_gone = by_role(known, "broken_link"), by_role(known, "soft_404")
    wanted = {rule.id for rule in (fails, says_gone) if rule}
    broken = [one for one in found if one.rule in wanted]
    if len(broken) < LEAST or not sheet.columns:
        return Markup()
    cells = _cells(sheet.columns, broken, says_gone.id if says_gone else "")
    totals = Counter({row: sum(kinds.values()) for row, kinds in cells.items()})
    rows = {ELSEWHERE: "elsewhere", EVERYWHERE: "everywhere"}
    names = {row: report.words(f"chart.broken_links_{name}") for row, name in rows.items()}
    columns = [row for row, _ in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0])) if row not in names]
    if not columns:
        return Markup()
    shown = columns[:ROWS] + [row for row in names if row in totals]
    names |= {one.url: one.name or one.url for one in sheet.columns}
    kinds = [kind for kind in KINDS if any(cells[row][kind] for row in cells)]
    return _picture(report, shown, len(columns) - ROWS, names, kinds, cells)


def _cells(columns: Sequence[ColumnLine], broken: Sequence[StandingFinding], says_gone: str) -> dict[str, Counter[str]]:
    """Return for every column (by its address) and for pages outside them how many links of each kind fail there."""
    stems = _stems(columns)
    known: dict[str, str] = {}
    cells: dict[str, Counter[str]] = {}
    for one in broken:
        rows = {EVERYWHERE}
        if one.location_count <= len(one.locations):
            rows = {_column(place.url, stems, known) for place in one.locations}
        for row in rows:
            cells.setdefault(row, Counter())["said_gone" if one.rule == says_gone else _kind(one)] += 1
    return cells


def _stems(columns: Sequence[ColumnLine]) -> dict[str, str]:
    """Return what a column's pages have in common: its address, its folder and its code, if they are its own."""
    stems = {one.url: one.url for one in columns}
    for mark in (_folder, _code):
        marks = [(mark(one.url), one.url) for one in columns]
        shared = Counter(name for name, _ in marks)
        for name, url in marks:
            if name and shared[name] == 1:
                stems.setdefault(name, url)
    return stems


def _folder(url: str) -> str:
    """Return the address of the folder a page lies in, '' for the root."""
    folder = url.partition("?")[0].rpartition("/")[0] + "/"
    return folder if folder.count("/") > ROOT else ""


def _code(url: str) -> str:
    """Return the last part of a column's address without its ending: many systems file its pages under that name.

    The second and later pages of a list have it with a number ("18408_3").
    """
    name = url.partition("?")[0].rstrip("/").rpartition("/")[2].partition(".")[0].partition("_")[0]
    return name if CODE.fullmatch(name) and name not in PLAIN else ""


def _column(url: str, stems: Mapping[str, str], known: dict[str, str]) -> str:
    """Return the column a page belongs to: the deepest folder or folder's name that tells one, ELSEWHERE for none.

    `known` keeps what was found of pages and folders.
    """
    if url not in known:
        known[url] = stems.get(url) or stems.get(_code(url)) or _of_folder(_folder(url), stems, known)
    return known[url]


def _of_folder(folder: str, stems: Mapping[str, str], known: dict[str, str]) -> str:
    if not ROOT < folder.count("/") <= DEEPEST:
        return ELSEWHERE
    if folder not in known:
        found = stems.get(folder) or stems.get(folder[:-1].rpartition("/")[2])
        known[folder] = found or _of_folder(folder[:-1].rpartition("/")[0] + "/", stems, known)
    return known[folder]


def _kind(one: StandingFinding) -> str:
    status = one.values.get("status")
    return "unreachable" if not isinstance(status, int) or not status else "gone" if status in GONE else "error"


def _picture(
    report: Report,
    shown: Sequence[str],
    left: int,
    names: dict[str, str],
    kinds: Sequence[str],
    cells: dict[str, Counter[str]],
) -> Markup:
    words = report.words
    most = max(cells[row][kind] for row in shown for kind in kinds)
    heads = [*kinds, "broken_links_total"] if len(kinds) > 1 else kinds
    parts = [svg_text("tick", _middle(place), 20, words(f"chart.{kind}")) for place, kind in enumerate(heads)]
    parts += [_row(report, names[row], kinds, cells[row], TOP + ROW * place, most) for place, row in enumerate(shown)]
    height = TOP + ROW * len(shown) + 4
    if left > 0:
        parts.append(svg_text("note", 0, height + 16, words("chart.broken_links_more", left)))
        height += 24
    said = words.joined([f"{names[row]} {number(sum(cells[row].values()))}" for row in shown])
    label = words("chart.broken_links_label", len(cells.keys() - {ELSEWHERE, EVERYWHERE}), what=said)
    return _svg("broken-links", height, label, parts)


def _middle(place: int) -> int:
    return LEFT + CELL * place + CELL // 2


def _row(report: Report, name: str, kinds: Sequence[str], counts: Counter[str], y: int, most: int) -> Markup:
    short, base = cut(name, NAME_LETTERS), y + 18
    parts = [Markup('<text class="name" x="0" y="{}">{}<title>{}</title></text>').format(base, short, name)]
    for place, kind in enumerate(kinds):
        level, shown = _level(counts[kind], most), number(counts[kind]) if counts[kind] else "·"
        box = (level, LEFT + CELL * place, y, CELL - 2, ROW - 2)
        parts.append(Markup('<rect class="l{}" x="{}" y="{}" width="{}" height="{}"/>').format(*box))
        parts.append(svg_text(f"cell l{level}", _middle(place) - 1, base, shown))
    if len(kinds) > 1:
        parts.append(svg_text("cell total", _middle(len(kinds)), base, number(sum(counts.values()))))
    return Markup().join(parts)


def _level(value: int, most: int) -> int:
    """Return 0 for none, else 1 to 4 by quarters of the most."""
    return 0 if not value else min(4, 1 + int(4 * (value - 1) / max(1, most)))
