"""Sheets that hang twice on one notice point, or for long beside their copy on the web or on another board."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from auditor.facts.pages import PageReading
from auditor.model import NoticeSheet, PageKind, Subject, SubjectKind
from auditor.model.subject import PointObservation
from auditor.rules import Clean, Confidence, Finding, Limit, Limits, Rule, Severity, Source, Verdict, View, Words
from auditor.rules.registered import each_seen, running
from auditor.text.notice_boards import address, hanging, lasting, letters, rows_of, same_sheets

# Where the sheets of notice boards are found again: as pages of the registered sites, on other boards of the unit.


@dataclass(frozen=True, slots=True)
class BoardCopies:
    """Pages by compared address and by letters of the title, and the points of a unit by unit and letters."""

    by_address: Mapping[str, str]
    by_title: Mapping[str, frozenset[str]]
    points: Mapping[tuple[str, str], Sequence[Subject]]

    def page(self, sheet: NoticeSheet) -> str:
        """Return the page that a sheet copies: the one it names, else the only one with its title; '' for none seen."""
        if sheet.url:
            return self.by_address.get(address(sheet.url), "")
        pages = self.by_title.get(letters(sheet.title), frozenset())
        return min(pages) if len(pages) == 1 else ""

    def boards(self, sheet: NoticeSheet, point: Subject) -> list[Subject]:
        """Return the other points of the same unit that show a sheet of this title."""
        return [one for one in self.points.get((point.unit, letters(sheet.title)), ()) if one.id != point.id]


def board_copies(
    view: View, boards: Sequence[tuple[Subject, Sequence[NoticeSheet]]], sites: Sequence[Subject], least: float
) -> BoardCopies:
    """Return where the sheets of `boards` are found again among the articles of `sites` and on one another.

    Titles of fewer than `least` letters are sought on boards only, by address on the web. Every page is read once, and
    none where there is no sheet to seek.
    """
    points: defaultdict[tuple[str, str], list[Subject]] = defaultdict(list)
    wanted: set[str] = set()
    named: set[str] = set()
    for point, sheets in boards:
        titles = {letters(one.title) for one in sheets} - {""}
        named |= {title for title in titles if len(title) >= least}
        wanted |= {address(one.url) for one in sheets if one.url}
        for title in titles:
            points[point.unit, title].append(point)
    by_address: dict[str, str] = {}
    by_title: defaultdict[str, set[str]] = defaultdict(set)
    for site in sites if wanted or named else ():
        for page in view.each(PageReading, site.id):
            if _is_item(page):
                if address(page.url) in wanted:
                    by_address.setdefault(address(page.url), page.url)
                for title in {letters(page.heading), letters(page.title)} & named:
                    by_title[title].add(page.url)
    return BoardCopies(by_address, {title: frozenset(urls) for title, urls in by_title.items()}, points)


def _is_item(page: PageReading) -> bool:
    return page.kind is PageKind.ARTICLE and not page.soft_404


ITEM = Source("《2025年虹口区政务公开工作要点》第 3 项：及时清理线下公示公告点位冗余信息")
OWN = Source("自定 (own practice)")


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Find sheets of one point with the same title and dates; without dates only suspected.

    A sheet that is on the web or on another board of its unit too does its duty while it is new or its period runs;
    without an end, and up for `days` (inclusive) or longer, it is suspected, for a person to decide. One past its end
    is `notice-expired`.
    """
    boards = [
        (point, [one for one in _hanging(view, point) if _long(one, view, limits, point)])
        for point in running(view, SubjectKind.NOTICE_POINT)
    ]
    least = limits["letters"]
    copies = board_copies(view, boards, list(running(view, SubjectKind.SITE)), least)
    yield from each_seen(view, SubjectKind.NOTICE_POINT, partial(_sheets, view, limits, copies))


def _long(sheet: NoticeSheet, view: View, limits: Limits, point: Subject) -> bool:
    return lasting(sheet, view.as_of, limits.of(point.id)["days"])


def _sheets(view: View, limits: Limits, copies: BoardCopies, point: Subject) -> Iterator[Verdict]:
    told: dict[str, Verdict] = {}
    for sheets in same_sheets(_hanging(view, point)):
        first = sheets[0]
        age = (view.as_of - (first.posted_on or view.as_of)).days
        more: dict[str, object] = {"limit": limits.of(point.id)["days"], "days": age}
        found: Verdict = Clean(point.id, first.title)
        if len(sheets) > 1:
            found = _finding(point, sheets, {})
        elif not _long(first, view, limits, point):
            pass
        elif page := copies.page(first):
            found = _finding(point, sheets, more | {"url": page}, "web")
        elif boards := copies.boards(first, point):
            found = _finding(point, sheets, more | {"points": [one.name for one in boards]}, "points")
        if first.title not in told or isinstance(told[first.title], Clean):
            told[first.title] = found
    yield from told.values()


def _hanging(view: View, point: Subject) -> tuple[NoticeSheet, ...]:
    seen = view.get(PointObservation, point.id)
    return hanging(seen.sheets, view.as_of) if seen else ()


def _finding(point: Subject, sheets: tuple[NoticeSheet, ...], more: Mapping[str, object], variant: str = "") -> Finding:
    first = sheets[0]
    sure = first.posted_on is not None and not variant
    return Finding(
        subject=point.id,
        target=first.title,
        values={
            "title": first.title,
            "copies": len(sheets),
            "rows": rows_of(sheets),
            "posted_on": first.posted_on,
            "expires_on": first.expires_on,
            "url": next((sheet.url for sheet in sheets if sheet.url), ""),
            **more,
        },
        confidence=Confidence.CONFIRMED if sure else Confidence.SUSPECTED,
        action="review" if variant else "take_down_sheet",
        variant=variant,
    )


def _words(lang: str, summary: str, suggestion: str) -> Words:
    title, why = HEADS[lang]
    return Words(title=title, why=why, summary=summary, suggestion=suggestion)


HEADS = {
    "zh": ("公示单重复张贴", "重复的公示单占用点位；依法须现场张贴、尚在期限内的不在此列。"),
    "en": ("Sheet posted twice", "Copies take the place of others; what must hang there and still runs is no copy."),
}
WEB_ZH = "“{title}”已张贴 {days} 天，未写明截止日期，网上已有同一内容（{url}）"
WEB_EN = "“{title}” has hung for {days} days without an end date, and is on the web too ({url})"
POINTS_ZH = "“{title}”已张贴 {days} 天，未写明截止日期，本单位其他点位也在张贴：{points}"
POINTS_EN = "“{title}” has hung for {days} days without an end date, as on other points of the unit: {points}"
KEEP_ZH = "核对是否仍须在此张贴：须张贴的注明截止日期，其余撤下并留存记录。"
KEEP_EN = "See whether it still must hang here: if so, write an end date on it; else take it down and keep a record."
RULE = Rule(
    id="notice-duplicate",
    item=3,
    kind="notice point",
    severity=Severity.MINOR,
    source=ITEM,
    check=check,
    words={
        "zh": _words(
            "zh",
            "“{title}”在同一点位登记了 {copies} 张（数据第 {rows} 行）",
            "保留一张，撤下其余；登记重复的，更正登记。",
        ),
        "en": _words(
            "en",
            "“{title}” is listed {copies} times on this point (rows {rows})",
            "Keep one and take the others down; where only the list repeats it, correct the list.",
        ),
    },
    limits={"days": Limit(30, "days", OWN), "letters": Limit(8, "characters", OWN)},
    variants={
        "web": {"zh": _words("zh", WEB_ZH, KEEP_ZH), "en": _words("en", WEB_EN, KEEP_EN)},
        "points": {"zh": _words("zh", POINTS_ZH, KEEP_ZH), "en": _words("en", POINTS_EN, KEEP_EN)},
    },
    limit_names={"days": {"zh": "张贴已满", "en": "hung for"}},
    role="lasting_notice",
    proposal="review",
)
