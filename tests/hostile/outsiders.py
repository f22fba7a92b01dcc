"""Links to hosts that nobody registered: looked at once, never crawled."""

from tests.hostile.pages import answer, article, endless, in_turn, moved, reset, silence
from tests.hostile.plan import Plan, fine
from tests.hostile.truth import PRIVATE, SOFT_404, broken, ok, unknown

CATEGORY = "outside"
NOTICE = ("link-no-notice",)


def add(plan: Plan) -> None:
    """Add addresses of found hosts with faults and without, one host for every few."""
    busy = answer("busy", "503 x")
    page = answer(article("outside-more", body="<a href='/never/asked.html'>更多</a>"))
    for number, (name, sent, truth) in enumerate((
        ("fine", fine("outside-fine"), ok(may=NOTICE)),
        ("with-links", page, ok(may=NOTICE)),
        ("gone", answer("gone", "404 x"), broken("http_error")),
        ("gone-410", answer("gone", "410 x"), broken("http_error")),
        ("failing", answer("boom", "500 x"), broken("http_error")),
        ("busy-once", in_turn(busy, fine("outside-busy")), ok(may=NOTICE)),
        ("forbidden", answer("no", "403 x"), unknown("auth")),
        ("login", answer("no", "401 x"), unknown("auth")),
        ("too-many", answer("no", "429 x"), unknown("rate_limited")),
        ("wall", answer("<script>$_ts={};</script>", "412 x"), unknown("challenge")),
        ("moved", moved("/landed.html"), ok(may=NOTICE)),
        ("loops", moved("/loops.html"), broken("redirect_loop")),
        ("to-inside", moved(f"http://{plan.web.canary}/outside"), unknown("unsupported")),
        ("resets", reset, broken("refused")),
        ("silent", silence, unknown("timeout")),
        ("endless", endless(b"x" * 8192, answer(b"", length=False)), ok(may=NOTICE)),
        ("gibberish", b"\x00\x01\x02\r\n\r\n", broken("protocol")),
        ("says-gone", answer("<html><title>404</title><body>您访问的页面不存在</body></html>"), SOFT_404),
    )):  # fmt: skip
        host = plan.web.host(f"outside-{number % 5}")
        host.answers[f"/{name}.html"] = sent
        host.answers["/landed.html"] = fine("outside-landed")
        if name == "gibberish":
            host.closing.add(f"/{name}.html")
        truths = (truth, ok(may=NOTICE)) if truth is SOFT_404 else (truth,)
        if name == "to-inside":
            truths = (truth, PRIVATE)
        plan.case(CATEGORY, name, None, *truths, at=f"{host.url}/{name}.html")
    dead = f"http://{plan.web.dead()}/dead.html"
    plan.case(CATEGORY, "dead", None, broken("refused"), at=dead)
    plan.case(CATEGORY, "no-name", None, broken("dns"), unknown("network"), at="http://no-such-name.invalid/x.html")
    plan.case(CATEGORY, "bad-port", None, unknown("unsupported"), at="http://127.0.2.250:22/", unasked=True)
