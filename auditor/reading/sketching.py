"""Draw the sketch of one page from its parsed tree."""

import re
import zlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

import msgspec

from auditor.extract.list_dates import RowDate
from auditor.extract.pager import scripted_pages
from auditor.reading.page_dates import find_dates
from auditor.reading.page_lists import FoundList, find_lists, is_turn
from auditor.reading.page_trail import Targets, find_trail
from auditor.reading.page_walk import Found, Resolve, Text, Walk, walk_page
from auditor.reading.sketch import Dated, Heading, Line, PageSketch, Row, Rows, address_hash, pack_sketch

MOST_LINES: Final = 600
MOST_ROWS: Final = 300
MOST_HEADINGS: Final = 24
LONGEST_WORDS: Final = 120
"""Letters of a headline, a row or a step that are kept."""

FIRST_LINES: Final = 10
"""Lines outside links at the head of a page that may be its headline whatever their tag."""

ABOVE_DATE: Final = 4
"""Lines above a date among which the headline may stand."""

TAGS: Final = frozenset({"columnname", "columntype"})
"""Meta tags with a say in what a page is (国办发〔2017〕47号, 附件)."""

_FILE: Final = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|et|zip|rar|ofd|txt|csv)(?:$|\?)", re.I)
_BLANK: Final = re.compile(
    r"共\s?(?:有|计)?\s?[:：]?\s?0\s?(?:条|篇|项|个|份|件)|(?:总数|总计|总记录数?|总条数|条数|篇数)\s?[:：]\s?0(?!\d)"
    r"|(?:暂时?|目前|当前|尚|还)(?:还)?(?:没有|无)(?:任何|相关|更多)?(?:数据|内容|信息|记录|文章|资料|资讯|文件)?"
    r"|^\s?(?:没有|无)(?:任何|相关)?(?:数据|内容|信息|记录|文章|资料)[。！!]?$|内容为空|no\s(?:data|records?|content|results?)\b"
)
LONGEST_BLANK: Final = 40
LONGEST_TURNS: Final = 80
_TURNS: Final = re.compile(
    r"[上下]一?页|[尾末]页|共\s?\d+\s?[条页篇]|第\s?\d+\s?页|\d+\s?/\s?\d+\s?页|next\s?page|last\s?page", re.I
)
MOST_TURNS: Final = 60
_WRITES: Final = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\s?\(|\bfetch\s?\(|XMLHttpRequest|axios[.(]|\.load\s?\(\s?['\"]|new Vue|createApp"
    r"|layui\.use|laytpl|ng-app"
)
_GOES: Final = re.compile(
    r"(?:window\.|self\.|top\.|document\.)?location(?:\.href)?\s*=\s*['\"]([^'\"]{1,300})['\"]"
    r"|location\.replace\(\s*['\"]([^'\"]{1,300})['\"]"
)
_REFRESH: Final = re.compile(r"^\s*\d+\s*;\s*url\s*=\s*['\"]?([^'\"]+)", re.I)
STUB_LINES: Final = 4
_NUMBER: Final = re.compile(r"\d[\d \-]{9}")


def squeezed(text: str) -> str:
    """Return words without white space, for comparing them."""
    return "".join(text.split())


def words_hash(text: str) -> int:
    """Return the hash of words, white space apart."""
    return zlib.crc32(squeezed(text).encode("utf-8", "replace"))


def _day(found: RowDate | None) -> int:
    if found is None:
        return 0
    return found.on.toordinal() if found.on else -(found.month * 100 + found.number)


def _target(link: Found, targets: Targets) -> int:
    return targets.of(link.target)


def _rows(found: FoundList, walk: Walk, targets: Targets) -> Rows:
    rows = tuple(
        Row(_target(row.link, targets), row.title[:LONGEST_WORDS], _day(row.date), row.part.line)
        for row in found.rows[:MOST_ROWS]
    )
    letters = sum(
        len(line.words) - line.linked for line in walk.lines[found.line : found.end] if line.linked < len(line.words)
    )
    return Rows(found.place, found.holder, found.line, found.end, letters, rows)


def _headings(lines: Sequence[Text], dates: Sequence[Dated]) -> tuple[Heading, ...]:
    """Return lines that may be the headline: h1 to h6, the first outside links, those above a date."""
    wanted: dict[int, None] = {}
    free = 0
    for number, line in enumerate(lines):
        outside = line.linked < len(line.words) / 2
        if line.rank and outside:
            wanted[number] = None
        elif outside and free < FIRST_LINES and len(line.words) <= LONGEST_WORDS:
            free += 1
            wanted[number] = None
    for spot in dates[:8]:
        wanted |= {
            number: None
            for number in range(max(0, spot.line - ABOVE_DATE), spot.line + 1)
            if lines[number].linked < len(lines[number].words) / 2
        }
    return tuple(
        Heading(lines[number].place, number, lines[number].rank, lines[number].words[:LONGEST_WORDS])
        for number in sorted(wanted)[:MOST_HEADINGS]
    )


def _blank(lines: Sequence[Text]) -> tuple[tuple[int, str], ...]:
    found = []
    for number, line in enumerate(lines):
        if len(line.words) <= LONGEST_BLANK and (match := _BLANK.search(line.words)):
            found.append((number, match[0].strip()))
    return tuple(found[:6])


def _pager(walk: Walk, targets: Targets, url: str, resolve: Resolve) -> tuple[tuple[int, int], ...]:
    turns: dict[int, int] = {}
    for link in walk.links:
        if link.target and is_turn(link.text) and (target := targets.of(link.target)) > 0:
            number = re.search(r"\d{1,4}", link.text)
            turns.setdefault(target, int(number[0]) if number else 0)
    for address in scripted_pages(walk.scripts, resolve, url)[:MOST_TURNS]:
        turns.setdefault(targets.of(address), 0)
    return tuple(turns.items())[:MOST_TURNS]


def _fillers(walk: Walk, html: str) -> tuple[int, ...]:
    """Return the hashes of scripts and marks by which something may be filled in after loading."""
    inline = [script for script in walk.scripts if _WRITES.search(script)]
    marks = [mark for mark in _MARKS if mark in html]
    words = (*inline, *(source.rpartition("/")[2] for source in walk.sources), *marks)
    return tuple({zlib.crc32(each.encode("utf-8", "replace")): None for each in words})[:MOST_SCRIPTS]


_MARKS: Final = ("v-for", "ng-repeat", "ms-for", "{{", "<datastore", 'id="app"')
"""Marks of templates that a script fills (Vue, Angular, Avalon, Handlebars, 大汉)."""

MOST_SCRIPTS: Final = 40


def _stub(walk: Walk, resolve: Resolve) -> str:
    """Return where a page of hardly any lines sends its visitors at once."""
    for meta in walk.metas:
        if meta.get("http-equiv", "").lower() == "refresh" and (match := _REFRESH.search(meta.get("content", ""))):
            return resolve(match[1])
    if len(walk.lines) > STUB_LINES:
        return ""
    found = (_GOES.search(script) for script in walk.scripts)
    return next((resolve(match[1] or match[2]) or "-" for match in found if match), "")


def _template(walk: Walk) -> int:
    """Return the hash of a page's skeleton: the named elements down to a few levels."""
    total = 0
    for path in sorted(walk.skeleton):
        total = zlib.crc32(path.to_bytes(4, "little"), total)
    return total


def sketch_page(html: str, url: str, resolve: Resolve, today: date) -> PageSketch:
    """Draw the sketch of a page.

    `html` is its tree serialised, before anything is taken out of it or put into it; `url` its address after
    redirects; `resolve` turns an href into an absolute http(s) address, '' for none. `today` (a day included) is what
    two-digit years are completed up to. Never raises for what a page holds.
    """
    walk = walk_page(html, resolve)
    targets = Targets(url)
    lines = walk.lines[:MOST_LINES]
    lists = find_lists(walk, today)
    dates = find_dates(lines, today)
    trail, trail_line = find_trail(walk, targets)
    meta = {
        name: value.get("content", "").strip()[:LONGEST_WORDS]
        for value in walk.metas
        if (name := (value.get("name") or value.get("property") or "").lower()) in TAGS
    }
    return PageSketch(
        url=url,
        page=address_hash(url),
        template=_template(walk),
        title=" ".join(walk.title.split())[: 2 * LONGEST_WORDS],
        meta=meta,
        lines=tuple(
            Line(line.place, words_hash(line.words), len(line.words) - line.linked, line.linked) for line in lines
        ),
        lists=tuple(_rows(found, walk, targets) for found in lists),
        headings=_headings(lines, dates),
        dates=dates,
        trail=trail,
        trail_line=trail_line,
        pager=_pager(walk, targets, url, resolve),
        turns=any(len(line.words) <= LONGEST_TURNS and _TURNS.search(line.words) for line in lines),
        hollow=tuple(dict(walk.hollow).items())[:60],
        blank=_blank(lines),
        media=tuple(walk.media[:100]),
        files=sum(bool(_FILE.search(link.target)) for link in walk.links),
        fields=walk.fields,
        scripts=_fillers(walk, html),
        stub=_stub(walk, resolve),
    )


def draw_sketch(html: str, url: str, resolve: Resolve, today: date, mask: Callable[[str], str]) -> bytes:
    """Return the sketch of a page packed (see `sketch_page`), its words passed through `mask` as all that is kept."""
    found = sketch_page(html, url, resolve, today)
    return pack_sketch(
        msgspec.structs.replace(
            found,
            title=mask(found.title),
            lists=tuple(_masked_rows(rows, mask) for rows in found.lists),
            headings=tuple(
                msgspec.structs.replace(each, text=mask(each.text)) if _NUMBER.search(each.text) else each
                for each in found.headings
            ),
        )
    )


def _masked_rows(rows: Rows, mask: Callable[[str], str]) -> Rows:
    if not any(_NUMBER.search(row.text) for row in rows.rows):
        return rows
    return msgspec.structs.replace(
        rows, rows=tuple(msgspec.structs.replace(row, text=mask(row.text)) for row in rows.rows)
    )
