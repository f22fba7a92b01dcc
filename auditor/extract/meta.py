"""What a page calls itself: title, meta tags, headings, `time` elements, and its breadcrumb."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from auditor.extract.outline import MEDIUM, Outline

MOST_TAGS = 120
MOST_HEADINGS = 16
MOST_PLACES = 8
MOST_PARTS = 12
LEAST_START = 3
LEAST_END = 7
LONGEST_VALUE = 600
LONGEST_TITLE = 300

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
_ABOVE_BYLINE = re.compile(
    r"\n([^\n]{6,60})\n[^\n]{0,60}(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}(?!\d)[^\n]{0,40}(?:来源|点击|浏览|字体|作者)[^\n]{0,40}(?=\n)"
)
SITE_NAME = re.compile(r"网站?$|官网$|门户|(?:政府|委员会|[局厅部院])$")
_BREAK = re.compile(r"\s+|\s*(?:[_|｜»]+|--+|[-–—])\s*")
_SEPARATOR = re.compile(r"\s*(?:[_|｜»]+|--+|\s[-–—]\s|[-–—])\s*")


@dataclass(frozen=True, slots=True)
class Head:
    """`meta` has lower-case names, first wins; `headings` are the texts of h1 to h3 in order, empty ones left out;
    `times` are the values of `time[datetime]`."""

    title: str
    meta: Mapping[str, str]
    headings: tuple[str, ...] = ()
    times: tuple[str, ...] = ()


def normal(text: str, longest: int = LONGEST_VALUE) -> str:
    """Return `text` with every run of white space as one space, trimmed and cut."""
    return " ".join(text[: longest * 4].replace("\ufeff", "").replace("\u200b", "").split())[:longest]


def _read_metas(nodes: list[LexborNode]) -> dict[str, str]:
    meta: dict[str, str] = {}
    for node in nodes[:MOST_TAGS]:
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or ""
        name = name.strip().lower()[:80]
        if name and name not in meta:
            meta[name] = normal(attributes.get("content") or "")
    return meta


def read_head(found: Outline) -> Head:
    """Read title, meta tags, h1 to h3 and `time` elements wherever broken markup has put them."""
    title = ""
    for node in found.titles[:4]:
        title = title or normal(_TAG.sub(" ", node.text()), LONGEST_TITLE)
    headings = []
    for node in found.headings[:MOST_HEADINGS]:
        if words := normal(node.text(separator=" "), LONGEST_TITLE):
            headings.append(words)
    times = tuple(value[:40] for node in found.times[:8] if (value := node.attributes.get("datetime")))
    return Head(title, _read_metas(found.metas), tuple(headings), times)


def squeeze(text: str) -> str:
    """Return `text` without any white space, for comparing titles."""
    return "".join(text.split())


def title_parts(title: str) -> list[str]:
    """Return what a title may start with, longest first: whole, then cut before each separator (`_ | - —`)."""
    cuts = [match.start() for match in _SEPARATOR.finditer(title)]
    parts = [title, *(title[:cut] for cut in reversed(cuts))]
    return [part.strip() for part in parts if len(part.strip()) > 1][:MOST_PARTS]


def _title_ends(title: str) -> list[str]:
    """Return what a title may end with, longest first: after each separator or space (site, column, article)."""
    return [title[match.end() :].strip() for match in _BREAK.finditer(title)][:MOST_PARTS]


def heading_ends(text: str, headings: Sequence[str]) -> list[int]:
    """Return where the headings end in the visible text, in order of trust (at most MOST_PLACES).

    The first may be broken over lines: its longest piece, its beginning or its end then stands for it.
    """
    ends: list[int] = []
    for number, heading in enumerate(headings):
        words = heading.strip().rstrip(".…")
        pieces = [words]
        if not number:
            longest = max(words.split(), key=len, default="")
            pieces += [piece for piece in (longest, words[:12].strip(), words[-10:].strip()) if len(piece) > 5]
        for piece in pieces:
            at = text.find(piece) if len(piece) > 1 else -1
            before = len(ends)
            while at >= 0 and len(ends) < MOST_PLACES:
                ends.append(at + len(piece))
                at = text.find(piece, at + len(piece))
            if len(ends) > before:
                break
    return ends


def heading_guesses(head: Head, heading: str, visible: str) -> list[str]:
    """Return the words by which to find the heading in the visible text, best first.

    `heading` and starts of the title; where none of them stands on the page, headings that do not merely
    repeat the site's name.
    """
    own = [heading, *(part for part in title_parts(head.title) if len(part) > 5)]
    if any(len(part) > 1 and part[:12] in visible for part in own):
        return list(dict.fromkeys(own))
    title = squeeze(head.title)
    site = squeeze(head.meta.get("sitename", ""))
    others = [words for words in head.headings[:4] if (bare := squeeze(words)) != site and title.find(bare) <= 0]
    return list(dict.fromkeys((*own, *(words for words in others if len(words) > 5))))


def headline(head: Head, visible: str) -> str:
    """Return the heading of the page as its visitors read it, '' when there is none.

    ArticleTitle, else a heading that agrees with the title, else the longest start, then end, of the title that
    stands in `visible`, else the line above the only byline, the first heading, or the first part of the title.
    """
    if declared := head.meta.get("articletitle"):
        return normal(_TAG.sub(" ", declared), LONGEST_TITLE)
    title = squeeze(head.title)
    agreeing = [words for words in head.headings if len(words) > 1 and title.startswith(squeeze(words).rstrip("."))]
    if agreeing:
        return max(agreeing, key=len)
    parts = title_parts(head.title)
    whole = f"\n{visible}\n"
    named_after_site = len(parts) < 2 and bool(SITE_NAME.search(head.title))
    if not named_after_site and (standing := _standing(parts, whole)):
        return standing
    for part in _title_ends(head.title):
        if len(part) > LEAST_END and f"\n{part}\n" in whole:
            return part
    above: list[str] = _ABOVE_BYLINE.findall(visible) if len(parts) < 2 else []
    if len(above) == 1:
        return above[0]
    if len(parts) < 2 and head.headings:
        return head.headings[0]
    return parts[-1] if parts else ""


def _standing(parts: Sequence[str], whole: str) -> str:
    """Return the longest start of a title that stands on the page; a shorter one that fills a line wins over it."""
    if len(parts) < 2:
        return parts[0] if parts and f"\n{parts[0]}\n" in whole else ""
    filling = [part for part in parts if len(part) > LEAST_END and f"\n{part}\n" in whole]
    if filling:
        return filling[-1]
    return next((part for part in parts if len(part) > LEAST_START and part in whole), "")


# The breadcrumb of a page: 当前位置：首页 > 政务公开 > 通知公告.

LONGEST_STEP = 40
MOST_STEPS = 12
LOOK_LINES = 400

_LABEL = re.compile(
    r"(?:您|你)?(?:现在|当前)?(?:的|所在)?(?:所在|所处|浏览)?(?:的|页面)?(?:位置|栏目)(?:是|为)?\s?[:：>»]|(?:您|你)?(?:当前|现在)(?:所?在)?的?位置|所在位置|您的位置|Location\s?[:：]",
    re.I,
)
_BETWEEN = re.compile(r"\s*(?:-{1,2}>|={1,2}>|>+|»|›|→|＞+|≫|>>|\|>|(?<=\s)[-–—·/|\\](?=\s)|[/\\])\s*")
_HOME = re.compile(r"(?:网站)?首\s{0,3}页|主页|Home", re.I)
_ARROW = re.compile(r">|»|›|→|＞|≫")
_ONLY_BETWEEN = re.compile(r"[\s>»›→＞≫/\\|·–—-]{1,4}")
_NOT_A_STEP = re.compile(r"正\s?文|列\s?表|详\s?细.{0,2}|详情|内容|阅读|当前|文章.{0,3}|信息内容|浏览.{0,3}|\d+")


def _steps(text: str) -> list[str]:
    steps = [step.strip(" :：[]【】·") for step in _BETWEEN.split(text[:600].replace(MEDIUM, ""))]
    return [step for step in steps if step and len(step) <= LONGEST_STEP and not _NOT_A_STEP.fullmatch(step)]


def _following(row: Sequence[str], start: int) -> list[str]:
    """Gather steps that stand in lines of their own, up to the first line that is no step."""
    steps: list[str] = []
    for line in row[start : start + 2 * MOST_STEPS]:
        if _ONLY_BETWEEN.fullmatch(line):
            continue
        if len(line) > LONGEST_STEP or (steps and not _linked_step(row, line, start)):
            break
        steps += _steps(line)
    return steps


def _linked_step(row: Sequence[str], line: str, start: int) -> bool:
    """Say whether a line belongs to a breadcrumb of several lines: a separator stands at it or before it."""
    at = row.index(line, start)
    return bool(_BETWEEN.match(line) or _BETWEEN.search(row[at - 1][-3:]) or _ONLY_BETWEEN.fullmatch(row[at - 1]))


def find_trail(row: Sequence[str]) -> tuple[str, ...]:
    """Return the steps of the breadcrumb, outermost first, () when the page shows none.

    `row` is the visible text by lines. A trailing 正文 or 列表 is no step.
    """
    for number, line in enumerate(row[:LOOK_LINES]):
        if len(line) > 200 or not ("位置" in line or "首" in line[:4] or line[:1] in "HhL主" or "栏目" in line):
            continue
        label = _LABEL.search(line)
        if label and label.start() <= 30:
            rest = line[label.end() :]
            steps = _steps(rest)
            if not steps:
                steps = _following(row, number + 1)
            elif len(steps) == 1 or _BETWEEN.search(rest[-3:]):
                steps += (
                    [step for step in _following(row, number + 1) if step not in steps] if _more(row, number) else []
                )
            if steps:
                return tuple(steps[:MOST_STEPS])
        elif _HOME.match(line) and (_ARROW.search(line) or (_more(row, number) and _ARROW.search(row[number + 1]))):
            steps = _steps(line)
            if len(steps) < 2:
                steps += _following(row, number + 1)
            if len(steps) > 1 and _HOME.fullmatch(steps[0]):
                return tuple(steps[:MOST_STEPS])
    return ()


def _more(row: Sequence[str], number: int) -> bool:
    """Say whether the breadcrumb goes on in the next line."""
    return number + 1 < len(row) and bool(
        _ONLY_BETWEEN.fullmatch(row[number + 1]) or _BETWEEN.match(row[number + 1]) or _BETWEEN.search(row[number][-3:])
    )
