"""robots.txt: what is forbidden is unknown and never asked; a file that fails closes the host for tonight."""

import gzip

from tests.hostile.pages import Later, answer, drip, moved, reset, silence
from tests.hostile.plan import Plan, SiteTruth, fine
from tests.hostile.server import Send
from tests.hostile.truth import ok, unknown

CATEGORY = "robots"
FORBIDDEN = unknown("robots")
PLAIN = "Content-Type: text/plain"
CLOSED = SiteTruth(CATEGORY, "unknown", "robots")


def add(plan: Plan) -> None:
    """Add one site a robots.txt: with the paths it allows and forbids, or one that closes the site."""
    for name, lines, allowed, forbidden in (
        ("all", "User-agent: *\nAllow: /\n", ("/a.html",), ()),
        ("empty-rule", "User-agent: *\nDisallow:\n", ("/a.html",), ()),
        ("folder", "User-agent: *\nDisallow: /no/\n", ("/a.html", "/no", "/node.html"), ("/no/a.html", "/no/b/c.html")),
        ("longest", "User-agent: *\nDisallow: /no/\nAllow: /no/yes/\n", ("/no/yes/a.html",), ("/no/a.html",)),
        ("tie", "User-agent: *\nDisallow: /tie\nAllow: /tie\n", ("/tie.html",), ()),
        ("wildcard", "User-agent: *\nDisallow: /*.jsp$\nDisallow: /*?print=\n",
         ("/a.jsp/b.html", "/a.html"), ("/a.jsp", "/a.html?print=1")),
        ("case", "USER-AGENT: *\nDISALLOW: /No/\n", ("/no/a.html",), ("/No/a.html",)),
        ("percent", "User-agent: *\nDisallow: /%E9%80%9A/\nDisallow: /a%2fb\n", ("/a/b.html",),
         ("/通/a.html", "/a%2Fb.html")),
        ("ours", "User-agent: *\nDisallow: /\n\nUser-agent: auditor\nDisallow: /no/\n", ("/a.html",), ("/no/a.html",)),
        ("others", "User-agent: Googlebot\nDisallow: /\n", ("/a.html",), ()),
        ("merged", "User-agent: auditor\nDisallow: /one/\n\nUser-agent: x\nDisallow: /\n\n"
         "User-agent: Auditor\nDisallow: /two/\n",
         ("/a.html",), ("/one/a.html", "/two/a.html")),
        ("several", "User-agent: x\nUser-agent: *\nDisallow: /no/\n", ("/a.html",), ("/no/a.html",)),
        ("comments", "# all\nUser-agent: * # everyone\nDisallow: /no/ # this\n", ("/a.html",), ("/no/a.html",)),
        ("spaces", "  User-agent :  *  \n  Disallow :  /no/  \n", ("/a.html",), ("/no/a.html",)),
        ("cr", "User-agent: *\rDisallow: /no/\r", ("/a.html",), ("/no/a.html",)),
        ("bom", "\ufeffUser-agent: *\nDisallow: /no/\n", ("/a.html",), ("/no/a.html",)),
        ("unknown-lines", "User-agent: *\nHost: x\nClean-param: y\nDisallow: /no/\nNoindex: /\n", ("/a.html",),
         ("/no/a.html",)),
        ("delay", "User-agent: *\nCrawl-delay: 0.2\nDisallow: /no/\n", ("/a.html",), ("/no/a.html",)),
    ):  # fmt: skip
        site = _site(plan, name, answer(lines, "200 OK", PLAIN))
        _paths(plan, site, allowed, forbidden)
    _files(plan)
    _failing(plan)


def _site(plan: Plan, name: str, sent: Send, *truths: SiteTruth) -> str:
    return plan.site(f"robots-{name}", *truths, robots=sent).id


def _paths(plan: Plan, site: str, allowed: tuple[str, ...], forbidden: tuple[str, ...]) -> None:
    for path in allowed:
        plan.case(CATEGORY, f"{site} {path}", fine(f"{site}{path}"), ok(), on=site, at=path)
    for path in forbidden:
        plan.case(CATEGORY, f"{site} {path}", None, FORBIDDEN, on=site, at=path, unasked=True)


def _files(plan: Plan) -> None:
    """Files that are read, or that hold no rules, whatever else they are."""
    rules = b"User-agent: *\nDisallow: /no/\n"
    page = answer("<html><body>User-agent: *\nDisallow: /\n</body></html>")
    for name, sent, read in (
        ("gzip", answer(gzip.compress(rules), "200 OK", PLAIN, "Content-Encoding: gzip"), True),
        ("moved", moved("/real-robots.txt"), True),
        ("moved-five", moved("/hop-1.txt"), True),
        ("big", answer(rules + b"# x\n" * 200_000, "200 OK", PLAIN), True),
        ("late-line", answer(b"#" * 600_000 + b"\nUser-agent: *\nDisallow: /\n", "200 OK", PLAIN), False),
        ("html", page, False),
        ("binary", answer(bytes(range(256)) * 40, "200 OK", "Content-Type: image/png"), False),
        *((f"answers-{status}", answer("no", f"{status} x"), False) for status in (401, 403, 404, 410, 418)),
    ):
        site = _site(plan, name, sent)
        host = plan.web.hosts[site]
        host.answers["/real-robots.txt"] = answer(rules, "200 OK", PLAIN)
        for hop in range(1, 5):
            host.answers[f"/hop-{hop}.txt"] = moved(f"/hop-{hop + 1}.txt" if hop < 4 else "/real-robots.txt")
        _paths(plan, site, ("/a.html",), ("/no/a.html",) if read else ())


def _failing(plan: Plan) -> None:
    closed: dict[str, Send | Later] = {
        "answers-500": answer("no", "500 x"), "answers-503": answer("no", "503 x"),
        "answers-429": answer("no", "429 x"), "resets": reset, "silent": silence,
        "drips": drip(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 4_000, 0.05), "forbids": answer(
            "User-agent: *\nDisallow: /\n", "200 OK", PLAIN),
    }  # fmt: skip
    for name, sent in closed.items():
        site = _site(plan, name, sent, CLOSED)
        plan.web.hosts[site].answers["/"] = fine(f"{site} home")
    loops = _site(plan, "loops", moved("/robots.txt"), SiteTruth(CATEGORY), CLOSED)
    _paths(plan, loops, (), ())
