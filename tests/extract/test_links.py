"""Links: every kind a page holds, each target once, nothing that no browser would fetch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.extract.links import MOST_LINKS, PageLinks, find_css_links, find_links
from auditor.extract.parse import parse_html
from auditor.model import LinkKind
from auditor.model.urls import Joiner

PAGE = "http://www.example.gov.cn/zwgk/index.html"
HERE = "http://www.example.gov.cn/zwgk/"


def find(html: str, url: str = PAGE, encoding: str = "utf-8") -> PageLinks:
    return find_links(parse_html(html.encode())[0], url, encoding, Joiner())


def kinds(html: str) -> dict[str, LinkKind]:
    return {link.url.removeprefix(HERE): LinkKind(link.kind) for link in find(html).links}


def texts(html: str) -> dict[str, str]:
    return {link.url.removeprefix(HERE): link.text for link in find(html).links}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="a.html">x</a>', {"a.html": LinkKind.ANCHOR}),
        ("<A HREF=a.html>x</A>", {"a.html": LinkKind.ANCHOR}),
        ('<map><area href="a.html" alt="x"></map>', {"a.html": LinkKind.AREA}),
        ('<img src="a.png">', {"a.png": LinkKind.IMAGE}),
        ('<img srcset="a.png 1x, b.png 2x" src=c.png>', dict.fromkeys(("c.png", "a.png", "b.png"), LinkKind.IMAGE)),
        ('<img srcset="a.png">', {"a.png": LinkKind.IMAGE}),
        ('<img data-src="a.png">', {"a.png": LinkKind.IMAGE}),
        (
            '<img src="/i/loading.gif" data-original="a.png">',
            {"a.png": LinkKind.IMAGE, "http://www.example.gov.cn/i/loading.gif": LinkKind.IMAGE},
        ),
        ('<img src="a.png" data-src="http://elsewhere.cn/b.png">', {"a.png": LinkKind.IMAGE}),
        (
            '<picture><source srcset="a.webp, b.webp 2x"><img src="c.png"></picture>',
            {"a.webp": LinkKind.SOURCE, "b.webp": LinkKind.SOURCE, "c.png": LinkKind.IMAGE},
        ),
        (
            '<video src="a.mp4" poster="p.jpg"><source src="b.mp4"><track src="t.vtt"></video>',
            {"a.mp4": LinkKind.MEDIA, "p.jpg": LinkKind.POSTER, "b.mp4": LinkKind.SOURCE, "t.vtt": LinkKind.MEDIA},
        ),
        ('<video poster="p.jpg"></video>', {"p.jpg": LinkKind.POSTER}),
        ('<audio src="a.mp3"></audio>', {"a.mp3": LinkKind.MEDIA}),
        ('<script src="a.js"></script>', {"a.js": LinkKind.SCRIPT}),
        ('<link rel="stylesheet" href="a.css">', {"a.css": LinkKind.STYLESHEET}),
        ('<link rel="Alternate StyleSheet" href="a.css">', {"a.css": LinkKind.STYLESHEET}),
        ('<link rel="shortcut icon" href="a.ico">', {"a.ico": LinkKind.LINK}),
        ('<link rel="alternate" type="application/rss+xml" href="a.xml">', {"a.xml": LinkKind.LINK}),
        ('<link rel="dns-prefetch" href="//b.cn"><link rel=preconnect href="//c.cn"><link href="d.css">', {}),
        ('<iframe src="a.html"></iframe>', {"a.html": LinkKind.FRAME}),
        ('<frameset><frame src="a.html"></frameset>', {"a.html": LinkKind.FRAME}),
        ('<noscript><iframe src="*.html"></iframe></noscript>', {}),
        ('<embed src="a.swf">', {"a.swf": LinkKind.OBJECT}),
        ('<object data="a.pdf"></object>', {"a.pdf": LinkKind.OBJECT}),
        ('<form action="search.do"></form>', {"search.do": LinkKind.FORM}),
        ('<form action="search.do" method="GET"></form>', {"search.do": LinkKind.FORM}),
        ('<form action="save.do" method="post"></form><form action="x" method="dialog"></form><form></form>', {}),
        ('<input type="image" src="a.gif"><input type="text" src="b.gif">', {"a.gif": LinkKind.IMAGE}),
        ('<meta http-equiv="Refresh" content="3; URL=\'a.html\'">', {"a.html": LinkKind.REFRESH}),
        ('<style>@import "a.css"; p{background:url(b.png)}</style>', dict.fromkeys(("a.css", "b.png"), LinkKind.CSS)),
        ("<p style=\"background:URL('a.png')\">", {"a.png": LinkKind.CSS}),
        ('<a style="background:url(a.png)" href="b.html">x</a>', {"b.html": LinkKind.ANCHOR, "a.png": LinkKind.CSS}),
        ('<a style="background:url(a.png)">x</a>', {"a.png": LinkKind.CSS}),
        ('<table background="a.gif"><td background="b.gif">', dict.fromkeys(("a.gif", "b.gif"), LinkKind.IMAGE)),
        ('<body background="a.gif">', {"a.gif": LinkKind.IMAGE}),
        (
            '<svg><use href="a.svg#i"/><image xlink:href="b.png"/></svg>',
            dict.fromkeys(("a.svg", "b.png"), LinkKind.IMAGE),
        ),
        ('<svg><a xlink:href="a.html"><text>x</text></a></svg>', {"a.html": LinkKind.ANCHOR}),
        ('<noscript><img src="a.gif"></noscript>', {"a.gif": LinkKind.IMAGE}),
    ],
)
def test_every_kind_of_link(html: str, expected: dict[str, LinkKind]) -> None:
    assert kinds(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<!-- <a href=a.html>x</a> --><!--[if IE]><script src=a.js></script><![endif]-->",
        "<template><a href=a.html>x</a></template>",
        "<script>document.write('<a href=a.html>')</script><textarea><a href=a.html></textarea>",
        "<a href='javascript:open(1)'>x</a><a href='mailto:a@b.cn'>x</a><a href='TEL:021'>x</a><a href=weixin://x>x</a>",
        "<img src='data:image/gif;base64,R0lGOD'><img src='about:blank'><a href='blob:http://a/b'>x</a><img src=''>",
        "<a href='{{item.url}}'>x</a><img src='${pic}'><a href='<%=url%>'>x</a>",
        "<a name=top>x</a><a>x</a><a href='  '>x</a><p style='color:red'>",
        "<meta http-equiv=refresh content=5><meta http-equiv=x-ua-compatible content='url=a.html'>",
    ],
)
def test_what_no_browser_fetches_is_left_out(html: str) -> None:
    found = find(html)
    assert found.links == ()
    assert found.invalid == ()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<a href=a>  关于 \n 开展 </a>", "关于 开展"),
        ("<a href=a><span>通知</span>公告<b>（一）</b></a>", "通知公告（一）"),
        ("<a href=a><!-- old -->新<script>x()</script></a>", "新"),
        ("<a href=a title='全文标题'><img src=b alt='图片新闻'></a>", "图片新闻"),
        ("<a href=a title='全文标题'><img src=b></a>", "全文标题"),
        ("<a href=a title='全文标题'>全文…</a>", "全文…"),
        ("<a href=a><img src=b alt='图'>文字</a>", "文字"),
        ("<a href=a></a>", ""),
        (f"<a href=a>{'长' * 200}</a>", "长" * 80),
        (f"<a href=a>{'<i>长</i>' * 30}</a>", "长" * 30),
        ("<a href=a></a><a href=a#x>later</a>", "later"),
        ("<a href=a>first</a><a href=./a>second</a>", "first"),
        ("<area href=a alt='区域'>", "区域"),
    ],
)
def test_text_of_a_link(html: str, text: str) -> None:
    assert texts(html)["a"] == text


def test_first_occurrence_counts_but_a_way_to_navigate_wins() -> None:
    html = (
        "<img src=p.png alt='小图'><a href=p.png>看大图</a><a href=q.png>图</a><img src=q.png>"
        "<a href=r><img src=r alt=n></a>"
    )
    found = {link.url.removeprefix(HERE): (LinkKind(link.kind), link.text) for link in find(html).links}
    assert found == {
        "p.png": (LinkKind.ANCHOR, "看大图"),
        "q.png": (LinkKind.ANCHOR, "图"),
        "r": (LinkKind.ANCHOR, "n"),
    }


def test_base_element_moves_every_link() -> None:
    html = (
        "<link rel=stylesheet href=a.css><base target=_top><base href='/x/'><base href='/y/'>"
        "<a href=b>t</a><a href=?c>t</a>"
    )
    found = find(html)
    assert found.base == "http://www.example.gov.cn/x/"
    assert [link.url for link in found.links] == [
        f"http://www.example.gov.cn/x/{name}" for name in ("a.css", "b", "?c")
    ]


@pytest.mark.parametrize("href", ["javascript:x", "http://[", "data:text/html,x"])
def test_useless_base_element_is_ignored(href: str) -> None:
    assert find(f"<base href='{href}'><a href=b>t</a>").base == PAGE


def test_query_only_links_depend_on_the_page_itself() -> None:
    joiner = Joiner()
    for name in ("a", "b"):
        tree, _ = parse_html(b"<a href='?p=2'>2</a>")
        assert find_links(tree, f"{HERE}{name}.html?p=1", "utf-8", joiner).links[0].url == f"{HERE}{name}.html?p=2"


def test_links_of_a_gbk_page_are_encoded_as_the_page() -> None:
    assert find("<a href='s?q=政府'>x</a>", encoding="gb18030").links[0].url == f"{HERE}s?q=%D5%FE%B8%AE"


@pytest.mark.parametrize(
    ("html", "refresh"),
    [
        ("<meta http-equiv=refresh content='0;url=./ywyw/'>", f"{HERE}ywyw/"),
        ("<meta http-equiv=refresh content='0;./ywyw/'>", f"{HERE}ywyw/"),
        ("<meta http-equiv=refresh content='600;url=index.html'>", ""),
        ("<meta http-equiv=refresh content='600'>", ""),
        ("<noscript><meta http-equiv=refresh content='0;url=nojs.html'></noscript>", ""),
        ("<meta http-equiv=refresh content='0;url=a'><meta http-equiv=refresh content='0;url=b'>", f"{HERE}a"),
    ],
)
def test_refresh(html: str, refresh: str) -> None:
    assert find(html).refresh == refresh


def test_links_that_lead_nowhere_are_counted() -> None:
    html = """<a href="">空一</a><a href="#">空二</a><a href="javascript:;">空三</a>
      <a href="javascript:void(0);">空四</a>
      <a href="JavaScript:void 0">空五</a><a href>空六</a><a href="#" onclick="go()">按钮</a>
      <a href="javascript:go()">脚本</a><a href="#part">段落</a><a href="javascript:;"></a>"""
    found = find(html)
    assert found.empty_links == 7
    assert found.empty_texts == ("空一", "空二", "空三", "空四", "空五", "空六")
    assert found.fragments == ("part",)
    assert found.links == ()


def test_addresses_no_browser_can_read_are_told() -> None:
    found = find("<a href='http:// www.example.cn/'>a</a><img src='http://[x'><a href='javascript://x'>b</a>")
    assert found.invalid == ("http:// www.example.cn/", "http://[x")


def test_many_links_are_cut_and_said() -> None:
    html = "".join(f"<a href={place}>x</a>" for place in range(MOST_LINKS + 5))
    found = find(html)
    assert len(found.links) == MOST_LINKS
    assert found.truncated
    assert not find("<a href=a>x</a>").truncated


def test_nested_anchors_do_not_cost_the_square() -> None:
    html = "<svg>" + "".join(f"<a href={place}>" for place in range(3000)) + "<text>text"
    assert len(find(html).links) == 3000


@given(st.text(max_size=200), st.text(alphabet="<>=\"'/ aehrfsrc#?:;&()url{}", max_size=200))
def test_any_page_gives_absolute_addresses_once(text: str, soup: str) -> None:
    html = f"<a href='{text}'>{text}</a><img src=\"{soup}\">{soup}<a {soup} href={text}><p style='{soup}'>"
    tree, _ = parse_html(html.encode("utf-8", "replace"))
    found = find_links(tree, PAGE, "utf-8", Joiner())
    addresses = [link.url for link in found.links]
    assert len(addresses) == len(set(addresses))
    assert all(address.startswith(("http://", "https://")) and "#" not in address for address in addresses)
    assert all(len(link.text) <= 80 for link in found.links)


def test_css_links_are_absolute_and_distinct() -> None:
    css = """@charset "utf-8"; @import url("base.css"); @import '/print.css' print;
      @namespace url(http://www.w3.org/1999/xhtml);
      /* url(old.png) */ .a{background:url( ../i/a.png )} .b{background:url('../i/a.png')} .c{content:"url(no.png)"}
      @font-face{src:url(f.eot?#iefix),url(f.woff)} .d{behavior:url(#default#VML)}
      .e{background:url(data:image/gif;base64,R0)}
      .f{background:url(a\\(1\\).png)} .g{background:url()}"""
    site = "http://www.example.gov.cn"
    assert find_css_links(css, f"{site}/css/x.css") == [
        f"{site}/css/base.css",
        f"{site}/print.css",
        f"{site}/i/a.png",
        f"{site}/css/f.eot?",
        f"{site}/css/f.woff",
        f"{site}/css/a(1).png",
    ]
    assert (
        find_css_links("p{background:url(图.png)}".encode("gbk") + b"q{background:url(b.png)}", f"{site}/")[-1]
        == f"{site}/b.png"
    )
