"""Ways to send an auditor into the office's own network: none may reach the service that waits there."""

from dataclasses import replace

from tests.hostile.pages import answer, article, listing, moved
from tests.hostile.plan import Plan, SiteTruth, fine
from tests.hostile.truth import NOTHING, PRIVATE, Truth, broken, ok, unknown

CATEGORY = "inside"
LINKED = (replace(PRIVATE, may=frozenset({"link-no-notice"})), unknown("unsupported"))


def add(plan: Plan) -> None:
    """Add links, redirects, refreshes, frames, pictures, robots.txt and sitemaps that lead to the canary."""
    port, host = plan.web.canary_port, plan.web.canary
    for name, address in spellings(port).items():
        plan.case(CATEGORY, f"link {name}", None, *LINKED, at=address, text=f"link {name}", unasked=True)
        plan.case(CATEGORY, f"redirect {name}", moved(address.encode()), *LINKED,
                  at=f"/inside/{name.replace(' ', '-')}.html")  # fmt: skip
    for name, address in {
        "ten": "http://10.1.2.3/", "twenty": "http://172.20.1.1/oa/", "home": "http://192.168.1.1:8080/",
        "cloud": "http://169.254.169.254/latest/meta-data/", "carrier": "http://100.64.1.1/",
        "ula": "http://[fd00::1]/", "link-local": "http://[fe80::1]/", "nat64": "http://[64:ff9b::7f00:42]/",
        "six-to-four": "http://[2002:7f00:42::]/", "multicast": "http://224.0.0.1/", "any": "http://0.0.0.0/",
    }.items():  # fmt: skip
        plan.case(CATEGORY, f"network {name}", None, *LINKED, at=address, text=name, unasked=True)
    for name, element in {
        "image": f"<img src='http://{host}/image.png'>", "script": f"<script src='http://{host}/x.js'></script>",
        "style": f"<link rel=stylesheet href='http://{host}/x.css'>", "frame": f"<iframe src='http://{host}/frame'></iframe>",
        "object": f"<object data='http://{host}/object'></object>", "video": f"<video src='http://{host}/video.mp4'></video>",
    }.items():  # fmt: skip
        path = element.partition(host)[2].partition("'")[0]
        plan.case(CATEGORY, f"page with {name}", answer(article(f"inside-{name}", body=element)), ok())
        plan.case(CATEGORY, f"element {name}", None, *LINKED, at=f"http://{host}{path}", html=name, unasked=True)
    refresh = f"<html><head><meta http-equiv=refresh content='0;url=http://{host}/refresh'></head></html>"
    plan.case(CATEGORY, "page with refresh", answer(refresh), ok(may=("page-tags", "page-date")), unknown(), PRIVATE)
    css = f"@import 'http://{host}/import.css'; body{{background:url(http://{host}/back.png)}}"
    plan.case(CATEGORY, "style sheet", answer(css, "200 OK", "Content-Type: text/css"), ok(), at="/inside/a.css",
              html="<link rel=stylesheet href='/inside/a.css'>")  # fmt: skip
    _sites(plan, host)


def spellings(port: int) -> dict[str, str]:
    """Return addresses that browsers read as the canary's."""
    return {
        "plain": f"http://127.0.0.66:{port}/plain",
        "port 80": "http://127.0.0.66/standard",
        "decimal": f"http://2130706498:{port}/decimal",
        "hex": f"http://0x7f000042:{port}/hex",
        "hex parts": f"http://0x7f.0.0.0x42:{port}/hexparts",
        "octal": f"http://0177.0.0.0102:{port}/octal",
        "short": f"http://127.66:{port}/short",
        "three parts": f"http://127.0.66:{port}/three",
        "full width": f"http://１２７.０.０.６６:{port}/fullwidth",
        "circled": f"http://①②⑦.⓪.⓪.⑥⑥:{port}/circled",
        "ideographic stop": f"http://127。0。0。66:{port}/stop",
        "percent": f"http://%31%32%37.0.0.66:{port}/percent",
        "last dot": f"http://127.0.0.66.:{port}/dot",
        "userinfo": f"http://www.example.gov.cn@127.0.0.66:{port}/userinfo",
        "mapped": f"http://[::ffff:127.0.0.66]:{port}/mapped",
        "mapped hex": f"http://[::ffff:7f00:42]:{port}/mappedhex",
        "compatible": f"http://[::127.0.0.66]:{port}/compatible",
        "loopback 6": f"http://[::1]:{port}/six",
        "name": f"http://localhost:{port}/name",
        "name dot": f"http://localhost.:{port}/namedot",
        "name below": f"http://canary.localhost:{port}/below",
        "zero": f"http://0:{port}/zero",
        "https": f"https://127.0.0.66:{port}/tls",
        "no scheme": f"//127.0.0.66:{port}/noscheme",
        "tab": f"http://127.0.0\t.66:{port}/tab",
        "backslashes": f"http:\\\\127.0.0.66:{port}\\back",
    }


def _sites(plan: Plan, host: str) -> None:
    plan.site(
        "robots-inside",
        SiteTruth(CATEGORY, "unknown", "robots"),
        SiteTruth(CATEGORY),
        robots=moved(f"http://{host}/robots.txt"),
    )
    lines = f"User-agent: *\nAllow: /\nSitemap: http://{host}/sitemap.xml\nSitemap: /sitemap-index.xml\n"
    site = plan.site("sitemap-inside", SiteTruth(CATEGORY), robots=answer(lines, "200 OK", "Content-Type: text/plain"))
    index = f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>http://{host}/deep.xml</loc></sitemap></sitemapindex>"
    for path in ("/sitemap-index.xml", "/sitemap.xml"):
        site.host.answers[path] = answer(index, "200 OK", "Content-Type: application/xml")
    plan.case(CATEGORY, "sitemap-inside page", fine("sitemap-inside"), ok(), on=site.id)
    entity = (
        f"<!DOCTYPE urlset [<!ENTITY x SYSTEM 'http://{host}/entity'><!ENTITY y SYSTEM 'file:///etc/passwd'>]>"
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>&x;&y;</loc></url></urlset>"
    )
    site = plan.site("entity-inside", SiteTruth(CATEGORY))
    site.host.answers["/sitemap.xml"] = answer(entity, "200 OK", "Content-Type: application/xml")
    plan.case(CATEGORY, "entity-inside page", fine("entity-inside"), ok(), on=site.id)
    leads = SiteTruth(CATEGORY, "unknown", "")
    plan.site("home-moved-inside", leads, home=moved(f"http://{host}/home"))
    refresh = f"<meta http-equiv=refresh content='0;url=http://{host}/home-refresh'>"
    plan.site("home-refresh-inside", leads, SiteTruth(CATEGORY, "partial"), SiteTruth(CATEGORY),
              home=answer(listing("首页", [refresh])))  # fmt: skip
    based = article("inside-base", more=f"<base href='http://{host}/base/'>", body="<a href='below.html'>附件</a>")
    plan.case(CATEGORY, "page with base", answer(based), ok())
    plan.case(CATEGORY, "below base", None, PRIVATE, at=f"http://{host}/base/below.html", html="base", unasked=True)
    plan.case(CATEGORY, "websocket", None, NOTHING, unknown("unsupported"), at=f"ws://{host}/socket", unasked=True)
    file: tuple[Truth, ...] = (NOTHING, unknown("unsupported"), broken())
    plan.case(CATEGORY, "file", None, *file, at="file:///etc/passwd", unasked=True)
    plan.case(CATEGORY, "file share", None, *file, at="file://127.0.0.66/c$/x", unasked=True)
