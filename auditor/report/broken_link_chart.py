"""Where a site's broken links are, as inline SVG: a row a column of the site, a cell a kind of failure.

Every cell bears its number; the grey behind it only helps the eye, so that it reads in print and without colour.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from auditor.model.audit import ColumnLine, SiteSheet, StandingFinding
from auditor.report.catalogue import number
from auditor.report.matrix import cut
from auditor.report.printable import Edition
from auditor.rules import by_role
from auditor.rules.undecided import GONE

KINDS = ("gone", "error", "unreachable", "said_gone")
ROWS, LEAST = 12, 3
"""Columns drawn, and the fewest broken links worth a picture."""

WIDTH, LEFT, TOP, ROW, CELL = 960, 330, 34, 28, 126
NAME_LETTERS = 44
ROOT, DEEPEST = 3, 40
"""Slashes in the address of a root folder, and of the deepest one looked at."""

PLAIN = frozenset({"index", "list", "default", "home", "main"})
ELSEWHERE, EVERYWHERE = "", "*"
"""Rows that are no column: pages outside them, and links held on more pages than are listed (menus, footers)."""

CODE = re.compile(r"[A-Za-z]*[0-9]{3,}[A-Za-z0-9]*|[A-Za-z]{4,}")


def heat_map(edition: Edition, sheet: SiteSheet, found: Sequence[StandingFinding]) -> Markup:
    """Return the picture of the broken links among `found`; '' where they are few or the site's columns unknown."""
    known = edition.rules.values()
    fails, says_gone = by_role(known, "broken_link"), by_role(known, "soft_404")
    wanted = {rule.id for rule in (fails, says_gone) if rule}
    broken = [one for one in found if one.rule in wanted]
    if len(broken) < LEAST or not sheet.columns:
        return Markup()
    cells = _cells(sheet.columns, broken, says_gone.id if says_gone else "")
    totals = Counter({row: sum(kinds.values()) for row, kinds in cells.items()})
    names = {ELSEWHERE: edition.words("chart.heat_elsewhere"), EVERYWHERE: edition.words("chart.heat_everywhere")}
    columns = [row for row, _ in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0])) if row not in names]
    if not columns:
        return Markup()
    shown = columns[:ROWS] + [row for row in names if row in totals]
    names |= {one.url: one.name or one.url for one in sheet.columns}
    kinds = [kind for kind in KINDS if any(cells[row][kind] for row in cells)]
    return _picture(edition, shown, len(columns) - ROWS, names, kinds, cells)


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
    """Return what tells a column's pages with the column: its address, its folder and its code, if they are its own."""
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
    edition: Edition,
    shown: Sequence[str],
    left: int,
    names: dict[str, str],
    kinds: Sequence[str],
    cells: dict[str, Counter[str]],
) -> Markup:
    words = edition.words
    most = max(cells[row][kind] for row in shown for kind in kinds)
    heads = [*kinds, "heat_total"] if len(kinds) > 1 else kinds
    parts = [
        Markup('<text class="tick" x="{}" y="20">{}</text>').format(
            LEFT + CELL * place + CELL // 2, words(f"chart.{kind}")
        )
        for place, kind in enumerate(heads)
    ]
    parts += [_row(edition, names[row], kinds, cells[row], TOP + ROW * place, most) for place, row in enumerate(shown)]
    height = TOP + ROW * len(shown) + 4
    if left > 0:
        parts.append(
            Markup('<text class="note" x="0" y="{}">{}</text>').format(height + 16, words("chart.heat_more", left))
        )
        height += 24
    said = words.joined([f"{names[row]} {number(sum(cells[row].values()))}" for row in shown])
    label = words("chart.heat_label", len([row for row in cells if row not in (ELSEWHERE, EVERYWHERE)]), what=said)
    return Markup('<svg class="chart heat" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, height, label, Markup().join(parts)
    )


def _row(edition: Edition, name: str, kinds: Sequence[str], counts: Counter[str], y: int, most: int) -> Markup:
    parts = [
        Markup('<text class="name" x="0" y="{}">{}<title>{}</title></text>').format(
            y + 18, cut(name, NAME_LETTERS), name
        )
    ]
    for place, kind in enumerate(kinds):
        level = _level(counts[kind], most)
        parts.append(
            Markup(
                '<rect class="l{}" x="{}" y="{}" width="{}" height="{}"/><text class="cell l{}" x="{}" y="{}">{}</text>'
            ).format(
                level,
                LEFT + CELL * place,
                y,
                CELL - 2,
                ROW - 2,
                level,
                LEFT + CELL * place + CELL // 2 - 1,
                y + 18,
                number(counts[kind]) if counts[kind] else "·",
            )
        )
    if len(kinds) > 1:
        parts.append(
            Markup('<text class="cell total" x="{}" y="{}">{}</text>').format(
                LEFT + CELL * len(kinds) + CELL // 2, y + 18, number(sum(counts.values()))
            )
        )
    return Markup().join(parts)


def _level(value: int, most: int) -> int:
    """Return 0 for none, else 1 to 4 by quarters of the most."""
    return 0 if not value else min(4, 1 + int(4 * (value - 1) / max(1, most)))
