"""What pages say, against pages of real sites labelled by hand.

Every test lists the pages it was wrong about. Floors stand a little below what was measured, so that a page or
two may be judged otherwise after a change, but no kind of page may be lost.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from auditor.extract.date_texts import read_date
from auditor.extract.extract_page import extract
from auditor.extract.meta import squeeze
from auditor.model import ColumnClass, FoundDate, ListState, PageFacts, PageKind

pytestmark = pytest.mark.realdata

MIRRORS = ("mirror_atxlyj", "mirror_gxpopss", "mirror_gzdzhrss", "mirror_lgedu", "mirror_stwgd")
SETS = (*MIRRORS, "gov_single_pages", "news_pages", "gbk_pages", "wechat_pages")
TODAY = date(2026, 11, 24)
BLANK = (ListState.EMPTY, ListState.UNDER_CONSTRUCTION)
NEWEST = re.compile(r"newest (?:list date )?(\d{4}-\d\d-\d\d)")

COLUMNS = {
    "mirror_atxlyj": {
        "jgjj/ldjs/index.html": ("领导介绍", ColumnClass.NO_LIMIT),
        "xwdt/tpxw/index.html": ("图片新闻", ColumnClass.NEWS),
        "xxgk/xzzf/index.html": ("行政执法", None),
        "zcfg/index.html": ("政策法规", ColumnClass.POLICY),
    },
    "mirror_gxpopss": {
        "index.html": ("广西社科规划办", None),
        "staticmores/003/003-4.html": ("通知公告", ColumnClass.NOTICE),
        "staticmores/011/011-3.html": ("工作动态", ColumnClass.NEWS),
        "staticmores/004/004-5.html": ("成果集萃", None),
    },
    "mirror_gzdzhrss": {
        "gzdt/rsks/index.html": ("人事考试", ColumnClass.PERSONNEL),
        "zwgk/gsgg/index.html": ("公示公告", ColumnClass.NOTICE),
        "zwgk/zcfg_62459/index.html": ("政策法规", ColumnClass.POLICY),
        "bmgk/zyzc/gzdt_62438/index.html": ("工作动态", ColumnClass.NEWS),
        "zwgk/djxx/index.html": ("党建信息", None),
    },
    "mirror_lgedu": {
        "channels/18103.html": ("领导分工", ColumnClass.NO_LIMIT),
        "channels/18112.html": ("公文通知", ColumnClass.NOTICE),
        "channels/18287_8.html": ("新闻动态", ColumnClass.NEWS),
        "channels/18391.html": ("基层活动", None),
        "channels/19173.html": ("政策法规", ColumnClass.POLICY),
    },
    "mirror_stwgd": {
        "gknb/index.html": ("公开年报", ColumnClass.NO_LIMIT),
        "hfxd/index.html": ("回复选登", ColumnClass.MESSAGES),
        "rsxx/index.html": ("人事信息", ColumnClass.PERSONNEL),
        "qwdt/index.html": ("侨务动态", ColumnClass.NEWS),
        "whjy/index.html": ("文化教育", None),
    },
}
"""Columns of the mirrors as a reader names and classes them."""


@dataclass(frozen=True)
class Labelled:
    """A page, the row that describes it and what was read."""

    place: str
    label: dict[str, str]
    facts: PageFacts


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read(folder: Path, file: str, url: str = "", *, is_home: bool = False) -> PageFacts:
    address = url or f"http://www.example.gov.cn/{file.removeprefix('www/')}"
    return extract((folder / file).read_bytes(), address, "text/html", is_home=is_home, today=TODAY)


@pytest.fixture(scope="module")
def labelled(data: Path) -> list[Labelled]:
    return [
        Labelled(
            f"{name}/{row['file']}", row, read(data / name, row["file"], row["url"], is_home=row["kind"] == "home")
        )
        for name in SETS
        for row in table(data / name / "labels.csv")
    ]


def mirror_pages(data: Path, name: str) -> Iterator[tuple[str, PageFacts]]:
    for path in sorted((data / name / "www").rglob("*.html")):
        file = path.relative_to(data / name).as_posix()
        yield file.removeprefix("www/"), read(data / name, file)


def judge(pages: list[Labelled], wrong: Callable[[Labelled], str], floor: float, at_least: int) -> None:
    """Fail where more than the allowed share of at least so many pages is wrong; name them."""
    assert len(pages) >= at_least
    mistakes = [f"{page.place}: {words}" for page in pages if (words := wrong(page))]
    right = 1 - len(mistakes) / len(pages)
    print(f"{right:.3f} of {len(pages)} right", *mistakes, sep="\n")
    assert right >= floor, "\n".join(mistakes)


def test_kinds(labelled):
    def wrong(page: Labelled) -> str:
        want, got = page.label["kind"], page.facts.kind
        return "" if got == want else f"{want} was taken for {got}"

    judge([page for page in labelled if page.label["kind"] != "home"], wrong, floor=0.98, at_least=170)


def test_shown_dates(labelled):
    def wrong(page: Labelled) -> str:
        want, found = read_date(page.label["published_shown"]), page.facts.published
        if want is None:
            return f"{found} is shown nowhere" if found and found.source == "shown" else ""
        return "" if found and found.on == want else f"{want} was read as {found}"

    judge(labelled, wrong, floor=0.985, at_least=180)


def test_titles(labelled):
    def wrong(page: Labelled) -> str:
        want, facts = squeeze(page.label["title"]), page.facts
        return "" if want in (squeeze(facts.title), squeeze(facts.heading)) else f"{want}: {facts.title}"

    judge(labelled, wrong, floor=0.985, at_least=180)


def test_articles_have_text_of_their_own(labelled):
    """Whole audits lean on the text: it must be there, without the words around it."""
    around = re.compile(
        r"当前位置|您的位置|版权所有|网站地图|设为首页|加入收藏|ICP备|上一篇|下一篇|分享到|打印本页|网站标识码"
    )

    def wrong(page: Labelled) -> str:
        text = page.facts.text
        if not text and not page.facts.media:
            return "no text"
        return f"holds {match[0]}" if (match := around.search(text)) else ""

    blank = re.compile("blank|no text|empty|title only", re.I)
    pages = [page for page in labelled if page.label["kind"] == "article" and not blank.search(page.label["notes"])]
    judge(pages, wrong, floor=0.96, at_least=110)


def test_lists_have_no_text_and_no_date(labelled):
    for page in labelled:
        if page.facts.kind in (PageKind.COLUMN, PageKind.HOME):
            assert page.facts.text == "", page.place
            assert page.facts.published is None or page.facts.published.source == "meta", page.place


def test_newest_items(labelled):
    noted = [(page, match[1]) for page in labelled if (match := NEWEST.search(page.label["notes"]))]
    assert len(noted) >= 11
    for page, newest in noted:
        items = page.facts.items
        assert max(str(item.on) for item in items if item.on) == newest, page.place
        if count := re.search(r"(\d+) items", page.label["notes"]):
            assert len(items) == int(count[1]), page.place


@pytest.mark.parametrize("name", MIRRORS)
def test_blank_columns_and_no_others(data, name):
    rows = table(data / name / "blank_pages.csv")
    states = {row["file"]: read(data / name, row["file"]).list_state for row in rows}
    empty = {row["file"] for row in rows if row["label"] == "empty_column"}
    assert {file for file, state in states.items() if state in BLANK} == empty


def test_blank_pages_hold_what_their_label_says(data):
    """No picture, film or attachment page looks blank; blank articles do; signposts lead on; errors are errors."""
    rows = [(name, row) for name in MIRRORS for row in table(data / name / "blank_pages.csv")]
    for name, row in rows:
        facts, place = read(data / name, row["file"]), f"{name}/{row['file']}"
        match row["label"]:
            case "image_only" | "video_only" | "attachment_only":
                assert facts.media or facts.text, place
            case "short_but_real" | "test_text":
                assert facts.text, place
            case "blank_article":
                assert not facts.text, place
            case "redirect_stub":
                assert (facts.kind, bool(facts.refresh)) == (PageKind.OTHER, True), place
            case "error_page":
                assert (facts.kind, bool(facts.soft_404)) == (PageKind.OTHER, True), place
            case "stale_single_item":
                assert len(facts.items) == 1, place


@pytest.mark.parametrize("name", MIRRORS)
def test_names_and_classes_of_columns(data, name):
    for file, (called, column_class) in COLUMNS[name].items():
        facts = read(data / name, f"www/{file}")
        assert facts.kind is PageKind.COLUMN, file
        assert (facts.column_name, facts.column_class) == (called, column_class), file


def _declared(facts: PageFacts) -> FoundDate | None:
    """Return the date in the tags or scripts of a page that also shows one."""
    if facts.published is None or facts.published.source != "shown":
        return None
    return next((found for found in facts.dates if found.source in ("meta", "script")), None)


def test_shown_dates_agree_with_what_the_page_declares(data):
    """Shown dates of all mirrored articles: where tags or scripts give one too, almost all must be equal."""
    both = wrong = 0
    for name in MIRRORS:
        for file, facts in mirror_pages(data, name):
            declared = _declared(facts)
            if facts.kind is PageKind.ARTICLE and facts.published and declared:
                both += 1
                if declared.on != facts.published.on:
                    wrong += 1
                    print(name, file, facts.published, declared)
    assert both >= 100
    assert wrong <= both // 100 + 1
