"""A small site written for tests: a frame with navigation, breadcrumb and footer around whatever a page shows."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from auditor.reading.read_site import read_site
from auditor.reading.site_model import ColumnFound, PageReading, SiteReading
from auditor.reading.sketch import PageSketch
from auditor.reading.sketching import sketch_page

HOST = "http://www.example.gov.cn"
AS_OF = date(2026, 6, 30)
SITE = "示例区人民政府"
NAV = (
    ("政务公开", "/zwgk/", (("通知公告", "/zwgk/tzgg/"), ("政策文件", "/zwgk/zcwj/"))),
    ("新闻中心", "/xwzx/", (("工作动态", "/xwzx/gzdt/"),)),
    ("机构概况", "/jggk/", (("领导信息", "/jggk/ldxx/"), ("师资队伍", "/jggk/szdw/"))),
)
FOOT = '<div class="f"><p>主办：示例区人民政府办公室</p><p>备案号：沪ICP备00000001号</p><p>地址：示例路1号</p></div>'


def nav() -> str:
    """Return the main navigation with its drop-downs."""
    entries = "".join(
        f'<li><a href="{to}">{name}</a><ul>'
        + "".join(f'<li><a href="{below}">{words}</a></li>' for words, below in drops)
        + "</ul></li>"
        for name, to, drops in NAV
    )
    return f'<div class="n"><ul><li><a href="/">首页</a></li>{entries}</ul></div>'


def crumbs(*steps: tuple[str, str]) -> str:
    """Return a breadcrumb of (words, address) steps; '' as the address for a step that is no link."""
    linked = [f'<a href="{to}">{words}</a>' if to else words for words, to in (("首页", "/"), *steps)]
    return f'<div class="w">当前位置：{" &gt; ".join(linked)}</div>'


def page(title: str, content: str, way: str = "", meta: str = "", side: str = "") -> str:
    """Return a page of the site's one template."""
    return (
        f"<html><head><title>{title}</title>{meta}</head><body>{nav()}{way}"
        f'<div class="m"><div class="s">{side}</div><div class="c">{content}</div></div>{FOOT}</body></html>'
    )


def article(headline: str, on: str, way: str = "", text: str = "", below: str = "", title: str = "") -> str:
    """Return an article page: headline, a line with its date, text."""
    body = text or f"{headline}。现将有关事项说明如下，请各单位结合实际认真做好各项工作，并及时报送有关情况。"
    return page(title or f"{headline}_{SITE}", f'<h3>{headline}</h3><p class="d">{on}</p><p>{body}</p>{below}', way)


def rows(items: Sequence[tuple[str, str, str]]) -> str:
    """Return a list of (address, words, date)."""
    return (
        '<ul class="l">'
        + "".join(f'<li><a href="{to}">{words}</a><i>{on}</i></li>' for to, words, on in items)
        + "</ul>"
    )


def news(folder: str, name: str, count: int, newest: date, way: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return a column of `count` articles, a day apart, with its list."""
    pages = {}
    items = []
    for number in range(count):
        on = (newest - timedelta(days=number)).isoformat()
        headline = f"{name}第{number + 1}篇关于推进重点工作的报道"
        address = f"{folder}t{number + 1}.html"
        pages[address] = article(headline, f"发布时间：{on}", crumbs(*way, (name, folder)))
        items.append((address, headline, on))
    pages[folder] = page(f"{name}_{SITE}", rows(items), crumbs(*way, (name, "")))
    return pages


def base() -> dict[str, str]:
    """Return a site with a home page and two filled columns."""
    pages = {"/": page(SITE, rows([("/xwzx/gzdt/t1.html", "工作动态第1篇关于推进重点工作的报道", "2026-06-29")]))}
    pages |= news("/xwzx/gzdt/", "工作动态", 6, date(2026, 6, 29), [("新闻中心", "/xwzx/")])
    pages |= news("/zwgk/tzgg/", "通知公告", 6, date(2026, 6, 20), [("政务公开", "/zwgk/")])
    return pages


def sketches_of(pages: Mapping[str, str], as_of: date = AS_OF) -> list[PageSketch]:
    """Return the sketches of pages by their paths."""
    found = []
    for path, html in pages.items():
        url = HOST + path
        tree = LexborHTMLParser(html.encode())
        found.append(sketch_page(tree.html or "", url, lambda href, url=url: _join(url, href), as_of))
    return found


def _join(url: str, href: str) -> str:
    joined = urljoin(url, href).partition("#")[0]
    return joined if joined.startswith("http") else ""


def read(pages: Mapping[str, str], as_of: date = AS_OF) -> SiteReading:
    """Return the reading of a site given by its pages, the home page first."""
    found = sketches_of(pages, as_of)
    return read_site(lambda: found, len(found), as_of)


def page_at(reading: SiteReading, path: str) -> PageReading:
    """Return what was read of one page."""
    return next(each for each in reading.pages if each.url == HOST + path)


def column_at(reading: SiteReading, path: str) -> ColumnFound:
    """Return the column whose head is a page."""
    return next(each for each in reading.columns if each.url == HOST + path)


def heads(reading: SiteReading) -> set[str]:
    """Return the paths of the heads of all columns."""
    return {each.url.removeprefix(HOST) for each in reading.columns}
