"""Retry-After and busy hosts: a host is left alone as long as it asks, and nothing of it is called broken."""

import asyncio
import time
from email.utils import formatdate

from tests.hostile.pages import answer, in_turn
from tests.hostile.plan import Plan, SiteTruth, fine
from tests.hostile.server import Ask
from tests.hostile.truth import broken, ok, unknown

CATEGORY = "rate"
LEFT = unknown("rate_limited")


def add(plan: Plan) -> None:
    """Add one site a way to say that too much is asked."""
    for name, header in (("short", "1"), ("none", ""), ("nonsense", "soon"), ("negative", "-3"), ("zero", "0")):
        site = plan.site(f"rate-{name}")
        busy = answer("busy", "429 x", *([f"Retry-After: {header}"] if header else []))
        plan.case(CATEGORY, f"{name} busy", busy, LEFT, on=site.id)
        for number in range(4):
            plan.case(CATEGORY, f"{name} {number}", fine(f"{site.id}{number}"), ok(), on=site.id)
    for name, header in (("long", "3600"), ("endless", "99999999999999999999")):
        site = plan.site(f"rate-{name}", home=_home_then_busy(header))
        site.truths = (SiteTruth(CATEGORY, "unknown", "rate_limited", most=3),)
    plan.site("rate-date", SiteTruth(CATEGORY, "unknown", "rate_limited", most=3), home=_until_tomorrow)
    site = plan.site("rate-503")
    busy = answer("busy", "503 x", "Retry-After: 1")
    plan.case(CATEGORY, "503 once", in_turn(busy, fine("rate-503")), ok(), on=site.id)
    plan.case(CATEGORY, "503 always", answer("busy", "503 x", "Retry-After: 0"), broken("http_error"), on=site.id)
    for code in ("429", "403", "412", "521"):
        site = plan.site(f"rate-wall-{code}", home=answer("no", f"{code} x"))
        word = {"429": "rate_limited", "403": "auth"}.get(code, "challenge")
        site.truths = (SiteTruth(CATEGORY, "unknown", word, most=6),)


def _home_then_busy(header: str) -> bytes:
    return answer("busy", "429 x", f"Retry-After: {header}")


async def _until_tomorrow(ask: Ask, writer: asyncio.StreamWriter) -> None:
    writer.write(answer("busy", "429 x", f"Retry-After: {formatdate(time.time() + 86_400, usegmt=True)}"))
