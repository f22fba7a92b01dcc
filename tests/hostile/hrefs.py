"""How pages write their links: each is read as a browser reads it, and what is no link is never asked."""

from urllib.parse import quote

from tests.hostile.pages import answer, article
from tests.hostile.plan import PORTAL, Plan, fine
from tests.hostile.truth import NOTHING, broken, ok

CATEGORY = "href"
GONE = broken("http_error")
PICTURE = answer(b"\x89PNG\r\n\x1a\n", "200 OK", "Content-Type: image/png")
STYLE = answer("body{}", "200 OK", "Content-Type: text/css")


def add(plan: Plan) -> None:
    """Add links to pages that are there and that are not, in every spelling and by every element."""
    base = plan.site(PORTAL).host.url
    for name, written in {
        "plain": "/href/{}.html", "blanks": "  /href/{}.html\n", "tab": "/hr\tef/{}.html", "line": "/href/{}\n.html",
        "backslashes": "\\href\\{}.html", "dots": "/x/../href/./{}.html", "percent-dots": "/x/%2e%2e/href/{}.html",
        "relative": "../href/{}.html", "no-scheme": base.removeprefix("http:") + "/href/{}.html",
        "upper": base.upper() + "/href/{}.html", "entity": "&#47;href&sol;{}.html",
        "one-slash": "http:/href/{}.html", "fragment": "/href/{}.html#part",
        "userinfo": base.replace("://", "://user:word@") + "/href/{}.html",
    }.items():  # fmt: skip
        for there in (True, False):
            _spelled(plan, name, written, there=there)
    _elements(plan)
    _no_links(plan)
    _in_gbk(plan)


def _spelled(plan: Plan, name: str, written: str, *, there: bool) -> None:
    page = f"{name}-{'there' if there else 'gone'}"
    at = f"/href/{page}.html"
    plan.case(CATEGORY, f"{name} {'there' if there else 'gone'}", fine(page) if there else None,
              ok(may=("page-fragment-missing",)) if there else GONE, at=at,
              html=f'<a href="{written.format(page)}">{page}</a>')  # fmt: skip


def _elements(plan: Plan) -> None:
    for name, element, sent in (
        ("single-quotes", "<a href='{}'>x</a>", fine), ("unquoted", "<a href={}>x</a>", fine),
        ("upper-tag", "<A HREF='{}'>x</A>", fine), ("first-of-two", "<a href='{}' href='/href/never.html'>x</a>", fine),
        ("unclosed", "<a href='{}'>x", fine), ("nested", "<b><a href='{}'><i>x</i></b></a>", fine),
        ("area", "<map name=m><area href='{}'></map>", fine), ("frame", "<iframe src='{}'></iframe>", fine),
        ("noscript", "<noscript><a href='{}'>x</a></noscript>", fine),
        ("image", "<img src='{}'>", PICTURE), ("lazy", "<img srcset='{} 2x'>", PICTURE),
        ("source", "<picture><source srcset='{} 1x'><img></picture>", PICTURE),
        ("poster", "<video poster='{}'></video>", PICTURE), ("object", "<object data='{}'></object>", PICTURE),
        ("style", "<link rel=stylesheet href='{}'>", STYLE), ("icon", "<link rel=icon href='{}'>", PICTURE),
        ("script", "<script src='{}'></script>", answer("1", "200 OK", "Content-Type: text/javascript")),
        ("background", "<div style=\"background:url('{}')\">x</div>", PICTURE),
        ("style-block", "<style>p{{background:url({})}}</style>", PICTURE),
    ):  # fmt: skip
        for there in (True, False):
            page = f"{name}-{'there' if there else 'gone'}"
            at = f"/href/by-{page}.html"
            answered = fine(f"by-{page}") if sent is fine else sent
            assert isinstance(answered, bytes)
            plan.case(CATEGORY, f"by {page}", answered if there else None, ok() if there else GONE, at=at,
                      html=element.format(at))  # fmt: skip


def _no_links(plan: Plan) -> None:
    for name, markup in {
        "comment": "<!-- <a href='{}'>x</a> -->", "script-text": "<script>var a=\"<a href='{}'>x</a>\";</script>",
        "template": "<template><a href='{}'>x</a></template>", "text": "&lt;a href='{}'&gt;",
        "textarea": "<textarea><a href='{}'>x</a></textarea>", "data": "<p data-href='{}'>x</p>",
        "title": "<p title=\"<a href='{}'>\">x</p>",
    }.items():  # fmt: skip
        at = f"/href/no-link-{name}.html"
        plan.case(CATEGORY, f"no link: {name}", None, NOTHING, at=at, html=markup.format(at), unasked=True)


def _in_gbk(plan: Plan) -> None:
    """On a GBK page paths are sent as UTF-8, queries as GBK (URL Standard, "percent-encode after encoding")."""
    path, query = f"/href/{quote('通知')}.html", f"/href/find.html?q={quote('通知'.encode('gbk'))}"
    links = "<a href='/href/通知.html'>x</a><a href='/href/find.html?q=通知'>x</a>"
    page = article("href-gbk", charset="gbk", body=links).encode("gbk")
    plan.case(CATEGORY, "in gbk", answer(page, "200 OK", "Content-Type: text/html; charset=gbk"), ok())
    plan.case(CATEGORY, "path in gbk", fine("gbk-path"), ok(), at=path, html="x")
    plan.site(PORTAL).host.answers["/href/find.html"] = answer("gone", "404 x")
    plan.case(CATEGORY, "query in gbk", fine("gbk-query"), ok(), at=query, html="x")
