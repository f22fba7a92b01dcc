"""What a page is for: home, column, article or something else."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from auditor.extract.date_texts import read_date
from auditor.extract.meta import SITE_NAME
from auditor.model import FoundDate, ListState, PageKind

PROSE_LINE = 18
"""Letters from which an unlinked line is prose rather than a label."""

LONG_PROSE = 200
SOME_PROSE = 120
BYLINE_LINES = 13
SHORT_HEADING = 6
MANY_FIELDS = 3
FEW_ITEMS = 3
FEW_DATED = 2
MANY_ITEMS = 5

_INDEX = re.compile(
    r"/(?:(?:index|list|default|channel|column|col|lists?|more)[\w-]{0,12}(?:\.\w{2,5})?)?(?:[?#].*)?$"
    r"|/(?:col|channels?|columns?|list|node|lmlist)(?:[/_-][\w-]{1,40})?(?:/index)?(?:[_-]\d{1,5})?(?:\.\w{2,5})?/?(?:[?#].*)?$",
    re.I,
)
_ARTICLE_ADDRESS = re.compile(
    r"/[tc](?:19|20)\d{6}_\d+\.|/art/(?:19|20)\d\d/|/(?:content|post|detail|article|info|news|show)s?[_/-][\w-]{0,40}\d{3,}|/contents/\d+/\d+"
    r"|/(?:19|20)\d\d-?\d\d/\d\d/|/(?:19|20)\d{2}/\d{1,2}/\d{1,2}/",
    re.I,
)
_BYLINE = re.compile(
    r"来源\s?[:：]|來源|記者|留言|字体\s?[:：【]|字号|浏览(?:次数|量)|点击(?:数|量|次数)|阅读(?:次数|量)?\s?[:：]|打印|作者\s?[:：]|责任编辑|分享到|信息来源|稿源"
)
_LABEL = re.compile(r"(?:发布|发表|刊发)(?:时间|日期)")
_OTHER_NAME = re.compile(
    r"(?:站点|网站)地图|搜索|检索结果|^检索|登录|注册|(?:页面|系统)?错误|出错|跳转|客户端下载|下载手机客户端|^(?:我要|网上|在线)?(?:咨询|投诉|举报|建议|留言|提问|信访|写信)(?:平台|系统|页面|提交|填写)?$|依申请公开(?:系统|平台|申请)"
)
_SEARCH = re.compile(r"/(?:so|\w{0,8}search\w{0,8}|query\w{0,8}|sousuo)(?:[-_./?]|$)", re.I)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a page when its kind is judged. `prose` are letters of unlinked prose in its main text.

    `listed`, `dated` and `list_letters` count the items of its own list, `beside` says that words above it call it
    something else than the content; `byline` says that source, font size and
    the like follow the heading; `fields` are form fields to fill in.
    """

    url: str
    meta: Mapping[str, str]
    heading: str
    trail: Sequence[str]
    shown: FoundDate | None
    prose: int
    text: int
    certain: bool
    media: int
    byline: bool
    listed: int
    dated: int
    list_letters: int
    beside: bool
    state: ListState
    fields: int


def prose(text: str) -> int:
    """Return the letters of the lines of `text` that are long enough to be prose."""
    return sum(len(line) for line in text.split("\n") if len(line) >= PROSE_LINE)


def has_byline(row: Sequence[str], places: Sequence[int]) -> bool:
    """Say whether source, font size, views or one publication label follow the heading at one of its lines."""
    for place in places:
        near = " ".join(row[place + 1 : place + BYLINE_LINES])[:600]
        if _BYLINE.search(near) or len(_LABEL.findall(near)) == 1:
            return True
    return False


def declares_article(meta: Mapping[str, str]) -> bool:
    """Say whether the tags of a content page are filled in (ArticleTitle and a PubDate that is a date)."""
    return bool(meta.get("articletitle")) and read_date(meta.get("pubdate", "")) is not None


def declares_column(meta: Mapping[str, str]) -> bool:
    """Say whether the tags are those of a column page and not of an article."""
    return bool(meta.get("columnname") or meta.get("columntype")) and not meta.get("articletitle")


def is_index(url: str) -> bool:
    """Say whether an address looks like a column's: a folder, an index page, /col/, /channels/."""
    return bool(_INDEX.search(url[url.find("/", 8) :] if url.find("/", 8) > 0 else "/"))


def _is_titled(seen: Evidence) -> bool:
    """Say whether the heading is that of one text, not the name of the column or of the site."""
    own = len(seen.heading) > SHORT_HEADING and seen.heading != (seen.trail[-1] if seen.trail else "")
    return own and not SITE_NAME.search(seen.heading)


def _is_article(seen: Evidence) -> bool:
    """Say whether heading, byline and text make an article of the page, whatever else it lists."""
    if not seen.shown and (declares_column(seen.meta) or is_index(seen.url)):
        return False
    if seen.certain and (seen.byline or (seen.shown and seen.prose >= SOME_PROSE)):
        return True
    if not seen.shown and not (seen.certain and seen.text):
        return False
    if seen.prose and _ARTICLE_ADDRESS.search(seen.url) and (_is_titled(seen) or seen.byline):
        return True
    if seen.dated >= FEW_DATED and seen.list_letters > seen.prose and not seen.beside:
        return False
    return seen.byline or seen.certain or seen.prose >= LONG_PROSE or (bool(seen.shown) and not seen.listed)


def _is_column(seen: Evidence) -> bool:
    """Say whether the page is there for its list, or for the list it lacks."""
    column_like = declares_column(seen.meta) or is_index(seen.url) or len(seen.trail) > 1
    if seen.state in (ListState.EMPTY, ListState.UNDER_CONSTRUCTION, ListState.SCRIPT_FILLED):
        return column_like
    if seen.dated >= FEW_DATED or (seen.dated and column_like):
        return seen.list_letters > seen.prose / 2
    if not seen.listed:
        return False
    if seen.prose > seen.list_letters:
        return not seen.shown and not seen.certain and seen.listed >= MANY_ITEMS and not seen.heading
    return column_like or (seen.listed >= FEW_ITEMS and seen.state is ListState.FILLED)


def judge_kind(seen: Evidence) -> PageKind:
    """Return column, article or other; the home page, stubs and error pages are told apart before.

    ArticleTitle with PubDate decides; else the shape: a dated list makes a column, prose under a heading with a
    date an article, a form or a site map neither.
    """
    rows_only = is_index(seen.url) and seen.dated >= MANY_ITEMS and seen.list_letters > seen.prose
    if declares_article(seen.meta) and not rows_only:
        return PageKind.ARTICLE
    named = (seen.heading, seen.meta.get("columntype", ""))
    if not seen.dated and (any(_OTHER_NAME.search(name) for name in named) or _SEARCH.search(seen.url)):
        return PageKind.OTHER
    if seen.fields >= MANY_FIELDS and not seen.dated and not seen.shown and seen.prose < LONG_PROSE:
        return PageKind.OTHER
    listing = declares_column(seen.meta) and seen.dated and seen.list_letters > seen.prose
    if not (listing and not _ARTICLE_ADDRESS.search(seen.url)) and _is_article(seen):
        return PageKind.ARTICLE
    if _is_column(seen):
        return PageKind.COLUMN
    if seen.shown and (seen.text or seen.media):
        return PageKind.ARTICLE
    if declares_column(seen.meta) or is_index(seen.url):
        return PageKind.OTHER
    if (_is_titled(seen) or seen.byline) and (seen.prose >= SOME_PROSE or _ARTICLE_ADDRESS.search(seen.url)):
        return PageKind.ARTICLE
    return PageKind.OTHER
