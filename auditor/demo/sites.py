"""Pages of the sample district's two sites: every defect stands beside a look-alike that is fine."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from jinja2 import Environment, PackageLoader, Template

from auditor.demo.content import Article, Column, Content, price_bulletins, read_content
from auditor.demo.server import Answer

PAGE_SIZE = 5
HOME_ITEMS = 5
PARENT = Column("zwgk", "政务公开", "政务公开目录", "政务公开栏目")
SCRIPT = "text/javascript; charset=utf-8"
STYLE = "text/css; charset=utf-8"
DRAWING = "image/svg+xml"

PLANTED = "http://kuaile-qipai.example:6666/"
"""A hidden link to nobody's host (RFC 2606), at a port that is never asked (Fetch standard, bad ports): no look-up."""

CHALLENGE = (
    '<html><head><meta id="9DhefwqGPrzGxEp9hPaoag" content="0123456789abcdef" r="m">'
    "<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.cd=1;</script></head><body></body></html>"
)
FORBIDDEN = "<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>"
SOFT_404 = (
    '<html><head><meta charset="utf-8"><title>提示信息</title></head><body><div class="tip">'
    '<p>抱歉，您访问的页面不存在或已被删除！</p><p><a href="/">返回首页</a></p></div></body></html>'
)
MOVED = (
    '<html><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=/fwzn/index_zh.html">'
    "<title>服务指南</title></head><body></body></html>"
)
GUIDE = (
    "晴川区政务服务大厅位于青石路一号，工作日上午九点至下午五点开放，中午不休息。二楼为综合受理窗口，三楼为审批部门。",
    "可以乘坐公交到青石桥站下车，步行三分钟即到。大厅地下车库为办事群众提供两小时免费停车，入口在大厅北侧。",
    "首次办理营业执照的经营者可以到一楼企业开办专区，一次提交材料，领取执照、公章和发票。窗口人员提供免费帮办。",
)
ABOUT = (
    "本网站由晴川区人民政府主办，晴川区人民政府办公室负责内容，晴川区大数据中心负责技术保障。",
    "本网站发布的政府信息可以自由转载，转载时请注明来源。网站内容如有差错，请通过页面下方的找错标识告诉我们。",
)


@dataclass(frozen=True, slots=True)
class Site:
    """A site as its pages name it."""

    name: str
    unit: str
    code: str
    address: str

    @property
    def domain(self) -> str:
        """Return host and port."""
        return self.address.partition("://")[2]


@dataclass(frozen=True, slots=True)
class Block:
    """A column on the home page with its newest articles."""

    column: Column
    articles: tuple[Article, ...]


def portal_pages(address: str, as_of: date) -> Mapping[str, Answer]:
    """Return the pages of the portal by path."""
    content = read_content("portal", as_of)
    articles = tuple(sorted((*content.articles, *price_bulletins(as_of)), key=lambda one: one.on, reverse=True))
    content = replace(content, articles=articles)
    site = Site("晴川区人民政府门户网站", "晴川区人民政府", "0000000001", address)
    menu = [entry for entry in content.columns if "/" not in entry.path] + [PARENT]
    draw = _Drawing(_template("portal.html"), {"site": site, "menu": menu})
    pages = {
        "/": draw(home=True, blocks=_blocks(content, ("qcxw", "zwgk/tzgg", "zwgk/jgzb")), shortcuts=_shortcuts()),
        "/zwgk/": draw(column=PARENT, children=[one for one in content.columns if one.path.startswith("zwgk/")]),
        "/fwzn/index_zh.html": draw(
            heading="服务指南", text=GUIDE, links=[("周六延时服务", "/zwgk/rdxx/content_1390.html")]
        ),
        "/about.html": draw(heading="关于我们", text=ABOUT),
        "/sitemap.html": draw(
            heading="网站地图", text=(), links=[(one.name, f"/{one.path}/") for one in content.columns]
        ),
    }
    for column in content.columns:
        pages |= dict(_column_pages(draw, content, column))
    for article in content.articles:
        own = content.column(article.column)
        pages[f"/{article.path}.html"] = draw(
            article=article, column=own, parent=_parent(article.path), encoding=article.encoding
        )
    listed = [path for path in pages if path.endswith((".html", "/"))]
    robots = f"User-agent: *\nDisallow: /search/\nSitemap: {address}/sitemap.xml\n"
    return {
        **pages,
        **_odd_answers(),
        **_drawings("logo", "pump", "party-government", "find-errors"),
        "/robots.txt": Answer(robots.encode(), content_type="text/plain"),
        "/sitemap.xml": _sitemap(address, listed),
        "/css/style.css": Answer(b"body { font: 14px/1.8 sans-serif } .date { float: right }", content_type=STYLE),
    }


def bureau_pages(address: str, portal: str, as_of: date) -> Mapping[str, Answer]:
    """Return the pages of the education bureau's site by path; `portal` is the other site's address."""
    content = read_content("bureau", as_of, portal=portal)
    site = Site("晴川区教育局", "晴川区教育局", "0000000002", address)
    draw = _Drawing(
        _template("bureau.html"), {"site": site, "menu": content.columns, "portal": portal, "planted": PLANTED}
    )
    pages = {"/": draw(home=True, blocks=_blocks(content, ("col/col2101", "col/col2102")))}
    for column in content.columns:
        shown = next((one for one in content.articles if column.body and one.path.endswith(column.body)), None)
        items = () if shown else content.of(column)
        pages[f"/{column.path}/index.html"] = draw(column=column, items=items, article=shown)
    for article in content.articles:
        own = content.column(article.column)
        pages[f"/{article.path}.html"] = draw(article=article, column=own)
    style = Answer(b".bt_date { float: right }", content_type=STYLE)
    return pages | _drawings("logo", "party-government", "find-errors") | {"/images/style.css": style}


class _Drawing:
    """A template with what all pages of its site share."""

    def __init__(self, template: Template, shared: Mapping[str, object]) -> None:
        self.template = template
        self.shared = shared

    def __call__(self, *, encoding: str = "utf-8", **values: object) -> Answer:
        charset = {"gbk": "gb2312"}.get(encoding, encoding)
        text = self.template.render(**self.shared, **values, charset=charset)
        content_type = "text/html" if encoding != "utf-8" else "text/html; charset=utf-8"
        return Answer(text.encode(encoding), content_type=content_type)


def _template(name: str) -> Template:
    loader = PackageLoader("auditor.demo")
    return Environment(loader=loader, autoescape=True, keep_trailing_newline=True).get_template(name)


def _blocks(content: Content, paths: Sequence[str]) -> list[Block]:
    columns = [column for path in paths if (column := content.column(path))]
    return [Block(column, content.of(column)[:HOME_ITEMS]) for column in columns]


def _shortcuts() -> list[tuple[str, str]]:
    return [
        ("服务指南", "/fwzn/"),
        ("网上咨询", "/hd/wszx.html"),
        ("政府网站工作年度报表", "/zwgk/nb/content_1402.html"),
        ("居家养老服务专题", "/zt/jjyl/"),
        ("内部信息报送", "/nbxx/"),
        ("协同办公", "http://10.20.30.40/oa/"),
    ]


def _parent(path: str) -> Column | None:
    return PARENT if path.startswith("zwgk/") else None


def _column_pages(draw: "_Drawing", content: Content, column: Column) -> Iterator[tuple[str, Answer]]:
    articles = content.of(column)
    count = max(1, -(-len(articles) // PAGE_SIZE))
    paths = [f"/{column.path}/" + (f"index_{number}.html" if number else "") for number in range(count)]
    for number, path in enumerate(paths):
        items = articles[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
        pages = [(str(place + 1), other) for place, other in enumerate(paths)] if count > 1 else []
        if number + 1 < count:
            pages.append(("下一页", paths[number + 1]))
        yield path, draw(column=column, parent=_parent(column.path), items=items, pages=pages)


def _odd_answers() -> dict[str, Answer]:
    return {
        "/search/index.html": Answer("<html><head><title>站内检索</title></head><body></body></html>".encode()),
        "/hd/wszx.html": Answer(CHALLENGE.encode(), 412),
        "/nbxx/": Answer(FORBIDDEN.encode(), 403),
        "/qcxw/content_0990.html": Answer(SOFT_404.encode()),
        "/fwzn/": Answer(MOVED.encode()),
    }


def _drawings(*names: str) -> dict[str, Answer]:
    return {f"/images/{name}.svg": Answer(_svg(name), content_type=DRAWING) for name in names}


def _svg(name: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><title>{name}</title></svg>'.encode()


def _sitemap(address: str, paths: Sequence[str]) -> Answer:
    entries = "".join(f"<url><loc>{address}{path}</loc></url>" for path in paths)
    text = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'
    return Answer(text.encode(), content_type="application/xml")
