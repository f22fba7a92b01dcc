"""The whole hostile web: every category's cases on their hosts."""

from pathlib import Path

from tests.hostile import (
    challenges,
    charsets,
    ciphers,
    encodings,
    hrefs,
    injections,
    inside,
    outsiders,
    protocol,
    rates,
    redirects,
    robots,
    soft404,
    statuses,
    times,
    traps,
)
from tests.hostile.plan import PORTAL, Plan

CATEGORIES = (
    statuses, redirects, hrefs, protocol, encodings, times, soft404, challenges, charsets, inside, outsiders,
    injections, robots, rates,
)  # fmt: skip


def hostile_web(folder: Path, *, with_traps: bool = True) -> Plan:
    """Return the plan of everything; what hosts need on disk goes to `folder`."""
    plan = Plan()
    plan.site(PORTAL)
    for category in CATEGORIES:
        category.add(plan)
    ciphers.add(plan, folder)
    if with_traps:
        traps.add(plan)
    return plan.finish()
