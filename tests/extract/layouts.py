"""Pages of the shapes that Chinese government site systems make, with invented content."""

from collections.abc import Iterable
from datetime import date

from auditor.extract.extract_page import extract
from auditor.model import PageFacts

TODAY = date(2026, 5, 30)
SITE = "https://www.qinghe.gov.cn"
COLUMN = f"{SITE}/xwdt/gzdt/index.html"
ARTICLE = f"{SITE}/info/1042/5533.htm"
HEADING = "青禾区开展沿街招牌安全走访"

TEXT = (
    "为进一步规范青禾区沿街招牌设置，区城管局于近日组织开展专项走访，听取商户和居民意见。",
    "走访中，工作人员逐户说明设置要求，对存在安全隐患的招牌当场登记，并约定整改时限。",
    "下一步，区城管局将建立台账，逐项销号，切实保障群众“头顶上的安全”。",
)

MENU = """
<div class="header"><div class="logo"><a href="/"><img src="/images/logo.png" alt="青禾区人民政府"></a></div>
<div class="date">今天是：2026年5月30日 星期六</div>
<form action="/search" method="get"><input type="text" name="q"><input type="submit" value="搜索"></form></div>
<div class="nav"><ul>
<li><a href="/">首页</a></li><li><a href="/xwdt/">新闻动态</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/zwfw/">政务服务</a></li><li><a href="/zmhd/">政民互动</a></li><li><a href="/sjfb/">数据发布</a></li>
</ul></div>
"""

FOOT = """
<div class="footer"><p><a href="/wzdt/">网站地图</a> | <a href="/gywm/">关于我们</a> | <a href="/lxwm/">联系我们</a></p>
<p>主办：青禾区人民政府办公室 承办：青禾区大数据中心 地址：青禾路1号 邮编：000000</p>
<p>版权所有 2024 青禾区人民政府 沪ICP备00000000号-1 网站标识码：3100000000 更新日期：2026-05-29</p></div>
<script>var visits = 1; function addFavorite() { return false; }</script>
"""

TITLES = (
    "青禾区召开沿街招牌安全工作推进会",
    "区城管局走进青禾街道听取商户意见",
    "青禾区开展汛前排水设施检查",
    "区卫生健康委组织基层医护技能比武",
    "青禾街道上线便民服务预约窗口",
    "区教育局部署暑期校园安全工作",
    "青禾区公布上半年为民办实事进展",
    "区市场监管局抽检夏季冷饮质量",
)

DAYS = ("2026-05-26", "2026-05-20", "2026-05-11", "2026-04-30", "2026-04-02", "2026-03-05")
"""Days of a list that is up to date."""

SIBLINGS = """
<div class="zb"><h2>新闻动态</h2><ul><li><a href="../tpxw/">图片新闻</a></li><li><a href="./">工作动态</a></li>
<li><a href="../bmdt/">部门动态</a></li><li><a href="../tzgg/">通知公告</a></li></ul></div>
"""
"""The menu of a column and its siblings."""


def page(body: str, *, title: str = "青禾区人民政府", head: str = "", menu: str = MENU, foot: str = FOOT) -> bytes:
    """Return a whole page as UTF-8: head, menu, body, footer."""
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body>{menu}{body}{foot}</body></html>"
    ).encode()


def tags(**values: str) -> str:
    """Return meta tags, a name each."""
    return "".join(f'<meta name="{name}" content="{value}">' for name, value in values.items())


COLUMN_TAGS = tags(ColumnName="工作动态", ColumnType="工作动态", ColumnDescription="工作动态", ColumnKeywords="动态")


def paragraphs(*texts: str) -> str:
    """Return texts as paragraphs, the invented report when none is given."""
    return "".join(f"<p>{text}</p>" for text in texts or TEXT)


def trail(*names: str) -> str:
    """Return a breadcrumb with links."""
    steps = (f'<a href="/{number}/">{name}</a>' for number, name in enumerate(names))
    return f'<div class="dqwz">当前位置：{" &gt; ".join(steps)}</div>'


TRAIL = trail("首页", "新闻动态", "工作动态")


def rows(
    days: Iterable[str], row: str = '<li><a href="{url}" title="{title}">{title}</a><span>{day}</span></li>'
) -> str:
    """Return list rows for days as written; titles and addresses are numbered through."""
    return "".join(
        row.format(url=f"./art_{number}.html", title=f"{TITLES[number % len(TITLES)]}（{number + 1}）", day=day)
        for number, day in enumerate(days)
    )


def article(body: str, *, title: str = f"{HEADING}_青禾区人民政府", head: str = "", url: str = ARTICLE) -> PageFacts:
    """Return what is read of an article page with a breadcrumb."""
    return extract(page(TRAIL + body, title=title, head=head), url, "text/html", today=TODAY)


def column(
    body: str, *, head: str = COLUMN_TAGS, url: str = COLUMN, title: str = "工作动态_青禾区人民政府"
) -> PageFacts:
    """Return what is read of a column page with a breadcrumb."""
    return extract(page(TRAIL + body, title=title, head=head), url, "text/html", today=TODAY)
