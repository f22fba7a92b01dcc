"""Redirects: where they end, and where they do not."""

import asyncio
import re

from tests.hostile.pages import Later, answer, moved
from tests.hostile.plan import Plan, fine
from tests.hostile.server import Ask
from tests.hostile.truth import NOTHING, PRIVATE, broken, ok, unknown

CATEGORY = "redirect"
ENDLESS = (broken("redirect_loop"), unknown("timeout"))
"""Twenty hops and more: on a machine that is busy the time for one address may end before."""


def add(plan: Plan) -> None:
    """Add redirects of every form and end."""
    _fine(plan)
    _loops(plan)
    _nowhere(plan)
    _elsewhere(plan)


def _fine(plan: Plan) -> None:
    target = plan.case(CATEGORY, "target", fine("target"), ok()).link
    for status in ("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"):
        plan.case(CATEGORY, f"by-{status[:3]}", moved(target, status), ok())
    for name, location in {
        "relative": "target.html", "dots": "../redirect/./target.html", "query": "?x=1", "fragment": f"{target}#part",
        "no-scheme": plan.site("portal").host.url.removeprefix("http:") + target, "spaces": f"  {target}  ",
        "backslash": target.replace("/", "\\"), "upper": plan.site("portal").host.url.replace("http", "HTTP") + target,
    }.items():  # fmt: skip
        plan.case(CATEGORY, name, _query_or(location, name), ok())
    for name, raw in {"gbk": "落地".encode("gbk"), "utf8": "落地".encode(), "latin": b"caf\xe9"}.items():
        path = "".join(f"%{byte:02X}" if byte > 127 else chr(byte) for byte in raw)
        plan.site("portal").host.answers[f"/{path}.html"] = fine(f"landed-{name}")
        plan.case(CATEGORY, f"to-{name}", moved(b"/" + raw + b".html"), ok())
    plan.case(CATEGORY, "two-hops", moved("/redirect/by-301.html"), ok())
    chain = ok("redirect-chain")
    for many, truths in {3: [ok()], 5: [chain], 9: [chain], 50: ENDLESS}.items():
        for left in range(many):
            plan.site("portal").host.answers[f"/redirect/hop/{left}/of-{many}"] = _hops(left, f"of-{many}")
        plan.case(CATEGORY, f"{many}-hops", _hops(many, f"of-{many}"), *truths, at=f"/redirect/hop/{many}/of-{many}")
    plan.case(CATEGORY, "cookie", _needs_cookie, ok())
    plan.case(CATEGORY, "with-body", answer("<p>moved</p>", "302 Found", f"Location: {target}"), ok())
    plan.case(CATEGORY, "refresh", answer(f"<meta http-equiv=refresh content='0;url={target}'>"), ok())
    plan.case(CATEGORY, "refresh-gone", answer("<meta http-equiv=refresh content='0;url=/redirect/no.html'>"), ok())
    plan.case(CATEGORY, "no", None, broken("http_error"), at="/redirect/no.html")


def _query_or(location: str, name: str) -> Later:
    async def send(ask: Ask, writer: asyncio.StreamWriter) -> None:
        writer.write(fine(name) if "?" in ask.path else moved(location))

    return send


def _hops(left: int, name: str) -> bytes:
    return moved(f"/redirect/hop/{left - 1}/{name}") if left else fine(f"end-{name}")


async def _needs_cookie(ask: Ask, writer: asyncio.StreamWriter) -> None:
    page = fine("cookie") if "seen=1" in ask.headers.get("cookie", "") else moved(ask.path, "302 Found", COOKIE)
    writer.write(page)


COOKIE = "Set-Cookie: seen=1; Path=/"


async def _for_ever(ask: Ask, writer: asyncio.StreamWriter) -> None:
    number = int(re.findall(r"\d+", ask.path)[-1]) if "?" in ask.path else 0
    writer.write(moved(f"/redirect/for-ever.html?n={number + 1}"))


def _loops(plan: Plan) -> None:
    plan.case(CATEGORY, "self", moved("/redirect/self.html"), broken("redirect_loop"))
    plan.case(CATEGORY, "ping", moved("/redirect/pong.html"), broken("redirect_loop"))
    plan.case(CATEGORY, "pong", moved("/redirect/ping.html"), broken("redirect_loop"))
    plan.case(CATEGORY, "self-fragment", moved("/redirect/self-fragment.html#a"), broken("redirect_loop"))
    plan.case(CATEGORY, "for-ever", _for_ever, *ENDLESS)


def _nowhere(plan: Plan) -> None:
    plan.case(CATEGORY, "empty", moved(""), broken("http_error", "redirect_loop"))
    plan.case(CATEGORY, "none", answer("", "302 Found"), broken("http_error"), unknown("unsupported"))
    plan.case(CATEGORY, "none-301", answer("<p>moved</p>", "301 Moved"), broken("http_error"),
              unknown("unsupported"))  # fmt: skip
    plan.case(CATEGORY, "unreadable", moved("http://[::1/"), broken("protocol"))
    plan.case(CATEGORY, "port-99999", moved("http://127.0.0.1:99999/"), broken("protocol"))
    plan.case(CATEGORY, "to-404", moved("/redirect/no.html"), broken("http_error"))
    plan.case(CATEGORY, "to-500", moved("/status/s500.html"), broken("http_error"))
    plan.case(CATEGORY, "to-403", moved("/status/s403.html"), unknown("auth"))


def _elsewhere(plan: Plan) -> None:
    for name, location in {
        "file": "file:///etc/passwd", "ftp": "ftp://127.0.0.66/x", "script": "javascript:alert(1)",
        "data": "data:text/html,x", "app": "weixin://dl/business", "mail": "mailto:x@example.com",
    }.items():  # fmt: skip
        plan.case(CATEGORY, f"to-{name}", moved(location), unknown("unsupported"))
    plan.case(CATEGORY, "to-canary", moved(f"http://{plan.web.canary}/redirect"), PRIVATE)
    plan.case(CATEGORY, "to-dead", moved(f"http://{plan.web.dead()}/"), broken("refused"))
    plan.case(CATEGORY, "mailto-link", None, NOTHING, at="mailto:x@example.com")
    plan.case(CATEGORY, "tel-link", None, NOTHING, at="tel:+862112345678")
    plan.case(CATEGORY, "script-link", None, NOTHING, at="javascript:history.back()")
