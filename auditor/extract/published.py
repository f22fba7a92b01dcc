"""Which of a page's dates says when it was published."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice

from auditor.extract.date_texts import Spot, address_date, day, epoch_day, numeral_spots, read_date, spots
from auditor.extract.elements import FOOTER, LONGEST_FOOTER_MARK
from auditor.model import FoundDate

SHOWN, META, SCRIPT, ADDRESS, DOCUMENT = "shown", "meta", "script", "url", "document"
"""Sources of a FoundDate: printed on the page, meta tag, script variable, address, document's own date (成文日期)."""

SHOWN_LATER = "shown_later"
"""Source of a date printed as that of publication and later than the day judged by."""

NEAR = 420
"""Characters after a heading in which an unlabelled date is the article's own."""

MOST_DATES = 16
MOST_DOCUMENT_DATES = 4
LONGEST_LINE = 70
LONGEST_BYLINE = 110
LONGEST_NAME = 12
"""Letters that may stand before a date in its line (an author, a paper) without any word of a byline."""


META_NAMES = (
    "pubdate", "publishdate", "firstpublishedtime", "publish-date", "publishtime", "pubtime", "publishedtime",
    "publication_date", "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "release_date", "weibo: article:create_at", "dc.date", "dc.date.issued", "dcterms.issued", "date", "createdate",
)  # fmt: skip

_STRONG = (
    r"(?:发布|發佈|發布|发表|刊发|公布|公开|上网|上传|录入|添加|信息|稿件|文章|新闻)(?:时间|日期|時間)"
    r"|发布于|发表于|刊登于"
)
_WEAK = r"(?:(?:更新|修改|最后更新)(?:时间|日期|時間)|更新于|(?<![一-鿿])(?:时\s{0,6}间|日\s{0,6}期|時間|日間))"
_DOCUMENT = r"(?:成文|生成|印发|发文|签发|制发|制定|形成|签署|落款)(?:时间|日期)"
_TAIL = r"\s{0,4}[:：︰]?\s{0,4}[】\]］)）]?[:：]?\s{0,8}[\[【(（]?\s{0,4}$"
_LABELS = tuple(
    (name, re.compile(words + _TAIL)) for name, words in (("strong", _STRONG), ("weak", _WEAK), ("document", _DOCUMENT))
)
_CHANGED = re.compile(r"((?:最后)?(?:更新|修改)(?:时间|日期|時間)?)" + _TAIL)
_OTHER = re.compile(
    r"[一-鿿]\s{0,3}[:：]\s{0,6}$|(?:今天|今日|现在)(?:是|时间)?\s{0,3}[:：]?\s{0,4}$|[至到起从自于截]\s?$"
)
_EMPTY_LABEL = re.compile(r"(?:来源|來源|作者|编辑|责编|字体|字号|记者|浏览次数|浏览|点击|阅读)\s{0,3}[:：]\s{0,6}$")
_BYLINE = re.compile(
    r"来源|來源|来自|稿源|出处|作者|编辑|责编|字体|字号|浏览|点击|阅读|访问|打印|分享|发布|记者|时间|日期|星期"
)
_LONE = re.compile(r"来源\s?[:：]|來源\s?[:：]|点击|浏览|阅读|字体|字号|作者\s?[:：]|打印")
_WEEKDAY = re.compile(r"\s{0,6}(?:星期|周)[一二三四五六日天]|\s{0,6}农历")
_CLOCK = re.compile(r"[T\s]{0,4}\d{1,2}\s?[:：时]\s?\d{1,2}(?:\s?[:：分]\s?\d{0,2}秒?)?")
_SHORT_YEAR = re.compile(
    r"^(?:[一-鿿]{0,4}(?:时间|日期)\s?[:：]\s?)?((\d\d)[-/](1[0-2]|0?[1-9])[-/](3[01]|[12]\d|0?[1-9])"
    r"(?:\s{1,3}(?:[上下]午\s?)?\d{1,2}:\d\d(?::\d\d)?)?)\s?$",
    re.M,
)
_KEYS = ("pub", "fbsj", "release", "ct =", "ct=")
_VARIABLE = re.compile(
    r"(?:pub_?data|pub_?date|pub_?time|publish_?(?:ed)?_?(?:date|time)|fbsj|release_?(?:date|time)|doc_?pub_?(?:date|time)"
    r"|datepublished)[\"']?\s{0,4}[:=]\s{0,4}[\"']?([^\"';,}\n]{6,40})"
    r"|(?<![\w.])(ct)\s{0,4}=\s{0,4}[\"'](\d{10})[\"']"
)


def _label(text: str, spot: Spot) -> str:
    """Name what the words before a date call it: strong, weak, document, other, or '' for nothing."""
    before = text[max(0, spot.start - 24) : spot.start]
    for name, pattern in _LABELS:
        if pattern.search(before):
            return name
    return "other" if _OTHER.search(before) and not _EMPTY_LABEL.search(before) else ""


def _in_byline(text: str, spot: Spot, after: int) -> bool:
    """Say whether a date after a heading ending at `after` stands in a short line of its own kind, not in running
    text or behind a title."""
    line_start = max(after, text.rfind("\n", max(0, spot.start - 200), spot.start) + 1, spot.start - 200)
    end = text.find("\n", spot.end, spot.end + 400)
    rest = text[spot.end : end if end >= 0 else spot.end + 400]
    if _WEEKDAY.match(rest):
        return False
    clock = _CLOCK.match(rest)
    rest = rest[clock.end() if clock else 0 :].strip()
    before = text[line_start : spot.start].strip()
    if len(before) > LONGEST_LINE or (len(before) > LONGEST_NAME and not _BYLINE.search(before)):
        return False
    return len(rest) <= 10 or (len(rest) < 4 * LONGEST_LINE and bool(_BYLINE.search(rest[:24])))


def _raw(text: str, spot: Spot) -> str:
    clock = _CLOCK.match(text, spot.end)
    return " ".join(text[spot.start : clock.end() if clock else spot.end].split())


def _no_long_line(text: str, start: int, end: int) -> bool:
    return all(len(line) <= LONGEST_LINE for line in text[start:end].split("\n"))


def _beside(text: str, ends: Iterable[int], found: list[tuple[Spot, str]], main_at: int) -> Spot | None:
    """Return the date that follows a heading: before the main text one labelled as published, else the first in a
    byline; else one labelled as published a little further down."""
    for end in ends:
        near = [(spot, label) for spot, label in found if end <= spot.start <= end + NEAR]
        above = [(spot, label) for spot, label in near if main_at < 0 or spot.start < main_at]
        for spot, label in above:
            if label == "strong":
                return spot
        for spot, label in above:
            if label in ("", "weak") and _in_byline(text, spot, end) and _no_long_line(text, end, spot.start):
                return spot
        for spot, label in near:
            if label == "strong":
                return spot
    return None


def _speaks_for_itself(text: str, found: Iterable[tuple[Spot, str]]) -> Spot | None:
    """Return the one date that shares a short line with source, views or font size, wherever the heading is."""
    lines: dict[int, Spot] = {}
    for spot, label in found:
        start = text.rfind("\n", 0, spot.start) + 1
        end = text.find("\n", spot.end)
        line = text[start : end if end >= 0 else len(text)]
        if label in ("", "weak", "strong") and len(line) <= LONGEST_BYLINE and _LONE.search(line):
            lines.setdefault(start, spot)
    return next(iter(lines.values())) if len(lines) == 1 else None


def shown_date(text: str, found: Sequence[Spot], ends: Sequence[int], main_at: int, today: date) -> FoundDate | None:
    """Return the publication date printed on an article page, None when there is none.

    `text` is the visible text by lines, `found` the dates in it, `ends` where its heading ends (best first) and
    `main_at` where its main text begins (-1: unknown).
    Dates in lists, headers (今天是), signatures, footers and running text do not count, nor days after `today`.
    """
    if not found:
        return None
    # A footer that begins on a later line than every date takes none of them out.
    line_end = text.find("\n", found[-1].start)
    reach = line_end + LONGEST_FOOTER_MARK if line_end >= 0 else len(text)
    foot = FOOTER.search(text, max(ends[0] if ends else 0, main_at, 0), reach)
    last = text.rfind("\n", 0, foot.start()) if foot else len(text)
    named = [
        (spot, label)
        for spot in found
        if spot.on <= today and spot.start < last and (label := _label(text, spot)) != "other"
    ]
    strong = [spot for spot, label in named if label == "strong" and not _WEEKDAY.match(text, spot.end)]
    if len({spot.on for spot in strong}) > 1:
        strong = [spot for spot in strong if spot.start < main_at]
        named = [pair for pair in named if pair[1] != "strong" or pair[0] in strong]
    if not named:
        return None
    above = [end for end in ends if end <= main_at]
    spot = _beside(text, above or ends, named, main_at if above else -1)
    if spot is None and main_at >= 0:
        before = [pair for pair in named if pair[0].start < main_at]
        spot = _beside(text, [max(0, main_at - NEAR // 3)], before, main_at)
    if spot is None and len({each.on for each in strong}) == 1:
        spot = next((each for each in strong if not ends or each.start > ends[0]), strong[0])
    spot = spot or _speaks_for_itself(text, named)
    if spot is None:
        return None
    changed = _CHANGED.search(text, max(0, spot.start - 24), spot.start)
    return FoundDate(spot.on, SHOWN, f"{changed[1]} {_raw(text, spot)}" if changed else _raw(text, spot))


def _short_year(text: str, ends: Sequence[int], today: date) -> FoundDate | None:
    """Return a date with a year of two digits (26/3/5) that has the line to itself soon after the heading."""
    for end in ends:
        for match in _SHORT_YEAR.finditer(text, end, end + NEAR):
            on = day(2000 + int(match[2]), match[3], match[4])
            if on and on <= today:
                return FoundDate(on, SHOWN, match[1])
    return None


def meta_dates(meta: Mapping[str, str]) -> list[FoundDate]:
    """Return the dates of the known meta names, best name first."""
    dates = []
    for name in META_NAMES:
        if (value := meta.get(name)) and (on := read_date(value)):
            dates.append(FoundDate(on, META, value[:60]))
    return dates


def script_dates(scripts: str) -> list[FoundDate]:
    """Return dates that script variables named for publication hold (pubdata, publish_time, WeChat's ct)."""
    scripts = scripts.lower()
    if not any(key in scripts for key in _KEYS):
        return []
    dates = []
    for match in islice(_VARIABLE.finditer(scripts), 20):
        raw = match[3] or match[1]
        if on := epoch_day(raw) if match[2] else read_date(raw):
            dates.append(FoundDate(on, SCRIPT, raw.strip()[:60]))
    return dates


def document_dates(text: str, found: Sequence[Spot]) -> list[FoundDate]:
    """Return days the page calls the document's own (成文日期), one in Chinese numerals, those that sign it."""
    dates = [
        FoundDate(spot.on, DOCUMENT, _raw(text, spot))
        for spot in found
        if _LABELS[2][1].search(text, max(0, spot.start - 24), spot.start)
    ]
    if "年" not in text:
        return dates[:MOST_DOCUMENT_DATES]
    if "〇" in text or "○" in text or "零" in text:
        dates += [FoundDate(spot.on, DOCUMENT, text[spot.start : spot.end]) for spot in islice(numeral_spots(text), 1)]
    for spot in found:
        if text[spot.start - 1 : spot.start] == "\n" and text[spot.end : spot.end + 1] in ("\n", ""):
            dates.append(FoundDate(spot.on, DOCUMENT, text[spot.start : spot.end]))
    return dates[:MOST_DOCUMENT_DATES]


def all_dates(
    text: str,
    ends: Sequence[int],
    main_at: int,
    meta: Mapping[str, str],
    times: Sequence[str],
    scripts: Sequence[str],
    url: str,
    today: date,
) -> tuple[FoundDate, ...]:
    """Return every candidate for the publication date of an article page, the shown one first, then by trust.

    `text`, `ends` and `main_at` as for `shown_date`. Scripts are read only where the page shows no date or
    declares none.
    """
    found_spots = spots(text)
    shown = shown_date(text, found_spots, ends, main_at, today) or _short_year(text, ends, today)
    found = [shown] if shown else [FoundDate(on, SHOWN, raw) for raw in times if (on := read_date(raw))]
    if not found and any(spot.on > today for spot in found_spots):
        later = shown_date(text, found_spots, ends, main_at, date.max)
        found += [FoundDate(later.on, SHOWN_LATER, later.raw)] if later and later.on > today else []
    declared = meta_dates(meta)
    found += declared
    if not shown or not declared:
        for script in scripts:
            found += script_dates(script)
    if on := address_date(url):
        found.append(FoundDate(on, ADDRESS, url[-120:]))
    found += document_dates(text, found_spots)
    return tuple(dict.fromkeys(found))[:MOST_DATES]


def choose(dates: Iterable[FoundDate], today: date) -> FoundDate | None:
    """Return the publication date: shown, else meta, script, address, document; never a day after `today`."""
    return next((found for found in dates if found.on <= today), None)
